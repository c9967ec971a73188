"""Sample express cards, with codes that everybody may know."""

from __future__ import annotations

from itertools import groupby
from uuid import NAMESPACE_OID, uuid5

from kiosk.cards.cases import move, register, seal
from kiosk.cards.files import read_codes
from kiosk.cards.records import code_hash
from kiosk.cards.rules import CardCode, Move
from kiosk.core.sample import ENCODING, file_of
from kiosk.core.store import Store
from kiosk.core.work import Actor, By, OperationId


def load(store: Store) -> None:
    """Enter the batches of demo/cards.csv, if there is one, and make them usable."""
    path = file_of("cards", store.operator)
    if not path.exists():
        return
    with path.open(encoding=ENCODING, newline="") as file:
        rows = read_codes(file, store.operator.currency)
    for batch, group in groupby(rows, key=lambda row: row.batch):
        cards = list(group)
        hashed = [(card.serial, code_hash(store.keys.card, CardCode(card.code))) for card in cards]
        store.run(_by(batch, "register"), register, batch, cards[0].value, cards[0].expires_on, hashed)
        store.run(_by(batch, "seal"), seal, batch)
        store.run(_by(batch, "ship"), move, batch, Move.SHIP, "", "")
        store.run(_by(batch, "activate"), move, batch, Move.ACTIVATE, "", "")


def _by(batch: str, step: str) -> By:
    return By(Actor.job("demo"), "demo", None, OperationId(uuid5(NAMESPACE_OID, f"demo {batch} {step}")))
