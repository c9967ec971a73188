"""Hashes of other systems as they stand (EIR-04): which are taken, that they open, that they are renewed."""

from __future__ import annotations

import argon2
import pytest
from argon2.low_level import Type
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from kiosk.access.passwords import is_hash, required_hash, required_one_time, verify
from kiosk.access.rules import AccessRules, Argon2
from kiosk.contracts.views import NewLogin
from kiosk.core.identity import Login
from kiosk.core.secret import Secret
from kiosk.core.store import Store
from kiosk.core.work import Refusal
from tests import people
from tests.people import PASSWORD

WEAK = Argon2(memory_mib=1, passes=1, lanes=1)
SALT, HASH = "c29tZXNhbHRzb21lc2FsdA", "Jk4Z2fSAkDuEzAXBGbUyTjQiCQZqDZ4hXqPzjGqLh6M"
GOOD = f"$argon2id$v=19$m=65536,t=3,p=4${SALT}${HASH}"


def made(kind: Type, version: int = 19, memory: int = 512, **more: int) -> str:
    """A hash as another system made it."""
    sizes = {"hash_len": 24, "time_cost": 2, "parallelism": 3} | more
    hashed = argon2.low_level.hash_secret(
        PASSWORD.encode(), b"some other salt", memory_cost=memory, type=kind, version=version, **sizes
    )
    return hashed.decode()


def verdict(text: str) -> str:
    try:
        return "taken" if required_hash(text) == text else "changed"
    except Refusal as refusal:
        return refusal.code


@pytest.mark.parametrize("version", [16, 19])
@pytest.mark.parametrize("kind", list(Type))
def test_every_kind_of_argon2_opens_and_is_renewed(store: Store, kind: Type, version: int):
    """EIR-04: argon2i, argon2d and argon2id, also of version 16, as they stand; at the first login they
    become the profile's own."""
    kept = made(kind, version)
    assert verdict(kept) == "taken"
    people.customer(store, login=NewLogin(kept))
    with pytest.raises(Refusal, match=r"access\.wrong"):
        people.enter(store, password="wrong")
    people.enter(store)
    with store.read() as session:
        renewed = session.execute(select(Login.password)).scalar_one()
    assert renewed.startswith("$argon2id$v=19$m=1024,t=1,p=1$")
    people.enter(store)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GOOD, "taken"),
        (GOOD.replace("argon2id", "argon2i"), "taken"),
        (GOOD.replace("argon2id", "argon2d"), "taken"),
        (GOOD.replace("v=19$", ""), "taken"),
        (GOOD.replace("m=65536", "m=262144").replace("t=3", "t=10").replace("p=4", "p=16"), "taken"),
        (GOOD.replace("m=65536", "m=262145"), "access.hash_heavy"),
        (GOOD.replace("m=65536", "m=4294967295"), "access.hash_heavy"),
        (GOOD.replace("t=3", "t=11"), "access.hash_heavy"),
        (GOOD.replace("p=4", "p=17"), "access.hash_heavy"),
        (GOOD.replace("m=65536", "m=31"), "access.hash"),
        (GOOD.replace("t=3", "t=0"), "access.hash"),
        (GOOD.replace("t=3", "t=-3"), "access.hash"),
        (GOOD.replace("t=3", "t=03"), "access.hash"),
        (GOOD.replace("t=3", "t=３"), "access.hash"),
        (GOOD.replace("m=65536", "m=" + "9" * 11), "access.hash"),
        (GOOD.replace("v=19", "v=20"), "access.hash"),
        (GOOD.replace("argon2id", "argon2x"), "access.hash"),
        (GOOD.replace("argon2id", "ARGON2ID"), "access.hash"),
        (GOOD.replace(",p=4", ""), "access.hash"),
        (GOOD + "=", "access.hash"),
        (GOOD + "\n", "access.hash"),
        (GOOD[:-1], "access.hash"),
        (GOOD[:-1] + "N", "access.hash"),
        (GOOD.replace(SALT, "c29t"), "access.hash"),
        (GOOD.rpartition("$")[0], "access.hash"),
        ("$2b$12$abcdefghijklmnopqrstuvABCDEFGHIJKLMNOPQRSTUVABCDEFGH", "access.hash"),
    ],
)
def test_what_is_taken_as_a_hash(text: str, expected: str):
    """EIR-04: well formed, and not so heavy that a file could make logins hang."""
    assert is_hash(text)
    assert verdict(text) == expected


@pytest.mark.parametrize("text", [GOOD + "=", GOOD.replace("t=3", "t=11")])
def test_a_refused_hash_is_not_repeated(text: str):
    with pytest.raises(Refusal) as refusal:
        required_hash(text)
    assert HASH not in str(refusal.value.as_dict())


@given(st.sampled_from(list(Type)), st.integers(8, 64), st.integers(1, 3), st.integers(12, 40))
def test_what_argon2_makes_is_taken_and_verified(kind: Type, memory: int, passes: int, length: int):
    kept = made(kind, memory=memory, time_cost=passes, parallelism=1, hash_len=length)
    assert verdict(kept) == "taken"
    assert verify(WEAK, kept, Secret(PASSWORD))
    assert not verify(WEAK, kept, Secret("wrong"))


@pytest.mark.parametrize("password", ["0123456789", "$ecret", "я$я$я", "a$2b$", "x" * 128])
def test_what_is_no_hash_may_be_a_one_time_password(password: str):
    assert not is_hash(password)
    assert required_one_time(Secret(password)).value == password


@pytest.mark.parametrize("password", ["", "x" * 129, "ﬁ" * 65, "a\tb", "a\x1bb", "a\u202eb", "\udcff"])
def test_a_one_time_password_can_be_typed(password: str):
    """VEL-14: neither empty nor endless, and of signs that a keyboard has."""
    with pytest.raises(Refusal, match=r"access\.one_time_form") as refusal:
        required_one_time(Secret(password))
    assert refusal.value.params == {"most": 128}


def test_the_house_itself_would_be_taken():
    """What this kiosk exports, another one imports."""
    rules = AccessRules().argon2
    assert rules.memory_mib <= 256
    assert rules.passes <= 10
    assert rules.lanes <= 16
