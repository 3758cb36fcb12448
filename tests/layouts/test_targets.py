"""The table of targets, the form with its check, the card, and business goals."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dash import html

from layouts import goals, target_form, targets
from layouts.ids import TargetIds
from layouts.targets import CardView, PagerView, RemovedView, TargetsView, TargetView, VerdictView
from tests.layouts.tree import classes, ids, links, nodes, words

VERDICTS = [
    VerdictView("specific", True, "Bookings of Alder."),
    VerdictView("measurable", True, "5 now."),
    VerdictView("achievable", False, "Too fast."),
    VerdictView("relevant", None, "Nobody can tell."),
    VerdictView("time_bound", True, "In six months."),
]
ROW = TargetView(
    id="7", title="bookings of Alder by 31 Mar 2027", kpi="Bookings", kpi_href="/kpis/bookings", scope="Alder",
    scope_href="/partners/P1", now="€5.0K", value="€9.0K", due="31 Mar 2027", required="+€1.0K", recent="−€200",
    chance="38%", chance_why="", status="behind", verdicts=VERDICTS, goal="Revenue growth", owner="Ada",
    edit_href="/actions?tab=targets&edit=7",
)  # fmt: skip
VIEW = TargetsView(
    title="1 of 1 target", sub="Values of Q3", rows=[ROW], new_href="/actions?new=1", csv_href="/t.csv"
)


def attribute(tree: object, name: str) -> list[str]:
    found = (getattr(node, "to_plotly_json", dict)().get("props", {}).get(name) for node in nodes(tree))
    return [value for value in found if value]


def test_a_row_names_its_buttons_and_leads_on() -> None:
    drawn = targets.layout(VIEW)
    labels = attribute(drawn, "aria-label")
    assert "Edit target: bookings of Alder by 31 Mar 2027" in labels
    assert "Remove target: bookings of Alder by 31 Mar 2027" in labels
    assert {"/kpis/bookings", "/partners/P1", ROW.edit_href, "/t.csv", "/actions?new=1"} <= set(links(drawn))
    assert attribute(drawn, "data-tdm-do") == ["target-remove"]
    assert attribute(drawn, "data-tdm-key") == ["7"]
    # Nothing in the table is for Dash to know: it may have thousands of cells.
    assert ids(drawn) == []


def test_letters_are_read_out_with_their_answers() -> None:
    (said,) = [one for one in attribute(targets.layout(VIEW), "aria-label") if one.startswith("SMART")]
    assert said == (
        "SMART check of bookings of Alder by 31 Mar 2027: Specific: yes; Measurable: yes; Achievable: no; "
        "Relevant: not known yet; Time-bound: yes"
    )


def test_what_is_not_known_is_a_dash_with_its_reason() -> None:
    drawn = targets.layout(
        replace(VIEW, rows=[replace(ROW, chance="", chance_why="Too short.", required="", recent="")])
    )
    assert "Too short." in words(drawn)
    assert "none needed" not in words(drawn)
    assert "none needed" in words(targets.layout(replace(VIEW, rows=[replace(ROW, required="")])))
    assert "too short a history" in words(targets.layout(replace(VIEW, rows=[replace(ROW, recent="")])))


@pytest.mark.parametrize("name", targets.STATUSES)
def test_a_status_is_icon_and_word(name: str) -> None:
    drawn = targets.status(name)
    assert words(drawn)
    assert any(one.startswith("bi bi-") for one in classes(drawn))


def test_an_empty_list_says_why_and_offers_a_way_out() -> None:
    assert "/data" in links(targets.layout(replace(VIEW, rows=[])))
    filtered = targets.layout(replace(VIEW, rows=[], filtered_href="/actions?tab=targets"))
    assert "No target for these partners" in words(filtered)
    assert "/actions?tab=targets" in links(filtered)


def test_pages_and_removed_targets_are_listed_below() -> None:
    drawn = targets.layout(
        replace(
            VIEW, pager=PagerView("51 to 100 of 120", "/p1", "/p3"), removed=[RemovedView("Bookings of Birch", "4")]
        )
    )
    assert {"/p1", "/p3"} <= set(links(drawn))
    assert "1 target was removed or replaced" in words(drawn)
    assert attribute(drawn, "data-tdm-do") == ["target-remove", "target-restore"]
    assert "Restore target: Bookings of Birch" in attribute(drawn, "aria-label")


FORM = target_form.FormView(
    title="Set a target", edited="", kpis=[("bookings", "Bookings")], scopes=["All partners"],
    goals=["Growth"], owners=["Ada"], check=html.Div("checked"), close_href="/actions?tab=targets",
)  # fmt: skip


def test_every_field_has_a_label_and_a_place_for_what_is_wrong() -> None:
    drawn = target_form.form(FORM)
    labelled = attribute(drawn, "htmlFor")
    fields = {TargetIds.KPI, TargetIds.SCOPE, TargetIds.VALUE, TargetIds.DUE, TargetIds.BASELINE, TargetIds.GOAL,
              TargetIds.OWNER}  # fmt: skip
    assert set(labelled) == fields
    assert fields <= set(ids(drawn))
    wrong = [node.id["field"] for node in nodes(drawn) if isinstance(getattr(node, "id", None), dict)]
    assert set(wrong) == fields
    assert "Set target" in words(drawn)
    assert "Save changes" in words(target_form.form(replace(FORM, edited="7", title="Change a target")))


def test_the_check_offers_goals() -> None:
    view = target_form.CheckView(
        "Not SMART yet", smart=False, verdicts=VERDICTS, outlook=["38% likely."], goals=["Growth"]
    )
    drawn = target_form.check(view)
    assert attribute(drawn, "data-tdm-text") == ["Growth"]
    assert attribute(drawn, "data-tdm-fill") == [TargetIds.GOAL]
    assert "38% likely." in words(drawn)
    assert "Achievable: no. Too fast." in words(drawn)


def test_the_card_has_the_five_lines_and_the_way_to_the_form() -> None:
    title, sub = "Target: engagement 72 by 31 Mar 2027", "38% likely on the present path"
    drawn = targets.target_card(CardView(title, sub, "behind", VERDICTS, [], "Ada", "/edit"))
    said = words(drawn)
    for name in ("Specific", "Measurable", "Achievable", "Relevant", "Time-bound", "Owner: Ada", "Edit target"):
        assert name in said
    assert links(drawn) == ["/edit"]
    assert "Set a target" in words(targets.no_target_card(title="No target", text="…", href="/new"))


def test_goals_show_bars_only_where_parts_add_up() -> None:
    part = goals.PartView("Alder", "/partners/P1", "€5", "€5", "50%", "+€5", 100.0)
    parts = goals.PartsView("Alder brings most", "All partners", [part])
    view = goals.GoalsView(
        title="2 business goals", sub="Values of Q3", goal="Revenue growth", csv_href="/goals.csv", parts=parts,
        goals=[
            goals.GoalView("Revenue growth", 3, 1, 1, "/g1", True), goals.GoalView("Loyalty", 1, 0, 0, "/g2", False),
        ],
        serving=[goals.ServingView("Bookings", "/kpis/bookings", "All partners", "€9", "", "", "", "/s", True)],
    )  # fmt: skip
    drawn = goals.layout(view)
    assert "3 KPIs, 1 target, 1 late" in words(drawn)
    assert {"/g1", "/g2", "/kpis/bookings", "/s", "/partners/P1", "/goals.csv"} <= set(links(drawn))
    assert "tdm-bar" in classes(drawn)
    plain = goals.layout(replace(view, parts=replace(parts, adds_up=False)))
    assert "tdm-bar" not in classes(plain)
    assert "Share" not in words(plain)
    empty = goals.layout(replace(view, parts=replace(parts, parts=[], reason="Nobody has data.")))
    assert "Nobody has data." in words(empty)
