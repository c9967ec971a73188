"""The frame of all screens: keys, footer, idle time, end, sizes; what stays shut."""

from __future__ import annotations

import gc

import pytest
from textual import events
from textual.geometry import Size

from kiosk.access.rules import AccessRules
from kiosk.core.settings import Settings
from kiosk.core.store import Store
from screens.commands import COMMANDS
from screens.help import HelpScreen
from screens.idle import CountdownScreen
from screens.keys import BINDINGS
from screens.widgets.bars import Footer
from screens.widgets.field import Field
from tests import people
from tests.screens.served import Counter
from tests.screens.visit import Visit, visiting

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ALWAYS = {
    *"0123456789", "asterisk", "backspace", "down", "enter", "escape", "f1", "f10", "f2", "f4", "f9",
    "left", "pagedown", "pageup", "right", "shift+tab", "tab", "up",
}  # fmt: skip
GOLDEN = {
    "AttractScreen": set(),
    "WelcomeScreen": ALWAYS,
    "LoginScreen": ALWAYS | {"f6", "f8"},
    "HomeScreen": ALWAYS | {"f3"},
    "PreferencesScreen": ALWAYS | {"f3"},
    "PasswordScreen": ALWAYS | {"f3", "f6", "f8"},
    "HelpScreen": ALWAYS | {"f3"},
    "EndScreen": ALWAYS | {"f3"},
}


async def test_golden_keys_of_each_screen(settings: Settings, store: Store) -> None:
    """What is bound, and nothing else: no letters, no ctrl chords, no keys of Textual's own."""
    people.customer(store)
    found = {}
    async with visiting(settings, store, awake=False) as visit:

        def note() -> None:
            found[visit.where()] = set(visit.keys())

        note()
        await visit.come()
        note()
        await visit.press("enter")
        note()
        await visit.press("escape")
        await visit.log_in("1001")
        note()
        for way, back in (("#open-preferences", 1), ("#open-help", 1)):
            await visit.click(way)
            note()
            await visit.press(*["escape"] * back)
        await visit.press("escape")
        note()
        await visit.press("1")
        await visit.click("#open-preferences")
        await visit.press("5")
        note()
    assert found == GOLDEN


async def test_shut_doors(settings: Settings, store: Store) -> None:
    """Chords and letters do nothing at all."""
    async with visiting(settings, store) as visit:
        before = visit.seen()
        for letter in "abcdefghijklmnopqrstuvwxyz":
            await visit.pilot.press(f"ctrl+{letter}", letter)
        await visit.press("f7", "f11", "f12", "й", "ctrl+backslash")
        assert visit.where() == "WelcomeScreen"
        assert visit.seen() == before
        assert visit.app.is_running


async def test_footer_comes_from_the_one_registry(settings: Settings, store: Store) -> None:
    """Each command has a key in the footer, words, a number somewhere; the phone is there, too (EIR-02)."""
    people.customer(store)
    assert {binding.key for binding in BINDINGS if binding.key in {c.key for c in COMMANDS}} == {
        command.key for command in COMMANDS
    }  # type: ignore[union-attr]
    async with visiting(settings, store, size=(100, 30)) as visit:
        await visit.log_in("1001")
        line = " ".join(visit.cells()[-1].text.split())
        assert line == "F1 Help F2 Русский F3 Hide amounts F4 Large text F9 Call staff F10 End the visit 100"
        home = visit.seen()
        for words in ("Settings", "Help", "Call staff", "9 End the visit"):
            assert words in home


async def test_mouse_alone(settings: Settings, store: Store) -> None:
    """Footer, buttons, tiles and the keys on the screen answer to a finger."""
    people.customer(store, password="24681357")
    async with visiting(settings, store, awake=False) as visit:
        await visit.click("#attract-title")
        assert visit.where() == "WelcomeScreen"
        await visit.click("#login-1")
        assert visit.app.screen.has_class("-keypad")
        await finger(visit, "1001")
        await finger(visit, ["enter"])
        await finger(visit, "2468")
        await visit.click("#show")
        await visit.click("#heading")
        await finger(visit, "1357")
        await finger(visit, ["enter"])
        assert visit.where() == "HomeScreen"
        await visit.pilot.click(Footer, offset=(2, 0))
        await visit.settled()
        assert visit.where() == "HelpScreen"


