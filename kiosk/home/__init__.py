"""The home screen: the header and one tile per capability."""

from kiosk.core.module import Module

MODULE = Module(name="home", doubts="kiosk.home.doubts:doubts", always=True)
