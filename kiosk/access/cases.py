"""Logging in and out, and changing the password.

A login is a flow: a try is reserved, argon2 works outside any transaction, the outcome is written.
Whatever the reason of a "no", the words and the work are the same (ISP-13).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, insert, select, update

from kiosk.access import passwords
from kiosk.access.pace import no_sooner
from kiosk.access.rules import AccessRules, LoginKind, login_name
from kiosk.access.views import ContractLine, Ended, Entry, MustChange, PasswordChanged
from kiosk.contracts.records import Contract, Customer
from kiosk.core import throttle
from kiosk.core.identity import Access, Login, LoginName, Visit
from kiosk.core.keys import digest
from kiosk.core.ledger import Outcome
from kiosk.core.months import later
from kiosk.core.secret import Secret
from kiosk.core.store import Store
from kiosk.core.throttle import Counter
from kiosk.core.work import (
    ANYONE,
    JOB,
    OWNER,
    Actor,
    By,
    ContractId,
    LoginId,
    OperationId,
    Refusal,
    VisitId,
    Work,
    derived,
    flow,
    use_case,
)

_CANDIDATE = (
    select(Login.id, Login.password, Login.version)
    .join(LoginName, LoginName.login == Login.id)
    .where(LoginName.kind == bindparam("of_kind"), LoginName.value == bindparam("of_value"))
)
_LOGIN = select(Login).where(Login.id == bindparam("of_id"))
_CONTRACTS = (
    select(Contract.id, Contract.number, Contract.address)
    .join(Access, Access.contract == Contract.id)
    .where(Access.login == bindparam("of_login"), Access.until.is_(None), Contract.status != "closed")
    .order_by(Contract.number)
)
_BODY = select(Outcome.body).where(Outcome.operation == bindparam("of_operation"))
_END_LEFT = (
    update(Visit)
    .where(Visit.terminal == bindparam("of_terminal"), Visit.ended.is_(None))
    .values(ended=bindparam("now"))
)
_LAST_VISIT = (
    select(Visit.started, Visit.terminal)
    .where(Visit.login == bindparam("of_login"))
    .order_by(Visit.started.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Reserved:
    """A counted try; given back when it was right."""

    at: datetime


NOBODY = LoginId(0)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a password is verified against. Stays inside this module: jobs alone may ask.

    version  of the login: a password that was changed meanwhile opens nothing
    """

    login: LoginId
    kept: str | None = field(repr=False)
    version: int = 0
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attempt:
    """What the login flow learned outside the transaction; the same when it is asked again."""

    kind: LoginKind
    name: str
    reserved_at: datetime
    version: int
    verified: bool


def _login_counters(work: Work, key: str) -> tuple[Counter, Counter]:
    rules = work.operator.of(AccessRules)
    return (
        Counter("login", key, rules.name_tries),
        Counter("terminal", work.by.terminal, rules.terminal_tries),
    )


def _reserve(work: Work, key: str) -> None:
    wait = throttle.reserve(work, _login_counters(work, key))
    if wait:
        raise Refusal("access.wait", "Too many wrong tries. The next one is possible in {wait:span}.",
                      wait=wait)  # fmt: skip


def _reserve_login(work: Work, kind: str, name: str) -> None:
    _reserve(work, f"{kind} {name}")


def _reserve_change(work: Work, login: LoginId) -> None:
    _reserve(work, f"login {login}")


@use_case("access.reserve", by=(JOB,), writes=True, tries=_reserve_login)
def reserve(work: Work, kind: str, name: str) -> Reserved:  # noqa: ARG001 - the try is counted by them
    """Count one try to log in. Refuses: access.wait (for unknown names alike)."""
    return Reserved(work.now)


@use_case("access.reserve_change", by=(OWNER,), writes=True, limited=True, tries=_reserve_change)
def reserve_change(work: Work, login: LoginId) -> Reserved:  # noqa: ARG001 - the try is counted by it
    """Count one try of the old password. Refuses: access.wait."""
    return Reserved(work.now)


@use_case("access.candidate", by=(JOB,), reads=True)
def candidate(work: Work, kind: str, name: str) -> Candidate:
    """Whose login name this is and the kept hash; nobody's: neither."""
    row = work.session.execute(_CANDIDATE, {"of_kind": kind, "of_value": name}).first()
    return Candidate(LoginId(row.id), row.password, row.version) if row else Candidate(NOBODY, None)


