"""`python -m tests.figures [NAME…]`: one line per figure, the last one counts the planted faults.

SIZE=quick (the default) or full. The exit status is 1 when a planted fault was not found: then the
figures prove nothing. An aim that was missed is printed, not punished; machines differ.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

from tests.figures import FIGURES
from tests.figures.place import server_of_this_run


def main(names: list[str]) -> int:
    size = os.environ.get("SIZE") or "quick"
    if size not in ("quick", "full") or set(names) - set(FIGURES):
        print(f"SIZE=quick|full python -m tests.figures [{'|'.join(FIGURES)}]…", file=sys.stderr)
        return 2
    caught = []
    with server_of_this_run():
        for name in names or FIGURES:
            figure = import_module(f"tests.figures.{name}")
            for line in figure.measure(size):
                print(line, flush=True)
            for fault, found in getattr(figure, "faults", list)():
                print(f"{name} fault={fault} caught={'yes' if found else 'no'}", flush=True)
                caught.append(found)
    print(f"faults planted={len(caught)} caught={sum(caught)}")
    return 0 if all(caught) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
