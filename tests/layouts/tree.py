"""Walking a tree of Dash components."""

from collections.abc import Iterator
from typing import Any

from dash.development.base_component import Component


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
    return [node for node in nodes(tree) if isinstance(node, str)]


def words(tree: Any) -> str:
    return "".join(texts(tree))


def ids(tree: Any) -> list[str]:
    return [str(node.id) for node in nodes(tree) if isinstance(node, Component) and getattr(node, "id", None)]


def classes(tree: Any) -> list[str]:
    found = (getattr(node, "className", None) for node in nodes(tree) if isinstance(node, Component))
    return [name for name in found if name]


def links(tree: Any) -> list[str]:
    found = (getattr(node, "href", None) for node in nodes(tree) if isinstance(node, Component))
    return [href for href in found if href]
