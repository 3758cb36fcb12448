from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from data.store import Store
from data.work.saved_views import NameMissing, NameTaken, SavedViews, ViewInvalid, ViewMissing

DAY = date(2026, 3, 1)


@pytest.fixture
def views(tmp_path: Path) -> Iterator[SavedViews]:
    store = Store(tmp_path)
    store.migrate()
    yield SavedViews(store)
    store.close()


def test_views_are_kept_listed_by_name_renamed_and_removed(views: SavedViews) -> None:
    second = views.add("  Low   in the north ", path="/partners", query="?band=low&region=North", today=DAY)
    first = views.add("all", path="/", query="", today=DAY)
    assert [(one.name, one.href) for one in views.list()] == [
        ("all", "/"),
        ("Low in the north", "/partners?band=low&region=North"),
    ]
    assert views.rename(first.id, "Zero").name == "Zero"
    gone = views.remove(second.id)
    assert [one.name for one in views.list()] == ["Zero"]
    again = views.add(gone.name, path=gone.path, query=gone.query, today=gone.made_on)
    assert (again.name, again.href) == (gone.name, gone.href)


def test_a_name_is_needed_and_one_of_its_own(views: SavedViews) -> None:
    kept = views.add("Mine", path="/", query="", today=DAY)
    with pytest.raises(NameTaken):
        views.add("MINE", path="/", query="type=reseller", today=DAY)
    with pytest.raises(NameMissing):
        views.add(" \t ", path="/", query="", today=DAY)
    other = views.add("Other", path="/", query="", today=DAY)
    with pytest.raises(NameTaken):
        views.rename(other.id, "mine")
    # Its own name in another case is no clash.
    assert views.rename(kept.id, "MINE").name == "MINE"


@pytest.mark.parametrize(
    ("path", "query"),
    [("//evil.example", ""), ("https://evil.example", ""), ("/\\evil.example", ""), ("", ""), ("/a\nb", ""),
     ("/" + "x" * 500, ""), ("/", "q=" + "x" * 5000), ("/", "q=a\x00b"), ("/?a=b", "")],
)  # fmt: skip
def test_only_pages_of_this_site_are_kept(views: SavedViews, path: str, query: str) -> None:
    with pytest.raises(ViewInvalid):
        views.add("Bad", path=path, query=query, today=DAY)
    assert views.list() == ()


def test_what_is_gone_is_said_to_be(views: SavedViews) -> None:
    with pytest.raises(ViewMissing):
        views.remove(7)
    with pytest.raises(ViewMissing):
        views.rename(7, "Name")
