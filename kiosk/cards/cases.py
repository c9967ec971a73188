"""Express cards: check a code, credit its value exactly once (VEL-59); issue and move batches."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, case, delete, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from kiosk.cards.files import CardRow, publish, write_codes
from kiosk.cards.records import Card, CardBatch, CardHold, Redemption, code_hash
from kiosk.cards.rules import (
    STATE_WORDS,
    TRANSITIONS,
    BatchState,
    CardCode,
    CardRules,
    CardState,
    Move,
    batch_name,
)
from kiosk.cards.views import BatchCount, Checked, Issued, RangeMoved
from kiosk.contracts.records import Contract
from kiosk.core import ledger, throttle
from kiosk.core.ledger import Operation, Outcome, Reason
from kiosk.core.locale import Sentence, mark
from kiosk.core.money import Money
from kiosk.core.store import Store
from kiosk.core.throttle import Counter
from kiosk.core.tile import Tile
from kiosk.core.work import (
    JOB,
    OWNER,
    STAFF,
    By,
    ContractId,
    Refusal,
    Work,
    derived,
    flow,
    use_case,
)
from kiosk.payments import cases as payments
from kiosk.payments.views import Method
from kiosk.receipts import cases as receipts
from kiosk.receipts.records import ReceiptRecord
from kiosk.receipts.views import Receipt

WATCH = "card_wrong"
_LIVE = (
    Card.code == bindparam("of_code"),
    Card.state == CardState.ACTIVE,
    or_(Card.expires_on.is_(None), Card.expires_on >= bindparam("of_day")),
)
_FIND = select(Card.id, Card.serial, Card.value).where(*_LIVE)
_TAKE = (
    update(Card).where(*_LIVE).values(state=CardState.REDEEMED).returning(Card.id, Card.serial, Card.value)
)
_NUMBER = select(Contract.number).where(Contract.id == bindparam("of_contract"))
_HELD = (
    select(CardHold.at)
    .join(Card, Card.id == CardHold.card)
    .where(Card.code == bindparam("of_code"), CardHold.contract == bindparam("of_contract"))
)
_USED = (
    select(Redemption.at, ReceiptRecord.terminal, ReceiptRecord.serial)
    .join(Card, Card.id == Redemption.card)
    .join(ReceiptRecord, ReceiptRecord.operation == Redemption.operation)
    .where(Card.code == bindparam("of_code"), Redemption.contract == bindparam("of_contract"))
)
_HOLD = upsert(CardHold).on_conflict_do_nothing()
_DROP_HOLD = (
    delete(CardHold)
    .where(CardHold.contract == bindparam("of_contract"), CardHold.card == bindparam("of_card"))
    .returning(CardHold.at)
)
_REDEEMED = insert(Redemption)
_ENTER = upsert(Card).on_conflict_do_nothing()


def _counter(work: Work, contract: ContractId) -> Counter:
    return Counter("card", str(contract), work.operator.of(CardRules).wrong_tries)


def _keys(work: Work, contract: ContractId, code: CardCode) -> dict[str, Any]:
    return {"of_code": code_hash(work.keys.card, code), "of_contract": contract, "of_day": work.today}


def reserve_try(work: Work, contract: ContractId, code: CardCode) -> None:
    """Count a try before the card is looked up. Refuses: cards.wait.

    A code that this contract has found or used before is no guess: it costs no second try.
    """
    keys = _keys(work, contract, code)
    if work.session.execute(_HELD, keys).first() or work.session.execute(_USED, keys).first():
        return
    wait = throttle.reserve(work, [_counter(work, contract)])
    if wait:
        raise Refusal(
            "cards.wait",
            "Too many wrong codes. Cards for this contract are possible again in {wait:span}; "
            "everything else works.",
            wait=wait,
        )
    throttle.watch(work, WATCH, work.operator.of(CardRules).alarm_wrong_day)


def _not_usable(work: Work, contract: ContractId, code: CardCode) -> Refusal:
    """One answer for every card that this contract cannot use, unless it used it itself."""
    used = work.session.execute(_USED, _keys(work, contract, code)).first()
    if used:
        return Refusal(
            "cards.used_by_you",
            "You have used this card already, on {on:moment}: receipt {receipt}.",
            on=used.at,
            receipt=receipts.receipt_number(used.terminal, used.serial),
        )
    return Refusal(
        "cards.unknown",
        "This card cannot be used. Compare the digits. Wrong tries left: {left}.",
        left=throttle.left(work, _counter(work, contract)),
    )


@use_case("cards.check", by=(OWNER, STAFF), writes=True, tries=reserve_try)
def check(work: Work, contract: ContractId, code: CardCode) -> Checked:
    """What a card would bring; keeps the reserved try for `redeem`. Refuses: cards.unknown(left),
    cards.used_by_you(on, receipt), cards.wait(wait)."""
    keys = _keys(work, contract, code)
    card = work.session.execute(_FIND, keys).first()
    if card is None:
        raise _not_usable(work, contract, code)
    work.session.execute(_HOLD, {"contract": contract, "card": card.id, "at": work.now})
    number = work.session.execute(_NUMBER, keys).scalar_one()
    balance = ledger.balance(work.session, contract)
    return Checked(card.serial, card.value, number, balance, Money(balance + card.value))


@use_case("cards.redeem", by=(OWNER, STAFF), writes=True, tries=reserve_try)
def redeem(work: Work, contract: ContractId, code: CardCode) -> Receipt:
    """Credit `contract` with the value of the card, once (VEL-59). Refuses as `check`."""
    card = work.session.execute(_TAKE, _keys(work, contract, code)).first()
    if card is None:
        raise _not_usable(work, contract, code)
    work.session.execute(
        _REDEEMED, {"card": card.id, "operation": work.operation, "contract": contract, "at": work.now}
    )
    what = Sentence(mark("Paid by express card {serial}"), {"serial": card.serial})
    reason = Reason("cards.redeem", what.message, dict(what.params))
    reference = f"EC-{card.serial}"
    balance = payments.record(work, contract, card.value, Method.EXPRESS_CARD, reference, reason)
    _return_try(work, contract, card.id)
    return receipts.issue(work, contract, what, card.value, balance)


def _return_try(work: Work, contract: ContractId, card: int) -> None:
    """The try reserved by the check, or by this redemption itself, was a right one."""
    held = work.session.execute(_DROP_HOLD, {"of_contract": contract, "of_card": card}).scalar()
    throttle.give_back(work, [_counter(work, contract)], held or work.now)
    throttle.unwatch(work, WATCH)


def tile(work: Work, contract: ContractId) -> Tile:
    """Open, unless wrong codes pause cards for this contract."""
    wait = throttle.waiting(work, _counter(work, contract))
    if wait:
        line = Sentence(mark("not now: too many wrong codes, wait {wait:span}"), {"wait": wait})
        return Tile("cards", mark("Pay by express card"), line, open=False)
    return Tile("cards", mark("Pay by express card"), Sentence(mark("the 14 scratch-off digits")))


@flow("cards.issue", by=(JOB, STAFF))
def issue(
    store: Store, by: By, batch: str, value: Money, count: int, expires_on: date | None, file: str
) -> Issued:
    """Make new cards. Their codes leave through `file` only (mode 0600), which is complete on disk
    before the batch can be used. Refuses: cards.batch, cards.batch_name, cards.count, cards.value,
    cards.expired, cards.file, cards.file_closed."""
    if not 1 <= count <= 1_000_000:
        raise Refusal("cards.count", "A batch has 1 to 1,000,000 cards.")
    if value <= 0:
        raise Refusal("cards.value", "The value of a card is above zero.")
    if expires_on and expires_on < store.operator.day_of(store.now()):
        raise Refusal("cards.expired", "The last day of these cards is over already. Choose a later one.")
    name = batch_name(batch)
    codes = draw(count)
    rows = [CardRow(name, f"{name}-{i:07d}", code, value, expires_on) for i, code in enumerate(codes, 1)]
    part = write_codes(Path(file), rows, store.operator.currency)
    try:
        hashed = [(row.serial, code_hash(store.keys.card, CardCode(row.code))) for row in rows]
        store.run(derived(by, "register"), register, name, value, expires_on, hashed)
        publish(part, Path(file))
    finally:
        part.unlink()
    store.run(derived(by, "seal"), seal, name)
    return Issued(name, count, Money(value * count), file)


def draw(count: int) -> Iterator[str]:
    """So many different codes from the system's randomness."""
    seen: set[str] = set()
    while len(seen) < count:
        code = f"{secrets.randbelow(10**14):014d}"
        if code not in seen:
            seen.add(code)
            yield code


