"""Logging in, passwords, visits."""

from kiosk.access.rules import AccessRules
from kiosk.core.module import Module

MODULE = Module(
    name="access",
    settings=AccessRules,
    imports={"contracts": "kiosk.access.files:CONTRACTS"},
    rank=20,
)
