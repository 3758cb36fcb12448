"""What partners send back: what is taken, who sees it, and what a decision does."""

from __future__ import annotations

import json
import math
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from data.audit_models import AuditRow
from data.links import Links, LinkScope
from data.method_files import load_method
from data.people.principal import Principal, Role
from data.scope import EVERYTHING, NOTHING, Scope
from data.store import Store
from data.submission_contents import KINDS, Askable, BadSubmission, checked_content, plain_words, read_number
from data.submission_models import SubmissionRow
from data.submission_rows import Taking
from data.submissions import (
    MOST_PENDING,
    AlreadyDecided,
    NotTaken,
    Submission,
    SubmissionError,
    SubmissionMissing,
    Submissions,
    SubmissionState,
    TooMany,
)
from kpi.asking import LARGEST, OwnMeasure, PulseQuestion
from kpi.periods import parse_month
from tests.data.staging import bring

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
TODAY = date(2026, 6, 15)
BY = Principal("7", "Ada", Role.MANAGER)
METHOD = load_method(None)
ASKABLE = Askable(
    questions=(
        PulseQuestion("likelihood_to_recommend", "recommendation", 0.0, 10.0),
        PulseQuestion("product_fit", "rating", 1.0, 5.0),
    ),
    measures=(
        OwnMeasure("units_sold", ("sales_volume",), -LARGEST, LARGEST),
        OwnMeasure("share_of_wallet", ("share_of_wallet",), 0.0, 100.0),
    ),
    shown={"bookings": 1234.0, "engagement_score": None, "share_of_wallet": 30.0},
    first=parse_month("2026-01"),
    last=parse_month("2026-06"),
    month=parse_month("2026-06"),
)
SURVEY = {"answers": {"likelihood_to_recommend": "9", "product_fit": 4}, "name": "Cleo", "words": "More calls"}
SENT_ANSWERS = checked_content("survey", SURVEY, ASKABLE)["answers"]
FIGURE = {"measure": "units_sold", "month": "2026-05", "value": "12.5"}
DISPUTE = {"about": "bookings", "says": "2000", "words": "Two deals are missing"}
COMMENT = {"about": "engagement_score", "words": "Nice"}


@pytest.fixture
def sent(store: Store) -> Submissions:
    """The answers of a site with two partners."""
    partners = [{"partner_id": one, "name": f"Name {one}", "partner_type": "reseller"} for one in ("P1", "P2")]
    bring(store, "partners", partners)
    return Submissions(store)


@pytest.fixture
def own(store: Store) -> LinkScope:
    return scope_of(store, "P1")


def scope_of(store: Store, partner_id: str, **more: object) -> LinkScope:
    links = Links(store)
    return links.check(links.create(partner_id, now=NOW, **more)[0].id, now=NOW)


def add(sent: Submissions, scope: LinkScope, kind: object = "survey", content: object = SURVEY) -> Submission:
    return sent.add(scope, kind, content, now=NOW, askable=ASKABLE, address="203.0.113.0/24")


def accept(
    sent: Submissions, number: int, scope: Scope = EVERYTHING, today: date = TODAY, **more: object
) -> Submission:
    def taking(one: Submission) -> Taking:
        return Taking(f"Name {one.partner_id}", METHOD, today)

    return sent.accept(number, scope=scope, by=BY, now=NOW, taking=taking, **more)


def acts(store: Store) -> list[tuple[str, str, str, str]]:
    with store.session() as session:
        rows = session.scalars(select(AuditRow).order_by(AuditRow.id))
        return [(row.act, row.actor, row.partner_id, row.detail) for row in rows]


# What is taken ----------------------------------------------------------------------------------------------------


