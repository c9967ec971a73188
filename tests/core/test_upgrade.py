"""A database of the first visit, with customers in it, comes up to date and goes on."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from kiosk.core import schema
from kiosk.core.embedded import HEAD
from kiosk.core.engines import for_migration

CUSTOMERS = (
    (
        "INSERT INTO customer (id, kind, first_name, last_name, patronymic, company, phone, email, version) "
        "VALUES (1, 'person', '', '', '', '', '', '', 1)"
    ),
    (
        "INSERT INTO contract (id, number, customer, opened_on, address, status, payment, version) VALUES "
        "(1, '1', 1, 20000, '', 'active', 'prepaid', 1), (2, '2', 1, 20000, '', 'suspended', 'prepaid', 1), "
        "(3, '3', 1, 20000, '', 'suspended', 'prepaid', 1), (4, '4', 1, 20000, '', 'closed', 'postpaid', 1)"
    ),
    "INSERT INTO account (contract, balance) VALUES (1, 100), (2, 0), (3, 500), (4, 0)",
)


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database at version 0001 with four contracts."""
    if request.param == "sqlite":
        schema.create_file(tmp_path / "kiosk.db")
        url = f"sqlite:///{tmp_path / 'kiosk.db'}"
    else:
        server = request.getfixturevalue("postgres_server")
        name = f"old_{uuid4().hex}"
        server.execute(f"CREATE DATABASE {name}")
        url = server.url(name)
    engine = for_migration(url)
    with engine.begin() as session:
        config = Config()
        folder = Path(schema.__file__).parents[1] / "migrations"
        config.set_main_option("script_location", str(folder))
        config.attributes["connection"] = session
        command.upgrade(config, "0001")
        for statement in CUSTOMERS:
            session.execute(text(statement))
    engine.dispose()
    return url


def rows(session: Connection, query: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in session.execute(text(query))]


def test_what_suspends_gets_a_reason_and_charging_starts_with_the_next_run(old: str):
    assert schema.upgrade(old) == "0001"
    engine = for_migration(old)
    with engine.begin() as session:
        assert schema.version(session) == HEAD
        assert schema.missing_guards(session) == []
        holds = rows(session, "SELECT contract, kind FROM contract_hold ORDER BY contract")
        assert holds == [(2, "debt"), (3, "company")]
        charged = rows(session, "SELECT contract, through FROM charging ORDER BY contract")
        assert charged == [(contract, None) for contract in (1, 2, 3, 4)]
    engine.dispose()


def test_large_tables_have_all_the_time_they_need(old: str, monkeypatch: pytest.MonkeyPatch):
    limits: list[str] = []
    make = schema.create_guards

    def last_step(session: Connection) -> None:
        if session.dialect.name == "postgresql":
            limits.append(session.execute(text("SHOW statement_timeout")).scalar_one())
        make(session)

    monkeypatch.setattr(schema, "create_guards", last_step)
    schema.upgrade(old)
    assert limits == (["0"] if old.startswith("postgresql") else [])
