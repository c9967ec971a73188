"""The schema: the migration makes what the records say, and the database guards its history itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError

import kiosk
from kiosk.cards.cases import redeem
from kiosk.cards.rules import CardCode
from kiosk.core import embedded, schema
from kiosk.core.audit import Checkpoint
from kiosk.core.embedded import sqlite_driver
from kiosk.core.ledger import Reversal
from kiosk.core.records import Record, guarded_tables
from kiosk.core.store import Store
from kiosk.core.work import SetupError
from tests import people

GUARDED = [
    "audit",
    "audit_checkpoint",
    "operation",
    "outcome",
    "posting",
    "receipt",
    "redemption",
    "reversal",
]


def test_the_newest_migration_is_the_version_that_the_start_wants():
    config = Config()
    config.set_main_option("script_location", str(Path(kiosk.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [embedded.HEAD]


def test_the_migrated_schema_equals_the_records(store: Store):
    with store.read() as session:
        context = MigrationContext.configure(session, opts={"compare_type": True})
        assert compare_metadata(context, Record.metadata) == []


def test_checks_and_references_are_the_records(store: Store, server):
    """What autogenerate does not compare: CHECK constraints, by name."""
    wanted = {
        str(constraint.name)
        for table in Record.metadata.tables.values()
        for constraint in table.constraints
        if type(constraint).__name__ == "CheckConstraint"
    }
    with store.read() as session:
        if server is not None:
            rows = session.execute(text("SELECT conname FROM pg_constraint WHERE contype = 'c'"))
            assert {row.conname for row in rows} >= wanted
            return
        made = " ".join(session.execute(text("SELECT sql FROM sqlite_master WHERE type='table'")).scalars())
    assert [name for name in wanted if name not in made] == []


def test_every_table_is_strict_on_sqlite(store: Store, server):
    """A text in a money column is an error on both databases, not a surprise later."""
    with store.write() as session:
        if server is None:
            rows = session.execute(text("SELECT name, strict FROM pragma_table_list WHERE schema='main'"))
            loose = {row.name for row in rows if not row.strict}
            assert loose <= {"alembic_version", "sqlite_schema", "sqlite_sequence"}
        with pytest.raises(DBAPIError):
            session.execute(text("INSERT INTO terminal (id, receipts) VALUES ('9', 'many')"))
        session.rollback()


def test_the_list_of_guarded_tables():
    assert set(GUARDED) <= set(guarded_tables())
    assert guarded_tables() == sorted(set(guarded_tables()))


@pytest.fixture
def history(store: Store) -> Store:
    """At least one row in every append-only table."""
    people.customer(store)
    people.cards(store, "12345678901234")
    entry = people.enter(store)
    by = people.owner(entry)
    store.run(by, redeem, entry.contracts[0].contract, CardCode("12345678901234"))
    with store.write() as session:
        session.execute(insert(Checkpoint).values(at=store._now(session), body="{}", signature=b"none"))
        other = session.execute(text("SELECT id FROM operation LIMIT 1")).scalar()
        session.execute(text("INSERT INTO reversal (reverses, operation) VALUES (:id, :id)"), {"id": other})
        session.execute(
            text(
                "INSERT INTO imported_file (digest, kind, name, rows, refused, at, operation) "
                "VALUES (:digest, 'cards', 'cards.csv', 1, 0, 0, :id)"
            ),
            {"digest": b"digest", "id": other},
        )
        session.execute(text("INSERT INTO meter (id, contract, number, service, unit, version) "
                             "VALUES (1, 1, '1', 'Water', 'm3', 1)"))  # fmt: skip
        session.execute(
            text(
                "INSERT INTO reading (id, operation, meter, day, at, value, origin, recorded) "
                "VALUES (1, :id, 1, 0, 0, 0, 'customer', 0)"
            ),
            {"id": other},
        )
    return store


def test_the_past_is_not_changed_nor_deleted(history: Store, server):
    """Guards refuse UPDATE, DELETE and (PostgreSQL) TRUNCATE on every append-only table; history stays."""
    acts = ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"]
    if server is not None:
        acts.append("TRUNCATE {table} CASCADE")
    for name in guarded_tables():
        table = Record.metadata.tables[name]
        for act in acts:
            statement = act.format(table=name, column=next(iter(table.columns)).name)
            with history.read() as session:
                assert session.execute(select(table)).first() is not None, name
            with pytest.raises(DBAPIError, match="append-only"), history.write() as session:
                session.execute(text(statement))


def test_replacing_a_row_is_a_deletion(history: Store, server):
    """INSERT OR REPLACE must not slip past the guard of DELETE."""
    if server is not None:
        statement = (
            "INSERT INTO outcome SELECT * FROM outcome ON CONFLICT (operation) DO UPDATE SET body = ''"
        )
    else:
        statement = "INSERT OR REPLACE INTO outcome SELECT operation, status, version, '' FROM outcome"
    with pytest.raises(DBAPIError, match=r"append-only|UNIQUE"), history.write() as session:
        session.execute(text(statement))
    with history.read() as session:
        assert session.execute(text("SELECT count(*) FROM outcome WHERE body = ''")).scalar() == 0


def spoil(store: Store, *statements: str) -> None:
    with store.write() as session:
        for statement in statements:
            session.execute(text(statement))


def refused(store: Store) -> str:
    with pytest.raises(SetupError) as refusal:
        schema.check(store.database, store.operator, store.keys)
    return refusal.value.code


@pytest.mark.parametrize("table", GUARDED)
@pytest.mark.parametrize("act", ["update", "delete"])
def test_a_missing_guard_is_refused_at_the_start(store: Store, server, table: str, act: str):
    on = f" ON {table}" if server is not None else ""
    spoil(store, f"DROP TRIGGER guard_{table}_{act}{on}")
    assert refused(store) == "database.guards"


FAKES = {
    "another trigger of that name": "BEFORE DELETE ON terminal BEGIN SELECT RAISE(ABORT, 'x'); END",
    "one that never fires": "BEFORE DELETE ON posting WHEN 0 BEGIN SELECT RAISE(ABORT, 'x'); END",
}
POSTGRES_FAKES = {
    "another trigger of that name": "BEFORE DELETE ON terminal FOR EACH ROW {execute}",
    "one that never fires": "BEFORE DELETE ON posting FOR EACH ROW WHEN (false) {execute}",
    "one that comes after": "AFTER DELETE ON posting FOR EACH ROW {execute}",
}
SWITCHED = {
    "off": "ALTER TABLE posting DISABLE TRIGGER guard_posting_delete",
    "for replicas only": "ALTER TABLE posting ENABLE REPLICA TRIGGER guard_posting_delete",
    "a function that lets all pass": """CREATE OR REPLACE FUNCTION kiosk_append_only() RETURNS trigger
        LANGUAGE plpgsql AS $$BEGIN RETURN OLD; END$$""",
}


@pytest.mark.parametrize("fake", POSTGRES_FAKES)
def test_a_false_guard_is_refused_at_the_start(store: Store, server, fake: str):
    """Whoever puts another trigger in the place of a guard is found out."""
    on, fakes = (" ON posting", POSTGRES_FAKES) if server is not None else ("", FAKES)
    made = fakes.get(fake, FAKES["one that never fires"])
    made = made.format(execute="EXECUTE FUNCTION kiosk_append_only()")
    spoil(store, f"DROP TRIGGER guard_posting_delete{on}", f"CREATE TRIGGER guard_posting_delete {made}")
    assert refused(store) == "database.guards"


@pytest.mark.parametrize("how", SWITCHED)
def test_a_guard_that_is_switched_is_refused_at_the_start(store: Store, server, how: str):
    """PostgreSQL's own ways to silence a trigger; SQLite has none of them."""
    schema.check(store.database, store.operator, store.keys)
    if server is not None:
        spoil(store, SWITCHED[how])
        assert refused(store) == "database.guards"


