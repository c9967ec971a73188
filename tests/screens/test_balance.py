"""Where the contract stands, and why (VEL-33, VEL-42, VEL-51, ISP-21, EIR-37)."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.contracts.rules import ContractStatus, Settlement
from kiosk.core.money import Money
from kiosk.core.settings import Settings
from kiosk.core.store import Store
from kiosk.core.work import ContractId
from kiosk.payments.cases import accept, reverse
from kiosk.payments.views import Method, NewPayment, NewReversal, Payment
from screens.balance import BalanceScreen, MovementScreen
from screens.payments import PaymentsScreen
from screens.widgets.table import LineChoice
from tests import people
from tests.screens.served import served

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def pay(store: Store, contract: ContractId, reference: str, day: int = 1) -> Payment:
    new = NewPayment(Money(1000), Method.CASH, reference, date(2026, 11, day))
    return store.run(people.job("3"), accept, contract, new)


@pytest.mark.parametrize(
    ("balance", "words"),
    [(3710, "Debt OK none"), (0, "Debt OK none"), (-1240, "Debt ! 12.40 BYN to pay")],
)
async def test_debt_or_none_in_words_with_a_sign(
    settings: Settings, store: Store, balance: int, words: str
) -> None:
    """VEL-51; as of when (VEL-33)."""
    people.customer(store, balance=balance)
    async with served(settings, store) as customer:
        await customer.open("balance")
        assert words in customer.seen()
        assert "as of 22.11.2026 15:00" in customer.seen()


async def test_status_and_settlement(settings: Settings, store: Store) -> None:
    """VEL-42."""
    people.customer(store, status=ContractStatus.SUSPENDED, payment=Settlement.POSTPAID)
    async with served(settings, store) as customer:
        await customer.open("balance")
        assert "Status suspended, paid after use" in customer.seen()


async def test_each_line_opens_its_reason(settings: Settings, store: Store) -> None:
    """Why, who, where, when."""
    contract = people.customer(store)
    pay(store, contract, "K-17")
    async with served(settings, store) as customer:
        await customer.open("balance")
        await customer.press("1")
        assert isinstance(customer.app.screen, MovementScreen)
        for words in ("K-17", "+10.00 BYN", "Dated 1 November 2026", "15:00, automatic, terminal 3"):
            assert words in customer.seen()
        await customer.press("escape")
        assert isinstance(customer.app.screen, BalanceScreen)


async def test_a_reversal_and_what_it_takes_back_are_linked(settings: Settings, store: Store) -> None:
    """EIR-37, from both ends."""
    contract = people.customer(store)
    payment = pay(store, contract, "K-1")
    reversal = NewReversal("R-1", date(2026, 11, 5))
    store.run(people.job(), reverse, contract, payment.operation, reversal)
    async with served(settings, store) as customer:
        await customer.open("balance")
        assert "(taken back) Payment: cash, K-1" in customer.seen()
        await customer.press("1", "f4")
        assert "Takes an earlier entry back. 1 November 2026: +10.00 BYN" in customer.seen()
        assert customer.app.screen.query_one("#body").max_scroll_y == 0
        await customer.press("f4")
        await customer.press("escape", "2")
        assert "Taken back later by an entry of its own. 5 November 2026: -10.00 BYN" in customer.seen()


async def test_movements_come_page_by_page(settings: Settings, store: Store) -> None:
    """Seven a page, never a widget per row beyond it; the store is asked for what is missing."""
    contract = people.customer(store)
    for number in range(1, 24):
        pay(store, contract, f"K-{number:02d}", number)
    async with served(settings, store) as customer:
        await customer.open("balance")
        seen = []
        for keys in (["8"], ["9"], ["9"], ["9"]):
            await customer.press(*keys)
            lines = [choice.line.cells[1] for choice in customer.app.screen.query(LineChoice)]
            assert len(lines) <= 7
            seen += lines
        assert [line[-4:] for line in seen if "K-" in line] == [f"K-{n:02d}" for n in range(23, 0, -1)]
        await customer.press("8", "8", "8")
        assert "K-23" in customer.seen()


async def test_a_number_leads_to_the_payments(settings: Settings, store: Store) -> None:
    people.customer(store)
    async with served(settings, store) as customer:
        await customer.open("balance")
        await customer.press("0")
        assert isinstance(customer.app.screen, PaymentsScreen)


async def test_nothing_moved_yet(settings: Settings, store: Store) -> None:
    people.customer(store)
    async with served(settings, store) as customer:
        await customer.open("balance")
        assert "No movements yet." in customer.seen()


@pytest.mark.parametrize("pressed", [["f3"], ["f4"], ["f2"]])
async def test_hidden_large_other_language_on_the_spot(
    settings: Settings, store: Store, pressed: list[str]
) -> None:
    """ISP-29: the same screen, at once; nothing falls out of the frame."""
    contract = people.customer(store, balance=3710)
    for number in range(1, 9):
        pay(store, contract, f"K-{number}", number)
    async with served(settings, store) as customer:
        await customer.open("balance")
        await customer.press(*pressed)
        assert ("••• BYN" in customer.seen()) == ("f3" in pressed)
        assert customer.app.screen.query_one("#acts").region.bottom < customer.app.size.height
        await customer.press("1")
        assert isinstance(customer.app.screen, MovementScreen)


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (160, 45)], ids=str)
@pytest.mark.parametrize("pressed", [[], ["f4"]], ids=["", "large"])
async def test_a_page_of_lines_needs_no_scrolling(
    settings: Settings, store: Store, size: tuple[int, int], pressed: list[str]
) -> None:
    """A number pad turns pages; it cannot scroll."""
    contract = people.customer(store)
    for day in range(1, 9):
        pay(store, contract, f"K-{day}", day)
    async with served(settings, store, size=size) as customer:
        await customer.press(*pressed)
        await customer.open("balance")
        assert customer.app.screen.query_one("#body").max_scroll_y == 0
        assert "Older" in customer.seen()