def test_of_what_was_sent_only_what_was_asked_is_kept() -> None:
    forged = {"partner_id": "P2", "kind": "x", "answers": {"likelihood_to_recommend": 9, "P2": 1, "product_fit": ""}}
    assert checked_content("survey", forged, ASKABLE) == {
        "answers": [{"question": "likelihood_to_recommend", "score": 9.0, "low": 0.0, "high": 10.0}],
        "name": "",
        "words": "",
    }
    assert checked_content("figure", {**FIGURE, "partner_id": "P2", "reported_by": "us"}, ASKABLE) == {
        "measure": "units_sold",
        "month": "2026-05",
        "value": 12.5,
        "words": "",
    }


def test_the_number_shown_is_the_pages_own() -> None:
    kept = checked_content("dispute", {**DISPUTE, "shown": 99, "month": "2026-01"}, ASKABLE)
    assert kept == {
        "kpi": "bookings",
        "measure": "",
        "month": "2026-06",
        "shown": 1234.0,
        "says": 2000.0,
        "words": "Two deals are missing",
    }


def test_a_dispute_of_a_measure_names_its_month() -> None:
    kept = checked_content("dispute", {"about": "units_sold", "month": "2026-02", "says": 5}, ASKABLE)
    assert (kept["measure"], kept["month"], kept["says"], kept["shown"]) == ("units_sold", "2026-02", 5.0, None)
    both = checked_content("dispute", {"about": "share_of_wallet", "month": "2026-02", "says": 5}, ASKABLE)
    assert (both["kpi"], both["measure"], both["shown"]) == ("share_of_wallet", "share_of_wallet", 30.0)


@pytest.mark.parametrize(
    ("kind", "content", "words"),
    [
        ("survey", {}, "not understood"),
        ("survey", {"answers": {}}, "at least one"),
        ("survey", {"answers": {"product_fit": 6}}, "scale"),
        ("survey", {"answers": {"product_fit": 1.5}}, "scale"),
        ("survey", {"answers": {"product_fit": True}}, "not understood"),
        ("survey", {"answers": {"product_fit": 3}, "words": "x" * 2001}, "at most 2000"),
        ("survey", {"answers": {"product_fit": 3}, "name": "x" * 101}, "at most 100"),
        ("survey", {"answers": {"product_fit": 3}, "name": ["x"]}, "not understood"),
        ("figure", {**FIGURE, "measure": "gross_margin"}, "Choose which figure"),
        ("figure", {**FIGURE, "measure": None}, "Choose which figure"),
        ("figure", {**FIGURE, "month": "2025-12"}, "months in the list"),
        ("figure", {**FIGURE, "month": "2026-07"}, "months in the list"),
        ("figure", {**FIGURE, "month": "2026-5"}, "Choose the month"),
        ("figure", {**FIGURE, "month": 5}, "Choose the month"),
        ("figure", {**FIGURE, "month": "9999-99"}, "Choose the month"),
        ("figure", {**FIGURE, "value": ""}, "Enter the number"),
        ("figure", {**FIGURE, "value": "nan"}, "digits only"),
        ("figure", {**FIGURE, "value": math.nan}, "too large"),
        ("figure", {**FIGURE, "value": 10**400}, "too large"),
        ("figure", {**FIGURE, "value": 2e12}, "too large"),
        ("figure", {**FIGURE, "value": "1.234,5"}, "digits only"),
        ("figure", {**FIGURE, "measure": "share_of_wallet", "value": 101}, "between 0 and 100"),
        ("dispute", {"about": "bookings"}, "Say what is wrong"),
        ("dispute", {"about": "win_rate", "words": "x"}, "not understood"),
        ("dispute", {"about": ["bookings"], "words": "x"}, "not understood"),
        ("dispute", {"about": "units_sold", "words": "x"}, "Choose the month"),
        ("comment", {"words": "  \n "}, "Write what"),
        ("comment", {"about": "P2", "words": "x"}, "not understood"),
        ("praise", {"words": "x"}, "not understood"),
        (["survey"], SURVEY, "not understood"),
        (None, None, "not understood"),
        ("comment", [["words", "x"]], "not understood"),
    ],
)
def test_what_can_not_be_taken_is_refused_in_words(kind: object, content: object, words: str) -> None:
    with pytest.raises(BadSubmission, match=words):
        checked_content(kind, content, ASKABLE)


