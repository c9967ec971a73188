"""Issue: the codes leave through one file, and a batch is of no use before that file is in its place."""

from __future__ import annotations

import os
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk.cards import cases, files
from kiosk.cards.cases import draw, issue, move, register, seal
from kiosk.cards.files import read_codes
from kiosk.cards.records import Card, CardBatch
from kiosk.cards.rules import BatchState, CardCode, CardState, Move, batch_name
from kiosk.core.money import Money
from kiosk.core.store import Store
from kiosk.core.work import Refusal
from kiosk.receipts.views import Receipt
from tests import people
from tests.conftest import Clock


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.csv"


def issued(store: Store, out: Path, batch: str = "B7", count: int = 3, value: int = 1000):
    return store.run(people.job(), issue, batch, Money(value), count, None, str(out))


def refused(store: Store, out: Path, **more) -> str:
    with pytest.raises(Refusal) as refusal:
        issued(store, out, **more)
    return refusal.value.code


def test_the_file_holds_the_batch_and_is_closed_to_others(store: Store, out: Path):
    """VEL-59: comment lines with batch, count and total, then cards; mode 0600."""
    made = issued(store, out)
    assert (made.batch, made.count, made.total, made.file) == ("B7", 3, 3000, str(out))
    assert out.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in out.parent.iterdir() if "out" in path.name] == ["out.csv"]
    text = out.read_text()
    assert text.startswith("# batch B7\n# count 3\n# total 30.00 BYN\nbatch,serial,code,value,expires_on\n")
    rows = read_codes(text.splitlines(), "BYN")
    assert [row.serial for row in rows] == ["B7-0000001", "B7-0000002", "B7-0000003"]
    assert len({CardCode.parse(row.code) for row in rows}) == 3


def test_the_mode_does_not_hang_on_the_umask(store: Store, out: Path):
    before = os.umask(0)
    try:
        issued(store, out)
    finally:
        os.umask(before)
    assert out.stat().st_mode & 0o777 == 0o600


def test_issued_cards_work_once_shipped_and_activated(store: Store, out: Path, ivan):
    issued(store, out)
    code = read_codes(out.read_text().splitlines(), "BYN")[0].code
    assert ivan.redeem(code).code == "cards.unknown"
    store.run(people.job(), move, "B7", Move.SHIP, "", "")
    store.run(people.job(), move, "B7", Move.ACTIVATE, "", "")
    assert isinstance(ivan.redeem(code), Receipt)


def test_codes_are_nowhere_in_the_database(store: Store, out: Path, server):
    """Neither in the tables nor in the write-ahead log; and the search does find what is there."""
    issued(store, out, count=20)
    everything = dump(store, server)
    assert b"B7-0000001" in everything
    codes = [row.code for row in read_codes(out.read_text().splitlines(), "BYN")]
    assert [code for code in codes if code.encode() in everything] == []


def dump(store: Store, server) -> bytes:
    """All that the database has on disk; of PostgreSQL all that it gives out."""
    if server is None:
        return b"".join(path.read_bytes() for path in store.database.file.parent.glob("kiosk.db*"))
    url = store.database.read.url
    return subprocess.run(
        [server.programs / "pg_dump", "-h", server.folder, "-U", url.username, url.database],
        check=True, capture_output=True,
    ).stdout  # fmt: skip


def test_nothing_is_written_over(store: Store, out: Path):
    out.write_text("mine")
    assert refused(store, out) == "cards.file"
    out.unlink()
    part = out.with_name("out.csv.part")
    part.write_text("mine")
    assert refused(store, out) == "cards.file_closed"
    assert part.read_text() == "mine"
    assert cards(store) == []


def test_a_file_that_appears_meanwhile_is_not_written_over(store: Store, out: Path, monkeypatch):
    monkeypatch.setattr(
        cases, "publish", lambda part, file: (out.write_text("mine"), files.publish(part, file))
    )
    assert refused(store, out) == "cards.file_closed"
    assert out.read_text() == "mine"
    assert useless(store)


def test_a_disk_that_cannot_keep_the_file_is_said(store: Store, tmp_path: Path, monkeypatch):
    """No such folder; a full disk; a disk without hard links (a memory stick)."""

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    def no_links(_part: Path, _file: Path) -> None:
        raise OSError(1, "Operation not permitted")

    assert refused(store, tmp_path / "nowhere" / "out.csv") == "cards.file_closed"
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert refused(store, tmp_path / "a.csv") == "cards.file_closed"
    monkeypatch.setattr(os, "link", no_links)
    assert refused(store, tmp_path / "b.csv") == "cards.file_closed"
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []
    assert useless(store)


@pytest.mark.parametrize(
    ("more", "code"),
    [({"count": 0}, "cards.count"), ({"count": 1_000_001}, "cards.count"), ({"value": 0}, "cards.value"),
     ({"value": -1}, "cards.value"), ({"batch": ""}, "cards.batch_name")],
)  # fmt: skip
def test_what_is_no_batch(store: Store, out: Path, more, code: str):
    assert refused(store, out, **more) == code
    assert not out.exists()


