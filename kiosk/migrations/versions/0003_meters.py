"""Meters and their readings."""
# A listing, one line for each column and constraint.
# fmt: off

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.core import records

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the new tables."""
    op.create_table("meter",
        sa.Column("id", records.Number(), nullable=False),
        sa.Column("contract", records.Number(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("supplier", sa.Text(), nullable=False, server_default=""),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("digits", records.Number(), nullable=True),
        sa.Column("verification_due", records.Day(), nullable=True),
        sa.Column("version", records.Number(), nullable=False),
        sa.CheckConstraint("digits IS NULL OR (digits >= 1 AND digits <= 9)", name=op.f("ck_meter_digits")),
        sa.ForeignKeyConstraint(["contract"], ["contract.id"], name=op.f("fk_meter_contract")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meter")),
        sa.UniqueConstraint("contract", "number", name=op.f("uq_meter_contract_number")),
        sqlite_strict=True)
    op.create_table("accounted",
        sa.Column("meter", records.Number(), nullable=False),
        sa.Column("day", records.Day(), nullable=False),
        sa.Column("value", records.Number(), nullable=False),
        sa.CheckConstraint("value >= 0", name=op.f("ck_accounted_value")),
        sa.ForeignKeyConstraint(["meter"], ["meter.id"], name=op.f("fk_accounted_meter")),
        sa.PrimaryKeyConstraint("meter", "day", name=op.f("pk_accounted")),
        sqlite_strict=True)
    op.create_table("reading",
        sa.Column("id", records.Number(), nullable=False),
        sa.Column("operation", records.Id(), nullable=False),
        sa.Column("meter", records.Number(), nullable=False),
        sa.Column("day", records.Day(), nullable=False),
        sa.Column("at", records.Moment(), nullable=False),
        sa.Column("value", records.Number(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False, server_default=""),
        sa.Column("recorded", records.Moment(), nullable=False),
        sa.CheckConstraint("origin IN ('customer', 'staff', 'import')", name=op.f("ck_reading_origin")),
        sa.CheckConstraint("value >= 0", name=op.f("ck_reading_value")),
        sa.CheckConstraint("why IS NULL OR why IN ('replaced', 'rolled_over', 'checked')", name=op.f("ck_reading_why")),
        sa.ForeignKeyConstraint(["meter"], ["meter.id"], name=op.f("fk_reading_meter")),
        sa.ForeignKeyConstraint(["operation"], ["operation.id"], name=op.f("fk_reading_operation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
        sqlite_strict=True)
    op.create_index("ix_reading_meter", "reading", ["meter", "day", "at", "id"], unique=False)
