"""Sample payments, one of them taken back."""

from __future__ import annotations

from kiosk.contracts.cases import find
from kiosk.core import money
from kiosk.core.sample import job, rows, shifted
from kiosk.core.store import Store
from kiosk.core.work import OperationId
from kiosk.payments.cases import accept, reverse
from kiosk.payments.views import Method, NewPayment, NewReversal, Status


def load(store: Store) -> None:
    """Enter the payments of demo/payments.csv, in their order."""
    entered: dict[str, OperationId] = {}
    for row in rows("payments", store.operator):
        reference, dated = row["reference"], shifted(row["date"], store.operator)
        contract = store.run(job(), find, row["contract"]).contract
        by = job("payment", reference)
        if row["reverses"]:
            store.run(by, reverse, contract, entered[row["reverses"]], NewReversal(reference, dated))
            continue
        amount = money.parse(row["amount"], store.operator.currency)
        new = NewPayment(amount, Method(row["method"]), reference, dated, Status(row["status"]))
        entered[reference] = store.run(by, accept, contract, new).operation
