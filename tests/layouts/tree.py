"""Walking a tree of Dash components."""

import json
from collections.abc import Iterator
from typing import Any

from dash.development.base_component import Component

from layouts.solid import ATTRIBUTE


def nodes(tree: Any) -> Iterator[Any]:
    """Every component and text below and including a node."""
    if isinstance(tree, list | tuple):
        for child in tree:
            yield from nodes(child)
        return
    yield tree
    children = getattr(tree, "children", None)
    if children is not None:  # a component without children is false
        yield from nodes(children)


def texts(tree: Any) -> list[str]:
    """Return the texts of a tree, those inside solid elements too."""
    found = []
    for node in nodes(tree):
        if isinstance(node, str):
            found.append(node)
        elif isinstance(node, Component) and (packed := vars(node).get(ATTRIBUTE)):
            found += _packed_texts(json.loads(packed))
    return found


def _packed_texts(trees: list[Any]) -> list[str]:
    return [text for one in trees for text in ([one] if isinstance(one, str) else _packed_texts(one[2:]))]


def words(tree: Any) -> str:
    return "".join(texts(tree))


def ids(tree: Any) -> list[str]:
    return [str(node.id) for node in nodes(tree) if isinstance(node, Component) and getattr(node, "id", None)]


def classes(tree: Any) -> list[str]:
    found = (getattr(node, "className", None) for node in nodes(tree) if isinstance(node, Component))
    return [name for name in found if name]


def links(tree: Any) -> list[str]:
    """Return where the links of a tree lead, those inside solid elements too."""
    found: list[str] = []
    for node in nodes(tree):
        if not isinstance(node, Component):
            continue
        if href := getattr(node, "href", None):
            found.append(href)
        if packed := vars(node).get(ATTRIBUTE):
            found += _packed_links(json.loads(packed))
    return found


def _packed_links(trees: list[Any]) -> list[str]:
    found: list[str] = []
    for one in trees:
        if not isinstance(one, str):
            found += [href for href in [one[1].get("href")] if href]
            found += _packed_links(one[2:])
    return found
