"""Sample meters and readings."""

from __future__ import annotations

from kiosk.core.store import Store


def load(store: Store) -> None:
    """Enter demo/meters.csv and readings.csv."""
