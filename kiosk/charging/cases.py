"""Charge the days' fees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, insert

from kiosk.charging.records import Charging
from kiosk.charging.rules import Line
from kiosk.contracts.views import NewContract
from kiosk.core.locale import Sentence
from kiosk.core.module import find, modules
from kiosk.core.work import ContractId, Work


def lines_of(
    session: Connection, contracts: Sequence[ContractId], first: date, last: date
) -> Mapping[ContractId, list[Line]]:
    """What the contracts pay for from `first` to `last`: the lines of every module."""
    found: defaultdict[ContractId, list[Line]] = defaultdict(list)
    for module in modules().values():
        if module.charges:
            for contract, line in find(module.charges)(session, contracts, first, last).items():
                found[contract].append(line)
    return found


def opened(work: Work, contract: ContractId, new: NewContract) -> None:
    """Charging of a new contract starts after the day up to which it is charged already, if one is known."""
    work.session.execute(insert(Charging), {"contract": contract, "through": new.charged_through})


def faults(work: Work) -> list[Sentence]:
    return []
