"""The rules of a new password as a table, hashes, and the arithmetic of months."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time

import argon2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.access.passwords import dummy, hash_password, one_time_password, outdated, require_good, verify
from kiosk.access.rules import AccessRules, Argon2, PasswordRules
from kiosk.core.months import later
from kiosk.core.secret import Secret
from kiosk.core.work import Refusal

WEAK = Argon2(memory_mib=1, passes=1, lanes=1)
HOUSE, VELCOM = PasswordRules(), PasswordRules(least=5, most=10, signs="letters_digits")
ABOUT = ("1001", "77", "+375291234567", "Иванов", "Ян")


def verdict(rules: PasswordRules, password: str, about: tuple[str, ...] = ABOUT) -> str:
    try:
        require_good(rules, Secret(password), about)
    except Refusal as refusal:
        return refusal.code.removeprefix("access.password_")
    return "good"


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("1234567", "short"), ("", "short"), ("       ", "short"),
        ("ab cdéfg", "good"), ("пароль на замке", "good"), ("🙂🙃🙂🙃🙂🙃🙂🙃", "good"),
        ("x1" * 64, "good"), ("x1" * 64 + "x", "long"),
        ("ﬁ" * 64, "good"), ("ﬁx" * 42 + "ab", "good"), ("ﬁx" * 43, "long"),  # NFKC: ﬁ is two letters
        ("password", "common"), ("PASSWORD", "common"), ("ｐａｓｓｗｏｒｄ", "common"),
        ("12345678", "common"), ("aaaaaaaaaa", "common"), ("password ", "good"),
        ("10017788", "own"), ("xx-10-01-x", "own"), ("my77secret", "good"), ("+375291234567", "own"),
        ("29 123 45 67", "own"), ("91234567", "own"), ("ИВАНОВ2026", "own"), ("и.в.а.н.о.в", "own"),
        ("ян янович", "good"), ("__________1", "good"), ("________77", "own"),
    ],
)  # fmt: skip
def test_the_house_rules(password: str, expected: str):
    """Decision 2: 8 to 128 characters of any kind, not common, not made of contract, phone, name."""
    assert verdict(HOUSE, password) == expected


@pytest.mark.parametrize(
    ("password", "expected"),
    [("ab3d", "short"), ("ab3de", "good"), ("ab3de67890", "good"), ("ab3de678901", "long"),
     ("ab 3de", "signs"), ("ab_3de", "signs"), ("абв3где", "good"), ("12345", "common"), ("91234", "own")],
)  # fmt: skip
def test_a_profile_of_five_to_ten_letters_or_digits(password: str, expected: str):
    """VEL-16."""
    assert verdict(VELCOM, password) == expected


def test_a_password_is_compared_as_typed_after_nfkc():
    kept = hash_password(WEAK, Secret("Ångström 1"))
    assert verify(WEAK, kept, Secret("A\u030angstro\u0308m 1"))
    assert not verify(WEAK, kept, Secret("ångström 1"))
    assert not verify(WEAK, kept, Secret("Ångström 1 "))
    assert not verify(WEAK, kept, Secret("Angstrom 1"))


def test_long_passwords_count_to_their_last_character():
    """Nothing is cut off at 72 bytes, as with bcrypt."""
    kept = hash_password(WEAK, Secret("я" * 127 + "1"))
    assert not verify(WEAK, kept, Secret("я" * 127 + "2"))


def test_the_house_parameters_are_argon2id_64_mib():
    """m=64 MiB, t=3, p=4 unless the profile says otherwise; a new salt each time."""
    kept = [hash_password(AccessRules().argon2, Secret("x")) for _ in range(2)]
    assert all(hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$") for hashed in kept)
    assert kept[0] != kept[1]


@pytest.mark.parametrize("kept", [None, "", "x", "$argon2id$v=19$m=1024,t=1,p=1$AAAA", "$2b$12$abc"])
def test_what_is_no_hash_lets_nobody_in(kept: str | None):
    assert not verify(WEAK, kept, Secret(""))
    assert not verify(WEAK, kept, Secret("x"))


def test_a_dummy_is_like_a_kept_hash_and_new_each_time():
    kept = hash_password(WEAK, Secret("x"))
    assert argon2.extract_parameters(dummy(WEAK)) == argon2.extract_parameters(kept)
    assert dummy(WEAK) != dummy(WEAK)
    assert not outdated(WEAK, dummy(WEAK))


@pytest.mark.parametrize("other", [Argon2(2, 1, 1), Argon2(1, 2, 1), Argon2(1, 1, 2)])
def test_other_parameters_are_outdated(other: Argon2):
    assert outdated(other, hash_password(WEAK, Secret("x")))


def test_one_time_passwords_are_ten_digits_that_do_not_repeat():
    made = [one_time_password() for _ in range(200)]
    assert all(len(p.value) == 10 and p.value.isascii() and p.value.isdigit() for p in made)
    assert len({p.value for p in made}) == 200
    assert "value" not in repr(made[0])


@given(st.dates(date(1990, 1, 1), date(2200, 1, 1)), st.times(), st.integers(0, 240))
@example(date(2024, 2, 29), time(9), 12)
@example(date(2026, 12, 31), time(9), 2)
def test_months_later(day: date, at: time, months: int):
    """The same day so many months on, or the month's last day where it has no such day."""
    moment = datetime.combine(day, at, UTC)
    then = later(moment, months)
    assert (then.year * 12 + then.month) - (moment.year * 12 + moment.month) == months
    assert then.day == min(moment.day, calendar.monthrange(then.year, then.month)[1])
    assert then.timetz() == moment.timetz()
