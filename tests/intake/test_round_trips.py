"""Taking imports back, in again, over each other: scores are always those of a home that never knew better."""

import random
from pathlib import Path

from tests.intake.conftest import open_desk
from tests.intake.desk import Desk

PARTNERS = "partner_id,name,partner_type,joined_on\nP1,Acme,reseller,2025-01-01\nP2,Beta,distributor,2025-01-01\n"
MORE_PARTNERS = (
    "partner_id,name,partner_type,joined_on\nP2,Beta Two,technology,2025-02-01\nP3,Gamma,referral,2025-01-01\n"
)
DEALS = "partner_id,deal_id,opened_on,stage,amount,closed_on\n"
FIRST = DEALS + "P1,D1,2026-01-02,won,100,2026-02-03\nP2,D2,2026-01-02,won,7,2026-03-03\nP1,D3,2026-01-05,open,5,\n"
SECOND = (
    DEALS
    + "P1,D1,2026-01-02,won,250,2026-02-03\nP1,D3,2026-01-05,won,5,2026-04-01\nP3,D4,2026-02-02,lost,9,2026-03-03\n"
)
CALLS = "partner_id,date,kind,quantity,initiated_by\n"
CALLS_ONE = CALLS + "P1,2026-01-10,training,2,us\nP2,2026-02-10,meeting,1,us\nP1,2026-02-10,meeting,1,us\n"
CALLS_TWO = CALLS + "P1,2026-02-11,meeting,4,us\nP2,2026-03-10,call,3,us\n"
SURVEY = (
    "partner_id,date,question,score,respondent,response_id\nP1,2026-03-01,likelihood_to_recommend,9,ann,R1\n"
    "P1,2026-03-02,likelihood_to_recommend,3,bob,R2\nP2,2026-03-02,likelihood_to_recommend,10,cy,R3\n"
)
FILES = {
    "partners.csv": PARTNERS,
    "more partners.csv": MORE_PARTNERS,
    "first.csv": FIRST,
    "second.csv": SECOND,
    "calls one.csv": CALLS_ONE,
    "calls two.csv": CALLS_TWO,
    "survey.csv": SURVEY,
}


def fresh_scores(folder: Path, names: list[str]) -> str:
    """Scores of a home into which only these files ever went, in this order."""
    folder.mkdir(parents=True)
    desk = open_desk(folder)
    for name in names:
        desk.take(desk.put(name, FILES[name]))
    return state(desk)


def state(desk: Desk) -> str:
    ran = desk.run("scores")
    return ran.out if ran.code == 0 else "nothing"


def test_any_order_of_undo_and_redo_equals_never_having_imported(tmp_path: Path) -> None:
    choose = random.Random(1)
    desk = open_desk(tmp_path)
    names = choose.sample(list(FILES), len(FILES))
    ids = {name: desk.take_one(desk.put(name, FILES[name])).import_id for name in names}
    active = set(names)
    for step in range(8):
        name = choose.choice(names)
        undo = name in active
        assert desk.run("undo" if undo else "redo", str(ids[name])).code == 0
        active ^= {name}
        if step % 4 == 3:
            kept = [other for other in names if other in active]
            assert state(desk) == fresh_scores(tmp_path / f"fresh-{step}", kept)
    assert desk.is_sound()


def test_the_same_file_twice_is_refused_politely_whatever_its_name(desk: Desk) -> None:
    desk.take(desk.put("first.csv", FIRST))
    before = desk.scores()
    for name in ("first.csv", "copy of first.csv"):
        ran = desk.run("import", desk.put(name, FIRST))
        assert ran.code == 2
        assert "already" in ran.err.lower()
    assert desk.scores() == before


def test_a_file_taken_back_may_come_again(desk: Desk) -> None:
    first = desk.take_one(desk.put("first.csv", FIRST))
    before = desk.scores()
    assert desk.run("undo", str(first.import_id)).code == 0
    assert desk.take_one(desk.put("first.csv", FIRST)).counts == (3, 3, 0, 0)
    assert desk.scores() == before
    ran = desk.run("redo", str(first.import_id))
    assert ran.code in (0, 2)
    assert desk.scores() == before, "the same rows twice count once"
    assert desk.is_sound()


