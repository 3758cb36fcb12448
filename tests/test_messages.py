"""The catalogue of messages holds all words of the code, and translations fit them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po

from docs import messages

ROOT = Path(__file__).parents[1]
PLACEHOLDER = re.compile(r"\{(\w*)\}")

SHOWN = frozenset(
    {"children", "title", "label", "text", "sub", "placeholder", "caption", "reason", "aria-label", "note"}
)
"""Arguments of components and views that people read."""

ELEMENTS = frozenset(
    {"A", "B", "Button", "Caption", "Dd", "Div", "Dt", "Em", "Figcaption", "H1", "H2", "H3", "H4", "Label", "Legend"}
    | {"Li", "P", "Small", "Span", "Strong", "Summary", "Td", "Th", "hidden", "link"}
)
"""Elements and factories whose first argument people read."""

KEPT = frozenset(
    {
        "Tandem",  # a name
        "= ",
    }
)
"""Texts of pages that are no words of a language."""


def sources() -> list[Path]:
    """Return the modules whose words people read."""
    return sorted([*(ROOT / "layouts").rglob("*.py"), *(ROOT / "callbacks").glob("*.py")])


def translations() -> list[Path]:
    return messages.translations()


@pytest.fixture(scope="module")
def template() -> Catalog:
    return messages.catalogue()


def test_the_template_holds_every_message(template: Catalog) -> None:
    written = messages.text_of(template)
    assert messages.TEMPLATE.read_text("utf-8") == written, "run make messages"


@pytest.mark.parametrize("path", translations(), ids=lambda path: path.parts[-3])
def test_translations_are_those_of_the_template(path: Path, template: Catalog) -> None:
    assert path.read_text("utf-8") == messages.text_of(messages.renewed(path, template)), "run make messages"


@pytest.mark.parametrize("path", translations(), ids=lambda path: path.parts[-3])
def test_placeholders_of_translations_are_those_of_the_message(path: Path) -> None:
    wrong = [one.id for one in _translated(path) if not _fits(one)]
    assert wrong == []


@pytest.mark.parametrize("path", translations(), ids=lambda path: path.parts[-3])
def test_what_people_see_first_is_translated(path: Path, template: Catalog) -> None:
    done = {one.id if isinstance(one.id, str) else one.id[0] for one in _translated(path)}
    files = ("layouts/shell.py", "layouts/tiles.py", "layouts/filterbar.py", "layouts/components.py", "kpi/titles.py")
    missing = {
        one.id if isinstance(one.id, str) else one.id[0]
        for one in template
        if one.id and any(file in files for file, _ in one.locations)
    } - done
    assert sorted(missing) == []


def test_messages_are_literals() -> None:
    """A message that is put together at run time is in no catalogue."""
    wrong = []
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _name(node) in ("t", "tn", "marked") and node.args:
                wrong += [f"{path.name}:{node.lineno}" for one in node.args[:1] if isinstance(one, ast.JoinedStr)]
    assert wrong == []


def test_no_word_of_a_page_is_outside_the_catalogue() -> None:
    found = [f"{path.relative_to(ROOT)}:{line} {text!r}" for path in sources() for line, text in _bare(path)]
    assert found == []


def _translated(path: Path) -> list[Message]:
    with path.open("rb") as lines:
        catalogue = read_po(lines)
    return [one for one in catalogue if messages.is_translated(one)]


def _fits(one: Message) -> bool:
    """Say whether every text of a translation has the places of its message; one of a plural may leave some out."""
    ids = (one.id,) if isinstance(one.id, str) else one.id
    strings = (one.string,) if isinstance(one.string, str) else one.string
    wanted = {name for text in ids for name in PLACEHOLDER.findall(text)}
    places = [set(PLACEHOLDER.findall(text)) for text in strings]
    return all(found <= wanted for found in places) and (len(ids) > 1 or places[0] == wanted)


def _bare(path: Path) -> Iterator[tuple[int, str]]:
    """Return the texts with words that stand in a page as they are written."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        given = [one.value for one in node.keywords if one.arg in SHOWN]
        if _name(node) in ELEMENTS and node.args:
            given.append(node.args[0])
        for one in given:
            for part in one.elts if isinstance(one, ast.List | ast.Tuple) else [one]:
                text = _text(part)
                if text not in KEPT and re.search(r"[A-Za-z]{2,}", PLACEHOLDER.sub("", text)):
                    yield part.lineno, text


def _text(node: ast.expr) -> str:
    """Return the fixed text of a string or an f-string; nothing for anything else."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(one.value for one in node.values if isinstance(one, ast.Constant))
    return ""


def _name(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
