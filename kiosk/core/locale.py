"""Words in the customer's language: gettext for sentences, Babel for money, days and times.

Babel is imported when the first amount or day is formatted, not before: the first frame needs none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from string import Formatter
from typing import Any

import msgspec

from kiosk.core.catalogue import catalogue
from kiosk.core.money import digits
from kiosk.core.operator import Operator, Texts, locales
from kiosk.core.quantity import QUANTITY_DIGITS
from kiosk.core.work import Param, Refusal

# Prices of units are kept in millionths of the currency's unit.
RATE_DIGITS = 6


def mark(message: str) -> str:
    """Mark a source string for the catalogues where it is translated later."""
    return message


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words with values that rules hand out; a screen puts them into the customer's language.

    `many` is the source string for other counts than one; `params["count"]` then chooses.
    """

    message: str
    params: Mapping[str, Param] = field(default_factory=dict)
    many: str = ""


class Speech(Formatter):
    """Speaks one language, before any operator is known: no amounts and no times.

    `{code:word}` is text that is itself a gettext id.
    """

    def __init__(self, language: str, folder: Path | None = None) -> None:
        self.language = language
        self._catalogue = catalogue(language, locales(folder))

    def __call__(self, message: str | Sentence | Refusal, /, **params: Any) -> str:
        if isinstance(message, Sentence) and message.many:
            return self.plural(message.message, message.many, **message.params)
        if not isinstance(message, str):
            params, message = dict(message.params), message.message
        text = self._catalogue.gettext(message) if message else ""
        return self.vformat(text, (), params) if params else text

    def plural(self, one: str, many: str, /, **params: Any) -> str:
        """The form of a sentence that the language wants for `count`, which it may name {count}."""
        return self.vformat(self._catalogue.ngettext(one, many, params["count"]), (), params)

    def format_field(self, value: Any, spec: str) -> str:
        return self(value) if spec == "word" else str(super().format_field(value, spec))


class Words(Speech):
    """Speaks one language for one operator.

    Values are formatted by the field's spec: `{sum:money}`, `{sum:signed}`, `{price:rate}`, `{at:moment}`,
    `{at:clock}`, `{on:day}`, `{on:date}` (in digits), `{on:month}`, `{wait:span}` (seconds),
    `{used:quantity}`, `{name:texts}` (JSON, language -> text), and those of `Speech`. Times and days may be
    ISO 8601 text.
    """

    def __init__(self, operator: Operator, language: str) -> None:
        super().__init__(language, operator.folder)
        self.operator = operator

    def pick(self, texts: Mapping[str, str]) -> str:
        """The operator's own text in this language, else in its first, else whatever there is."""
        for language in (self.language, *self.operator.languages):
            if language in texts:
                return texts[language]
        return next(iter(texts.values()), "")

    def money(self, amount: int, currency: bool = True, signed: bool = False) -> str:
        """An amount with the operator's currency; it never breaks over two lines."""
        from babel.numbers import format_decimal

        places = digits(self.operator.currency)
        pattern = "#,##0" + ("." + "0" * places if places else "")
        text = format_decimal(_decimal(amount, places), pattern, locale=self.language)
        if signed and amount > 0:
            text = "+" + text
        return f"{text}\u00a0{self.operator.currency}" if currency else text

    def rate(self, millionths: int) -> str:
        """A price of a unit, in millionths of the currency's unit, with all its digits: "0.0456 BYN"."""
        from babel.numbers import format_decimal

        places = digits(self.operator.currency)
        pattern = "#,##0." + "0" * places + "#" * (RATE_DIGITS - places)
        text = format_decimal(_decimal(millionths, RATE_DIGITS), pattern, locale=self.language)
        return f"{text}\u00a0{self.operator.currency}"

    def quantity(self, thousandths: int, signed: bool = False, places: int = 0) -> str:
        """What a meter counts, in thousandths of its unit, without noughts that say nothing beyond so many
        places after the point: "127,5"."""
        from babel.numbers import format_decimal

        pattern = "#,##0." + "0" * places + "#" * (QUANTITY_DIGITS - places)
        text = format_decimal(_decimal(thousandths, QUANTITY_DIGITS), pattern, locale=self.language)
        return f"+{text}" if signed and thousandths > 0 else text

    def brief(self, amount: int, room: int) -> str:
        """A signed amount without its currency in so many cells; what is rounded says so: "≈+1k"."""
        text = self.money(amount, currency=False, signed=True)
        if len(text) <= room:
            return text
        unit = 10 ** digits(self.operator.currency)
        for times, letter in ((1, ""), (10**3, "k"), (10**6, "M"), (10**9, "G")):
            whole, rest = divmod(abs(amount) * 2 + unit * times, 2 * unit * times)
            about = "" if rest == unit * times else "≈"
            text = f"{about}{'-' if amount < 0 else '+'}{whole}{letter}"
            if len(text) <= room:
                break
        return text

    def week(self) -> tuple[int, tuple[str, ...]]:
        """The first day of a week (0: Monday), and the short names of its days from there on."""
        from babel import Locale

        locale = Locale.parse(self.language)
        first, names = locale.first_week_day, locale.days["stand-alone"]["abbreviated"]
        return first, tuple(names[(first + at) % 7] for at in range(7))

    def day(self, value: date | str, style: str = "d MMMM yyyy") -> str:
        """A calendar day: "14 декабря 2026"."""
        from babel.dates import format_date

        if isinstance(value, str):
            value = date.fromisoformat(value[:10])
        return format_date(value, style, locale=self.language)

    def moment(self, value: datetime | str, style: str = "dd.MM.yyyy HH:mm") -> str:
        """A time on the operator's clock: "22.11.2026 14:33"."""
        from babel.dates import format_datetime

        if isinstance(value, str):
            value = datetime.fromisoformat(value)
        return format_datetime(self.operator.local(value), style, locale=self.language)

    def span(self, seconds: int) -> str:
        """A wait in one unit, rounded up, so that nobody comes back too early: "15 минут"."""
        from babel.dates import format_timedelta

        unit = next((unit for unit in (86400, 3600, 60) if seconds >= 1.5 * unit), 1)
        seconds = -(-seconds // unit) * unit
        return format_timedelta(timedelta(seconds=seconds), threshold=1.5, locale=self.language)

    def format_field(self, value: Any, spec: str) -> str:
        match spec:
            case "money":
                return self.money(value)
            case "signed":
                return self.money(value, signed=True)
            case "rate":
                return self.rate(value)
            case "quantity":
                return self.quantity(value)
            case "moment":
                return self.moment(value)
            case "clock":
                return self.moment(value, "HH:mm")
            case "day":
                return self.day(value)
            case "date":
                return self.day(value, "dd.MM.yyyy")
            case "month":
                return self.day(value, "LLLL yyyy")
            case "span":
                return self.span(value)
            case "texts":
                return self.pick(as_texts(value))
        return super().format_field(value, spec)


def as_texts(value: str) -> Texts:
    """Texts as JSON keeps them; plain text is the same in every language."""
    if not value.startswith("{"):
        return {"": value}
    try:
        return msgspec.json.decode(value, type=Texts)
    except msgspec.MsgspecError:  # a text that only begins as JSON does
        return {"": value}


def _decimal(amount: int, places: int) -> Any:
    from decimal import Decimal

    return Decimal(amount).scaleb(-places)
