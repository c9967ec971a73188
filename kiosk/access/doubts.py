"""Ways in that a profile contradicts itself about."""

from __future__ import annotations

import re

from kiosk.access.passwords import is_hash
from kiosk.access.rules import AccessRules
from kiosk.core.doubts import Doubt, Doubts
from kiosk.core.locale import Sentence, mark
from kiosk.core.operator import Operator
from kiosk.core.sample import own_rows

_MASK = re.compile(r"\+[0-9# ()-]+", re.ASCII)
_LEAST_DAYS_OF_MONTH = 28
_ALWAYS_WARNED = mark(
    "Customers are warned as soon as a password is new: months of its life {months}, days of warning {days}. "
    "Choose fewer days."
)
_NO_NUMBER = mark(
    "No phone number looks like “{mask}”. Write + and the country, then a # for each digit that is typed: "
    "7 to 15 digits in all."
)
_NO_HASH = mark("The password of contract {contract} is no Argon2 hash, so nobody could log in with it.")
_NO_DAY = mark("The password of contract {contract} wants the day on which it was set, or “yes” in one_time.")


def doubts(operator: Operator) -> Doubts:
    """A mask of no number (VEL-03); a warning without end (VEL-15); sample passwords that open nothing."""
    mask = operator.of(AccessRules).phone_mask
    if "phone" in operator.of(AccessRules).login_kinds and not _is_number(mask):
        yield Doubt("access.toml", "phone_mask", Sentence(_NO_NUMBER, {"mask": mask}))
    rules = operator.of(AccessRules).password
    if rules.max_age_months and rules.warn_days >= rules.max_age_months * _LEAST_DAYS_OF_MONTH:
        numbers = {"months": rules.max_age_months, "days": rules.warn_days}
        yield Doubt("access.toml", "password.warn_days", Sentence(_ALWAYS_WARNED, numbers))
    for row in own_rows("contracts", operator):
        about = {"contract": row.get("contract", "")}
        if not (password := row.get("password", "")):
            continue
        if not is_hash(password):
            yield Doubt("demo/contracts.csv", "password", Sentence(_NO_HASH, about))
        if row.get("one_time") != "yes" and not row.get("password_set"):
            yield Doubt("demo/contracts.csv", "password_set", Sentence(_NO_DAY, about))


def _is_number(mask: str) -> bool:
    """Whether what is typed makes an international number (ITU-T E.164), as imports keep them."""
    return bool(_MASK.fullmatch(mask)) and 7 <= len(re.findall(r"[0-9#]", mask)) <= 15
