"""Whole visits to the demo on a real terminal of 80x24, as a newcomer makes them.

Served here, end to end: ILEX-01, ISP-15, ISP-19, ISP-20, ISP-29, VEL-14, VEL-33, VEL-38, VEL-39, VEL-40,
VEL-41, VEL-59, VEL-68, EIR-03, EIR-23.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.e2e.customer import CARD, ONE_TIME, OTHER_CARD, PASSWORD, Customer
from tests.e2e.terminal import environment, kiosk

NUMBER_PAD = {*"0123456789*", "Enter", "Backspace"}
CLEAR_SCROLLBACK = b"\x1b[3J"
BEFORE_AND_AFTER = {"ru": ("37,10 BYN", "47,10 BYN"), "en": ("37.10 BYN", "47.10 BYN")}


def verified(home: Path, payload: str, profile: str = "demo") -> str:
    """What `kiosk receipt verify` says of a payload; a refusal of it fails."""
    command = kiosk("receipt", "verify", payload)
    env = environment(home, KIOSK_LANGUAGE="en", KIOSK_OPERATOR=profile)
    return subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_first_visit_with_a_number_pad(demo: Path, language: str) -> None:
    """Wake, log in, balance, pay by express card, receipt, my receipts, end by its numbered place."""
    before, after = BEFORE_AND_AFTER[language]
    with Customer(demo, language) as customer:
        customer.visit()
        assert before in customer.screen()[0]
        customer.choose("Balance and charges")
        customer.reads("Status")
        customer.press("*")
        customer.at_home()

        customer.pay(CARD)
        payload = customer.code()
        assert payload.split()[0] in customer.text
        assert payload.split()[-1] in customer.text
        assert after in customer.text
        assert "This receipt is genuine." in verified(demo, payload)

        customer.press("Enter")
        customer.at_home(balance=after)
        assert after in customer.screen()[0]
        customer.choose("My receipts")
        customer.reads("What was done")
        customer.press("1")
        customer.reads("My receipts › receipt")
        assert customer.code() == payload

        customer.press("*")
        customer.reads("What was done")
        customer.press("Backspace")
        customer.at_home()
        customer.choose("End the visit")
        customer.choose("Yes, end")
        customer.attracted()
        assert set(customer.pressed) <= NUMBER_PAD


def test_nothing_of_a_customer_stays(demo: Path) -> None:
    """Neither on the attract screen, nor in the terminal's scrollback, nor for who comes next (VEL-41)."""
    with Customer(demo) as customer:
        customer.visit()
        customer.pay(CARD)
        before = len(customer.output)
        customer.leave()
        assert CLEAR_SCROLLBACK in customer.output[before:]
        for trace in ("1001", "Иван", "47,10", CARD[:4]):
            assert trace not in customer.text
        customer.wake()
        customer.press("Enter")
        customer.types("Contract number", "")
        assert "1001" not in customer.text
        customer.press("*")
        customer.reads("Log in by phone number")


def test_a_visit_by_touch_alone(demo: Path) -> None:
    """Every place can be touched, and fields come with keys for fingers."""
    with Customer(demo) as customer:
        customer.attracted()
        customer.touch("Touch the screen or press any key")
        customer.touch("Log in by contract number")
        customer.touch_keys("Contract number", "1001")
        customer.touch_keys("Password", PASSWORD)
        customer.wait_for("•" * len(PASSWORD))
        customer.touch("Log in", last=True)
        customer.at_home()
        customer.touch("Pay by express card")
        customer.touch_keys("Card code", CARD)
        customer.touch("Check")
        customer.touch("Pay {sum:money}", sum=1000)
        customer.reads("OK  Done")
        assert customer.code()
        customer.touch("Done", last=True)
        customer.at_home(balance="47,10 BYN")
        customer.touch("End the visit")
        customer.touch("Yes, end")
        customer.attracted()
        assert not customer.pressed


def test_the_function_keys(demo: Path) -> None:
    """F1 help, F2 language (what was typed stays), F3 amounts, F4 large text, F9 staff, F10 end (ISP-29)."""
    with Customer(demo) as customer:
        customer.visit()
        customer.press("F3")
        customer.wait_for("••• BYN")
        assert "37,10" not in customer.text
        customer.press("F3")
        customer.wait_for("37,10 BYN")
        customer.press("F4")
        tiles = [customer.words(name) for name in ("Pay by express card", "Balance and charges")]
        customer.wait_until(
            lambda: not any(all(tile in line for tile in tiles) for line in customer.screen()),
            "large text has one column",
        )
        customer.press("F4")
        customer.at_home()
        customer.press("F1")
        customer.reads("choose what has that number; in a field they are typed")
        customer.press("*")
        customer.at_home()
        customer.press("F9")
        customer.reads("This terminal")
        customer.press("*")
        customer.choose("Pay by express card")
        customer.types("Card code", "1234")
        customer.press("F2")
        customer.wait_for("4 of 14 digits")
        assert "1234" in customer.text
        customer.leave()


def test_a_one_time_password_must_be_changed(demo: Path) -> None:
    """The change comes before home, and the new password opens the next visit (VEL-14, ISP-15)."""
    number, one_time = ONE_TIME
    new = "58207419"
    with Customer(demo) as customer:
        customer.wake()
        customer.log_in(number, one_time)
        customer.reads("You came with a one-time password. Choose one of your own now.")
        customer.types("New password", new)
        customer.press("Enter")
        customer.types("New password again", new)
        customer.press("Enter")
        customer.at_home(number)
        customer.leave()
        customer.wake()
        customer.log_in(number, one_time)
        customer.reads("Check: small or capital letters? Latin or Cyrillic layout? Is Caps Lock on?")
        assert number in customer.text
        customer.types("Password", new)
        customer.press("Enter")
        customer.at_home(number)


def test_one_card_at_two_terminals(demo: Path) -> None:
    """Both confirm; one gets the receipt, the other is told that the card was used, with its receipt."""
    with Customer(demo) as one, Customer(demo, more={"KIOSK_TERMINAL": "2"}) as other:
        for customer in (one, other):
            customer.visit()
            customer.show_card(CARD)
        one.press("Enter")
        other.press("Enter")
        done, used = one.words("OK  Done"), re.compile(r"Показать чек [12]-000001")
        ends = [customer.wait_for(re.compile(f"{done}|{used.pattern}")) for customer in (one, other)]
        assert ends.count(done) == 1
        loser = one if ends[0] != done else other
        loser.press("Enter")
        loser.reads("My receipts › receipt")
        assert loser.code()
        assert "47,10 BYN" in loser.text


def test_enter_held_down_pays_once(demo: Path) -> None:
    with Customer(demo) as customer:
        customer.visit()
        customer.show_card(CARD)
        customer.press(*["Enter"] * 30)
        customer.wait_until(
            lambda: customer.says("OK  Done") or "47,10 BYN" in customer.screen()[0], "it is paid"
        )
        customer.leave()
        customer.visit()
        assert "47,10 BYN" in customer.screen()[0]
        customer.choose("My receipts")
        customer.reads("What was done")
        assert customer.text.count(customer.words("Paid by express card {serial}", serial="")) == 1


def test_two_cards_in_one_visit(demo: Path) -> None:
    """A second payment is a new operation: neither refused nor answered with the first receipt."""
    with Customer(demo) as customer:
        customer.visit()
        customer.pay(CARD)
        customer.press("Enter")
        customer.at_home(balance="47,10 BYN")
        customer.pay(OTHER_CARD)
        assert "57,10 BYN" in customer.text
        assert customer.code().startswith("1-000002")
