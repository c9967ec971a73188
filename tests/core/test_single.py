"""Jobs of which one runs at a time, on a database that several programs share."""

from __future__ import annotations

import subprocess
import sys

import pytest
from sqlalchemy import text

from kiosk.core import schema
from kiosk.core.single import CHARGE, IMPORT, _lock, running, single
from kiosk.core.store import Store
from kiosk.core.work import OutcomeUnknown, Refusal

HOLD = """
import sys
from kiosk.core import schema
from kiosk.core.single import CHARGE, single
with single(schema.open_database(sys.argv[1]), CHARGE):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_alone(store: Store, database_url: str):
    """A second one is refused, another job is not; afterwards the name is free."""
    other = schema.open_database(database_url)
    with single(store.database, CHARGE):
        assert running(other, CHARGE)
        assert not running(other, IMPORT)
        with pytest.raises(Refusal, match=r"jobs\.running"), single(other, CHARGE):
            pass
        with single(other, IMPORT):
            pass
    assert not running(other, CHARGE)
    other.dispose()


def test_a_job_that_dies_lets_go(store: Store, database_url: str):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, database_url], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    assert running(store.database, CHARGE)
    holder.kill()
    holder.communicate()
    if store.database.file:
        assert not running(store.database, CHARGE)
    with single_in_time(store):
        pass


def single_in_time(store: Store):
    """PostgreSQL notices the lost connection by itself, but not at once."""
    while running(store.database, CHARGE):
        pass
    return single(store.database, CHARGE)


def test_those_who_ask_do_not_see_each_other(store: Store, database_url: str):
    """Two terminals that wait both ask whether an import runs: neither takes the other for one."""
    other = schema.open_database(database_url)
    with _lock(other, IMPORT, shared=True) as free:
        assert free
        assert not running(store.database, IMPORT)
    other.dispose()


def test_a_lost_connection_hides_no_other_reason(store: Store):
    """What the work itself found out is told, not that the lock could not be given back."""

    def lost() -> None:
        with single(store.database, IMPORT):
            if not store.database.file:
                _end_who_holds(store)
            raise OutcomeUnknown

    with pytest.raises(OutcomeUnknown):
        lost()
    assert not running(store.database, IMPORT)


def _end_who_holds(store: Store) -> None:
    here = "(SELECT oid FROM pg_database WHERE datname = current_database())"
    holder = (
        f"SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = {here}"
    )
    with store.read() as session:
        session.execute(text(holder))
