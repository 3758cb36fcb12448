"""Changing single entries in the text of a method; comments, order and every other entry stay as they are."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import InlineTable

from kpi.method import toml_content
from kpi.method_diff import Keys
from kpi.method_text import lines_of
from kpi.schema import PARTNER_TYPES, normalise_word

Value = str | int | float | tuple[str, ...]

TYPES: Final = "types"
"""Name of the tables that say how a partner type differs."""


@dataclass(frozen=True)
class Edit:
    """What an entry is to be; None takes it away."""

    keys: Keys
    value: Value | None


class CannotEdit(ValueError):
    """An entry that can't be changed without touching the rest of the text; write it in the text itself."""

    def __init__(self, keys: Keys) -> None:
        super().__init__(".".join(keys))
        self.keys = keys


def edited(text: str, edits: Sequence[Edit]) -> str:
    r"""Return the text of a method with some entries changed.

    Parameters
    ----------
    text
        A method, valid or not, as long as it is TOML.
    edits
        What is to be changed, in this order. A partner type may be written in the text by a word that means it.
        A table of a partner type, or of a score's own bands, that holds nothing more is taken away too.

    Raises
    ------
    MethodError
        When the text is not TOML.
    CannotEdit
        When the text is written in a form in which an entry can't be changed by itself.

    Examples
    --------
    >>> print(edited("[bands]\nstrong = 75.0  # good\n", [Edit(("bands", "strong"), 80)]))
    [bands]
    strong = 80.0  # good
    <BLANKLINE>
    """
    for one in edits:
        text = _with(text, one)
    return text


def spelled(content: Mapping[str, Any], keys: Sequence[str]) -> Keys:
    """Return the keys as a text spells them: a partner type may stand there by a synonym.

    Examples
    --------
    >>> spelled({"advocacy": {"types": {"Resellers": {}}}}, ("advocacy", "types", "reseller", "reference"))
    ('advocacy', 'types', 'Resellers', 'reference')
    """
    made: list[str] = []
    here: Any = content
    for key in keys:
        known = here if isinstance(here, Mapping) else {}
        means = _type_of(content) if made[-1:] == [TYPES] else normalise_word
        found = key if key in known else next((name for name in known if means(name) == key), key)
        made.append(found)
        here = known.get(found)
    return tuple(made)


def _type_of(content: Mapping[str, Any]) -> Callable[[str], str]:
    """Return what gives the partner type that a key means."""
    synonyms = content.get("synonyms")
    own = synonyms.get("partner_types") if isinstance(synonyms, Mapping) else None
    words = {normalise_word(word): str(meaning) for word, meaning in own.items()} if isinstance(own, Mapping) else {}

    def means(name: str) -> str:
        word = normalise_word(name)
        return {**PARTNER_TYPES, **words}.get(word, word)

    return means


def _with(text: str, edit: Edit) -> str:
    content = toml_content(text)
    keys = spelled(content, edit.keys)
    wanted = _changed(content, keys, edit.value)
    if wanted is None:
        raise CannotEdit(edit.keys)
    if wanted == content:
        return text
    ways = (_in_place, _below_its_head, _at_the_end, _inside)
    for way in ways:
        made = _if_right(lambda way=way: way(text, keys, edit.value), wanted)  # type: ignore[misc]
        if made is not None:
            return made
    raise CannotEdit(edit.keys)


def _changed(content: Mapping[str, Any], keys: Keys, value: Value | None) -> dict[str, Any] | None:
    """Return what the new text has to say; None when a value stands where a table is needed."""
    made = deepcopy(dict(content))
    here = made
    above = [made]
    for key in keys[:-1]:
        if value is None and key not in here:
            return made
        here = here.setdefault(key, {})
        if not isinstance(here, dict):
            return None
        above.append(here)
    if value is not None:
        here[keys[-1]] = list(value) if isinstance(value, tuple) else value
        return made
    here.pop(keys[-1], None)
    for place in range(len(keys) - 1, 0, -1):
        if above[place] or not _may_go(keys[:place]):
            break
        del above[place - 1][keys[place - 1]]
    return made


def _may_go(keys: Keys) -> bool:
    """Say whether an empty table means the same as none."""
    return keys[1:2] == (TYPES,) or (keys[0] == "bands" and len(keys) == 2)


def _in_place(text: str, keys: Keys, value: Value | None) -> str:
    """Change or take away what is there."""
    document = tomlkit.parse(text)
    above: list[Any] = [document]
    for key in keys[:-1]:
        above.append(above[-1][key])
    here = above[-1]
    if value is not None:
        old = here[keys[-1]]
        # 20.0 stays a number with a point when it becomes 25.
        if isinstance(value, int) and isinstance(old, float):
            value = float(value)
        here[keys[-1]] = list(value) if isinstance(value, tuple) else value
        return document.as_string()
    del here[keys[-1]]
    for place in range(len(keys) - 1, 0, -1):
        if len(above[place]) or not _may_go(keys[:place]):
            break
        del above[place - 1][keys[place - 1]]
    return document.as_string()


def _below_its_head(text: str, keys: Keys, value: Value | None) -> str:
    """Write a new entry as the first of its table."""
    head = lines_of(text)[keys[:-1]]
    lines = text.split("\n")
    if value is None or not lines[head - 1].lstrip().startswith("["):
        raise KeyError(keys[-1])
    lines.insert(head, f"{_key(keys[-1])} = {_literal(value)}")
    return "\n".join(lines)


def _at_the_end(text: str, keys: Keys, value: Value | None) -> str:
    """Write a new entry, in a table of its own, below everything."""
    if value is None:
        raise KeyError(keys[-1])
    head = ".".join(_key(key) for key in keys[:-1])
    return f"{text.rstrip()}\n\n[{head}]\n{_key(keys[-1])} = {_literal(value)}\n"


def _inside(text: str, keys: Keys, value: Value | None) -> str:
    """Write a new entry where the tables around it are written."""
    document = tomlkit.parse(text)
    here: Any = document
    for key in keys[:-1]:
        if key not in here:
            here[key] = tomlkit.inline_table() if isinstance(here, InlineTable) else tomlkit.table()
        here = here[key]
    here[keys[-1]] = list(value) if isinstance(value, tuple) else value
    return document.as_string()


def _key(key: str) -> str:
    return str(tomlkit.key(key).as_string())


def _literal(value: Value) -> str:
    return str(tomlkit.item(list(value) if isinstance(value, tuple) else value).as_string())


def _if_right(write: Callable[[], str], wanted: Mapping[str, Any]) -> str | None:
    """Return a text if it says what is wanted; the forms of TOML are too many to trust one way of writing."""
    try:
        made = write()
        return made if tomllib.loads(made) == wanted else None
    except (TOMLKitError, tomllib.TOMLDecodeError, LookupError, TypeError, AttributeError):
        return None