def test_words_are_of_letters_that_can_be_seen() -> None:
    assert plain_words("  a\x00b\r\nc\u202ed\ud800 \n\n") == "a b\nc d"
    assert plain_words(None) == ""


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=60),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
NEARLY = st.fixed_dictionaries(
    {},
    optional={
        "answers": st.dictionaries(st.sampled_from(["product_fit", "likelihood_to_recommend", "P2"]), JSON) | JSON,
        "name": JSON,
        "words": JSON,
        "measure": st.sampled_from(["units_sold", "share_of_wallet"]) | JSON,
        "month": st.sampled_from(["2026-01", "2026-06", "2031-01"]) | JSON,
        "value": st.floats() | st.sampled_from(["1", "-0", "1e9"]) | JSON,
        "says": st.floats() | JSON,
        "about": st.sampled_from(["bookings", "units_sold", "engagement_score"]) | JSON,
    },
)


@given(kind=st.sampled_from(KINDS) | JSON, content=NEARLY | JSON)
def test_whatever_is_sent_is_taken_whole_or_refused_in_words(kind: object, content: object) -> None:
    try:
        kept = checked_content(kind, content, ASKABLE)
    except BadSubmission:
        return
    # Plain, finite, short, and again itself: nothing was kept that was not looked at.
    text = json.dumps(kept, allow_nan=False)
    assert len(text) < 20_000
    assert text.encode()
    assert "P2" not in [one["question"] for one in kept.get("answers", [])]
    assert kept.get("measure", "") in ("", "units_sold", "share_of_wallet")
    assert kept.get("kpi", "") in ("", *ASKABLE.shown)
    assert all(one.isprintable() or one == "\n" for one in kept["words"])
    assert all(abs(kept[name]) <= LARGEST for name in ("value", "says") if kept.get(name) is not None)


@given(st.floats(-LARGEST, LARGEST))
def test_a_number_is_the_same_however_it_is_sent(number: float) -> None:
    assert read_number(number) == pytest.approx(number, abs=1e-6)
    assert read_number(f"{number:.6f}") == pytest.approx(number, abs=2e-6, rel=1e-12)


# Who sees it --------------------------------------------------------------------------------------------------------


def test_nothing_is_kept_or_told_without_the_scope_of_a_link(sent: Submissions) -> None:
    for scope in (None, "P1", EVERYTHING, Principal("link:x", "x")):
        with pytest.raises(TypeError):
            sent.of(scope)  # type: ignore[arg-type]
        with pytest.raises(TypeError):
            add(sent, scope)  # type: ignore[arg-type]


def test_a_link_that_shows_no_ways_to_answer_takes_none(store: Store, sent: Submissions) -> None:
    with pytest.raises(SubmissionError, match="shows the scorecard only"):
        add(sent, scope_of(store, "P1", sections=["scores"]))
    assert sent.pending(EVERYTHING) == ()


def test_partners_never_mix(store: Store, sent: Submissions, own: LinkScope) -> None:
    other, second = scope_of(store, "P2"), scope_of(store, "P1")
    mine = add(sent, own)
    add(sent, other, "comment", {**COMMENT, "partner_id": "P1"})
    # Through whichever link of the partner.
    assert [one.id for one in sent.of(second)] == [mine.id]
    assert {one.partner_id for one in sent.of(other)} == {"P2"}
    assert [one.partner_id for one in sent.pending(EVERYTHING)] == ["P2", "P1"]


