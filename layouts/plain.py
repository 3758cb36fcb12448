"""Pages without Dash, for whoever has not signed in: a tree of nodes becomes the text of a document."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from layouts.solid import Node

VOID: Final = frozenset({"br", "img", "input", "link", "meta"})
"""Elements that have no end."""


@dataclass(frozen=True)
class Frame:
    """What is around every such page: the name of the site, the language, and the addresses of our files."""

    brand: str
    language: str
    icon: str
    scripts: Sequence[str]
    styles: Sequence[str]


def document(frame: Frame, title: str, body: Sequence[Node]) -> str:
    """Return a whole document; whatever stands in it as text is text, markup included."""
    head: list[Node] = [
        ["meta", {"charset": "utf-8"}],
        ["meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}],
        ["meta", {"name": "color-scheme", "content": "light dark"}],
        ["meta", {"name": "robots", "content": "noindex"}],
        ["title", {}, f"{title} · {frame.brand}"],
        ["link", {"rel": "icon", "href": frame.icon}],
        *[["script", {"src": address}] for address in frame.scripts],
        *[["link", {"rel": "stylesheet", "href": address}] for address in frame.styles],
    ]
    brand: Node = ["div", {"class": "tdm-doorbrand"}, ["span", {"class": "tdm-brandmark"}, frame.brand]]
    main: Node = ["main", {"class": "tdm-door"}, brand, *body]
    tree: Node = ["html", {"lang": frame.language}, ["head", {}, *head], ["body", {}, main]]
    return f"<!DOCTYPE html>\n{markup(tree)}\n"


def markup(node: Node) -> str:
    """Return a tree of nodes as HTML.

    Examples
    --------
    >>> markup(["p", {"title": 'a"b'}, "<script>", ["br", {}]])
    '<p title="a&quot;b">&lt;script&gt;<br></p>'
    """
    if isinstance(node, str):
        return escape(node)
    tag, attributes, *children = node
    given = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    if tag in VOID:
        return f"<{tag}{given}>"
    return f"<{tag}{given}>{''.join(markup(child) for child in children)}</{tag}>"
