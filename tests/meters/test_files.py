"""The files of meters and of their readings: the rules of customers (EIR-49 … EIR-52, EIR-55, decision 7)."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from kiosk.core.operator import Operator
from kiosk.core.store import Store
from kiosk.imports.records import ImportedFile
from kiosk.imports.views import Imported
from kiosk.meters.files import moment
from kiosk.meters.records import Accounted, Meter, ReadingRecord
from kiosk.meters.rules import MeterRules
from tests.imports.after import unsound
from tests.loading import faults, load
from tests.people import customer
from tests.profiles import tune

METERS = "contract,meter,service,supplier,unit,digits,verification_due,accounted_on,accounted_value"
READINGS = "contract,meter,at,value"
COLD = "1001,C-1,Cold water,City,m³,5,2028-04-30,2026-09-30,108.006"
HOT = "1001,H-1,Hot water,,m³,,,,"

# A row, the column that is wrong, what is said of it.
WRONG_METERS = (
    ("9999,X,s,,u,,,,", "contract", "There is no contract 9999."),
    ("1001,,s,,u,,,,", "meter", "empty"),
    ("1001,X-#,,,u,,,,", "service", "It is empty, but is needed."),
    ("1001,X-#,s,,,,,,", "unit", "It is empty, but is needed."),
    (f"1001,{'9' * 41},s,,u,,,,", "meter", "at most 40"),
    ('1001,X-#,"{""en"": ""s""}",,u,,,,', "service", "does not begin with a brace"),
    ("1001,X-#,s,,{,,,,", "unit", "does not begin with a brace"),
    ("1001,X-#,s,,u,0,,,", "digits", "1 to 9 are possible"),
    ("1001,X-#,s,,u,10,,,", "digits", "1 to 9 are possible"),
    ("1001,X-#,s,,u,,1.4.2028,,", "verification_due", "is not a day"),
    ("1001,X-#,s,,u,,,2026-10-31,", "accounted_value", "both a day and a value"),
    ("1001,X-#,s,,u,,,,5", "accounted_on", "both a day and a value"),
    ("1001,X-#,s,,u,,,2026-11-23,5", "accounted_on", "This day has not come yet."),
    ("1001,X-#,s,,u,,,2026-10-31,-5", "accounted_value", "not below zero"),
    ("1001,X-#,s,,u,,,2026-10-31,-0", "accounted_value", "not below zero"),
    ("1001,X-#,s,,u,3,,2026-10-31,1000", "accounted_value", "3 digits before the point"),
    ("1001,C-1,,,,,,2026-10-31,100000", "accounted_value", "5 digits before the point"),
    ('1001,X-#,s,,u,,,2026-10-31,"5,5"', "accounted_value", "“5,5” is not a reading"),
    ("1001,X-#,s,,u,,,2026-10-31,5.0001", "accounted_value", "3 are possible"),
    (f"1001,X-#,s,,u,,,2026-10-31,{'9' * 400}", "accounted_value", "too long"),
)
WRONG_READINGS = (
    ("9999,C-1,2026-11-01,120", "contract", "There is no contract 9999."),
    ("1001,C-2,2026-11-01,120", "meter", "The contract 1001 has no meter C-2."),
    ("1002,C-1,2026-11-01,120", "meter", "The contract 1002 has no meter C-1."),
    ("1001,C-1,2026-11-01,-1", "value", "not below zero"),
    ("1001,C-1,2026-11-01,many", "value", "“many” is not a reading"),
    ('1001,C-1,2026-11-01,"120,5"', "value", "“120,5” is not a reading"),
    ("1001,C-1,2026-11-22T15:01,120", "at", "This time has not come yet."),
    ("1001,C-1,2026-11-23,120", "at", "This time has not come yet."),
    ("1001,C-1,2026-11-31,120", "at", "“2026-11-31” is not a day"),
    ("1001,C-1,0001-01-01,120", "at", "too far away"),
    ("1001,C-1,2026-11-01T24:00,120", "at", "neither a day nor a time"),
    ("1001,C-1,2026-11-01T12:00Z,120", "at", "neither a day nor a time"),
    ("1001,C-1,20261101,120", "at", "neither a day nor a time"),
    ("1001,C-1,,120", "at", "empty"),
)
# By the rules, which see the rows in their order.
AGAINST_RULES = (
    ("1001,C-1,2026-11-01,108.005", "value", "108.006 of 30.09.2026"),
    ("1001,C-1,2026-11-01,0", "value", "A reading is not zero."),
    ("1001,C-1,2026-11-01,1108.007", "value", "Over 1,000 more than before (108.006)"),
    ("1001,C-1,2026-11-01,100000", "value", "5 digits before the point"),
)


def meter(store: Store, number: str = "C-1") -> dict[str, Any]:
    """What is known of a meter."""
    with store.read() as session:
        row = session.execute(select(Meter.__table__).where(Meter.number == number)).mappings().one()
    return {name: row[name] for name in row if name not in ("id", "contract", "number")}


def accounted(store: Store, number: str = "C-1") -> list[tuple[date, int]]:
    query = select(Accounted.day, Accounted.value).join(Meter, Meter.id == Accounted.meter)
    with store.read() as session:
        found = session.execute(query.where(Meter.number == number).order_by(Accounted.day))
        return [tuple(row) for row in found]


def readings(store: Store, number: str = "C-1") -> list[tuple[date, datetime, int, str]]:
    """Day, time, value and origin, the last to come in force last."""
    kept = (ReadingRecord.day, ReadingRecord.at, ReadingRecord.value, ReadingRecord.origin)
    query = select(*kept).join(Meter, Meter.id == ReadingRecord.meter).where(Meter.number == number)
    with store.read() as session:
        found = session.execute(query.order_by(ReadingRecord.day, ReadingRecord.at, ReadingRecord.id))
        return [tuple(row) for row in found]


def counted(store: Store) -> dict[str, int]:
    """How many rows there are of what these files bring."""
    tables: tuple[Any, ...] = (Meter, Accounted, ReadingRecord, ImportedFile)
    with store.read() as session:
        return {
            table.__tablename__: session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in tables
        }


@pytest.fixture
def meters(store: Store, tmp_path: Path) -> None:
    """A contract with two meters, of which one was accounted at 108.006 on 30 September."""
    customer(store)
    assert load(store, tmp_path, "meters", METERS, COLD, HOT).applied == 2


def sent(store: Store, folder: Path, *rows: str) -> Imported:
    return load(store, folder, "readings", READINGS, *rows)


def refused(store: Store, folder: Path, kind: str, header: str, *rows: str) -> list[tuple[int, str, str]]:
    """What is wrong with these rows of one file, of which then nothing is entered."""
    before = counted(store)
    done = load(store, folder, kind, header, *rows)
    assert done.applied == 0
    assert counted(store) == before
    return faults(store, done)


def named(
    found: list[tuple[int, str, str]], wrong: tuple[tuple[str, str, str], ...]
) -> list[tuple[object, object]]:
    """Where what was found of rows, each with one fault, is not what is wrong with them."""
    assert [line for line, _, _ in found] == list(range(2, 2 + len(wrong)))
    pairs = zip(found, wrong, strict=True)
    return [(is_, was) for is_, was in pairs if is_[1] != was[1] or was[2] not in is_[2]]


@pytest.mark.usefixtures("meters")
def test_a_meter_comes_with_what_was_accounted(store: Store):
    """EIR-48, EIR-55: three digits after the point."""
    assert meter(store) == {
        "service": "Cold water", "supplier": "City", "unit": "m³", "digits": 5,
        "verification_due": date(2028, 4, 30), "version": 1,
    }  # fmt: skip
    assert accounted(store) == [(date(2026, 9, 30), 108006)]
    assert meter(store, "H-1")["digits"] is None
    assert accounted(store, "H-1") == []


@pytest.mark.usefixtures("meters")
def test_an_empty_cell_keeps_what_is_known(store: Store, tmp_path: Path):
    """And a column that is left out; the same day again puts the accounted value right."""
    load(store, tmp_path, "meters", "meter,contract,supplier,accounted_on,accounted_value",
         "C-1,10-01,,2026-09-30,109", "H-1,1001,Heat,2026-10-31,7.5")  # fmt: skip
    load(store, tmp_path, "meters", METERS, "1001,C-1,,,,,2030-01-01,2026-10-31,120")
    known = meter(store)
    assert (known["service"], known["supplier"], known["unit"], known["digits"]) == (
        "Cold water", "City", "m³", 5,
    )  # fmt: skip
    assert (known["verification_due"], known["version"]) == (date(2030, 1, 1), 3)
    assert accounted(store) == [(date(2026, 9, 30), 109000), (date(2026, 10, 31), 120000)]
    assert (meter(store, "H-1")["supplier"], accounted(store, "H-1")) == (
        "Heat", [(date(2026, 10, 31), 7500)],
    )  # fmt: skip


def test_contracts_may_have_meters_of_the_same_number(store: Store, tmp_path: Path):
    customer(store)
    customer(store, "1002")
    assert load(store, tmp_path, "meters", METERS, HOT, HOT.replace("1001", "1002")).applied == 2
    done = sent(store, tmp_path, "1001,H-1,2026-11-01,5", "1002,H-1,2026-11-01,7")
    assert done.applied == 2
    assert sorted(value for _, _, value, _ in readings(store, "H-1")) == [5000, 7000]


@pytest.mark.usefixtures("meters")
def test_rows_of_meters_that_cannot_be(store: Store, tmp_path: Path):
    """Each by line, column and reason."""
    rows = [row.replace("#", str(number)) for number, (row, _, _) in enumerate(WRONG_METERS)]
    found = refused(store, tmp_path, "meters", METERS, *rows)
    assert named(found, WRONG_METERS) == []


@pytest.mark.usefixtures("meters")
def test_a_dial_has_room_for_what_is_kept(store: Store, tmp_path: Path):
    """What was accounted of C-1 and sent of H-1 wants three digits; fewer would leave a database unsound."""
    sent(store, tmp_path, "1001,H-1,2026-11-01,120")
    told = "has shown {} already: that is more than 2 digits can show."
    wrong = (("1001,C-1,2", "digits", told.format("108.006")), ("1001,H-1,2", "digits", told.format("120")))
    header = "contract,meter,digits"
    found = refused(store, tmp_path, "meters", header, *(row for row, _, _ in wrong))
    assert named(found, wrong) == []
    assert load(store, tmp_path, "meters", header, "1001,C-1,3", "1001,H-1,3").applied == 2
    assert unsound(store) == []


def test_a_meter_is_once_in_a_file(store: Store, tmp_path: Path):
    customer(store)
    (fault,) = refused(store, tmp_path, "meters", METERS, COLD, HOT, HOT)
    assert fault[:2] == (4, "meter")


@pytest.mark.usefixtures("meters")
def test_readings_of_a_day_are_all_kept(store: Store, tmp_path: Path):
    """EIR-55: a day alone is its start, a time the operator's; the limit is counted from the day before."""
    done = sent(store, tmp_path,
                "1001,C-1,2026-11-20,130.5", "1001,C-1,2026-11-20 08:05,1108.006",
                "1001,C-1,2026-11-20T08:05:30,131")  # fmt: skip
    assert done.applied == 3
    day = date(2026, 11, 20)
    assert readings(store) == [
        (day, datetime(2026, 11, 19, 21, 0, tzinfo=UTC), 130500, "import"),
        (day, datetime(2026, 11, 20, 5, 5, tzinfo=UTC), 1108006, "import"),
        (day, datetime(2026, 11, 20, 5, 5, 30, tzinfo=UTC), 131000, "import"),
    ]
    (fault,) = refused(store, tmp_path, "readings", READINGS, "1001,C-1,2026-11-21,130.9")
    assert fault[1] == "value"
    assert fault[2].startswith("Less than the reading before: 131 of 20.11.2026.")
    assert unsound(store) == []


