"""The file of contracts with the way in: kept hashes are taken as they are, one-time passwords hashed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from kiosk.access import passwords
from kiosk.access.rules import AccessRules
from kiosk.contracts import files as contracts
from kiosk.contracts.views import NewLogin
from kiosk.core.files import Batches, Column, Fault, Kind, Row, Slow
from kiosk.core.locale import Sentence, mark
from kiosk.core.operator import Operator
from kiosk.core.secret import Secret
from kiosk.core.work import Work

# More would keep a machine busy for hours: who has so many has their hashes, too.
_MOST_PLAIN = 1000
_TOO_MANY = mark("A file has at most {most} one-time passwords. Bring Argon2 hashes, or several files.")


@dataclass(frozen=True, slots=True)
class _OneTime:
    """The hash of a password that must be changed at the first login."""

    hashed: str = field(repr=False)


def _password(cell: str, _operator: Operator) -> str | Secret:
    """A kept hash as it stands (EIR-04), or a one-time password. Refuses: access.hash, .hash_heavy, …"""
    if passwords.is_hash(cell.strip()):
        return passwords.required_hash(cell.strip())
    return passwords.required_one_time(Secret(cell.strip()))


def _hashed(password: Secret, operator: Operator) -> _OneTime:
    return _OneTime(passwords.hash_password(operator.of(AccessRules).argon2, password))


def _login(work: Work, row: Row) -> NewLogin:
    """A one-time password lives from the import on as long as the profile says (VEL-14)."""
    given = row["password"]
    if isinstance(given, _OneTime):
        hours = work.operator.of(AccessRules).password.one_time_hours
        return NewLogin(given.hashed, expires_at=work.now + timedelta(hours=hours))
    return NewLogin(given)


def _apply(work: Work, batches: Batches) -> Iterable[Fault]:
    contracts.enter(work, batches, lambda row: _login(work, row))
    return ()


CONTRACTS = Kind(
    "contracts",
    (*contracts.COLUMNS, Column("password", _password, secret=True)),
    contracts.check,
    _apply,
    unique=(("contract",),),
    slow=Slow(
        "password",
        lambda value: isinstance(value, Secret),
        _hashed,
        _MOST_PLAIN,
        Sentence(_TOO_MANY, {"most": _MOST_PLAIN}),
    ),
)