def test_a_manager_sees_and_decides_about_own_partners_only(store: Store, sent: Submissions, own: LinkScope) -> None:
    mine, theirs = add(sent, own), add(sent, scope_of(store, "P2"))
    ada = Scope(frozenset({"P1"}))
    assert [one.id for one in sent.pending(ada)] == [mine.id]
    assert (sent.count_pending(ada), sent.count_pending(EVERYTHING), sent.count_pending(NOTHING)) == (1, 2, 0)
    for number in (theirs.id, 99):
        # In the same words: which of these there are is not told.
        with pytest.raises(SubmissionMissing, match="There is no such answer"):
            accept(sent, number, ada)
        with pytest.raises(SubmissionMissing, match="There is no such answer"):
            sent.decline(number, scope=ada, by=BY, now=NOW, reason="Not ours")
    assert {one.state for one in sent.pending(EVERYTHING)} == {SubmissionState.PENDING}
    sent.decline(theirs.id, scope=EVERYTHING, by=BY, now=NOW, reason="Not ours")
    assert sent.decided(ada, most=20) == ()
    assert len(sent.decided(EVERYTHING, most=20)) == 1


def test_so_much_waits_at_most(store: Store, sent: Submissions, own: LinkScope) -> None:
    for _ in range(MOST_PENDING):
        add(sent, own)
    with pytest.raises(TooMany, match="wait for a decision"):
        add(sent, own)
    # Of this link: a colleague with another one is not kept from answering.
    add(sent, scope_of(store, "P1"))
    sent.decline(1, scope=EVERYTHING, by=BY, now=NOW, reason="Enough")
    add(sent, own)


def test_the_same_figure_is_sent_once(sent: Submissions, own: LinkScope) -> None:
    add(sent, own, "figure", FIGURE)
    with pytest.raises(SubmissionError, match="exactly that already"):
        add(sent, own, "figure", {**FIGURE, "value": 12.5})
    add(sent, own, "figure", {**FIGURE, "value": 13})


# What a decision does -----------------------------------------------------------------------------------------------


def test_accepted_answers_are_survey_rows_of_a_marked_import(store: Store, sent: Submissions, own: LinkScope) -> None:
    one = add(sent, own)
    before = store.facts("surveys")
    assert before.empty
    accepted = accept(sent, one.id, answer="Thank you")
    assert (accepted.state, accepted.reason, accepted.decided_by) == (SubmissionState.ACCEPTED, "Thank you", "Ada")
    rows = store.facts("surveys")
    assert rows[["partner_id", "question", "score", "scale_min", "scale_max"]].to_numpy().tolist() == [
        ["P1", "likelihood_to_recommend", 9.0, 0.0, 10.0],
        ["P1", "product_fit", 4.0, 1.0, 5.0],
    ]
    assert set(rows["respondent"]) == set(rows["response_id"]) == {f"pulse-{one.id}"}
    assert {when.date() for when in rows["date"]} == {TODAY}
    assert "Cleo" not in rows.to_csv()
    listed = store.get_import(accepted.import_id or 0)
    assert (listed.group, listed.file_name) == ("pulse", "Pulse answers from Name P1, 2026-06-15.csv")
    assert (listed.accepted, listed.rejected, listed.active) == (2, 0, True)


def test_what_was_accepted_can_be_taken_back_and_in_again(store: Store, sent: Submissions, own: LinkScope) -> None:
    one = accept(sent, add(sent, own).id)
    store.undo(one.import_id or 0)
    assert store.facts("surveys").empty
    assert sent.of(own)[0].state is SubmissionState.TAKEN_BACK
    assert sent.decided(EVERYTHING, most=1)[0].state is SubmissionState.TAKEN_BACK
    with pytest.raises(AlreadyDecided):
        accept(sent, one.id)
    store.redo(one.import_id or 0)
    assert sent.of(own)[0].state is SubmissionState.ACCEPTED
    assert len(store.facts("surveys")) == 2


