from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import data.samples
from data.errors import AlreadyImported, BadMapping, FileRefused, StoreError, UnknownImport
from data.models import ImportFile, State
from data.pipeline import in_import_order, sources
from data.store import Store
from kpi.periods import parse_month
from kpi.schema import TABLES
from tests.data.given import CALLS, METHOD, PARTNERS, TODAY, image, put, quantities, take

HEADER = "partner_id,date,kind,quantity,interaction_id\n"


def files(store: Store) -> set[str]:
    root = store.files.root
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def test_an_import_is_kept_and_listed(store, tmp_path):
    first = take(store, tmp_path, "partners.csv", PARTNERS)
    second = take(store, tmp_path, "interactions.csv", CALLS)
    assert (first.import_id, second.import_id) == (1, 2)
    assert [(item.id, item.file_name, item.accepted, item.active) for item in store.imports()] == [
        (2, "interactions.csv", 3, True),
        (1, "partners.csv", 2, True),
    ]
    assert store.imports()[0].files[0].table == "interactions"
    assert quantities(store) == {"P1": 2.0, "P2": 1.0}
    assert store.known_partners() == {"P1": "Acme", "P2": "Beta Ltd"}
    assert store.revision() == 2


def test_facts_lie_sorted_by_month_and_partner_with_their_lines(store, tmp_path):
    text = HEADER + "B,2026-02-01,call,1,\nA,2026-02-03,call,1,\nB,2026-01-09,call,1,\n"
    take(store, tmp_path, "interactions.csv", text)
    facts = store.facts("interactions")
    assert list(zip(facts["partner_id"], facts["_line"], strict=True)) == [("B", 4), ("A", 3), ("B", 2)]
    assert facts["partner_id"].dtype == "str"
    assert facts["date"].dtype == "datetime64[us]"
    assert facts["_row_id"].isna().all()


def test_facts_of_one_partner_and_some_months(store, tmp_path):
    take(store, tmp_path, "interactions.csv", CALLS)
    found = store.facts("interactions", partner_id="P1", month_from=parse_month("2026-02"))
    assert found["interaction_id"].tolist() == ["I2"]
    assert found["import_id"].tolist() == [1]
    assert store.facts("interactions", month_to=parse_month("2026-01"))["interaction_id"].tolist() == ["I1"]
    assert store.facts("surveys").empty


def test_deals_are_found_by_the_month_of_their_opening_or_closing(store, tmp_path):
    text = (
        "partner_id,deal_id,opened_on,stage,amount,closed_on\n"
        "P1,D1,2026-01-01,won,5,2026-03-01\nP1,D2,2026-01-01,open,5,2026-03-01\nP1,D3,2026-03-09,open,5,\n"
    )
    take(store, tmp_path, "deals.csv", text)
    march = parse_month("2026-03")
    assert sorted(store.facts("deals", month_from=march, month_to=march)["deal_id"]) == ["D1", "D3"]


def test_a_later_import_replaces_rows_of_the_same_id(store, tmp_path):
    take(store, tmp_path, "a.csv", CALLS, table="interactions")
    take(store, tmp_path, "b.csv", HEADER + "P2,2026-03-01,call,5,I1\nP2,2026-03-02,call,1,\n", table="interactions")
    assert quantities(store) == {"P1": 1.0, "P2": 7.0}
    assert sorted(store.facts("interactions")["interaction_id"].dropna()) == ["I1", "I2", "I3"]
    store.undo(2)
    assert quantities(store) == {"P1": 2.0, "P2": 1.0}


THREE = (
    CALLS,
    HEADER + "P2,2026-03-01,call,5,I1\nP1,2026-03-02,call,0.1,I2\nP1,2026-03-02,call,0.2,\n",
    HEADER + "P3,2026-03-01,call,7,I1\nP3,2026-03-01,call,9,I9\n",
)


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1), (2, 1, 3)])
def test_undo_and_redo_in_any_order_restore_every_number(tmp_path, order):
    store = Store(tmp_path / "home")
    store.migrate()
    for at, text in enumerate(THREE, 1):
        take(store, tmp_path, f"{at}.csv", text, table="interactions")
    before = image(store)
    undone = set()
    for number in order:
        store.undo(number)
        undone.add(number)
        assert image(store) == fresh(tmp_path / f"without{number}", undone)
    for number in order:
        store.redo(number)
    assert image(store) == before
    store.close()


