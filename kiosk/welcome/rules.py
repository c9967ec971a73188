"""What the welcome screens say before anybody logs in; all of it in the profile."""

from __future__ import annotations

import msgspec

from kiosk.access.rules import LoginKind
from kiosk.core.operator import Texts


class ServiceKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One answer to "which customer are you?" (VEL-02) and what that customer logs in with."""

    title: Texts
    login_kind: LoginKind = "contract"


class Sample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A contract of the demo that a newcomer may try."""

    contract: str
    password: str
    about: Texts = {}


class WelcomeRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`welcome.toml`.

    greeting       the line of the attract screen (EIR-03)
    abilities      what one can do here (EIR-06)
    hours          when this place is open; using the terminal costs nothing (VEL-01)
    kinds          the first question, where a profile has several kinds of service (VEL-02)
    no_password    who issues a password and where (ISP-02)
    samples, cards what to try; demo profile only
    """

    greeting: Texts = {}
    abilities: list[Texts] = []
    hours: Texts = {}
    kinds: list[ServiceKind] = []
    no_password: Texts = {}
    samples: list[Sample] = []
    cards: list[str] = []
