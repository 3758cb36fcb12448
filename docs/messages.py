"""Make the catalogue of messages from the code, and bring every translation up to it: ``make messages``.

Messages are the literals given to `kpi.language.t`, `tn`, `marked` and ``counted``, to ``tandem.t`` in scripts, and
the words of the KPI catalogue, the built-in method and the tables, which are data.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from data.method_files import load_method
from kpi.attributes import ATTRIBUTES
from kpi.catalogue import CATALOGUE
from kpi.method_types import Method
from kpi.reading import BAND_NAMES
from kpi.schema import TABLES
from layouts.findings import SPELLINGS

ROOT = Path(__file__).parents[1]
LOCALES = ROOT / "locales"
TEMPLATE = LOCALES / "tandem.pot"
SINGLE, COUNTED = frozenset({"t", "marked"}), frozenset({"tn", "counted"})
"""Functions whose first argument is a message, and those whose first two are: for one thing and for several."""

SCRIPT_KEYWORDS = {"tandem.t": None, "tandem.tn": (1, 2)}
FOLDERS = ("kpi", "data", "layouts", "callbacks")
HEADER = "# Tandem's messages. Renewed from the code by `make messages`; translations are written here by hand."


def catalogue() -> Catalog:
    """Return every message of the code, with the files that hold it."""
    made = _blank(HEADER)
    made.creation_date = datetime(2026, 1, 1, tzinfo=UTC)  # a date of today would change with every run
    found = sorted(_of_code(), key=lambda one: (one[1], str(one[0])))
    for message, file in [*found, *_of_data()]:
        made.add(message, locations=[(file, 0)])
    for one in made:
        one.locations = sorted(set(one.locations))
        one.flags.discard("python-format")
    return made


def renewed(path: Path, template: Catalog) -> Catalog:
    """Return a translation with the messages of the template: what was translated stays, what is gone goes."""
    with path.open("rb") as lines:
        held = read_po(lines, locale=path.parts[-3], domain="tandem")
    kept = {_key(one): one for one in held if one.id}
    made = _blank(str(held.header_comment), locale=path.parts[-3])
    made.creation_date = made.revision_date = template.creation_date
    for one in template:
        if not one.id:
            continue
        before = kept.get(_key(one))
        string = before.string if before else None
        made.add(one.id, string, locations=one.locations, user_comments=before.user_comments if before else ())
        made[one.id].flags.discard("python-format")
    return made


def text_of(made: Catalog) -> str:
    """Return a catalogue as it stands in its file."""
    file = BytesIO()
    write_po(file, made, width=118, include_lineno=False, omit_header=False)
    return file.getvalue().decode()


def translations() -> list[Path]:
    """Return the files of all translations."""
    return sorted(LOCALES.glob("*/LC_MESSAGES/tandem.po"))


def _blank(header: str, **values: str) -> Catalog:
    """Return a catalogue without messages, whose head names no person and no machine."""
    unnamed = dict.fromkeys(("version", "last_translator", "language_team", "msgid_bugs_address"), "-")
    return Catalog(
        domain="tandem", project="Tandem", charset="utf-8", header_comment=header, fuzzy=False, **unnamed, **values
    )


def is_translated(one: Message) -> bool:
    """Say whether a message has its translation, in every form when it counts something."""
    return bool(one.id and one.string and (isinstance(one.string, str) or all(one.string)))


def _of_code() -> Iterator[tuple[str | tuple[str, str], str]]:
    for path in (path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))):
        name = path.relative_to(ROOT).as_posix()
        yield from ((message, name) for message in _of_module(path.read_text("utf-8")))
    for path in sorted((ROOT / "assets").glob("*.js")):
        with path.open("rb") as file:
            for _, message, *_ in extract("javascript", file, keywords=SCRIPT_KEYWORDS):
                yield message, f"assets/{path.name}"


def _of_module(text: str) -> Iterator[str | tuple[str, str]]:
    """Return the messages of a module: by its syntax, as Babel does not look into f-strings."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        first = [one.value for one in node.args[:2] if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if name in SINGLE and first:
            yield first[0]
        elif name in COUNTED and len(first) == 2:
            yield first[0], first[1]


def _of_data() -> Iterator[tuple[str, str]]:
    for name, one in ATTRIBUTES.items():
        for text in one.messages():
            yield text, f"kpi/attributes/{name}"
    for kpi in CATALOGUE.values():
        for text in (kpi.window, kpi.cadence):
            yield text, "kpi/catalogue.py"
    for text in sorted(_words_of(load_method())):
        yield text, "kpi/method.toml"
    for table in TABLES.values():
        yield table.name, "kpi/schema.py"
        yield table.row_noun, "kpi/schema.py"


def _words_of(method: Method) -> set[str]:
    """Return the labels of components, and the kinds of interactions and advocacy as people write them."""
    kinds = {kind for one in method.components for kind in one.kinds} | set(method.advocacy.points)
    written = {kind.replace("_", " ") for kind in kinds if kind not in SPELLINGS}
    return written | {one.label for one in method.components} | set(BAND_NAMES)


def _key(one: Message) -> str:
    return one.id if isinstance(one.id, str) else one.id[0]


def main() -> None:
    """Write the template and every translation."""
    template = catalogue()
    TEMPLATE.write_text(text_of(template), encoding="utf-8")
    for path in translations():
        made = renewed(path, template)
        path.write_text(text_of(made), encoding="utf-8")
        done = sum(is_translated(one) for one in made)
        sys.stdout.write(f"{path.relative_to(ROOT)}: {done} of {len(made)} messages translated\n")


if __name__ == "__main__":
    main()
