"""Tariffs: the catalogue, which contract has which from when, and changing it."""

from kiosk.core.locale import mark
from kiosk.core.module import Module
from kiosk.tariffs.rules import TariffRules

MODULE = Module(
    name="tariffs",
    title=mark("Tariff"),
    settings=TariffRules,
    tile="kiosk.tariffs.cases:tile",
    records=True,
    unfit="kiosk.tariffs.catalogue:unfit",
    opened="kiosk.tariffs.catalogue:opened",
    charges="kiosk.tariffs.catalogue:charges",
    imports={"tariffs": "kiosk.tariffs.files:TARIFFS", "rates": "kiosk.tariffs.files:RATES"},
    doubts="kiosk.tariffs.doubts:doubts",
    needs=("receipts",),
    rank=5,
    demo="kiosk.tariffs.demo:load",
)
