"""The audit log: whoever edits, deletes, swaps, inserts, cuts off or recomputes rows is found out."""

from __future__ import annotations

import random
import threading

import pytest
from sqlalchemy import delete, func, insert, select, text, update

from kiosk.core import audit, schema
from kiosk.core.audit import AuditRow, Checkpoint, checkpoint, checkpoint_faults, faults
from kiosk.core.keys import digest
from kiosk.core.store import Store
from kiosk.core.work import BY_FUNCTION, CASES, JOB, Refusal, Work, use_case
from tests import people

ROWS = 12


@pytest.fixture(scope="module", autouse=True)
def cases():
    @use_case("tests.act", by=(JOB,), writes=True)
    def act(work: Work, wrong: bool) -> int:
        if wrong:
            raise Refusal("tests.no", "no")
        return 1

    @use_case("tests.checkpoint", by=(JOB,), writes=True)
    def seal(work: Work) -> str:
        return checkpoint(work)

    yield
    for name in ("tests.act", "tests.checkpoint"):
        del BY_FUNCTION[CASES.pop(name).function]


@pytest.fixture
def written(store: Store, clock) -> Store:
    """Two chains, the first with a checkpoint near its end, and no guards: a thief with all rights."""
    for i in range(ROWS):
        store.run(people.job(), "tests.act", False)
        clock.advance(seconds=i)
    store.run(people.job("2"), "tests.act", False)
    store.run(people.job("desk"), "tests.checkpoint")
    with store.write() as session:
        schema.drop_guards(session)
    return store


def found(store: Store) -> list[tuple[str, object]]:
    """Chain and row of everything that is wrong."""
    with store.read() as session:
        wrong = [*faults(session, store.keys.audit), *checkpoint_faults(session, store.keys.signing)]
    return [(fault.params["chain"], fault.params["row"]) for fault in wrong]


def change(store: Store, *statements) -> None:
    with store.write() as session:
        for statement in statements:
            session.execute(statement)


def at(seq: int):
    return (AuditRow.chain == "1", AuditRow.seq == seq)


def row(store: Store, seq: int) -> dict:
    with store.read() as session:
        return dict(session.execute(select(AuditRow.__table__).where(*at(seq))).mappings().one())


def test_whole_chains_have_no_fault(written: Store):
    assert found(written) == []
    with written.read() as session:
        sizes = dict(
            session.execute(select(AuditRow.chain, func.max(AuditRow.seq)).group_by(AuditRow.chain)).all()
        )
    assert sizes == {"1": ROWS, "2": 1, "desk": 1}


def test_every_write_and_every_refusal_has_one_row(store: Store):
    """VEL-24: what is done is the client's doing, so it is recorded."""
    by = people.job()
    store.run(by, "tests.act", False)
    with pytest.raises(Refusal):
        store.run(people.job(), "tests.act", True)
    store.run(by, "tests.act", False)  # the same id: nothing was done
    with store.read() as session:
        rows = session.execute(select(AuditRow.seq, AuditRow.result).order_by(AuditRow.seq)).all()
    assert [tuple(one) for one in rows] == [(1, "done"), (2, "refused tests.no")]


@pytest.mark.parametrize("column", ["at", "actor", "action", "object", "result", "visit", "operation", "mac"])
def test_an_edited_row(written: Store, column: str):
    other = row(written, 3)[column]
    values = {"at": other, "mac": b"x" * 32, "visit": people.operation(), "operation": people.operation()}
    value = values.get(column, "another")
    if column == "at":
        value = row(written, 9)["at"]
    change(written, update(AuditRow).where(*at(5)).values({column: value}))
    assert ("1", 5) in found(written)


@pytest.mark.parametrize("seq", [1, 5, ROWS])
def test_a_deleted_row(written: Store, seq: int):
    """The first, one in the middle, and the last (which only the checkpoint knows of)."""
    change(written, delete(AuditRow).where(*at(seq)))
    assert found(written)


def test_swapped_rows(written: Store):
    change(
        written,
        update(AuditRow).where(*at(4)).values(seq=99),
        update(AuditRow).where(*at(7)).values(seq=4),
        update(AuditRow).where(*at(99)).values(seq=7),
    )
    assert {("1", 4), ("1", 7)} <= set(found(written))


def test_an_inserted_row(written: Store):
    invented = row(written, ROWS) | {"seq": ROWS + 1, "mac": b"x" * 32}
    change(written, insert(AuditRow).values(invented))
    assert ("1", ROWS + 1) in found(written)


