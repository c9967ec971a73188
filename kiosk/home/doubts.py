"""Facts of the header that no customer would see."""

from __future__ import annotations

from kiosk.core.doubts import OPERATOR, Doubt, Doubts
from kiosk.core.locale import Sentence, mark
from kiosk.core.operator import Operator

# What the header can show, and the module that brings it; empty: every contract has it.
FACTS = {"balance": "", "tariff": "tariffs", "address": "", "status": "", "phone": ""}
_UNKNOWN = mark("The header knows no “{name}”. It can be: {known}.")
_OFF = mark("The header shows “{name}”, but the module “{module}” is off. Add it, or take “{name}” out.")


def doubts(operator: Operator) -> Doubts:
    """ISP-19."""
    for name in operator.facts.header:
        if name not in FACTS:
            known = ", ".join(FACTS)
            yield Doubt(OPERATOR, "header", Sentence(_UNKNOWN, {"name": name, "known": known}))
        elif (module := FACTS[name]) and not operator.has(module):
            yield Doubt(OPERATOR, "header", Sentence(_OFF, {"name": name, "module": module}))