@pytest.mark.parametrize("wrong", [WRONG_READINGS, AGAINST_RULES], ids=["as they stand", "by the rules"])
@pytest.mark.usefixtures("meters")
def test_rows_of_readings_that_cannot_be(
    store: Store, tmp_path: Path, wrong: tuple[tuple[str, str, str], ...]
):
    """EIR-49 (smaller), EIR-50 (negative), EIR-51 (zero), EIR-52 (limit): by line, column and reason."""
    customer(store, "1002")
    found = refused(store, tmp_path, "readings", READINGS, *(row for row, _, _ in wrong))
    assert named(found, wrong) == []


@pytest.mark.usefixtures("meters")
def test_rows_are_judged_with_those_before_them(store: Store, tmp_path: Path):
    """A refused row counts for nothing, in whichever batch it is."""
    many = [f"1001,H-1,2026-{1 + i // 28:02}-{1 + i % 28:02},{i + 1}" for i in range(280)]
    more = [f"1001,H-1,2026-11-10T10:{i // 60:02}:{i % 60:02},{281 + i}" for i in range(900)]
    bad = ["1001,H-1,2026-11-10T11:00,279", "1001,H-1,2026-11-11,1280.001", "1001,H-1,2026-11-11,2180.001"]
    found = refused(store, tmp_path, "readings", READINGS, *many, *more, *bad)
    assert [fault[:2] for fault in found] == [(1182, "value"), (1184, "value")]
    done = load(store, tmp_path, "readings", READINGS, *many, *more, *bad, partial=True)
    assert (done.applied, done.refused) == (1181, 2)
    assert unsound(store) == []


