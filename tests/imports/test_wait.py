"""While a large import writes, money screens say "one moment", wait, and go on right after."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest

from kiosk.cards.cases import redeem
from kiosk.cards.rules import CardCode
from kiosk.core import ledger, schema
from kiosk.core.settings import Settings
from kiosk.core.store import Store
from kiosk.core.work import Busy, Unavailable
from kiosk.imports.views import ENTERING, IMPORT
from screens import ask
from tests import people
from tests.imports.after import PAYMENTS, balance
from tests.screens.served import Counter, Served, served

CODE = "12345678901234"
SAYS = "One moment: new data are being written. Your request goes through right after."
ROWS = 1200


@pytest.fixture
def kiosk(store: Store, database_url: str) -> Iterator[Store]:
    """The kiosk's own store on the same database: another program than the import, and short of patience."""
    other = Store(schema.open_database(database_url), store.operator, store.keys, store._clock, patience=0.2)
    yield other
    other.close()


@contextmanager
def importing(store: Store, folder: Path) -> Iterator[Event]:
    """A real import whose transaction is open, with contract 1001 locked, until the event is set."""
    file = folder / "payments.csv"
    rows = [f"1001,2026-11-20,1.00,cash,,K-{i}," for i in range(ROWS)]
    file.write_text("\n".join((PAYMENTS, *rows)) + "\n")
    inside, go_on = Event(), Event()
    read = 0

    def progress(what: str, more: int) -> None:
        nonlocal read
        read += more if what == ENTERING else 0
        if read > 0.9 * file.stat().st_size and not inside.is_set():
            inside.set()
            go_on.wait(60)

    arguments = ("payments", str(file), False, False, progress)
    thread = Thread(target=lambda: store.run(people.job("2"), IMPORT, *arguments))
    thread.start()
    try:
        assert inside.wait(60)
        yield go_on
    finally:
        go_on.set()
        thread.join()


def test_a_writer_that_does_not_get_the_database_is_told_why(store: Store, kiosk: Store, tmp_path: Path):
    """Busy while an import writes; merely unavailable when somebody else holds the database."""
    contract = people.customer(store)
    people.cards(store, CODE)
    by = people.owner(people.enter(store))
    with importing(store, tmp_path), pytest.raises(Busy):
        kiosk.run(by, redeem, contract, CardCode(CODE))
    with store.write() as session:
        ledger.lock(session, [contract])
        with pytest.raises(Unavailable) as away:
            kiosk.run(by, redeem, contract, CardCode(CODE))
    assert type(away.value) is Unavailable
    assert kiosk.run(by, redeem, contract, CardCode(CODE)).amount == 1000


async def shows(customer: Served, words: str) -> None:
    """Until the screen says so."""
    async with asyncio.timeout(30):
        while words not in customer.seen():
            await customer.pilot.pause()


async def checked(customer: Served) -> None:
    """A card is typed and checked; the next Enter pays."""
    await customer.open("cards")
    await customer.type(CODE)
    await customer.press("enter")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ask, "CHECK_PAUSES", (0.0,))


@pytest.mark.usefixtures("impatient")
async def test_a_money_screen_waits_and_goes_on(
    store: Store, kiosk: Store, settings: Settings, tmp_path: Path
):
    contract = people.customer(store)
    people.cards(store, CODE)
    async with served(settings, kiosk) as customer:
        await checked(customer)
        with importing(store, tmp_path) as go_on:
            await customer.pilot.press("enter")
            await shows(customer, SAYS)
            go_on.set()
            await customer.settled()
        assert SAYS not in customer.seen()
        assert "10.00 BYN" in customer.seen()
    assert balance(store, contract) == ROWS * 100 + 1000


@pytest.mark.usefixtures("impatient")
async def test_nothing_is_asked_again_for_who_left(
    store: Store, kiosk: Store, settings: Settings, tmp_path: Path
):
    """What was on its way goes its way, as ever; after that nobody asks for it."""
    people.customer(store)
    people.cards(store, CODE)
    counter = Counter(kiosk, [])
    async with served(settings, kiosk, counter) as customer:
        await checked(customer)
        with importing(store, tmp_path) as go_on:
            await customer.pilot.press("enter")
            await shows(customer, SAYS)
            await customer.pilot.press("f10")
            assert type(customer.app.screen).__name__ == "AttractScreen"
            asked = counter.asked.count("cards.redeem")
            go_on.set()
            await customer.settled()
        await customer.settled()
        assert counter.asked.count("cards.redeem") == asked
