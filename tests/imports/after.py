"""What the database has after an import."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from kiosk.core import ledger
from kiosk.core.audit import AuditRow
from kiosk.core.ledger import Operation, Outcome, Posting
from kiosk.core.proof import findings
from kiosk.core.store import Store
from kiosk.core.work import ContractId
from kiosk.imports.records import ImportedFile
from kiosk.payments.records import Payment
from kiosk.tariffs.records import Tariff, TariffPrice, UnitRate
from tests.sight import seen

PAYMENTS = "contract,date,amount,method,status,reference,reverses"
CHARGES = "contract,date,amount,description"
TARIFFS = "code,name,monthly_fee,group,description,includes,open,allow_puk1"
RATES = "service,unit,rate,from_date"


def kept(store: Store) -> dict[str, int]:
    """How many rows the tables have into which imports write."""
    tables: tuple[Any, ...] = (
        Payment, Posting, Operation, Outcome, AuditRow, ImportedFile, Tariff, TariffPrice, UnitRate,
    )  # fmt: skip
    with store.read() as session:
        return {
            table.__tablename__: session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in tables
        }


def balance(store: Store, contract: ContractId) -> int:
    with store.read() as session:
        return ledger.balance(session, contract)


def unsound(store: Store) -> list[Any]:
    """What `kiosk db check` complains of."""
    return seen(store, findings)
