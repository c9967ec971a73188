"""Express cards: the form of a code, the states of cards and batches, the limits of a profile."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

import msgspec

from kiosk.core.limit import Limit
from kiosk.core.locale import mark
from kiosk.core.work import Refusal

CODE_DIGITS = 14
_IGNORED = re.compile(r"[ \-\u2010-\u2015\u00a0]")
_BATCH = re.compile(r"[^\W_][\w.\-]{0,19}")
_CODE = re.compile(rf"[0-9]{{{CODE_DIGITS}}}", re.ASCII)


class CardRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`cards.toml`.

    wrong_tries      wrong codes per contract; only cards pause, for that contract only
    alarm_wrong_day  wrong codes per terminal and day from which an alarm is raised
    """

    wrong_tries: Limit = Limit(pauses_minutes=[15, 30, 60, 1440])
    alarm_wrong_day: int = 20


@dataclass(frozen=True, slots=True)
class CardCode:
    """The secret under the scratch layer: 14 ASCII digits (VEL-59). Never shown by repr."""

    digits: str = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> CardCode:
        """Spaces and dashes are ignored. Refuses: cards.form, before anything is counted."""
        digits = _IGNORED.sub("", text)
        if not _CODE.fullmatch(digits):
            raise Refusal(
                "cards.form",
                "A card code has {wanted} digits; {typed} are typed. Nothing was counted.",
                wanted=CODE_DIGITS,
                typed=sum(c.isascii() and c.isdigit() for c in digits),
            )
        return cls(digits)


def batch_name(text: str) -> str:
    """The name of a new batch, of which its serials and its file are made. Refuses: cards.batch_name."""
    if not _BATCH.fullmatch(text):
        raise Refusal(
            "cards.batch_name",
            "A batch name has 1 to 20 letters, digits, points, dashes or low lines and begins with a "
            "letter or digit.",
        )
    return text


class CardState(StrEnum):
    GENERATED = "generated"
    SHIPPED = "shipped"
    ACTIVE = "active"
    REDEEMED = "redeemed"
    BLOCKED = "blocked"
    VOID = "void"
    EXPIRED = "expired"


STATE_WORDS = {
    CardState.GENERATED: mark("generated"),
    CardState.SHIPPED: mark("shipped"),
    CardState.ACTIVE: mark("activated"),
    CardState.REDEEMED: mark("redeemed"),
    CardState.BLOCKED: mark("blocked"),
    CardState.VOID: mark("void"),
    CardState.EXPIRED: mark("expired"),
}


class BatchState(StrEnum):
    """`draft`: its file is not yet in its place; its cards can do nothing."""

    DRAFT = "draft"
    ISSUED = "issued"


class Move(StrEnum):
    """What staff do to a range of cards."""

    SHIP = "ship"
    ACTIVATE = "activate"
    BLOCK = "block"
    UNBLOCK = "unblock"
    VOID = "void"


# The one table of transitions. `unblock` returns a card to the state it was blocked in.
TRANSITIONS: dict[Move, tuple[frozenset[CardState], CardState | None]] = {
    Move.SHIP: (frozenset({CardState.GENERATED}), CardState.SHIPPED),
    Move.ACTIVATE: (frozenset({CardState.SHIPPED}), CardState.ACTIVE),
    Move.BLOCK: (
        frozenset({CardState.GENERATED, CardState.SHIPPED, CardState.ACTIVE}),
        CardState.BLOCKED,
    ),
    Move.UNBLOCK: (frozenset({CardState.BLOCKED}), None),
    Move.VOID: (
        frozenset({CardState.GENERATED, CardState.SHIPPED, CardState.ACTIVE, CardState.BLOCKED}),
        CardState.VOID,
    ),
}
