"""The form of readings and the tile before it: EIR-48, decision 7; what `kiosk db check` says of meters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import event, update

from kiosk.core.locale import Words
from kiosk.core.quantity import parse
from kiosk.core.store import Store
from kiosk.meters.cases import faults, tile
from kiosk.meters.records import Meter
from kiosk.meters.rules import Mark
from kiosk.meters.views import Average
from kiosk.tariffs.cases import rate
from kiosk.tariffs.views import UnitPrice
from tests import people
from tests.conftest import Clock
from tests.meters.conftest import COLD, CUBIC, HOT, Flat
from tests.sight import seen

TODAY, OCTOBER = date(2026, 11, 22), date(2026, 10, 31)


def test_the_form_shows_all_that_a_reading_is_judged_by(store: Store, flat: Flat) -> None:
    """EIR-48: number, service, unit, what was counted and what was sent; the price of a unit, the average."""
    store.run(people.job(), rate, UnitPrice(COLD, CUBIC, 1_850_000, date(2026, 1, 1)))
    store.run(people.job(), rate, UnitPrice(HOT, '{"en":"kWh"}', 7, date(2026, 1, 1)))
    flat.enter("C-1", date(2026, 11, 10), "122.5")
    form = flat.form()
    cold, hot = form.meters
    assert form.day == TODAY
    assert (cold.number, cold.service, cold.unit, cold.digits) == ("C-1", COLD, CUBIC, 5)
    assert cold.accounted == Mark(OCTOBER, parse("120"))
    assert cold.sent == cold.before == Mark(date(2026, 11, 10), parse("122.5"))
    assert (cold.limit, cold.rate) == (parse("1000"), 1_850_000)
    assert cold.average is None  # the year before today has eleven days of readings in it
    assert (hot.sent, hot.before, hot.rate) == (None, Mark(OCTOBER, parse("447")), None)


def test_the_average_is_of_the_last_year(flat: Flat) -> None:
    """Readings and what was accounted together; today's own reading is not in it."""
    flat.account("C-1", date(2026, 3, 31), "90")
    flat.enter("C-1", date(2026, 5, 31), "100")
    flat.enter("C-1", TODAY, "121")
    assert flat.line("C-1").average == Average(parse("30"), 214)


def test_meters_come_by_service_and_number(move_in: Callable[..., Flat]) -> None:
    flat = move_in()
    for number, service in (("9", HOT), ("2", COLD), ("1", HOT), ("3", '{"ru":"Яблоко","en":"Apple"}')):
        flat.meter(number, service)
    assert [line.number for line in flat.form().meters] == ["3", "2", "1", "9"]


def test_thirty_meters_ask_no_more_than_one(store: Store, move_in: Callable[..., Flat]) -> None:
    """One query for each kind of thing."""
    flat, asked = move_in(), []
    event.listen(store.database.read, "before_cursor_execute", lambda *_: asked.append(1))
    counts = []
    for number in range(30):
        flat.meter(str(number), on_2026_10_31="1")
        if number in (0, 29):
            asked.clear()
            flat.form()
            counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("accounted", "sent", "before"),
    [
        ("2026-10-31", "2026-10-30", "accounted"),
        ("2026-10-31", "2026-10-31", "accounted"),
        ("2026-10-31", "2026-11-01", "sent"),
        ("2026-11-22", "2026-11-21", "accounted"),
        ("2026-10-31", "2026-11-22", "accounted"),  # today's own is not what another one is compared with
    ],
)
def test_what_a_reading_is_compared_with(
    move_in: Callable[..., Flat], accounted: str, sent: str, before: str
) -> None:
    """Decision 7: the later of what was accounted and what was sent on an earlier day."""
    flat = move_in()
    flat.meter("C-1", **{f"on_{accounted.replace('-', '_')}": "50"})
    flat.enter("C-1", date.fromisoformat(sent), "60")
    assert flat.line("C-1").before == (
        Mark(date.fromisoformat(accounted), parse("50"))
        if before == "accounted"
        else Mark(date.fromisoformat(sent), parse("60"))
    )


def test_the_tile_answers(store: Store, flat: Flat, clock: Clock) -> None:
    words = Words(store.operator, "en")

    def line() -> str:
        shown = seen(store, tile, flat.contract)
        assert shown.open
        return words(shown.line)

    assert line() == "no readings this month: 2 meters"
    flat.send({"C-1": "121"})
    assert line() == "sent on 22.11.2026: 1 of 2"
    clock.advance(days=3)
    flat.send({"C-1": "121", "H-1": "447"})
    assert line() == "sent on 25.11.2026: 2 of 2"
    clock.advance(days=6)
    assert line() == "no readings this month: 2 meters"
    flat.send({"C-1": "121"})
    assert line() == "sent on 01.12.2026: 1 of 2"


def test_without_meters_the_tile_is_off(store: Store, move_in: Callable[..., Flat]) -> None:
    shown = seen(store, tile, move_in().contract)
    assert (shown.open, Words(store.operator, "en")(shown.line)) == (False, "no meters")


def test_what_a_dial_cannot_show_is_a_fault(store: Store, flat: Flat) -> None:
    """`kiosk db check`: digits that were corrected later, or values written past the rules."""
    flat.send({"H-1": "448"})
    flat.meter("N-1", digits=None, on_2026_10_31="999999999")
    assert seen(store, faults) == []
    with store.write() as session:
        session.execute(update(Meter).where(Meter.number.in_(["C-1", "H-1"])).values(digits=2))
    found = [Words(store.operator, "en")(fault) for fault in seen(store, faults)]
    assert found == [
        f"meter {number} of contract 1001: its dial cannot show what is kept of it"
        for number in ("C-1", "H-1")
    ]
