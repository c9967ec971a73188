"""A month of money: charging, tariff changes, unit prices, suspensions, imported files."""
# A listing, one line for each column and constraint.
# fmt: off

from __future__ import annotations

from datetime import UTC, date, datetime

import sqlalchemy as sa
from alembic import op

from kiosk.core import records

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_STILL = sa.text("until IS NULL")
_PENDING = sa.text("cancelled IS NULL")


def upgrade() -> None:
    """Make the new tables; nobody is charged for days before the first run."""
    for column in (
        sa.Column("group", sa.Text(), nullable=False, server_default=""),
        sa.Column("description", sa.Text(), nullable=False, server_default="{}"),
        sa.Column("includes", sa.Text(), nullable=False, server_default="{}"),
        sa.Column("allow_puk1", records.Flag(), nullable=False, server_default=sa.text("0")),
    ):
        op.add_column("tariff", column)
    op.add_column("contract", sa.Column("balance_on", records.Day(), nullable=True))
    op.create_table("charge_run",
        sa.Column("day", records.Day(), nullable=False),
        sa.Column("started", records.Moment(), nullable=False),
        sa.Column("ended", records.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_charge_run")),
        sqlite_strict=True)
    op.create_table("charging",
        sa.Column("contract", records.Number(), nullable=False),
        sa.Column("through", records.Day(), nullable=True),
        sa.ForeignKeyConstraint(["contract"], ["contract.id"], name=op.f("fk_charging_contract")),
        sa.PrimaryKeyConstraint("contract", name=op.f("pk_charging")),
        sqlite_strict=True)
    op.create_table("contract_hold",
        sa.Column("contract", records.Number(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("since", records.Day(), nullable=False),
        sa.Column("until", records.Day(), nullable=True),
        sa.CheckConstraint("kind IN ('debt', 'company')", name=op.f("ck_contract_hold_kind")),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_contract_hold_until")),
        sa.ForeignKeyConstraint(["contract"], ["contract.id"], name=op.f("fk_contract_hold_contract")),
        sa.PrimaryKeyConstraint("contract", "kind", "since", name=op.f("pk_contract_hold")),
        sqlite_strict=True)
    op.create_index(op.f("ix_contract_hold_contract"), "contract_hold", ["contract"], unique=False, sqlite_where=_STILL, postgresql_where=_STILL)
    op.create_table("imported_file",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("rows", records.Number(), nullable=False),
        sa.Column("refused", records.Number(), nullable=False),
        sa.Column("at", records.Moment(), nullable=False),
        sa.Column("operation", records.Id(), nullable=False),
        sa.ForeignKeyConstraint(["operation"], ["operation.id"], name=op.f("fk_imported_file_operation")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_imported_file")),
        sqlite_strict=True)
    op.create_table("tariff_change",
        sa.Column("operation", records.Id(), nullable=False),
        sa.Column("contract", records.Number(), nullable=False),
        sa.Column("before", records.Number(), nullable=False),
        sa.Column("tariff", records.Number(), nullable=False),
        sa.Column("since", records.Day(), nullable=False),
        sa.Column("fee", records.Amount(), nullable=False),
        sa.Column("ordered", records.Moment(), nullable=False),
        sa.Column("cancelled", records.Id(), nullable=True),
        sa.CheckConstraint("fee >= 0", name=op.f("ck_tariff_change_fee")),
        sa.ForeignKeyConstraint(["before"], ["tariff.id"], name=op.f("fk_tariff_change_before")),
        sa.ForeignKeyConstraint(["cancelled"], ["operation.id"], name=op.f("fk_tariff_change_cancelled")),
        sa.ForeignKeyConstraint(["contract"], ["contract.id"], name=op.f("fk_tariff_change_contract")),
        sa.ForeignKeyConstraint(["operation"], ["operation.id"], name=op.f("fk_tariff_change_operation")),
        sa.ForeignKeyConstraint(["tariff"], ["tariff.id"], name=op.f("fk_tariff_change_tariff")),
        sa.PrimaryKeyConstraint("operation", name=op.f("pk_tariff_change")),
        sqlite_strict=True)
    op.create_index("uq_tariff_change_pending", "tariff_change", ["contract", "since"], unique=True, sqlite_where=_PENDING, postgresql_where=_PENDING)
    op.create_table("unit_rate",
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("since", records.Day(), nullable=False),
        sa.Column("rate", records.Number(), nullable=False),
        sa.CheckConstraint("rate >= 0", name=op.f("ck_unit_rate_rate")),
        sa.PrimaryKeyConstraint("service", "unit", "since", name=op.f("pk_unit_rate")),
        sqlite_strict=True)
    op.execute("INSERT INTO charging (contract) SELECT id FROM contract")
    _hold_suspended()


def _hold_suspended() -> None:
    """What suspends a contract has rows from now on; who owes nothing was suspended by the company."""
    today = (datetime.now(UTC).date() - date(1970, 1, 1)).days
    op.execute(sa.text(
        "INSERT INTO contract_hold (contract, kind, since) "
        "SELECT c.id, CASE WHEN c.payment = 'prepaid' AND a.balance <= 0 THEN 'debt' ELSE 'company' END, :today "
        "FROM contract c JOIN account a ON a.contract = c.id WHERE c.status = 'suspended'"
    ).bindparams(today=today))
