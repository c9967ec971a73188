"""A typed secret that does not show itself in a log, a traceback or a repr."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Secret:
    """A password as typed."""

    value: str = field(repr=False)
