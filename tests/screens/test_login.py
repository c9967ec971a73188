"""Logging in, as a customer does it: names, passwords, hints, waits (ISP-10…13, ILEX-01, ILEX-02)."""

from __future__ import annotations

import pytest

from kiosk.access.rules import AccessRules, PasswordRules
from kiosk.contracts.views import NewLogin
from kiosk.core.operator import Operator
from kiosk.core.settings import Settings
from kiosk.core.store import Store
from screens.access import alphabet
from screens.widgets.field import Field
from tests import people
from tests.profiles import tune
from tests.screens.served import Counter
from tests.screens.visit import visiting

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DIGITS = "24681357"


async def test_number_pad_alone(settings: Settings, store: Store) -> None:
    """ISP-10, ISP-11: contract number and password with digits and Enter; the first key only wakes."""
    people.customer(store, password=DIGITS, balance=3710)
    async with visiting(settings, store, awake=False) as visit:
        assert visit.where() == "AttractScreen"
        await visit.press("1")
        assert visit.where() == "WelcomeScreen"
        await visit.log_in("1001", DIGITS)
        assert visit.where() == "HomeScreen"
        assert "Contract 1001 · Иван И." in visit.seen()
        assert "37.10 BYN" in visit.seen()


@pytest.mark.parametrize("number", ["1001", "9999"], ids=["wrong password", "unknown name"])
async def test_one_message_for_all_that_is_wrong(settings: Settings, store: Store, number: str) -> None:
    """ISP-13: the same words; the name stays, the password goes; hints and staff are there (VEL-21)."""
    people.customer(store)
    async with visiting(settings, store) as visit:
        await visit.log_in(number, "not it")
        assert visit.where() == "LoginScreen"
        assert "Wrong login or password." in visit.seen()
        assert "Caps Lock" in visit.seen()
        assert visit.app.screen.query_one("#name", Field).value == number
        assert visit.app.screen.query_one("#password", Field).value == ""
        assert visit.focus() == "password"
        await visit.click("#call-staff")
        assert visit.where() == "CallScreen"


async def test_a_wait_is_told_openly(settings: Settings, store: Store) -> None:
    async with visiting(settings, store) as visit:
        await visit.log_in("9999", "no")
        for _ in range(5):
            await visit.type("no")
            await visit.press("enter")
        assert "Too many wrong tries. The next one is possible in 15 minutes." in visit.seen()


async def test_what_is_missing_is_said_before_anything_is_counted(settings: Settings, store: Store) -> None:
    counter = Counter(store, [])
    async with visiting(settings, store, counter) as visit:
        await visit.press("enter", "enter", "enter")
        assert "Type the login name first." in visit.seen()
        await visit.type("1001")
        assert "Type the login name first." not in visit.seen()
        await visit.press("enter", "enter")
        assert "Type the password first." in visit.seen()
        assert counter.asked == []


async def test_phone_and_email(settings: Settings, store: Store) -> None:
    """VEL-03: the phone's mask; ILEX-01: an e-mail address."""
    people.customer(store, login=NewLogin(password=None), password=None)
    async with visiting(settings, store) as visit:
        await visit.press("2")
        assert "+375 __ ___-__-__" in visit.seen().replace("+375 _ _", "+375 __ ")
        await visit.type("291234567")
        assert "+375 29 123-45-67" in visit.seen()
        await visit.press("8")
        assert "No more than 9 characters fit here." in visit.seen()
        await visit.press("escape", "3")
        await visit.type("ivan")
        await visit.press("enter")
        await visit.type("x")
        await visit.press("enter")
        assert "This is not an e-mail address." in visit.seen()
        assert visit.focus() == "name"


async def test_password_is_masked_and_shown_for_a_moment(settings: Settings, store: Store) -> None:
    """EIR-23, and the letters it is typed in (ILEX-02)."""
    async with visiting(settings, store) as visit:
        await visit.log_in("1001", "тайна", press_enter=False)
        assert "тайна" not in visit.seen()
        assert "•••••" in visit.seen()
        assert "typed in Cyrillic letters" in visit.seen()
        await visit.press("f2", "f2")
        assert "typed in Cyrillic letters" in visit.seen()
        await visit.press("f6")
        assert "тайна" in visit.seen()
        visit.app.screen.query_one("#password", Field).hide()
        await visit.settled()
        assert "тайна" not in visit.seen()


async def test_last_login_and_where(settings: Settings, store: Store) -> None:
    """VEL-44."""
    people.customer(store)
    people.enter(store, terminal="7")
    async with visiting(settings, store) as visit:
        await visit.log_in("1001")
        assert "Last login: 22.11.2026 15:00, terminal 7" in visit.seen()


