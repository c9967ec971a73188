"""Readings as customers and staff use them."""

from __future__ import annotations

from kiosk.core.locale import Sentence, mark
from kiosk.core.tile import Tile
from kiosk.core.work import ContractId, Work
from kiosk.meters import MODULE


def tile(work: Work, contract: ContractId) -> Tile:
    """The meters of the contract."""
    return Tile(MODULE.name, MODULE.title, Sentence(mark("no meters")), open=False)


def faults(work: Work) -> list[Sentence]:
    """Readings that contradict each other."""
    return []
