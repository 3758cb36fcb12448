"""Markup without callbacks as one component: what nothing reaches for need not be known to Dash.

Dash keeps every component in its store and looks at all of them for each one that a callback draws, so drawing
takes time with the square of their number: seconds for a page. Here every subtree that is plain HTML and has no
id of a callback becomes the attribute ``data-tdm-dom`` of its root, a tree of tags, attributes and texts from
which ``assets/solid.js`` makes the same elements.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

ATTRIBUTE = "data-tdm-dom"
HTML = "dash_html_components"
RENAMED = {
    "className": "class",
    "htmlFor": "for",
    "tabIndex": "tabindex",
    "colSpan": "colspan",
    "dateTime": "datetime",
}
NOT_GIVEN = frozenset(vars(html.Div())) | {"children"}
"""What a component carries about its own class."""

FEWEST = 3
"""Components from which on a subtree is worth an attribute."""

Node = str | list[Any]

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


class _Packed(str):
    """Nodes as an attribute; whatever they become part of takes the nodes themselves."""

    nodes: Sequence[Node]

    def __new__(cls, nodes: Sequence[Node]) -> "_Packed":
        made = super().__new__(cls, _ENCODER.encode(nodes))
        made.nodes = nodes
        return made


def solidify(component: Component, live: Collection[str]) -> Component:
    """Return a page with its plain subtrees as single components.

    Parameters
    ----------
    component
        A page or a part of one; it is not changed.
    live
        Ids that callbacks reach for: they and what is around them stay components.
    """
    return _settled(component, live)


def solid(element: type[Component], children: Sequence[Node], **properties: Any) -> Component:
    """Return an element whose children are given as nodes: cheaper than components, where there are many."""
    return element(**properties, **{ATTRIBUTE: _Packed(children)})


def node(content: Any) -> Node:
    """Return a plain element as [tag, attributes, child, ...], or a text.

    Examples
    --------
    >>> from dash import html
    >>> node(html.P(["Up ", html.B("3", className="n")], **{"aria-label": "change"}))
    ['p', {'aria-label': 'change'}, 'Up ', ['b', {'class': 'n'}, '3']]
    """
    plain = _plain(content, ())
    if plain is None:
        raise ValueError("only plain HTML without ids of callbacks can become a node")
    return plain[0]


_Plain = tuple[Node, int]
"""A plain part of a page as a tree, and how many components it has."""


def _plain(content: Any, live: Collection[str]) -> _Plain | None:
    """Return a part of a page as a tree; None when anything in it must stay a component."""
    if not isinstance(content, Component):
        return str(content), 0
    if content._namespace != HTML:
        return None
    attributes: dict[str, str] = {}
    tree: list[Any] = [content._type.lower(), attributes]
    children: Any = None
    inside: Sequence[Node] = ()
    for key, value in content.__dict__.items():
        if value.__class__ is str and key != "id" and key != "children":
            attributes[RENAMED.get(key, key)] = value
        elif key == "children":
            children = value
        elif value is None or value is False or key in NOT_GIVEN:
            continue
        elif key == "id" and (not isinstance(value, str) or value in live):
            return None
        elif isinstance(value, _Packed):
            inside = value.nodes
        else:
            attributes[RENAMED.get(key, key)] = str(value) if isinstance(value, str) else _text(key, value)
    size = 1
    for part in children if isinstance(children, list | tuple) else (children,):
        if part.__class__ is str:
            tree.append(part)
        elif part is not None:
            seen = _plain(part, live)
            if seen is None:
                return None
            tree.append(seen[0])
            size += seen[1]
    tree += inside
    return tree, size


def _settled(content: Any, live: Collection[str]) -> Any:
    """Return a part of a page as what Dash will be given: one component when that is worth it."""
    if not isinstance(content, Component):
        return content
    plain = _plain(content, live)
    if plain is not None:
        tree, size = plain
        return content if size < FEWEST else solid(type(content), tree[2:], **dict(_properties(content)))
    children = getattr(content, "children", None)
    if isinstance(children, list | tuple):
        kept: Any = [_settled(part, live) for part in children if part is not None]
    else:
        kept = _settled(children, live)
    if kept is None or not any(isinstance(part, Component) for part in (kept if isinstance(kept, list) else [kept])):
        return content
    return type(content)(**{**dict(_properties(content)), "children": kept})


def _properties(component: Component) -> list[tuple[str, Any]]:
    """Return what was given to a component but for its children; asking Dash for them takes ten times as long."""
    return [(key, value) for key, value in vars(component).items() if key not in NOT_GIVEN]


def _text(key: str, value: Any) -> str:
    if key == "style":
        return _css(value)
    return "" if value is True else str(value)


def _css(style: Mapping[str, Any]) -> str:
    """Return a style as CSS; only custom properties and names in camel case stand in pages."""
    return ";".join(f"{_css_name(name)}:{value}" for name, value in style.items() if value is not None)


def _css_name(name: str) -> str:
    if name.startswith("--"):
        return name
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)
