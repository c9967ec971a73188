"""What charging has to do with contracts that are being opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy import insert

from kiosk.charging.lines import lines_of
from kiosk.charging.plan import chunk, cost
from kiosk.charging.records import Charging
from kiosk.charging.rules import ChargingRules
from kiosk.contracts.holds import hold
from kiosk.contracts.opening import Opening
from kiosk.contracts.rules import ALWAYS, ContractStatus, HoldKind, Settlement
from kiosk.contracts.views import NewContract
from kiosk.core.work import ContractId, Refusal, Work

_DAY = timedelta(days=1)


def unfit(work: Work, news: Sequence[NewContract]) -> Iterator[tuple[int, str, Refusal]]:
    """New contracts that would be charged for days to come: no further than to the end of a period that is
    charged in advance."""
    latest = chunk(work.operator.of(ChargingRules), work.today)[1]
    for at, new in enumerate(news):
        if new.charged_through and new.charged_through > latest:
            yield at, "charged_through", Refusal(
                "charging.ahead",
                "Fees cannot be charged up to {on:day}: that day is still to come.",
                on=new.charged_through,
            )  # fmt: skip


def opened(work: Work, contracts: Sequence[Opening]) -> None:
    """Charging of new contracts starts after the day up to which each is charged already, if one is known."""
    rows = [{"contract": contract, "through": new.charged_through} for contract, new in contracts]
    work.session.execute(insert(Charging), rows)
    _suspend(work, [(contract, new) for contract, new in contracts if new.status is ContractStatus.SUSPENDED])


def _suspend(work: Work, suspended: Sequence[Opening]) -> None:
    """Whose money does not pay the next day in advance is held by a debt; all others by the company."""
    held: defaultdict[HoldKind, list[tuple[ContractId, date]]] = defaultdict(list)
    for contract, new in suspended:
        owes = new.payment is Settlement.PREPAID and (new.balance <= 0 or _lacks(work, contract, new))
        # A run may be for days before the import: not a day of theirs is owed.
        unknown = work.today if owes else ALWAYS
        since = new.charged_through + _DAY if new.charged_through else unknown
        held[HoldKind.DEBT if owes else HoldKind.COMPANY].append((contract, since))
    for kind, contracts in held.items():
        hold(work.session, contracts, kind)


def _lacks(work: Work, contract: ContractId, new: NewContract) -> bool:
    """Whether what it brings along does not cover the day, or the rest of the period, after those charged."""
    rules = work.operator.of(ChargingRules)
    first, last = chunk(rules, new.charged_through + _DAY if new.charged_through else work.today)
    lines = lines_of(work.session, [contract], first, last).get(contract, ())
    return cost(rules, lines, first, last) > new.balance
