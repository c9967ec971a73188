"""What can be done with meters; the first line says how they stand."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.core.locale import mark
from kiosk.meters.rules import MeterRules
from kiosk.meters.views import FORM, Form
from screens.base import WAIT, reading
from screens.menu import Item, MenuScreen
from screens.meters.form import FormScreen
from screens.meters.history import HistoryScreen
from screens.meters.usage import UsageScreen


class MetersScreen(MenuScreen):
    """Submit, look back, compare: two keys from home to the form.

    form  the meters of the contract; None until they were read
    """

    about = mark(
        "Submit what your meters show today, see what was submitted before, or how much was used each month."
    )

    def __init__(self) -> None:
        super().__init__()
        self.form: Form | None = None

    def heading(self) -> str:
        return self.words("Meter readings") if self.form else self.words(WAIT)

    def on_mount(self) -> None:
        self.load()

    @reading
    async def load(self) -> None:
        self.form = await self.ask(FORM, self.contract)
        await self.show()

    def items(self) -> Sequence[Item]:
        if self.form is None:
            return ()
        words = self.words
        none = "" if self.form.meters else words("no meters")
        months = words.plural(
            "the last {count} month", "the last {count} months",
            count=self.kiosk.operator.of(MeterRules).chart_months,
        )  # fmt: skip
        history = none or words("by meter and period")
        return [
            Item("submit", words("Submit readings"), none or self._state(), self._submit_readings, none),
            Item("history", words("History of readings"), history, self._open_history, none),
            Item("usage", words("Usage by months"), none or months, self._open_usage, none),
        ]

    def _state(self) -> str:
        """How many meters there are, and what was sent of them."""
        words, form = self.words, self.form
        assert form
        count = len(form.meters)
        meters = words.plural("{count} meter", "{count} meters", count=count)
        days = [line.sent.day for line in form.meters if line.sent]
        if not days:
            return words("{meters}, nothing sent yet", meters=meters)
        today = days.count(form.day)
        if today:
            return words("{meters}, sent today: {sent}", meters=meters, sent=today)
        return words("{meters}, last sent on {day:date}", meters=meters, day=max(days))

    def _submit_readings(self) -> None:
        if self.form:
            self.app.push_screen(FormScreen(self.form))

    def _open_history(self) -> None:
        if self.form:
            self.app.push_screen(HistoryScreen(self.form.meters))

    def _open_usage(self) -> None:
        self.app.push_screen(UsageScreen())
