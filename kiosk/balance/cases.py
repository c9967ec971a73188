"""Where a contract stands, and the movements that brought it there."""

from __future__ import annotations

from datetime import date

from kiosk.balance import MODULE, totals
from kiosk.balance import movements as moves
from kiosk.balance.rules import BalanceRules
from kiosk.balance.views import Balance, Month, MovementPage, Statement, Year
from kiosk.charging.cases import outlook
from kiosk.contracts.cases import contract_of
from kiosk.contracts.holds import held_by
from kiosk.contracts.rules import STATUS_WORDS, ContractStatus, Settlement
from kiosk.core import ledger
from kiosk.core.locale import Sentence, mark
from kiosk.core.months import later
from kiosk.core.tile import Tile
from kiosk.core.work import JOB, OWNER, STAFF, ContractId, Param, Refusal, Work, use_case


@use_case("balance.show", by=(OWNER, STAFF), reads=True)
def show(work: Work, contract: ContractId) -> Balance:
    """Balance as of now (VEL-33), status and settlement (VEL-42), the last movements with their reasons, how
    far the money goes and what to pay (VEL-50)."""
    facts = contract_of(work.session, contract)
    amount = ledger.balance(work.session, contract)
    page = movements(work, contract, "")
    future = outlook(work, contract, amount)
    return Balance(
        contract,
        amount,
        work.now,
        STATUS_WORDS[facts.status],
        facts.payment == Settlement.POSTPAID,
        page.movements,
        page.older,
        future.paid_until,
        future.days_left,
        future.recommended,
        future.until,
        held_by(work.session, contract),
        future.back,
    )


@use_case("balance.movements", by=(OWNER, STAFF), reads=True)
def movements(work: Work, contract: ContractId, before: str) -> MovementPage:
    """Ten movements before the cursor `before` (empty: the newest), reversals linked (EIR-37, VEL-48)."""
    return moves.page(work.session, contract, before)


@use_case("balance.month", by=(OWNER, STAFF), reads=True)
def month(work: Work, contract: ContractId, first: date, before: str) -> Month:
    """The month in which the day `first` lies (ISP-22, ISP-23). Refuses: balance.month."""
    first = _first_of(work, first)
    total, days = totals.of_month(work.session, contract, first)
    page = moves.page_of(work.session, contract, first, total.last, before)
    return Month(total, tuple(days), page.movements, page.older)


@use_case("balance.year", by=(OWNER, STAFF), reads=True)
def year(work: Work, contract: ContractId) -> Year:
    """The current month and the twelve before it, the newest first (VEL-69)."""
    current = work.today.replace(day=1)
    return Year(tuple(totals.of_months(work.session, contract, [later(current, -at) for at in range(13)])))


@use_case("balance.statement", by=(OWNER, STAFF, JOB), reads=True)
def statement(work: Work, contract: ContractId, first: date) -> Statement:
    """Every line of the month in which the day `first` lies (ISP-22). Refuses: balance.month."""
    total, _ = totals.of_month(work.session, contract, _first_of(work, first))
    number = contract_of(work.session, contract).number
    return Statement(number, total, moves.lines(work.session, contract, total.first, total.last))


def tile(work: Work, contract: ContractId) -> Tile:
    """Debt, or how long the money lasts, as of when (VEL-33, VEL-51, ISP-21); a status that explains more,
    first."""
    amount = ledger.balance(work.session, contract)
    status = contract_of(work.session, contract).status
    until = outlook(work, contract, amount).paid_until
    if status != ContractStatus.ACTIVE:
        what = mark("{status:word}, debt {sum:money}") if amount < 0 else mark("{status:word}, {sum:money}")
    elif amount < 0:
        what = mark("debt {sum:money} at {at:clock}")
    elif until:
        what = mark("paid until {until:day}, {sum:money} at {at:clock}")
    else:
        what = mark("no debt, {sum:money} at {at:clock}")
    params: dict[str, Param] = {"status": STATUS_WORDS[status], "sum": abs(amount)}
    params |= {"at": work.now.isoformat(), "until": until.isoformat() if until else ""}
    return Tile(MODULE.name, MODULE.title, Sentence(what, params))


def _first_of(work: Work, day: date) -> date:
    """The first day of a month that may be opened. Refuses: balance.month."""
    first, current = day.replace(day=1), work.today.replace(day=1)
    if first > current:
        raise Refusal(
            "balance.month",
            "The month {month:month} is still to come. The current one is {last:month}.",
            month=first, last=current,
        )  # fmt: skip
    oldest = later(current, -work.operator.of(BalanceRules).months_back)
    if first < oldest:
        raise Refusal(
            "balance.month",
            "The month {month:month} is too long ago. The oldest one to be had here is {first:month}.",
            month=first, first=oldest,
        )  # fmt: skip
    return first
