"""The first menu, before anybody logs in: what one can do here, contacts, who issues a password."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Static

from kiosk.access.rules import AccessRules, LoginKind
from kiosk.core.catalogue import own_name
from kiosk.core.locale import mark
from kiosk.receipts.qr import fixed
from kiosk.tariffs.rules import TariffRules
from kiosk.welcome.rules import WelcomeRules
from screens.access import KINDS, LoginScreen
from screens.base import KioskScreen
from screens.commands import next_language
from screens.scrolling import ScrollingScreen
from screens.widgets.choice import Act, Deed
from screens.widgets.qr import QR
from screens.widgets.sheet import Gap, Row, Sheet


class WelcomeScreen(KioskScreen):
    """Operator, place, abilities, and the ways on (EIR-06, VEL-01, VEL-02)."""

    CSS_PATH = "../styles/welcome.tcss"
    about = mark("Log in to see your balance and to pay. Contacts need no login.")

    @property
    def rules(self) -> WelcomeRules:
        return self.kiosk.operator.of(WelcomeRules)

    def heading(self) -> str:
        if len(self.rules.kinds) > 1:
            return self.words("Which service is it about?")
        return self.words.pick(self.rules.greeting)

    def body(self) -> Iterable[Widget]:
        for ability in self.rules.abilities:
            yield Static(f"  •  {self.words.pick(ability)}", classes="ability", markup=False)
        yield Static(self.words.pick(self.rules.hours), id="hours", classes="muted", markup=False)
        with Horizontal(id="logins"):
            yield from self._logins()
        if self.kiosk.operator.facts.demo:
            yield Sheet(self._samples(), id="samples", dense=True)

    def acts(self) -> Iterable[Act]:
        language = next_language(self.visit.language, self.kiosk.operator.languages)
        ways: list[tuple[str, str, Deed]] = [
            ("contacts", self.words("Contacts"), lambda: self.app.push_screen(ContactsScreen())),
            ("no-password", self.words("No password yet?"), lambda: self.app.push_screen(NoPasswordScreen())),
            *self._prices(),
            ("language", own_name(language), self.action_language),
            ("help", self.words("Help"), self.action_help),
        ]
        for number, (id, verb, do) in enumerate(ways, len(self._kinds()) + 1):
            yield Act(str(number), verb, do, id=id)

    def _prices(self) -> Iterable[tuple[str, str, Deed]]:
        """What things cost is nobody's secret (EIR-64)."""
        if not self.kiosk.operator.has("tariffs"):
            return
        if self.kiosk.operator.of(TariffRules).plans:
            yield "prices", self.words("Tariffs"), lambda: self.kiosk.open("tariffs.public")
        else:
            yield "prices", self.words("Prices"), lambda: self.kiosk.open("tariffs.rates")

    def submit(self) -> None:
        if len(self.rules.kinds) <= 1:
            self._log_in(self._kinds()[0][1])

    def action_back(self) -> None:
        self.kiosk.end_visit()

    def _kinds(self) -> list[tuple[str, LoginKind]]:
        """The ways to log in: the profile's kinds of service (VEL-02), else its kinds of login name."""
        if len(self.rules.kinds) > 1:
            return [(self.words.pick(kind.title), kind.login_kind) for kind in self.rules.kinds]
        allowed = self.kiosk.operator.of(AccessRules).login_kinds
        short = len(allowed) > 2
        return [
            (self.words(KINDS[kind].label if short and at else KINDS[kind].enter), kind)
            for at, kind in enumerate(allowed)
        ]

    def _logins(self) -> Iterable[Act]:
        for number, (verb, kind) in enumerate(self._kinds(), 1):
            key = "Enter" if number == 1 and len(self.rules.kinds) <= 1 else str(number)
            yield Act(key, verb, partial(self._log_in, kind), id=f"login-{number}", number=str(number))

    def _log_in(self, kind: LoginKind) -> None:
        self.app.push_screen(LoginScreen(kind))

    def _samples(self) -> Iterable[Row | None]:
        yield Row("", self.words("Demonstration: money and data here are not real."), "think")
        for sample in self.rules.samples:
            about = f"  {self.words.pick(sample.about)}" if sample.about else ""
            yield Row(
                self.words("Contract {number}", number=sample.contract),
                self.words("password {password}", password=sample.password) + about,
            )
        if self.rules.cards:
            yield Row(self.words("Cards"), ", ".join(self.rules.cards))


class ContactsScreen(ScrollingScreen):
    """Who can be reached where and when (EIR-02, ILEX-12), and the way to the site (EIR-07)."""

    CSS_PATH = "../styles/welcome.tcss"
    about = mark("Phones, addresses and hours. The square code leads a phone's camera to the site.")

    def heading(self) -> str:
        return self.words("Contacts")

    def body(self) -> Iterable[Widget]:
        facts = self.kiosk.operator.facts
        yield Sheet(contact_rows(self), id="contacts")
        if facts.site:
            yield Static(self.words("Site and app: {site}", site=facts.site), classes="line", markup=False)

    def aside(self) -> Iterable[Widget]:
        if site := self.kiosk.operator.facts.site:
            yield QR(fixed(site), site)


class NoPasswordScreen(ScrollingScreen):
    """Who issues a password and where (ISP-02)."""

    CSS_PATH = "../styles/welcome.tcss"
    about = mark("A first password comes from staff; at the first login it is changed for one of your own.")

    def heading(self) -> str:
        return self.words("No password yet?")

    def body(self) -> Iterable[Widget]:
        rules = self.kiosk.operator.of(WelcomeRules)
        yield Sheet([Row("", self.words.pick(rules.no_password), "plain"), Gap, *contact_rows(self)])


def contact_rows(screen: KioskScreen) -> list[Row | None]:
    """The profile's contacts, the contact centre's phone first."""
    words, facts = screen.words, screen.kiosk.operator.facts
    rows: list[Row | None] = [Row(words.pick(each.label), words.pick(each.value)) for each in facts.contacts]
    return rows or [Row(words("Phone"), facts.phone)]


ENTRY = WelcomeScreen
