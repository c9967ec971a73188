"""Roles of staff, and the form of a staff login."""

from __future__ import annotations

import re
from enum import StrEnum

from kiosk.core.work import Refusal

_LOGIN = re.compile(r"[a-z][a-z0-9._\-]{1,31}", re.ASCII)


class Role(StrEnum):
    """What the profile maps to names of use cases."""

    CONSULTANT = "consultant"
    CASHIER = "cashier"
    SUPERVISOR = "supervisor"
    CATALOGUE = "catalogue"
    CARDS = "cards"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


def staff_login(text: str) -> str:
    """A login as it is kept. Refuses: staff.login."""
    text = text.strip().lower()
    if not _LOGIN.fullmatch(text):
        raise Refusal(
            "staff.login",
            "A staff login has 2 to 32 Latin letters, digits, points or dashes and starts with a letter.",
        )
    return text


def staff_roles(names: tuple[str, ...]) -> tuple[Role, ...]:
    """Roles by their names, each once. Refuses: staff.role."""
    known = {str(role) for role in Role}
    for name in names:
        if name not in known:
            raise Refusal(
                "staff.role",
                "There is no role “{role}”. Roles: {known}.",
                role=name[:40],
                known=", ".join(Role),
            )
    if not names:
        raise Refusal("staff.no_role", "Name at least one role: {known}.", known=", ".join(Role))
    return tuple(role for role in Role if role in names)
