"""Sample tariffs."""

from __future__ import annotations

from datetime import date

from kiosk.core import money
from kiosk.core.sample import job, rows
from kiosk.core.store import Store
from kiosk.tariffs.cases import define
from kiosk.tariffs.views import NewTariff

_SINCE = date(2020, 1, 1)


def load(store: Store) -> None:
    """Enter the tariffs of data/demo/tariffs.csv; `name` is in the operator's first language, `name_en`
    in English."""
    currency, language = store.operator.currency, store.operator.languages[0]
    for row in rows("tariffs"):
        fee = money.parse(row["monthly_fee"], currency)
        name = {"en": row["name_en"], language: row["name"]}
        tariff = NewTariff(row["code"], name, fee, _SINCE, row["open"] == "yes")
        store.run(job("tariff", tariff.code), define, tariff)
