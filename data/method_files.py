"""Where the method comes from: a file of the site's own, or the one that Tandem ships."""

from importlib.resources import files
from pathlib import Path

from kpi.method import Method, MethodError, parse_method


def load_method(path: Path | None = None) -> Method:
    """Read a method file; the built-in one when `path` is None.

    Raises
    ------
    MethodError
        When the file cannot be read, is not TOML or makes no sense; the message names the file.
    """
    if path is None:
        return parse_method((files("kpi") / "method.toml").read_text(encoding="utf-8"))
    try:
        return parse_method(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise MethodError(f"The method file {path} cannot be read: {error}.") from error
    except MethodError as error:
        raise MethodError(f"{path}: {error}") from error
