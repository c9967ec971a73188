"""Alembic's environment: it works on the connection, and in the transaction, that it is given."""

from __future__ import annotations

from alembic import context

from kiosk.core.records import Record

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Record.metadata,
)
context.run_migrations()
