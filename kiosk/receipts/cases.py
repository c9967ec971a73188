"""Receipts: issue one with the act that it proves, list them, say whether one is genuine."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from kiosk.contracts.cases import contract_of
from kiosk.core.identity import Terminal
from kiosk.core.keys import digest
from kiosk.core.locale import Sentence, mark
from kiosk.core.money import Money
from kiosk.core.text import mask_contract
from kiosk.core.tile import Tile
from kiosk.core.work import JOB, OWNER, STAFF, ContractId, Param, Refusal, Work, use_case
from kiosk.receipts import MODULE
from kiosk.receipts.payload import figures, parse
from kiosk.receipts.records import ReceiptRecord
from kiosk.receipts.rules import ReceiptRules
from kiosk.receipts.views import Receipt, ReceiptList, Verified

# Crockford's base 32: no I, L, O, U, which people read wrongly or would rather not read.
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SLIPS = str.maketrans("OIL", "011", "- ")
_CODE_BYTES = 5
_NUMBER = re.compile(r"[0-9A-Za-z]{1,8}-[0-9]{1,18}", re.ASCII)
_TYPED = re.compile(r"(?:(?P<number>\S+-[0-9]{6,}) +)?(?P<code>[0-9A-Z]{4}[- ]?[0-9A-Z]{4})", re.ASCII)

_R = ReceiptRecord
_COUNT = (
    upsert(Terminal)
    .values(id=bindparam("here"), receipts=1)
    .on_conflict_do_update(index_elements=[Terminal.id], set_={"receipts": Terminal.receipts + 1})
    .returning(Terminal.receipts)
)
_ISSUE = insert(_R)
_RECEIPT = select(
    _R.terminal, _R.serial, _R.at, _R.shown, _R.message, _R.many, _R.params, _R.amount, _R.balance, _R.code
)
_RECENT = (
    _RECEIPT.where(_R.contract == bindparam("of_contract"), _R.at >= bindparam("since"))
    .order_by(_R.at.desc(), _R.serial.desc())
)  # fmt: skip
_OWN = _RECEIPT.where(
    _R.contract == bindparam("of_contract"),
    _R.terminal == bindparam("at_terminal"),
    _R.serial == bindparam("of_serial"),
)
_BY_CODE = _RECEIPT.where(_R.code == bindparam("of_code"))
_HOW_MANY = select(func.count()).where(_R.contract == bindparam("of_contract"), _R.at >= bindparam("since"))


def receipt_number(terminal: str, serial: int) -> str:
    """The number of a receipt: "3-000184"."""
    return f"{terminal}-{serial:06d}"


def issue(work: Work, contract: ContractId, what: Sentence, amount: Money, balance: Money) -> Receipt:
    """Give out this operation's receipt: `amount` is what it moved, `balance` what is there after it.

    The number is the terminal's next one; the check code is a keyed hash over all that it states (VEL-68).
    """
    terminal = work.by.terminal
    serial = work.session.execute(_COUNT, {"here": terminal}).scalar_one()
    shown = mask_contract(contract_of(work.session, contract).number)
    receipt = Receipt(
        receipt_number(terminal, serial), work.now, terminal, shown, what, amount, balance, code=""
    )
    code = _check_code(work, receipt)
    values = {
        "operation": work.operation,
        "terminal": terminal,
        "serial": serial,
        "contract": contract,
        "shown": shown,
        "at": work.now,
        "message": what.message,
        "many": what.many,
        "params": _canonical(what),
        "amount": amount,
        "balance": balance,
        "code": code,
    }
    work.session.execute(_ISSUE, values)
    return replace(receipt, code=_dashed(code))


@use_case("receipts.list", by=(OWNER, STAFF), reads=True)
def recent(work: Work, contract: ContractId) -> ReceiptList:
    """Receipts of the last days, the newest first; how many days is in the profile."""
    rows = work.session.execute(_RECENT, {"of_contract": contract, "since": _since(work)})
    return ReceiptList(tuple(_view(row) for row in rows))


@use_case("receipts.show", by=(OWNER, STAFF), reads=True)
def show(work: Work, contract: ContractId, number: str) -> Receipt:
    """One receipt of the contract by its number. Refuses: receipts.unknown."""
    terminal, _, serial = number.strip().rpartition("-")
    row = None
    if _NUMBER.fullmatch(number.strip()):
        key = {"of_contract": contract, "at_terminal": terminal, "of_serial": int(serial)}
        row = work.session.execute(_OWN, key).first()
    if row is None:
        raise Refusal("receipts.unknown", "This contract has no receipt {number}.", number=number[:40])
    return _view(row)


@use_case("receipts.verify", by=(JOB, STAFF), reads=True)
def verify(work: Work, text: str) -> Verified:
    """Whether a check code ("7F3A-91C2", also behind a receipt's number) or a QR payload is genuine.

    The hash is computed again, so a changed row is found out, too. A payload with another number, time,
    contract or sum than the receipt of its code is not genuine; that receipt is handed out beside it. O
    for 0, I and L for 1, small letters and a missing dash are read as meant. Refuses: receipts.payload,
    receipts.ambiguous, receipts.currency.
    """
    claim = _claim(work, text)
    rows = work.session.execute(_BY_CODE, {"of_code": claim.code}).all()
    genuine = [receipt for receipt in map(_view, rows) if _check_code(work, receipt) == claim.code]
    named = [receipt for receipt in genuine if claim.number in ("", receipt.number.upper())]
    if len(named) > 1:
        raise Refusal(
            "receipts.ambiguous",
            "Several receipts have this check code. Type the receipt's number before it.",
        )
    if named:
        return Verified(_says(work, claim, named[0]), named[0])
    return Verified(False, genuine[0] if len(genuine) == 1 else None)


def tile(work: Work, contract: ContractId) -> Tile:
    """How many receipts there are; off while there is none."""
    days = work.operator.of(ReceiptRules).list_days
    values = {"of_contract": contract, "since": _since(work)}
    count = work.session.execute(_HOW_MANY, values).scalar_one()
    if not count:
        none = Sentence("none in the last {days} days", {"days": days})
        return Tile(MODULE.name, MODULE.title, none, open=False)
    line = Sentence(
        "{count} receipt in the last {days} days",
        {"count": count, "days": days},
        "{count} receipts in the last {days} days",
    )
    return Tile(MODULE.name, MODULE.title, line)


@dataclass(frozen=True, slots=True)
class _Claim:
    """What is to be verified: a code, and what else the text said (empty, None: it said nothing)."""

    code: str
    number: str = ""
    amount: Money | None = None
    figures: frozenset[str] = frozenset()


def _claim(work: Work, text: str) -> _Claim:
    text = text.strip()
    if typed := _TYPED.fullmatch(text.upper()):
        return _Claim(typed["code"].translate(_SLIPS), typed["number"] or "")
    claimed = parse(text)
    if claimed.currency != work.operator.currency:
        raise Refusal(
            "receipts.currency",
            "This receipt is in {currency}; it is not from here.",
            currency=claimed.currency,
        )
    return _Claim(claimed.code.translate(_SLIPS), claimed.number.upper(), claimed.amount, claimed.figures)


def _says(work: Work, claim: _Claim, receipt: Receipt) -> bool:
    """Whether the receipt says all that is claimed; a check code alone claims nothing else."""
    if claim.amount is None:
        return True
    return claim.amount == receipt.amount and claim.figures <= figures(receipt, work.operator)


def _since(work: Work) -> datetime:
    return work.now - timedelta(days=work.operator.of(ReceiptRules).list_days)


def faults(work: Work) -> list[Sentence]:
    """Receipts that no longer state what they stated when they were given out."""
    wrong = mark("receipt {number}: it was changed after it was given out")
    views = map(_view, work.session.execute(_RECEIPT).yield_per(1000))
    changed = (view.number for view in views if view.code != _dashed(_check_code(work, view)))
    return [Sentence(wrong, {"number": number}) for number in islice(changed, 20)]


def _check_code(work: Work, receipt: Receipt) -> str:
    """40 bits of a keyed hash over all that a receipt states but its code itself."""
    stated = (
        receipt.number, receipt.at.isoformat(), receipt.terminal, receipt.contract,
        receipt.what.message, receipt.what.many, _canonical(receipt.what),
        str(receipt.amount), str(receipt.balance), work.operator.currency,
    )  # fmt: skip
    left = int.from_bytes(digest(work.keys.receipt, "receipt", *stated)[:_CODE_BYTES], "big")
    return "".join(_SIGNS[left >> shift & 31] for shift in range(_CODE_BYTES * 8 - 5, -1, -5))


def _canonical(what: Sentence) -> str:
    return msgspec.json.encode(dict(what.params), order="sorted").decode()


def _dashed(code: str) -> str:
    return f"{code[:4]}-{code[4:]}"


def _view(row: Row[*tuple[Any, ...]]) -> Receipt:
    params = msgspec.json.decode(row.params, type=dict[str, Param])
    return Receipt(
        receipt_number(row.terminal, row.serial),
        row.at,
        row.terminal,
        row.shown,
        Sentence(row.message, params, row.many),
        row.amount,
        row.balance,
        _dashed(row.code),
    )
