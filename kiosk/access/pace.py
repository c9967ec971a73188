"""How fast a login answers: never sooner than the profile says, so that the time tells nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep


@contextmanager
def no_sooner(seconds: float) -> Iterator[None]:
    """Let what is inside end no sooner than so long after it began, however it ends.

    Kept hashes with other parameters, names that nobody has and throttled tries then answer alike.
    Outside of transactions only.
    """
    until = monotonic() + seconds
    try:
        yield
    finally:
        if (rest := until - monotonic()) > 0:
            sleep(rest)
