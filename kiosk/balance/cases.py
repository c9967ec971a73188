"""Where a contract stands, and the movements that brought it there."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import aliased

from kiosk.balance import MODULE
from kiosk.balance.views import Balance, Movement, MovementPage
from kiosk.contracts.cases import contract_of
from kiosk.contracts.rules import STATUS_WORDS, ContractStatus, Settlement
from kiosk.core import ledger
from kiosk.core.ledger import Account, Operation, Posting, Reversal
from kiosk.core.locale import Sentence, mark
from kiosk.core.pages import newest_first, read_page
from kiosk.core.tile import Tile
from kiosk.core.work import ANYONE, JOB, OWNER, STAFF, ContractId, Kind, OperationId, Param, Work, use_case

WHO_WORDS = {
    OWNER: mark("customer"),
    STAFF: mark("staff"),
    JOB: mark("automatic"),
    ANYONE: mark("before login"),
}

_TAKEN_BACK, _TAKES_BACK = aliased(Reversal), aliased(Reversal)
_KEY = {Posting.dated: date, Posting.recorded: datetime, Posting.operation: UUID, Posting.line: int}
_PAGE = newest_first(
    select(
        *_KEY, Posting.kind, Posting.amount, Posting.rule, Posting.message, Posting.params,
        Operation.terminal, Operation.actor,
        _TAKES_BACK.reverses, _TAKEN_BACK.operation.label("reversed_by"),
    )
    .join(Account, Account.id == Posting.account)
    .join(Operation, Operation.id == Posting.operation)
    .outerjoin(_TAKES_BACK, _TAKES_BACK.operation == Posting.operation)
    .outerjoin(_TAKEN_BACK, _TAKEN_BACK.reverses == Posting.operation)
    # What was brought along is the opening balance of a month, not a movement.
    .where(Account.contract == bindparam("of_contract"), Posting.kind != "opening"),
    tuple(_KEY),
)  # fmt: skip


@use_case("balance.show", by=(OWNER, STAFF), reads=True)
def show(work: Work, contract: ContractId) -> Balance:
    """Balance as of now (VEL-33), status and settlement (VEL-42), the last movements with their reasons."""
    facts = contract_of(work.session, contract)
    page = movements(work, contract, "")
    return Balance(
        contract,
        ledger.balance(work.session, contract),
        work.now,
        STATUS_WORDS[facts.status],
        facts.payment == Settlement.POSTPAID,
        page.movements,
        page.older,
    )


@use_case("balance.movements", by=(OWNER, STAFF), reads=True)
def movements(work: Work, contract: ContractId, before: str) -> MovementPage:
    """Ten movements before the cursor `before` (empty: the newest), reversals linked (EIR-37)."""
    rows, older = read_page(work.session, _PAGE, _KEY, before, {"of_contract": contract})
    return MovementPage(tuple(_view(row) for row in rows), older)


def tile(work: Work, contract: ContractId) -> Tile:
    """Debt or none, in words and as of when (VEL-33, VEL-51, ISP-21); a status that explains more, first."""
    amount = ledger.balance(work.session, contract)
    status = contract_of(work.session, contract).status
    if status != ContractStatus.ACTIVE:
        what = mark("{status:word}, debt {sum:money}") if amount < 0 else mark("{status:word}, {sum:money}")
    elif amount < 0:
        what = mark("debt {sum:money} at {at:clock}")
    else:
        what = mark("no debt, {sum:money} at {at:clock}")
    params: dict[str, Param] = {"status": STATUS_WORDS[status], "sum": abs(amount)}
    line = Sentence(what, params | {"at": work.now.isoformat()})
    return Tile(MODULE.name, MODULE.title, line)


def _view(row: Row[*tuple[Any, ...]]) -> Movement:
    kind = Kind(row.actor.partition(":")[0])
    return Movement(
        OperationId(row.operation),
        row.line,
        row.dated,
        row.recorded,
        row.kind,
        row.amount,
        Sentence(row.message, msgspec.json.decode(row.params, type=dict[str, Param])),
        row.terminal,
        WHO_WORDS[kind],
        row.reverses,
        row.reversed_by,
    )
