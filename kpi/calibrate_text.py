"""Writing references of partner types into the text of a method; comments, order and all else stay."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import InlineTable

from kpi.method import parse_method
from kpi.schema import normalise_word

References = Mapping[tuple[str, str], float]
"""(partner type, component) -> reference."""


def with_references(text: str, references: References, *, label: str, above: str) -> str:
    """Return the text of a method with references of partner types and a new label.

    Parameters
    ----------
    text
        A valid method.
    references
        (partner type, component) -> reference. Those of types and components that the text does not name yet are
        added at its end.
    label
        The new label.
    above
        A comment for what is added.

    Raises
    ------
    ValueError
        When neither way of writing gives a text that says what it should.
    MethodError
        When the text names a partner type by a word that has become a synonym since the data were imported.
    """
    names = _type_names(text)
    changes = {(names.get(name, name), component): value for (name, component), value in references.items()}
    wanted = _content(text, changes, label)
    ways: tuple[Callable[[], str], ...] = (
        lambda: _appended(text, changes, label, above),
        lambda: _inserted(text, changes, label),
    )
    for way in ways:
        if (made := _if_right(way, wanted)) is not None:
            parse_method(made)
            return made
    raise ValueError("the references can't be added to this text; write each partner type as a table of its own")


def _type_names(text: str) -> dict[str, str]:
    """Return partner type -> how the text writes it."""
    method = parse_method(text)
    written = tomllib.loads(text)["engagement"].get("types", {})
    return {method.partner_type(normalise_word(name)): name for name in written}


def _content(text: str, changes: References, label: str) -> dict[str, Any]:
    """Return what the new file has to say."""
    content = tomllib.loads(text)
    content["label"] = label
    for (partner_type, component), value in changes.items():
        types = content["engagement"].setdefault("types", {})
        types.setdefault(partner_type, {}).setdefault(component, {})["reference"] = value
    return content


def _appended(text: str, changes: References, label: str, above: str) -> str:
    """Change what the file names already, and write the rest below its end."""
    known = tomllib.loads(text)["engagement"].get("types", {})
    here = {key: value for key, value in changes.items() if key[1] in known.get(key[0], {})}
    new = {key: value for key, value in changes.items() if key not in here}
    tables = [
        f"[engagement.types.{tomlkit.key(partner_type).as_string()}.{component}]\nreference = {value!r}"
        for (partner_type, component), value in new.items()
    ]
    return "\n\n".join([_inserted(text, here, label).rstrip("\n"), *([above] if new else []), *tables]) + "\n"


def _inserted(text: str, changes: References, label: str) -> str:
    """Write every reference where the file keeps its partner types."""
    document = tomlkit.parse(text)
    document["label"] = label
    for (partner_type, component), value in changes.items():
        node: Any = document["engagement"]
        for key in ("types", partner_type, component):
            if key not in node:
                inline = isinstance(node, InlineTable)
                node[key] = tomlkit.inline_table() if inline else tomlkit.table(is_super_table=key != component)
            node = node[key]
        node["reference"] = value
    return document.as_string()


def _if_right(write: Callable[[], str], wanted: Mapping[str, Any]) -> str | None:
    """Return a text if it says what is wanted; the forms of TOML are too many to trust one way of writing."""
    try:
        made = write()
        return made if tomllib.loads(made) == wanted else None
    except (TOMLKitError, tomllib.TOMLDecodeError):
        return None
