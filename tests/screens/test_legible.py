"""Every word of every screen can be read at 80x24: of every shipped profile, in Russian and in English.

design.md section 4: nothing is cut off silently.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from pathlib import Path

import pytest
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from kiosk.core.operator import data_folder
from kiosk.core.settings import Settings
from kiosk.core.store import Store
from screens.base import KioskScreen
from screens.commands import next_language
from screens.widgets.choice import Act, Tile
from screens.widgets.field import Field
from screens.widgets.sheet import Row, Sheet
from screens.widgets.table import Line, Table
from tests import scene
from tests.legible import faults
from tests.screens.visit import Visit, visiting
from tests.tour import tour

PROFILES = sorted(folder.name for folder in (data_folder() / "operators").iterdir())
# What nearly every visit sees, in large text as well.
KEY_SCREENS = {"welcome", "home", "balance", "month", "meters", "tariff", "card-confirm", "card-receipt"}


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """All colours, wherever the tests run."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")


@pytest.fixture(autouse=True)
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """The compositor is asked for the cells; that Textual sends each change, too, takes half of the time."""

    def forget(screen: Screen[object]) -> None:
        screen._dirty_widgets.clear()
        screen._compositor._dirty_regions.clear()

    monkeypatch.setattr(Screen, "_compositor_refresh", forget)


@pytest.fixture
def demo(profile: str, tmp_path: Path) -> Iterator[tuple[Settings, Store]]:
    """The profile's own demo."""
    home = tmp_path / "home"
    scene.make(home, profile)
    with scene.opened(home, profile) as store:
        yield scene.settings(home, "ru", profile), store


async def composed(visit: Visit) -> None:
    """The screen again, as language and size of text are now."""
    screen = visit.app.screen
    await (screen.show() if isinstance(screen, KioskScreen) else screen.recompose())
    await visit.settled()


async def looks(visit: Visit, name: str) -> AsyncIterator[str]:
    """The screen as it stands, and in the other language; key screens in large text, too."""
    here = visit.app.visit
    for large in (False, True) if name in KEY_SCREENS else (False,):
        for turn in range(2):
            if large or turn:
                here.large = large
                visit.app.speak(next_language(here.language, visit.app.operator.languages))
                await composed(visit)
            yield f"{name} {here.language}{' large' if large else ''}"
    if here.large:
        here.large = False
        await composed(visit)


@pytest.mark.parametrize("profile", PROFILES)
async def test_every_word_of_every_screen_can_be_read(demo: tuple[Settings, Store]) -> None:
    settings, store = demo
    found = []
    async with visiting(settings, store, language="ru", awake=False) as visit:
        async for name in tour(visit):
            async for look in looks(visit, name):
                found += [f"{look}: {fault}" for fault in await faults(visit)]
    assert not found, "\n".join(found)


def short(widget: Widget, rows: int) -> Widget:
    """The widget in so many rows, whatever it has to say."""
    widget.styles.height = rows
    return widget


LONG = " ".join(f"word{at}" for at in range(20))


@pytest.mark.parametrize(
    ("planted", "complaint"),
    [
        (lambda: Act("1", LONG, print), "Act: “1  word0"),
        (lambda: short(Static(LONG), 1), "Static: “word0"),
        (lambda: Static("w" * 90), "Static: “ww"),
        (lambda: Tile("Title", LONG + LONG, print), "is shortened"),
        (lambda: Tile(LONG, "line", print), "is shortened"),
        (lambda: Field(LONG, id="planted"), "is seen in its border as"),
        (lambda: Field("label", id="planted", hint=LONG), "is seen in its border as"),
        (lambda: Table(("a", "b", "c"), [Line((LONG, LONG, LONG))]), "drawn wider than its place"),
        (lambda: short(Sheet([Row("label", "value")] * 9), 5), "Sheet: “label value"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_planted_fault_is_found(
    settings: Settings, store: Store, planted: Callable[[], Widget], complaint: str
) -> None:
    """Wherever a word can be lost: buttons, lines, tiles, edges of fields, cells, rows."""

    class Planted(KioskScreen):
        def body(self) -> Iterable[Widget]:
            yield planted()

    async with visiting(settings, store) as visit:
        assert await faults(visit) == []
        visit.app.push_screen(Planted())
        await visit.settled()
        assert any(complaint in fault for fault in await faults(visit))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_the_page_scrolls_to_is_not_lost(settings: Settings, store: Store) -> None:
    class Long(KioskScreen):
        def body(self) -> Iterable[Widget]:
            yield from (Static(f"line {at}") for at in range(50))
            yield Sheet([Row("label", f"value {at}") for at in range(50)])

    async with visiting(settings, store) as visit:
        visit.app.push_screen(Long())
        await visit.settled()
        assert await faults(visit) == []
        visit.app.screen.query_one("#body").styles.overflow_y = "hidden"
        await visit.settled()
        assert await faults(visit)
