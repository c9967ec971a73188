"""Logging in, passwords, visits."""

from kiosk.access.rules import AccessRules
from kiosk.core.module import Module

MODULE = Module(
    name="access",
    settings=AccessRules,
    rank=20,
)
