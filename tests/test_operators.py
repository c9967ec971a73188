"""docs/operators.md is true: each requirement once, where it is done, in which profile, what proves it."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from kiosk.core.module import modules
from kiosk.core.operator import data_folder, find_profile, load

ROOT = Path(__file__).parents[1]
# How many requirements each source system has.
CATALOGUE = {"ILEX": 22, "VEL": 112, "ISP": 29, "EIR": 64}
PROFILE = {"ILEX": "ilex", "VEL": "velcom", "ISP": "isponline", "EIR": "mosobleirc"}
HOUSE, ALL = "house", "all"
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Told(NamedTuple):
    """One row of the tables."""

    identifier: str
    what: str
    modules: tuple[str, ...]
    profile: str
    test: str

    @property
    def served(self) -> bool:
        return not self.modules[0].startswith(("later: ", "not on a kiosk: "))


def told() -> list[Told]:
    text = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
    rows = [
        line.strip("|").split("|") for line in text.splitlines() if re.match(r"\| [A-Z]+-[0-9]+ \|", line)
    ]
    return [_told(*(cell.strip() for cell in cells)) for cells in rows]


def _told(identifier: str, what: str, where: str, profile: str, test: str) -> Told:
    return Told(identifier, what, tuple(where.split(", ")), profile, test.strip("`"))


TOLD = told()
SERVED = [row for row in TOLD if row.served]


@cache
def functions(file: str) -> dict[str, str]:
    """The tests of a file below tests/, each with its source."""
    path = ROOT / "tests" / file
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    found = [node for node in ast.parse(text).body if isinstance(node, FUNCTIONS)]
    return {node.name: ast.get_source_segment(text, node) or "" for node in found}


@cache
def switched_on(profile: str) -> frozenset[str]:
    return frozenset(load(find_profile(profile)).facts.modules)


def test_every_requirement_has_one_row() -> None:
    every = [f"{system}-{number:02}" for system, most in CATALOGUE.items() for number in range(1, most + 1)]
    assert [row.identifier for row in TOLD] == every


@pytest.mark.parametrize("row", SERVED, ids=lambda row: row.identifier)
def test_what_is_served_is_on_and_proved(row: Told) -> None:
    """The modules exist and are on in the profile; the test exists and names the requirement."""
    assert row.what
    if row.profile == ALL:
        assert row.modules == (HOUSE,)
    else:
        assert row.profile == PROFILE[row.identifier.split("-")[0]]
        assert (data_folder() / "operators" / row.profile).is_dir()
        assert set(row.modules) <= modules().keys() & switched_on(row.profile)
    file, _, function = row.test.partition("::")
    assert function.startswith("test_")
    assert function in functions(file)
    assert re.search(rf"\b{row.identifier}\b", functions(file)[function])


def test_what_is_not_there_names_no_proof() -> None:
    """It says when or why, and nothing else."""
    rest = [row for row in TOLD if not row.served]
    assert {(row.profile, row.test, len(row.modules)) for row in rest} == {("", "", 1)}
    assert all(row.what for row in rest)