def test_rows_of_one_id_replace_each_other_and_return(desk: Desk) -> None:
    desk.take(desk.put("first.csv", FIRST))
    before = desk.scores()
    dry = desk.take_one(desk.put("second.csv", SECOND), dry_run=True)
    counts = dry.values["comparison"]
    assert (counts["new"], counts["changed"], counts["unchanged"]) == (1, 2, 0)
    second = desk.take_one(desk.put("second.csv", SECOND))
    assert desk.sums() == {("P1", "2026-02"): 250.0, ("P2", "2026-03"): 7.0, ("P1", "2026-04"): 5.0}
    desk.run("undo", str(second.import_id))
    assert desk.scores() == before
    desk.run("redo", str(second.import_id))
    assert desk.sums()["P1", "2026-02"] == 250.0


def test_a_file_that_changes_nothing_says_so(desk: Desk) -> None:
    desk.take(desk.put("first.csv", FIRST))
    dry = desk.take_one(desk.put("again.csv", FIRST + "\n"), dry_run=True)
    counts = dry.values["comparison"]
    assert (counts["new"], counts["changed"], counts["unchanged"]) == (0, 0, 3)


def test_replace_supersedes_the_months_that_the_file_covers_and_no_others(desk: Desk) -> None:
    january = (
        CALLS + "P1,2026-01-10,co_marketing,2,us\nP1,2026-02-10,co_marketing,1,us\nP2,2026-03-10,co_marketing,8,us\n"
    )
    cumulative = (
        CALLS + "P1,2026-02-10,co_marketing,5,us\nP2,2026-03-10,co_marketing,8,us\nP2,2026-04-10,co_marketing,1,us\n"
    )
    desk.take(desk.put("activities.csv", january))
    before = desk.scores()
    replaced = desk.take_one(desk.put("activities.csv", cumulative), mode="replace")
    assert desk.sums("joint_campaigns") == {
        ("P1", "2026-01"): 2.0,
        ("P1", "2026-02"): 5.0,
        ("P2", "2026-03"): 8.0,
        ("P2", "2026-04"): 1.0,
    }
    desk.run("undo", str(replaced.import_id))
    assert desk.scores() == before
    desk.run("redo", str(replaced.import_id))
    assert desk.sums("joint_campaigns")["P1", "2026-02"] == 5.0
    assert desk.is_sound()


def test_add_adds_rows_without_ids(desk: Desk) -> None:
    desk.take(desk.put("one.csv", CALLS + "P1,2026-01-10,co_marketing,2,us\n"))
    desk.take(desk.put("two.csv", CALLS + "P1,2026-01-10,co_marketing,2,us\nP1,2026-02-10,meeting,1,us\n"))
    assert desk.sums("joint_campaigns") == {("P1", "2026-01"): 4.0}


def test_undo_of_what_is_not_there_is_refused_in_words(desk: Desk) -> None:
    first = desk.take_one(desk.put("first.csv", FIRST))
    for argv in (("undo", "99"), ("redo", "99"), ("redo", str(first.import_id))):
        ran = desk.run(*argv)
        assert ran.code != 0 or argv[1] != "99"
        assert ran.err.strip() or ran.code == 0
    assert desk.run("undo", str(first.import_id)).code == 0
    assert desk.run("undo", str(first.import_id)).err.strip() or state(desk) == "nothing"
    assert desk.is_sound()


def test_order_of_files_does_not_change_a_score(tmp_path: Path) -> None:
    names = ["partners.csv", "first.csv", "calls one.csv", "calls two.csv", "survey.csv"]
    assert fresh_scores(tmp_path / "a", names) == fresh_scores(tmp_path / "b", names[::-1])


def test_rows_in_another_order_give_the_same_bytes(tmp_path: Path) -> None:
    seen = []
    for number, turn in enumerate((1, -1)):
        folder = tmp_path / str(number)
        folder.mkdir()
        desk = open_desk(folder)
        for name, text in FILES.items():
            header, *rows = text.splitlines()
            desk.take(desk.put(name, "\n".join([header, *rows[::turn]]) + "\n"))
        seen.append(desk.scores())
    assert seen[0] == seen[1]


def test_kinds_tell_interactions_from_advocacy(desk: Desk) -> None:
    told = desk.take_one(
        desk.put("activities.csv", "partner_id,date,kind\nP1,2026-01-10,co_marketing\nP1,2026-02-10,meeting\n")
    )
    assert told.error or told.values["table"] == "interactions"
    if told.error:
        assert "interactions" in told.error
        assert "advocacy" in told.error
