"""A first visit to each profile on the smallest screen: nothing is out of sight, its own words are there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core.settings import Settings
from kiosk.core.store import Store
from tests.screens.visit import Visit, visiting
from tests.shipped.filled import filled


@pytest.fixture(scope="module")
def velcom(request: pytest.FixtureRequest) -> Iterator[Store]:
    with filled(request, "velcom", "sqlite") as store:
        yield store


@pytest.fixture(scope="module")
def ilex(request: pytest.FixtureRequest) -> Iterator[Store]:
    with filled(request, "ilex", "sqlite") as store:
        yield store


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    return Settings(tmp_path, None, None, "1", "ru")


def whole(visit: Visit) -> str:
    """What is read, once it is certain that nothing to press is out of sight."""
    assert not visit.outside()
    assert visit.app.screen.query_one("#body").max_scroll_y == 0
    return visit.seen()


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("profile", ["velcom", "ilex"])
async def test_before_a_login(
    request: pytest.FixtureRequest, here: Settings, profile: str, language: str
) -> None:
    """VEL-01, VEL-02, ILEX-12, EIR-64: the welcome with its samples, contacts, first password, prices."""
    async with visiting(here, request.getfixturevalue(profile), language=language) as visit:
        said = [whole(visit)]
        for way in ("3", "4", "5"):
            await visit.press(way)
            said.append(whole(visit))
            await visit.press("escape")
        words = {"ru": "карт", "en": "card"}[language]
        assert any(words in each.casefold() for each in said) == (profile == "velcom")


async def test_velcom(here: Settings, velcom: Store) -> None:
    """VEL-02, VEL-03, VEL-40, ISP-13: a number behind its mask, and no contract anywhere."""
    async with visiting(here, velcom, language="ru") as visit:
        await visit.press("1")
        await visit.type("291000001")
        assert "+375 29 100-00-01" in visit.seen()
        await visit.press("enter")
        await visit.type("00000")
        await visit.press("enter")
        assert "Неверный номер или пароль." in whole(visit)
        await visit.type("246813")
        await visit.press("enter")
        said = whole(visit)
        assert "Номер 291000001 · Иван И." in said
        for tile in ("1", "2", "3"):
            await visit.press(tile)
            said += whole(visit)
            await visit.press("escape")
        assert "договор" not in said.casefold()
        assert "Деньги поступят на номер 291000001 сразу." in said


async def test_ilex_without_express_cards(here: Settings, ilex: Store) -> None:
    """A profile without the module `cards`: no screen speaks of cards, no key leads to them."""
    async with visiting(here, ilex, language="ru") as visit:
        await visit.press("2")
        await visit.type("20106")
        await visit.press("enter")
        await visit.type("24681357")
        await visit.press("enter")
        said = whole(visit)
        for tile in ("1", "2", "f1"):
            await visit.press(tile)
            said += whole(visit)
            await visit.press("escape")
        assert "карт" not in said.casefold()
        assert "не хватает на абонплату за месяц" in said