async def finger(visit: Visit, keys: str | list[str]) -> None:
    """Touch keys of the keypad."""
    for key in keys:
        at = next(pad for pad in visit.app.screen.query("PadKey") if pad.key == key)  # type: ignore[attr-defined]
        await visit.pilot.click(at)
    await visit.settled()


@pytest.mark.parametrize("key", ["escape", "asterisk", "backspace"])
async def test_back(settings: Settings, store: Store, key: str) -> None:
    """Esc, * and Backspace lead back; in a field Backspace first takes back what was typed."""
    async with visiting(settings, store) as visit:
        await visit.press("enter", "1", key)
        if key == "backspace":
            assert visit.app.screen.query_one("#name", Field).value == ""
            await visit.press(key)
        assert visit.where() == "WelcomeScreen"


async def test_a_number_pad_finds_its_way_back(settings: Settings, store: Store) -> None:
    """It has no Esc: the button names the key it has, where that key leads back whatever is typed."""
    async with visiting(settings, store) as visit:
        await visit.press("f1")
        assert "Esc or * Back" in visit.seen()
        await visit.press("asterisk")
        assert visit.where() == "WelcomeScreen"


async def test_a_star_may_be_part_of_a_password(settings: Settings, store: Store) -> None:
    async with visiting(settings, store) as visit:
        await visit.press("enter")
        assert "Esc Back" in visit.seen()
        await visit.press("escape")
        await visit.log_in("1", "a*b", press_enter=False)
        assert visit.app.screen.query_one("#password", Field).value == "a*b"


async def test_keys_in_a_burst_stay_in_order(settings: Settings, store: Store) -> None:
    """A scanner or a paste types faster than screens are drawn; Enter still parts name and password."""
    people.customer(store, password="24681357")
    async with visiting(settings, store) as visit:
        await visit.press("enter")
        for sign in "1001\r24681357\r":
            enter = sign == "\r"
            visit.app.post_message(events.Key("enter" if enter else sign, sign))
        await visit.settled()
        assert visit.where() == "HomeScreen"


async def test_back_on_home_asks_with_no_first(settings: Settings, store: Store) -> None:
    people.customer(store)
    async with visiting(settings, store) as visit:
        await visit.log_in("1001")
        await visit.press("backspace")
        assert visit.focus() == "no"
        await visit.press("enter")
        assert visit.where() == "HomeScreen"
        await visit.press("9", "2")
        assert visit.where() == "AttractScreen"


async def test_language_keeps_what_was_typed(settings: Settings, store: Store) -> None:
    """F2 on the spot: words change, the typed name, the focus and the news stay."""
    async with visiting(settings, store) as visit:
        await visit.log_in("1001", "abc", press_enter=False)
        await visit.press("f2")
        assert "Русский" not in visit.seen()
        assert "English" in visit.seen()
        assert visit.app.screen.query_one("#name", Field).value == "1001"
        assert visit.app.screen.query_one("#password", Field).value == "abc"
        assert visit.focus() == "password"


async def test_screens_below_follow_the_language(settings: Settings, store: Store) -> None:
    async with visiting(settings, store) as visit:
        await visit.press("enter", "f2", "escape")
        assert "English" in visit.seen()


async def test_hidden_amounts_and_large_text(settings: Settings, store: Store) -> None:
    """ISP-19, ISP-29: dots everywhere; one column; they end with the visit."""
    people.customer(store, balance=3710)
    async with visiting(settings, store) as visit:
        await visit.log_in("1001")
        await visit.press("f3", "f4")
        assert "37.10" not in visit.seen()
        assert "••• BYN" in visit.seen()
        assert "More (1 of" in visit.seen()
        await visit.press("0")
        assert "More (2 of" in visit.seen()
        await visit.press("f10")
        await visit.come()
        assert not visit.app.visit.hidden
        assert not visit.app.screen.has_class("-large")


