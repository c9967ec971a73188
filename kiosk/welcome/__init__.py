"""Attract screen, first menu, contacts: before anybody logs in."""

from kiosk.core.module import Module
from kiosk.welcome.rules import WelcomeRules

MODULE = Module(
    name="welcome",
    settings=WelcomeRules,
    cases=False,
    doubts="kiosk.welcome.doubts:doubts",
    always=True,
)
