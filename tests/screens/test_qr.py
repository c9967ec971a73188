"""The QR widget: what a decoder reads from the cells of the screen (VEL-68, EIR-07)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from rich.color import Color, ColorSystem
from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.strip import Strip

from kiosk.core.locale import Words
from kiosk.receipts.payload import payload
from kiosk.receipts.qr import Mode, fixed
from screens.widgets.qr import QR
from tests.receipts.receipts import EN, RECEIPT, RU, read

BLACK, WHITE = "#000000", "#ffffff"


class Bare(App[None]):
    """Nothing but one code."""

    def __init__(self, qr: QR) -> None:
        super().__init__()
        self.qr = qr

    def compose(self) -> ComposeResult:
        yield self.qr


def receipt_code(words: Words = EN, mode: Mode = Mode.HALF) -> QR:
    return QR(lambda budget: payload(RECEIPT, words, budget), "Check code 7F3A-91C2", mode)


def modules_of(lines: Sequence[Strip]) -> list[list[bool]]:
    """Dark and light of what stands on the screen: two rows of half cells for every line of cells."""
    rows: list[list[bool]] = []
    for line in lines:
        halves = [_halves(segment, sign) for segment in line for sign in segment.text]
        rows += [[upper for upper, _ in halves], [lower for _, lower in halves]]
    return rows


def _halves(segment: Segment, sign: str) -> tuple[bool, bool]:
    assert segment.style is not None
    assert segment.style.color is not None
    assert segment.style.bgcolor is not None
    ink, ground = segment.style.color.get_truecolor().hex, segment.style.bgcolor.get_truecolor().hex
    assert {ink, ground} <= {BLACK, WHITE}
    upper, lower = (ink if sign == "▀" else ground), (ink if sign == "▄" else ground)
    assert sign in " ▀▄"
    return upper == BLACK, lower == BLACK


def cells_of(app: App[None]) -> list[Strip]:
    """What the compositor sends to the terminal."""
    return app.screen._compositor.render_strips()


@pytest.mark.parametrize("words", [RU, EN], ids=["ru", "en"])
@pytest.mark.parametrize("size", [(45, 23), (80, 24), (100, 30), (160, 45)])
async def test_a_decoder_reads_the_cells(words: Words, size: tuple[int, int]) -> None:
    qr = receipt_code(words)
    async with Bare(qr).run_test(size=size) as pilot:
        assert qr.code is not None
        assert read(modules_of(cells_of(pilot.app))) == qr.code.payload


async def test_spaces_need_no_glyphs() -> None:
    qr = receipt_code(mode=Mode.SPACES)
    async with Bare(qr).run_test(size=(160, 45)) as pilot:
        cells = cells_of(pilot.app)
        assert {sign for line in cells for sign in line.text} == {" "}
        assert qr.code is not None
        wide = modules_of(cells)
        assert read([row[::2] for row in wide[::2]]) == qr.code.payload


async def test_without_room_a_sentence_tells_the_check_code() -> None:
    qr = receipt_code()
    async with Bare(qr).run_test(size=(30, 9)) as pilot:
        assert qr.code is None
        assert "Check code 7F3A-91C2" in "\n".join(line.text for line in cells_of(pilot.app))


async def test_another_size_draws_another_code() -> None:
    qr = receipt_code()
    async with Bare(qr).run_test(size=(160, 45)) as pilot:
        assert qr.code is not None
        roomy = qr.code.payload
        await pilot.resize_terminal(45, 23)
        await pilot.pause()
        assert len(qr.code.payload) < len(roomy)
        assert read(modules_of(cells_of(pilot.app))) == qr.code.payload


async def test_nothing_of_it_can_be_focused_or_selected() -> None:
    qr = QR(fixed("https://svyaz.example/app"), "")
    async with Bare(qr).run_test(size=(80, 24)) as pilot:
        assert not qr.focusable
        assert not qr.allow_select
        await pilot.click(QR)
        assert read(modules_of(cells_of(pilot.app))) == "https://svyaz.example/app"


def test_sixteen_colours_are_black_on_bright_white() -> None:
    """What Rich makes of them for a console that knows 16 colours."""
    codes = [Color.parse(colour).downgrade(ColorSystem.STANDARD) for colour in (BLACK, WHITE)]
    assert codes[0].get_ansi_codes() == ("30",)
    assert codes[1].get_ansi_codes(foreground=False) == ("107",)
