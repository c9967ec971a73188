"""VEL-59: an express card is checked, credited once, and told to nobody but its owner."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from sqlalchemy import func, select, update

from kiosk.cards.cases import faults, move
from kiosk.cards.records import Card, CardHold, Redemption
from kiosk.cards.rules import CardCode, Move
from kiosk.cards.views import Checked
from kiosk.core import ledger
from kiosk.core.ledger import Posting
from kiosk.core.money import Money
from kiosk.core.store import Store
from kiosk.core.throttle import Throttle
from kiosk.core.work import Refusal, Work
from kiosk.receipts.views import Receipt
from tests import people

GOOD, OTHER = "12345678901234", "23456789012345"


OTHER_FORMS = [
    "", "1234567890123", "123456789012345", "1234567890123x", "x12345678901234", "12345678901234\n",
    "١٢٣٤٥٦٧٨٩٠١٢٣٤", "１２３４５６７８９０１２３４", "1234567890123٤", "¹²³⁴⁵⁶⁷⁸⁹⁰¹²³⁴", "1234\t567890 1234",
    "+2345678901234", "1234567890.234", "0x345678901234", "1234_5678_9012_34",
]  # fmt: skip


@pytest.mark.parametrize("typed", OTHER_FORMS)
def test_a_code_has_fourteen_ascii_digits(typed: str):
    """Letters, 13 and 15 digits, Arabic-Indic and wide digits are no code."""
    with pytest.raises(Refusal, match=r"cards\.form"):
        CardCode.parse(typed)


def test_another_form_is_refused_before_anything_is_counted(store: Store, ivan):
    assert {ivan.redeem(typed).code for typed in OTHER_FORMS} == {"cards.form"}
    with store.read() as session:
        assert session.execute(select(Throttle.key).where(Throttle.kind == "card")).first() is None
    assert ivan.wrong(5) == ["cards.unknown"] * 5


@pytest.mark.parametrize("typed", ["1234 5678 9012 34", "1234-5678-9012-34", " 12345678901234 ",
                                   "1234–5678—9012\u00a034"])  # fmt: skip
def test_blanks_and_dashes_are_ignored(typed: str):
    assert CardCode.parse(typed) == CardCode(GOOD)


def test_a_code_does_not_show_itself():
    assert GOOD not in repr(CardCode(GOOD))


def test_check_says_what_it_brings_and_moves_nothing(store: Store, ivan):
    people.cards(store, GOOD, value=2500)
    assert ivan.check(GOOD) == Checked("B1-0000001", Money(2500), "1001", Money(0), Money(2500))
    with store.read() as session:
        assert ledger.balance(session, ivan.contract) == 0
        assert session.execute(select(func.count()).select_from(Posting)).scalar() == 0


def test_redeem_credits_at_once_with_a_receipt(store: Store, ivan):
    """VEL-59."""
    people.cards(store, GOOD, value=2500)
    receipt = ivan.redeem(GOOD)
    assert (receipt.amount, receipt.balance, receipt.what.params) == (2500, 2500, {"serial": "B1-0000001"})
    with store.read() as session:
        assert ledger.balance(session, ivan.contract) == 2500
        amounts = session.execute(select(Posting.amount).order_by(Posting.amount)).scalars().all()
    assert amounts == [-2500, 2500]


def test_check_and_redeem_cost_one_try_that_is_given_back(store: Store, ivan, clock):
    """The check reserves a try; even as the last one allowed it is enough to redeem."""
    people.cards(store, GOOD)
    ivan.wrong(4)
    assert isinstance(ivan.check(GOOD), Checked)
    assert ivan.check(OTHER).code == "cards.wait"
    clock.advance(minutes=1)  # it is the try of the check that is given back
    assert isinstance(ivan.redeem(GOOD), Receipt)
    assert [ivan.check(OTHER).code for _ in range(2)] == ["cards.unknown", "cards.wait"]
    with store.read() as session:
        assert session.execute(select(CardHold)).first() is None


def test_a_redemption_without_check_gives_its_try_back(store: Store, ivan):
    codes = [f"1234567890{i:04d}" for i in range(8)]
    people.cards(store, *codes)
    assert all(isinstance(ivan.redeem(code), Receipt) for code in codes)
    assert ivan.wrong(5) == ["cards.unknown"] * 5


def test_checking_one_found_card_again_costs_nothing_more(store: Store, ivan):
    people.cards(store, GOOD)
    assert all(isinstance(ivan.check(GOOD), Checked) for _ in range(9))
    assert ivan.wrong(5) == ["cards.unknown"] * 4 + ["cards.wait"]
    assert isinstance(ivan.check(GOOD), Checked)


def test_checking_many_cards_without_redeeming_is_counted(store: Store, ivan):
    """Somebody who tries out codes learns of five at most."""
    codes = [f"1234567890{i:04d}" for i in range(6)]
    people.cards(store, *codes)
    seen = [ivan.check(code) for code in codes]
    assert [isinstance(found, Checked) for found in seen] == [True] * 5 + [False]


def unusable(store: Store, arrive) -> dict[str, str]:
    """Cards that cannot be used, each for its own reason -> code."""
    states = {"generated": [], "shipped": [Move.SHIP], "blocked": [Move.SHIP, Move.ACTIVATE, Move.BLOCK],
              "void": [Move.VOID], "unblocked": [Move.BLOCK, Move.UNBLOCK]}  # fmt: skip
    codes = {"unknown": "99999999999999"}
    for i, (name, moves) in enumerate(states.items()):
        codes[name] = f"5000000000{i:04d}"
        register_only(store, name, codes[name])
        for act in moves:
            store.run(people.job(), move, name, act, "", "")
    codes["expired"] = "60000000000000"
    people.cards(store, codes["expired"], batch="expired", expires_on=date(2026, 11, 21))
    codes["redeemed by another"] = "70000000000000"
    people.cards(store, codes["redeemed by another"], batch="used")
    assert isinstance(arrive("1002", "2").redeem(codes["redeemed by another"]), Receipt)
    codes["draft"] = "80000000000000"
    people.cards(store, codes["draft"], batch="draft")
    with store.write() as session:
        session.execute(update(Card).where(Card.batch == "draft").values(state="generated"))
    return codes


def register_only(store: Store, batch: str, code: str) -> None:
    from kiosk.cards.cases import code_hash, register, seal

    hashed = [(f"{batch}-1", code_hash(store.keys.card, CardCode(code)))]
    store.run(people.job(), register, batch, Money(1000), None, hashed)
    store.run(people.job(), seal, batch)


@pytest.mark.parametrize("act", ["check", "redeem"])
def test_one_message_for_every_card_that_cannot_be_used(store: Store, arrive, act: str):
    """Nobody learns whether a card exists, was blocked, or is somebody else's."""
    said = {}
    for i, (reason, code) in enumerate(unusable(store, arrive).items()):
        said[reason] = getattr(arrive(f"30{i:02d}", f"t{i}"), act)(code)
    expected = Refusal(
        "cards.unknown", "This card cannot be used. Compare the digits. Wrong tries left: {left}.", left=4
    )
    assert said == dict.fromkeys(said, expected)


