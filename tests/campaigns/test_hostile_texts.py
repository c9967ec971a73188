"""Texts that want to act: markup, escape sequences, bidi and wide signs, in the database and the profile."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import msgspec
import pytest
from rich.cells import cell_len
from sqlalchemy import update

from kiosk.cards.cases import redeem
from kiosk.cards.rules import CardCode
from kiosk.contracts.records import Contract, Customer
from kiosk.core import operator as profiles
from kiosk.core import schema
from kiosk.core.ledger import Posting
from kiosk.core.operator import ProfileError
from kiosk.core.quantity import parse
from kiosk.core.settings import Settings
from kiosk.core.store import Store
from kiosk.meters.cases import define, record
from kiosk.meters.records import Meter, ReadingRecord
from kiosk.meters.views import NewMeter, StaffReading
from kiosk.payments.records import Payment
from kiosk.receipts.records import ReceiptRecord
from screens.widgets.fit import ended, middled
from tests import people
from tests.conftest import PLAIN
from tests.screens.served import served

MARKUP = ["[/", "[/b] x [foo", "[@click=app.quit]Press[/]", "{0} {x.__class__} %s", "漢字" * 20]

# What home opens, and the keys from there.
WAYS = (
    ("balance", "1"), ("payments", "1"), ("receipts", "1"),
    ("meters", "1"), ("meters", "2", "1"), ("meters", "3"),
)  # fmt: skip


def poison(store: Store, text: str) -> None:
    """Put the text into everything that a screen shows of a customer."""
    named = msgspec.json.encode({"en": text}).decode()
    params = msgspec.json.encode({"serial": text, "readings": named, "count": 1}).decode()
    with store.write() as session:
        schema.drop_guards(session)
        session.execute(update(Customer).values(first_name=text, last_name=text, company=text))
        session.execute(update(Contract).values(address=text))
        session.execute(update(Payment).values(reference=text))
        session.execute(update(Posting).values(params=params))
        session.execute(update(ReceiptRecord).values(params=params, shown=text))
        session.execute(update(Meter).values(number=text, service=named, unit=named, supplier=text))
        session.execute(update(ReadingRecord).values(note=text))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("text", MARKUP)
async def test_a_text_of_a_record_is_only_shown(settings: Settings, store: Store, text: str) -> None:
    """On every screen that shows it: drawn as it stands, clicked, nothing happens."""
    contract = people.customer(store)
    people.cards(store, "12345678901234")
    store.run(people.owner(people.enter(store)), redeem, contract, CardCode("12345678901234"))
    meter = store.run(people.job(), define, NewMeter(contract, "1", "Water", "m³"), ()).meter
    store.run(people.job(), record, contract, StaffReading(meter, parse("120")))
    poison(store, text)
    async with served(settings, store) as customer:
        for name, *keys in WAYS:
            await customer.open(name)
            await customer.press(*keys)
            shown = text.split()[0][:6]
            assert shown in customer.seen()
            for row in range(2, 20):
                await customer.pilot.click(offset=(20, row))
            customer.app.home()
            await customer.settled()
        assert customer.app.is_running


@pytest.mark.parametrize("text", ["a\\u001b]52;c;eA==\\u0007", "\\u202egnp", "\\u009b31m", "\\U000e0041"])
def test_a_profile_with_hidden_signs_is_refused(tmp_path: Path, text: str) -> None:
    folder = Path(copytree(PLAIN, tmp_path / "plain"))
    file = folder / "operator.toml"
    file.write_text(file.read_text().replace("Service centre", text))
    with pytest.raises(ProfileError, match=r"operator\.toml: a text has hidden control characters"):
        profiles.load(folder)


@pytest.mark.parametrize("cells", range(1, 40))
def test_a_text_of_wide_signs_is_made_to_fit(cells: int) -> None:
    """A name that grew when it was shortened kept the header shortening it for ever."""
    for text in ("漢字" * 20, "Безлимит 🚀🚀🚀🚀🚀🚀🚀🚀 навсегда", "x" * 50):
        assert cell_len(ended(text, cells)) <= cells
        assert cell_len(middled(text, cells)) <= cells
