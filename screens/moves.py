"""Where the focus goes when an arrow is pressed."""

from __future__ import annotations

from collections.abc import Iterable

from textual.geometry import Region
from textual.widget import Widget

_DIRECTIONS = {"up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0)}


def neighbour(start: Region, arrow: str, widgets: Iterable[Widget]) -> Widget | None:
    """The nearest widget in the direction of the arrow; off the line counts twice."""
    across, along = _DIRECTIONS[arrow]
    best: tuple[int, Widget] | None = None
    for widget in widgets:
        (x, y), (x0, y0) = widget.region.center, start.center
        ahead = int((x - x0) * across + (y - y0) * along)
        aside = int(abs((x - x0) * along) + abs((y - y0) * across))
        if ahead <= 0:
            continue
        distance = ahead + 2 * aside
        if best is None or distance < best[0]:
            best = (distance, widget)
    return best[1] if best else None
