"""What header and footer say: from the profile and the visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.commands import Command, label
from screens.visit import ScreenWords, Visit
from screens.widgets.bars import Fact, Key

if TYPE_CHECKING:
    from kiosk.home.views import Header
    from screens.app import KioskApp


def fact(name: str, words: ScreenWords, header: Header) -> Fact:
    """One of the facts that a profile may want in the header."""
    match name:
        case "balance":
            return Fact(words.money(header.balance))
        case "tariff":
            named = words("“{tariff}”", tariff=words.pick(header.tariff)) if header.tariff else ""
            return Fact(named, yields=True)
        case "status":
            return Fact(words(header.status), yields=True)
        case "address":
            return Fact(header.address, yields=True)
    return Fact(header.phone if name == "phone" else "")


def header(kiosk: KioskApp) -> tuple[str, str, list[Fact]]:
    """Operator's name, whom it serves, and the facts that the profile wants at the right (ISP-19)."""
    words, visit, facts = kiosk.words, kiosk.visit, kiosk.operator.facts
    title = words.pick(facts.title)
    if visit.entry is None:
        where = words("terminal {terminal}", terminal=kiosk.settings.terminal)
        place = words.pick(facts.place)
        return title, f"{place} · {where}" if place else where, [Fact(facts.phone)]
    if visit.header is None:
        number = visit.contract.number if visit.contract else ""
        return title, words("Contract {number}", number=number) if number else "", []
    whom = words("Contract {number} · {name}", number=visit.header.number, name=visit.header.name)
    right = [fact(name, words, visit.header) for name in facts.header]
    return title, whom, right


def key(command: Command, words: ScreenWords, visit: Visit) -> Key:
    """A command's entry in the footer."""
    return Key(
        command.id, command.key, label(command, words, visit), label(command, words, visit, short=True),
        yields=command.id == "large",
    )  # fmt: skip
