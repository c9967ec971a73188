"""Logging in and changing the password."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from textual import on
from textual.widget import Widget
from textual.widgets import Static

from kiosk.access.rules import AccessRules, LoginKind, PasswordRules, login_name
from kiosk.access.views import CHANGE_PASSWORD, LOGIN, Entry, MustChange
from kiosk.core.locale import mark
from kiosk.core.secret import Secret
from kiosk.core.work import Refusal
from screens.base import WAIT, KioskScreen, task
from screens.widgets.choice import Act
from screens.widgets.field import Field, Signs

NAME_SIGNS = 80


@dataclass(frozen=True, slots=True)
class KindWords:
    """How a kind of login name is spoken of, and which signs it is made of."""

    enter: str
    label: str
    signs: Signs
    most: int


KINDS: dict[LoginKind, KindWords] = {
    "contract": KindWords(mark("Log in by contract number"), mark("Contract number"), "letters", 20),
    "phone": KindWords(mark("Log in by phone number"), mark("Phone number"), "digits", 20),
    "email": KindWords(mark("Log in by e-mail"), mark("E-mail"), "any", 254),
}
MISSING_NAME = mark("Type the login name first.")
MISSING_PASSWORD = mark("Type the password first.")
HINTS = mark("Check: small or capital letters? Latin or Cyrillic layout? Is Caps Lock on?")
DIFFERENT = mark("The two new passwords differ. Type them again.")
CHANGED = mark("The password is changed.")
REASONS = {
    MustChange.ONE_TIME: mark("You came with a one-time password. Choose one of your own now."),
    MustChange.OLD: mark("Your password is too old. Choose a new one to go on."),
}


class LoginScreen(KioskScreen):
    """Name and password. After a "no" the name stays, the password goes, and the hints come (ILEX-02)."""

    CSS_PATH = "../styles/access.tcss"
    about = mark("Type the name and the password; the password is shown as dots. Nothing is remembered here.")

    def __init__(self, kind: LoginKind) -> None:
        super().__init__()
        self.kind: LoginKind = kind
        self.wrong = False

    def heading(self) -> str:
        return self.words(KINDS[self.kind].enter)

    def body(self) -> Iterable[Widget]:
        kind, rules = KINDS[self.kind], self.kiosk.operator.of(AccessRules)
        mask = rules.phone_mask if self.kind == "phone" else ""
        yield Field(self.words(kind.label), id="name", signs=kind.signs, most=kind.most, mask=mask)
        yield Field(
            self.words("Password"), id="password", most=rules.password.longest, secret=True,
            hint=self.words("F6 shows it for 5 seconds"),
        )  # fmt: skip
        yield Static(id="layout", classes="muted", markup=False)
        if self.wrong:
            yield Static(self.words(HINTS), id="hints", markup=False)

    def acts(self) -> Iterable[Act]:
        yield self.back_act(star=False)
        yield Act("Enter", self.words("Log in"), self.submit, id="log-in")
        if self.wrong:
            yield Act("F9", self.words("Call staff"), self.action_call, id="call-staff")
        else:
            yield Act("F6", self.words("Show"), self.action_reveal, id="show")

    @on(Field.Changed)
    def _typed(self, event: Field.Changed) -> None:
        """What was said of the fields is over when something is typed; not when one is emptied for it."""
        if event.field.value and not self.busy:
            self.hush()
        self._layout()

    def _dress(self) -> None:
        super()._dress()
        self._layout()

    def _layout(self) -> None:
        """Only when it changes: a new text lays out the whole screen, and digits shall appear at once."""
        hint = self.words(alphabet(self.field("password").value))
        line = self.query_one("#layout", Static)
        if line.content != hint:
            line.update(hint)

    def submit(self) -> None:
        for field, missing in (("name", MISSING_NAME), ("password", MISSING_PASSWORD)):
            if not self.field(field).value:
                self.say("think", missing)
                self.set_focus(self.field(field))
                return
        self.log_in()

    @task
    async def log_in(self) -> None:
        name, password = self.field("name").value, Secret(self.field("password").value)
        try:
            login_name(self.kiosk.operator.of(AccessRules), self.kind, name)
        except Refusal:
            self.set_focus(self.field("name"))
            raise
        self.say("think", WAIT)
        try:
            entry = await self.ask(LOGIN, self.kind, name, password, operation=self.new_operation())
        except Refusal:
            await self._again()
            raise
        self.visit.entry = entry
        go_on(self, entry, password)

    async def _again(self) -> None:
        self.wrong = True
        self.field("password").value = ""
        await self.show()
        self.set_focus(self.field("password"))


class PasswordScreen(KioskScreen):
    """Old, new, new again (ISP-15, EIR-23). With a reason it must be done first (VEL-14, VEL-15)."""

    CSS_PATH = "../styles/access.tcss"
    about = mark("The new password is typed twice, so that no slip locks you out. F6 shows what you type.")

    def __init__(self, reason: MustChange = MustChange.NO, old: Secret | None = None) -> None:
        super().__init__()
        self.reason = reason
        self.old = old

    def heading(self) -> str:
        if self.reason is MustChange.NO:
            return self.words("Change password")
        return self.words("A password of your own")

    def body(self) -> Iterable[Widget]:
        rules = self.kiosk.operator.of(AccessRules).password
        if self.reason is not MustChange.NO:
            yield Static(self.words(REASONS[self.reason]), classes="line", markup=False)
        if self.old is None:
            yield self._field("old", self.words("Old password"), "any", rules.longest)
        signs: Signs = "letters" if rules.signs == "letters_digits" else "any"
        yield self._field("new", self.words("New password"), signs, rules.most)
        yield self._field("again", self.words("New password again"), signs, rules.most)
        yield Static(self._rules(rules), id="rules", classes="muted", markup=False)

    def _field(self, id: str, label: str, signs: Signs, most: int) -> Field:
        return Field(label, id=id, signs=signs, most=most, secret=True)

    def _rules(self, rules: PasswordRules) -> str:
        length = self.words("{least} to {most} characters", least=rules.least, most=rules.most)
        if rules.signs == "letters_digits":
            return f"{length}, {self.words('letters and digits only')}"
        return f"{length}. {self.words('Not the contract number, phone or name; not a common word.')}"

    def acts(self) -> Iterable[Act]:
        yield self.back_act(star=False)
        yield Act("Enter", self.words("Change password"), self.submit, id="change")
        yield Act("F6", self.words("Show"), self.action_reveal, id="show")

    def action_back(self) -> None:
        if self.reason is MustChange.NO:
            super().action_back()
        else:
            self.kiosk.open("end")

    def submit(self) -> None:
        for field in self.query(Field):
            if not field.value:
                self.say("think", MISSING_PASSWORD)
                self.set_focus(field)
                return
        if self.field("new").value != self.field("again").value:
            self._again(old=False)
            self.say("bad", DIFFERENT)
            return
        self.change()

    @on(Field.Changed)
    def _typed(self, event: Field.Changed) -> None:
        """What was said of the fields is over when something is typed; not when one is emptied for it."""
        if event.field.value and not self.busy:
            self.hush()

    @task
    async def change(self) -> None:
        entry = self.visit.entry
        if entry is None:
            return
        old = self.old or Secret(self.field("old").value)
        new = Secret(self.field("new").value)
        self.say("think", WAIT)
        try:
            await self.ask(CHANGE_PASSWORD, entry.login, old, new, operation=self.new_operation())
        except Refusal as refusal:
            self._again(old=refusal.code == "access.old_wrong" and self.old is None)
            raise
        if self.reason is not MustChange.NO:
            start(self, entry)
            return
        self.app.pop_screen()
        if isinstance(below := self.app.screen, KioskScreen):
            below.say("good", CHANGED)

    def _again(self, old: bool) -> None:
        """Dots are not mended sign by sign: the old password, or the new one, is typed again."""
        wrong = ("old",) if old else ("new", "again")
        for field in wrong:
            self.field(field).value = ""
        self.set_focus(self.field(wrong[0]))


def go_on(screen: KioskScreen, entry: Entry, password: Secret) -> None:
    """After a login: the password first when it must be changed, then the contract, then home."""
    if entry.must_change is MustChange.NO:
        start(screen, entry)
    else:
        screen.app.switch_screen(PasswordScreen(entry.must_change, password))


def start(screen: KioskScreen, entry: Entry) -> None:
    """Home of the only contract, or the choice among several."""
    if len(entry.contracts) == 1:
        screen.visit.choose(entry.contracts[0])
    screen.kiosk.start_at("home" if len(entry.contracts) == 1 else "contracts")


def alphabet(text: str) -> str:
    """In which letters a hidden text is typed; its gettext id (ILEX-02)."""
    names = {unicodedata.name(sign, "").split(" ")[0] for sign in text if sign.isalpha()}
    match sorted(names):
        case ["CYRILLIC"]:
            return mark("typed in Cyrillic letters")
        case ["LATIN"]:
            return mark("typed in Latin letters")
        case []:
            return mark("typed in digits") if text else ""
    return mark("typed in letters of several alphabets")
