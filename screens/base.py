"""What every customers' screen stands on: its frame, its keys, asking, and telling what came of it.

A screen is its state and `body()`, which composes from that state. Whenever the state, the language
or the size of text changes, `show()` composes anew and keeps what was typed, the focus and the message.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from kiosk.core.locale import Sentence, mark
from kiosk.core.money import Money
from kiosk.core.work import ContractId, VisitOver
from screens import frame
from screens.ask import WAIT, AskingScreen, reading, task
from screens.commands import COMMANDS, Command, next_language
from screens.keys import BINDINGS
from screens.moves import neighbour
from screens.paging import size_classes
from screens.widgets.bars import Footer, Header
from screens.widgets.choice import Act, Choice
from screens.widgets.field import Field
from screens.widgets.keypad import Keypad
from screens.widgets.message import MessageLine

__all__ = ["WAIT", "KioskScreen", "reading", "task"]

NO_ROOM = mark("No more than {most} characters fit here.")
ONLY_DIGITS = mark("Only digits belong here. Switch the keyboard or use the number pad.")
ONLY_DECIMALS = mark("Only digits and one point or comma belong here.")
ONLY_LETTERS = mark("Only letters and digits belong here.")
ONLY = {"digits": ONLY_DIGITS, "decimals": ONLY_DECIMALS, "letters": ONLY_LETTERS, "any": ONLY_LETTERS}
# Keys reach a field at once; longer than this it takes no more.
TAKEN_SECONDS = 1.0


class Page(Vertical):
    """The part that scrolls when it must; it never takes the focus."""

    ALLOW_SELECT = False


class KioskScreen(AskingScreen, inherit_bindings=False):
    """A customers' screen. Subclasses give `heading`, `body`, and what Enter does: `submit`.

    about         the help page of this screen, in plain words (ILEX-22)
    stay_seconds  how long this screen stays at least when nobody does anything
    """

    BINDINGS: ClassVar[list[BindingType]] = BINDINGS
    AUTO_FOCUS = "Field, Tile"
    ALLOW_SELECT = False
    ESCAPE_TO_MINIMIZE = False
    about: str = ""
    stay_seconds: int = 0

    def __init__(self) -> None:
        super().__init__()
        self._manner: tuple[object, ...] = ()
        self._stale = False
        self._composing = asyncio.Lock()

    # -- what a screen gives -------------------------------------------------------------------

    def heading(self) -> str:
        """The question or the act, in the customer's words."""
        return ""

    def body(self) -> Iterable[Widget]:
        """The widgets of the screen, made from its state."""
        return ()

    def acts(self) -> Iterable[Act]:
        """The buttons under the body; the way back comes first."""
        yield self.back_act()

    def aside(self) -> Iterable[Widget]:
        """Widgets beside the page, docked by their style."""
        return ()

    def submit(self) -> None:
        """What Enter does when no field is left to fill and nothing to press has the focus."""

    # -- what a screen uses --------------------------------------------------------------------

    @property
    def contract(self) -> ContractId:
        """The contract that is served now; only after a login."""
        if self.visit.contract is None:
            raise VisitOver
        return self.visit.contract.contract

    def amount(self, money: Money, signed: bool = False) -> str:
        """An amount in words; dots while amounts are hidden."""
        return self.words.money(money, signed=signed)

    def back_act(self, verb: str = "", star: bool = True) -> Act:
        """The way back. `star`: a number pad's `*` leads back, too, for nothing here may contain one."""
        shown = self.words("Esc or *") if star else "Esc"
        return Act("Esc", verb or self.words("Back"), self.action_back, shown=shown)

    def field(self, id: str) -> Field:
        return self.query_one(f"#{id}", Field)

    async def show(self) -> None:
        """Compose anew from the state; what was typed, the focus and the news stay."""
        if not self._manner:
            # Keys may be faster than the first composing, which goes by the state, too.
            self._stale = True
            return
        async with self._composing:
            await self._typed_out()
            typed = {field.id: field.value for field in self.query(Field)}
            focused = self.focused.id if self.focused else None
            with self.app.batch_update():
                await self.recompose()
                for field in self.query(Field):
                    field.set_reactive(Field.value, typed.get(field.id, ""))
                    field.refresh()
                self._dress()
            if focused and (again := self.query(f"#{focused}")):
                self.set_focus(again.first())
            else:
                self._update_auto_focus()

    async def _typed_out(self) -> None:
        """Wait until the fields have taken the keys that are on their way to them."""
        for field in self.query(Field):
            taken = asyncio.Event()
            if field.is_running and field.call_later(taken.set):
                # A field that closes in this moment answers no more.
                with suppress(TimeoutError):
                    await asyncio.wait_for(taken.wait(), TAKEN_SECONDS)

    async def whole(self) -> None:
        """Wait until the screen is not half composed; what is done then finds all its widgets."""
        async with self._composing:
            pass

    async def _dispatch_message(self, message: Message) -> None:
        await self.whole()
        await super()._dispatch_message(message)

    # -- the frame -----------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        yield Header()
        with Container(id="page"):
            yield Static(self.heading(), id="heading", markup=False)
            with Horizontal(id="upper"):
                with Page(id="body"):
                    yield from self.body()
                yield Keypad()
            yield MessageLine()
            with Horizontal(id="acts"):
                yield from self.acts()
        yield from self.aside()
        yield Footer()

    def on_mount(self) -> None:
        # Textual does it after the first layout, which would then be seen for a moment.
        self.add_class(*size_classes(self.app))
        self._dress()
        if self._stale:
            self.call_later(self.show)

    def on_screen_resume(self) -> None:
        """A screen that was covered while the language or the amounts changed catches up."""
        self._follow()

    def on_resize(self) -> None:
        self._follow()

    def _follow(self) -> None:
        """Compose anew when what decides how the screen reads has changed; else refresh the frame."""
        if not self._manner or self not in self.app.screen_stack:
            return
        if self._manner != self._manner_now():
            self.call_later(self.show)
        else:
            self._dress()

    def _manner_now(self) -> tuple[object, ...]:
        return (*self.visit.manner(), self.app.size)

    def _dress(self) -> None:
        """What is not composed: header, footer, size of text, news."""
        self._manner = self._manner_now()
        self.set_class(self.visit.large, "-large")
        self.set_class(self.visit.touch and bool(self.query(Field)), "-keypad")
        self.query_one(Header).show(*frame.header(self.kiosk))
        keys = [frame.key(command, self.words, self.visit) for command in self.offered()]
        self.query_one(Footer).show(keys, self.kiosk.operator.facts.phone)
        self._repeat()

    def offered(self) -> list[Command]:
        """The commands that make sense on this screen now."""
        return [command for command in COMMANDS if self.check_action(command.id, ())]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "contract":
            return len(self.visit.contracts()) > 1
        if action == "amounts":
            return self.visit.entry is not None
        if action == "language":
            return len(self.kiosk.operator.languages) > 1
        if action in ("keypad", "reveal"):
            return any(field.secret or action == "keypad" for field in self.query(Field))
        return True

    # -- keys ----------------------------------------------------------------------------------

    def action_accept(self) -> None:
        """Press what has the focus; from a field go on to the next, from the last one submit."""
        focused = self.focused
        if isinstance(focused, Choice):
            focused.press()
            return
        fields = list(self.query(Field))
        following = fields[fields.index(focused) + 1 :] if isinstance(focused, Field) else fields
        if focused and following:
            self.set_focus(following[0])
        elif not self.busy:
            # Behind the keys that are on their way to the field.
            (focused or self).call_later(self._submit)

    def _submit(self) -> None:
        if not self.busy:
            self.submit()

    def action_choose(self, digit: str) -> None:
        """Press the choice with this number."""
        for choice in self.query(Choice):
            if choice.number == digit:
                choice.press()
                return

    @on(Choice.Pressed)
    def _pressed(self, event: Choice.Pressed) -> None:
        event.stop()
        if event.choice.off:
            self.say("think", Sentence(event.choice.off))
        elif not self.busy:
            self.hush()
            self.call_later(event.choice.do)

    def action_back(self) -> None:
        """One screen back; not while something is being carried out."""
        if not self.busy:
            self.app.pop_screen()

    def action_rub(self) -> None:
        """Backspace where nothing is left to rub out: to the field before, else one screen back."""
        fields = list(self.query(Field))
        before = fields[: fields.index(self.focused)] if isinstance(self.focused, Field) else []
        if before:
            self.set_focus(before[-1])
        else:
            self.action_back()

    def action_step(self, by: int) -> None:
        if by > 0:
            self.focus_next()
        else:
            self.focus_previous()

    def action_move(self, arrow: str) -> None:
        if self.focused is None:
            self.focus_next()
            return
        widgets = [widget for widget in self.focus_chain if widget is not self.focused]
        if found := neighbour(self.focused.region, arrow, widgets):
            self.set_focus(found)

    def action_page(self, by: int) -> None:
        body = self.query_one("#body")
        body.scroll_relative(y=by * max(1, body.size.height - 1), animate=False)

    def action_reveal(self) -> None:
        fields = [self.focused] if isinstance(self.focused, Field) else list(self.query(Field))
        secret = [field for field in fields if field.secret] or [f for f in self.query(Field) if f.secret]
        for field in secret:
            field.reveal()

    def action_keypad(self) -> None:
        """Keys on the screen, or not: here and on the screens to come."""
        self.visit.touch = not self.visit.touch
        self._dress()

    @on(Field.Touched)
    def _touched(self) -> None:
        """A finger came: the keys for it are shown."""
        self.visit.touch = True
        self.add_class("-keypad")

    @on(Keypad.Pressed)
    async def _pad(self, event: Keypad.Pressed) -> None:
        focused = self.focused
        if isinstance(focused, Field) and event.key != "enter":
            focused.rub() if event.key == "backspace" else focused.type(event.key)
        elif event.key == "enter":
            self.action_accept()

    @on(Field.Refused)
    def _refused(self, event: Field.Refused) -> None:
        if event.full:
            self.say("think", NO_ROOM, most=event.field.most)
        else:
            self.say("think", ONLY[event.field.signs])

    def on_descendant_focus(self) -> None:
        """The word "Enter" follows the focus; the keys on the screen are those of the field."""
        for act in self.query(Act):
            act.refresh(layout=True)
        if isinstance(self.focused, Field):
            for keypad in self.query(Keypad):
                keypad.show_point(self.focused.signs == "decimals")

    on_descendant_blur = on_descendant_focus

    # -- commands ------------------------------------------------------------------------------

    @on(Footer.Pressed)
    async def _footer(self, event: Footer.Pressed) -> None:
        await self.run_action(event.command)

    def action_help(self) -> None:
        self.kiosk.open("help")

    def action_call(self) -> None:
        self.kiosk.open("call")

    def action_contract(self) -> None:
        self.kiosk.open("contracts")

    def action_end(self) -> None:
        self.kiosk.end_visit()

    async def action_language(self) -> None:
        self.kiosk.speak(next_language(self.visit.language, self.kiosk.operator.languages))
        await self.show()

    async def action_amounts(self) -> None:
        self.kiosk.hide(not self.visit.hidden)
        await self.show()

    async def action_large(self) -> None:
        self.visit.large = not self.visit.large
        await self.show()
