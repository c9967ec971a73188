"""Submit readings: all meters of the contract on one form (EIR-48 to EIR-53)."""

from __future__ import annotations

from collections.abc import Iterable

from textual import on
from textual.widget import Widget
from textual.widgets import Static

from kiosk.core.locale import mark
from kiosk.core.quantity import Quantity
from kiosk.core.work import MeterId, Refusal
from kiosk.meters.rules import MeterRules, typed
from kiosk.meters.views import FORM, SUBMIT, Form, MeterLine, NewReading
from kiosk.meters.weigh import weigh
from screens.base import KioskScreen, task
from screens.meters.block import MeterBlock, field_id
from screens.paging import free_rows
from screens.receipts import ReceiptScreen
from screens.widgets.choice import Act
from screens.widgets.field import Field
from screens.widgets.message import Tone

SOME = mark("Not less than the last reading, not zero. Empty ones are not submitted.")
ALL = mark("Not less than the last reading, not zero. Every meter needs one.")
NOTHING = mark("Nothing is typed yet. Type what the meter shows today, then press Enter.")
FAULTY = mark("{service:texts}, meter {number}: {reason:word}")
UNUSUAL = mark("{service:texts}: far more than usual. Check the digits and press Enter once more.")
# With its air, and with keys on the screen beside it.
BLOCK_ROWS = 10


class FormScreen(KioskScreen):
    """Today's values, each with what it means; all of them are submitted together or none.

    typed    what stands in the fields, by meter
    sure     the unusual values about which was asked: the next Enter takes them
    mending  id of the field that the last submit pointed at: there Enter submits again
    """

    CSS_PATH = "../../styles/meters.tcss"
    about = mark(
        "Read the digits off each meter and type them; for the part after the point use a point or a comma. "
        "Beside the field you see at once how much was used. A reading sent again on the same day replaces "
        "the first one. Nothing is submitted before you press Enter in the last field."
    )

    def __init__(self, form: Form) -> None:
        super().__init__()
        self.form = form
        self.typed: dict[MeterId, str] = {}
        self.sure: dict[MeterId, str] = {}
        self.mending = ""

    def heading(self) -> str:
        return self.words("Submit readings for {day:day}", day=self.form.day)

    def body(self) -> Iterable[Widget]:
        required = self.kiosk.operator.of(MeterRules).all_meters_required
        yield Static(self.words(ALL if required else SOME), classes="muted", markup=False)
        for line in self.form.meters:
            yield MeterBlock(self.words, line, self.form.day, self.typed.get(line.meter, ""))

    def acts(self) -> Iterable[Act]:
        yield self.back_act()
        if self._open():
            yield Act("Enter", self.words("Submit"), self.submit)

    def _open(self) -> list[MeterLine]:
        """The meters whose readings are taken."""
        return [line for line in self.form.meters if not line.off]

    def _dress(self) -> None:
        super()._dress()
        self.set_class(len(self.form.meters) * BLOCK_ROWS > free_rows(self), "-full")

    def _repeat(self) -> None:
        """News takes room from the list: what has the focus stays in sight."""
        super()._repeat()
        for block in self.query(MeterBlock):
            if block.has_focus_within:
                block.come_into_view()

    # -- while one types -----------------------------------------------------------------------

    @on(Field.Changed)
    def _changed(self, event: Field.Changed) -> None:
        line = next((line for line in self._open() if field_id(line) == event.field.id), None)
        # A submit may have been faster.
        if line and self.typed.get(line.meter, "") != event.field.value:
            self._take_in(line)
            self.hush()

    def _take_in(self, line: MeterLine) -> str:
        """What stands in the field of a meter now; its block says what that means."""
        value = self.typed[line.meter] = self.field(field_id(line)).value
        self.query_one(f"#block-{line.meter}", MeterBlock).judge(value)
        return value

    @on(Field.Refused)
    def _minus(self, event: Field.Refused) -> None:
        """A minus is refused in the words of its rule (EIR-50)."""
        try:
            typed(event.sign)
        except Refusal as refusal:
            if refusal.code == "meters.negative":
                event.prevent_default()
                self.say("bad", refusal)

    def action_rub(self) -> None:
        """Backspace only takes signs back here: held too long it would empty the other meters and leave."""

    def action_accept(self) -> None:
        """From the field that was to be mended, Enter submits again at once."""
        if self.focused and self.focused.id == self.mending:
            self.focused.call_later(self._submit)
        else:
            super().action_accept()

    # -- submit --------------------------------------------------------------------------------

    def submit(self) -> None:
        """All values are checked here first; the first one that breaks a rule gets the focus."""
        self.mending = ""
        readings, doubtful = [], []
        for line in self._open():
            if not (text := self._take_in(line)):
                continue
            try:
                value, unusual = self._weighed(line, text)
            except Refusal as refusal:
                self._point(line, "bad", FAULTY, refusal)
                return
            readings.append(NewReading(line.meter, value))
            if unusual and self.sure.get(line.meter) != text:
                doubtful.append(line)
        if doubtful:
            self._ask_again(doubtful[0])
        elif readings:
            self.send(tuple(readings))
        else:
            self.say("think", NOTHING)

    def _weighed(self, line: MeterLine, text: str) -> tuple[Quantity, bool]:
        value = typed(text)
        return value, weigh(self.kiosk.operator, line, value, self.form.day).unusual

    def _ask_again(self, line: MeterLine) -> None:
        """Far more than usual may be right: the next Enter takes it, unless the digits change."""
        self.sure[line.meter] = self.typed[line.meter]
        self._point(line, "think", UNUSUAL)

    def _point(self, line: MeterLine, tone: Tone, message: str, reason: Refusal | None = None) -> None:
        """Say what is with a meter, and lead to its field."""
        self.mending = field_id(line)
        if fields := self.query(f"#{self.mending}"):
            fields.first().focus()
        self.say(tone, message, service=line.service, number=line.number, reason=reason)

    @task
    async def send(self, readings: tuple[NewReading, ...]) -> None:
        """Under the operation id of this screen: pressing again asks for the same readings."""
        sure = tuple(meter for meter, value in self.sure.items() if self.typed[meter] == value)
        try:
            receipt = await self.ask(SUBMIT, self.contract, readings, sure, operation=self.operation)
        except Refusal as refusal:
            await self.refused(refusal)
            return
        self.visit.balance_is(receipt.balance)
        self.kiosk.home()
        self.app.push_screen(ReceiptScreen(receipt))

    async def refused(self, refusal: Refusal) -> None:
        """Something has changed since the form was read: show it, and say at which meter."""
        self.form = await self.ask(FORM, self.contract)
        await self.show()
        line = next((one for one in self._open() if one.number == refusal.params.get("number")), None)
        if line is None:
            self.say("bad", refusal)
        elif refusal.code == "meters.unusual":
            self._ask_again(line)
        else:
            self._point(line, "bad", FAULTY, refusal)