@use_case("access.kept", by=(JOB,), reads=True)
def kept(work: Work, login: LoginId) -> Candidate:
    """The kept hash of a login, and the words that its password may not be made of."""
    row = work.session.execute(_LOGIN, {"of_id": login}).one()
    names = work.session.execute(select(LoginName.value).where(LoginName.login == login)).scalars()
    people = work.session.execute(
        select(Customer.last_name, Customer.first_name, Customer.patronymic, Customer.company)
        .join(Contract, Contract.customer == Customer.id)
        .join(Access, Access.contract == Contract.id)
        .where(Access.login == login)
        .distinct()
    )
    about = {*names, *(word for person in people for word in person if word)}
    return Candidate(login, row.password, row.version, tuple(sorted(about)))


@flow("access.login", by=(ANYONE,))
def login(store: Store, by: By, kind: LoginKind, name: str, password: Secret) -> Entry:
    """Open a visit for whoever knows the password (ISP-10, ISP-11, VEL-03, ILEX-01).

    Refuses: access.kind, access.name (form), access.wait, access.wrong (ISP-13), access.one_time_over.
    """
    rules = store.operator.of(AccessRules)
    name = login_name(rules, kind, name)
    with no_sooner(rules.answer_seconds):
        return _enter(store, by, kind, name, password)


def _enter(store: Store, by: By, kind: LoginKind, name: str, password: Secret) -> Entry:
    rules = store.operator.of(AccessRules)
    reserved = store.run(_job(by, "reserve"), reserve, kind, name)
    found = store.run(_job(by, "candidate"), candidate, kind, name)
    verified = passwords.verify(rules.argon2, found.kept, password)
    if verified and found.kept and passwords.outdated(rules.argon2, found.kept):
        renewed = passwords.hash_password(rules.argon2, password)
        store.run(_job(by, "renew"), renew, found.login, found.version, renewed)
    attempt = Attempt(kind, name, reserved.at, found.version, verified)
    return store.run(_job(by, "finish"), finish, found.login, attempt)


def _job(by: By, step: str) -> By:
    return derived(by, step, Actor.job("access"))


@use_case("access.renew", by=(JOB,), writes=True)
def renew(work: Work, login: LoginId, version: int, hashed: str) -> Reserved:
    """Keep the same password under the profile's argon2 parameters, unless it was changed meanwhile."""
    unchanged = (Login.id == login, Login.version == version)
    work.session.execute(update(Login).where(*unchanged).values(password=hashed))
    return Reserved(work.now)


@use_case("access.finish", by=(JOB,), writes=True)
def finish(work: Work, login: LoginId, attempt: Attempt) -> Entry:
    """Open the visit, or say no in the one way. Refuses: access.wrong, access.one_time_over."""
    row = None
    if attempt.verified:
        row = work.session.execute(_LOGIN, {"of_id": login}).first()
    usable = row is not None and not row.blocked and row.version == attempt.version
    contracts = _contracts(work, login, attempt) if usable else ()
    if row is None or not contracts:
        raise Refusal("access.wrong", "Wrong login or password.")
    if row.one_time and row.expires_at and row.expires_at <= work.now:
        raise Refusal(
            "access.one_time_over",
            "This one-time password is no longer valid. Ask staff for a new one.",
        )
    throttle.give_back(work, _login_counters(work, f"{attempt.kind} {attempt.name}"), attempt.reserved_at)
    return _open_visit(work, row, contracts)


def _contracts(work: Work, login: LoginId, attempt: Attempt) -> tuple[ContractLine, ...]:
    """The login's open contracts; none when the contract typed as name is not one of them."""
    rows = work.session.execute(_CONTRACTS, {"of_login": login}).all()
    if attempt.kind == "contract" and attempt.name not in {row.number for row in rows}:
        return ()
    typed_first = sorted(rows, key=lambda row: row.number != attempt.name)
    return tuple(ContractLine(ContractId(row.id), row.number, row.address) for row in typed_first)