@use_case("cards.register", by=(JOB, STAFF), writes=True)
def register(
    work: Work, batch: str, value: Money, expires_on: date | None, cards: list[tuple[str, bytes]]
) -> BatchCount:
    """Enter the hashed cards of a new batch as a draft. Refuses: cards.batch, cards.again."""
    if work.session.execute(select(CardBatch.name).where(CardBatch.name == batch)).first():
        raise Refusal("cards.batch", "There is a batch {batch} already. Choose another name.", batch=batch)
    shared = {"batch": batch, "value": value, "expires_on": expires_on, "state": CardState.GENERATED}
    work.session.execute(
        insert(CardBatch),
        {"name": batch, "value": value, "expires_on": expires_on, "state": BatchState.DRAFT,
         "created": work.now},
    )  # fmt: skip
    rows = [{**shared, "serial": serial, "code": code} for serial, code in cards]
    work.session.execute(_ENTER, rows)
    if sum(_counted(work, _range(batch, "", "")).values()) != len(cards):
        raise Refusal("cards.again", "Some of these serials or codes exist already. Nothing was entered.")
    return _count(work, batch)


@use_case("cards.seal", by=(JOB, STAFF), writes=True)
def seal(work: Work, batch: str) -> BatchCount:
    """The batch's file is in its place: from now on its cards can be shipped."""
    work.session.execute(update(CardBatch).where(CardBatch.name == batch).values(state=BatchState.ISSUED))
    return _count(work, batch)


