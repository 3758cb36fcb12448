"""The scores of some partners: every figure as among all, and nothing of anybody else."""

from __future__ import annotations

import pickle
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callbacks.services import Services
from data.settings import Settings
from kpi.board import Board
from kpi.catalogue import CATALOGUE, HEADLINE, Scope
from kpi.contributions import contributions
from tests.serving import NOW

OWN = ("P1021", "P1003")
OF_PARTNERS = [kpi.id for kpi in CATALOGUE.values() if kpi.scope is not Scope.GROUPS]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    services = Services.compose(Settings.in_folder(tmp_path_factory.mktemp("whole")), lambda: NOW)
    services.load_sample()
    board = services.board()
    assert board is not None
    yield board
    services.jobs.close()
    services.store.close()


def of(whole: Board, own: tuple[str, ...]) -> Board:
    return whole.of(whole.programme.partners.index.isin(own))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_figure_is_that_of_the_whole_programme(whole: Board, data: st.DataObject) -> None:
    everybody = whole.programme.partners.index.tolist()
    own = data.draw(st.lists(st.sampled_from(everybody), min_size=1, max_size=5, unique=True))
    part = of(whole, tuple(own))
    for kpi in OF_PARTNERS:
        there, here = whole.reading(kpi), part.reading(kpi)
        assert list(here.labels) == sorted(own)
        rows = [there.row(label) for label in here.labels]
        np.testing.assert_array_equal(here.value, there.value[rows], err_msg=kpi)
        np.testing.assert_array_equal(here.n, there.n[rows], err_msg=kpi)
    for kpi in HEADLINE:
        at = whole.reading(kpi).row(own[0]), -1
        mine = contributions(part.composite(kpi), (part.reading(kpi).row(own[0]), -1))
        assert mine.equals(contributions(whole.composite(kpi), at))


def test_nothing_in_it_tells_of_others(whole: Board) -> None:
    part = of(whole, OWN)
    for kpi in OF_PARTNERS:
        part.reading(kpi)
    held = pickle.dumps((part.programme, [part.composite(kpi) for kpi in HEADLINE])).decode("latin-1")
    others = whole.programme.partners.drop(index=list(OWN))
    own_words = set(part.programme.partners["name"]) | set(part.programme.partners["manager"])
    # Whoever owns a target for everybody is known to everybody.
    own_words |= {target.owner for target in part.programme.targets}
    for text in {*others.index, *others["name"], *others["domain"], *others["manager"]} - own_words - {""}:
        assert text not in held, text
