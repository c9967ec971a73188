"""Tables of express cards. A code is kept as a keyed hash only; the serial is open."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.cards.rules import BatchState, CardCode, CardState
from kiosk.core.keys import digest
from kiosk.core.money import Money
from kiosk.core.records import Amount, Record, append_only, one_of

_KEPT = [state for state in CardState if state is not CardState.EXPIRED]


class CardBatch(Record):
    """Cards issued together."""

    __tablename__ = "card_batch"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Money] = mapped_column(Amount)
    expires_on: Mapped[date | None]
    state: Mapped[str]
    created: Mapped[datetime]
    __table_args__ = (
        CheckConstraint(one_of("state", BatchState), "state"),
        CheckConstraint("value > 0", "value"),
    )


class Card(Record):
    """One card. `code` is HMAC-SHA-256 of the 14 digits; `before_block` what unblocking returns to.

    That a card is expired is not written but seen from `expires_on`, its last day.
    """

    __tablename__ = "card"
    id: Mapped[int] = mapped_column(primary_key=True)
    serial: Mapped[str] = mapped_column(unique=True)
    code: Mapped[bytes] = mapped_column(unique=True)
    batch: Mapped[str] = mapped_column(ForeignKey("card_batch.name"))
    value: Mapped[Money] = mapped_column(Amount)
    expires_on: Mapped[date | None]
    state: Mapped[str]
    before_block: Mapped[str | None]
    __table_args__ = (
        CheckConstraint(one_of("state", _KEPT), "state"),
        CheckConstraint("value > 0", "value"),
        CheckConstraint("(state = 'blocked') = (before_block IS NOT NULL)", "before_block"),
        Index(None, "batch", "serial"),
    )


def code_hash(key: bytes, code: CardCode) -> bytes:
    """What is kept of a code: HMAC-SHA-256 under the card key."""
    return digest(key, code.digits)


@append_only
class Redemption(Record):
    """A card is credited once: its id is the key."""

    __tablename__ = "redemption"
    card: Mapped[int] = mapped_column(ForeignKey("card.id"), primary_key=True)
    operation: Mapped[UUID] = mapped_column(ForeignKey("operation.id"), unique=True)
    contract: Mapped[int] = mapped_column(ForeignKey("contract.id"), index=True)
    at: Mapped[datetime]


class CardHold(Record):
    """A reserved try that found a card: redeeming it uses and returns this reservation."""

    __tablename__ = "card_hold"
    contract: Mapped[int] = mapped_column(ForeignKey("contract.id"), primary_key=True)
    card: Mapped[int] = mapped_column(ForeignKey("card.id"), primary_key=True)
    at: Mapped[datetime]
