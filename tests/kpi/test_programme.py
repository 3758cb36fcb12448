"""A programme worked by hand: calendar, existence, spans, which rows count, and grids of sums."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from kpi.periods import month_text
from kpi.programme import Calendar, EmptyProgramme, Memory, build_programme
from kpi.rollup import roll_up
from tests.kpi.frames import frame, programme

Row = dict[str, object]


def call(partner: str, day: str, quantity: float = 1, kind: str = "call", by: str | None = None) -> Row:
    return {"partner_id": partner, "date": day, "kind": kind, "quantity": quantity, "initiated_by": by}


def act(partner: str, day: str) -> Row:
    return {"partner_id": partner, "date": day, "kind": "review", "quantity": 1}


def figure(partner: str, day: str, value: float = 1) -> Row:
    return {"partner_id": partner, "date": day, "measure": "cost", "value": value}


def member(name: str, joined: str | None = None, left: str | None = None, **more: object) -> Row:
    return {"partner_id": name, "name": name.upper(), "partner_type": "reseller", "joined_on": joined,
            "left_on": left} | more  # fmt: skip


def bits(flags: np.ndarray) -> list[str]:
    return ["".join("x" if flag else "." for flag in row) for row in np.atleast_2d(flags)]


# Calendar


def test_the_calendar_goes_from_the_first_row_to_the_latest_date() -> None:
    deals = [
        {"partner_id": "a", "deal_id": "1", "opened_on": "2026-02-02", "stage": "won", "closed_on": "2026-05-20"},
        {"partner_id": "a", "deal_id": "2", "opened_on": "2026-02-02", "stage": "open", "closed_on": "2027-01-01"},
    ]
    calendar = programme(interactions=[call("a", "2025-12-31"), call("a", "2026-05-09")], deals=deals).calendar
    assert (month_text(calendar.first), month_text(calendar.last)) == ("2025-12", "2026-05")
    assert calendar.as_of == date(2026, 5, 20)
    assert len(calendar) == 6
    assert calendar.months == [24_311, 24_312, 24_313, 24_314, 24_315, 24_316]
    assert calendar.partial
    assert month_text(calendar.last_complete) == "2026-04"
    # 20 of 31 days of May
    assert calendar.lengths.tolist() == [1, 1, 1, 1, 1, 20 / 31]


def test_a_month_is_complete_on_its_last_day() -> None:
    calendar = programme(interactions=[call("a", "2026-01-31"), call("a", "2026-02-28")]).calendar
    assert not calendar.partial
    assert calendar.last_complete == calendar.last
    assert calendar.lengths.tolist() == [1, 1]


def test_of_one_partial_month_the_last_complete_one_is_itself() -> None:
    calendar = programme(interactions=[call("a", "2026-02-07")]).calendar
    assert calendar.last_complete == calendar.first == calendar.last
    assert calendar.lengths.tolist() == [0.25]
    assert len(Calendar(24_312, 24_312, date(2026, 1, 31))) == 1


def test_as_of_ends_the_calendar_before_or_after_the_rows() -> None:
    rows = [call("a", "2026-01-31"), call("a", "2026-03-31")]
    early = programme(date(2026, 2, 28), interactions=rows)
    assert early.shape == (1, 2)
    assert early.lines["interactions"].frame["rows"].tolist() == [1]
    late = programme(date(2026, 5, 3), interactions=rows)
    assert late.shape == (1, 5)
    assert late.spans == {"interactions": (0, 2)}
    with pytest.raises(ValueError, match="can't be cut at 2026-03-30"):
        programme(date(2026, 3, 30), interactions=rows)


@pytest.mark.parametrize("tables", [{}, {"partners": [member("a")]}, {"interactions": []}])
def test_without_a_dated_row_there_is_no_programme(tables: dict[str, list[Row]]) -> None:
    with pytest.raises(
        EmptyProgramme, match=r"^no dated row yet: import interactions, surveys, advocacy, deals or mea"
    ):
        programme(**tables)
    with pytest.raises(EmptyProgramme):
        programme(date(2025, 12, 31), interactions=[call("a", "2026-01-01")])


# Partners and existence


def test_existence_has_whole_months_at_both_ends() -> None:
    made = programme(
        partners=[
            member("a", "2026-02-27", "2026-04-01"),
            member("b"),
            member("c", left="2026-02-01"),
            member("d", "2020-01-01"),
            member("e", "2026-05-01"),
            member("f", "2027-01-01"),
            member("g", "2019-01-01", "2019-12-31"),
        ],
        interactions=[call("c", "2026-01-31"), call("h", "2026-03-02"), call("d", "2026-05-31")],
        measures=[figure("h", "2026-02-02")],
    )
    # b has no rows: from the first month; c from its first row; h by its first row of any table
    assert dict(zip(made.partners.index, bits(made.exists), strict=True)) == {
        "a": ".xxx.", "b": "xxxxx", "c": "xx...", "d": "xxxxx", "e": "....x", "f": ".....",
        "g": ".....", "h": ".xxxx",
    }  # fmt: skip


def test_partners_of_facts_only_are_of_unknown_type() -> None:
    made = programme(
        partners=[member("b", region="North", tier="Gold", manager="Ada", domain="b.example")],
        interactions=[call("a", "2026-01-31"), call("b", "2026-01-31")],
    )
    assert made.partners.index.tolist() == ["a", "b"]
    assert made.partners["name"].tolist() == ["a", "B"]
    assert made.partners["partner_type"].tolist() == ["unknown", "reseller"]
    assert made.partners.loc["a", ["tier", "region", "manager", "domain"]].tolist() == ["", "", "", ""]
    assert made.partners.loc["b", ["tier", "region", "manager", "domain"]].tolist() == [
        "Gold", "North", "Ada", "b.example",
    ]  # fmt: skip
    assert made.partners[["joined_on", "left_on"]].isna().all(axis=None)
    assert made.searched == ["a\na", "b\nb"]
    codes, types = made.partner_types
    assert (codes.tolist(), types) == ([1, 0], ["reseller", "unknown"])
    assert {name: (codes.tolist(), values) for name, (codes, values) in made.coded.items()} == {
        "partner_type": ([1, 0], ["reseller", "unknown"]),
        "tier": ([0, 1], ["", "Gold"]),
        "region": ([0, 1], ["", "North"]),
        "manager": ([0, 1], ["", "Ada"]),
    }


def test_a_partner_without_a_type_or_name_has_empty_words() -> None:
    rollups = {
        "partners": roll_up("partners", frame("partners", [{"partner_id": "a", "name": None}])),
        "interactions": roll_up("interactions", frame("interactions", [call("a", "2026-01-31")])),
    }
    assert build_programme(rollups).partners.loc["a", ["name", "partner_type"]].tolist() == ["", ""]


# Which rows count


def test_rows_outside_existence_are_listed_and_stretch_the_span() -> None:
    made = programme(
        partners=[member("a", "2026-02-10", "2026-02-20"), member("b", "2020-01-01")],
        interactions=[
            call("a", "2026-01-31", 7),
            call("a", "2026-01-02", 7, kind="email"),
            call("a", "2026-02-01", 5),
            call("a", "2026-03-31", 3),
        ],
        advocacy=[act("a", "2026-02-28"), act("b", "2026-02-28")],
        measures=[figure("a", "2026-03-01", 9)],
    )
    assert made.outside == {"interactions": 3, "advocacy": 0}
    assert made.spans == {"interactions": (0, 2), "advocacy": (1, 1), "measures": (2, 2)}
    assert made.lines["interactions"].grid("quantity", made.shape).tolist() == [[0, 5, 0], [0, 0, 0]]
    assert made.lines["measures"].grid("value", made.shape).tolist() == [[0, 0, 9], [0, 0, 0]]
    assert bits(made.in_span("interactions")) == ["xxx"]
    assert bits(made.in_span("advocacy")) == [".x."]
    assert bits(made.in_span("measures")) == ["..x"]
    assert bits(made.in_span("deals")) == ["..."]


def test_grids_are_sums_by_partner_month_and_words() -> None:
    made = programme(
        interactions=[
            call("a", "2026-01-05", 1, by="us"),
            call("a", "2026-01-06", 2, by="partner"),
            call("b", "2026-01-31", 4, kind="email", by="us"),
            call("b", "2026-02-28", 8, by="us"),
            call("a", "2026-02-28", 16, kind="visit"),
        ]
    )
    lines, shape = made.lines["interactions"], made.shape
    assert lines.grid("quantity", shape).tolist() == [[3, 16], [4, 8]]
    assert lines.grid_where("quantity", shape, kind="call").tolist() == [[3, 0], [0, 8]]
    assert lines.grid_where("quantity", shape, kind="call", initiated_by="us").tolist() == [[1, 0], [0, 8]]
    assert lines.grid_where("rows", shape, initiated_by="").tolist() == [[0, 1], [0, 0]]
    assert lines.grid_where("rows", shape, kind="fax").tolist() == [[0, 0], [0, 0]]
    assert lines.grid_where("rows", shape).tolist() == [[2, 1], [1, 1]]
    asked = lines.grid_where("quantity", shape, kind="call", initiated_by="us")
    assert lines.grid_where("quantity", shape, initiated_by="us", kind="call") is asked
    words = lines.coded("kind")[1]
    assert words == ("call", "email", "visit")
    first, second = lines.grids_by("quantity", "kind", {"call": 0, "visit": 1}, shape)
    assert (first.tolist(), second.tolist()) == ([[3, 0], [0, 8]], [[0, 16], [0, 0]])
    (both,) = lines.grids_by("quantity", "kind", {"email": 0, "visit": 0}, shape)
    assert both.tolist() == [[0, 16], [4, 0]]
    assert lines.grids_by("quantity", "kind", {}, shape) == []
    chosen = lines.where(np.asarray(lines.frame["quantity"] > 3))
    assert chosen.grid("quantity", shape).tolist() == [[0, 16], [4, 8]]
    assert lines.grid("quantity", shape, chosen=lines.partner == 1).tolist() == [[0, 0], [4, 8]]


def test_memory_makes_an_answer_once() -> None:
    memory, made = Memory(), []

    def make() -> int:
        made.append(1)
        return len(made)

    assert [memory.get("a", make), memory.get("a", make), memory.get(("b", 1), make)] == [1, 1, 2]


def test_targets_are_read() -> None:
    made = programme(
        interactions=[call("a", "2026-01-31")],
        targets=[{"kpi": "bookings", "value": 30, "due": "2026-06-30", "partner_id": "a"}],
    )
    assert [(one.kpi, one.value, one.due, one.partner_id) for one in made.targets] == [
        ("bookings", 30, date(2026, 6, 30), "a")
    ]
    assert programme(interactions=[call("a", "2026-01-31")]).targets == ()
