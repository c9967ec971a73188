"""The one table of transitions, tried pair by pair, in ranges, at random and by two at once."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text, update

from kiosk.cards.cases import batch_count, code_hash, move, register, seal
from kiosk.cards.records import Card
from kiosk.cards.rules import STATE_WORDS, TRANSITIONS, CardCode, CardState, Move
from kiosk.core.money import Money
from kiosk.core.store import Store
from kiosk.core.work import Refusal
from tests import people

S = CardState
GOOD = "12345678901234"
# How a card comes into each state.
WAYS = {
    S.GENERATED: [],
    S.SHIPPED: [Move.SHIP],
    S.ACTIVE: [Move.SHIP, Move.ACTIVATE],
    S.REDEEMED: [Move.SHIP, Move.ACTIVATE],
    S.EXPIRED: [Move.SHIP, Move.ACTIVATE],
    S.BLOCKED: [Move.SHIP, Move.BLOCK],
    S.VOID: [Move.VOID],
}
# What each move may be done to and what comes of it; stated again, so that a slip in the table shows.
EXPECTED = {
    (S.GENERATED, Move.SHIP): S.SHIPPED, (S.SHIPPED, Move.ACTIVATE): S.ACTIVE,
    (S.GENERATED, Move.BLOCK): S.BLOCKED, (S.SHIPPED, Move.BLOCK): S.BLOCKED,
    (S.ACTIVE, Move.BLOCK): S.BLOCKED, (S.BLOCKED, Move.UNBLOCK): S.SHIPPED,
    (S.GENERATED, Move.VOID): S.VOID, (S.SHIPPED, Move.VOID): S.VOID, (S.ACTIVE, Move.VOID): S.VOID,
    (S.BLOCKED, Move.VOID): S.VOID,
}  # fmt: skip


def batch(store: Store, name: str, count: int = 1, expires_on: date | None = None, start: int = 0) -> None:
    hashed = [
        (f"{name}-{i}", code_hash(store.keys.card, CardCode(f"{start + i:014d}"))) for i in range(count)
    ]
    store.run(people.job(), register, name, Money(1000), expires_on, hashed)
    store.run(people.job(), seal, name)


def act(store: Store, name: str, what: Move, first: str = "", last: str = ""):
    return store.run(people.job(), move, name, what, first, last)


def states(store: Store, name: str) -> dict[str, str]:
    with store.read() as session:
        rows = session.execute(
            select(Card.serial, Card.state).where(Card.batch == name).order_by(Card.serial)
        )
        return {row.serial: row.state for row in rows}


@pytest.mark.parametrize("state", CardState)
def test_every_move_from_every_state(store: Store, ivan, state: CardState):
    """VEL-59: what the table allows is done; everything else is refused, and the state is named."""
    for i, what in enumerate(Move):
        name = f"b{i}"
        batch(store, name, expires_on=date(2026, 11, 21) if state is S.EXPIRED else None, start=i * 100)
        for step in WAYS[state]:
            act(store, name, step)
        if state is S.REDEEMED:
            ivan.redeem(f"{i * 100:014d}")
        wanted = EXPECTED.get((state, what))
        if wanted:
            moved = act(store, name, what)
            assert (moved.moved, moved.before, moved.after) == (1, {state: 1}, {wanted: 1})
        else:
            with pytest.raises(Refusal) as refused:
                act(store, name, what)
            assert (refused.value.code, refused.value.params) == (
                "cards.move",
                {"state": STATE_WORDS[state], "count": 1},
            )
            assert store.run(people.job(), batch_count, name).cards == {state: 1}


def test_the_table_is_the_expected_one():
    allowed = {(state, what) for what, (states, _) in TRANSITIONS.items() for state in states}
    assert allowed == set(EXPECTED)


@pytest.mark.parametrize("way", [[], [Move.SHIP], [Move.SHIP, Move.ACTIVATE]])
def test_unblock_returns_to_the_former_state(store: Store, way: list[Move]):
    batch(store, "b")
    for step in way:
        act(store, "b", step)
    before = states(store, "b")
    for _ in range(2):
        act(store, "b", Move.BLOCK)
        act(store, "b", Move.UNBLOCK)
        assert states(store, "b") == before


def test_unblocking_a_mixed_range_returns_each_to_its_own(store: Store):
    batch(store, "b", 3)
    act(store, "b", Move.SHIP, "b-1", "b-2")
    act(store, "b", Move.ACTIVATE, "b-2", "b-2")
    before = states(store, "b")
    act(store, "b", Move.BLOCK)
    moved = act(store, "b", Move.UNBLOCK)
    assert states(store, "b") == before
    assert (moved.before, moved.after) == ({S.BLOCKED: 3}, {S.GENERATED: 1, S.SHIPPED: 1, S.ACTIVE: 1})


def test_a_range_is_moved_as_a_whole_or_not_at_all(store: Store):
    batch(store, "b", 5)
    assert act(store, "b", Move.SHIP, "b-1", "b-3").moved == 3
    before = states(store, "b")
    with pytest.raises(Refusal) as refused:
        act(store, "b", Move.ACTIVATE)
    assert refused.value.params == {"state": "generated", "count": 2}
    assert states(store, "b") == before
    assert list(before.values()) == ["generated", "shipped", "shipped", "shipped", "generated"]


def test_an_empty_range_and_an_unknown_batch(store: Store):
    batch(store, "b")
    for name, first, last, code in [("b", "b-5", "", "no_range"), ("b", "b-0", "a", "no_range"),
                                    ("c", "", "", "no_batch")]:  # fmt: skip
        with pytest.raises(Refusal, match=rf"cards\.{code}"):
            act(store, name, Move.SHIP, first, last)


def test_other_batches_are_left_alone(store: Store):
    batch(store, "b", 2)
    batch(store, "b2", 2, start=50)
    act(store, "b", Move.SHIP)
    assert set(states(store, "b2").values()) == {"generated"}


@given(st.lists(st.tuples(st.sampled_from(Move), st.integers(0, 3), st.integers(0, 3)), max_size=12))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_run_of_moves_agrees_with_a_model(store: Store, runs):
    """The model: serial -> state and, if blocked, the one before; a dictionary and the expected table."""
    name = f"m{people.operation().hex[:12]}"
    batch(store, name, 4, start=int(name[1:], 16) % 10**13)
    model: dict[int, tuple[CardState, CardState | None]] = dict.fromkeys(range(4), (S.GENERATED, None))
    for what, first, last in runs:
        chosen = [i for i in model if first <= i <= last]
        possible = bool(chosen) and all((model[i][0], what) in EXPECTED for i in chosen)
        try:
            moved = act(store, name, what, f"{name}-{first}", f"{name}-{last}")
        except Refusal:
            assert not possible
            continue
        assert possible
        assert moved.moved == len(chosen)
        for i in chosen:
            state, before = model[i]
            if what is Move.UNBLOCK:
                model[i] = (before, None)
            else:
                model[i] = (EXPECTED[state, what], state if what is Move.BLOCK else None)
        assert sum(moved.after.values()) == len(chosen)
    assert list(states(store, name).values()) == [state for state, _ in model.values()]


def test_a_card_redeemed_meanwhile_is_not_moved(store: Store, ivan, server):
    """Staff void a range while a customer redeems a card of it: one of them is refused, never both done."""
    people.cards(store, GOOD)
    seen: list[object] = []

    def void() -> None:
        try:
            seen.append(act(store, "B1", Move.VOID))
        except Refusal as refusal:
            seen.append(refusal.code)

    other = threading.Thread(target=void)
    with store.write() as session:
        session.execute(update(Card).values(state=S.REDEEMED))
        other.start()
        if server is not None:
            waits_for_a_lock(store)
    other.join()
    assert seen == ["cards.move"]
    assert states(store, "B1") == {"B1-0000001": "redeemed"}


def waits_for_a_lock(store: Store) -> None:
    """Return once another connection of this database waits for a lock."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    found = 0
    while not found:
        with store.read() as session:
            found = session.execute(waiting).scalar()
