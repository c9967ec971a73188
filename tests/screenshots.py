"""`make screenshots`: every screen of every profile as a picture in docs/pictures, always the same.

Three sizes in Russian, and in English the picture of the README. A rerun changes nothing but what the
screens themselves changed.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from textual.strip import Strip

from kiosk.core.operator import data_folder
from kiosk.core.store import Store
from tests import picture, scene
from tests.screens.visit import visiting
from tests.tour import tour

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
PROFILES = sorted(folder.name for folder in (data_folder() / "operators").iterdir() if folder.is_dir())
SIZES = ((80, 24), (100, 30), (160, 45))
# Of the README, in English at the first size: profile and screen.
README = (
    ("demo", "welcome"),
    ("velcom", "home"),
    ("mosobleirc", "meters-typed"),
    ("isponline", "tariff-receipt"),
)

TERMINAL = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}  # what the screens choose their colours by


@contextmanager
def stage(made: Path, profile: str) -> Iterator[tuple[Path, Store]]:
    """A copy of a profile's demo that this tour may change."""
    with tempfile.TemporaryDirectory(prefix="kiosk-pictures-") as folder:
        home = Path(shutil.copytree(made, Path(folder) / "home"))
        with scene.opened(home, profile) as store:
            yield home, store


async def shown(made: Path, profile: str, language: str, size: tuple[int, int]) -> dict[str, list[Strip]]:
    """Every screen by name, as the compositor sends it."""
    with stage(made, profile) as (home, store):
        here = scene.settings(home, language, profile)
        async with visiting(here, store, language=language, size=size, awake=False) as visit:
            return {name: visit.cells() async for name in tour(visit)}


def draw(profile: str) -> dict[str, list[Strip]]:
    """All pictures of a profile; hands out its screens for the README."""
    folder = PICTURES / profile
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="kiosk-pictures-") as place:
        made = Path(place) / "demo"
        scene.make(made, profile)
        for columns, rows in SIZES:
            for name, strips in asyncio.run(shown(made, profile, "ru", (columns, rows))).items():
                _write(folder / f"{columns}x{rows}-{name}", picture.svg(strips))
        english = asyncio.run(shown(made, profile, "en", SIZES[0]))
    return {name: english[name] for owner, name in README if owner == profile}


def main(profiles: Sequence[str]) -> None:
    """Draw these profiles, or all of them and the picture of the README."""
    os.environ |= TERMINAL
    with ProcessPoolExecutor(os.cpu_count(), initializer=_hide_terminal) as pool:
        english = dict(zip(profiles or PROFILES, pool.map(draw, profiles or PROFILES), strict=True))
    if not profiles:
        screens = [english[profile][name] for profile, name in README]
        _write(PICTURES / "four-screens", picture.tiled(screens, 2))


def _hide_terminal() -> None:
    """The screens ask the terminal which signs its font has: pictures must not depend on that."""
    sys.__stdin__ = None


def _write(path: Path, svg: str) -> None:
    path.with_suffix(".png").write_bytes(picture.png(svg))


if __name__ == "__main__":
    main(sys.argv[1:])
