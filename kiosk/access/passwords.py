"""Passwords: the rules for a new one, argon2id hashes, one-time passwords.

Hashing takes a tenth of a second and much memory, so it is done outside transactions and the event
loop, and at most two at once in a process.
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
import threading
import unicodedata
from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from kiosk.access.rules import Argon2, PasswordRules
from kiosk.core.operator import data_folder
from kiosk.core.secret import Secret
from kiosk.core.work import Refusal

_TWO_AT_ONCE = threading.BoundedSemaphore(2)
_HASH_BYTES, _SALT_BYTES = 32, 16
_HASH = re.compile(r"\$[a-z0-9-]{1,20}\$", re.IGNORECASE)
_ARGON2 = re.compile(
    r"\$argon2(?:id|i|d)\$(?:v=(?:16|19)\$)?"
    r"m=(?P<memory>[1-9][0-9]{0,9}),t=(?P<passes>[1-9][0-9]{0,9}),p=(?P<lanes>[1-9][0-9]{0,9})"
    r"\$(?P<salt>[A-Za-z0-9+/]{11,86})\$(?P<hash>[A-Za-z0-9+/]{16,171})"
)
# Of kept hashes from elsewhere: memory in KiB, passes, lanes. A file cannot make logins hang.
_MOST = {"memory": 256 * 1024, "passes": 10, "lanes": 16}
_LONGEST = 128


def normal(password: Secret) -> str:
    """The password as it is compared: NFKC, otherwise exactly as typed (decision 2)."""
    return unicodedata.normalize("NFKC", password.value)


def _typed(password: Secret) -> bytes:
    """What argon2 hashes; bytes that no keyboard sends (broken UTF-8) are no reason to break."""
    return normal(password).encode("utf-8", "surrogatepass")


def _hasher(rules: Argon2) -> PasswordHasher:
    return PasswordHasher(
        rules.passes, rules.memory_mib * 1024, rules.lanes, _HASH_BYTES, _SALT_BYTES, type=Type.ID
    )


def hash_password(rules: Argon2, password: Secret) -> str:
    """The argon2id hash to keep."""
    with _TWO_AT_ONCE:
        return _hasher(rules).hash(_typed(password))


def verify(rules: Argon2, kept: str | None, password: Secret) -> bool:
    """Whether this is the password of the kept hash; no hash costs the same time and says no."""
    with _TWO_AT_ONCE:
        try:
            return _hasher(rules).verify(kept or dummy(rules), _typed(password)) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def is_hash(text: str) -> bool:
    """Whether it means to be a kept hash, of whatever kind, and no password."""
    return bool(_HASH.match(text))


def required_hash(text: str) -> str:
    """A hash of another system, as it stands (EIR-04), if a login can verify it without hanging on it.

    Refuses: access.hash (not a whole Argon2 hash), access.hash_heavy.
    """
    found = _ARGON2.fullmatch(text)
    if not found or not _usable(found):
        raise Refusal(
            "access.hash", "This is not a whole Argon2 hash, like $argon2id$v=19$m=65536,t=3,p=4$…."
        )
    if any(int(found[name]) > most for name, most in _MOST.items()):
        raise Refusal(
            "access.hash_heavy",
            "This hash makes logins too slow: at most {memory} MiB, {passes} passes, {lanes} lanes.",
            memory=_MOST["memory"] // 1024, passes=_MOST["passes"], lanes=_MOST["lanes"],
        )  # fmt: skip
    return text


def _usable(found: re.Match[str]) -> bool:
    """Whether argon2 can work with it: enough memory for its lanes, no half bytes."""
    enough = int(found["memory"]) >= 8 * int(found["lanes"])
    return enough and _whole(found["salt"]) and _whole(found["hash"])


def _whole(text: str) -> bool:
    try:
        decoded = base64.b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        return False
    return base64.b64encode(decoded).decode().rstrip("=") == text


def required_one_time(password: Secret) -> Secret:
    """A one-time password that can be typed. Refuses: access.one_time_form."""
    if not 1 <= len(normal(password)) <= _LONGEST or not normal(password).isprintable():
        raise Refusal(
            "access.one_time_form", "A one-time password has 1 to {most} visible characters.", most=_LONGEST
        )
    return password


def outdated(rules: Argon2, kept: str) -> bool:
    """Whether the hash was made with other parameters than the profile's."""
    return _hasher(rules).check_needs_rehash(kept)


def dummy(rules: Argon2) -> str:
    """A hash that no password has, with the profile's parameters: for names that have none."""

    def random(size: int) -> str:
        return base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=")

    return (
        f"$argon2id$v=19$m={rules.memory_mib * 1024},t={rules.passes},p={rules.lanes}"
        f"${random(_SALT_BYTES)}${random(_HASH_BYTES)}"
    )


def one_time_password() -> Secret:
    """Ten digits, so that a number pad can type them."""
    return Secret(f"{secrets.randbelow(10**10):010d}")


@cache
def _common() -> frozenset[str]:
    lines = (data_folder() / "passwords" / "common.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def require_good(rules: PasswordRules, new: Secret, about: Iterable[str]) -> None:
    """Refuse a new password that breaks the rules (decision 2, VEL-16).

    `about` holds the contract numbers, phones and names that it may not be made of.
    Refuses: access.password_short, _long, _signs, _common, _own.
    """
    text = normal(new)
    if len(text) < rules.least:
        raise Refusal("access.password_short", "The new password is too short: at least {least} characters.",
                      least=rules.least)  # fmt: skip
    if len(text) > rules.most:
        raise Refusal("access.password_long", "The new password is too long: at most {most} characters.",
                      most=rules.most)  # fmt: skip
    if rules.signs == "letters_digits" and not text.isalnum():
        raise Refusal("access.password_signs", "The new password may have letters and digits only.")
    if text.casefold() in _common() or len(set(text)) == 1:
        raise Refusal("access.password_common", "Too many people use this password. Choose another one.")
    plain = _plain(text)
    if any(_made_of(plain, word) for word in map(_plain, about)):
        raise Refusal(
            "access.password_own",
            "A password may not contain your contract number, phone or name. Choose another one.",
        )


def _made_of(password: str, word: str) -> bool:
    """The word is in it, or it is a piece of the word: a phone without its country."""
    short, long = sorted((password, word), key=len)
    return short in long and (len(short) >= 4 or short == long != "")


def _plain(text: str) -> str:
    return re.sub(r"[\W_]", "", text.casefold())