@use_case("cards.move", by=(JOB, STAFF), writes=True)
def move(work: Work, batch: str, act: Move, first: str, last: str) -> RangeMoved:
    """Change the state of a range of serials (empty: from the first, to the last), all or nothing.

    Refuses: cards.no_batch, cards.draft, cards.no_range, cards.move(count, state).
    """
    if _count(work, batch).state is BatchState.DRAFT:
        raise Refusal(
            "cards.draft",
            "Batch {batch} was never finished: its file is not there. Issue a new one.",
            batch=batch,
        )
    chosen = _range(batch, first, last)
    _lock(work, chosen)
    before = _counted(work, chosen)
    allowed, target = TRANSITIONS[act]
    if not before:
        raise Refusal("cards.no_range", "There are no cards in this range. Compare the serials.")
    wrong = {name: count for name, count in before.items() if name not in allowed}
    if wrong:
        state, count = next(iter(wrong.items()))
        raise Refusal(
            "cards.move",
            "Nothing was changed: this cannot be done with a card that is {state:word}; there are {count}.",
            state=STATE_WORDS[state],
            count=count,
        )
    work.session.execute(update(Card).where(*chosen).values(_change(target)))
    after = _counted(work, chosen)
    return RangeMoved(sum(before.values()), before, after)


def _lock(work: Work, chosen: list[Any]) -> None:
    """Nobody redeems or moves these cards between counting and changing them (PostgreSQL; SQLite has
    one writer)."""
    locked = select(Card.id).where(*chosen).with_for_update().subquery()
    work.session.execute(select(func.count()).select_from(locked))


def _change(target: CardState | None) -> dict[str, Any]:
    """New values of a moved card; a blocked one remembers where it came from."""
    if target is None:
        return {"state": Card.before_block, "before_block": None}
    if target is CardState.BLOCKED:
        return {"state": target, "before_block": Card.state}
    return {"state": target, "before_block": None}


@use_case("cards.batch", by=(JOB, STAFF), reads=True)
def batch_count(work: Work, batch: str) -> BatchCount:
    """A batch with its cards by state. Refuses: cards.no_batch."""
    return _count(work, batch)


def _count(work: Work, batch: str) -> BatchCount:
    row = work.session.execute(select(CardBatch.__table__).where(CardBatch.name == batch)).first()
    if row is None:
        raise Refusal("cards.no_batch", "There is no batch {batch}.", batch=batch)
    cards = _counted(work, _range(batch, "", ""))
    return BatchCount(row.name, BatchState(row.state), row.value, row.expires_on, cards)


def _range(batch: str, first: str, last: str) -> list[Any]:
    chosen = [Card.batch == batch]
    if first:
        chosen.append(Card.serial >= first)
    if last:
        chosen.append(Card.serial <= last)
    return chosen


def _counted(work: Work, chosen: list[Any]) -> dict[CardState, int]:
    """Cards by state, those past their last day as expired."""
    over = (Card.state == CardState.ACTIVE) & (Card.expires_on < work.today)
    seen = case((over, CardState.EXPIRED), else_=Card.state)
    rows = work.session.execute(select(seen, func.count()).where(*chosen).group_by(seen).order_by(seen))
    return {CardState(state): count for state, count in rows}


def faults(work: Work) -> list[Sentence]:
    """Cards whose state and redemption contradict each other, and payments by a card that is not known."""
    unlike = work.session.execute(
        select(Card.serial)
        .outerjoin(Redemption, Redemption.card == Card.id)
        .where((Card.state == CardState.REDEEMED) != Redemption.card.is_not(None))
        .limit(20)
    )
    without = work.session.execute(
        select(Operation.id)
        .join(Outcome, Outcome.operation == Operation.id)
        .outerjoin(Redemption, Redemption.operation == Operation.id)
        .where(Operation.kind == "cards.redeem", Outcome.status == "done", Redemption.card.is_(None))
        .limit(20)
    )
    wrong = mark("card {serial}: its state and its redemption do not agree")
    lost = mark("operation {id}: it was paid by a card, but no card is redeemed for it")
    return [
        *(Sentence(wrong, {"serial": row.serial}) for row in unlike),
        *(Sentence(lost, {"id": str(row.id)}) for row in without),
    ]