def test_the_last_day_of_a_card_is_still_good(store: Store, ivan, clock):
    """It is the operator's calendar that counts: in Minsk the 23rd begins at 21:00 UTC of the 22nd."""
    people.cards(store, GOOD, OTHER, expires_on=date(2026, 11, 22))
    clock.advance(hours=8, minutes=59)
    assert isinstance(ivan.check(GOOD), Checked)
    assert isinstance(ivan.redeem(GOOD), Receipt)
    clock.advance(minutes=1)
    assert ivan.redeem(OTHER).code == "cards.unknown"


def test_its_owner_is_told_when_and_by_which_receipt(store: Store, ivan, clock):
    people.cards(store, GOOD)
    at = clock.now
    receipt = ivan.redeem(GOOD)
    clock.advance(days=2)
    for act in (ivan.check, ivan.redeem) * 4:  # no try is counted either
        refusal = act(GOOD)
        assert (refusal.code, refusal.params) == (
            "cards.used_by_you", {"on": at.isoformat(), "receipt": receipt.number},
        )  # fmt: skip
    assert ivan.wrong(1) == ["cards.unknown"]


def test_a_card_blocked_between_check_and_confirm_is_not_credited(store: Store, ivan):
    people.cards(store, GOOD)
    ivan.check(GOOD)
    store.run(people.job(), move, "B1", Move.BLOCK, "", "")
    assert ivan.redeem(GOOD).code == "cards.unknown"
    store.run(people.job(), move, "B1", Move.UNBLOCK, "", "")
    assert isinstance(ivan.redeem(GOOD), Receipt)


@pytest.mark.parametrize("customers", [1, 2], ids=["one contract", "two contracts"])
@pytest.mark.parametrize("checked", [False, True])
def test_two_terminals_at_once_credit_once(store: Store, arrive, customers: int, checked: bool):
    """The second sees its own receipt told, or that the card cannot be used."""
    people.cards(store, GOOD)
    here = arrive("1001", "1")
    there = arrive("1002", "2") if customers == 2 else _same(store, here, "2")
    if checked:
        assert all(isinstance(one.check(GOOD), Checked) for one in (here, there))
    together, seen = threading.Barrier(2), []

    def press(one) -> None:
        together.wait(10)
        seen.append(one.redeem(GOOD))

    threads = [threading.Thread(target=press, args=(one,)) for one in (here, there)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    second = next(one for one in seen if isinstance(one, Refusal))
    assert second.code == ("cards.unknown" if customers == 2 else "cards.used_by_you")
    with store.read() as session:
        assert session.execute(select(func.count()).select_from(Redemption)).scalar() == 1
        assert sum(ledger.balance(session, one.contract) for one in {here.contract: here,
                   there.contract: there}.values()) == 1000  # fmt: skip
        work = Work(session, store.operator, store.keys, store._now(session), people.job())
        assert faults(work) == []


def _same(store: Store, customer, terminal: str):
    return type(customer)(store, people.enter(store, terminal=terminal), terminal)


def test_without_the_condition_the_constraint_still_stands(store: Store, ivan, arrive):
    """A card made active again by a bug is not credited twice: `redemption` has one row per card."""
    from sqlalchemy.exc import IntegrityError

    people.cards(store, GOOD)
    ivan.redeem(GOOD)
    with store.write() as session:
        session.execute(update(Card).values(state="active"))
    other = arrive("1002", "2")
    with pytest.raises(IntegrityError):
        other.redeem(GOOD)
    with store.read() as session:
        assert ledger.balance(session, other.contract) == 0
        work = Work(session, store.operator, store.keys, store._now(session), people.job())
        assert [fault.params for fault in faults(work)] == [{"serial": "B1-0000001"}]
