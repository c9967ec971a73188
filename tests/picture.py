"""A picture of what a terminal shows, cell by cell: SVG of the compositor's strips, and PNG of that."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

import resvg_py
from PIL import Image
from rich.cells import cell_len
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import DEFAULT_TERMINAL_THEME
from textual.strip import Strip

WIDE, HIGH = 8, 16  # pixels of a cell
FONT_SIZE = WIDE / 0.602  # of DejaVu Sans Mono, whose signs are that part of its size wide
BASELINE = 12.5
FONTS = Path("/usr/share/fonts/truetype/dejavu")
# Parts of a cell that a block fills: left, top, width, height.
_BLOCKS = {"▀": (0.0, 0.0, 1.0, 0.5), "▄": (0.0, 0.5, 1.0, 0.5), "█": (0.0, 0.0, 1.0, 1.0)}

Shapes = list[str]


def png(svg: str) -> bytes:
    """With a palette of 256 colours: screens have few. Raises FileNotFoundError without the font
    (Debian: fonts-dejavu-core)."""
    if not FONTS.is_dir():
        raise FileNotFoundError(f"{FONTS} is missing; install it: apt-get install fonts-dejavu-core")
    drawn = resvg_py.svg_to_bytes(
        svg_string=svg, skip_system_fonts=True, font_dirs=[str(FONTS)],
        font_family="DejaVu Sans Mono", monospace_family="DejaVu Sans Mono",
    )  # fmt: skip
    out = io.BytesIO()
    with Image.open(io.BytesIO(drawn)) as image:
        few = image.convert("RGB").quantize(256, dither=Image.Dither.NONE)
        few.save(out, "PNG", optimize=True)
    return out.getvalue()


def svg(strips: Sequence[Strip]) -> str:
    """One screen."""
    width = max(strip.cell_length for strip in strips) * WIDE
    return _document(width, len(strips) * HIGH, shapes(strips))


def tiled(screens: Sequence[Sequence[Strip]], columns: int, gap: int = 16) -> str:
    """Screens of one size in rows of so many, on white."""
    width, height = screens[0][0].cell_length * WIDE + gap, len(screens[0]) * HIGH + gap
    rows = -(-len(screens) // columns)
    out = ['<rect width="100%" height="100%" fill="#ffffff"/>']
    for at, strips in enumerate(screens):
        left, top = at % columns * width, at // columns * height
        out += [f'<g transform="translate({left} {top})">', *shapes(strips), "</g>"]
    return _document(columns * width - gap, rows * height - gap, out)


def shapes(strips: Sequence[Strip]) -> Shapes:
    """Grounds first, then what is drawn on them."""
    grounds: Shapes = []
    signs: Shapes = []
    for row, strip in enumerate(strips):
        column = 0
        for segment in strip:
            cells = cell_len(segment.text)
            grounds.append(_box(column, row, cells, _colours(segment)[1]))
            signs += _signs(segment, column, row)
            column += cells
    return grounds + signs


def _signs(segment: Segment, column: int, row: int) -> Iterable[str]:
    ink = _colours(segment)[0]
    bold = ' font-weight="bold"' if segment.style and segment.style.bold else ""
    for at, sign in enumerate(segment.text):
        if block := _BLOCKS.get(sign):
            left, top, width, height = block
            yield (
                f'<rect x="{(column + at + left) * WIDE}" y="{(row + top) * HIGH}" width="{width * WIDE}"'
                f' height="{height * HIGH}" fill="{ink}"/>'
            )
        elif not sign.isspace():
            yield (
                f'<text x="{(column + at) * WIDE}" y="{row * HIGH + BASELINE}" fill="{ink}"{bold}>'
                f"{escape(sign)}</text>"
            )


def _box(column: int, row: int, cells: int, colour: str) -> str:
    return (
        f'<rect x="{column * WIDE}" y="{row * HIGH}" width="{cells * WIDE}" height="{HIGH}" fill="{colour}"/>'
    )


def _colours(segment: Segment) -> tuple[str, str]:
    """Ink and ground."""
    style = segment.style or Style()
    ink, ground = _hex(style.color, True), _hex(style.bgcolor, False)
    return (ground, ink) if style.reverse else (ink, ground)


def _hex(colour: Color | None, foreground: bool) -> str:
    return (colour or Color.default()).get_truecolor(DEFAULT_TERMINAL_THEME, foreground).hex


def _document(width: int, height: int, content: Iterable[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' shape-rendering="crispEdges"><g font-family="DejaVu Sans Mono" font-size="{FONT_SIZE:.3f}">'
        + "".join(content)
        + "</g></svg>"
    )
