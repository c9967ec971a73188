"""`kiosk charge`: the day's fees from the command line (ISP-25, ISP-26)."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kiosk.charging.views import CHARGE
from kiosk.cli.place import authority, opened
from kiosk.core import settings
from kiosk.core.money import Money
from kiosk.core.single import CHARGE as ALONE
from kiosk.core.single import single
from kiosk.core.store import Store
from kiosk.tariffs.cases import define
from kiosk.tariffs.views import NewTariff
from tests.cli.conftest import Kiosk
from tests.e2e.terminal import Terminal
from tests.e2e.terminal import kiosk as command
from tests.people import customer, job


def today() -> date:
    """The operator's calendar day: commands go by the real clock."""
    return datetime.now(ZoneInfo("Europe/Minsk")).date()


@pytest.fixture
def customers(store: Store) -> Store:
    """One who pays 3.00 a day of a month of thirty, one without money, one without a tariff."""
    new = NewTariff("home", {"en": "Home"}, Money(9000), today() - timedelta(days=400))
    store.run(job(), define, new)
    customer(store, "1001", password=None, balance=5000, tariff="home")
    customer(store, "1002", password=None, tariff="home")
    customer(store, "1003", password=None)
    return store


def test_in_words(customers: Store, kiosk: Kiosk):
    done = kiosk("charge")
    assert (done.status, done.err) == (0, "")
    assert "contracts 3, of them charged 1, newly suspended 1; in all " in done.out
    again = kiosk("charge")
    assert again.status == 0
    assert "was charged before. Nothing was done." in again.out


def test_as_one_json_document(customers: Store, kiosk: Kiosk):
    done = json.loads(kiosk("charge", "--json").out)
    amount = done.pop("amount")
    assert done == {"date": today().isoformat(), "contracts": 3, "charged": 1, "suspended": 1, "again": False}
    assert amount in ("2.90", "2.91", "3.00", "3.10", "3.21", "3.22")
    assert json.loads(kiosk("charge", "--json").out) == {
        "date": today().isoformat(), "contracts": 0, "charged": 0, "suspended": 0, "amount": "0.00",
        "again": True,
    }  # fmt: skip


def test_a_day_is_named_and_its_missed_days_come_with_it(customers: Store, kiosk: Kiosk):
    yesterday = today() - timedelta(days=1)
    assert json.loads(kiosk("charge", "--date", yesterday.isoformat(), "--json").out)["date"] == str(
        yesterday
    )
    assert kiosk("charge").status == 0
    refused = kiosk("charge", "--date", yesterday.isoformat())
    assert (refused.status, refused.out) == (1, "")
    assert "already" in refused.err


def test_tomorrow_is_refused(customers: Store, kiosk: Kiosk):
    done = kiosk("charge", "--date", (today() + timedelta(days=1)).isoformat(), "--json")
    assert (done.status, done.out) == (1, "")
    assert "still to come" in done.err


@pytest.mark.parametrize("wrong", ["yesterday", "22.11.2026", "2026-02-30", ""])
def test_what_is_no_day_is_wrong_usage(customers: Store, kiosk: Kiosk, wrong: str):
    done = kiosk("charge", "--date", wrong)
    assert done.status == 2
    assert "--date" in done.err


def test_a_second_one_at_the_same_time_is_refused(customers: Store, kiosk: Kiosk):
    with opened(settings.load()) as place, single(place.store.database, ALONE):
        done = kiosk("charge")
    assert (done.status, done.out) == (1, "")
    assert "running already" in done.err


def test_the_flow_is_the_command(customers: Store, kiosk: Kiosk):
    """Staff will start the same run from the console."""
    with opened(settings.load()) as place:
        assert place.store.run(authority(), CHARGE, None).charged == 1
    assert json.loads(kiosk("charge", "--json").out)["again"] is True


def test_on_a_terminal_it_shows_how_far_it_is(
    bare: Kiosk, person: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("KIOSK_HOME", person["KIOSK_HOME"])
    bare("init", "--operator", "demo")
    file = tmp_path / "contracts.csv"
    file.write_text("contract,kind,last_name,opened_on\n7001,person,Иванов,2026-01-01\n", encoding="utf-8")
    assert bare("import", "contracts", str(file)).status == 0
    with Terminal(command("charge"), person) as terminal:
        assert terminal.wait_end() == 0
        assert re.search(r"Charging .*100%", terminal.text)
        assert "contracts 1, of them charged 0, newly suspended 0" in terminal.text
