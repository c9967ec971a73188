"""Roles that let nobody do anything."""

from __future__ import annotations

from difflib import get_close_matches

from kiosk.core.doubts import OPERATOR, Doubt, Doubts
from kiosk.core.locale import Sentence, mark
from kiosk.core.module import load_cases
from kiosk.core.operator import Operator
from kiosk.core.work import CASES, STAFF
from kiosk.staff.rules import Role

_NO_ROLE = mark("There is no role “{role}”. Roles: {known}.")
_NO_CASE = mark("“{case}” is nothing that staff can do. Take it out.")
_NEAR = mark("“{case}” is nothing that staff can do. Did you mean “{near}”?")


def doubts(operator: Operator) -> Doubts:
    """Unknown roles, and rights that are none."""
    load_cases()
    rights = [name for name, case in CASES.items() if STAFF in case.by]
    for role, names in operator.facts.roles.items():
        if role not in set(Role):
            unknown = Sentence(_NO_ROLE, {"role": role, "known": ", ".join(Role)})
            yield Doubt(OPERATOR, f"roles.{role}", unknown)
        for name in names:
            if name not in rights:
                yield Doubt(OPERATOR, f"roles.{role}", _no_right(name, rights))


def _no_right(name: str, rights: list[str]) -> Sentence:
    if near := get_close_matches(name, rights, n=1):
        return Sentence(_NEAR, {"case": name, "near": near[0]})
    return Sentence(_NO_CASE, {"case": name})