@pytest.mark.parametrize("name", ["", " ", "#1", "-1", ".x", "a b", "a,b", "a\nb", "=1", "a/b", "x" * 21])
def test_a_batch_name_fits_files_and_serials(name: str):
    """A name that begins with # would make every card of its file a comment."""
    with pytest.raises(Refusal, match=r"cards\.batch_name"):
        batch_name(name)


def test_a_batch_is_issued_once(store: Store, out: Path, tmp_path: Path):
    issued(store, out)
    assert refused(store, tmp_path / "again.csv") == "cards.batch"
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["out.csv"]


def test_a_code_that_exists_already_is_not_entered(store: Store):
    hashed = [("X-1", b"h" * 32), ("X-2", b"h" * 32)]
    for cards_of in (hashed, [("B1-0000001", b"i" * 32)]):
        if cards_of is not hashed:
            people.cards(store, "12345678901234")
        with pytest.raises(Refusal, match=r"cards\.again"):
            store.run(people.job(), register, "X", Money(100), None, cards_of)
    with store.read() as session:
        assert session.execute(select(CardBatch.name).where(CardBatch.name == "X")).first() is None


def test_no_code_is_drawn_twice(monkeypatch):
    numbers = iter([7, 7, 8, 7, 9])
    monkeypatch.setattr(cases.secrets, "randbelow", lambda most: next(numbers))
    assert list(draw(3)) == ["00000000000007", "00000000000008", "00000000000009"]


def cards(store: Store) -> list[tuple[str, str]]:
    with store.read() as session:
        rows = select(CardBatch.state, Card.state).join(Card, Card.batch == CardBatch.name)
        return [tuple(row) for row in session.execute(rows)]


def useless(store: Store) -> bool:
    """Whether no card can be used nor made usable."""
    with store.read() as session:
        names = session.execute(select(CardBatch.name)).scalars().all()
    for name in names:
        for act in Move:
            with pytest.raises(Refusal, match=r"cards\.draft"):
                store.run(people.job(), move, name, act, "", "")
    return set(cards(store)) <= {(BatchState.DRAFT, CardState.GENERATED)}


class Cut(BaseException):
    """The power goes."""


STEPS = [(files.os, "fsync"), (cases, "write_codes"), (cases, "code_hash"), (cases, "publish")]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(("where", "step"), STEPS, ids=[step for _, step in STEPS])
def test_a_crash_at_any_step_leaves_nothing_usable(store: Store, out: Path, monkeypatch, where, step, after):
    real = getattr(where, step)

    def cut(*args):
        if after:
            real(*args)
        raise Cut

    monkeypatch.setattr(where, step, cut)
    with pytest.raises(Cut):
        issued(store, out)
    assert useless(store)


@pytest.mark.parametrize("case", [register, seal], ids=["register", "seal"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_crash_around_a_commit(store: Store, out: Path, monkeypatch, case, after: bool):
    """Only behind the last commit are the cards there for good, and then the file is complete."""
    real = store.run

    def cut(by, asked, *args):
        if asked is not case:
            return real(by, asked, *args)
        if after:
            real(by, asked, *args)
        raise Cut

    monkeypatch.setattr(store, "run", cut)
    by = people.job()
    with pytest.raises(Cut):
        issue(store, by, "B7", Money(1000), 3, None, str(out))
    monkeypatch.undo()
    if case is seal and after:
        assert len(read_codes(out.read_text().splitlines(), "BYN")) == len(cards(store)) == 3
    else:
        assert useless(store)


@pytest.mark.parametrize("step", ["write_codes", "publish"])
def test_a_process_that_is_killed(store: Store, out: Path, server, operator, keys, settings, step: str):
    """No `finally` runs: what stays is a part file of cards that nobody can use."""
    if server is not None:
        store = Store(store.database, operator, keys)
    child = os.fork()
    if child == 0:
        _issue_and_die(settings.url, operator, keys, out, step)
    os.waitpid(child, 0)
    assert out.with_name("out.csv.part").exists()
    assert useless(store)


def _issue_and_die(url: str, operator, keys, out: Path, step: str) -> None:
    from kiosk.core import schema

    real = getattr(cases, step)
    setattr(cases, step, lambda *args: (real(*args), os._exit(9)))
    try:
        issued(Store(schema.open_database(url), operator, keys), out)
    finally:
        os._exit(1)


def test_cards_whose_last_day_is_over_are_not_issued(store: Store, out: Path, clock: Clock):
    """VEL-59: today is a last day that can still be had, yesterday is not."""
    today = store.operator.day_of(clock.now)
    yesterday = today - timedelta(days=1)
    with pytest.raises(Refusal) as refusal:
        store.run(people.job(), issue, "B8", Money(100), 1, yesterday, str(out))
    assert (refusal.value.code, out.exists()) == ("cards.expired", False)
    assert store.run(people.job(), issue, "B8", Money(100), 1, today, str(out)).count == 1
