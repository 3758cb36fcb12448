"""The menu of saved views: what it does with what a client sends."""

from __future__ import annotations

import pytest

from callbacks import saved_views
from callbacks.services import Services
from data.work.saved_views import SavedViews
from layouts.ids import ViewIds
from tests.layouts.tree import links, texts, words


def names(services: Services) -> list[str]:
    return [one.name for one in SavedViews(services.store).list()]


def test_the_page_in_view_is_saved_listed_and_marked(services: Services) -> None:
    shown = saved_views.save(services, "Low", "/partners", "?band=low")
    assert names(services) == ["Low"]
    assert links(shown) == ["/partners?band=low"]
    assert "Saved as “Low”." in words(shown)
    assert "Partners" in texts(shown)
    here = saved_views.panel(services, saved_views.address("/partners", "?band=low"))
    elsewhere = saved_views.panel(services, saved_views.address("/", ""))
    assert "aria-current" in str(here)
    assert "aria-current" not in str(elsewhere)


def test_a_name_that_is_taken_is_refused_in_words(services: Services) -> None:
    saved_views.save(services, "Low", "/", "")
    shown = saved_views.save(services, "low", "/partners", "")
    assert "Another view has that name." in words(shown)
    assert names(services) == ["Low"]


def test_a_view_is_renamed_and_a_bad_name_leaves_the_field_open(services: Services) -> None:
    saved_views.save(services, "Low", "/", "")
    (view,) = SavedViews(services.store).list()
    again = saved_views.rename(services, view.id, "  ", "/")
    assert ViewIds.NEW_NAME.value in str(again)
    assert "A view needs a name." in words(again)
    assert "Renamed to “High”." in words(saved_views.rename(services, view.id, "High", "/"))
    assert names(services) == ["High"]


def test_removing_is_undone(services: Services) -> None:
    saved_views.save(services, "Low", "/partners", "?band=low")
    (view,) = SavedViews(services.store).list()
    shown = saved_views.remove(services, view.id, "/")
    assert names(services) == []
    (store,) = [one for part in shown for one in [part] if getattr(part, "id", None) == ViewIds.REMOVED]
    back = saved_views.bring_back(services, store.data, "/")
    assert links(back) == ["/partners?band=low"]
    assert "Somebody" not in words(back)


def test_removing_what_is_gone_is_said(services: Services) -> None:
    assert "That view is gone" in words(saved_views.remove(services, 7, "/"))
    assert "That view is gone" in words(saved_views.rename(services, 7, "Name", "/"))


@pytest.mark.parametrize("removed", [None, 7, {}, {"name": "x", "path": "//evil.example"}, {"name": [], "path": {}}])
def test_what_a_client_brings_back_is_looked_at(services: Services, removed: object) -> None:
    saved_views.bring_back(services, removed, "/")
    assert names(services) == []


@pytest.mark.parametrize(("name", "path", "search"), [(None, None, None), ({}, [], 7), ("x" * 9999, "/", "")])
def test_whatever_a_client_sends_is_no_error(services: Services, name: object, path: object, search: object) -> None:
    saved_views.save(services, name, path, search)
    assert all(len(one) <= 100 for one in names(services))
