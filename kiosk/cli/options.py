"""What is typed behind options, read as the rules read it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

from kiosk.cli.speech import words
from kiosk.core.work import Refusal

T = TypeVar("T")


def read_as(parse: Callable[[str], T]) -> Callable[[click.Context, click.Parameter, str | None], T | None]:
    """A callback for options: what `parse` refuses is wrong usage; an option that is left out is None."""

    def read(_context: click.Context, _option: click.Parameter, value: str | None) -> T | None:
        try:
            return None if value is None else parse(value)
        except Refusal as refusal:
            raise click.BadParameter(words(refusal)) from refusal

    return read
