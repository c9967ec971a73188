"""Days of sample files move along with the calendar."""

from __future__ import annotations

import codecs
import shutil
from datetime import date
from pathlib import Path

import pytest
import time_machine

from kiosk.cards.demo import load as load_cards
from kiosk.core.operator import Operator, data_folder, load
from kiosk.core.sample import own_names, rows, shifted
from kiosk.core.store import Store


@pytest.mark.parametrize(
    ("today", "text", "becomes"),
    [
        (date(2026, 11, 22), "2026-11-20", date(2026, 11, 20)),
        (date(2027, 1, 1), "2026-11-20", date(2026, 12, 30)),
        (date(2026, 11, 22), "2026-11", date(2026, 11, 30)),
        (date(2027, 1, 31), "2026-11", date(2027, 1, 31)),
        (date(2027, 2, 1), "2026-10", date(2027, 1, 31)),
        (date(2028, 2, 29), "2026-11", date(2028, 2, 29)),
        (date(2026, 10, 31), "2026-10", date(2026, 9, 30)),
    ],
)
def test_days_keep_their_distance_and_months_theirs(
    operator: Operator, today: date, text: str, becomes: date
):
    """ILEX-19: a fee in advance covers a month to its end, whenever the demo is made."""
    with time_machine.travel(today, tick=False):
        assert shifted(text, operator) == becomes


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_mark_of_spreadsheet_programs_is_no_part_of_a_column(store: Store, tmp_path: Path):
    """What the doctor reads, the demo reads."""
    store.operator = load(Path(shutil.copytree(data_folder() / "template", tmp_path / "ours")))
    names = own_names(store.operator)
    before = {name: list(rows(name, store.operator)) for name in names}
    for name in names:
        path = tmp_path / "ours" / "demo" / f"{name}.csv"
        path.write_bytes(codecs.BOM_UTF8 + path.read_bytes())
    assert before == {name: list(rows(name, store.operator)) for name in names}
    assert before["contracts"]
    load_cards(store)