def test_an_accepted_figure_is_the_partners(store: Store, sent: Submissions, own: LinkScope) -> None:
    accepted = accept(sent, add(sent, own, "figure", {**FIGURE, "value": "1.234"}).id)
    (row,) = store.facts("measures").to_dict("records")
    # A point before three digits is one before decimals.
    assert (row["partner_id"], row["measure"], row["value"], row["reported_by"]) == (
        "P1",
        "units_sold",
        1.234,
        "partner",
    )
    assert row["date"].date() == date(2026, 5, 1)
    listed = store.get_import(accepted.import_id or 0)
    assert (listed.group, listed.file_name) == ("partner figures", "Figures from Name P1, 2026-06-15.csv")


def test_answers_count_from_the_last_day_that_is_known(store: Store, sent: Submissions, own: LinkScope) -> None:
    # A month in which nothing else is known would show in no score until it is over, and empty all others.
    for known_to, day in (
        (None, TODAY),
        (date(2026, 5, 31), date(2026, 5, 31)),
        (date(2026, 3, 7), date(2026, 3, 7)),
        (date(2026, 3, 6), TODAY),
        (date(2026, 6, 20), TODAY),
    ):
        told = Taking("Name", METHOD, TODAY, known_to=known_to)
        one = sent.accept(add(sent, own).id, scope=EVERYTHING, by=BY, now=NOW, taking=lambda _, told=told: told)
        rows = store.facts("surveys")
        assert {when.date() for when in rows.loc[rows["import_id"] == one.import_id, "date"]} == {day}


def test_the_same_figure_again_is_another_import(store: Store, sent: Submissions, own: LinkScope) -> None:
    numbers = {accept(sent, add(sent, own, "figure", FIGURE).id).import_id for _ in range(2)}
    assert len(numbers) == 2


def test_a_dispute_becomes_a_figure_only_where_it_is_about_one(
    store: Store, sent: Submissions, own: LinkScope
) -> None:
    plain = accept(sent, add(sent, own, "dispute", DISPUTE).id, answer="We look for them")
    assert (plain.state, plain.import_id, plain.reason) == (SubmissionState.ACCEPTED, None, "We look for them")
    words = accept(sent, add(sent, own, "dispute", {"about": "units_sold", "month": "2026-02", "words": "no"}).id)
    assert words.import_id is None
    number = accept(sent, add(sent, own, "dispute", {"about": "units_sold", "month": "2026-02", "says": 7}).id)
    assert number.import_id is not None
    assert store.facts("measures")["value"].tolist() == [7.0]
    assert accept(sent, add(sent, own, "comment", COMMENT).id).import_id is None


def test_a_reason_is_needed_to_decline_and_told(sent: Submissions, own: LinkScope) -> None:
    one = add(sent, own, "dispute", DISPUTE)
    for reason in ("", "  ", "no", None, "\x00\x01\x02"):
        with pytest.raises(SubmissionError, match="Say in a few words why"):
            sent.decline(one.id, scope=EVERYTHING, by=BY, now=NOW, reason=reason)
    for reason in ("x" * 1001, 7, ["because"]):
        with pytest.raises(BadSubmission):
            sent.decline(one.id, scope=EVERYTHING, by=BY, now=NOW, reason=reason)
    sent.decline(one.id, scope=EVERYTHING, by=BY, now=NOW, reason="We count by closing day")
    assert (sent.of(own)[0].state, sent.of(own)[0].reason) == (SubmissionState.DECLINED, "We count by closing day")


def test_a_decision_is_final(store: Store, sent: Submissions, own: LinkScope) -> None:
    first, second = add(sent, own), add(sent, own, "comment", COMMENT)
    accept(sent, first.id)
    sent.decline(second.id, scope=EVERYTHING, by=BY, now=NOW, reason="Not now")
    with pytest.raises(AlreadyDecided, match="accepted already"):
        accept(sent, first.id)
    with pytest.raises(AlreadyDecided, match="accepted already"):
        sent.decline(first.id, scope=EVERYTHING, by=BY, now=NOW, reason="Changed my mind")
    with pytest.raises(AlreadyDecided, match="declined already"):
        accept(sent, second.id)
    assert len([one for one in store.imports() if one.group == "pulse"]) == 1


