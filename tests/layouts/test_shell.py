from pathlib import Path

from layouts import shell
from layouts.ids import ShellIds
from tests.layouts.tree import ids, links, nodes, texts

ASSETS = Path(__file__).parents[2] / "assets"


def test_ids_are_unique_and_every_one_is_used() -> None:
    found = ids(shell.shell_layout())
    assert len(found) == len(set(found))
    assert set(ShellIds) <= set(found)


def test_the_page_shown_is_marked() -> None:
    def current(pathname: str) -> list[str]:
        items = [node for node in nodes(shell.nav_items(pathname=pathname)) if type(node).__name__ == "A"]
        return [item.children for item in items if item.to_plotly_json()["props"].get("aria-current") == "page"]

    assert current("/") == ["Overview"]
    assert current("/data") == ["Data"]
    assert current("/partners/P-001") == ["Partners"]
    assert current("/sharing") == []


def test_every_page_can_be_reached_and_the_content_skipped_to() -> None:
    shown = shell.shell_layout()
    assert {"/", "/data", "/kpis", "/sharing", "#main"} <= set(links(shown))
    assert "Skip to content" in texts(shown)


def test_freshness() -> None:
    assert shell.freshness_text(last_day="30 Sep 2026") == "Data to 30 Sep 2026"
    assert shell.freshness_text(last_day="") == "No data yet"


def test_the_script_writes_to_the_store_of_the_shell() -> None:
    assert f'set_props("{ShellIds.SCREEN}"' in (ASSETS / "tandem.js").read_text(encoding="utf-8")


def test_styles_and_scripts_load_nothing_from_elsewhere() -> None:
    for path in [*ASSETS.glob("*.css"), *ASSETS.glob("*.js")]:
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http://" not in text, path.name
        assert "https://" not in text, path.name
        assert "@import" not in text, path.name
