"""Tariffs as customers and staff use them."""

from __future__ import annotations

import msgspec

from kiosk.core.locale import Sentence, mark
from kiosk.core.tile import Tile
from kiosk.core.work import JOB, ContractId, Work, use_case
from kiosk.tariffs import MODULE, catalogue
from kiosk.tariffs.views import NewTariff, TariffDefined


@use_case("tariffs.define", by=(JOB,), writes=True)
def define(work: Work, new: NewTariff) -> TariffDefined:
    """Make the tariff, or bring an old one up to date. Refuses: tariffs.fee, text.*."""
    catalogue.enter(work, new)
    return TariffDefined(new.code)


def tile(work: Work, contract: ContractId) -> Tile:
    """The tariff in force (VEL-42)."""
    tariff = catalogue.current_tariff(work.session, contract, work.today)
    if tariff is None:
        return Tile(MODULE.name, MODULE.title, Sentence(mark("no tariff yet")))
    name = msgspec.json.encode(tariff.name).decode()
    line = Sentence(mark("“{name:texts}”, {fee:money} a month"), {"name": name, "fee": tariff.fee})
    return Tile(MODULE.name, MODULE.title, line)
