"""The first visit: the tables of the house and of the first capabilities, as they were when made."""
# A listing, one line for each column and constraint.
# fmt: off

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.core import records

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table, in the order in which they refer to each other."""
    op.create_table("alarm",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("day", records.Day(), nullable=False),
        sa.Column("attempts", records.Number(), nullable=False),
        sa.Column("raised", records.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "terminal", "day", name=op.f("pk_alarm")),
        sqlite_strict=True)
    op.create_table("audit",
        sa.Column("chain", sa.Text(), nullable=False),
        sa.Column("seq", records.Number(), nullable=False),
        sa.Column("at", records.Moment(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("visit", records.Id(), nullable=True),
        sa.Column("operation", records.Id(), nullable=True),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("chain", "seq", name=op.f("pk_audit")),
        sqlite_strict=True)
    op.create_index(op.f("ix_audit_at"), "audit", ["at"], unique=False)
    op.create_index(op.f("ix_audit_object_at"), "audit", ["object", "at"], unique=False)
    op.create_table("audit_checkpoint",
        sa.Column("id", records.Number(), nullable=False),
        sa.Column("at", records.Moment(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_checkpoint")),
        sqlite_strict=True)
    op.create_table("card_batch",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", records.Amount(), nullable=False),
        sa.Column("expires_on", records.Day(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created", records.Moment(), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'issued')", name=op.f("ck_card_batch_state")),
        sa.CheckConstraint("value > 0", name=op.f("ck_card_batch_value")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_card_batch")),
        sqlite_strict=True)
    op.create_table("customer",
        sa.Column("id", records.Number(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("patronymic", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("version", records.Number(), nullable=False),
        sa.CheckConstraint("kind IN ('person', 'company')", name=op.f("ck_customer_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
        sa.UniqueConstraint("code", name=op.f("uq_customer_code")),
        sqlite_strict=True)
    op.create_table("login",
        sa.Column("id", records.Number(), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("one_time", records.Flag(), nullable=False),
        sa.Column("expires_at", records.Moment(), nullable=True),
        sa.Column("changed_at", records.Moment(), nullable=True),
        sa.Column("blocked", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("version", records.Number(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login")),
        sqlite_strict=True)
    op.create_table("meta",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_meta")),
        sqlite_strict=True)
    op.create_table("operation",
        sa.Column("id", records.Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("visit", records.Id(), nullable=True),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("recorded", records.Moment(), nullable=False),
        sa.Column("dated", records.Day(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operation")),
        sqlite_strict=True)
    op.create_table("staff",
        sa.Column("id", records.Number(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("unix_user", sa.Text(), nullable=True),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("one_time", records.Flag(), nullable=False),
        sa.Column("expires_at", records.Moment(), nullable=True),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("blocked", sa.Text(), nullable=False),
        sa.Column("version", records.Number(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("login", name=op.f("uq_staff_login")),
        sa.UniqueConstraint("unix_user", name=op.f("uq_staff_unix_user")),
        sqlite_strict=True)
    op.create_table("tariff",
        sa.Column("id", records.Number(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("open", records.Flag(), nullable=False),
        sa.Column("version", records.Number(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tariff")),
        sa.UniqueConstraint("code", name=op.f("uq_tariff_code")),
        sqlite_strict=True)
    op.create_table("terminal",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("receipts", records.Number(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terminal")),
        sqlite_strict=True)
    op.create_table("throttle",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("recent", sa.Text(), nullable=False),
        sa.Column("level", records.Number(), nullable=False),
        sa.Column("until", records.Moment(), nullable=False),
        sa.Column("last", records.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_throttle")),
        sqlite_strict=True)
    op.create_index(op.f("ix_throttle_last"), "throttle", ["last"], unique=False)
    op.create_table("card",
        sa.Column("id", records.Number(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("value", records.Amount(), nullable=False),
        sa.Column("expires_on", records.Day(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("before_block", sa.Text(), nullable=True),
        sa.CheckConstraint("(state = 'blocked') = (before_block IS NOT NULL)", name=op.f("ck_card_before_block")),
        sa.CheckConstraint("state IN ('generated', 'shipped', 'active', 'redeemed', 'blocked', 'void')", name=op.f("ck_card_state")),
        sa.CheckConstraint("value > 0", name=op.f("ck_card_value")),
        sa.ForeignKeyConstraint(["batch"], ["card_batch.name"], name=op.f("fk_card_batch")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card")),
        sa.UniqueConstraint("code", name=op.f("uq_card_code")),
        sa.UniqueConstraint("serial", name=op.f("uq_card_serial")),
        sqlite_strict=True)
    op.create_index(op.f("ix_card_batch_serial"), "card", ["batch", "serial"], unique=False)
    op.create_table("contract",
        sa.Column("id", records.Number(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("customer", records.Number(), nullable=False),
        sa.Column("opened_on", records.Day(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("payment", sa.Text(), nullable=False),
        sa.Column("version", records.Number(), nullable=False),
        sa.CheckConstraint("payment IN ('prepaid', 'postpaid')", name=op.f("ck_contract_payment")),
        sa.CheckConstraint("status IN ('active', 'suspended', 'closed')", name=op.f("ck_contract_status")),
        sa.ForeignKeyConstraint(["customer"], ["customer.id"], name=op.f("fk_contract_customer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint("number", name=op.f("uq_contract_number")),
        sqlite_strict=True)
    op.create_index(op.f("ix_contract_customer"), "contract", ["customer"], unique=False)
    op.create_table("login_name",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("login", records.Number(), nullable=False),
        sa.ForeignKeyConstraint(["login"], ["login.id"], name=op.f("fk_login_name_login")),
        sa.PrimaryKeyConstraint("kind", "value", name=op.f("pk_login_name")),
        sqlite_strict=True)
    op.create_index(op.f("ix_login_name_login"), "login_name", ["login"], unique=False)
    op.create_table("outbox",
        sa.Column("id", records.Number(), nullable=False),
        sa.Column("operation", records.Id(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created", records.Moment(), nullable=False),
        sa.Column("due", records.Moment(), nullable=False),
        sa.Column("sent_at", records.Moment(), nullable=True),
        sa.Column("tries", records.Number(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["operation"], ["operation.id"], name=op.f("fk_outbox_operation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sqlite_strict=True)
    op.create_index(op.f("ix_outbox_sent_at_due"), "outbox", ["sent_at", "due"], unique=False)
    op.create_table("outcome",
        sa.Column("operation", records.Id(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", records.Number(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.CheckConstraint("status IN ('done', 'refused')", name=op.f("ck_outcome_status")),
        sa.ForeignKeyConstraint(["operation"], ["operation.id"], name=op.f("fk_outcome_operation")),
        sa.PrimaryKeyConstraint("operation", name=op.f("pk_outcome")),
        sqlite_strict=True)
    op.create_table("reversal",
        sa.Column("reverses", records.Id(), nullable=False),
        sa.Column("operation", records.Id(), nullable=False),
        sa.ForeignKeyConstraint(["operation"], ["operation.id"], name=op.f("fk_reversal_operation")),
        sa.ForeignKeyConstraint(["reverses"], ["operation.id"], name=op.f("fk_reversal_reverses")),
        sa.PrimaryKeyConstraint("reverses", name=op.f("pk_reversal")),
        sa.UniqueConstraint("operation", name=op.f("uq_reversal_operation")),
        sqlite_strict=True)
    op.create_table("tariff_price",
        sa.Column("tariff", records.Number(), nullable=False),
        sa.Column("since", records.Day(), nullable=False),
        sa.Column("fee", records.Amount(), nullable=False),
        sa.CheckConstraint("fee >= 0", name=op.f("ck_tariff_price_fee")),
        sa.ForeignKeyConstraint(["tariff"], ["tariff.id"], name=op.f("fk_tariff_price_tariff")),
        sa.PrimaryKeyConstraint("tariff", "since", name=op.f("pk_tariff_price")),
        sqlite_strict=True)
    op.create_table("visit",
        sa.Column("id", records.Id(), nullable=False),
        sa.Column("login", records.Number(), nullable=False),
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("started", records.Moment(), nullable=False),
        sa.Column("ended", records.Moment(), nullable=True),
        sa.Column("limited", records.Flag(), nullable=False),
        sa.Column("step_ups", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["login"], ["login.id"], name=op.f("fk_visit_login")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sqlite_strict=True)
    op.create_index(op.f("ix_visit_login_started"), "visit", ["login", "started"], unique=False)
    op.create_index("uq_visit_open", "visit", ["terminal"], unique=True, sqlite_where=sa.text("ended IS NULL"), postgresql_where=sa.text("ended IS NULL"))
    op.create_table("access",
        sa.Column("login", records.Number(), nullable=False),
        sa.Column("contract", records.Number(), nullable=False),
        sa.Column("right", sa.Text(), nullable=False),
        sa.Column("since", records.Moment(), nullable=False),
        sa.Column("until", records.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["contract"], ["contract.id"], name=op.f("fk_access_contract")),
        sa.ForeignKeyConstraint(["login"], ["login.id"], name=op.f("fk_access_login")),
        sa.PrimaryKeyConstraint("login", "contract", name=op.f("pk_access")),
        sqlite_strict=True)
    op.create_index(op.f("ix_access_contract"), "access", ["contract"], unique=False)
    op.create_table("account",
        sa.Column("id", records.Number(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("contract", records.Number(), nullable=True),
        sa.Column("balance", records.Amount(), nullable=True),
        sa.CheckConstraint("(contract IS NULL) = (balance IS NULL)", name=op.f("ck_account_balance")),
        sa.CheckConstraint("(name IS NULL) <> (contract IS NULL)", name=op.f("ck_account_owner")),
        sa.ForeignKeyConstraint(["contract"], ["contract.id"], name=op.f("fk_account_contract")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("contract", name=op.f("uq_account_contract")),
        sa.UniqueConstraint("name", name=op.f("uq_account_name")),
        sqlite_strict=True)
    op.create_table("card_hold",
        sa.Column("contract", records.Number(), nullable=False),
        sa.Column("card", records.Number(), nullable=False),
        sa.Column("at", records.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["card"], ["card.id"], name=op.f("fk_card_hold_card")),
        sa.ForeignKeyConstraint(["contract"], ["contract.id"], name=op.f("fk_card_hold_contract")),
        sa.PrimaryKeyConstraint("contract", "card", name=op.f("pk_card_hold")),
        sqlite_strict=True)
    op.create_table("contract_tariff",
        sa.Column("contract", records.Number(), nullable=False),
        sa.Column("since", records.Day(), nullable=False),
        sa.Column("tariff", records.Number(), nullable=False),
        sa.ForeignKeyConstraint(["contract"], ["contract.id"], name=op.f("fk_contract_tariff_contract")),
        sa.ForeignKeyConstraint(["tariff"], ["tariff.id"], name=op.f("fk_contract_tariff_tariff")),
        sa.PrimaryKeyConstraint("contract", "since", name=op.f("pk_contract_tariff")),
        sqlite_strict=True)
    op.create_index(op.f("ix_contract_tariff_tariff"), "contract_tariff", ["tariff"], unique=False)
    op.create_table("payment",
        sa.Column("operation", records.Id(), nullable=False),
        sa.Column("contract", records.Number(), nullable=False),
        sa.Column("amount", records.Amount(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("dated", records.Day(), nullable=False),
        sa.Column("recorded", records.Moment(), nullable=False),
        sa.CheckConstraint("method IN ('cash', 'card', 'bank', 'express_card', 'other')", name=op.f("ck_payment_method")),
        sa.CheckConstraint("status IN ('accepted', 'registered', 'reversed') AND status <> 'reversed'", name=op.f("ck_payment_status")),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_payment_amount")),
        sa.ForeignKeyConstraint(["contract"], ["contract.id"], name=op.f("fk_payment_contract")),
        sa.ForeignKeyConstraint(["operation"], ["operation.id"], name=op.f("fk_payment_operation")),
        sa.PrimaryKeyConstraint("operation", name=op.f("pk_payment")),
        sa.UniqueConstraint("reference", name=op.f("uq_payment_reference")),
        sqlite_strict=True)
    op.create_index(op.f("ix_payment_contract_dated_recorded_operation"), "payment", ["contract", "dated", "recorded", "operation"], unique=False)
    op.create_table("receipt",
        sa.Column("operation", records.Id(), nullable=False),
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("serial", records.Number(), nullable=False),
        sa.Column("contract", records.Number(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("at", records.Moment(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("many", sa.Text(), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("amount", records.Amount(), nullable=False),
        sa.Column("balance", records.Amount(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.CheckConstraint("serial > 0", name=op.f("ck_receipt_serial")),
        sa.ForeignKeyConstraint(["contract"], ["contract.id"], name=op.f("fk_receipt_contract")),
        sa.ForeignKeyConstraint(["operation"], ["operation.id"], name=op.f("fk_receipt_operation")),
        sa.ForeignKeyConstraint(["terminal"], ["terminal.id"], name=op.f("fk_receipt_terminal")),
        sa.PrimaryKeyConstraint("operation", name=op.f("pk_receipt")),
        sa.UniqueConstraint("terminal", "serial", name=op.f("uq_receipt_terminal_serial")),
        sqlite_strict=True)
    op.create_index(op.f("ix_receipt_code"), "receipt", ["code"], unique=False)
    op.create_index(op.f("ix_receipt_contract_at"), "receipt", ["contract", "at"], unique=False)
    op.create_table("redemption",
        sa.Column("card", records.Number(), nullable=False),
        sa.Column("operation", records.Id(), nullable=False),
        sa.Column("contract", records.Number(), nullable=False),
        sa.Column("at", records.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["card"], ["card.id"], name=op.f("fk_redemption_card")),
        sa.ForeignKeyConstraint(["contract"], ["contract.id"], name=op.f("fk_redemption_contract")),
        sa.ForeignKeyConstraint(["operation"], ["operation.id"], name=op.f("fk_redemption_operation")),
        sa.PrimaryKeyConstraint("card", name=op.f("pk_redemption")),
        sa.UniqueConstraint("operation", name=op.f("uq_redemption_operation")),
        sqlite_strict=True)
    op.create_index(op.f("ix_redemption_contract"), "redemption", ["contract"], unique=False)
    op.create_table("posting",
        sa.Column("operation", records.Id(), nullable=False),
        sa.Column("line", records.Number(), nullable=False),
        sa.Column("account", records.Number(), nullable=False),
        sa.Column("amount", records.Amount(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("dated", records.Day(), nullable=False),
        sa.Column("recorded", records.Moment(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("rate", records.Amount(), nullable=True),
        sa.Column("days", records.Number(), nullable=True),
        sa.Column("formula", sa.Text(), nullable=True),
        sa.Column("tariff", sa.Text(), nullable=True),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_posting_amount")),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_posting_account")),
        sa.ForeignKeyConstraint(["operation"], ["operation.id"], name=op.f("fk_posting_operation")),
        sa.PrimaryKeyConstraint("operation", "line", name=op.f("pk_posting")),
        sqlite_strict=True)
    op.create_index(op.f("ix_posting_account_dated_recorded_operation_line"), "posting", ["account", "dated", "recorded", "operation", "line"], unique=False)
    _house_accounts()


def _house_accounts() -> None:
    """The other side of every posting on a contract."""
    account = sa.table("account", sa.column("name", sa.Text))
    names = ("cash", "card", "bank", "cards", "other", "fees", "corrections", "opening")
    op.bulk_insert(account, [{"name": name} for name in names])