def fresh(folder, without: set[int]) -> dict[str, str]:
    """The image of a store that never saw some of the files."""
    folder.mkdir()
    store = Store(folder / "home")
    store.migrate()
    for at, text in enumerate(THREE, 1):
        if at not in without:
            take(store, folder, f"{at}.csv", text, table="interactions")
    found = image(store)
    store.close()
    return found


def test_undo_brings_a_partner_back_as_it_was(store, tmp_path):
    take(store, tmp_path, "partners.csv", PARTNERS)
    before = image(store)
    take(store, tmp_path, "partners.csv", PARTNERS.replace("Acme", "Acme Group"))
    assert store.known_partners()["P1"] == "Acme Group"
    store.undo(2)
    assert image(store) == before


def test_what_is_undone_can_not_be_undone_again(store, tmp_path):
    take(store, tmp_path, "partners.csv", PARTNERS)
    with pytest.raises(StoreError, match="in the store already"):
        store.redo(1)
    store.undo(1)
    with pytest.raises(StoreError, match="undone already"):
        store.undo(1)
    with pytest.raises(UnknownImport, match="99"):
        store.undo(99)


def test_a_group_is_taken_back_in_one_go(store, tmp_path):
    take(store, tmp_path, "partners.csv", PARTNERS, group="sample")
    take(store, tmp_path, "interactions.csv", CALLS, group="sample")
    take(store, tmp_path, "i.csv", HEADER + "P1,2026-01-01,call,1,\n", table="interactions")
    assert sorted(store.undo_group("sample")) == [1, 2]
    assert quantities(store) == {"P1": 1.0}


def test_the_same_bytes_are_refused_until_they_are_undone(store, tmp_path):
    take(store, tmp_path, "interactions.csv", CALLS)
    with pytest.raises(AlreadyImported, match="import 1") as refused:
        take(store, tmp_path, "copy.csv", CALLS, table="interactions")
    assert "copy.csv" in refused.value.message
    assert store.revision() == 1
    store.undo(1)
    assert take(store, tmp_path, "copy.csv", CALLS, table="interactions").import_id == 2
    with pytest.raises(AlreadyImported):
        store.redo(1)


def test_a_dry_run_leaves_nothing(store, tmp_path):
    result = take(store, tmp_path, "interactions.csv", CALLS, dry_run=True)
    assert (result.import_id, result.accepted) == (None, 3)
    assert store.imports() == []
    assert files(store) == set()
    assert store.revision() == 0


def test_a_file_without_a_sound_row_leaves_nothing(store, tmp_path):
    rejected = tmp_path / "rejected.csv"
    result = take(store, tmp_path, "interactions.csv", HEADER + "P1,soon,call,1,\n", rejected_to=rejected)
    assert (result.import_id, result.rejected) == (None, 1)
    assert "soon" in rejected.read_text()
    assert store.imports() == []
    assert files(store) == set()


def test_a_refused_file_leaves_nothing(store, tmp_path):
    with pytest.raises(FileRefused):
        take(store, tmp_path, "x.csv", "colour,size\nred,5\n")
    with pytest.raises(BadMapping):
        take(store, tmp_path, "x.csv", CALLS, mode="merge", table="interactions")
    assert files(store) == set()


