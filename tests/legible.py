"""What a screen shows against what its widgets say: every word must be there to be read.

A widget draws its words in `render`, the terminal shows cells. What is drawn and not seen is lost, unless
the page scrolls to it. What is shortened before it is drawn says so with an ellipsis.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from rich.cells import cell_len
from textual.content import Content
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from screens.meters.block import VerdictLine
from screens.widgets.bars import Footer, Header
from screens.widgets.choice import Act
from screens.widgets.field import Field
from screens.widgets.message import MessageLine
from screens.widgets.table import LineChoice
from tests.screens.visit import Visit, displayed

# These fold their words by themselves; the others draw lines for the room that they have.
FOLDING = (Static, MessageLine, VerdictLine)
# Names give way to amounts; of what is typed one sees the end; a line has the beginning of what it opens.
# The others shorten nothing: an ellipsis is a part of their sentence.
MAY_SHORTEN = (Header, Field, LineChoice, Act, *FOLDING)
SHORTENED = re.compile(r"\S…")

# The rows of a widget as the terminal shows them, counted from its upper edge.
Rows = dict[int, Strip]


async def faults(visit: Visit) -> list[str]:
    """What nobody can read on this screen, one sentence for each."""
    seen = await _seen(visit)
    return [fault for widget in _widgets(visit) for fault in _faults(widget, seen[widget])]


def _faults(widget: Widget, rows: Rows) -> Iterator[str]:
    about = type(widget).__name__ + (f" {widget.id}" if widget.id else "")
    drawn = widget.render()
    if not isinstance(drawn, Content | str):
        return
    text = drawn.plain if isinstance(drawn, Content) else drawn
    if SHORTENED.search(text) and not isinstance(widget, MAY_SHORTEN):
        yield f"{about}: “{text}” is shortened"
    shown = _inner(widget, rows)
    if _words(text) != _words(shown):
        yield f"{about}: “{' '.join(_words(text))}” is seen as “{' '.join(_words(shown))}”"
    widest = max(map(cell_len, text.split("\n")))
    if widest > widget.content_size.width and not isinstance(widget, FOLDING):
        yield f"{about}: “{text}” is drawn wider than its place"
    if isinstance(widget, Footer):
        kept = [key.short for key in widget.keys if not key.yields and key.words not in text]
        yield from (f"{about}: “{words}” is left out" for words in (*kept, widget.phone) if words not in text)
    yield from _faults_of_edges(widget, about, rows)


def _faults_of_edges(widget: Widget, about: str, rows: Rows) -> Iterator[str]:
    """Words in the border: Textual cuts them without a sign."""
    for words, at in ((widget.border_title, 0), (widget.border_subtitle, widget.region.height - 1)):
        shown = rows[at].text if at in rows else ""
        if words and str(words) not in shown:
            yield f"{about}: “{words}” is seen in its border as “{shown}”"


def _widgets(visit: Visit) -> Iterator[Widget]:
    return (widget for widget in visit.app.screen.query(Widget) if displayed(widget))


async def _seen(visit: Visit) -> dict[Widget, Rows]:
    """The rows of every widget, also those to which the page has to be scrolled."""
    seen: dict[Widget, Rows] = defaultdict(dict)
    _note(visit, seen)
    pages = [widget for widget in _widgets(visit) if widget.max_scroll_y and widget.allow_vertical_scroll]
    for page in pages:
        for at in (*range(0, page.max_scroll_y, page.size.height), page.max_scroll_y, page.scroll_offset.y):
            page.scroll_to(y=at, animate=False)
            await visit.settled()
            _note(visit, seen)
    return seen


def _note(visit: Visit, seen: dict[Widget, Rows]) -> None:
    """What the terminal shows of every widget now."""
    strips = visit.cells()
    places = visit.app.screen._compositor.visible_widgets
    for widget in _widgets(visit):
        if widget in places:
            region, clip = places[widget]
            part = region.intersection(clip)
            for y in range(part.y, part.bottom):
                seen[widget][y - region.y] = strips[y].crop(part.x, part.right)


def _inner(widget: Widget, rows: Rows) -> str:
    """The rows without padding and border."""
    gutter, size = widget.styles.gutter, widget.region.size
    inside = range(gutter.top, size.height - gutter.bottom)
    return "\n".join(
        rows[at].crop(gutter.left, size.width - gutter.right).text for at in inside if at in rows
    )


def _words(text: str) -> list[str]:
    """Words; a hard blank holds an amount and its currency together."""
    return [word for word in text.replace("\n", " ").split(" ") if word]
