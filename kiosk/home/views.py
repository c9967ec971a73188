"""What the home screen shows: one header and one tile per capability, from one snapshot."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.core.money import Money
from kiosk.core.operator import Texts
from kiosk.core.tile import Tile
from kiosk.core.work import ContractId, Named


@dataclass(frozen=True, slots=True)
class Header:
    """Who is served. `name` is masked (VEL-40); `tariff` its name by language, empty: none;
    `status` a gettext id (active, suspended, closed); `address` that of the contract (EIR-24)."""

    contract: ContractId
    number: str
    name: str
    balance: Money
    tariff: Texts
    status: str
    phone: str
    address: str


@dataclass(frozen=True, slots=True)
class Home:
    header: Header
    tiles: tuple[Tile, ...]


HOME: Named[Home] = Named("home.show")
"""(contract: ContractId)."""