def test_an_upgrade_makes_the_guards_anew(store: Store, server):
    on = " ON posting" if server is not None else ""
    spoil(store, f"DROP TRIGGER guard_posting_delete{on}")
    assert schema.upgrade(_url(store)) == embedded.HEAD
    schema.check(store.database, store.operator, store.keys)


def _url(store: Store) -> str:
    if store.database.file:
        return f"sqlite:///{store.database.file}"
    return store.database.read.url.render_as_string(hide_password=False)


def test_an_upgrade_that_breaks_leaves_everything_as_it_was(store: Store, server, monkeypatch):
    """One transaction: guards that were dropped are there again."""

    def broken(_session: object) -> None:
        raise RuntimeError("cut")

    monkeypatch.setattr(schema, "create_guards", broken)
    with pytest.raises(RuntimeError):
        schema.upgrade(_url(store))
    schema.check(store.database, store.operator, store.keys)


def test_an_upgrade_refuses_broken_references(store: Store, server):
    """Tables are rebuilt with foreign keys off: what they then refer to is looked at before the commit."""
    if server is not None:
        return
    loose = sqlite_driver().connect(store.database.file, isolation_level=None)
    loose.execute("INSERT INTO login_name (kind, value, login) VALUES ('contract', 'x', 999)")
    loose.close()
    with pytest.raises(SetupError, match=r"database\.references"):
        schema.upgrade(_url(store))


def test_no_operation_is_taken_back_twice(history: Store):
    with history.read() as session:
        row = session.execute(select(Reversal.reverses, Reversal.operation)).one()
    with pytest.raises(DBAPIError), history.write() as session:
        session.execute(insert(Reversal).values(reverses=row.reverses, operation=row.operation))
