"""What one whole visit costs: keys, bytes over the line, time of the program without the login's hash."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from tests.e2e.customer import CONTRACT, PASSWORD, Customer
from tests.figures import Size
from tests.figures.at_terminal import demo, timed


def measure(size: Size) -> Iterator[str]:
    for colours in ("truecolor", "16"):
        with demo() as home:
            yield _line(home, colours)


def _line(home: Path, colours: str) -> str:
    more = {"TERM": "linux", "COLORTERM": ""} if colours == "16" else {}
    with Customer(home, more=more) as customer:
        customer.attracted()
        before, cpu, started = len(customer.output), _cpu(customer.pid), time.perf_counter()
        customer.wake()
        customer.log_in(CONTRACT, PASSWORD)
        login = timed(customer.at_home)
        customer.choose("Balance and charges")
        customer.reads("Status")
        customer.press("*")
        customer.at_home()
        customer.pay()
        receipt = len(customer.output)
        customer.code()
        customer.press("Enter")
        customer.at_home(balance="47,10 BYN")
        customer.choose("End the visit")
        customer.choose("Yes, end")
        customer.attracted()
        seconds = time.perf_counter() - started - login
        return (
            f"visit colours={colours} size=80x24 keys={len(customer.pressed)}"
            f" bytes={len(customer.output) - before} until_receipt={receipt - before}"
            f" seconds_without_login={seconds:.2f} login_seconds={login:.2f}"
            f" cpu_seconds={_cpu(customer.pid) - cpu:.2f}"
        )


def _cpu(pid: int) -> float:
    """Seconds of processor time that the program has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
