"""Tariffs and which contract has which from when."""

from kiosk.core.module import Module

MODULE = Module(name="tariffs", records=True, rank=5, demo="kiosk.tariffs.demo:load")
