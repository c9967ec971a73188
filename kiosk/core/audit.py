"""The tamper-evident log: who did what, where, with which result.

Each terminal, console or job has its own chain: every row carries a keyed hash over itself, the row
before it, and what its operation moved in the ledger. Checkpoints, signed with Ed25519, name the heads
of all chains; a copy kept elsewhere shows a chain that was cut off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Index, bindparam, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.core.keys import digest, packed, seal
from kiosk.core.ledger import Posting
from kiosk.core.locale import Sentence, mark
from kiosk.core.records import Record, append_only
from kiosk.core.rows import kept, write
from kiosk.core.work import Work


@append_only
class AuditRow(Record):
    """One act. `result` is done, or refused with the refusal's code; no secrets, no free text."""

    __tablename__ = "audit"
    chain: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    object: Mapped[str]
    result: Mapped[str]
    visit: Mapped[UUID | None]
    operation: Mapped[UUID | None]
    mac: Mapped[bytes]
    __table_args__ = (Index(None, "at"), Index(None, "object", "at"))


@append_only
class Checkpoint(Record):
    """Heads of all chains at one time, signed; `body` is JSON: chain -> [seq, mac as hex]."""

    __tablename__ = "audit_checkpoint"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    body: Mapped[str]
    signature: Mapped[bytes]


_HEAD = (
    select(AuditRow.seq, AuditRow.mac)
    .where(AuditRow.chain == bindparam("of_chain"))
    .order_by(AuditRow.seq.desc())
    .limit(1)
)
_APPEND = insert(AuditRow)
_ADVISORY = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("name"), 0)))
_HEADS = select(AuditRow.chain, func.max(AuditRow.seq)).group_by(AuditRow.chain).order_by(AuditRow.chain)


class Act(NamedTuple):
    """What a row tells of one operation: the object, the result, and what it moved in the ledger."""

    operation: UUID | None
    about: str
    result: str = "done"
    moved: Sequence[tuple[int, int, int]] = ()


def append(work: Work, action: str, about: str, result: str) -> None:
    """Add one row to the chain of the terminal where this happens. Called last in a transaction."""
    append_all(work, action, [Act(work.by.operation, about, result, work.moved)])


def append_all(work: Work, action: str, acts: Iterable[Act]) -> None:
    """Add a row for each act, in their order."""
    chain, session = work.by.terminal, work.session
    if session.dialect.name == "postgresql":
        session.execute(_ADVISORY, {"name": f"audit {chain}"})
    head = session.execute(_HEAD, {"of_chain": chain}).first()
    last, mac = (head.seq, head.mac) if head else (0, b"")
    actor = f"{work.by.actor.kind}:{work.by.actor.id}"
    at, visit = kept(session, work.now), kept(session, work.by.visit)
    # As `_mac` seals a row; what all these rows have in common is packed once.
    begin, who, visited = packed(chain), packed(str(work.now), actor, action), packed(str(work.by.visit))
    rows = []
    for seq, (operation, about, result, moved) in enumerate(acts, last + 1):
        own = packed(about, result), visited, packed(str(operation), _postings(moved))
        mac = seal(work.keys.audit, b"".join((packed(mac), begin, packed(str(seq)), who, *own)))
        rows.append((chain, seq, at, actor, action, about, result, visit, kept(session, operation), mac))
    write(session, _APPEND, (*_SEALED, "mac"), rows)


def _mac(key: bytes, before: bytes, row: dict[str, Any], moved: Iterable[tuple[int, int, int]]) -> bytes:
    """`moved`: line, account and amount of each posting of the row's operation."""
    return digest(key, before, *(str(row[name]) for name in _SEALED), _postings(moved))


def _postings(moved: Iterable[tuple[int, int, int]]) -> str:
    return " ".join([f"{line}:{account}:{amount}" for line, account, amount in sorted(moved)])


_SEALED = ("chain", "seq", "at", "actor", "action", "object", "result", "visit", "operation")
_WITH_POSTINGS = (
    select(AuditRow.__table__, Posting.line, Posting.account, Posting.amount)
    .outerjoin(Posting, Posting.operation == AuditRow.operation)
    .order_by(AuditRow.chain, AuditRow.seq)
)