async def test_end_is_one_key_and_nothing_stays(settings: Settings, store: Store) -> None:
    """VEL-41, VEL-39: F10 anywhere; the visit is ended in the store; no widget keeps what was typed."""
    people.customer(store)
    counter = Counter(store, [])
    async with visiting(settings, store, counter) as visit:
        await visit.log_in("1001")
        await visit.click("#open-preferences")
        await visit.press("5")
        await visit.type("seventeen")
        visit.app.copy_to_clipboard("seventeen")
        await visit.press("f10")
        assert visit.where() == "AttractScreen"
        assert len(visit.app.screen_stack) == 1
        assert visit.app.clipboard == ""
        gc.collect()
        assert not [thing for thing in gc.get_objects() if isinstance(thing, Field) and thing.value]
        visit.app.asker.close()
        assert counter.asked[-1] == "access.end"


async def test_idle_counts_down_in_words_then_ends(settings: Settings, store: Store) -> None:
    """VEL-38: after idle_seconds a countdown; any key goes on and does nothing else; then the end."""
    people.customer(store)
    rules = store.operator.of(AccessRules)
    async with visiting(settings, store) as visit:
        await visit.log_in("1001")
        idle_for(visit, rules.idle_seconds - 1)
        await visit.settled()
        assert visit.where() == "HomeScreen"
        idle_for(visit, rules.idle_seconds)
        await visit.settled()
        assert "The visit ends in 30 seconds." in visit.seen()
        await visit.press("9")
        assert visit.where() == "HomeScreen"
        idle_for(visit, rules.idle_seconds)
        await visit.settled()
        countdown = visit.app.screen
        assert isinstance(countdown, CountdownScreen)
        for _ in range(rules.countdown_seconds - 1):
            countdown.tick()
        await visit.settled()
        assert "The visit ends in 1 second." in visit.seen()
        countdown.tick()
        await visit.settled()
        assert visit.where() == "AttractScreen"


def idle_for(visit: Visit, seconds: float) -> None:
    """As if nobody had done anything for so long."""
    idle = visit.app.idle
    idle.touch()
    now = idle.clock()
    idle.clock = lambda: now + seconds
    idle.check()


async def test_only_people_count_as_signs_of_life(settings: Settings, store: Store) -> None:
    async with visiting(settings, store) as visit:
        touched: list[str] = []
        visit.app.idle.touch = lambda: touched.append("")  # type: ignore[method-assign]
        await visit.pilot.hover("#heading")
        visit.app.post_message(events.Resize(Size(80, 24), Size(80, 24)))
        await visit.settled()
        assert not touched
        await visit.press("left")
        assert touched


async def test_too_small_says_so_and_goes_away(settings: Settings, store: Store) -> None:
    """EIR-01: below 80x24 one screen says what is needed; what was typed is there again afterwards."""
    async with visiting(settings, store) as visit:
        await visit.press("enter", "7")
        await visit.pilot.resize_terminal(70, 20)
        await visit.settled()
        assert "needs 80 columns and 24 rows; the terminal has 70 and 20" in visit.seen()
        await visit.press("f10")
        await visit.pilot.resize_terminal(80, 24)
        await visit.settled()
        assert visit.app.screen.query_one("#name", Field).value == "7"


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (160, 45)], ids=str)
@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("large", [False, True], ids=["", "large"])
async def test_nothing_is_cut_off(
    settings: Settings, store: Store, size: tuple[int, int], language: str, large: bool
) -> None:
    people.customer(store, "1001", code="c1")
    people.customer(store, "2002", code="c1")
    async with visiting(settings, store, size=size, language=language) as visit:

        async def look(*keys: str) -> None:
            await visit.press(*keys)
            assert not visit.outside(), visit.where()

        await look()
        if large:
            await look("f4")
        await look("4")
        await look("escape", "f9")
        await look("escape", "f1")
        await look("escape")
        await visit.log_in("1001", "wrong")
        await look()
        await visit.press("escape")
        await visit.log_in("1001")
        await look()
        await look("1")
        visit.app.open("preferences")
        await look()
        visit.app.screen.change_password()  # type: ignore[attr-defined]
        await look()
        await look("f8")


async def test_a_key_may_be_faster_than_the_first_composing(settings: Settings, store: Store) -> None:
    """F2 in the moment in which a screen opens: it is composed once, in the new language."""
    async with visiting(settings, store) as visit:
        screen = HelpScreen()
        visit.app.push_screen(screen)
        await screen.action_language()
        await visit.settled()
        assert visit.where() == "HelpScreen"
        assert "Помощь" in visit.seen()
        assert "Help" not in visit.seen()
