"""What a receipt's QR code says at every size (VEL-68), and that it reads back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from unittest.mock import ANY

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.locale import Sentence, Words
from kiosk.core.money import Money
from kiosk.core.work import Refusal
from kiosk.receipts.payload import FULL, MINIMAL, SHORT, Claimed, parse, payload
from kiosk.receipts.views import Receipt
from tests.receipts.receipts import EN, OPERATOR, RECEIPT, RU

terminals = st.from_regex(r"[0-9A-Za-z]{1,8}", fullmatch=True)
codes = st.from_regex(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", fullmatch=True)
sums = st.integers(-(10**15), 10**15).map(Money)
words = st.sampled_from([RU, EN])
START = datetime(2026, 1, 1, tzinfo=UTC)
budgets = st.sampled_from([0, 20, 40, 53, MINIMAL, SHORT, 134, 192, FULL, 1000]) | st.integers(0, 300)


@st.composite
def receipts(draw: st.DrawFn) -> Receipt:
    terminal = draw(terminals)
    return Receipt(
        number=f"{terminal}-{draw(st.integers(0, 10**8)):06d}",
        at=START + timedelta(minutes=draw(st.integers(0, 10**7))),
        terminal=terminal,
        contract="•••" + draw(st.from_regex(r"[0-9A-ZА-Я]{1,2}", fullmatch=True)),
        what=Sentence("{text}", {"text": draw(st.text(max_size=80))}),
        amount=draw(sums),
        balance=draw(sums),
        code=draw(codes),
    )


@given(receipts(), words, budgets)
def test_never_longer_than_the_budget(receipt: Receipt, words: Words, budget: int) -> None:
    text = payload(receipt, words, budget)
    assert text is None or len(text.encode()) <= min(budget, FULL)


@given(receipts(), words, st.integers(MINIMAL, 300))
def test_number_amount_and_code_stay_to_the_last(receipt: Receipt, words: Words, budget: int) -> None:
    text = payload(receipt, words, budget)
    assert text is not None
    assert parse(text) == Claimed(receipt.number, receipt.amount, "BYN", receipt.code, ANY)


@given(receipts(), words, budgets)
def test_line_ends_may_be_lost_on_the_way(receipt: Receipt, words: Words, budget: int) -> None:
    text = payload(receipt, words, budget)
    if text is not None:
        assert parse(f"  {text.replace(chr(10), ' ')}\n") == parse(text)


@given(receipts(), words, budgets)
def test_short_forms(receipt: Receipt, words: Words, budget: int) -> None:
    text = payload(receipt, words, min(budget, MINIMAL)) or ""
    assert text.isascii()
    labels = (words("Code"), words("Balance"))
    text = payload(replace(receipt, what=Sentence("")), words, min(budget, SHORT)) or ""
    assert not any(label in text for label in labels)


def kept(text: str, words: Words) -> list[str]:
    """Which facts of RECEIPT a payload still states, the first to go first."""
    facts = {
        "terminal": words("Terminal"),
        "operator": words.pick(OPERATOR.facts.title),
        "labels": words("Code"),
        "what": "00417-0000123",
        "contract": "•••01",
        "balance": "47",
        "time": "33 " if "T14" in text else "14:33",
        "number": "3-000184",
        "amount": "10",
        "code": "7F3A-91C2",
    }
    return [name for name, needle in facts.items() if needle in text]


@pytest.mark.parametrize("words", [RU, EN], ids=["ru", "en"])
@pytest.mark.parametrize("what", ["{serial}", "Paid by express card {serial}"])
def test_what_is_left_out_follows_one_order(words: Words, what: str) -> None:
    receipt = replace(RECEIPT, what=Sentence(what, {"serial": "00417-0000123"}))
    everything = kept(payload(receipt, words, FULL) or "", words)
    assert everything[-8:] == ["labels", "what", "contract", "balance", "time", "number", "amount", "code"]
    least = 10
    for budget in range(FULL, MINIMAL // 2, -1):
        facts = kept(payload(receipt, words, budget) or "", words)
        assert facts == everything[-len(facts) :], budget
        assert len(facts) <= least
        least = len(facts)
    assert least == 3


def test_full_form_is_words_that_a_person_reads() -> None:
    assert payload(RECEIPT, EN, FULL) == (
        "Receipt 3-000184\n22.11.2026 14:33\nSVYAZ-SERVICE\nTerminal 3\nContract •••01\n"
        "Paid by express card 00417-0000123\nAmount 10.00 BYN\nBalance 47.10 BYN\nCode 7F3A-91C2"
    )


def test_short_and_minimal_forms() -> None:
    assert payload(RECEIPT, EN, SHORT) == (
        "3-000184\n22.11.2026 14:33\n•••01\nPaid by express card 00417-0000123\n"
        "10.00 BYN\n47.10 BYN\n7F3A-91C2"
    )
    assert payload(RECEIPT, EN, MINIMAL) == "3-000184 2026-11-22T14:33 10.00 BYN 47.10 7F3A-91C2"
    assert payload(RECEIPT, EN, 30) == "3-000184 10.00 BYN 7F3A-91C2"
    assert payload(RECEIPT, EN, 27) is None


def test_what_was_done_may_name_money_numbers_and_codes() -> None:
    what = Sentence("For 5.00 BYN of 9-000001 with AAAA-BBBB")
    text = payload(replace(RECEIPT, what=what), EN, FULL)
    assert parse(text or "") == Claimed("3-000184", Money(1000), "BYN", "7F3A-91C2", ANY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://svyaz.example/app",
        "7F3A-91C2",
        "3-000184 7F3A-91C2",
        "3-000184 10.00 BYN",
        "3-000184 10 BYN 7F3A-91C2",
        "3-000184 10.0 BYN 7F3A-91C2",
        "3-000184 ١٠.٠٠ BYN 7F3A-91C2",
        "3-000184 10.00 BYN 7f3a-91c2",
        "ST00012|Name=x|Sum=1000",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse(text)
    assert refused.value.code == "receipts.payload"


@given(st.text(max_size=300))
def test_garbage_is_refused_and_never_breaks(text: str) -> None:
    with pytest.raises(Refusal):
        parse(text)


def test_what_was_done_stays_where_only_the_labels_are_too_much() -> None:
    """VEL-68, EIR-54: the readings of two meters, in Russian, are in the code that has room for them."""
    readings = "Показания переданы. Холодная вода 1989564: 127 м³; Горячая вода 1995533: 512 м³"
    receipt = replace(RECEIPT, what=Sentence("{text}", {"text": readings}))
    text = payload(receipt, RU, FULL)
    assert text
    assert readings in text.splitlines()
    assert payload(receipt, RU, SHORT) == "\n".join(line for line in text.splitlines() if line != readings)
