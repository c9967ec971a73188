"""`kiosk cards`: codes leave through one file; a range moves as a whole or not at all (VEL-59)."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk.cards.records import Card
from kiosk.cli.place import connected
from kiosk.core import settings
from tests.cli.conftest import Done, Kiosk


@pytest.fixture
def issue(kiosk: Kiosk, tmp_path: Path) -> Done:
    return kiosk("cards", "issue", "--batch", "A1", "--value", "10.00", "--count", "5",
                 "--expires", "2030-12-31", "--out", str(tmp_path / "a1.csv"))  # fmt: skip


def test_the_codes_are_in_the_file_and_nowhere_else(issue: Done, tmp_path: Path) -> None:
    file = tmp_path / "a1.csv"
    assert issue.status == 0
    assert "cards 5, in all 50.00\u00a0BYN" in issue.out
    assert file.stat().st_mode & 0o777 == 0o600
    lines = file.read_text().splitlines()
    assert [line for line in lines if line.startswith("#")] == [
        "# batch A1",
        "# count 5",
        "# total 50.00 BYN",
    ]
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    assert [row["serial"] for row in rows] == [f"A1-{i:07d}" for i in range(1, 6)]
    assert all(re.fullmatch(r"[0-9]{14}", row["code"]) for row in rows)
    assert rows[0] | {"code": ""} == {"batch": "A1", "serial": "A1-0000001", "code": "", "value": "10.00",
                                      "expires_on": "2030-12-31"}  # fmt: skip
    assert not [row["code"] for row in rows if row["code"] in issue.out + issue.err]
    with connected(settings.load()) as database, database.read.begin() as session:
        kept = [str(value) for row in session.execute(select(Card.__table__)) for value in row]
    assert not [row["code"] for row in rows if row["code"] in "".join(kept)]


def test_a_range_goes_its_way_with_counts_before_and_after(issue: Done, kiosk: Kiosk) -> None:
    assert kiosk("cards", "ship", "--batch", "A1").out == (
        "Cards changed: 5.\nBefore: generated 5.\nAfter: shipped 5.\n"
    )
    middle = ("--from", "A1-0000002", "--to", "A1-0000004")
    assert "After: activated 3." in kiosk("cards", "activate", "--batch", "A1", *middle).out
    assert "After: blocked 3." in kiosk("cards", "block", "--batch", "A1", *middle).out
    assert "After: activated 3." in kiosk("cards", "unblock", "--batch", "A1", *middle).out
    assert "Before: activated 3, shipped 2.\nAfter: void 5." in kiosk("cards", "void", "--batch", "A1").out


def test_all_or_nothing(issue: Done, kiosk: Kiosk) -> None:
    kiosk("cards", "ship", "--batch", "A1")
    kiosk("cards", "activate", "--batch", "A1", "--to", "A1-0000002")
    refused = kiosk("cards", "activate", "--batch", "A1")
    assert refused.status == 1
    assert "Nothing was changed" in refused.err
    assert "Before: activated 2, shipped 3." in kiosk("cards", "void", "--batch", "A1").out


@pytest.mark.parametrize(
    ("option", "wrong", "said"),
    [
        ("--value", "ten", "“ten” is not an amount"),
        ("--value", "1.005", "too many digits"),
        ("--value", "0", "above zero"),
        ("--count", "0", "1 to 1,000,000"),
        ("--out", "/proc/none/a.csv", "cannot be written"),
    ],
)
def test_a_wrong_value_is_refused_in_words(
    option: str, wrong: str, said: str, bare: Kiosk, tmp_path: Path
) -> None:
    bare("init", "--operator", "demo")
    options = {"--batch": "A1", "--value": "10", "--count": "1", "--out": str(tmp_path / "a.csv")}
    options[option] = wrong
    done = bare("cards", "issue", *(part for pair in options.items() for part in pair))
    assert done.status == 1
    assert said in done.err


@pytest.mark.parametrize(("option", "wrong"), [("--count", "many"), ("--expires", "31.12.2030")])
def test_an_option_of_another_form_is_wrong_usage(option: str, wrong: str, bare: Kiosk) -> None:
    options = {"--batch": "A1", "--value": "10", "--count": "1", "--out": "a.csv", option: wrong}
    done = bare("cards", "issue", *(part for pair in options.items() for part in pair))
    assert done.status == 2
    assert option in done.err


def test_a_file_and_a_batch_are_never_written_over(issue: Done, kiosk: Kiosk, tmp_path: Path) -> None:
    again = ("cards", "issue", "--batch", "A1", "--value", "10", "--count", "1", "--out")
    before = (tmp_path / "a1.csv").read_text()
    assert "exists already" in kiosk(*again, str(tmp_path / "a1.csv")).err
    assert (tmp_path / "a1.csv").read_text() == before
    assert "There is a batch A1 already" in kiosk(*again, str(tmp_path / "a2.csv")).err
    assert not (tmp_path / "a2.csv").exists()


def test_an_unknown_batch_is_refused(kiosk: Kiosk) -> None:
    done = kiosk("cards", "ship", "--batch", "Z9")
    assert (done.status, done.err) == (1, "There is no batch Z9.\n")
