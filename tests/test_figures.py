"""The figures hold at a small size, and find the faults planted for them; speed is no matter here."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, text

from kiosk.core.proof import findings
from kiosk.core.work import Work
from tests import people, postgres
from tests.figures import FIGURES, aim, charge, claims, crowd, imports, preview, race, scale
from tests.figures.place import DATABASES, opened
from tests.figures.town import POSTINGS, by_account, town

UNHEARD = "operation {id} ({kind}): the audit log does not know it"


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


@pytest.mark.parametrize("database", DATABASES)
def test_a_town_is_as_use_cases_would_have_left_it_but_for_the_audit_log(database: str) -> None:
    with town(database, 30) as (built, here), opened(here) as store, store.read() as session:
        assert crowd.books(store).sound
        assert session.execute(text("SELECT COUNT(*) FROM posting")).scalar() == 30 * POSTINGS
        assert by_account().name in {index["name"] for index in inspect(session).get_indexes("posting")}
        found = findings(Work(session, store.operator, store.keys, store.now(), people.job()))
        assert {finding.message for finding in found} == {UNHEARD}
        assert sorted(set(built.some(10))) == list(built.some(10))


@pytest.mark.parametrize("database", DATABASES)
def test_the_driver_repeats_what_was_charged_and_imported(database: str) -> None:
    with town(database, 12, days=2) as (built, here):
        assert charge.compare(built, here, days=1).same
        assert imports.compare(built, here, rows=20).same
        assert imports.weigh(built, here, rows=40).applied == 40


@pytest.mark.parametrize("database", DATABASES)
def test_cards_are_redeemed_by_another_process_while_a_day_is_charged(database: str) -> None:
    with town(database, charge.ALONE + 50) as (built, here):
        found = charge.waits(built, here)
    assert len(found.alone) == charge.ALONE
    assert found.meanwhile


@pytest.mark.parametrize("database", DATABASES)
def test_every_case_is_timed_in_both_towns(database: str) -> None:
    found = scale.compare(database, 30, 60, visits=5)
    assert list(found) == ["login", "home", "month", "redeem"]
    assert all(case.few > 0 and case.many > 0 for case in found.values())


@pytest.mark.parametrize("database", DATABASES)
def test_the_preview_is_the_outcome_of_random_acts(database: str) -> None:
    plays = preview.check(database, 4)
    assert sum(play.changes for play in plays) > 0
    assert [play.different for play in plays] == [[]] * 4


@pytest.mark.parametrize("database", DATABASES)
def test_a_fee_left_out_of_the_preview_is_found_in_each_change(database: str) -> None:
    changed = [play for play in preview.check(database, 4, planted=True) if play.changes]
    assert changed
    assert all(play.different for play in changed)


def test_an_aim_that_is_missed_is_said_to_be() -> None:
    assert aim(0.2, 0.33, at_least=True) == "ratio=0.20 aim>=0.33 met=no"
    assert aim(1.2, 1.3, at_least=False) == "ratio=1.20 aim<=1.30 met=yes"
    assert len(set(FIGURES)) == len(FIGURES)
