from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import BadMerge
from data.partners.aliases import Aliases, apply_aliases, merge_aliased, spellings
from kpi.rollup import merge_rollups, roll_up
from tests.data.given import CALLS, PARTNERS, TODAY, image, quantities, take

IDS = ("P1", "P2", "P3", "Zenith Inc", "p1")


MORE = "P3,2026-01-06,call,I7\nZenith Inc,2026-01-07,call,I8\n"
MEASURES = "partner_id,date,measure,value\nP1,2026-01-01,market_size,100\nP3,2026-01-01,market_size,40\n"
TARGETS = "kpi,value,due,partner_id\nengagement_score,70,2026-12-31,P3\n"


@pytest.fixture
def aliases(store, tmp_path):
    take(store, tmp_path, "partners.csv", PARTNERS)
    take(store, tmp_path, "calls.csv", CALLS + MORE)
    return Aliases(store)


def test_rows_of_a_merged_id_count_for_the_partner_at_once(store, aliases):
    before = store.revision()
    aliases.merge("P3", "P1", TODAY)
    assert quantities(store) == {"P1": 3.0, "P2": 1.0, "Zenith Inc": 1.0}
    assert store.revision() > before
    assert sorted(store.facts("interactions", partner_id="P1")["interaction_id"]) == ["I1", "I2", "I7"]
    assert store.facts("interactions", partner_id="P3").empty


def test_figures_and_targets_are_those_of_files_that_had_named_the_partner(store, aliases, tmp_path):
    take(store, tmp_path, "measures.csv", MEASURES)
    take(store, tmp_path, "targets.csv", TARGETS)
    aliases.merge("P3", "P1", TODAY)
    assert store.facts("targets")["partner_id"].tolist() == ["P1"]
    figures = store.rollups()["measures"]
    assert figures[["partner_id", "value"]].to_dict("records") == [{"partner_id": "P1", "value": 140.0}]


def test_taking_a_merge_back_restores_every_number(store, aliases):
    before = image(store)
    aliases.merge_all(["P3", "Zenith Inc", "P2"], "P1", TODAY)
    assert image(store) != before
    for word in aliases.all():
        aliases.unmerge(word.alias)
    assert image(store) == before
    assert aliases.all() == ()


def test_a_merged_partner_has_no_row_of_its_own_while_the_other_has_one(store, aliases):
    aliases.merge("P2", "P1", TODAY)
    assert store.known_partners() == {"P1": "Acme"}
    assert store.rollups()["partners"]["partner_id"].tolist() == ["P1"]


def test_a_partner_without_a_row_takes_that_of_its_alias(store, aliases):
    aliases.merge("P1", "P3", TODAY)
    assert store.known_partners() == {"P2": "Beta Ltd", "P3": "Acme"}


def test_merges_follow_one_another(store, aliases):
    aliases.merge("Zenith Inc", "P3", TODAY)
    aliases.merge("P3", "P1", TODAY)
    assert quantities(store) == {"P1": 4.0, "P2": 1.0}
    assert aliases.targets() == {"Zenith Inc": "P1", "P3": "P1"}
    aliases.unmerge("P3")
    assert quantities(store) == {"P1": 2.0, "P2": 1.0, "P3": 2.0}


REFUSED = (
    ("P1", "P1", "itself"),
    ("P2", "nobody", "There is no partner 'nobody'"),
    ("P2", "p1", "There is no partner 'p1'"),
    (" ", "P1", "empty"),
    ("x" * 401, "P1", "401 letters"),
    ("P1", "Zenith Inc", "circle"),
    ("P3", "P2", "already"),
)


def test_what_can_not_be_merged_is_refused_in_words_and_changes_nothing(store, aliases):
    aliases.merge("P3", "P1", TODAY)
    aliases.merge("Zenith Inc", "P3", TODAY)
    before = image(store), aliases.all(), store.revision()
    for alias, partner, words in REFUSED:
        with pytest.raises(BadMerge, match=words):
            aliases.merge_all(["Somebody", alias], partner, TODAY)
    assert (image(store), aliases.all(), store.revision()) == before


def test_what_was_not_merged_can_not_be_taken_back(aliases):
    with pytest.raises(BadMerge, match="merged into no partner"):
        aliases.unmerge("P2")


def test_a_word_holds_for_imports_to_come(store, aliases, tmp_path):
    aliases.merge("Acme Germany", "P1", TODAY)
    text = "Partner,Date,Activity Type\nAcme Germany,2026-03-01,Call\n"
    take(store, tmp_path, "interactions.csv", text)
    assert quantities(store)["P1"] == 3.0
    aliases.unmerge("Acme Germany")
    assert quantities(store)["Acme Germany"] == 1.0


def test_a_partner_of_its_own_is_remembered_and_can_be_merged_later(store, aliases):
    before = image(store)
    aliases.keep_apart("P3", TODAY)
    assert image(store) == before
    assert [(word.alias, word.is_merge) for word in aliases.all()] == [("P3", False)]
    assert aliases.directory().find("P3", are_ids=True)[0] == "P3"
    aliases.merge("P3", "P1", TODAY)
    with pytest.raises(BadMerge, match="already"):
        aliases.keep_apart("P3", TODAY)


def test_keys_of_a_merged_partner_stay_keys(store, aliases):
    aliases.merge("P2", "P1", TODAY)
    directory = aliases.directory()
    assert directory.find("BETA limited")[0] == "P2"
    assert directory.target("P2") == "P1"
    assert dict(directory.names) == {"P1": "Acme"}


def test_spellings_of_a_partner():
    said = {"a": "P1", "b": "P1", "c": "P2"}
    assert (spellings("P1", said), spellings("a", said), spellings("P9", said)) == (["P1", "a", "b"], [], ["P9"])


def test_frames_without_a_merged_id_stay_as_they_are():
    frame = pd.DataFrame({"partner_id": ["a", "b"]})
    assert apply_aliases("interactions", frame, {}) is frame
    assert apply_aliases("interactions", frame, {"c": "a"}) is frame


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)), max_size=6))
def test_merging_is_as_if_the_files_had_said_so(pairs):
    said = {alias: partner for alias, partner in pairs if alias != partner and partner == "P1"}
    rows = pd.DataFrame({"partner_id": IDS * 2, "date": pd.Timestamp(date(2026, 3, 1)), "value": range(10)})
    rows = rows.assign(measure="market_size", value=rows["value"].astype("float64"), reported_by="us")
    files = [rows.iloc[:6], rows.iloc[6:]]
    merged = merge_aliased("measures", [roll_up("measures", file) for file in files], said)
    renamed = [file.assign(partner_id=file["partner_id"].replace(said)) for file in files]
    expected = merge_rollups("measures", [roll_up("measures", file) for file in renamed])
    pd.testing.assert_frame_equal(merged, expected)


def test_merging_and_taking_back_is_nothing_whatever_the_order(store, aliases):
    before = image(store)

    @settings(max_examples=15, deadline=None)
    @given(st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS), st.booleans()), max_size=5))
    def check(steps):
        for alias, partner, merges in steps:
            try:
                if merges:
                    aliases.merge(alias, partner, TODAY)
                else:
                    aliases.unmerge(alias)
            except BadMerge:
                continue
        assert set(aliases.targets()).isdisjoint(aliases.targets().values())
        for word in aliases.all():
            aliases.unmerge(word.alias)
        assert image(store) == before

    check()