@pytest.mark.usefixtures("meters")
def test_history_comes_in_order_of_what_was_sent(store: Store, tmp_path: Path):
    """Decision 7: what was accounted later does not stand in its way."""
    assert sent(store, tmp_path, "1001,C-1,2026-08-31,90", "1001,C-1,2026-09-29,105").applied == 2
    (fault,) = refused(store, tmp_path, "readings", READINGS, "1001,C-1,2026-09-28,95")
    assert fault == (2, "at", "There is a later reading already, of 29.09.2026.")
    found = refused(
        store, tmp_path, "readings", READINGS, "1001,C-1,2026-10-05,110", "1001,C-1,2026-10-04,109"
    )
    assert [fault[:2] for fault in found] == [(3, "at")]
    assert sent(store, tmp_path, "1001,C-1,2026-10-01,108.006").applied == 1


@pytest.mark.usefixtures("meters")
def test_a_reading_is_taken_once(store: Store, tmp_path: Path):
    """The same value of the same time: of an earlier file, or twice in this one."""
    row, other = "1001,C-1,2026-11-20T10:00,130", "1001,C-1,2026-11-20T10:00,131"
    assert sent(store, tmp_path, row, other).applied == 2
    found = refused(store, tmp_path, "readings", READINGS, row, other, "1001,C-1,2026-11-20,130")
    assert found == [(2, "value", "This reading is there already."), (3, "value", found[0][2])]
    twice = refused(store, tmp_path, "readings", READINGS, "1001,H-1,2026-11-20,5", "1001,H-1,2026-11-20,5.0")
    assert [fault[:2] for fault in twice] == [(3, "value")]


