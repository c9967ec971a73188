"""Meters, accounted values and readings by the batch, inside the operation that brings them.

For files and sample data. Whoever calls has cleaned the texts and found contracts and meters.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.core.work import MeterId, Refusal, Work
from kiosk.meters.rules import Mark
from kiosk.meters.views import DatedReading, NewMeter


def enter_meters(work: Work, news: Sequence[NewMeter]) -> list[MeterId]:
    """Make the meters, or bring old ones (of the same contract and number) up to date; their ids, in order."""
    raise NotImplementedError


def enter_accounted(work: Work, marks: Sequence[tuple[MeterId, Mark]]) -> None:
    """What was counted for bills; what is known of the same day is replaced."""
    raise NotImplementedError


def enter_readings(work: Work, news: Sequence[DatedReading]) -> list[tuple[int, Refusal]]:
    """Enter the readings one after another, each judged as of its day by the rules of customers (decision 7).

    Positions of those that are refused, and why (meters.*, see weigh.refuse): these are not entered, and
    the others are judged as if they had not been there. Locks the contracts. Meters that are not there
    are the caller's mistake.
    """
    raise NotImplementedError
