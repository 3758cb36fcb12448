"""A draft of the method: what the page sends, applied to the text and checked. All from a client is a claim."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from data.work.methods import LONGEST_LABEL, LONGEST_NOTE, LONGEST_TEXT, InForce
from kpi.language import t
from kpi.method import Method, MethodError, Problem, parse_method, toml_content
from kpi.method_diff import Difference, differences
from kpi.method_edit import CannotEdit, Edit, Value, edited
from kpi.schema import normalise_word
from layouts.method_words import entry_name

MOST_EDITS: Final = 400
LONGEST_VALUE: Final = 2000
DEEPEST: Final = 6

DOING: Final = ("draw", "preview", "save", "discard", "restore", "propose")
"""What a page may ask for."""

_NUMBER: Final = re.compile(r"[+-]?\d{1,15}([.,]\d{1,12})?")
_NUMBER_IN_LABEL: Final = re.compile(r"^(.*?)(\d+)$")


@dataclass(frozen=True)
class Asked:
    """What the page asks for.

    Parameters
    ----------
    number
        Of the question, in the order in which they were asked.
    do
        One of `DOING`.
    text
        The draft; None for the method in force.
    base
        Hash of the method with which the draft began.
    edits
        Fields that were changed since.
    note, label
        Of the version to be saved.
    version
        The version to be restored.
    """

    number: int
    do: str
    text: str | None
    base: str
    edits: tuple[Edit, ...]
    note: str
    label: str
    version: int


@dataclass(frozen=True)
class Draft:
    """A draft as far as it can be read.

    Parameters
    ----------
    text
        As TOML.
    content
        What it holds; None when it is not TOML.
    method
        The method; None when it makes no sense.
    problems
        What is wrong.
    """

    text: str
    content: Mapping[str, Any] | None
    method: Method | None
    problems: tuple[Problem, ...]

    def changes(self, than: str) -> tuple[Difference, ...]:
        """Return the entries that differ from those of another text."""
        return differences(toml_content(than), self.content) if self.content is not None else ()


def read_asked(value: object) -> Asked:
    """Return what a client asks for; of nonsense a plain preview."""
    known = value if isinstance(value, Mapping) else {}
    do, text, version = known.get("do"), known.get("text"), known.get("version")
    return Asked(
        number=_whole(known.get("number")),
        do=do if isinstance(do, str) and do in DOING else "preview",
        text=text[:LONGEST_TEXT] if isinstance(text, str) else None,
        base=_words(known.get("base"), 64),
        edits=_edits(known.get("edits")),
        note=_words(known.get("note"), LONGEST_NOTE),
        label=" ".join(_words(known.get("label"), LONGEST_LABEL).split()),
        version=_whole(version) if version is not None else -1,
    )


def draft_of(asked: Asked, in_force: InForce) -> Draft:
    """Return the draft that a page has in hand, with the fields that were changed since."""
    text = in_force.text if asked.text is None else asked.text
    refused: list[Problem] = []
    for edit in asked.edits:
        try:
            text = edited(text, [edit])
        except MethodError:
            break
        except CannotEdit as error:
            words = t("can't be changed by itself, as the text is written; change it under Text")
            refused.append(Problem(1, f"{entry_name(error.keys)} {words}", error.keys))
    read = read_draft(text)
    return replace(read, problems=(*refused, *read.problems)) if refused else read


def read_draft(text: str) -> Draft:
    """Read a text as far as that goes."""
    try:
        content = toml_content(text)
    except MethodError as error:
        return Draft(text, None, None, _told(error))
    try:
        return Draft(text, content, parse_method(text), ())
    except MethodError as error:
        return Draft(text, content, None, _told(error))


def next_label(label: str) -> str:
    """Return a label for the version after one.

    Examples
    --------
    >>> next_label("Tandem 1"), next_label("Our method"), next_label("FY26, calibrated")
    ('Tandem 2', 'Our method 2', 'FY26, calibrated 2')
    """
    found = _NUMBER_IN_LABEL.match(label)
    return f"{found[1]}{int(found[2]) + 1}" if found else f"{label} 2"


def value_of(keys: Sequence[str], given: str) -> Value | None:
    """Return what a field says: a number where one stands, a list of kinds, or a word; None takes the entry away.

    What is neither is kept as it was typed, so that the method's own checks say what is wrong with it.

    Examples
    --------
    >>> value_of(("windows", "default"), "6"), value_of(("advocacy", "points", "post"), "0,25")
    (6, 0.25)
    >>> value_of(("engagement", "components", "planning", "kinds"), "Joint plan, QBR")
    ('joint_plan', 'qbr')
    """
    text = given.strip()
    if not text and _may_be_left_out(keys):
        return None
    if keys[-1] == "kinds":
        return tuple(word for word in (normalise_word(part) for part in re.split(r"[,;\n]", text)) if word)
    if keys[0] == "synonyms" or keys[-1] in ("label", "name"):
        return normalise_word(text) if keys[0] == "synonyms" else text
    if not _NUMBER.fullmatch(text):
        return text
    number = float(text.replace(",", "."))
    return int(number) if number.is_integer() and "." not in text and "," not in text else number


def _may_be_left_out(keys: Sequence[str]) -> bool:
    """Say whether something else holds where an entry is not given."""
    is_of_score = keys[0] == "bands" and len(keys) == 3
    return "types" in keys[1:2] or is_of_score or keys[0] == "synonyms" or tuple(keys[:2]) == ("advocacy", "points")


def _edits(value: object) -> tuple[Edit, ...]:
    made = []
    for one in value[:MOST_EDITS] if isinstance(value, list) else []:
        keys, given = one if isinstance(one, list) and len(one) == 2 else (None, None)
        if not isinstance(keys, list) or not 0 < len(keys) <= DEEPEST or not isinstance(given, str):
            continue
        if all(isinstance(key, str) and key and len(key) <= LONGEST_VALUE for key in keys):
            made.append(Edit(tuple(keys), value_of(keys, given[:LONGEST_VALUE])))
    return tuple(made)


def _told(error: MethodError) -> tuple[Problem, ...]:
    return error.problems or (Problem(1, str(error)),)


def _whole(value: object) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**12 else -1


def _words(value: object, most: int) -> str:
    return value.strip()[:most] if isinstance(value, str) else ""