@pytest.mark.usefixtures("meters")
def test_zero_is_taken_after_zero(store: Store, tmp_path: Path):
    """EIR-51, decision 7."""
    load(store, tmp_path, "meters", METERS, "1001,H-1,,,,,,2026-09-30,0")
    assert sent(store, tmp_path, "1001,H-1,2026-10-31,0", "1001,H-1,2026-11-01,3").applied == 2


@pytest.mark.parametrize("overdue", ["warn", "refuse"])
@pytest.mark.usefixtures("meters")
def test_an_overdue_meter_as_the_profile_says(store: Store, tmp_path: Path, overdue: str):
    """By the day of the reading: what was read before stays welcome."""
    tune(store, MeterRules, overdue=overdue)
    load(store, tmp_path, "meters", METERS, "1001,C-1,,,,,2026-10-31,,")
    assert sent(store, tmp_path, "1001,C-1,2026-10-31,120").applied == 1
    done = sent(store, tmp_path, "1001,C-1,2026-11-01,121")
    assert [fault.column for fault in done.faults] == (["meter"] if overdue == "refuse" else [])


@pytest.mark.usefixtures("meters")
def test_a_service_may_have_a_limit_of_its_own(store: Store, tmp_path: Path):
    """EIR-52."""
    tune(store, MeterRules, limits={"Cold water": "50"})
    (fault,) = refused(store, tmp_path, "readings", READINGS, "1001,C-1,2026-10-31,158.007")
    assert "Over 50 more" in fault[2]


