"""The store: what is retried, what is not, and a commit whose answer is lost is never called failed."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from kiosk.core import incidents
from kiosk.core import store as store_module
from kiosk.core.embedded import sqlite_driver
from kiosk.core.identity import Terminal
from kiosk.core.ledger import Operation
from kiosk.core.store import Store
from kiosk.core.work import (
    BY_FUNCTION,
    CASES,
    JOB,
    STAFF,
    Actor,
    By,
    Denied,
    Named,
    OutcomeUnknown,
    StaffId,
    Unavailable,
    Work,
    flow,
    use_case,
)
from tests import people
from tests.away import cut


@pytest.fixture(autouse=True)
def own_cases():
    """Use cases that exist for one test."""
    before = dict(CASES), dict(BY_FUNCTION)
    yield
    for registry, kept in zip((CASES, BY_FUNCTION), before, strict=True):
        registry.clear()
        registry.update(kept)


@pytest.fixture(autouse=True)
def patient(store: Store):
    store._patience = 5.0


def counted(work: Work) -> int:
    """Writes one row and says how many there are."""
    work.session.execute(insert(Terminal), {"id": work.operation.hex[:8], "receipts": 0})
    return int(work.session.execute(select(func.count()).select_from(Terminal)).scalar_one())


def case(first):
    """A writing case that does `first` (work) on its first attempt, after it wrote; then no more."""
    seen: list[int] = []

    @use_case("tests.count", by=(JOB,), writes=True)
    def count(work: Work) -> int:
        made = counted(work)
        seen.append(made)
        if len(seen) == 1:
            first(work)
        return made

    return count, seen


def rows(store: Store) -> int:
    with store.read() as session:
        return session.execute(select(func.count()).select_from(Terminal)).scalar()


RETRIED = ["40001", "40P01", "55P03", "57P01", "57P02", "57P03", "08006", "08007"]
NOT = ["22003", "42501", "53100", "P0001", "57014"]


def raising(state: str):
    def raised(work: Work) -> None:
        work.session.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{state}'; END $$"))

    return raised


def test_what_postgresql_asks_to_repeat_is_repeated(store: Store, server):
    """Serialisation, deadlock, lock timeout, shutdown, lost connection: the whole unit again, done once."""
    if server is None:
        return
    for done, state in enumerate(RETRIED, 1):
        CASES.pop("tests.count", None)
        count, seen = case(raising(state))
        assert store.run(people.job(), count) == done
        assert seen == [done, done], state


def test_what_would_fail_again_is_not_repeated(store: Store, server):
    if server is None:
        return
    for state in NOT:
        CASES.pop("tests.count", None)
        count, seen = case(raising(state))
        with pytest.raises(Unavailable):
            store.run(people.job(), count)
        assert (len(seen), rows(store)) == (1, 0), state


def test_a_connection_cut_in_the_middle_is_done_once(store: Store, server):
    """PostgreSQL ends the connection after rows were written: nothing of them stays, all is done again."""
    if server is None:
        return
    count, seen = case(lambda work: cut(store, server))
    by = people.job()
    assert store.run(by, count) == 1
    assert store.run(by, count) == 1
    assert (len(seen), rows(store)) == (2, 1)


def test_two_that_lock_each_other_are_both_done(store: Store, server):
    """A real deadlock: PostgreSQL ends one, the store repeats it."""
    if server is None:
        return
    together, first = threading.Barrier(2), {1: True, 2: True}
    with store.write() as session:
        session.execute(insert(Terminal), [{"id": "A", "receipts": 0}, {"id": "B", "receipts": 0}])

    @use_case("tests.cross", by=(JOB,), writes=True)
    def cross(work: Work, who: int) -> int:
        order = ("A", "B") if who == 1 else ("B", "A")
        for i, name in enumerate(order):
            work.session.execute(text(f"UPDATE terminal SET receipts = receipts + 1 WHERE id = '{name}'"))
            if i == 0 and first[who]:
                first[who] = False
                together.wait(10)
        return who

    done: list[int] = []
    threads = [
        threading.Thread(target=lambda who=who: done.append(store.run(people.job(), cross, who)))
        for who in (1, 2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [1, 2]
    with store.read() as session:
        assert session.execute(select(func.sum(Terminal.receipts))).scalar() == 4


HOLDER = """
import sys
from kiosk.core.embedded import sqlite_driver
held = sqlite_driver().connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
held.execute("COMMIT")
print("free", flush=True)
"""


def test_another_process_that_writes_is_waited_for(store: Store, server, monkeypatch):
    """Two processes on one file: the store tries again until the other has committed."""
    if server is not None:
        return
    pauses: list[float] = []
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, store.database.file],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as other:  # fmt: skip
        assert other.stdout.readline() == "held\n"

        def free(seconds: float) -> None:
            pauses.append(seconds)
            if len(pauses) == 3:
                other.stdin.write("\n")
                other.stdin.flush()
                assert other.stdout.readline() == "free\n"

        monkeypatch.setattr(store_module.time, "sleep", free)
        count, seen = case(lambda work: None)
        assert store.run(people.job(), count) == 1
    assert (len(pauses), len(seen), rows(store)) == (3, 1, 1)


def test_when_patience_ends_nothing_was_written(store: Store, away):
    count, seen = case(lambda work: None)
    by = people.job()
    with away(), pytest.raises(Unavailable):
        store.run(by, count)
    assert (seen, rows(store)) == ([], 0)
    assert store.run(by, count) == 1


@pytest.fixture
def losing(store: Store, monkeypatch):
    """The answer of the next commit gets lost, after it was done or instead of it: losing(done=True)."""

    def lose(done: bool, message: str = "connection lost", after=lambda: None) -> None:
        dialect = store.database.write.dialect
        real = dialect.do_commit

        def commit(connection) -> None:
            monkeypatch.setattr(dialect, "do_commit", real)
            if done:
                real(connection)
            else:
                connection.rollback()
            after()
            raise dialect.loaded_dbapi.OperationalError(message)

        monkeypatch.setattr(dialect, "do_commit", commit)

    return lose


@pytest.mark.parametrize("done", [True, False], ids=["done", "not done"])
def test_a_commit_whose_answer_is_lost_is_settled_by_its_id(store: Store, losing, done: bool):
    count, seen = case(lambda work: None)
    by = people.job()
    losing(done)
    assert store.run(by, count) == 1
    assert (len(seen), rows(store)) == (1 if done else 2, 1)
    assert store.run(by, count) == 1


@pytest.mark.parametrize("done", [True, False], ids=["done", "not done"])
def test_a_commit_in_doubt_is_unknown_never_failed(store: Store, losing, away, done: bool):
    """The database goes away with the answer: "unknown"; asked again with the same id: the outcome."""
    count, _seen = case(lambda work: None)
    by = people.job()
    gone = away()
    store._patience = 0.3
    losing(done, after=gone.__enter__)
    with pytest.raises(OutcomeUnknown):
        store.run(by, count)
    with pytest.raises(Unavailable):
        store.run(people.job(), count)
    gone.__exit__(None, None, None)
    assert store.run(by, count) == 1
    assert (rows(store), operations(store)) == (1, 1)


def operations(store: Store) -> int:
    with store.read() as session:
        claimed = select(func.count()).where(Operation.kind == "tests.count")
        return session.execute(claimed).scalar()


@pytest.mark.parametrize("message", ["database is locked", "database or disk is full"])
def test_a_commit_that_sqlite_refused_is_not_in_doubt(store: Store, server, losing, message: str):
    """Locked: again. Full: not done, said at once."""
    if server is not None:
        return
    count, seen = case(lambda work: None)
    losing(False, message)
    if "full" in message:
        with pytest.raises(Unavailable):
            store.run(people.job(), count)
    assert store.run(people.job(), count) == 1
    assert len(seen) == 2


def test_a_broken_constraint_is_a_bug_and_shows(store: Store):
    @use_case("tests.twice", by=(JOB,), writes=True)
    def twice(work: Work) -> int:
        return counted(work) + counted(work)

    with pytest.raises(IntegrityError):
        store.run(people.job(), twice)
    assert rows(store) == 0


def test_reading_that_is_cut_is_read_again(store: Store, server):
    if server is None:
        return
    seen = []

    @use_case("tests.read", by=(JOB,), reads=True)
    def read(work: Work) -> int:
        seen.append(1)
        if len(seen) == 1:
            cut(store, server)
        return work.session.execute(text("SELECT 7")).scalar()

    assert store.run(people.job(), read) == 7
    assert len(seen) == 2


def test_a_reading_that_fails_is_never_in_doubt(store: Store, monkeypatch):
    @use_case("tests.read", by=(JOB,), reads=True)
    def read(work: Work) -> int:
        raise OperationalError("", {}, Exception("connection lost"))

    with pytest.raises(Unavailable):
        store.run(people.job(), read)


def test_no_free_connection_is_unavailable(store: Store):
    """All connections are busy for longer than patience."""
    store._patience = 0.05
    pool = store.database.read.pool
    pool._timeout = 0.01
    held = [store.database.read.connect() for _ in range(pool.size() + pool._max_overflow)]
    with pytest.raises(Unavailable):
        store.run(people.job(), "access.candidate", "contract", "1001")
    for connection in held:
        connection.close()
    assert store.run(people.job(), "access.candidate", "contract", "1001")


def test_an_error_log_that_cannot_be_written_hides_nothing(tmp_path):
    """On a full or read-only disk the person is still told a code."""
    (tmp_path / "log").write_text("a file where the folder should be")
    assert len(incidents.record(tmp_path / "log" / "kiosk.log", RuntimeError("x"))) == 4


def test_by_function_by_name_and_by_names_type(store: Store):
    count, _ = case(lambda work: None)
    asked = (count, "tests.count", Named("tests.count"))
    assert [store.run(people.job(), how) for how in asked] == [1, 2, 3]


def test_writing_wants_an_operation_id(store: Store):
    count, _ = case(lambda work: None)
    with pytest.raises(TypeError, match="operation id"):
        store.run(By(Actor.job("x"), "1"), count)


def test_a_flow_is_for_those_whom_it_names(store: Store):
    @flow("tests.flow", by=(JOB,))
    def errand(_store: Store, by: By, number: int) -> int:
        return number

    assert store.run(people.job(), errand, 3) == 3
    for actor in (Actor.anyone(), Actor.staff(StaffId(1))):
        with pytest.raises(Denied):
            store.run(By(actor, "1"), errand, 3)
    assert STAFF not in CASES["tests.flow"].by


def test_the_time_is_the_databases(store: Store, server):
    """PostgreSQL's clock in a fleet; this machine's beside a file; always aware, in UTC."""
    store._clock = None
    with store.read() as session:
        now = store._now(session)
        assert str(now.tzinfo) == "UTC"
        if server is not None:
            behind = session.execute(
                text("SELECT abs(extract(epoch FROM clock_timestamp() - :at))"), {"at": now}
            )
            assert behind.scalar() < 60


def test_the_driver_of_the_file_is_the_one_that_was_checked(store: Store, server):
    if server is None:
        assert store.database.write.dialect.loaded_dbapi is sqlite_driver()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_database_that_was_moved_away_takes_no_money(store: Store, home: Path):
    """SQLite alone would go on writing into the file that nobody finds again."""
    people.customer(store)
    (home / "kiosk.db").rename(home / "aside.db")
    with pytest.raises(Unavailable):
        people.customer(store, "1002")
    (home / "aside.db").rename(home / "kiosk.db")
    people.customer(store, "1002")
