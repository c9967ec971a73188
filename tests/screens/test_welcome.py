"""The screens before a login: what they say and where they lead."""

from __future__ import annotations

import msgspec
import pytest

from kiosk.core.operator import Operator, find_profile, load
from kiosk.core.settings import Settings
from kiosk.core.store import Store
from kiosk.welcome.rules import ServiceKind, WelcomeRules
from screens.widgets.qr import QR
from tests.screens.visit import visiting

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def demo() -> Operator:
    return load(find_profile("demo"))


async def test_attract_greets_in_every_language(settings: Settings, store: Store, demo: Operator) -> None:
    """EIR-03, VEL-01."""
    async with visiting(settings, store, operator=demo, awake=False) as visit:
        for words in ("СВЯЗЬ-СЕРВИС", "Здравствуйте!", "Welcome!", "Touch the screen or press any key"):
            assert words in visit.seen()
        assert "бесплатно" in visit.seen()


async def test_first_menu(settings: Settings, store: Store, demo: Operator) -> None:
    """EIR-02, EIR-06: operator, place, terminal, phone, abilities; the demo says what to try."""
    async with visiting(settings, store, operator=demo) as visit:
        for words in (
            "SVYAZ-SERVICE", "Sales and service centre · terminal 1", "8-017-200-00-00",
            "pay by express card", "using it is free", "Contract 1001", "password 24681357",
            "1234 5678 9012 34",
        ):  # fmt: skip
            assert words in visit.seen()


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("pressed", [(), ("f4",)], ids=["", "large"])
@pytest.mark.parametrize("size", [(80, 24), (100, 30)], ids=str)
async def test_samples_can_be_read_whole(
    settings: Settings,
    store: Store,
    demo: Operator,
    language: str,
    pressed: tuple[str, ...],
    size: tuple[int, int],
) -> None:
    """Nobody has to scroll, and no card number is torn apart."""
    async with visiting(settings, store, operator=demo, language=language, size=size) as visit:
        await visit.press(*pressed)
        assert visit.app.screen.query_one("#body").max_scroll_y == 0
        assert not visit.outside()
        assert any(", ".join(demo.of(WelcomeRules).cards) in strip.text for strip in visit.cells())


async def test_no_samples_outside_the_demo(settings: Settings, store: Store, demo: Operator) -> None:
    facts = msgspec.structs.replace(demo.facts, demo=False)
    real = Operator(demo.folder, facts, demo._settings)
    async with visiting(settings, store, operator=real) as visit:
        assert "24681357" not in visit.seen()


async def test_contacts_and_the_way_to_the_site(settings: Settings, store: Store, demo: Operator) -> None:
    """EIR-07, EIR-47, EIR-59, ILEX-12: nobody has logged in."""
    async with visiting(settings, store, operator=demo) as visit:
        await visit.press("3")
        assert "28 Primernaya St." in visit.seen()
        code = visit.app.screen.query_one(QR).code
        assert code
        assert code.payload == "https://svyaz.example/app"


async def test_no_password_yet(settings: Settings, store: Store, demo: Operator) -> None:
    """ISP-02: who issues one and where."""
    async with visiting(settings, store, operator=demo) as visit:
        await visit.press("4")
        assert "Staff at the desk issue a password" in visit.seen()
        assert "28 Primernaya St." in visit.seen()


async def test_several_kinds_of_service(settings: Settings, store: Store, demo: Operator) -> None:
    """VEL-02: the first question, and the login name that belongs to the answer."""
    kinds = [
        ServiceKind({"en": "Mobile"}, "phone"),
        ServiceKind({"en": "Home and office"}, "contract"),
    ]
    rules = msgspec.structs.replace(demo.of(WelcomeRules), kinds=kinds)
    several = Operator(demo.folder, demo.facts, {**demo._settings, WelcomeRules: rules})
    async with visiting(settings, store, operator=several) as visit:
        assert "Which service is it about?" in visit.seen()
        await visit.press("enter")
        assert visit.where() == "WelcomeScreen"
        await visit.press("1")
        assert "Phone number" in visit.seen()


async def test_help_tells_of_the_screen_below(settings: Settings, store: Store) -> None:
    """ILEX-22, ISP-29: plain words, then the keys; a second F1 does not open it again."""
    async with visiting(settings, store, size=(100, 30)) as visit:
        await visit.press("enter", "f1")
        assert "the password is shown as dots" in visit.seen()
        assert "F9 Call staff" in visit.seen()
        assert "Hide amounts" not in visit.seen()
        await visit.press("f1", "escape")
        assert visit.where() == "LoginScreen"


async def test_all_contacts_are_in_reach_of_a_number_pad(settings: Settings, store: Store) -> None:
    """VEL-21: in large text, too, which the footer offers to undo."""
    operator = load(find_profile("mosobleirc"))
    async with visiting(settings, store, operator=operator) as visit:
        await visit.press("f4", "f9")
        assert "F4 Normal" in visit.seen()
        assert "This terminal" not in visit.seen()
        await visit.press("0")
        assert "This terminal 1" in visit.seen()