@pytest.mark.parametrize(
    ("cell", "at"),
    [
        ("2026-03-28", "2026-03-27T23:00"),
        ("2026-03-29T01:59:59", "2026-03-29T00:59:59"),
        ("2026-03-29T02:30", "2026-03-29T01:30"),  # skipped: it is 03:30
        ("2026-03-29T03:30", "2026-03-29T01:30"),
        ("2026-10-25T02:30", "2026-10-25T00:30"),  # comes twice: the first
        ("2026-10-25T03:00", "2026-10-25T02:00"),
        (" 2026-10-25 12:00 ", "2026-10-25T11:00"),
    ],
)
def test_times_are_those_of_the_operators_clock(operator: Operator, cell: str, at: str):
    """Where clocks are put forward and back: Europe/Berlin."""
    berlin = Operator(operator.folder, replace(operator.facts, time_zone="Europe/Berlin"), {})
    assert moment(cell, berlin) == datetime.fromisoformat(at).replace(tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Africa/Cairo", "Asia/Beirut", "America/Santiago"])
def test_a_day_that_begins_with_a_jump_is_that_day(operator: Operator, zone: str):
    there = Operator(operator.folder, replace(operator.facts, time_zone=zone), {})
    days = [date(2026, 1, 1) + timedelta(days=i) for i in range(365)]
    assert [there.day_of(moment(day.isoformat(), there)) for day in days] == days


@dataclass
class Naive:
    """Decision 7 word for word, with everything that was sent and accounted in lists."""

    accounted: list[tuple[date, int]]
    sent: list[tuple[date, datetime, int]] = field(default_factory=list)

    def takes(self, day: date, at: datetime, value: int) -> bool:
        """Whether a reading is taken; then it is."""
        if any(other > day for other, _, _ in self.sent):
            return False
        before = self.before(day)
        if value == 0 and before != 0:
            return False
        if before is not None and not before <= value <= before + 1000_000:
            return False
        self.sent.append((day, at, value))
        return True

    def before(self, day: date) -> int | None:
        earlier = [(on, at, number) for number, (on, at, _) in enumerate(self.sent) if on < day]
        marks = [(on, 1, value) for on, value in self.accounted if on <= day]
        if earlier:
            on, _, number = max(earlier)
            marks.append((on, 0, self.sent[number][2]))
        return max(marks, key=lambda mark: mark[:2])[2] if marks else None


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.usefixtures("meters")
def test_a_file_of_random_rows_is_taken_as_a_naive_model_takes_it(store: Store, tmp_path: Path, seed: int):
    """Decision 7, over batches: days and times at random, values that mostly grow."""
    chance = random.Random(seed)
    load(store, tmp_path, "meters", METERS, "1001,H-1,,,,,,2026-05-31,0", "1001,C-1,,,,,,2026-03-31,50")
    models = {
        "C-1": Naive([(date(2026, 3, 31), 50_000), (date(2026, 9, 30), 108_006)]),
        "H-1": Naive([(date(2026, 5, 31), 0)]),
    }
    rows, expected, seen = [], [], set()
    for line in range(2, 1802):
        number, value = chance.choice(list(models)), chance.choice([0, line // 10, chance.randrange(2500)])
        day = date(2026, 1, 1) + timedelta(days=line // 6 + chance.randint(-3, 1))
        at = datetime.combine(day, time(chance.choice([0, 9, 17])))
        row = f"1001,{number},{day if at.hour == 0 else at.isoformat(' ', 'minutes')},{value}"
        if row in seen:
            continue
        seen.add(row)
        rows.append(row)
        if not models[number].takes(day, at, value * 1000):
            expected.append(len(rows) + 1)
    done = load(store, tmp_path, "readings", READINGS, *rows, partial=True)
    assert [fault.line for fault in done.faults] + [0] * done.more == expected[:1000] + [0] * done.more
    assert (done.rows, done.refused) == (len(rows), len(expected))
    for number, model in models.items():
        assert len(readings(store, number)) == len(model.sent)
    assert unsound(store) == []
