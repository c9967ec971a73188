"""Hostile input of a real terminal and a hostile environment: no traceback, no prompt, no dead keys."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.e2e.customer import Customer

UNREADABLE = {
    "broken UTF-8": b"\xff\xfe\xc3",
    "an alternate key of kitty's protocol": b"\x1b[1089::99;5:1u",
    "a key beyond Unicode": b"\x1b[99999999999999u",
}


@pytest.mark.parametrize("data", UNREADABLE.values(), ids=UNREADABLE)
def test_bytes_that_no_key_sends_are_dropped(demo: Path, data: bytes) -> None:
    """What a scanner or a foreign terminal may send ended the program with a traceback.

    Keys that come at the same moment are dropped, too; people press again.
    """
    with Customer(demo, "en") as customer:
        customer.wake()
        os.write(customer._fd, data)
        while customer.status is None and not customer.says("takes the last sign back"):
            customer.press("F1")
            customer.listen(0.2)
        assert customer.status is None


def test_the_environment_kills_no_key(demo: Path) -> None:
    """Textual would wait for ESCDELAY milliseconds whether Esc is a key."""
    with Customer(demo, "en", more={"ESCDELAY": "100000000"}) as customer:
        customer.wake()
        customer.press("F1")
        customer.reads("takes the last sign back")
        customer.press("Esc")
        customer.reads("Log in by contract number")


def test_the_end_of_the_screens_is_no_prompt(demo: Path) -> None:
    """PYTHONINSPECT would leave whoever stands there at Python's own prompt."""
    with Customer(demo, more={"PYTHONINSPECT": "1"}) as customer:
        customer.wake()
        os.kill(customer.pid, signal.SIGTERM)
        assert customer.wait_end() == 0
