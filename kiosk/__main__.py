"""`python -m kiosk`, and the `kiosk` command."""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping
from typing import NoReturn

# Textual would load code, write files, start programs or wait as these say.
_UNWANTED = (
    "BROWSER", "EDITOR", "VISUAL", "PAGER", "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "ESCDELAY",
)  # fmt: skip


def main() -> NoReturn:
    """Run the command line; the exit status is 0 done, 1 refused, 2 wrong usage or set-up."""
    clear(os.environ)
    from kiosk.cli.main import run

    status = run(sys.argv[1:])
    if sys.flags.inspect:  # PYTHONINSPECT: Python would leave the next customer at its own prompt
        sys.stdout.flush()
        os._exit(status)
    sys.exit(status)


def clear(environ: MutableMapping[str, str]) -> None:
    """Take out of the environment what would act on the screens, before anything reads it."""
    for name in list(environ):
        if name.startswith("TEXTUAL") or name in _UNWANTED:
            del environ[name]


if __name__ == "__main__":
    main()
