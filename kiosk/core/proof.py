"""The proof of a database: ledger, audit log, guards, constraints, and what each capability checks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select, text

from kiosk.core import audit, schema
from kiosk.core.audit import AuditRow
from kiosk.core.ledger import Account, Operation, Outcome, Posting
from kiosk.core.locale import Sentence, mark
from kiosk.core.module import find, load_records, modules
from kiosk.core.work import JOB, Work, use_case

MOST = 20  # findings of one kind that are named; one is enough to act upon

_UNEVEN = (
    select(Posting.operation, func.sum(Posting.amount).label("total"))
    .group_by(Posting.operation)
    .having(func.sum(Posting.amount) != 0)
    .limit(MOST)
)
_POSTED = (
    select(Posting.account, func.sum(Posting.amount).label("total")).group_by(Posting.account).subquery()
)
_TOTAL = func.coalesce(_POSTED.c.total, 0)
_DRIFTED = (
    select(Account.id, Account.balance, _TOTAL.label("total"))
    .outerjoin(_POSTED, _POSTED.c.account == Account.id)
    .where(Account.balance.is_not(None), Account.balance != _TOTAL)
    .limit(MOST)
)
_OPEN = (
    select(Operation.id, Operation.kind)
    .outerjoin(Outcome, Outcome.operation == Operation.id)
    .where(Outcome.operation.is_(None))
    .limit(MOST)
)
_UNHEARD = (
    select(Operation.id, Operation.kind)
    .outerjoin(AuditRow, AuditRow.operation == Operation.id)
    .where(AuditRow.operation.is_(None))
    .limit(MOST)
)
_VANISHED = (
    select(AuditRow.operation, AuditRow.action)
    .outerjoin(Operation, Operation.id == AuditRow.operation)
    .where(AuditRow.operation.is_not(None), Operation.id.is_(None))
    .limit(MOST)
)
_UNPROVEN = text("SELECT conname FROM pg_constraint WHERE NOT convalidated")


@dataclass(frozen=True, slots=True)
class Checkpointed:
    """Heads of all audit chains, signed: a text to keep on another machine."""

    text: str


@use_case("db.checkpoint", by=(JOB,), writes=True)
def checkpoint(work: Work) -> Checkpointed:
    """Sign how far the audit log goes, so that cutting it off later is seen."""
    return Checkpointed(audit.checkpoint(work))


def findings(work: Work, kept: str = "") -> list[Sentence]:
    """Everything that is wrong with the database; nothing, when it is proved. `kept`: a checkpoint's text.

    No use case: it also looks at a database on which the store refuses to start.
    """
    load_records()
    if work.session.dialect.name == "postgresql":
        work.session.execute(text("SET LOCAL statement_timeout = 0"))
    found = [*_pages(work), *_guards(work), *_ledger(work), *_audit(work, kept)]
    for module in modules().values():
        if module.checks:
            found += find(module.checks)(work)
    return found


def _pages(work: Work) -> Iterator[Sentence]:
    """The database's own view of its pages, constraints and references."""
    if work.session.dialect.name == "postgresql":
        for row in work.session.execute(_UNPROVEN):
            yield Sentence(mark("constraint {name}: never proved for all rows"), {"name": row.conname})
        return
    for row in work.session.execute(text("PRAGMA integrity_check")):
        if row[0] != "ok":
            yield Sentence(mark("damage in the file: {what}"), {"what": str(row[0])})
    for row in work.session.execute(text("PRAGMA foreign_key_check")):
        yield Sentence(
            mark("table {table}, row {row}: it refers to a row of {other} that is not there"),
            {"table": row[0], "row": row[1] or 0, "other": row[2]},
        )


def _guards(work: Work) -> Iterator[Sentence]:
    for name in schema.missing_guards(work.session):
        yield Sentence(mark("guard {name}: it is not there or was changed"), {"name": name})


def _ledger(work: Work) -> Iterator[Sentence]:
    """Postings of an operation sum to zero; a balance is the sum of its postings; claims have outcomes."""
    for operation, total in work.session.execute(_UNEVEN):
        yield Sentence(
            mark("operation {id}: its postings sum to {sum:money} instead of nothing"),
            {"id": str(operation), "sum": int(total)},
        )
    for account, balance, total in work.session.execute(_DRIFTED):
        yield Sentence(
            mark("account {id}: its balance is {balance:money}, its postings sum to {sum:money}"),
            {"id": account, "balance": balance, "sum": int(total)},
        )
    for operation, kind in work.session.execute(_OPEN):
        yield Sentence(
            mark("operation {id} ({kind}): it has no outcome"), {"id": str(operation), "kind": kind}
        )


def _audit(work: Work, kept: str) -> Iterator[Sentence]:
    yield from audit.faults(work.session, work.keys.audit)
    yield from audit.checkpoint_faults(work.session, work.keys.signing, kept)
    unheard = mark("operation {id} ({kind}): the audit log does not know it")
    for row in work.session.execute(_UNHEARD):
        yield Sentence(unheard, {"id": str(row.id), "kind": row.kind})
    vanished = mark("operation {id} ({kind}): the audit log knows it, but it is gone")
    for gone in work.session.execute(_VANISHED):
        yield Sentence(vanished, {"id": str(gone.operation), "kind": gone.action})
