"""Receipts: how long they are shown and kept in reach."""

from __future__ import annotations

import msgspec


class ReceiptRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`receipts.toml`.

    show_seconds  a receipt stays at least so long, whatever the idle time says
    list_days     "my receipts" reach back so far
    """

    show_seconds: int = 40
    list_days: int = 30
