"""One unit of work inside its transaction: who may, the claim of the operation id, the outcome."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, text
from sqlalchemy.dialects.postgresql import insert as upsert

from kiosk.core import audit
from kiosk.core.identity import Staff, Visit
from kiosk.core.keys import digest
from kiosk.core.ledger import Operation, Outcome
from kiosk.core.work import (
    ANYONE,
    OWNER,
    OWNERS,
    STAFF,
    Denied,
    LoginId,
    OperationReused,
    Refusal,
    StepUpNeeded,
    UseCase,
    VisitOver,
    Work,
)

_VISIT = select(Visit.login, Visit.terminal, Visit.ended, Visit.limited, Visit.step_ups).where(
    Visit.id == bindparam("visit")
)
_STAFF = select(Staff.roles, Staff.blocked).where(Staff.id == bindparam("staff"))
_CLAIM = upsert(Operation).on_conflict_do_nothing().returning(Operation.id)
_CLAIMED = (
    select(Operation.kind, Operation.actor, Operation.fingerprint, Outcome.status, Outcome.body)
    .join(Outcome, Outcome.operation == Operation.id)
    .where(Operation.id == bindparam("id"))
)
_OUTCOME = insert(Outcome)
_SAVEPOINT, _RELEASE, _ROLLBACK = map(
    text, ("SAVEPOINT attempt", "RELEASE SAVEPOINT attempt", "ROLLBACK TO SAVEPOINT attempt")
)


def authorise(work: Work, case: UseCase, args: Sequence[Any]) -> None:
    """The right to ask, and to ask about this object. Raises Denied, VisitOver, StepUpNeeded."""
    kind = work.by.actor.kind
    if kind not in case.by and ANYONE not in case.by:
        raise Denied
    if kind == OWNER:
        _authorise_owner(work, case, args)
    if kind == STAFF:
        _authorise_staff(work, case)


def _authorise_owner(work: Work, case: UseCase, args: Sequence[Any]) -> None:
    by = work.by
    visit = work.session.execute(_VISIT, {"visit": by.visit}).first()
    if visit is None or visit.ended or visit.terminal != by.terminal or str(visit.login) != by.actor.id:
        raise VisitOver
    if visit.limited and not case.limited:
        raise Denied
    if case.fresh and not _holds(visit.step_ups, case.fresh, work.now):
        raise StepUpNeeded(case.fresh)
    login = LoginId(visit.login)
    asked = [(owned, args[owned.position]) for owned in case.owned]
    named = [(owned.kind, one) for owned, one in asked if not (owned.optional and one is None)]
    if case.owned and not named:
        raise Denied
    if not all(OWNERS[kind](work.session, one, login) for kind, one in named):
        raise Denied


def _holds(step_ups: str, purpose: str, now: datetime) -> bool:
    until = msgspec.json.decode(step_ups).get(purpose)
    return until is not None and datetime.fromisoformat(until) > now


def _authorise_staff(work: Work, case: UseCase) -> None:
    staff = work.session.execute(_STAFF, {"staff": int(work.by.actor.id)}).first()
    if staff is None or staff.blocked:
        raise Denied
    roles = work.operator.facts.roles
    if not any(case.name in roles.get(role, ()) for role in staff.roles.split()):
        raise Denied


def perform(work: Work, case: UseCase, args: Sequence[Any]) -> Any:
    """Run a writing use case under its operation id; its view or its Refusal, new or stored.

    Raises OperationReused, and whatever `authorise` raises. The caller commits both outcomes.
    """
    authorise(work, case, args)
    fingerprint = digest(work.keys.fingerprint, case.name, msgspec.json.encode(list(args)))
    if work.session.execute(_CLAIM, _claim(work, case, fingerprint)).first() is None:
        return _stored(work, case, fingerprint)
    outcome = _attempt(work, case, args)
    refused = isinstance(outcome, Refusal)
    body = msgspec.json.encode(outcome.as_dict() if refused else outcome).decode()
    status = "refused" if refused else "done"
    work.session.execute(
        _OUTCOME, {"operation": work.operation, "status": status, "version": 1, "body": body}
    )
    about = " ".join(f"{owned.kind.__name__}:{args[owned.position]}" for owned in case.owned)
    audit.append(work, case.name, about, f"refused {outcome.code}" if refused else "done")
    return outcome


def _claim(work: Work, case: UseCase, fingerprint: bytes) -> dict[str, Any]:
    by = work.by
    return {
        "id": work.operation,
        "kind": case.name,
        "actor": f"{by.actor.kind}:{by.actor.id}",
        "terminal": by.terminal,
        "visit": by.visit,
        "fingerprint": fingerprint,
        "recorded": work.now,
        "dated": work.today,
    }


def _attempt(work: Work, case: UseCase, args: Sequence[Any]) -> Any:
    """The case behind a savepoint: a refusal takes back what it wrote, not the try that it cost."""
    if case.whole:
        # For a savepoint, SQLite keeps every page as it was, in memory: gigabytes for a million rows.
        return case.function(work, *args)
    try:
        if case.tries:
            case.tries(work, *args)
        with _taken_back(work.session):
            return case.function(work, *args)
    except Refusal as refusal:
        work.moved.clear()
        return refusal


@contextmanager
def _taken_back(session: Connection) -> Iterator[None]:
    """A savepoint whose statements are compiled once; begin_nested() compiles them each time."""
    session.execute(_SAVEPOINT)
    try:
        yield
    except Refusal:
        session.execute(_ROLLBACK)
        raise
    session.execute(_RELEASE)


def _stored(work: Work, case: UseCase, fingerprint: bytes) -> Any:
    """The outcome under an id that was claimed before. Raises OperationReused."""
    row = work.session.execute(_CLAIMED, {"id": work.operation}).one()
    actor = f"{work.by.actor.kind}:{work.by.actor.id}"
    if (row.kind, row.actor, row.fingerprint) != (case.name, actor, fingerprint):
        raise OperationReused
    if row.status == "done":
        return msgspec.json.decode(row.body, type=case.result)
    stored = msgspec.json.decode(row.body)
    return Refusal(stored["code"], stored["message"], **stored["params"])
