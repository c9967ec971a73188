"""One meter on the form: what is known of it, today's value, and at once what that means (EIR-48)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widget import Widget

from kiosk.core.work import Refusal
from kiosk.meters.rules import Mark, typed
from kiosk.meters.views import MeterLine, Weighed
from kiosk.meters.weigh import weigh
from screens.visit import ScreenWords
from screens.widgets.field import Field
from screens.widgets.message import SIGNS, Tone
from screens.widgets.sheet import Row, Sheet

# More than any reading has: too many digits are shown and refused whole, not cut to another number.
MOST_SIGNS = 20


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a value means, or which rule it breaks. Empty words: nothing is typed."""

    tone: Tone = "good"
    words: str = ""


class VerdictLine(Widget):
    """Beside or under the field: it changes while one types."""

    ALLOW_SELECT = False

    def __init__(self, verdict: Verdict) -> None:
        super().__init__()
        self.show(verdict)

    def show(self, verdict: Verdict) -> None:
        self.verdict = verdict
        self.set_class(verdict.tone == "bad", "-bad")
        self.refresh(layout=True)

    def render(self) -> Content:
        tone, words = self.verdict.tone, self.verdict.words
        sign = "" if tone == "good" else f"{SIGNS[tone]}  "
        return Content.styled(f"{sign}{words}" if words else "", f"bold ${tone}")


class MeterBlock(Vertical):
    """The block of one meter; one whose readings are not taken says why instead of the field."""

    def __init__(self, words: ScreenWords, line: MeterLine, day: date, value: str) -> None:
        super().__init__(id=f"block-{line.meter}")
        self.words = words
        self.line = line
        self.day = day
        self.value = value

    def compose(self) -> ComposeResult:
        with Container(classes="known"):
            yield Sheet(self._facts(), dense=True)
            if not self.line.off:
                yield self._field()
        if not self.line.off:
            yield VerdictLine(self._verdict())

    def judge(self, value: str) -> None:
        """Say what this value means."""
        self.value = value
        self.query_one(VerdictLine).show(self._verdict())

    def come_into_view(self) -> None:
        """All of it: the field alone would hide what its value means."""
        self.call_after_refresh(self.scroll_visible, animate=False)

    on_descendant_focus = come_into_view

    def on_resize(self) -> None:
        """Other words, or keys on the screen, may have moved it out of sight."""
        if self.has_focus_within:
            self.come_into_view()

    def _field(self) -> Field:
        words, line = self.words, self.line
        return Field(
            words("Today, {unit:texts}", unit=line.unit), id=field_id(line), signs="decimals",
            most=MOST_SIGNS, hint=words("at most +{limit:quantity}", limit=line.limit), value=self.value,
        )  # fmt: skip

    def _facts(self) -> Iterable[Row]:
        words, line = self.words, self.line
        name = words("{service:texts}, meter {number}", service=line.service, number=line.number)
        yield Row("", name)
        yield Row(words("Accounted"), self._mark(line.accounted))
        if line.sent and line.sent.day == self.day:
            # A second reading of a day is compared with those of earlier days (decision 7).
            if line.before and line.before != line.accounted:
                yield Row(words("Sent before"), self._mark(line.before))
            value = self._quantity(line.sent)
            yield Row(words("Sent today"), words("{value}; a new one replaces it", value=value))
        else:
            yield Row(words("Sent"), self._mark(line.sent))
        if line.off:
            yield Row("", f"{SIGNS['bad']}  {words(line.off)}", "bad")
        elif line.overdue and line.due:
            late = words("Verification was due on {day:date}", day=line.due)
            yield Row("", f"{SIGNS['think']}  {late}", "think")

    def _mark(self, mark: Mark | None) -> str:
        if mark is None:
            return self.words("nothing yet")
        return self.words("{value} on {day:date}", value=self._quantity(mark), day=mark.day)

    def _quantity(self, mark: Mark) -> str:
        return self.words("{value:quantity} {unit:texts}", value=mark.value, unit=self.line.unit)

    def _verdict(self) -> Verdict:
        """By the same rules as the record (EIR-49 to EIR-52)."""
        if not self.value:
            return Verdict()
        try:
            weighed = weigh(self.words.operator, self.line, typed(self.value), self.day)
        except Refusal as refusal:
            return Verdict("bad", self.words(refusal))
        meaning = meant(self.words, self.line, weighed)
        if weighed.unusual:
            return Verdict("think", self.words("{meaning}: far more than usual", meaning=meaning))
        return Verdict("good", meaning)


def field_id(line: MeterLine) -> str:
    return f"meter-{line.meter}"


def meant(words: ScreenWords, line: MeterLine, weighed: Weighed) -> str:
    """What was used, and where the price is known, about how much that costs."""
    if weighed.used is None:
        return words("the first reading of this meter")
    if not weighed.used:
        return words("nothing was used")
    used = words("+{used:quantity} {unit:texts}", used=weighed.used, unit=line.unit)
    if weighed.cost is None:
        return used
    return words("{used}, about {cost:money}", used=used, cost=weighed.cost)
