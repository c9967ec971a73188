"""Logging in, passwords, visits."""

from kiosk.access.rules import AccessRules
from kiosk.core.module import Module

MODULE = Module(
    name="access",
    settings=AccessRules,
    imports={"contracts": "kiosk.access.files:CONTRACTS"},
    doubts="kiosk.access.doubts:doubts",
    always=True,
    rank=20,
)
