"""What contracts pay for, as every module tells it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Connection

from kiosk.charging.rules import Line
from kiosk.core.module import find, modules
from kiosk.core.work import ContractId


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
