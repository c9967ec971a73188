"""Who gets in: login names, passwords, tries, the length of a visit; as the profile sets them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Annotated, Literal

import msgspec

from kiosk.contracts.rules import contract_number, email_address
from kiosk.core.limit import Limit
from kiosk.core.operator import Facts
from kiosk.core.work import Refusal

LoginKind = Literal["contract", "phone", "email"]
# Signs of a password that was set under other rules.
LONGEST = 128
_PHONE_SIGNS = re.compile(r"[0-9 +()\-]*")


class PasswordRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Decision 2: length, signs, and what may not be part of it.

    signs           "any", or "letters_digits" (VEL-16)
    max_age_months  0: a password lives until it is changed (decision 1, VEL-13, VEL-15)
    one_time_hours  how long a one-time password can be used (VEL-14)
    """

    least: Annotated[int, msgspec.Meta(ge=1, le=64)] = 8
    most: Annotated[int, msgspec.Meta(ge=8, le=1000)] = 128
    signs: Literal["any", "letters_digits"] = "any"
    max_age_months: Annotated[int, msgspec.Meta(ge=0, le=600)] = 0
    warn_days: Annotated[int, msgspec.Meta(ge=0, le=366)] = 14
    one_time_hours: Annotated[int, msgspec.Meta(ge=1, le=8784)] = 72

    def __post_init__(self) -> None:
        if self.least > self.most:
            raise ValueError("most is not below least")

    @property
    def longest(self) -> int:
        """Signs of a password that may be in use: one that was brought along may be longer than new ones."""
        return max(self.most, LONGEST)


class Argon2(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """argon2id parameters of new hashes; older and imported hashes are renewed at login."""

    memory_mib: Annotated[int, msgspec.Meta(ge=1, le=4096)] = 64
    passes: Annotated[int, msgspec.Meta(ge=1, le=100)] = 3
    lanes: Annotated[int, msgspec.Meta(ge=1, le=64)] = 4


class AccessRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`access.toml`.

    login_kinds        what a customer may log in with; the first is offered first
    phone_mask         # stands for a digit to type: "+375 ## ###-##-##" (VEL-03)
    name_tries         wrong tries per login name
    terminal_tries     wrong tries per terminal
    answer_seconds     no login is answered sooner, right or wrong, so that the time tells nothing
    idle_seconds       without a key or touch, then the countdown (decision 3, VEL-38)
    countdown_seconds  in words and a bar; then the visit ends (VEL-39)
    """

    login_kinds: list[LoginKind] = msgspec.field(default_factory=lambda: ["contract"])
    phone_mask: str = "+375 ## ###-##-##"
    password: PasswordRules = PasswordRules()
    argon2: Argon2 = Argon2()
    name_tries: Limit = Limit()
    terminal_tries: Limit = Limit(tries=10, window_minutes=5, pauses_minutes=[5, 10, 15])
    answer_seconds: float = 0.4
    idle_seconds: Annotated[int, msgspec.Meta(ge=5, le=3600)] = 90
    countdown_seconds: Annotated[int, msgspec.Meta(ge=3, le=300)] = 30

    def __post_init__(self) -> None:
        if not 0 <= self.answer_seconds <= 10:  # not a number, either
            raise ValueError("answer_seconds is 0 to 10")

    def wrong(self, facts: Facts) -> Iterator[tuple[str, str]]:
        """Ways in that nobody could take."""
        if not self.login_kinds:
            yield "login_kinds", "nobody could log in; name at least one of contract, phone, email"
        if "phone" in self.login_kinds and "#" not in self.phone_mask:
            yield "phone_mask", "customers log in by phone, so it wants a # for each digit that they type"


def login_name(rules: AccessRules, kind: LoginKind, text: str) -> str:
    """The login name as it is stored, from what was typed (VEL-03, ILEX-01).

    Refuses: access.kind (the profile does not have it), access.name.
    """
    if kind not in rules.login_kinds:
        raise Refusal("access.kind", "Nobody logs in with this here. Choose another way.")
    text = unicodedata.normalize("NFKC", text).strip()
    if kind == "phone":
        return _phone(rules, text)
    if kind == "email":
        if address := email_address(text):
            return address
        raise Refusal("access.name", "This is not an e-mail address. Latin letters, one @, a point.")
    if number := contract_number(text):
        return number
    raise Refusal("access.name", "A contract number has 1 to 20 digits or letters.")


def _phone(rules: AccessRules, text: str) -> str:
    typed = re.sub(r"[^0-9]", "", text) if _PHONE_SIGNS.fullmatch(text) else ""
    fixed = "".join(c for c in rules.phone_mask if c.isdigit())
    wanted = rules.phone_mask.count("#")
    if typed.startswith(fixed) and len(typed) == len(fixed) + wanted:
        typed = typed[len(fixed) :]
    if len(typed) != wanted:
        raise Refusal("access.name", "The phone number needs {wanted} digits after {fixed}.",
                      wanted=wanted, fixed="+" + fixed)  # fmt: skip
    return "+" + fixed + typed