def test_an_invented_chain(written: Store):
    change(written, insert(AuditRow).values(row(written, 1) | {"chain": "9"}))
    assert ("9", 1) in found(written)


def test_a_chain_that_was_cut_off(written: Store):
    """What is left is whole in itself: only the signed checkpoint tells."""
    change(written, delete(AuditRow).where(AuditRow.chain == "1", AuditRow.seq > 6))
    with written.read() as session:
        assert list(faults(session, written.keys.audit)) == []
    assert found(written) == [("1", ROWS)]


def test_a_chain_that_is_gone(written: Store):
    change(written, delete(AuditRow).where(AuditRow.chain == "2"))
    assert found(written) == [("2", 1)]


def recompute(store: Store, key: bytes) -> None:
    """Change row 5 and compute all hashes behind it anew, as somebody who knows how it is done."""
    before = row(store, 4)["mac"]
    for seq in range(5, ROWS + 1):
        values = row(store, seq)
        if seq == 5:
            values["actor"] = "staff:7"
        before = values["mac"] = audit._mac(key, before, values, [])
        change(store, update(AuditRow).where(*at(seq)).values(values))


def test_recomputed_hashes_want_the_key(written: Store):
    recompute(written, b"guess" * 8)
    assert ("1", 5) in found(written)


def test_recomputed_with_a_stolen_key_the_checkpoint_still_tells(written: Store):
    recompute(written, written.keys.audit)
    with written.read() as session:
        assert list(faults(session, written.keys.audit)) == []
    assert found(written) == [("1", ROWS)]


def test_a_checkpoint_is_not_forged_and_the_newest_counts(written: Store, clock):
    """Cut off behind an old checkpoint and before the newest: found, in whatever order rows come."""
    for _ in range(3):
        written.run(people.job(), "tests.act", False)
    written.run(people.job("desk"), "tests.checkpoint")
    with written.write() as session:  # the oldest row is written again: it may now come last
        oldest = session.execute(select(Checkpoint.__table__).order_by(Checkpoint.id)).mappings().first()
        session.execute(update(Checkpoint).where(Checkpoint.id == oldest["id"]).values(body=oldest["body"]))
    change(written, delete(AuditRow).where(AuditRow.chain == "1", AuditRow.seq > ROWS))
    assert ("1", ROWS + 3) in found(written)
    change(written, update(Checkpoint).values(body='{"heads":{}}'))
    with written.read() as session:
        wrong = [fault.message for fault in checkpoint_faults(session, written.keys.signing)]
    assert wrong == ["audit checkpoint {id}: wrong signature"] * 2


def test_any_tampering_at_random_is_found(written: Store):
    """60 attacks on a copy of the chain, each with all rights: every one is detected."""
    rng = random.Random(7)
    with written.read() as session:
        whole = [dict(one) for one in session.execute(select(AuditRow.__table__)).mappings()]
    acts = {
        "delete": lambda one, other: [delete(AuditRow).where(*at(one))],
        "edit": lambda one, other: [update(AuditRow).where(*at(one)).values(object=f"x{other}")],
        "cut": lambda one, other: [delete(AuditRow).where(AuditRow.chain == "1", AuditRow.seq >= one)],
        "insert": lambda one, other: [insert(AuditRow).values(whole[0] | {"chain": "1", "seq": 500 + other})],
    }
    missed = []
    for _ in range(60):
        act, one, other = rng.choice(list(acts)), rng.randint(1, ROWS), rng.randint(1, ROWS)
        change(written, *acts[act](one, other))
        if not found(written):
            missed.append((act, one, other))
        change(written, delete(AuditRow), insert(AuditRow).values(whole))
    assert missed == []
    assert found(written) == []


def test_eight_threads_append_to_one_chain(store: Store):
    """Whoever comes at once: no gap, no fork, no row lost."""

    def act() -> None:
        for _ in range(5):
            store.run(people.job(), "tests.act", False)

    threads = [threading.Thread(target=act) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found(store) == []
    with store.read() as session:
        assert session.execute(select(func.max(AuditRow.seq))).scalar() == 40


def test_the_seal_is_over_every_column(store: Store):
    """A column that somebody adds to the log must be sealed, too."""
    assert set(audit._SEALED) | {"mac"} == set(AuditRow.__table__.columns.keys())
    assert len(digest(b"k", "x")) == 32
    with store.read() as session:
        assert session.execute(text("SELECT count(*) FROM audit")).scalar() == 0
