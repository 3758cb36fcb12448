"""The kept groups of peers: whatever comes in, in batches of five or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.peers import Peers
from data.store import Store
from data.submission_models import PeerGroup
from kpi.board import Board
from kpi.peer_group import PeerFigures
from tests.kpi.frames import board

NOW = datetime(2026, 7, 1, tzinfo=UTC)
KINDS = ("meeting", "campaign", "training", "lead", "feedback", "business_review")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path)
    made.migrate()
    yield made
    made.close()


def programme(amounts: dict[str, int]) -> Board:
    """Resellers with so many activities of each kind in June 2026, in shares of what earns full marks."""
    partners = [{"partner_id": one, "name": one, "partner_type": "reseller"} for one in amounts]
    rows = [
        {"partner_id": one, "date": "2026-06-30", "kind": kind, "quantity": amount, "initiated_by": "partner"}
        for one, amount in amounts.items()
        for kind in KINDS
    ]
    return board(partners=partners, interactions=rows)


def shown(store: Store, amounts: dict[str, int]) -> PeerFigures:
    return Peers(store).figures(programme(amounts), "reseller", now=NOW)["engagement_score"]


def test_one_to_four_newcomers_change_nothing_and_five_do(store: Store) -> None:
    known = dict(zip("abcdef", (1, 1, 2, 2, 3, 3), strict=True))
    before = shown(store, known)
    assert before.count == (6,)
    for come in ("v", "vw", "vwx", "vwxy"):
        assert shown(store, {**known, **dict.fromkeys(come, 40)}) == before
    after = shown(store, {**known, **dict.fromkeys("vwxyz", 40)})
    assert after.count == (11,)
    assert after.median > before.median


def heard_of(answers: dict[str, int], *trained: str) -> Board:
    """Resellers that did one of most things in June 2026 and answered one question; some were trained besides."""
    day = {"date": "2026-06-30"}
    answer = {"question": "fit", "scale_min": 0, "scale_max": 100, "respondent": "r"}
    others = [kind for kind in KINDS if kind != "training"]
    return board(
        partners=[{"partner_id": one, "name": one, "partner_type": "reseller"} for one in answers],
        interactions=[
            *(
                day | {"partner_id": one, "kind": kind, "initiated_by": "partner"}
                for one in answers
                for kind in others
            ),
            *(day | {"partner_id": one, "kind": "training", "quantity": 40} for one in trained),
        ],
        surveys=[day | answer | {"partner_id": one, "score": score} for one, score in answers.items()],
    )


@pytest.mark.parametrize("kpi", ["engagement_score", "mindshare_score"])
def test_newcomers_change_nothing_through_the_scores_of_others(store: Store, kpi: str) -> None:
    """Whether a component has data, and the mean that few answers are drawn to, are matters of all peers."""
    known = dict(zip("abcdefgh", (60, 70, 80, 90, 65, 75, 85, 95), strict=True))
    before = Peers(store).figures(heard_of(known), "reseller", now=NOW)[kpi]
    assert before.count == (8,)
    for come in ("v", "vw", "vwx", "vwxy"):
        joined = heard_of({**known, **dict.fromkeys(come, 0)}, *come)
        assert Peers(store).figures(joined, "reseller", now=NOW)[kpi] == before


def test_one_to_four_that_are_gone_change_nothing(store: Store) -> None:
    known = dict.fromkeys("abcdefghij", 2)
    before = shown(store, known)
    for gone in ("a", "ab", "abc", "abcd"):
        assert shown(store, {one: 2 for one in known if one not in gone}) == before


def test_four_have_no_median(store: Store) -> None:
    assert shown(store, dict.fromkeys("abcd", 3)).median == (None,)
    with store.session() as session:
        assert session.get(PeerGroup, ("engagement_score", "reseller")) is None


def test_the_group_outlives_the_process(store: Store, tmp_path: Path) -> None:
    known = dict.fromkeys("abcdef", 1)
    before = shown(store, known)
    other = Store(tmp_path)
    assert shown(other, {**known, **dict.fromkeys("vwxy", 40)}) == before
    other.close()


def test_what_is_told_holds_no_partner(store: Store) -> None:
    assert "canary" not in repr(shown(store, dict.fromkeys(("canary-1", "canary-2", *"abcd"), 2)))


def test_a_group_is_added_to_and_never_made_anew(store: Store) -> None:
    def kept() -> list[dict]:
        with store.session() as session:
            row = session.get(PeerGroup, ("engagement_score", "reseller"))
            assert row is not None
            return row.members

    shown(store, dict.fromkeys("abcdef", 1))
    (first,) = kept()
    # "a" has left for good: it counts as it did, and is no part of what is added.
    shown(store, dict.fromkeys("bcdefvwxyz", 1))
    again, second = kept()
    assert again == first
    assert sorted(second["members"]) == list("vwxyz")