def _open_visit(work: Work, row: Any, contracts: tuple[ContractLine, ...]) -> Entry:
    """One terminal has one visit: whatever was left open there, by a crash or a late answer, ends."""
    last = work.session.execute(_LAST_VISIT, {"of_login": row.id}).first()
    must_change, warn_days = password_age(work.operator.of(AccessRules), row, work.now)
    visit = VisitId(UUID(bytes=digest(work.keys.fingerprint, "visit", str(work.operation))[:16]))
    work.session.execute(_END_LEFT, {"of_terminal": work.by.terminal, "now": work.now})
    work.session.execute(
        insert(Visit),
        {
            "id": visit,
            "login": row.id,
            "terminal": work.by.terminal,
            "started": work.now,
            "limited": must_change is not MustChange.NO,
            "step_ups": "{}",
        },
    )
    return Entry(
        visit,
        LoginId(row.id),
        contracts,
        last.started if last else None,
        last.terminal if last else None,
        must_change,
        warn_days,
    )


def password_age(rules: AccessRules, row: Any, now: datetime) -> tuple[MustChange, int | None]:
    """Whether the password must be changed now, or in how many days if that is near (VEL-13…15)."""
    if row.one_time:
        return MustChange.ONE_TIME, None
    if not rules.password.max_age_months or row.changed_at is None:
        return MustChange.NO, None
    over = later(row.changed_at, rules.password.max_age_months)
    if over <= now:
        return MustChange.OLD, None
    days = -((now - over) // timedelta(days=1))
    return MustChange.NO, days if days <= rules.password.warn_days else None


@flow("access.change_password", by=(OWNER,), limited=True)
def change_password(store: Store, by: By, login: LoginId, old: Secret, new: Secret) -> PasswordChanged:
    """Put a new password in the place of the old one (ISP-15, EIR-23, VEL-19).

    Refuses: access.wait, access.old_wrong, access.password_same and those of `require_good`.
    """
    rules = store.operator.of(AccessRules)
    reserved = store.run(derived(by, "reserve"), reserve_change, login)
    last = _job(by, "set")
    if done := store.run(_job(by, "settled"), settled, last.operation):
        return done
    found = store.run(_job(by, "kept"), kept, login)
    right = passwords.verify(rules.argon2, found.kept, old)
    store.run(_job(by, "old"), check_old, login, reserved.at, right)
    if passwords.normal(old) == passwords.normal(new):
        raise Refusal("access.password_same", "The new password is the same as the old one.")
    passwords.require_good(rules.password, new, found.about)
    return store.run(last, set_password, login, passwords.hash_password(rules.argon2, new), False)


@use_case("access.settled", by=(JOB,), reads=True)
def settled(work: Work, change: OperationId | None) -> PasswordChanged | None:
    """What came of a change whose answer was lost: then the old password is no longer the old one."""
    body = work.session.execute(_BODY, {"of_operation": change}).scalar()
    return msgspec.json.decode(body, type=PasswordChanged) if body else None


@use_case("access.check_old", by=(JOB,), writes=True)
def check_old(work: Work, login: LoginId, reserved_at: datetime, right: bool) -> Reserved:
    """Give the try back if the old password was right. Refuses: access.old_wrong."""
    if not right:
        raise Refusal("access.old_wrong", "The old password is not right. Type it again.")
    throttle.give_back(work, _login_counters(work, f"login {login}"), reserved_at)
    return Reserved(reserved_at)


@use_case("access.set_password", by=(JOB,), writes=True)
def set_password(work: Work, login: LoginId, hashed: str, one_time: bool) -> PasswordChanged:
    """Keep a new hash; a one-time password lives as long as the profile says (VEL-14).

    Whoever is in with the old one, at another terminal, is out.
    """
    hours = work.operator.of(AccessRules).password.one_time_hours
    work.session.execute(
        update(Login)
        .where(Login.id == login)
        .values(
            password=hashed,
            one_time=one_time,
            changed_at=work.now,
            expires_at=work.now + timedelta(hours=hours) if one_time else None,
            version=Login.version + 1,
        )
    )
    others = update(Visit).where(Visit.login == login, Visit.ended.is_(None))
    if work.by.visit:
        work.session.execute(update(Visit).where(Visit.id == work.by.visit).values(limited=False))
        others = others.where(Visit.id != work.by.visit)
    work.session.execute(others.values(ended=work.now))
    return PasswordChanged(work.now)


@use_case("access.end", by=(OWNER,), writes=True, limited=True)
def end(work: Work, visit: VisitId) -> Ended:
    """End the visit: nothing more can be asked in it (VEL-41)."""
    work.session.execute(update(Visit).where(Visit.id == visit).values(ended=work.now))
    return Ended(work.now)
