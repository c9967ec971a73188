"""The words of click itself, about wrong usage and in the help, from the kiosk's own catalogue."""

from __future__ import annotations

import gettext
import os

from kiosk.core.locale import Sentence, mark
from kiosk.core.operator import data_folder

# Named here so that the catalogue has them; click looks them up by gettext's own default domain.
CLICK = (
    mark("Usage:"),
    mark("Options"),
    mark("Commands"),
    mark("required"),
    mark("Show this message and exit."),
    mark("Error: {message}"),
    mark("Try '{command} {option}' for help."),
    mark("Missing command."),
    mark("Missing argument"),
    mark("Missing option"),
    mark("No such command {name!r}."),
    mark("No such option {name!r}."),
    mark("Option {name!r} does not take a value."),
    mark("Invalid value: {message}"),
    mark("Invalid value for {param_hint}: {message}"),
    mark("{value!r} is not a valid {number_type}."),
    Sentence("Did you mean {possibility}?", {}, "(Did you mean one of: {possibilities}?)"),
    Sentence("Got unexpected extra argument ({args})", {}, "Got unexpected extra arguments ({args})"),
    Sentence("Option {name!r} requires an argument.", {}, "Option {name!r} requires {nargs} arguments."),
    Sentence("{value!r} does not match the format {format}.", {},
             "{value!r} does not match the formats {formats}."),
)  # fmt: skip


def speak(language: str) -> None:
    """Let click, and the programs that a command starts, speak this language."""
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain("kiosk", data_folder() / "locale")
    gettext.textdomain("kiosk")
