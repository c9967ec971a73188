"""Sample tariffs and prices of units."""

from __future__ import annotations

from datetime import date

import msgspec

from kiosk.core import money
from kiosk.core.sample import job, rows, shifted, texts
from kiosk.core.store import Store
from kiosk.tariffs.cases import define, rate
from kiosk.tariffs.files import rate as millionths
from kiosk.tariffs.views import NewTariff, UnitPrice

_SINCE = date(2020, 1, 1)


def load(store: Store) -> None:
    """Enter demo/tariffs.csv and rates.csv; a column NAME is in the operator's first language, NAME_en
    in English."""
    for row in rows("tariffs", store.operator):
        store.run(job("tariff", row["code"]), define, _tariff(row, store))
    for row in rows("rates", store.operator):
        step = ("rate", row["service"], row["from_date"])
        store.run(job(*step), rate, _rate(row, store))


def _tariff(row: dict[str, str], store: Store) -> NewTariff:
    return NewTariff(
        row["code"],
        texts(row, "name", store.operator),
        money.parse(row["monthly_fee"], store.operator.currency),
        _SINCE,
        row["open"] == "yes",
        row["group"],
        texts(row, "description", store.operator),
        texts(row, "includes", store.operator),
        row["allow_puk1"] == "yes",
    )


def _rate(row: dict[str, str], store: Store) -> UnitPrice:
    service, unit = (
        msgspec.json.encode(texts(row, name, store.operator)).decode() for name in ("service", "unit")
    )
    price = millionths(row["rate"], store.operator)
    return UnitPrice(service, unit, price, shifted(row["from_date"], store.operator))
