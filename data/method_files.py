"""Where the method comes from: a file of the site's own, or the one that Tandem ships."""

from importlib.resources import files
from pathlib import Path

from kpi.method import Method, MethodError, parse_method


def method_text(path: Path | None = None) -> str:
    """Read the text of a method file; of the built-in one when `path` is None.

    Raises
    ------
    MethodError
        When the file cannot be read.
    """
    try:
        # The mark that some editors put before a text is no part of it.
        source = files("kpi") / "method.toml" if path is None else path
        return source.read_text(encoding="utf-8").removeprefix("\ufeff")
    except (OSError, UnicodeDecodeError) as error:
        raise MethodError(f"The method file {path} cannot be read: {error}.") from error


def load_method(path: Path | None = None) -> Method:
    """Read a method file; the built-in one when `path` is None.

    Raises
    ------
    MethodError
        When the file cannot be read, is not TOML or makes no sense; the message names the file and the line.
    """
    text = method_text(path)
    try:
        return parse_method(text)
    except MethodError as error:
        if path is None:
            raise
        raise MethodError(error.problems or str(error), file=str(path)) from error