def test_rejected_rows_come_back_without_formulas_and_can_be_corrected(store, tmp_path):
    text = 'partner_id,Datum,kind,Note\nP1,2026-01-01,call,fine\nP1,soon,call,"=1+1, ""quoted"""\n'
    take(store, tmp_path, "i.csv", text, table="interactions")
    rejected = store.rejected_csv(1)
    lines = rejected.split("\r\n")
    assert lines[0] == "partner_id,Datum,kind,Note,_line,_error"
    assert lines[1].startswith('P1,soon,call,"\'=1+1, ""quoted""",3,')
    assert store.rejected_csv(take(store, tmp_path, "partners.csv", PARTNERS).import_id or 0) == ""
    again = take(store, tmp_path, "again.csv", rejected.replace("soon", "later"), table="interactions")
    assert (again.accepted, again.rejected) == (0, 1)
    good = take(store, tmp_path, "good.csv", rejected.replace("soon", "2026-01-02"), table="interactions")
    assert (good.accepted, good.rejected) == (1, 0)
    assert quantities(store) == {"P1": 2.0}


NO_IDS = "partner_id,date,kind\n"


def test_replace_supersedes_the_months_that_a_cumulative_export_covers(store, tmp_path):
    january, february, march = (f"P1,2026-0{month}-05,call\n" for month in (1, 2, 3))
    take(
        store, tmp_path, "other.csv", "partner_id,date,kind,quantity\nP1,2026-02-01,call,100\n", table="interactions"
    )
    take(store, tmp_path, "export.csv", NO_IDS + january + february, table="interactions")
    before = image(store)
    take(store, tmp_path, "export.csv", NO_IDS + february * 2 + march, table="interactions", mode="replace")
    # January stays, February and March are those of the new file, another source is left alone.
    assert quantities(store) == {"P1": 100 + 1 + 2 + 1}
    store.undo(3)
    assert image(store) == before
    store.redo(3)
    assert quantities(store) == {"P1": 104.0}


def test_the_currency_of_the_earliest_deals_holds_for_later_ones(store, tmp_path):
    header = "partner_id,deal_id,opened_on,stage,currency\n"
    take(store, tmp_path, "deals.csv", header + "P1,D1,2026-01-01,open,CHF\n")
    later = take(store, tmp_path, "deals.csv", header + "P1,D2,2026-01-01,open,USD\nP1,D3,2026-01-01,open,\n")
    assert (later.accepted, later.rejected) == (1, 1)
    assert "CHF" in later.rejections[0].rule
    assert store.currency() == "CHF"


def test_rollups_as_of_a_day_inside_a_month_take_what_was_known_then(store, tmp_path):
    take(store, tmp_path, "partners.csv", PARTNERS)
    take(store, tmp_path, "interactions.csv", CALLS)
    take(
        store,
        tmp_path,
        "deals.csv",
        "partner_id,deal_id,opened_on,stage,amount,closed_on\n"
        "P1,D1,2026-01-10,won,5,2026-02-10\nP1,D2,2026-01-11,won,7,2026-02-06\nP1,D3,2026-02-20,open,9,\n",
    )
    known = store.rollups(date(2026, 2, 6))
    calls = known["interactions"]
    assert calls[["partner_id", "month", "quantity"]].to_numpy().tolist() == [
        ["P1", parse_month("2026-01"), 1.0],
        ["P1", parse_month("2026-02"), 1.0],
    ]
    deals = known["deals"].groupby("event")["amount"].sum()
    assert deals.to_dict() == {"opened": 12.0, "won": 7.0}
    assert len(known["partners"]) == 2


def test_a_rollup_as_of_the_last_day_of_a_month_is_the_stored_one_cut(store, tmp_path):
    take(store, tmp_path, "interactions.csv", CALLS)
    known = store.rollups(date(2026, 1, 31))["interactions"]
    assert known["quantity"].tolist() == [1.0]


@pytest.mark.parametrize("table", TABLES)
def test_an_import_that_is_wholly_superseded_still_adds_up(store, tmp_path, table):
    text = (Path(data.samples.__file__).parent / f"{table}.csv").read_text(encoding="utf-8")
    head, *rows = text.splitlines()[:200]
    take(store, tmp_path, f"{table}.csv", "\n".join([head, *rows]))
    before = image(store)
    take(store, tmp_path, f"{table}.csv", "\n".join([head, *reversed(rows)]), mode="replace")
    first, second = (item.files[0] for item in reversed(store.imports()))
    assert (len(store.files.read(first.rollup_path)), len(store.facts(table))) == (0, second.rows)
    assert len(store.rollups()[table]) > 0
    store.undo(2)
    assert image(store) == before
    assert store.rollups(date(1999, 1, 15))[table] is not None


