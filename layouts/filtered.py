"""What every page under filters shows beside its content: what of the address was no use, and that nobody matches."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from kpi.language import t
from layouts import components, html


@dataclass(frozen=True)
class NoMatchView:
    """No partner passes the filters: what the one to drop is, and what dropping it gives."""

    title: str
    text: str
    drop_label: str
    drop_href: str
    clear_href: str


def notices(texts: Sequence[str]) -> list[Component]:
    """Return what of the address could not be used."""
    return [components.notice(text=text, kind="warning") for text in texts]


def no_match(view: NoMatchView | None) -> Component | None:
    """Return what stands in for a page when no partner passes the filters; nothing when one does."""
    if view is None:
        return None
    drop = {"href": view.drop_href, "class_name": "btn btn-outline-secondary", "keep_scroll": True}
    clear = {"href": view.clear_href, "class_name": "btn btn-link", "keep_scroll": True}
    actions = [components.link(view.drop_label, **drop), components.link(t("Clear all"), **clear)]
    empty = components.empty_state(symbol="funnel", title=view.title, text=view.text, actions=actions)
    return html.Section(empty, className="card mt-3", **{"aria-label": t("No result")})
