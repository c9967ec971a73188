"""What tests of access share: every argon2 verification is written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import argon2
import pytest


@dataclass
class Spy:
    """The hashes that were verified; `during` runs while one is."""

    kept: list[str] = field(default_factory=list)
    during: Callable[[], object] = lambda: None


@pytest.fixture
def spy(monkeypatch: pytest.MonkeyPatch) -> Spy:
    seen, real = Spy(), argon2.PasswordHasher.verify

    def verify(hasher: argon2.PasswordHasher, kept: str, password: bytes) -> bool:
        seen.kept.append(kept)
        seen.during()
        return real(hasher, kept, password)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", verify)
    return seen
