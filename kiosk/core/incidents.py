"""Errors nobody foresaw: a person is told a short code, the details go to the log."""

from __future__ import annotations

import os
import secrets
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any


def record(file: Path, error: BaseException) -> str:
    """Write the error to the log `file`, one JSON document per line; the code that names it there.

    The traceback is kept without local values: they may hold a password or a card code. Of what an error
    says only the first line is kept: in the others PostgreSQL quotes whole rows.
    """
    import structlog
    from structlog.tracebacks import ExceptionDictTransformer

    code = secrets.token_hex(2).upper()
    try:
        with os.fdopen(_open(file), "a", encoding="utf-8") as stream:
            logger = structlog.wrap_logger(
                structlog.PrintLogger(stream),
                processors=[
                    structlog.processors.TimeStamper(fmt="iso", utc=True),
                    structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
                    _first_lines,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
            )
            logger.error("unexpected error", code=code, exc_info=error)
    except OSError:
        return code  # a full or read-only disk must not hide what happened behind another error
    return code


def _first_lines(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for error in event["exception"]:
        error["exc_value"] = error["exc_value"].partition("\n")[0]
    return event


def _open(file: Path) -> int:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
