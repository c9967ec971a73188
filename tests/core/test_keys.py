"""Key files and the one keyed hash of the house."""

from __future__ import annotations

import hashlib
import hmac
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.keys import NAMES, create_keys, digest, load_keys
from kiosk.core.work import SetupError

KEY = b"k" * 32


def test_keys_are_made_once_and_closed(tmp_path: Path):
    made = create_keys(tmp_path / "keys")
    assert create_keys(tmp_path / "keys") == made == load_keys(tmp_path / "keys")
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    for name in NAMES:
        assert stat.S_IMODE((tmp_path / "keys" / f"{name}.key").stat().st_mode) == 0o600
        assert len(getattr(made, name)) == 32
        assert getattr(made, name).hex() not in repr(made)
    assert len(set(made.checks().values())) == len(NAMES)


def test_a_lost_key_is_not_made_anew_beside_the_others(tmp_path: Path):
    """Only `create_keys` makes one; the start never does, or all cards would be worthless."""
    create_keys(tmp_path)
    (tmp_path / "card.key").unlink()
    with pytest.raises(SetupError, match=r"keys\.missing"):
        load_keys(tmp_path)
    assert not (tmp_path / "card.key").exists()


def test_a_key_file_of_somebody_else(tmp_path: Path, monkeypatch):
    create_keys(tmp_path)

    def denied(*_given: object, **_named: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", denied)
    with pytest.raises(SetupError, match=r"keys\.closed"):
        load_keys(tmp_path)


@given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
def test_no_two_lists_of_parts_look_alike(one: list[str], other: list[str]):
    """("ab", "c") is not ("a", "bc"): each part has its length before it."""
    assert (digest(KEY, *one) == digest(KEY, *other)) == (one == other)


def test_it_is_hmac_sha256():
    """Stated again by hand: cards that were issued depend on it for ever."""
    data = b"\0\0\0\x0e" + b"12345678901234"
    assert digest(KEY, "12345678901234") == hmac.new(KEY, data, hashlib.sha256).digest()


def test_another_key_is_another_hash():
    assert digest(KEY, "a") != digest(b"x" * 32, "a")
    assert digest(KEY, "a") == digest(KEY, b"a")
