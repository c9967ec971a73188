"""What a capability says of itself on the home screen."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.core.locale import Sentence


@dataclass(frozen=True, slots=True)
class Tile:
    """One numbered choice: its line already answers; a choice that is off says why there."""

    module: str
    title: str
    line: Sentence
    open: bool = True
