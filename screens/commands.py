"""The one registry of commands: keys, footer, help and numbered places all come from here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.core.catalogue import own_name
from kiosk.core.locale import mark
from screens.visit import ScreenWords, Visit

Place = Literal["home", "settings", "way out"]


@dataclass(frozen=True, slots=True)
class Command:
    """A command that works on every screen where it makes sense.

    id      the action `action_ID` of the base screen
    key     its function key
    place   where it has a number, too: a number pad alone is enough
    words   gettext id for the footer; `short` where there is little room; `about` for help
    undo    words while its switch is on; `undo_short` where there is little room
    inside  only after a login
    """

    id: str
    key: str
    place: Place
    words: str
    short: str
    about: str
    undo: str = ""
    undo_short: str = ""
    inside: bool = False


COMMANDS = (
    Command("help", "f1", "home", mark("Help"), mark("Help"), mark("the screen and its keys")),
    Command(
        "language", "f2", "settings", mark("Language"), mark("Language"),
        mark("the other language; what was typed stays"),
    ),
    Command(
        "amounts", "f3", "settings", mark("Hide amounts"), mark("Amounts"),
        mark("dots instead of amounts, for the eyes of others"), mark("Show amounts"), inside=True,
    ),
    Command(
        "large", "f4", "settings", mark("Large text"), mark("Large"),
        mark("one column, large amounts"), mark("Normal text"), mark("Normal"),
    ),
    Command(
        "contract", "f5", "home", mark("Other contract"), mark("Contracts"),
        mark("another of your contracts"), inside=True,
    ),
    Command("call", "f9", "home", mark("Call staff"), mark("Staff"), mark("whom to call and where")),
    Command(
        "end", "f10", "way out", mark("End the visit"), mark("End"),
        mark("at once; the screen is wiped"),
    ),
)  # fmt: skip


def label(command: Command, words: ScreenWords, visit: Visit, short: bool = False) -> str:
    """What the footer or a numbered place calls the command now."""
    if command.id == "language":
        return own_name(next_language(visit.language, words.operator.languages))
    on = {"amounts": visit.hidden, "large": visit.large}.get(command.id, False)
    if short:
        return words(command.undo_short if on and command.undo_short else command.short)
    return words(command.undo if on else command.words)


def next_language(language: str, languages: tuple[str, ...]) -> str:
    """The language after this one in the profile's round."""
    at = languages.index(language) if language in languages else -1
    return languages[(at + 1) % len(languages)]
