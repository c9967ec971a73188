"""The camera of the tests: it reads what a phone would read, and nothing more."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.e2e.codes import decode
from tests.e2e.terminal import Terminal, environment

TEXT = "Чек 3-000184"
DRAW = f"""
from qrcode.main import QRCode
code = QRCode(border=4)
code.add_data({TEXT!r})
code.make()
rows = [[dark != inverted for dark in row] for row in code.get_matrix()]
rows += [[inverted] * len(rows[0])] * (len(rows) % 2)
for upper, lower in zip(rows[::2], rows[1::2]):
    halves = "".join(" ▀▄█"[(not u) + 2 * (not l)] for u, l in zip(upper, lower))
    print(f"\\x1b[0;{{letter}};{{ground}}m{{halves}}")
"""
COLOURS = {
    "true": "letter, ground = '38;2;255;255;255', '48;2;0;0;0'",
    "256": "letter, ground = '38;5;231', '48;5;16'",
    "16": "letter, ground = '97', '40'",
}


@pytest.mark.parametrize("colours", COLOURS)
@pytest.mark.parametrize(("inverted", "read"), [(False, [TEXT]), (True, [])])
def test_camera(tmp_path: Path, colours: str, inverted: bool, read: list[str]) -> None:
    program = f"inverted = {inverted}\n{COLOURS[colours]}{DRAW}"
    with Terminal([sys.executable, "-c", program], environment(tmp_path)) as terminal:
        assert terminal.wait_end() == 0
        assert decode(terminal.cells()) == read
