"""Markup without callbacks as one component: what nothing reaches for need not be known to Dash.

Dash keeps every component in its store and looks at all of them for each one that a callback draws, so drawing
takes time with the square of their number: seconds for a page. Here every subtree that is plain HTML and has no
id of a callback becomes the attribute ``data-tdm-dom`` of its root, a tree of tags, attributes and texts from
which ``assets/solid.js`` makes the same elements.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

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


def solidify(component: Component, live: Collection[str]) -> Component:
    """Return a page with its plain subtrees as single components.

    Parameters
    ----------
    component
        A page or a part of one; it is not changed.
    live
        Ids that callbacks reach for: they and what is around them stay components.
    """
    return _settled(_look(component, live))


def solid(element: type[Component], children: Sequence[Node], **properties: Any) -> Component:
    """Return an element whose children are given as nodes: cheaper than components, where there are many."""
    return element(**properties, **{ATTRIBUTE: _packed(children)})


def node(content: Any) -> Node:
    """Return a plain element as [tag, attributes, child, ...], or a text.

    Examples
    --------
    >>> from dash import html
    >>> node(html.P(["Up ", html.B("3", className="n")], **{"aria-label": "change"}))
    ['p', {'aria-label': 'change'}, 'Up ', ['b', {'class': 'n'}, '3']]
    """
    found = _look(content, ()).tree
    if found is None:
        raise ValueError("only plain HTML without ids of callbacks can become a node")
    return found


class _Look(NamedTuple):
    """What was seen of a part of a page: itself, its tree when it is plain, and how many components it has."""

    content: Any
    tree: Node | None
    size: int


def _look(content: Any, live: Collection[str]) -> _Look:
    if not isinstance(content, Component):
        return _Look(content, str(content), 0)
    children = getattr(content, "children", None)
    parts = children if isinstance(children, list | tuple) else (children,)
    looks = [_look(part, live) for part in parts if part is not None]
    size = 1 + sum(look.size for look in looks)
    if _is_plain(content, live) and all(look.tree is not None for look in looks):
        return _Look(content, [content._type.lower(), _attributes(content), *[look.tree for look in looks]], size)
    if not any(isinstance(look.content, Component) for look in looks):
        return _Look(content, None, size)
    settled = [_settled(look) for look in looks]
    kept = settled if isinstance(children, list | tuple) else settled[0]
    return _Look(type(content)(**{**dict(_properties(content)), "children": kept}), None, size)


def _settled(look: _Look) -> Any:
    """Return a part of a page as what Dash will be given: one component when that is worth it."""
    if look.tree is None or look.size < FEWEST:
        return look.content
    return solid(type(look.content), look.tree[2:], **dict(_properties(look.content)))


def _packed(children: Sequence[Node]) -> str:
    return json.dumps(children, ensure_ascii=False, separators=(",", ":"))


def _properties(component: Component) -> list[tuple[str, Any]]:
    """Return what was given to a component but for its children; asking Dash for them takes ten times as long."""
    return [(key, value) for key, value in vars(component).items() if key not in NOT_GIVEN]


def _attributes(component: Component) -> dict[str, str]:
    return {RENAMED.get(key, key): _text(key, value) for key, value in _properties(component) if _is_given(value)}


def _is_plain(component: Component, live: Collection[str]) -> bool:
    name = vars(component).get("id")
    return component._namespace == HTML and isinstance(name, str | None) and name not in live


def _is_given(value: Any) -> bool:
    return value is not None and value is not False


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
