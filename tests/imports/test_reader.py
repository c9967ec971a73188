"""What a file must be, and how it is said by line and column where it is not."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core.files import Column, Kind, Row, amount, day, text, yes_no
from kiosk.core.locale import Words
from kiosk.core.operator import Operator
from kiosk.core.work import Refusal
from kiosk.imports.reader import Lines, Record, Unreadable, cells_of, read

KIND = Kind(
    "samples",
    (
        Column("name", text(20), needed=True),
        Column("sum", amount, needed=True),
        Column("since", day),
        Column("open", yes_no),
    ),
    lambda _work, _rows: (),
    lambda _work, _batches: (),
)


def records(operator: Operator, data: bytes, kind: Kind = KIND) -> list[Record]:
    return list(read(Lines(io.BytesIO(data)), kind, operator))


def faults(operator: Operator, data: bytes, kind: Kind = KIND) -> list[tuple[int, str, str]]:
    """Line, column and words of all that is wrong."""
    words = Words(operator, "en")
    try:
        found = [fault for record in records(operator, data, kind) for fault in record.faults]
    except Unreadable as error:
        found = [error.fault]
    return [(fault.line, fault.column, words(fault.reason)) for fault in found]


def test_rows_are_read_by_the_names_of_their_columns(operator: Operator):
    data = "sum,open, name\n10.00,yes,Иван\n-5,,b\n".encode()
    assert [record.row for record in records(operator, data)] == [
        Row(2, {"sum": 1000, "open": True, "name": "Иван", "since": None}),
        Row(3, {"sum": -500, "open": None, "name": "b", "since": None}),
    ]


def test_lines_count_as_an_editor_counts_them(operator: Operator):
    """Comments, blank lines, and cells over several lines; a # within a cell is no comment."""
    data = b'\xef\xbb\xbf# head\r\n\r\nname,sum\r\n# more\n"a\n# b\n\nc",1\n  \nd,x\n'
    first, second = records(operator, data)
    assert (first.row.line, first.row["name"]) == (5, "a # b c")
    assert [(fault.line, fault.column) for fault in second.faults] == [(10, "sum")]


@pytest.mark.parametrize(
    ("data", "line", "column", "reason"),
    [
        (b"", 1, "", "The file is empty."),
        (b"# nothing\n\n", 1, "", "The file is empty."),
        ("name,sum\nИ,1\n".encode("cp1251"), 2, "", "not UTF-8"),
        ("name,sum\na,1\n".encode("utf-16"), 1, "", "not UTF-8"),
        (b"name,sum\na\x00,1\n", 2, "", "zero byte"),
        (b"name,sum\n" + b"a" * 200_000 + b",1\n", 2, "", "too long"),
        (b"name;sum\na;1\n", 1, "", "separated by “;”"),
        (b"name\tsum\na\t1\n", 1, "", "separated by “TAB”"),
        (b"nmae,sum\na,1\n", 1, "nmae", "Did you mean “name”?"),
        (b"NAME,sum\na,1\n", 1, "NAME", "Did you mean “name”?"),
        (b"\xf0\x9f\x99\x82,sum\na,1\n", 1, "🙂", "The columns are: name, sum, since, open."),
        (b"name,sum,,\na,1,,\n", 1, "", "The columns are: name, sum, since, open."),
        (b"name\na\n", 1, "sum", "missing"),
        (b"name,sum,name\na,1,b\n", 1, "name", "twice"),
        (b'name,sum\n"a,1\nb,2\n', 2, "", "never closed"),
        (b'name,sum\nx,1\n"a,' + b"1\n" * 90_000, 3, "", "never closed"),
        (b"name,sum\nx,1\n" + b'"a\n",' * 90_000, 3, "", "too long"),
        (b'name,sum\n"a"b,1\n', 2, "", "quotation marks are wrong"),
        (b"name,sum\ra,1\rb,2\r", 1, "", "lines end in another way"),
    ],
)
def test_where_rows_begin_is_in_doubt(operator: Operator, data: bytes, line: int, column: str, reason: str):
    """Wrong column, encoding, separator, quotes: the reading ends there."""
    (fault,) = faults(operator, data)
    assert fault[:2] == (line, column)
    assert reason in fault[2]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("a", "", "Cells in this row: 1, in the header: 4."),
        ("a,1,,,", "", "Cells in this row: 5, in the header: 4."),
        (" ,1,,", "name", "It is empty, but is needed."),
        (f"{'a' * 21},1,,", "name", "too long: at most 20"),
        (f"{'a' * 90_000},1,,", "name", "too long: at most 20"),
        ("a\x1b[31m,1,,", "name", "hidden control characters"),
        ("a\u202e,1,,", "name", "hidden control characters"),
        ('a,"1,00",,', "sum", "“1,00” is not an amount. Write it like 10.00."),
        ("a,1.005,,", "sum", "too many digits"),
        ("a,ten,,", "sum", "is not an amount"),
        (f"a,{'9' * 14},,", "sum", "too large"),
        (f"a,{'9' * 80_000},,", "sum", "is not an amount"),
        ("a,1,22.11.2026,", "since", "“22.11.2026” is not a day. Write it like 2026-12-31."),
        ("a,1,2026-02-30,", "since", "is not a day"),
        ("a,1,0206-02-03,", "since", "“0206-02-03” is too far away to be right."),
        ("a,1,,да", "open", "“да” is not possible here. It can be: yes, no."),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(operator: Operator, row: str, column: str, reason: str):
    data = f"name,sum,since,open\nz,1,,\n{row}\nz,1,,\n".encode()
    (fault,) = faults(operator, data)
    assert fault[:2] == (3, column)
    assert reason in fault[2]
    assert len(fault[2]) < 200


def test_all_that_is_wrong_with_a_row_is_said(operator: Operator):
    assert [fault[1] for fault in faults(operator, b"name,sum,since\n,x,y\n")] == ["name", "sum", "since"]


def test_a_secret_is_never_repeated(operator: Operator):
    def refuse(cell: str, _operator: Operator) -> Any:
        raise Refusal("tests.no", "No “{text}”, {most}.", text=cell, most=7)

    kind = Kind("secrets", (Column("word", refuse, secret=True),), KIND.check, KIND.apply)
    assert faults(operator, b"word\nhush-1234\n", kind) == [(2, "word", "No “•••”, 7.")]
    assert "hush-1234" not in repr(records(operator, b"word\nhush-1234\n", kind))


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=12)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=6))
def test_what_a_csv_writer_writes_is_what_is_read(rows: list[list[str]]):
    """Quotes, commas, newlines and whatever else in cells; only comments and blank lines are left out."""
    import csv

    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    assert list(cells_of(Lines(io.BytesIO(written.getvalue().encode())))) == rows


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=60), st.binary(max_size=40).map(b"name,sum\n".__add__)))
def test_no_bytes_break_the_reader(operator: Operator, data: bytes):
    """Rows, or words about what is wrong: never another error."""
    faults(operator, data)