def test_as_of_a_day_before_every_row_of_its_month(store, tmp_path):
    take(store, tmp_path, "interactions.csv", HEADER + "P1,2026-01-20,call,1,\n")
    assert store.rollups(date(2026, 1, 5))["interactions"].empty


def test_surveys_without_ids_are_answers_of_their_own(store, tmp_path):
    header = "partner_id,date,question,score\n"
    take(store, tmp_path, "s1.csv", header + "P1,2026-01-01,nps,9\nP1,2026-01-01,nps,8\n", table="surveys")
    take(store, tmp_path, "s2.csv", header + "P1,2026-01-01,nps,7\n", table="surveys")
    assert len(store.rollups()["surveys"]) == 3


def test_partners_come_first_whatever_the_order_given(tmp_path):
    calls = put(tmp_path, "interactions.csv", CALLS)
    odd = put(tmp_path, "odd.csv", "colour\n")
    partners = put(tmp_path, "zz.csv", PARTNERS)
    found = in_import_order([source for path in (odd, calls, partners) for source in sources(path)])
    assert [source.path for source in found] == [partners, calls, odd]


def test_what_nobody_names_is_swept_unless_its_writer_may_be_at_work(store, tmp_path):
    take(store, tmp_path, "interactions.csv", CALLS)
    kept = files(store)
    mine = store.files.write("interactions", pd.DataFrame({"a": [1]}))
    dead = mine.replace(mine.split(".")[1], "999999999")
    (store.files.root / mine).rename(store.files.root / dead)
    mine = store.files.write("interactions", pd.DataFrame({"a": [1]}))
    store.migrate()
    assert files(store) == kept | {mine}


def test_two_stores_on_one_folder_see_each_other(store, tmp_path):
    other = Store(tmp_path / "home")
    take(store, tmp_path, "interactions.csv", CALLS)
    assert other.revision() == 1
    other.undo(1)
    assert store.rollups() == {}
    other.close()


def test_facts_can_only_lie_in_a_local_folder(tmp_path):
    with pytest.raises(StoreError, match="s3://"):
        Store(tmp_path, facts_url="s3://bucket/facts")


def test_a_result_can_be_told_as_json(store, tmp_path):
    import json

    result = take(store, tmp_path, "interactions.csv", CALLS + "P1,soon,call,I9\n")
    told = json.loads(json.dumps(result.as_dict()))
    assert told["rejections"][0]["line"] == 5
    assert told["mapping"][0]["column"] == "partner_id"
    assert "rejected_rows" not in told
    assert store.get_import(1).result["accepted"] == 3


def test_progress_is_told_in_steps(store, tmp_path):
    steps: list[tuple[str, float]] = []
    take(store, tmp_path, "interactions.csv", CALLS, progress=lambda step, share: steps.append((step, share)))
    assert [share for _, share in steps] == sorted(share for _, share in steps)
    assert steps[-1] == ("done", 1.0)


def test_given_values_are_used(tmp_path):
    assert METHOD.components
    assert TODAY.year == 2026


def test_rollups_of_an_earlier_form_are_made_anew(store, tmp_path):
    text = "partner_id,deal_id,opened_on,stage,amount,closed_on,customer\nP1,D1,2026-01-01,won,5,2026-03-01,Acme\n"
    take(store, tmp_path, "deals.csv", text)
    with store.transaction() as session:
        file = session.get(ImportFile, (1, "deals"))
        old = store.files.read(file.rollup_path).drop(columns="customer")
        file.rollup_path = store.files.write("deals/rollups", old)
        session.get(State, "rollup_form").value = 1
    before = store.revision()
    store.migrate()
    assert sorted(store.rollups()["deals"]["customer"]) == ["", "Acme"]
    assert store.revision() == before + 1
    store.migrate()
    assert store.revision() == before + 1
