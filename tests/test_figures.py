"""The figures that guard the money hold at a small size, and find the faults planted for them."""

from __future__ import annotations

import pytest

from tests import postgres
from tests.figures import FIGURES, aim, claims, race
from tests.figures.place import DATABASES


@pytest.fixture(autouse=True)
def _server(postgres_server: postgres.Server) -> None:
    """PostgreSQL runs, in the folder where the figures look for it."""


@pytest.mark.parametrize("database", DATABASES)
def test_an_operation_id_has_one_outcome(database: str) -> None:
    found = claims.check(database, 12)
    assert found.sound
    assert 0 < found.refused < found.ids
    assert found.strange == found.told > 0


@pytest.mark.parametrize("database", DATABASES)
def test_ids_looked_up_before_they_are_inserted_are_found_out(database: str) -> None:
    with claims.looked_up_first():
        assert not claims.check(database, 12).sound


@pytest.mark.parametrize("planted", [False, True], ids=["sound", "planted"])
@pytest.mark.parametrize("database", DATABASES)
def test_a_card_is_credited_once(database: str, planted: bool) -> None:
    plan = race.Plan(200)
    answers, found = race.check(database, plan, planted=planted)
    if planted:
        assert found.doubles > 0
    else:
        assert found.sound
        assert answers["credited"] == plan.cards


def test_an_aim_that_is_missed_is_said_to_be() -> None:
    assert aim(0.2, 0.33, at_least=True) == "ratio=0.20 aim>=0.33 met=no"
    assert aim(1.2, 1.3, at_least=False) == "ratio=1.20 aim<=1.30 met=yes"
    assert len(set(FIGURES)) == len(FIGURES)
