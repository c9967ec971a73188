"""Bad input: every parser against a grammar stated a second time, simply, and in other words.

For each parser Hypothesis looks for a text that it takes and the grammar does not, or the other way
round; any error but a refusal stops the search. A planted fault shows that the search finds.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import HealthCheck, find, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from kiosk.access.rules import AccessRules, login_name
from kiosk.cards import rules as cards
from kiosk.cards.rules import CardCode, batch_name
from kiosk.contracts.rules import contract_number, email_address, phone_number
from kiosk.core import money
from kiosk.core.settings import load
from kiosk.core.store import Store
from kiosk.core.text import parse_day
from kiosk.core.work import Refusal
from kiosk.meters.rules import typed
from kiosk.receipts import payload
from tests import people

RULES = AccessRules(login_kinds=["contract", "phone", "email"])
DIGITS = "0123456789"
TRICKY = DIGITS * 4 + "٣３²௩𝟛 -–+().,@:_%/aZяЁ\u00a0\u200b\u202e\x00\n\t\x1b\ud800ﬁßİ"
TEXTS = st.one_of(
    st.text(TRICKY, max_size=24),
    st.text(st.characters(categories=None), max_size=24),
    st.text(st.characters(categories=["Nd", "Zs", "Pd"]), min_size=1, max_size=18),
    st.from_regex(r"\A[0-9٣３]{12,16}\Z"),
    st.from_regex(r"\A[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{1,3}\Z"),
    st.from_regex(r"\A\+?[0-9 ()-]{7,18}\Z"),
    st.from_regex(r"\A[+-]?[0-9٣]{1,17}([.,][0-9]{0,4})?\Z"),
    st.from_regex(r"\A[0-9]{4}-[0-9٣]{2}-[0-9]{2}\Z"),
    st.from_regex(r"\A[a-z0-9.]{1,8}@[a-z0-9.ﬁ]{1,8}\.[a-zя]{1,4}\Z"),
)


def all_in(text: str, signs: str) -> bool:
    return all(sign in signs for sign in text)


def is_code(text: str) -> bool:
    kept = [sign for sign in text if sign not in " -‐‑‒–—―\u00a0"]
    return len(kept) == 14 and all_in("".join(kept), DIGITS)


LETTERS = "abcdefghijklmnopqrstuvwxyz"
CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіўґєї"


def is_contract(text: str) -> bool:
    kept = "".join(c for c in unicodedata.normalize("NFKC", text) if not c.isspace() and c != "-").upper()
    return 1 <= len(kept) <= 20 and all_in(
        kept, DIGITS + LETTERS.upper() + CYRILLIC.upper() + LETTERS + CYRILLIC
    )


def is_masked_phone(text: str) -> bool:
    """Nine digits behind 375, which may be typed or not."""
    text = unicodedata.normalize("NFKC", text).strip()
    typed = [sign for sign in text if sign in DIGITS]
    tail = "".join(typed)[3:] if len(typed) == 12 and typed[:3] == list("375") else "".join(typed)
    return len(tail) == 9 and all_in(text, DIGITS + " +()-")


def is_phone(text: str) -> bool:
    kept = "".join(c for c in text if not c.isspace() and c not in "()-")
    return kept[:1] == "+" and 7 <= len(kept[1:]) <= 15 and all_in(kept[1:], DIGITS)


def is_email(text: str) -> bool:
    name, at, domain = unicodedata.normalize("NFKC", text).strip().partition("@")
    host, point, top = domain.rpartition(".")
    ascii_letters = LETTERS + LETTERS.upper()
    return bool(
        at and point and 1 <= len(name) <= 64 and all_in(name, ascii_letters + DIGITS + "._%+-")
        and 1 <= len(host) <= 190 and all_in(host, ascii_letters + DIGITS + ".-")
        and 2 <= len(top) <= 24 and all_in(top, ascii_letters)
    )  # fmt: skip


def is_amount(text: str) -> bool:
    text = text.strip().replace(" ", "").replace("\u00a0", "")
    text = text[1:] if text[:1] in ("+", "-") else text
    whole, point, part = text.replace(",", ".", 1).partition(".")
    if point and not part:
        return False
    return 1 <= len(whole) <= 15 and all_in(whole + part, DIGITS) and len(part.rstrip("0")) <= 2


def is_reading(text: str) -> bool:
    """EIR-50, EIR-55: nothing below zero, up to nine digits and three after a point or comma."""
    kept = "".join(sign for sign in text.strip() if sign not in " \u00a0")
    whole, _, part = kept.replace(",", ".", 1).partition(".")
    lengths = len(whole.lstrip("0")) <= 9 and len(part.rstrip("0")) <= 3
    return bool(whole) and all_in(whole + part, DIGITS) and lengths


def is_day(text: str) -> bool:
    if [len(part) for part in text.split("-")] != [4, 2, 2] or not all_in(text, DIGITS + "-"):
        return False
    year, month, day = map(int, text.split("-"))
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False


def is_terminal(text: str) -> bool:
    return 1 <= len(text) <= 8 and all_in(text, DIGITS + LETTERS + LETTERS.upper())


def is_batch(text: str) -> bool:
    letters = [sign.isalnum() for sign in text]
    return (
        1 <= len(text) <= 20
        and letters[0]
        and all(a or c in "_.-" for a, c in zip(letters, text, strict=True))
    )


@dataclass
class Parser:
    """A parser of the house, and whether a text is right in other words."""

    parse: Callable[[str], object]
    right: Callable[[str], bool]

    def differs(self, text: str) -> bool:
        try:
            taken = self.parse(text) is not None
        except Refusal:
            taken = False
        return taken != self.right(text)


PARSERS = {
    "card code": Parser(CardCode.parse, is_code),
    "batch name": Parser(batch_name, is_batch),
    "login by contract": Parser(lambda text: login_name(RULES, "contract", text), is_contract),
    "login by phone": Parser(lambda text: login_name(RULES, "phone", text), is_masked_phone),
    "login by e-mail": Parser(lambda text: login_name(RULES, "email", text), is_email),
    "contract number": Parser(contract_number, is_contract),
    "phone": Parser(phone_number, is_phone),
    "e-mail": Parser(email_address, is_email),
    "amount": Parser(lambda text: money.parse(text, "BYN"), is_amount),
    "reading": Parser(typed, is_reading),
    "day": Parser(parse_day, is_day),
    "terminal": Parser(lambda text: load(home="/", terminal=text, environ={}) if text else None, is_terminal),
}
SEARCH = settings(
    max_examples=800, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)


@pytest.mark.parametrize("name", PARSERS)
def test_no_wrong_accept_and_no_wrong_refusal(name: str):
    with pytest.raises(NoSuchExample):
        print(repr(find(TEXTS, PARSERS[name].differs, settings=SEARCH)))


@pytest.mark.parametrize("fault", [r"\d{14}", r"[0-9]{13,14}", r".{14}"])
def test_a_planted_fault_is_found(monkeypatch, fault: str):
    """`str.isdigit`, `\\d` and the like take digits that are none."""
    monkeypatch.setattr(cards, "_CODE", re.compile(fault))
    assert find(TEXTS, PARSERS["card code"].differs, settings=SEARCH)


def test_isdigit_instead_of_the_grammar_is_found(monkeypatch):
    careless = Parser(lambda text: text if len(text) == 14 and text.isdigit() else None, is_code)
    assert find(TEXTS, careless.differs, settings=SEARCH)


PAYLOADS = st.one_of(
    TEXTS,
    st.text(st.characters(categories=None), max_size=400),
    st.from_regex(r"\A[0-9]{1,4}-[0-9]{6,9} [0-9.,]{1,12} [A-Z]{3} [0-9A-Z]{4}-[0-9A-Z]{4}\Z"),
    st.from_regex(r"\A([0-9]-[0-9]{6} )?[0-9A-Zoil]{4}[- ]?[0-9A-Z]{4}\Z"),
    st.integers(10, 5000).map(lambda n: f"1-000001 {'9' * n}.00 BYN 2345-6789"),
)


def test_no_payload_breaks_the_reader():
    """Whatever a scanner reads: a claim, or "this is not a receipt"."""

    def broken(text: str) -> bool:
        try:
            claimed = payload.parse(text)
        except Refusal:
            return False
        return not re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}", claimed.code, re.ASCII)

    with pytest.raises(NoSuchExample):
        find(PAYLOADS, broken, settings=SEARCH)


def test_nothing_typed_is_a_genuine_receipt_nor_an_error(store: Store):
    """`receipts.verify` and `receipts.show` on both databases: no text breaks them, none is genuine."""
    contract = people.customer(store)
    entry = people.enter(store)

    def genuine(text: str) -> bool:
        try:
            return bool(store.run(people.job(), "receipts.verify", text).genuine)
        except Refusal:
            return False

    def shown(text: str) -> bool:
        try:
            return bool(store.run(people.owner(entry), "receipts.show", contract, text))
        except Refusal:
            return False

    few = settings(SEARCH, max_examples=100)
    for check, texts in ((genuine, PAYLOADS), (shown, TEXTS)):
        with pytest.raises(NoSuchExample):
            find(texts, check, settings=few)
    for text in ("\x00-000001", "\ud800-000001", "1-" + "9" * 19, "1-٠٠٠٠٠١", "-1"):
        assert not shown(text)


def test_a_date_of_the_command_line_is_read_the_same_way():
    from kiosk.cli.cards import issue

    option = next(option for option in issue.params if option.name == "expires")
    assert option.callback(None, option, "2026-12-31") == date(2026, 12, 31)
    with pytest.raises(Exception, match="2026-12-31"):
        option.callback(None, option, "2026-02-30")
