"""The sample data: written by its generator, sound, and with the stories that pages rely on."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

import data.samples
from data.samples.generate import write_samples
from data.samples.roster import END, START
from kpi.schema import TABLES

SAMPLES = Path(data.samples.__file__).parent
EVENT_DATE = {
    "interactions": "date",
    "surveys": "date",
    "advocacy": "date",
    "deals": "opened_on",
    "measures": "date",
}
Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def tables() -> dict[str, Rows]:
    return {table: _read(SAMPLES / f"{table}.csv") for table in TABLES}


@pytest.fixture(scope="module")
def partner_ids(tables: dict[str, Rows]) -> dict[str, str]:
    return {row["name"]: row["partner_id"] for row in tables["partners"]}


def test_generator_writes_the_committed_files(tmp_path: Path) -> None:
    write_samples(tmp_path)
    for table in TABLES:
        assert (tmp_path / f"{table}.csv").read_bytes() == (SAMPLES / f"{table}.csv").read_bytes(), table


def test_every_row_fills_what_is_required(tables: dict[str, Rows]) -> None:
    for table, rows in tables.items():
        for row in rows:
            assert all(row[column] for column in TABLES[table].required), (table, row)
            assert None not in row, (table, row)


@pytest.mark.parametrize("table", sorted(TABLES))
def test_row_ids_are_unique(tables: dict[str, Rows], table: str) -> None:
    columns = TABLES[table].row_id
    ids = Counter(tuple(row[column] for column in columns) for row in tables[table]) if columns else Counter()
    assert [row_id for row_id, times in ids.items() if times > 1] == []


def test_readme_counts_are_the_files(tables: dict[str, Rows]) -> None:
    readme = (SAMPLES / "README.md").read_text(encoding="utf-8")
    for table, rows in tables.items():
        assert f"| `{table}.csv` | {len(rows):,} |" in readme


def test_the_programme_is_small_enough_to_load_at_once(tables: dict[str, Rows]) -> None:
    assert len(tables["partners"]) == 60
    assert sum(len(rows) for rows in tables.values()) < 30_000


def test_every_fact_belongs_to_a_partner(tables: dict[str, Rows], partner_ids: dict[str, str]) -> None:
    known = set(partner_ids.values())
    for table in EVENT_DATE:
        assert {row["partner_id"] for row in tables[table]} <= known, table
    assert {row["partner_id"] for row in tables["targets"]} <= known | {""}


def test_events_lie_in_the_programme(tables: dict[str, Rows]) -> None:
    partners = {row["partner_id"]: row for row in tables["partners"]}
    for table, column in EVENT_DATE.items():
        for row in tables[table]:
            partner = partners[row["partner_id"]]
            first = max(START.isoformat(), partner["joined_on"])
            assert first <= row[column] <= (partner["left_on"] or END.isoformat()), (table, row)


def test_the_data_ends_with_a_whole_month(tables: dict[str, Rows]) -> None:
    latest = max(row[column] for table, column in EVENT_DATE.items() for row in tables[table])
    assert latest == END.isoformat() == "2026-10-31"


def test_deals_close_as_their_stage_says(tables: dict[str, Rows]) -> None:
    for row in tables["deals"]:
        assert row["closed_on"] > row["opened_on"]
        assert float(row["amount"]) > 0
        if row["stage"] != "open":
            assert row["closed_on"] <= END.isoformat()
    assert any(row["closed_on"] > END.isoformat() for row in tables["deals"] if row["stage"] == "open")


def test_answers_lie_on_their_scales(tables: dict[str, Rows]) -> None:
    for row in tables["surveys"]:
        assert float(row["scale_min"]) <= float(row["score"]) <= float(row["scale_max"]), row


def test_nordhaven_stops_training_after_july_2026(tables: dict[str, Rows], partner_ids: dict[str, str]) -> None:
    rows = _of(tables["interactions"], partner_ids["Nordhaven Distribution"])
    training = [row["date"] for row in rows if row["kind"] in ("training", "certification")]
    assert max(training)[:7] == "2026-07"
    assert max(row["date"] for row in rows)[:7] == "2026-10"


def test_quillon_is_busy_and_unhappy(tables: dict[str, Rows], partner_ids: dict[str, str]) -> None:
    quillon = partner_ids["Quillon Software"]
    answers = [
        float(row["score"])
        for row in _of(tables["surveys"], quillon)
        if row["question"] == "likelihood_to_recommend" and row["date"] >= "2026-03-01"
    ]
    busy = _quantities([row for row in tables["interactions"] if row["date"] >= "2026-08-01"])
    assert max(answers) < 7
    assert len(answers) >= 8
    assert busy[quillon] in sorted(busy.values())[-3:]


def test_alder_and_voss_has_a_target_and_does_more_than_a_year_ago(
    tables: dict[str, Rows], partner_ids: dict[str, str]
) -> None:
    venture = partner_ids["Alder & Voss Mobility"]
    rows = _of(tables["interactions"], venture)
    before = _quantities([row for row in rows if "2025-08" <= row["date"][:7] <= "2025-10"])[venture]
    after = _quantities([row for row in rows if "2026-08" <= row["date"][:7] <= "2026-10"])[venture]
    targets = {row["kpi"]: float(row["value"]) for row in _of(tables["targets"], venture)}
    assert targets["engagement_score"] == 76
    assert after > 1.2 * before


def test_halcyon_has_been_silent_for_thirteen_months(tables: dict[str, Rows], partner_ids: dict[str, str]) -> None:
    dates = [row["date"] for row in _of(tables["advocacy"], partner_ids["Halcyon Retail Systems"])]
    assert len([day for day in dates if day >= "2024-10-01"]) >= 5
    assert max(dates)[:7] == "2025-09"


def test_fjordline_is_new_and_not_surveyed(tables: dict[str, Rows], partner_ids: dict[str, str]) -> None:
    newcomer = partner_ids["Fjordline Partners"]
    joined = next(row["joined_on"] for row in tables["partners"] if row["partner_id"] == newcomer)
    assert date.fromisoformat(joined) == date(2026, 7, 14)
    assert _of(tables["surveys"], newcomer) == []
    assert _of(tables["interactions"], newcomer) != []


def test_ironbridge_sells_most_and_is_seen_least(tables: dict[str, Rows], partner_ids: dict[str, str]) -> None:
    resellers = {row["partner_id"] for row in tables["partners"] if row["partner_type"] == "reseller"}
    bookings: dict[str, float] = defaultdict(float)
    for row in tables["deals"]:
        if row["partner_id"] in resellers and row["stage"] == "won" and row["closed_on"] >= "2026-08-01":
            bookings[row["partner_id"]] += float(row["amount"])
    gold_and_up = {row["partner_id"] for row in tables["partners"] if row["tier"] in ("Platinum", "Gold")}
    recent = [row for row in tables["interactions"] if row["date"] >= "2026-08-01"]
    contacts = _quantities([row for row in recent if row["partner_id"] in resellers & gold_and_up])
    assert max(bookings, key=lambda partner: bookings[partner]) == partner_ids["Ironbridge Systems"]
    assert min(contacts, key=lambda partner: contacts[partner]) == partner_ids["Ironbridge Systems"]


def test_pinecrest_last_answered_in_june_2025(tables: dict[str, Rows], partner_ids: dict[str, str]) -> None:
    answers = _of(tables["surveys"], partner_ids["Pinecrest Referrals"])
    assert max(row["date"] for row in answers)[:7] == "2025-06"


def test_distributors_do_less_and_technology_partners_more(tables: dict[str, Rows]) -> None:
    types = {row["partner_id"]: row["partner_type"] for row in tables["partners"]}
    quarters: dict[str, Counter[str]] = {"distributor": Counter(), "technology": Counter()}
    for row in tables["interactions"]:
        if types[row["partner_id"]] in quarters:
            year, month = row["date"][:4], int(row["date"][5:7])
            quarters[types[row["partner_id"]]][f"{year} Q{(month + 2) // 3}"] += int(row["quantity"])
    down, up = quarters["distributor"], quarters["technology"]
    assert down["2025 Q4"] > down["2026 Q1"] > down["2026 Q2"] > down["2026 Q3"]
    assert up["2025 Q4"] < up["2026 Q1"] < up["2026 Q2"] < up["2026 Q3"]


@pytest.mark.parametrize("name", ["Larkfield Distribution", "Brightwater IT"])
def test_two_partners_count_more_units_than_we_do(
    tables: dict[str, Rows], partner_ids: dict[str, str], name: str
) -> None:
    units: dict[tuple[str, str], float] = {
        (row["date"], row["reported_by"]): float(row["value"])
        for row in _of(tables["measures"], partner_ids[name])
        if row["measure"] == "units_sold"
    }
    for day, side in units:
        if side == "partner":
            ours, theirs = units[day, "us"], units[day, "partner"]
            assert theirs > 1.05 * ours if day >= "2026-07-01" else theirs == ours


def test_fewer_than_five_referral_partners_answer(tables: dict[str, Rows]) -> None:
    referral = {row["partner_id"] for row in tables["partners"] if row["partner_type"] == "referral"}
    assert 0 < len({row["partner_id"] for row in tables["surveys"]} & referral) < 5


def _read(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _of(rows: Rows, partner_id: str) -> Rows:
    return [row for row in rows if row["partner_id"] == partner_id]


def _quantities(rows: Rows) -> Counter[str]:
    counts: Counter[str] = Counter()
    for row in rows:
        counts[row["partner_id"]] += int(row["quantity"])
    return counts
