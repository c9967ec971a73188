"""Settings of a visit are the screens' own; here is only their tile."""

from __future__ import annotations

from kiosk.core.locale import Sentence
from kiosk.core.tile import Tile
from kiosk.core.work import ContractId, Work
from kiosk.preferences import MODULE


def tile(_work: Work, _contract: ContractId) -> Tile:
    """Always open: it changes nothing but what this visit looks like (ISP-29)."""
    return Tile(MODULE.name, MODULE.title, Sentence("language, large text, password"))
