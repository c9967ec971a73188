"""The done screen and my receipts (VEL-68)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.widgets import Static

from kiosk.access.rules import AccessRules
from kiosk.cards.cases import check, redeem
from kiosk.cards.rules import CardCode
from kiosk.core.locale import Sentence
from kiosk.core.money import Money
from kiosk.core.operator import Operator
from kiosk.core.settings import Settings
from kiosk.core.store import Store
from kiosk.receipts.payload import parse
from kiosk.receipts.rules import ReceiptRules
from screens.idle import CountdownScreen, IdleWatch
from screens.receipts import ReceiptScreen, ReceiptsScreen
from screens.widgets.qr import QR
from tests import people
from tests.receipts.receipts import RECEIPT, read
from tests.screens.served import Served, served
from tests.screens.test_qr import modules_of

CODES = [f"{n:02d}345678901234" for n in range(10, 20)]
SIZES = [(80, 24), (100, 30), (160, 45)]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def _customer(store: Store) -> None:
    people.customer(store, balance=3710)


async def handed(customer: Served, **changes: object) -> ReceiptScreen:
    """The customer gets a receipt."""
    screen = ReceiptScreen(replace(RECEIPT, **changes))  # type: ignore[arg-type]
    customer.app.push_screen(screen)
    await customer.settled()
    return screen


def scanned(customer: Served) -> str:
    """What a phone reads from the cells of the code's region."""
    left, top, width, height = customer.app.screen.query_one(QR).region
    lines = customer.cells()[top : top + height]
    return read(modules_of([line.crop(left, left + width) for line in lines]))


@pytest.mark.usefixtures("_customer")
@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("size", SIZES)
async def test_every_receipt_has_a_code_that_a_decoder_reads(
    settings: Settings, store: Store, size: tuple[int, int], language: str
) -> None:
    async with served(settings, store, size=size, language=language) as customer:
        await handed(customer)
        text = scanned(customer)
        assert parse(text).number == "3-000184"
        assert parse(text).amount == 1000
        assert parse(text).code == "7F3A-91C2"


@pytest.mark.usefixtures("_customer")
async def test_at_80x24_the_code_has_the_full_height(settings: Settings, store: Store) -> None:
    """Whatever other screens with a code were there before."""
    async with served(settings, store) as customer:
        await customer.open("welcome")
        await handed(customer)
        assert customer.app.screen.query_one(QR).region == (0, 0, 45, 23)


@pytest.mark.usefixtures("_customer")
@pytest.mark.parametrize("size", SIZES)
async def test_everything_stands_beside_the_code(
    settings: Settings, store: Store, size: tuple[int, int]
) -> None:
    """Number, time, terminal, masked contract, what, balance after, check code; and the way on."""
    async with served(settings, store, size=size) as customer:
        await handed(customer)
        page = customer.app.screen.query_one("#page").region
        for widget in customer.app.screen.query("#page Sheet, #page Static, #page Act"):
            assert page.contains_region(widget.region), widget
            assert widget.region.height
        seen = " ".join(line.crop(page.x, page.right).text for line in customer.cells())
        for words in ("3-000184", "22.11.2026 14:33", "•••01", "47.10", "7F3A-91C2", "Enter  Done"):
            assert words in seen.replace("\u00a0", " ")


@pytest.mark.usefixtures("_customer")
@pytest.mark.parametrize("pressed", [["f4"], ["f3"], ["f2", "f4"]])
async def test_the_code_survives_large_text_hidden_amounts_and_languages(
    settings: Settings, store: Store, pressed: list[str]
) -> None:
    """Hidden amounts stay in the code: without them it proves nothing (ISP-29)."""
    async with served(settings, store) as customer:
        await handed(customer)
        await customer.press(*pressed)
        assert parse(scanned(customer)).amount == 1000
        done = customer.app.screen.query_one("#acts").region
        assert done.bottom < customer.app.size.height
        if "f3" in pressed:
            assert "47.10" not in customer.seen()


@pytest.mark.usefixtures("_customer")
async def test_the_code_is_drawn_in_the_language_of_the_receipt(settings: Settings, store: Store) -> None:
    async with served(settings, store, size=(160, 45)) as customer:
        await handed(customer, what=Sentence("Something done"))
        assert "Plain Net" in scanned(customer)
        await customer.press("f2")
        assert "Плейн Нет" in scanned(customer)


@pytest.mark.usefixtures("_customer")
async def test_a_receipt_without_money_shows_no_amount(settings: Settings, store: Store) -> None:
    async with served(settings, store) as customer:
        screen = await handed(customer, amount=Money(0))
        assert not screen.query("BigAmount")
        assert parse(scanned(customer)).amount == 0
        line = ReceiptsScreen().line(replace(RECEIPT, amount=Money(0)))
        assert line.cells[-1] == ""


@pytest.mark.usefixtures("_customer")
@pytest.mark.parametrize(
    ("amount", "done"), [(1000, "OK Done, credited"), (-1000, "OK Done, charged"), (0, "OK Done ")]
)
async def test_it_says_in_words_whether_money_came_or_went(
    settings: Settings, store: Store, amount: int, done: str
) -> None:
    async with served(settings, store) as customer:
        await handed(customer, amount=Money(amount))
        assert done in customer.seen()
        hint = str(customer.app.screen.query(Static).last().content)
        assert ("until you see the money" in hint) == (amount > 0)


@pytest.mark.usefixtures("_customer")
async def test_a_large_amount_is_never_cut(settings: Settings, store: Store) -> None:
    async with served(settings, store) as customer:
        await handed(customer, amount=Money(123456789012))
        assert "+1,234,567,890.12 BYN" in customer.seen()


@pytest.mark.usefixtures("_customer")
async def test_it_stays_at_least_as_long_as_the_profile_says(settings: Settings, store: Store) -> None:
    """40 seconds, even where the idle time is shorter."""
    now = [0.0]
    async with served(settings, store) as customer:
        idle = IdleWatch(customer.app, AccessRules(idle_seconds=5), lambda: now[0])
        await handed(customer)
        assert customer.app.screen.stay_seconds == ReceiptRules().show_seconds == 40
        idle.touch()
        now[0] = 39.9
        idle.check()
        assert isinstance(customer.app.screen, ReceiptScreen)
        now[0] = 40.1
        idle.check()
        await customer.settled()
        assert isinstance(customer.app.screen, CountdownScreen)


async def test_my_receipts_open_again(settings: Settings, store: Store) -> None:
    """VEL-68: the last 30 days, seven a page, each with its code."""
    people.customer(store)
    people.cards(store, *CODES)
    entry = people.enter(store)
    contract = entry.contracts[0].contract
    for code in CODES[:9]:
        store.run(people.owner(entry), check, contract, CardCode(code))
        store.run(people.owner(entry), redeem, contract, CardCode(code))

    async with served(settings, store) as customer:
        await customer.open("receipts")
        assert isinstance(customer.app.screen, ReceiptsScreen)
        assert "My receipts of the last 30 days" in customer.seen()
        assert customer.seen().count("+10.00 BYN") == 7
        await customer.press("9")
        assert customer.seen().count("+10.00 BYN") == 2
        await customer.press("2")
        assert isinstance(customer.app.screen, ReceiptScreen)
        assert parse(scanned(customer)).number == "1-000001"
        await customer.press("enter", "8")
        assert customer.seen().count("+10.00 BYN") == 7


@pytest.mark.usefixtures("_customer")
async def test_no_receipts_yet(settings: Settings, store: Store, operator: Operator) -> None:
    async with served(settings, store) as customer:
        await customer.open("receipts")
        assert "No receipts yet." in customer.seen()
