"""What suspends contracts: rows with their days. The contract's status follows them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, bindparam, case, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from kiosk.contracts.records import Contract, Hold
from kiosk.contracts.rules import ContractStatus, HoldKind
from kiosk.core.locale import Sentence, mark
from kiosk.core.rows import among
from kiosk.core.work import ContractId, Work

_HOLD = upsert(Hold).on_conflict_do_update(
    index_elements=[Hold.contract, Hold.kind, Hold.since], set_={"until": None}
)
_RELEASE = (
    update(Hold)
    .where(
        Hold.contract == bindparam("of_contract"),
        Hold.kind == bindparam("of_kind"),
        Hold.until.is_(None),
    )
    .values(until=case((Hold.since > bindparam("on"), Hold.since), else_=bindparam("on")))
)
_OPEN = select(Hold.contract).where(Hold.contract == Contract.id, Hold.until.is_(None)).exists()
_SUSPEND = (
    update(Contract)
    .where(Contract.id == bindparam("of_contract"), Contract.status == ContractStatus.ACTIVE)
    .values(status=ContractStatus.SUSPENDED)
)
_RESUME = (
    update(Contract)
    .where(Contract.id == bindparam("of_contract"), Contract.status == ContractStatus.SUSPENDED, ~_OPEN)
    .values(status=ContractStatus.ACTIVE)
)
_SINCE = select(Hold.since).where(
    Hold.contract == bindparam("of_contract"), Hold.kind == bindparam("of_kind"), Hold.until.is_(None)
)
_KINDS = select(Hold.kind).where(Hold.contract == bindparam("of_contract"), Hold.until.is_(None))
_HELD = select(Hold.contract, Hold.kind, Hold.since, Hold.until).where(
    among(Hold.contract, "of_contracts"),
    (Hold.until.is_(None)) | (Hold.until > bindparam("first")),
)


@dataclass(frozen=True, slots=True)
class Span:
    """Suspended from `since` to the day before `until`; None: still."""

    kind: HoldKind
    since: date
    until: date | None

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


def hold(session: Connection, contracts: Iterable[tuple[ContractId, date]], kind: HoldKind) -> None:
    """Suspend contracts from a day each; who is held already stays held since then."""
    rows = list(contracts)
    if rows:
        shared = {"kind": kind, "until": None}
        session.execute(_HOLD, [{"contract": contract, "since": day, **shared} for contract, day in rows])
        session.execute(_SUSPEND, [{"of_contract": contract} for contract, _ in rows])


def open_since(session: Connection, contract: ContractId, kind: HoldKind) -> date | None:
    """The day since which this kind holds the contract; None: it does not."""
    return session.execute(_SINCE, {"of_contract": contract, "of_kind": kind}).scalar()


def held_by(session: Connection, contract: ContractId) -> HoldKind | None:
    """What suspends the contract now; the operator's own reason before a debt. None: nothing."""
    kinds = set(session.execute(_KINDS, {"of_contract": contract}).scalars())
    return next((kind for kind in (HoldKind.COMPANY, HoldKind.DEBT) if kind in kinds), None)


def release(session: Connection, contract: ContractId, kind: HoldKind, on: date) -> bool:
    """End what this kind holds; the day `on` is the first one in service again, and what would have begun
    later never was. False: nothing did."""
    ended = session.execute(_RELEASE, {"of_contract": contract, "of_kind": kind, "on": on})
    session.execute(_RESUME, {"of_contract": contract})
    return bool(ended.rowcount)


def spans(
    session: Connection, contracts: Sequence[ContractId], first: date
) -> Mapping[ContractId, list[Span]]:
    """The suspensions of these contracts that reach to `first` or beyond."""
    found: defaultdict[ContractId, list[Span]] = defaultdict(list)
    for row in session.execute(_HELD, {"of_contracts": list(contracts), "first": first}):
        found[ContractId(row.contract)].append(Span(HoldKind(row.kind), row.since, row.until))
    return found


def faults(work: Work) -> list[Sentence]:
    """Contracts whose status does not say what their holds say."""
    held = select(Hold.contract).where(Hold.until.is_(None))
    rows = work.session.execute(
        select(Contract.number)
        .where(
            ((Contract.status == ContractStatus.ACTIVE) & Contract.id.in_(held))
            | ((Contract.status == ContractStatus.SUSPENDED) & Contract.id.not_in(held))
        )
        .limit(20)
    )
    wrong = mark("contract {number}: its status is not what its suspensions say")
    return [Sentence(wrong, {"number": row.number}) for row in rows]