def faults(session: Connection, key: bytes) -> Iterator[Sentence]:
    """Every place where a chain does not hold: changed, missing, moved or added rows or postings."""
    before, chain, seq = b"", "", 0
    for row, moved in _rows(session):
        if row["chain"] != chain:
            before, chain, seq = b"", row["chain"], 0
        seq += 1
        if row["seq"] != seq:
            yield Sentence(mark("audit chain {chain}: row {row} is missing"), {"chain": chain, "row": seq})
            seq = row["seq"]
        if row["mac"] != _mac(key, before, row, moved):
            wrong = mark("audit chain {chain}: row {row} was changed, or what its operation moved")
            yield Sentence(wrong, {"chain": chain, "row": seq})
        before = row["mac"]


def _rows(session: Connection) -> Iterator[tuple[dict[str, Any], list[tuple[int, int, int]]]]:
    """Every row, chain by chain, with the postings of its operation."""
    joined = session.execute(_WITH_POSTINGS).mappings()
    for _, same in groupby(joined, key=lambda row: (row["chain"], row["seq"])):
        parts = list(same)
        moved = [(part["line"], part["account"], part["amount"]) for part in parts]
        yield dict(parts[0]), [] if parts[0]["line"] is None else moved


def heads(session: Connection) -> dict[str, list[Any]]:
    """The last row of every chain: chain -> [seq, mac as hex]."""
    found: dict[str, list[Any]] = {}
    for chain, seq in session.execute(_HEADS):
        mac = session.execute(_HEAD, {"of_chain": chain}).one().mac
        found[chain] = [seq, mac.hex()]
    return found


def checkpoint(work: Work) -> str:
    """Sign the heads of all chains; the signed text is for keeping elsewhere."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    body = msgspec.json.encode({"at": work.now.isoformat(), "heads": heads(work.session)}, order="sorted")
    signature = Ed25519PrivateKey.from_private_bytes(work.keys.signing).sign(body)
    work.session.execute(insert(Checkpoint), {"at": work.now, "body": body.decode(), "signature": signature})
    return f"{body.decode()}\n{signature.hex()}\n"


def checkpoint_faults(session: Connection, signing: bytes, kept: str = "") -> Iterator[Sentence]:
    """Checkpoints with a wrong signature, and chains shorter than or other than they state.

    `kept` is the text of a checkpoint kept elsewhere: it also tells when the newest ones were cut off.
    """
    stated: dict[str, list[Any]] = {}
    for name, body, signature in _checkpoints(session, kept):
        if _genuine(signing, body, signature):
            stated |= msgspec.json.decode(body)["heads"]
        else:
            yield Sentence(mark("audit checkpoint {id}: wrong signature"), {"id": name})
    for chain, (seq, mac) in stated.items():
        at = select(AuditRow.mac).where(AuditRow.chain == chain, AuditRow.seq == seq)
        found = session.execute(at).scalar()
        if found is None or found.hex() != mac:
            cut = mark("audit chain {chain}: it was cut off or rewritten before row {row}")
            yield Sentence(cut, {"chain": chain, "row": seq})


def _checkpoints(session: Connection, kept: str) -> Iterator[tuple[str, str, str]]:
    """Name, body and signature (hexadecimal) of every checkpoint, the one kept elsewhere last."""
    rows = select(Checkpoint.id, Checkpoint.body, Checkpoint.signature).order_by(Checkpoint.id)
    for row in session.execute(rows):
        yield str(row.id), row.body, row.signature.hex()
    if kept:
        body, _, signature = kept.strip().partition("\n")
        yield "-", body, signature


def _genuine(signing: bytes, body: str, signature: str) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    public = Ed25519PrivateKey.from_private_bytes(signing).public_key()
    try:
        public.verify(bytes.fromhex(signature), body.encode())
    except (InvalidSignature, ValueError):
        return False
    return True
