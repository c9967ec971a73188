"""`kiosk import`: words for people, JSON for scripts, and the exit status."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Kiosk
from tests.e2e.terminal import Terminal
from tests.e2e.terminal import kiosk as command

TARIFFS = "code,name,monthly_fee"


def write(folder: Path, *rows: str, name: str = "tariffs.csv") -> str:
    file = folder / name
    file.write_text("\n".join((TARIFFS, *rows)) + "\n", encoding="utf-8")
    return str(file)


def test_a_good_file_is_entered(kiosk: Kiosk, tmp_path: Path) -> None:
    done = kiosk("import", "tariffs", write(tmp_path, "a,A,1.00", "b,B,2.00"))
    assert (done.status, done.out, done.err) == (0, "Rows: 2. Entered: 2, refused: 0.\n", "")
    again = kiosk("import", "tariffs", str(tmp_path / "tariffs.csv"))
    assert again.status == 1
    assert "This file was imported already, at " in again.err


def test_refused_rows_are_named_by_line_column_and_reason(kiosk: Kiosk, tmp_path: Path) -> None:
    done = kiosk("import", "tariffs", write(tmp_path, "a,A,1.00", "b,B,x", ",C,1"))
    assert done.status == 1
    assert done.out == "Rows: 3. Entered: 0, refused: 2.\n"
    assert done.err == (
        "Line 3, monthly_fee: “x” is not an amount. Write it like 10.00.\n"
        "Line 4, code: It is empty, but is needed.\n"
    )


def test_a_person_reads_twenty_of_them(kiosk: Kiosk, tmp_path: Path) -> None:
    done = kiosk("import", "tariffs", write(tmp_path, *(f"{i},A,x" for i in range(1021))))
    lines = done.err.splitlines()
    assert len(lines) == 21
    assert lines[-1] == "… and 1001 more."
    assert "… and one more." in kiosk(
        "import", "tariffs", write(tmp_path, *(f"{i},A,x" for i in range(21)))
    ).err  # fmt: skip


def test_a_part_and_where_the_rest_is(kiosk: Kiosk, tmp_path: Path) -> None:
    done = kiosk("import", "tariffs", write(tmp_path, "a,A,1.00", "b,B,x"), "--partial")
    assert done.status == 1
    assert "Entered: 1, refused: 1." in done.out
    assert f"The refused rows are in {tmp_path / 'tariffs.csv.refused.csv'}." in done.out
    more = kiosk("import", "tariffs", write(tmp_path, "b,B,y"), "--partial")
    assert (more.status, "exists already" in more.err) == (1, True)


def test_a_dry_run_says_what_would_be(kiosk: Kiosk, tmp_path: Path) -> None:
    file = write(tmp_path, "a,A,1.00")
    for _ in range(2):
        done = kiosk("import", "tariffs", file, "--dry-run")
        assert (done.status, done.out) == (
            0,
            "Rows: 1. Could be entered: 1, refused: 0. Nothing was kept.\n",
        )


def test_json_has_everything(kiosk: Kiosk, tmp_path: Path) -> None:
    file = write(tmp_path, "a,A,1.00", "b,B,x")
    done = kiosk("import", "tariffs", file, "--json", "--partial")
    assert done.status == 1
    assert json.loads(done.out) == {
        "kind": "tariffs",
        "file": file,
        "rows": 2,
        "applied": 1,
        "refused": 1,
        "dry_run": False,
        "faults": [
            {
                "line": 3,
                "column": "monthly_fee",
                "reason": "“x” is not an amount. Write it like 10.00.",
            }
        ],
        "more": 0,
        "rest": f"{file}.refused.csv",
    }
    good = json.loads(kiosk("import", "tariffs", write(tmp_path, "c,C,1.00"), "--json", "--dry-run").out)
    assert (good["applied"], good["dry_run"], good["faults"], good["rest"]) == (1, True, [], None)


@pytest.mark.parametrize(
    ("kind", "file", "said"),
    [
        ("tarifs", "tariffs.csv", "There is no such kind of file. It can be: tariffs, rates, "),
        ("tariffs", "none.csv", "There is no such file."),
    ],
)
def test_wrong_usage(bare: Kiosk, tmp_path: Path, kind: str, file: str, said: str) -> None:
    write(tmp_path, "a,A,1.00")
    done = bare("import", kind, str(tmp_path / file))
    assert done.status == 2
    assert said in done.err


def test_on_a_terminal_both_passes_show_how_far_they_are(
    person: dict[str, str], bare: Kiosk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KIOSK_HOME", person["KIOSK_HOME"])
    bare("init", "--operator", "demo")
    file = write(tmp_path, *(f"{i},A,1.00" for i in range(50)))
    with Terminal(command("import", "tariffs", file), person) as terminal:
        assert terminal.wait_end() == 0
        assert re.findall(r"(Checking|Entering).*100%", terminal.text) == ["Checking", "Entering"]
        assert "Rows: 50. Entered: 50, refused: 0." in terminal.text
