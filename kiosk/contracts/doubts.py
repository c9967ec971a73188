"""Sample customers that the demo could not open."""

from __future__ import annotations

from kiosk.contracts.rules import contract_number
from kiosk.core.doubts import Doubt, Doubts
from kiosk.core.locale import Sentence, mark
from kiosk.core.operator import Operator
from kiosk.core.sample import own_names, own_rows

_NEEDED = ("contract", "kind", "opened_on", "charged_through", "payment", "status", "balance")
_EMPTY = mark("The sample contract {contract} has nothing in this column. Fill it in.")
_NO_CONTRACT = mark("There is no sample contract {contract} in contracts.csv. Correct it, or add that.")


def doubts(operator: Operator) -> Doubts:
    """Empty cells, and rows of other files about contracts that there are not."""
    contracts = own_rows("contracts", operator)
    for row in contracts:
        for column in _NEEDED:
            if not row.get(column):
                about = {"contract": row.get("contract", "")}
                yield Doubt("demo/contracts.csv", column, Sentence(_EMPTY, about))
    known = {contract_number(row.get("contract", "")) for row in contracts}
    for name in own_names(operator):
        numbers = dict.fromkeys(row["contract"] for row in own_rows(name, operator) if "contract" in row)
        for number in numbers:
            if contract_number(number) not in known:
                stranger = Sentence(_NO_CONTRACT, {"contract": number})
                yield Doubt(f"demo/{name}.csv", "contract", stranger)
