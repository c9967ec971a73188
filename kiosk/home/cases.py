"""Home in one snapshot: the header, and what every capability says on its tile."""

from __future__ import annotations

from kiosk.contracts.cases import contract_of
from kiosk.contracts.rules import STATUS_WORDS
from kiosk.core import ledger
from kiosk.core.module import find, modules
from kiosk.core.tile import Tile
from kiosk.core.work import OWNER, STAFF, ContractId, Work, use_case
from kiosk.home.views import Header, Home
from kiosk.tariffs.catalogue import current_tariff


@use_case("home.show", by=(OWNER, STAFF), reads=True)
def show(work: Work, contract: ContractId) -> Home:
    """Header (ISP-19, VEL-40) and tiles in the profile's order (ISP-01, ISP-20, EIR-24)."""
    return Home(_header(work, contract), _tiles(work, contract))


def _header(work: Work, contract: ContractId) -> Header:
    facts = contract_of(work.session, contract)
    tariff = current_tariff(work.session, contract, work.today)
    return Header(
        contract,
        facts.number,
        facts.name,
        ledger.balance(work.session, contract),
        tariff.name if tariff else {},
        STATUS_WORDS[facts.status],
        facts.phone,
        facts.address,
    )


def _tiles(work: Work, contract: ContractId) -> tuple[Tile, ...]:
    known = modules()
    names = [known[name].tile for name in work.operator.facts.modules if known[name].tile]
    tiles = (find(name)(work, contract) for name in names)
    return tuple(tile for tile in tiles if tile is not None)