async def test_one_time_password_is_changed_first(settings: Settings, store: Store) -> None:
    """VEL-14, ISP-15: nothing else opens before; then the visit goes on. A number pad mends every slip."""
    people.customer(store)
    people.new_password(store, people.enter(store), DIGITS, one_time=True)
    async with visiting(settings, store) as visit:
        await visit.log_in("1001", DIGITS)
        assert visit.where() == "PasswordScreen"
        assert "You came with a one-time password." in visit.seen()
        await visit.press("escape")
        assert visit.where() == "EndScreen"
        await visit.press("1")
        await visit.type("86427531")
        await visit.press("enter")
        await visit.type("86427530")
        await visit.press("enter")
        assert "The two new passwords differ." in visit.seen()
        assert visit.focus() == "new"
        await visit.press("1", "enter", "1")
        assert "The two new passwords differ." not in visit.seen()
        await visit.press("enter")
        assert "The new password is too short" in visit.seen()
        assert visit.focus() == "new"
        await visit.type("86427531")
        await visit.press("enter")
        await visit.type("86427531")
        await visit.press("enter")
        assert visit.where() == "HomeScreen"
        assert people.enter(store, password="86427531").login


async def test_change_password_from_settings(settings: Settings, store: Store) -> None:
    """VEL-19, VEL-16: old, new, again; the rules of the profile stand beside the fields."""
    people.customer(store)
    async with visiting(settings, store) as visit:
        await visit.log_in("1001")
        await visit.click("#open-preferences")
        await visit.press("5")
        assert "8 to 128 characters" in visit.seen()
        for text in ("wrong", "86427531", "86427531"):
            await visit.type(text)
            await visit.press("enter")
        assert "The old password is not right." in visit.seen()
        assert visit.focus() == "old"
        await visit.type(people.PASSWORD)
        await visit.press("enter", "enter", "enter")
        assert visit.where() == "PreferencesScreen"
        assert "The password is changed." in visit.seen()


async def test_password_that_gets_old(settings: Settings, store: Store, operator: Operator) -> None:
    """VEL-15: warned some days before; too old, it opens only the change."""
    people.customer(store)
    aging = PasswordRules(max_age_months=12, warn_days=400)
    rules = operator.of(AccessRules)
    strict = Operator(operator.folder, operator.facts, {
        **operator._settings, AccessRules: _with(rules, aging),
    })  # fmt: skip
    store.operator = strict
    async with visiting(settings, store) as visit:
        await visit.log_in("1001")
        assert "Your password must be changed within 365 days: see Settings." in visit.seen()


def _with(rules: AccessRules, password: PasswordRules) -> AccessRules:
    import msgspec

    return msgspec.structs.replace(rules, password=password)


async def test_a_password_of_other_rules_is_longer_than_new_ones(settings: Settings, store: Store) -> None:
    """EIR-04, VEL-16: what was brought along still opens, where new passwords have ten signs at most."""
    people.customer(store, password="brought along, long")
    tune(store, AccessRules, password=PasswordRules(least=5, most=10, signs="letters_digits"))
    async with visiting(settings, store) as visit:
        await visit.log_in("1001", "brought along, long")
        assert visit.where() == "HomeScreen"


async def test_choose_among_several_contracts(settings: Settings, store: Store) -> None:
    """EIR-56, ISP-19: choose after the login, F5 later."""
    people.customer(store, "1001", code="c1")
    people.customer(store, "2002", code="c1")
    async with visiting(settings, store) as visit:
        await visit.log_in("1001")
        assert "Which contract?" in visit.seen()
        await visit.press("2")
        assert "Contract 2002" in visit.seen()
        await visit.press("f5", "1")
        assert visit.where() == "HomeScreen"
        assert "Contract 1001" in visit.seen()


async def test_nothing_is_remembered(settings: Settings, store: Store) -> None:
    """EIR-05: the next person finds empty fields."""
    people.customer(store)
    async with visiting(settings, store) as visit:
        await visit.log_in("1001")
        await visit.press("f10")
        await visit.come()
        await visit.press("enter")
        assert visit.app.screen.query_one("#name", Field).value == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""), ("123", "typed in digits"), ("abc1", "typed in Latin letters"),
        ("абв", "typed in Cyrillic letters"), ("aб", "typed in letters of several alphabets"),
    ],
)  # fmt: skip
def test_alphabet(text: str, words: str, database_url: str) -> None:
    assert alphabet(text) == words