def test_of_two_who_accept_at_once_one_does(store: Store, sent: Submissions, own: LinkScope) -> None:
    number = add(sent, own).id

    def try_it(_: int) -> bool:
        try:
            accept(sent, number)
        except AlreadyDecided:
            return False
        return True

    with ThreadPoolExecutor(4) as several:
        assert sorted(several.map(try_it, range(4))) == [False, False, False, True]
    assert len([one for one in store.imports() if one.group == "pulse"]) == 1
    assert [act for act, *_ in acts(store)].count("accepted") == 1


def test_rows_that_can_not_be_stored_leave_everything_as_it_was(
    store: Store, sent: Submissions, own: LinkScope
) -> None:
    one = add(sent, own)
    revision = store.revision()
    with pytest.raises(NotTaken):
        # Dated after the day of the import: every row is rejected.
        accept(sent, one.id, today=date(2026, 6, 1))
    assert sent.of(own)[0].state is SubmissionState.PENDING
    assert (store.revision(), [one.group for one in store.imports()]) == (revision, [None])
    assert [act for act, *_ in acts(store)] == ["sent"]
    assert accept(sent, one.id).state is SubmissionState.ACCEPTED


def test_rows_are_taken_all_or_none(store: Store, sent: Submissions, own: LinkScope) -> None:
    one = add(sent, own)
    spoiled = [{**answer, "high": 3.0} if answer["question"] == "product_fit" else answer for answer in SENT_ANSWERS]
    with store.transaction() as session:
        session.get_one(SubmissionRow, one.id).content = {**one.content, "answers": spoiled}
    with pytest.raises(NotTaken, match="Not all of its figures"):
        accept(sent, one.id)
    assert sent.of(own)[0].state is SubmissionState.PENDING
    assert store.facts("surveys").empty
    assert [kept.group for kept in store.imports()] == [None]


def test_the_audit_log_names_what_was_done_and_never_the_words(
    store: Store, sent: Submissions, own: LinkScope
) -> None:
    survey, dispute = add(sent, own), add(sent, own, "dispute", DISPUTE)
    number = accept(sent, survey.id, answer="Secret answer").import_id
    sent.decline(dispute.id, scope=EVERYTHING, by=BY, now=NOW, reason="Secret reason")
    link = f"link:{own.link.id}"
    assert acts(store) == [
        ("sent", link, "P1", f"survey {survey.id}"),
        ("sent", link, "P1", f"dispute {dispute.id}"),
        ("accepted", "7", "P1", f"survey {survey.id}, import {number}"),
        ("declined", "7", "P1", f"dispute {dispute.id}"),
    ]


def test_people_are_counted_over_a_year_and_what_waits(store: Store, sent: Submissions, own: LinkScope) -> None:
    def answer(person: str, day: str, partner: str = "P1", **more: object) -> dict[str, object]:
        row = {"partner_id": partner, "date": day, "question": "product_fit", "score": 4.0, "scale_max": 5.0}
        return {**row, "scale_min": 1.0, "respondent": person, **more}

    bring(
        store,
        "surveys",
        [
            answer("R1", "2026-06-01", response_id="a"),
            answer("R1", "2026-05-01", response_id="b"),
            answer("R2", "2025-05-31", response_id="c"),
            answer("R3", "2026-06-01", partner="P2", response_id="d"),
        ],
    )
    assert sent.respondents("P1", today=TODAY) == 1
    one = add(sent, own)
    assert sent.respondents("P1", today=TODAY) == 2
    accept(sent, one.id)
    assert sent.respondents("P1", today=TODAY) == 2
    add(sent, own, "comment", COMMENT)
    assert sent.respondents("P1", today=TODAY) == 2
