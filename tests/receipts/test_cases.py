"""Receipts: VEL-68 (what the customer keeps), and that none can be forged."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from kiosk.core import schema
from kiosk.core.locale import Sentence, Words
from kiosk.core.money import Money
from kiosk.core.store import Store
from kiosk.core.work import ContractId, Denied, Refusal
from kiosk.receipts.cases import faults, issue, tile, verify
from kiosk.receipts.payload import payload
from kiosk.receipts.records import ReceiptRecord
from kiosk.receipts.views import RECEIPT, RECEIPTS, Receipt, Verified
from tests.conftest import Clock
from tests.people import customer, enter, job, owner
from tests.sight import acting, seen

WHAT = Sentence("Paid by express card {serial}", {"serial": "00417-0000123"})
AMOUNTS = st.integers(min_value=-(10**12), max_value=10**12)


def give(
    store: Store, contract: ContractId, terminal: str = "3", what: Sentence = WHAT, amount: int = 1000
) -> Receipt:
    with acting(store, terminal) as work:
        return issue(work, contract, what, Money(amount), Money(4710))


def checked(store: Store, text: str) -> Verified:
    return store.run(job(), verify, text)


def test_a_receipt_states_what_was_done(store: Store, clock: Clock):
    """VEL-68."""
    receipt = give(store, customer(store, "1001"))
    assert receipt == Receipt(
        "3-000001", clock.now, "3", "•••01", WHAT, Money(1000), Money(4710), receipt.code
    )
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", receipt.code)


def test_every_terminal_counts_its_own(store: Store):
    contract = customer(store)
    numbers = [give(store, contract, terminal).number for terminal in ("3", "3", "4", "3")]
    assert numbers == ["3-000001", "3-000002", "4-000001", "3-000003"]


def test_equal_receipts_have_different_codes(store: Store):
    contract = customer(store)
    assert len({give(store, contract).code for _ in range(20)}) == 20


def test_an_operation_has_one_receipt(store: Store):
    contract = customer(store)
    with acting(store) as work:
        issue(work, contract, WHAT, Money(1000), Money(4710))
        with pytest.raises(IntegrityError):
            issue(work, contract, WHAT, Money(1000), Money(4710))
        work.session.rollback()


def test_my_receipts_reach_back_as_far_as_the_profile_says(store: Store, clock: Clock):
    contract, other = customer(store, "1001"), customer(store, "1002")
    old = give(store, contract)
    clock.advance(days=30, seconds=1)
    first, second = give(store, contract), give(store, contract)
    give(store, other)
    by = owner(enter(store, "1001"))
    assert store.run(by, RECEIPTS, contract).receipts == (second, first)
    assert store.run(by, RECEIPT, contract, old.number) == old


@pytest.mark.parametrize(
    "number", ["", "3", "3-", "3-9", "3-000002x", "4-000001", "3-٠٠٠٠٠١", "3-" + "9" * 30]
)
def test_an_unknown_number_is_refused(store: Store, number: str):
    contract = customer(store)
    give(store, contract)
    with pytest.raises(Refusal, match=r"receipts\.unknown"):
        store.run(owner(enter(store)), RECEIPT, contract, number)


def test_customers_see_their_own_receipts_only(store: Store):
    mine, other = customer(store, "1001"), customer(store, "1002")
    foreign = give(store, other)
    by = owner(enter(store, "1001"))
    with pytest.raises(Refusal, match=r"receipts\.unknown"):
        store.run(by, RECEIPT, mine, foreign.number)
    for case, args in ((RECEIPTS, (other,)), (RECEIPT, (other, foreign.number))):
        with pytest.raises(Denied):
            store.run(by, case, *args)


def test_the_tile_counts_them(store: Store):
    contract, words = customer(store), Words(store.operator, "en")
    assert words(seen(store, tile, contract).line) == "none in the last 30 days"
    give(store, contract)
    assert words(seen(store, tile, contract).line) == "1 receipt in the last 30 days"
    give(store, contract)
    found = seen(store, tile, contract)
    assert found.open
    assert words(found.line) == "2 receipts in the last 30 days"


def test_a_code_is_read_as_it_was_meant(store: Store):
    receipt = give(store, customer(store))
    slipped = receipt.code.replace("0", "O").replace("1", "l").lower()
    typed = (receipt.code, receipt.code.replace("-", ""), receipt.code.replace("-", " "), f" {slipped} ")
    for text in (*typed, f"{receipt.number} {receipt.code}", f"{receipt.number}  {slipped}"):
        assert checked(store, text) == Verified(True, receipt), text


def test_a_wrong_code_says_nothing(store: Store):
    receipt = give(store, customer(store))
    other = ("0" if receipt.code[0] != "0" else "1") + receipt.code[1:]
    assert checked(store, other) == Verified(False, None)
    assert checked(store, f"{receipt.number} {other}") == Verified(False, None)


def test_a_code_under_another_number_is_not_genuine(store: Store):
    receipt = give(store, customer(store))
    assert checked(store, f"3-000002 {receipt.code}") == Verified(False, receipt)


@pytest.mark.parametrize("budget", [230, 106, 78])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_payload_is_genuine_in_every_form_and_language(store: Store, budget: int, language: str):
    receipt = give(store, customer(store), amount=123456)
    text = payload(receipt, Words(store.operator, language), budget)
    assert text is not None
    assert checked(store, text) == Verified(True, receipt)


@pytest.mark.parametrize("budget", [230, 106, 78])
def test_a_changed_payload_is_not_genuine(store: Store, budget: int):
    receipt, words = give(store, customer(store)), Words(store.operator, "en")
    for forged in (
        replace(receipt, amount=Money(9000)),
        replace(receipt, amount=Money(-1000)),
        replace(receipt, number="3-000002"),
    ):
        text = payload(forged, words, budget)
        assert text is not None
        assert checked(store, text) == Verified(False, receipt)
    unknown = payload(replace(receipt, code="0000-0000"), words, budget)
    assert unknown is not None
    assert checked(store, unknown) == Verified(False, None)


def test_a_payload_in_another_currency_is_from_elsewhere(store: Store):
    receipt = give(store, customer(store))
    text = f"{receipt.number} 10.00 EUR {receipt.code}"
    with pytest.raises(Refusal, match=r"receipts\.currency"):
        checked(store, text)


@pytest.mark.parametrize("text", ["", "hello", "7F3A-91C", "7F3A-91C2-11", "https://example.org", "\x1b[0m"])
def test_what_is_neither_code_nor_payload_is_refused(store: Store, text: str):
    with pytest.raises(Refusal, match=r"receipts\.payload"):
        checked(store, text)


CHANGES = {
    "amount": 9000,
    "balance": 9000,
    "shown": "•••02",
    "terminal": "4",
    "serial": 7,
    "message": "Paid",
    "params": '{"serial":"00417-0000124"}',
}


@pytest.mark.parametrize("column", CHANGES)
def test_a_row_written_past_the_kiosk_is_found_out(store: Store, column: str):
    """The row alone proves nothing: the hash is computed again with the key."""
    contract = customer(store)
    genuine = give(store, contract)
    give(store, contract, "4")
    with store.read() as session:
        row = (
            session.execute(select(ReceiptRecord.__table__).where(ReceiptRecord.serial == 1))
            .mappings()
            .first()
        )
    code = "Z" * 8
    with acting(store) as work:
        forged = {**row, "operation": work.operation, "serial": 2, "code": code, column: CHANGES[column]}
        work.session.execute(insert(ReceiptRecord), forged)
    assert checked(store, code) == Verified(False, None)
    assert checked(store, genuine.code).genuine


def test_a_code_copied_onto_another_row_is_found_out(store: Store):
    contract = customer(store)
    genuine = give(store, contract)
    with store.read() as session:
        row = session.execute(select(ReceiptRecord.__table__)).mappings().one()
    with acting(store) as work:
        forged = {**row, "operation": work.operation, "serial": 2, "amount": 9000}
        work.session.execute(insert(ReceiptRecord), forged)
    assert checked(store, genuine.code) == Verified(True, genuine)
    assert checked(store, f"3-000002 {genuine.code}") == Verified(False, genuine)


@pytest.mark.parametrize("statement", ["UPDATE receipt SET amount = 1", "DELETE FROM receipt"])
def test_receipts_are_never_changed(store: Store, statement: str):
    give(store, customer(store))
    with pytest.raises(DBAPIError, match="append-only"), store.write() as session:
        session.exec_driver_sql(statement)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    message=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20),
    serial=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20),
    amount=AMOUNTS,
)
def test_whatever_a_receipt_says_it_verifies(store: Store, message: str, serial: str, amount: int):
    with store.read() as session:
        contract = session.execute(select(ReceiptRecord.contract).limit(1)).scalar()
    contract = ContractId(contract) if contract else customer(store)
    receipt = give(store, contract, what=Sentence(message, {"serial": serial}), amount=amount)
    assert checked(store, receipt.code) == Verified(True, receipt)


def test_a_receipt_changed_behind_the_guards_is_a_fault(store: Store):
    """VEL-68: `kiosk db check` computes every check code again."""
    give(store, customer(store))
    assert seen(store, faults) == []
    with store.write() as session:
        schema.drop_guards(session)
        session.execute(update(ReceiptRecord).values(amount=ReceiptRecord.amount + 1))
    assert [fault.params for fault in seen(store, faults)] == [{"number": "3-000001"}]
