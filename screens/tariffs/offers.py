"""The tariff in force, what is pending, what is offered; one offer beside the present tariff."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from textual.widget import Widget
from textual.widgets import Static

from kiosk.core.locale import mark
from kiosk.core.work import Refusal
from kiosk.tariffs.views import OFFERS, PREVIEW, Offer, Offers, Pending, TariffFacts
from screens.base import WAIT, reading, task
from screens.menu import Item, MenuScreen
from screens.tariffs.change import CancelScreen, ChangeScreen
from screens.tariffs.facts import TariffScreen, includes
from screens.widgets.choice import Act
from screens.widgets.compare import Compare

# A menu's tiles take the other digits.
NEXT_STEP = "9"
FINAL = mark("This change cannot be taken back.")


class TariffsScreen(MenuScreen):
    """What the contract has and what it could have (VEL-88, ISP-09); shown again, it asks again."""

    CSS_PATH = "../../styles/tariffs.tcss"
    about = mark(
        "Above: your tariff now. Press the digit of another one to compare it with yours; nothing changes "
        "by looking. A grey one cannot be taken now: press its digit to read why and what would help."
    )

    def __init__(self) -> None:
        super().__init__()
        self.offers: Offers | None = None

    def heading(self) -> str:
        if self.offers is None:
            return self.words(WAIT)
        if self.offers.pending:
            return self.words("Your tariff will change")
        return self.words("Which tariff? Press a digit to compare")

    def above(self) -> Sequence[Widget]:
        if self.offers is None:
            return ()
        lines = [Static(self._now(self.offers), classes="standing", markup=False)]
        if pending := self.offers.pending:
            lines.append(Static(self._then(pending), classes="standing -coming", markup=False))
        return lines

    def _now(self, offers: Offers) -> str:
        words, current = self.words, offers.current
        if current is None:
            return words("You have no tariff yet.")
        name = words.pick(current.name)
        if current.code in [offer.tariff.code for offer in offers.offers]:
            return words("Now: “{name}”, {fee:money} a month", name=name, fee=current.fee)
        # Who leaves it cannot come back.
        return words("Now: “{name}”, {fee:money} a month, not offered any more", name=name, fee=current.fee)

    def _then(self, pending: Pending) -> str:
        return self.words(
            "From {on:day}: “{name}”, {fee:money} a month",
            on=pending.since, name=self.words.pick(pending.tariff.name), fee=pending.tariff.fee,
        )  # fmt: skip

    def taken(self) -> int:
        """The lines above, and the gap under them."""
        return len(self.above()) + 1

    def items(self) -> Sequence[Item]:
        """The group of the own tariff comes first."""
        if self.offers is None:
            return ()
        current = self.offers.current
        own = current.group if current else ""
        offers = sorted(self.offers.offers, key=lambda offer: offer.tariff.group != own)
        return [self._item(f"offer-{at}", offer, self.offers) for at, offer in enumerate(offers, 1)]

    def _item(self, id: str, offer: Offer, offers: Offers) -> Item:
        words, tariff, current, pending = self.words, offer.tariff, offers.current, offers.pending
        name, fee = words.pick(tariff.name), self.amount(tariff.fee)
        read = partial(self._read, tariff)
        if current and tariff.code == current.code:
            line = words("your tariff: {includes}", includes=includes(tariff, words))
            return Item(id, name, line, read, value=fee)
        if pending and tariff.code == pending.tariff.code:
            included = includes(tariff, words)
            line = words("yours from {on:date}: {includes}", on=pending.since, includes=included)
            return Item(id, name, line, read, value=fee)
        off = words(offer.off) if offer.off else ""
        compare = partial(self._compare, tariff, current)
        return Item(id, name, off or includes(tariff, words), compare, off=off, value=fee)

    def acts(self) -> Iterable[Act]:
        yield from super().acts()
        if self.offers is None:
            return
        if self.offers.pending:
            off = "" if self.offers.pending.cancel_until else self.words(FINAL)
            verb = self.words("Take the change back")
            yield Act(NEXT_STEP, verb, self._take_back, off=off, id="take-back")
        elif self.kiosk.operator.has("cards") and any(offer.lacks for offer in self.offers.offers):
            yield Act(NEXT_STEP, self.words("Pay in by card"), lambda: self.kiosk.open("cards"))

    def on_screen_resume(self) -> None:
        self.load()

    @reading
    async def load(self) -> None:
        offers = await self.ask(OFFERS, self.contract)
        if offers != self.offers:
            self.offers = offers
            await self.show()

    def refused(self, refusal: Refusal) -> None:
        """A screen above found out that a change is not possible: why is said here."""
        self.say("bad", refusal)

    def _read(self, tariff: TariffFacts) -> None:
        self.app.push_screen(TariffScreen(tariff))

    def _compare(self, tariff: TariffFacts, current: TariffFacts | None) -> None:
        self.hush()
        self.app.push_screen(OfferScreen(self, tariff, current))

    def _take_back(self) -> None:
        if self.offers and self.offers.pending:
            self.hush()
            self.app.push_screen(CancelScreen(self, self.offers.pending, self.offers.current))


class OfferScreen(TariffScreen):
    """An offer beside the present tariff; from here to what a change would bring (ISP-27)."""

    about = mark(
        "Your tariff and the other one side by side. Nothing has happened yet: the next screen says what "
        "the change costs, from when it holds and how long your money lasts."
    )

    def __init__(self, menu: TariffsScreen, tariff: TariffFacts, current: TariffFacts | None) -> None:
        super().__init__(tariff)
        self.menu = menu
        self.current = current

    def facts(self) -> Widget:
        if self.current is None:
            return super().facts()
        words, now, then = self.words, self.current, self.tariff
        heads = (
            words("Now: “{name}”", name=words.pick(now.name)),
            words("“{tariff}”", tariff=words.pick(then.name)),
        )
        difference = words("{sum:signed} a month", sum=then.fee - now.fee)
        return Compare(
            heads,
            [
                (words("Fee a month"), self.amount(now.fee), self.amount(then.fee)),
                (words("Difference"), "", difference),
                (words("Includes"), includes(now, words), includes(then, words)),
            ],
        )

    def acts(self) -> Iterable[Act]:
        yield from super().acts()
        yield Act("Enter", self.words("Change to it…"), self.submit)

    def submit(self) -> None:
        self.look()

    @task
    async def look(self) -> None:
        """What the change would bring; when it is not possible any more, the list says why."""
        try:
            preview = await self.ask(PREVIEW, self.contract, self.tariff.code)
        except Refusal as refusal:
            # Not here: with this screen its tasks go, too.
            self.menu.call_later(self.menu.refused, refusal)
            self.app.pop_screen()
            return
        self.app.push_screen(ChangeScreen(self.menu, preview))
