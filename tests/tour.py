"""A walk past every screen that a profile has, by what is on the screens and by its own sample customers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import date

from kiosk.access.rules import AccessRules, LoginKind
from kiosk.core import sample
from kiosk.core.operator import Operator
from kiosk.meters.views import MeterLine
from kiosk.welcome.rules import Sample, WelcomeRules
from screens.access import LoginScreen, PasswordScreen
from screens.contracts import ContractsScreen
from screens.idle import CountdownScreen
from screens.meters.block import field_id
from screens.meters.form import FormScreen
from screens.tariffs.change import ChangeScreen
from screens.tariffs.offers import OfferScreen, TariffsScreen
from screens.tariffs.public import PricesScreen
from screens.tariffs.rates import RatesScreen
from screens.welcome import WelcomeScreen
from screens.widgets.field import Field
from tests.screens.visit import Visit

Stops = AsyncIterator[str]
Part = Callable[[Visit], Stops]


async def tour(visit: Visit) -> Stops:
    """From the attract screen past all others; yields the name of each when it is shown."""
    yield "attract"
    await visit.come()
    yield "welcome"
    for part in (_public, _logins):
        async for name in part(visit):
            yield name
    first, *others = visit.app.operator.of(WelcomeRules).samples
    await log_in(visit, first)
    yield "home"
    for part in (_offers, _money, _meters, _cards, _change, _settings):
        async for name in part(visit):
            yield name
        visit.app.home()
        await visit.settled()
    await visit.press("f10")
    for each in others:
        async for name in _other(visit, each):
            yield name
        await visit.press("f10")


async def log_in(visit: Visit, customer: Sample) -> None:
    """From the attract screen to what this customer sees first, by the first way to log in."""
    await visit.come()
    await visit.choose("login-1")
    await visit.type(login_name(visit.app.operator, customer, _kind(visit)))
    await visit.press("enter")
    await visit.type(customer.password)
    await visit.press("enter")


def login_name(operator: Operator, customer: Sample, kind: LoginKind) -> str:
    """What this customer types: of a phone only what the mask leaves open."""
    if kind == "contract":
        return customer.contract
    rows = sample.rows("contracts", operator)
    name = next(row[kind] for row in rows if row["contract"] == customer.contract).split(";")[0]
    return name[-operator.of(AccessRules).phone_mask.count("#") :] if kind == "phone" else name


def _kind(visit: Visit) -> LoginKind:
    screen = visit.app.screen
    assert isinstance(screen, LoginScreen)
    return screen.kind


async def _public(visit: Visit) -> Stops:
    """What nobody has to log in for."""
    for name in ("contacts", "no-password", "help"):
        await visit.choose(name)
        yield name
        await visit.press("escape")
    if not await visit.choose("prices"):
        return
    if isinstance(visit.app.screen, PricesScreen):
        yield "prices"
        if await visit.choose("line-1"):
            yield "price"
            await visit.press("escape")
        await visit.choose("rates")
    if isinstance(visit.app.screen, RatesScreen):
        yield "rates"
    visit.app.back_to(WelcomeScreen)
    await visit.settled()


async def _logins(visit: Visit) -> Stops:
    """Each way to log in, empty, refused, and with keys for a finger; back to the attract screen."""
    ways = [id for id in visit.choices() if id.startswith("login-")]
    for way in ways:
        await visit.choose(way)
        yield f"login-{_kind(visit)}"
        await visit.press("escape")
    await visit.choose(ways[0])
    await visit.press("f8")
    yield "login-touch"
    await visit.press("f8")
    customer = visit.app.operator.of(WelcomeRules).samples[0]
    await visit.type(login_name(visit.app.operator, customer, _kind(visit)))
    await visit.press("enter")
    await visit.type("1234")
    await visit.press("enter")
    yield "login-refused"
    await visit.press("f10")


async def _offers(visit: Visit) -> Stops:
    """Up to what a change of tariff would bring."""
    if not await visit.choose("open-tariffs"):
        return
    yield "tariffs"
    async for name in _to_change(visit):
        yield name


async def _to_change(visit: Visit) -> Stops:
    """From the tariffs to the confirmation of the first change that is possible."""
    for offer in [id for id in visit.choices() if id.startswith("offer-")]:
        await visit.choose(offer)
        if isinstance(visit.app.screen, OfferScreen):
            yield "tariff"
            await visit.press("enter")
        if isinstance(visit.app.screen, ChangeScreen):
            yield "tariff-change"
            return
        visit.app.back_to(TariffsScreen)
        await visit.settled()


async def _money(visit: Visit) -> Stops:
    """From the balance through a month, the year and the payments."""
    await visit.choose("open-balance")
    yield "balance"
    await visit.choose("month")
    yield "month"
    if await visit.choose("line-1"):
        yield "movement"
        await visit.press("escape")
    await visit.choose("months")
    yield "months"
    await visit.press("2")
    await visit.choose("switch")
    yield "calendar"
    await visit.choose("months")
    await visit.choose("all")
    yield "movements"
    await visit.open("balance")
    await visit.choose("year")
    yield "year"
    await visit.press("escape")
    await visit.choose("payments")
    yield "payments"
    if await visit.choose("line-1"):
        yield "payment"
        await visit.press("escape")
    if await visit.choose("period"):
        yield "payments-periods"


async def _cards(visit: Visit) -> Stops:
    """A card on its way, what it brings, the receipt; the same card again."""
    codes = visit.app.operator.of(WelcomeRules).cards
    if not codes or not await visit.choose("open-cards"):
        return
    code = codes[0].replace(" ", "")
    await visit.type(code[:9])
    yield "card"
    await visit.type(code[9:])
    await visit.press("enter")
    yield "card-confirm"
    await visit.press("enter")
    yield "card-receipt"
    await visit.press("enter")
    await visit.choose("open-cards")
    await visit.type(code)
    await visit.press("enter")
    yield "card-refused"


async def _meters(visit: Visit) -> Stops:
    """What was sent and used; then readings: usual, refused, far too many, taken."""
    if not await visit.choose("open-meters"):
        return
    yield "meters"
    await visit.choose("usage")
    yield "meters-usage"
    await visit.press("escape")
    await visit.choose("history")
    yield "meters-history"
    for id, name in (("line-1", "meters-reading"), ("period", "meters-periods"), ("meter", "meters-which")):
        if await visit.choose(id):
            yield name
            await visit.press("escape")
    await visit.press("escape")
    async for name in _readings(visit):
        yield name


async def _readings(visit: Visit) -> Stops:
    """From the menu of meters through the form to its receipt, and to what the form says after it."""
    await visit.choose("submit")
    yield "meters-form"
    await visit.press("f8")
    yield "meters-touch"
    await visit.press("f8")
    await _fill(visit, lambda line, day: _reading(line, day, 1))
    yield "meters-typed"
    await _fill(visit, lambda line, day: "1")
    await visit.press("enter")
    yield "meters-refused"
    await _fill(visit, lambda line, day: _reading(line, day, 5))
    await visit.press("enter")
    yield "meters-unusual"
    for _ in visit.app.screen.query(Field):
        if isinstance(visit.app.screen, FormScreen):
            await visit.press("enter")
    yield "meters-receipt"
    await visit.press("enter")
    await visit.choose("open-meters")
    await visit.choose("submit")
    yield "meters-again"


async def _fill(visit: Visit, read: Callable[[MeterLine, date], str]) -> None:
    """Type a value into the field of every meter, instead of what stands there."""
    screen = visit.app.screen
    assert isinstance(screen, FormScreen)
    for line in screen.form.meters:
        for field in screen.query(f"#{field_id(line)}").results(Field):
            screen.set_focus(field)
            await visit.press(*["backspace"] * len(field.value))
            await visit.type(read(line, screen.form.day))


def _reading(line: MeterLine, day: date, times: int) -> str:
    """In whole units, so many times what this meter usually counts."""
    if line.before is None or line.average is None:
        return str(times)
    used = line.average.used * (day - line.before.day).days // line.average.days
    return str(-(-(line.before.value + min(times * used, line.limit - 1000)) // 1000))


async def _settings(visit: Visit) -> Stops:
    """Receipts, settings, and what the keys of every screen open."""
    if await visit.choose("open-receipts"):
        yield "receipts"
        await visit.press("escape")
    await visit.choose("open-preferences")
    yield "preferences"
    await visit.choose("password")
    yield "password"
    await visit.press("escape", "escape", "f3")
    yield "home-hidden"
    await visit.press("f3", "f4")
    yield "home-large"
    await visit.press("f4", "f9")
    yield "call"
    await visit.press("escape", "escape")
    yield "end"
    visit.app.push_screen(CountdownScreen(30))
    await visit.settled()
    yield "countdown"


async def _change(visit: Visit) -> Stops:
    """A change of tariff that is made, that waits for its day, and that can be taken back."""
    if not await visit.choose("open-tariffs"):
        return
    async for _ in _to_change(visit):
        pass
    if not isinstance(visit.app.screen, ChangeScreen):
        return
    await visit.press("enter")
    yield "tariff-receipt"
    await visit.press("enter")
    await visit.choose("open-tariffs")
    yield "tariff-pending"
    if await visit.choose("take-back"):
        yield "tariff-cancel"


async def _other(visit: Visit, customer: Sample) -> Stops:
    """What another sample customer sees first, up to home and the balance."""
    await log_in(visit, customer)
    if isinstance(visit.app.screen, PasswordScreen):
        yield f"password-{customer.contract}"
        return
    if isinstance(visit.app.screen, ContractsScreen):
        yield f"contracts-{customer.contract}"
        lines = visit.app.visit.contracts()
        own = next(line.contract for line in lines if line.number == customer.contract)
        await visit.choose(f"contract-{own}")
    yield f"home-{customer.contract}"
    if await visit.choose("open-balance"):
        yield f"balance-{customer.contract}"
        await visit.press("escape")
    if await visit.choose("open-meters") and await visit.choose("submit"):
        yield f"meters-{customer.contract}"
