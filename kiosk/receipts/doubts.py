"""Receipts that would stay for the next customer."""

from __future__ import annotations

from kiosk.access.rules import AccessRules
from kiosk.core.doubts import Doubt, Doubts
from kiosk.core.locale import Sentence, mark
from kiosk.core.operator import Operator
from kiosk.receipts.rules import ReceiptRules

_STAYS = mark(
    "A receipt is shown for {shown} s, but nobody waits longer than {idle} s, idle time and countdown of "
    "access.toml together. Choose fewer."
)


def doubts(operator: Operator) -> Doubts:
    """A receipt that outlasts the visit (VEL-38)."""
    access = operator.of(AccessRules)
    shown, idle = operator.of(ReceiptRules).show_seconds, access.idle_seconds + access.countdown_seconds
    if shown > idle:
        yield Doubt("receipts.toml", "show_seconds", Sentence(_STAYS, {"shown": shown, "idle": idle}))
