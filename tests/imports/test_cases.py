"""An import as a whole: all of a file or nothing of it, once, whatever happens meanwhile."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import select

from kiosk.core.settings import Settings
from kiosk.core.single import IMPORT as RUNNING
from kiosk.core.single import single
from kiosk.core.store import Store
from kiosk.core.work import Actor, By, Denied, Refusal
from kiosk.imports.records import ImportedFile
from kiosk.imports.views import CHECKING, ENTERING, IMPORT, NAMED, Imported
from tests.imports.after import PAYMENTS, balance, kept, unsound
from tests.loading import faults, load
from tests.people import customer, job, operation

ROOT = Path(__file__).parents[2]


def paid(count: int, contract: str = "1001", first: int = 1) -> list[str]:
    """That many good rows of payments, 1.00 each."""
    return [f"{contract},2026-11-20,1.00,cash,accepted,K-{first + i}," for i in range(count)]


def write(folder: Path, *rows: str) -> Path:
    file = folder / "payments.csv"
    file.write_text("\n".join((PAYMENTS, *rows)) + "\n", encoding="utf-8")
    return file


def start(store: Store, file: Path, **watching: Callable[[str, int], None]) -> Imported:
    return store.run(job(), IMPORT, "payments", str(file), False, False, watching.get("progress"))


def test_a_file_is_entered_as_a_whole(store: Store, tmp_path: Path):
    contract = customer(store)
    done = load(store, tmp_path, "payments", PAYMENTS, *paid(2500))
    assert (done.rows, done.applied, done.refused, done.faults, done.rest) == (2500, 2500, 0, (), "")
    assert balance(store, contract) == 250_000
    assert unsound(store) == []


def test_one_wrong_row_of_many_and_nothing_is_written(store: Store, tmp_path: Path):
    customer(store)
    before = kept(store)
    rows = paid(3000)
    rows[1499] = rows[1499].replace("1.00", "1,00")
    done = load(store, tmp_path, "payments", PAYMENTS, *rows)
    assert (done.rows, done.applied, done.refused) == (3000, 0, 1)
    assert faults(store, done) == [(1501, "", "Cells in this row: 8, in the header: 7.")]
    assert kept(store) == before


def test_all_faults_are_counted_and_the_first_ones_named(store: Store, tmp_path: Path):
    done = load(store, tmp_path, "payments", PAYMENTS, *paid(NAMED + 200))
    assert (done.refused, len(done.faults), done.more) == (NAMED + 200, NAMED, 200)
    assert faults(store, done)[0] == (2, "contract", "There is no contract 1001.")


def test_what_occurs_twice_is_named_with_the_first_line(store: Store, tmp_path: Path):
    """Over batches, too."""
    customer(store)
    done = load(store, tmp_path, "payments", PAYMENTS, *paid(1500), *paid(1, first=7))
    assert faults(store, done) == [(1502, "reference", "This is in the file twice; line 8 has it first.")]


def test_a_part_is_taken_and_the_rest_kept_beside_the_file(store: Store, tmp_path: Path):
    """The header as it was, the refused rows as they were, for nobody else to read."""
    contract = customer(store)
    rows = [*paid(2), '9999,2026-11-20,1.00,cash,,"K,9",', *paid(1, first=3), "1001,2026-11-20,,cash,,K-10,"]
    done = load(store, tmp_path, "payments", PAYMENTS, *rows, partial=True)
    assert (done.rows, done.applied, done.refused) == (5, 3, 2)
    assert [fault[:2] for fault in faults(store, done)] == [(4, "contract"), (6, "amount")]
    rest = Path(done.rest)
    assert rest.stat().st_mode & 0o777 == 0o600
    assert list(csv.reader(rest.open())) == [
        PAYMENTS.split(","),
        ["9999", "2026-11-20", "1.00", "cash", "", "K,9", ""],
        ["1001", "2026-11-20", "", "cash", "", "K-10", ""],
    ]
    assert balance(store, contract) == 300
    with store.read() as session:
        assert session.execute(select(ImportedFile.rows, ImportedFile.refused)).one() == (3, 2)
    assert unsound(store) == []


def test_nothing_is_written_over_the_rest_of_another_time(store: Store, tmp_path: Path):
    customer(store)
    file = write(tmp_path, *paid(1), "x")
    rest = file.with_name("payments.csv.refused.csv")
    rest.write_text("kept")
    before = kept(store)
    with pytest.raises(Refusal, match=r"imports\.rest"):
        store.run(job(), IMPORT, "payments", str(file), False, True, None)
    assert rest.read_text() == "kept"
    assert kept(store) == before


def test_a_part_of_nothing_is_nothing(store: Store, tmp_path: Path):
    """When all rows are refused the file counts as not imported: later it may be right."""
    file = write(tmp_path, *paid(1))
    done = store.run(job(), IMPORT, "payments", str(file), False, True, None)
    assert (done.applied, done.refused, done.rest) == (0, 1, "")
    customer(store)
    assert start(store, file).applied == 1


def test_a_broken_file_is_not_taken_in_part(store: Store, tmp_path: Path):
    customer(store)
    before = kept(store)
    done = load(
        store, tmp_path, "payments", PAYMENTS, *paid(1500), '1001,2026-11-20,1.00,"cash', partial=True
    )
    assert (done.applied, done.refused) == (0, 1)
    assert [fault[:2] for fault in faults(store, done)] == [(1502, "")]
    assert kept(store) == before


@pytest.mark.parametrize("partial", [False, True])
def test_a_dry_run_checks_both_passes_and_keeps_nothing(store: Store, tmp_path: Path, partial: bool):
    """The second row takes back a payment that is not there: only the entering can tell."""
    customer(store)
    before = kept(store)
    rows = [*paid(2), "1001,2026-11-20,-1.00,cash,,K-9,K-8"]
    done = load(store, tmp_path, "payments", PAYMENTS, *rows, dry_run=True, partial=partial)
    assert (done.dry_run, done.rows, done.applied, done.refused) == (True, 3, 2 if partial else 0, 1)
    assert [fault[:2] for fault in faults(store, done)] == [(4, "reverses")]
    assert done.rest == ""
    assert kept(store) == before
    assert [path.name for path in tmp_path.iterdir() if "refused" in path.name] == []


def test_a_part_is_entered_anew_without_the_rows_that_turn_out_wrong(store: Store, tmp_path: Path):
    contract = customer(store)
    rows = [*paid(1), "1001,2026-11-20,-1.00,cash,,K-9,K-8", "1001,2026-11-20,5.00,cash,reversed,K-7,"]
    done = load(store, tmp_path, "payments", PAYMENTS, *rows, partial=True)
    assert (done.applied, done.refused) == (1, 2)
    assert len(Path(done.rest).read_text().splitlines()) == 3
    assert balance(store, contract) == 100
    assert unsound(store) == []


def test_the_same_file_twice_is_refused_by_its_bytes(store: Store, tmp_path: Path):
    """Under another name, too; and before its rows are found to be there already."""
    contract = customer(store)
    file = write(tmp_path, *paid(3))
    start(store, file)
    again = tmp_path / "another.csv"
    again.write_bytes(file.read_bytes())
    with pytest.raises(Refusal, match=r"imports\.again") as refused:
        start(store, again)
    assert refused.value.params["at"] == "2026-11-22T12:00:00+00:00"
    assert balance(store, contract) == 300


def test_a_payment_of_another_file_is_refused_by_its_reference(store: Store, tmp_path: Path):
    customer(store)
    load(store, tmp_path, "payments", PAYMENTS, *paid(3))
    done = load(store, tmp_path, "payments", PAYMENTS, *paid(2, first=3))
    assert [fault[:2] for fault in faults(store, done)] == [(2, "reference")]


@pytest.mark.parametrize("when", [CHECKING, ENTERING])
def test_a_file_that_changes_meanwhile_is_refused(store: Store, tmp_path: Path, when: str):
    customer(store)
    file = write(tmp_path, *paid(1200))
    before, changed = kept(store)["payment"], Event()

    def progress(what: str, _bytes: int) -> None:
        if what == when and not changed.is_set():
            changed.set()
            with file.open("a") as out:
                out.write(f"{paid(1, first=9000)[0]}\n")

    with pytest.raises(Refusal, match=r"imports\.changed"):
        start(store, file, progress=progress)
    assert kept(store)["payment"] == before


def test_two_imports_at_once_are_one(store: Store, tmp_path: Path):
    customer(store)
    with single(store.database, RUNNING), pytest.raises(Refusal, match=r"jobs\.running"):
        start(store, write(tmp_path, *paid(1)))
    assert start(store, write(tmp_path, *paid(1))).applied == 1


def test_who_watches_is_told_every_byte_of_both_passes(store: Store, tmp_path: Path):
    customer(store)
    file = write(tmp_path, *paid(20))
    told = {CHECKING: 0, ENTERING: 0}

    def progress(what: str, more: int) -> None:
        told[what] += more

    start(store, file, progress=progress)
    assert set(told.values()) == {file.stat().st_size}


def test_only_a_header_is_nothing_to_do(store: Store, tmp_path: Path):
    done = load(store, tmp_path, "payments", PAYMENTS)
    assert (done.rows, done.applied, done.refused) == (0, 0, 0)


@pytest.mark.parametrize(
    ("kind", "name", "code"),
    [
        ("payment", "there.csv", "imports.kind"),
        ("payments", "none.csv", "imports.file"),
        ("payments", ".", "imports.file"),
    ],
)
def test_an_unknown_kind_and_a_file_that_is_not_there(
    store: Store, tmp_path: Path, kind: str, name: str, code: str
):
    (tmp_path / "there.csv").write_text(PAYMENTS)
    with pytest.raises(Refusal) as refused:
        store.run(job(), IMPORT, kind, str(tmp_path / name), False, False, None)
    assert refused.value.code == code


def test_only_the_command_imports(store: Store, tmp_path: Path):
    with pytest.raises(Denied):
        store.run(By(Actor.anyone(), "1", None, operation()), IMPORT, "payments", str(tmp_path), False, False)


CUT = """
import os, signal, sys
from pathlib import Path
from kiosk.core import operator, settings
from kiosk.core.store import open_store
from kiosk.imports.views import ENTERING, IMPORT
from tests.people import job

home, url, profile, file = sys.argv[1:]
here = settings.load(home=home, environ={"KIOSK_DATABASE_URL": url})
store = open_store(here, operator.load(Path(profile)))
read = 0

def progress(what, more):
    global read
    read += more if what == ENTERING else 0
    if read > Path(file).stat().st_size * 0.7:
        os.kill(os.getpid(), signal.SIGKILL)

store.run(job(), IMPORT, "payments", file, False, False, progress)
"""


def test_cut_in_the_middle_nothing_is_there(store: Store, settings: Settings, tmp_path: Path):
    """Killed after more than a batch was entered; then the same file goes in as a whole."""
    contract = customer(store)
    before = kept(store)
    file = write(tmp_path, *paid(4000))
    arguments = [str(settings.home), settings.url, str(settings.operator), str(file)]
    done = subprocess.run(
        [sys.executable, "-c", CUT, *arguments], cwd=ROOT, check=False, env=dict(os.environ)
    )
    assert done.returncode == -signal.SIGKILL
    assert kept(store) == before
    assert start(store, file).applied == 4000
    assert balance(store, contract) == 400_000
    assert unsound(store) == []
