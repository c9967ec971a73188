"""Files of tariffs and of public unit prices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from kiosk.core.files import Batches, Column, Fault, Kind, Row, amount, day, name, text, yes_no
from kiosk.core.locale import RATE_DIGITS, Sentence, mark
from kiosk.core.operator import Operator, Texts
from kiosk.core.text import clean
from kiosk.core.work import Refusal, Work
from kiosk.tariffs import catalogue
from kiosk.tariffs.records import Tariff, TariffPrice
from kiosk.tariffs.views import NewTariff, UnitPrice

# A tariff that was not there before has always cost what it costs now.
_ALWAYS = date(1970, 1, 1)
_RATE = re.compile(r"([0-9]{1,9})(?:\.([0-9]+))?", re.ASCII)

_KNOWN = (
    select(
        Tariff.code, Tariff.name, Tariff.group, Tariff.description, Tariff.includes, Tariff.open,
        Tariff.allow_puk1, TariffPrice.fee, TariffPrice.since,
    )
    .outerjoin(TariffPrice, (TariffPrice.tariff == Tariff.id) & (TariffPrice.since <= bindparam("today")))
    .where(Tariff.code.in_(bindparam("codes", expanding=True)))
    .order_by(TariffPrice.since)
)  # fmt: skip


def rate(cell: str, _operator: Operator) -> int:
    """A price of a unit in millionths of the currency's unit. Refuses: rates.form, rates.digits."""
    found = _RATE.fullmatch(cell.strip())
    if not found:
        raise Refusal("rates.form", "“{text}” is not a price. Write it like 0.125.", text=clean(cell, 40))
    part = (found[2] or "").rstrip("0")
    if len(part) > RATE_DIGITS:
        raise Refusal(
            "rates.digits", "“{text}” has too many digits after the point: {digits} are possible.",
            text=clean(cell, 40), digits=RATE_DIGITS,
        )  # fmt: skip
    return int(found[1] + part.ljust(RATE_DIGITS, "0"))


def _check_tariffs(_work: Work, rows: Sequence[Row]) -> Iterator[Fault]:
    for row in rows:
        if row["monthly_fee"] < 0:
            yield Fault(row.line, "monthly_fee", Sentence(mark("A monthly fee is not below zero.")))


def _apply_tariffs(work: Work, batches: Batches) -> tuple[Fault, ...]:
    """New tariffs, and what changed of known ones; an empty cell leaves what is known of it."""
    for rows in batches:
        codes = [row["code"] for row in rows]
        found = work.session.execute(_KNOWN, {"codes": codes, "today": work.today}).mappings()
        known = {tariff["code"]: tariff for tariff in found}  # the last price of each is the one in force
        for row in rows:
            catalogue.enter(work, _tariff(work, row, known.get(row["code"], {})))
    return ()


def _tariff(work: Work, row: Row, known: Mapping[Any, Any]) -> NewTariff:
    """The tariff as the row changes it; nothing known of it: as the row makes it."""
    return NewTariff(
        row["code"],
        _texts(work, row["name"], known.get("name")),
        row["monthly_fee"],
        _since(work, row, known),
        known.get("open", True) if row["open"] is None else row["open"],
        row["group"] or known.get("group", ""),
        _texts(work, row["description"], known.get("description")),
        _texts(work, row["includes"], known.get("includes")),
        known.get("allow_puk1", False) if row["allow_puk1"] is None else row["allow_puk1"],
    )


def _since(work: Work, row: Row, known: Mapping[Any, Any]) -> date:
    """From when on the fee of the row holds: a changed one from today, an unchanged one as before."""
    if not known:
        return _ALWAYS
    if known["since"] is not None and known["fee"] == row["monthly_fee"]:
        since: date = known["since"]
        return since
    return work.today


def _texts(work: Work, written: str | None, kept: str | None) -> Texts:
    """The text in the operator's first language, beside what is known in others."""
    texts = catalogue.texts(kept) if kept else {}
    return texts | {work.operator.languages[0]: written} if written else texts


def _check_rates(_work: Work, _rows: Sequence[Row]) -> tuple[Fault, ...]:
    return ()


def _apply_rates(work: Work, batches: Batches) -> tuple[Fault, ...]:
    for rows in batches:
        prices = [UnitPrice(row["service"], row["unit"], row["rate"], row["from_date"]) for row in rows]
        catalogue.enter_rates(work, prices)
    return ()


TARIFFS = Kind(
    "tariffs",
    (
        Column("code", text(40), needed=True),
        Column("name", text(), needed=True),
        Column("monthly_fee", amount, needed=True),
        Column("group", text(40)),
        Column("description", text(500)),
        Column("includes", text(500)),
        Column("open", yes_no),
        Column("allow_puk1", yes_no),
    ),
    _check_tariffs,
    _apply_tariffs,
    unique=(("code",),),
)
RATES = Kind(
    "rates",
    (
        Column("service", name(), needed=True),
        Column("unit", name(40), needed=True),
        Column("rate", rate, needed=True),
        Column("from_date", day, needed=True),
    ),
    _check_rates,
    _apply_rates,
    unique=(("service", "unit", "from_date"),),
)
