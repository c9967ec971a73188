"""Whoever comes next, or never logs in: what a stranger finds at the terminal, and what he can do to it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic
from typing import Any

import pytest
from rich.cells import cached_cell_len, cell_len
from textual import events

from kiosk.core.settings import Settings
from kiosk.core.store import Store
from tests import people
from tests.screens.served import Counter, Served, served
from tests.screens.visit import visiting

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

CARD = "12345678901234"


def names(customer: Served) -> list[str]:
    """The screens, the lowest first."""
    return [type(screen).__name__ for screen in customer.app.screen_stack]


class Slow:
    """Holds one use case until it is let go, before or after it is done."""

    def __init__(self, case: str, after: bool = False) -> None:
        self.case, self.after = case, after
        self.go = threading.Event()

    def __call__(self, do: Callable[[], Any], case: str) -> Any:
        if case != self.case:
            return do()
        outcome = do() if self.after else None
        self.go.wait()
        return outcome if self.after else do()


async def test_an_answer_that_comes_during_the_countdown_stops_no_watch(settings: Settings, store: Store):
    """The receipt takes the countdown's place; with nobody there, the visit still ends (VEL-38, VEL-39)."""
    people.customer(store)
    people.cards(store, CARD)
    slow = Slow("cards.redeem")
    async with served(settings, store, Counter(store, [], slow)) as customer:
        await customer.open("cards")
        await customer.type(CARD)
        await customer.press("enter")
        await customer.pilot.press("enter")
        quiet(customer, 1000)
        assert names(customer)[-1] == "CountdownScreen"
        slow.go.set()
        await customer.settled()
        assert names(customer)[-1] == "ReceiptScreen"
        quiet(customer, 2000)
        assert names(customer)[-1] == "CountdownScreen"


def quiet(customer: Served, seconds: float) -> None:
    """So long nobody did anything; the running timer rings now, if there is one."""
    idle = customer.app.idle
    idle.clock = lambda: monotonic() + seconds
    if idle._timer and idle._timer._task:
        idle.check()


async def test_a_key_behind_the_end_opens_nothing(settings: Settings, store: Store):
    """Keys pressed in one burst with F10 do nothing on the attract screen but wake it."""
    people.customer(store)
    async with served(settings, store) as customer:
        for key in ("1", "f10"):
            customer.app.post_message(events.Key(key, None))
        await customer.settled()
        assert names(customer) == ["AttractScreen"]
        assert customer.app.visit.entry is None


async def test_help_and_staff_in_turn_pile_up_nothing(settings: Settings, store: Store):
    """A stranger who presses two keys for an hour: a screen that is open already is opened once."""
    async with visiting(settings, store) as visit:
        for _ in range(3):
            await visit.press("f1", "f9")
        assert names(visit) == ["AttractScreen", "WelcomeScreen", "HelpScreen", "CallScreen"]
        await visit.press("f1")
        assert names(visit) == ["AttractScreen", "WelcomeScreen", "HelpScreen"]


async def test_no_text_stays_in_the_cache_of_widths(settings: Settings, store: Store):
    """A card's code, a name and a password that was shown had their width measured (VEL-41)."""
    people.customer(store)
    async with visiting(settings, store) as visit:
        await visit.log_in("1001")
        await visit.open("cards")
        await visit.type(CARD)
        cell_len(CARD)
        await visit.press("f10")
        before = cached_cell_len.cache_info().hits
        cached_cell_len(CARD)
        assert cached_cell_len.cache_info().hits == before
