from datetime import date

import pytest

from data.columns.file_mapping import FileMapping
from data.columns.profiles import Profiles, fingerprint, with_profile
from data.store import Store

HEADER = ["Firma", "Erstellt am", "Betrag"]
DECIDED = FileMapping(
    columns={"Firma": "partner_name", "Betrag": None},
    table="deals",
    date_order="dmy",
    decimal=",",
    scales={"q": (1.0, 5.0)},
    values={"stage": {"fertig": "won"}},
)


@pytest.fixture
def profiles(tmp_path):
    store = Store(tmp_path / "home")
    store.migrate()
    yield Profiles(store)
    store.close()


def test_what_was_decided_is_found_for_the_same_header_in_any_order(profiles):
    profiles.save(HEADER, DECIDED, "mai.csv", date(2026, 5, 31))
    assert profiles.find(HEADER) == DECIDED
    assert profiles.find(["BETRAG", "erstellt_am", "firma"]) == DECIDED
    assert profiles.find([*HEADER, "Phase"]) is None


def test_a_later_decision_takes_the_place_of_the_earlier_one(profiles):
    profiles.save(HEADER, DECIDED, "mai.csv", date(2026, 5, 31))
    profiles.save(HEADER, FileMapping(table="measures"), "juni.csv", date(2026, 6, 30))
    assert [(one.file_name, one.mapping.table, one.saved_on) for one in profiles.all()] == [
        ("juni.csv", "measures", date(2026, 6, 30))
    ]
    profiles.save(HEADER, FileMapping(), "juli.csv", date(2026, 7, 31))
    assert profiles.all() == ()


def test_a_profile_is_forgotten_once(profiles):
    profiles.save(HEADER, DECIDED, "mai.csv", date(2026, 5, 31))
    assert profiles.forget(fingerprint(HEADER))
    assert not profiles.forget(fingerprint(HEADER))
    assert profiles.find(HEADER) is None


def test_profiles_are_listed_the_latest_first(profiles):
    profiles.save(["A"], DECIDED, "a.csv", date(2026, 5, 1))
    profiles.save(["B"], DECIDED, "b.csv", date(2026, 6, 1))
    assert [(one.file_name, one.header) for one in profiles.all()] == [("b.csv", ("B",)), ("a.csv", ("A",))]


def test_a_decision_of_now_goes_before_a_remembered_one():
    now = FileMapping(columns={"Firma": "customer"}, values={"stage": {"offen": "open"}})
    both = with_profile(now, DECIDED)
    assert both.columns == {"Firma": "customer", "Betrag": None}
    assert both.values == {"stage": {"fertig": "won", "offen": "open"}}
    assert (both.table, both.scales) == ("deals", {"q": (1.0, 5.0)})
    assert with_profile(now, None) == now


def test_how_dates_and_numbers_were_read_is_not_said_of_the_next_file():
    both = with_profile(FileMapping(), DECIDED)
    assert (both.date_order, both.decimal) == (None, None)
