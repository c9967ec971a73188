"""Whether a reading is taken, and what it means: the same for a screen while one types and for the record.

No database here: a form's line has all that a reading is judged by.
"""

from __future__ import annotations

from datetime import date

from kiosk.core.locale import RATE_DIGITS
from kiosk.core.money import Money, digits
from kiosk.core.operator import Operator
from kiosk.core.quantity import QUANTITY_DIGITS, Quantity
from kiosk.core.work import Param, Refusal
from kiosk.meters.rules import Mark, MeterRules, Why, used
from kiosk.meters.views import Average, MeterLine, Weighed


def weigh(operator: Operator, line: MeterLine, value: Quantity, day: date) -> Weighed:
    """What a reading of `day` says. Refuses what the rules do not take, see `refuse`."""
    refuse(line, value, day)
    if line.before is None:
        return Weighed(None, None, unusual=False)
    amount = used(line.before, Mark(day, value), line.digits)
    times = operator.of(MeterRules).unusual_times
    days = max(1, (day - line.before.day).days)
    high = times > 0 and unusual(amount, days, line.average, times)
    return Weighed(amount, cost(amount, line.rate, operator.currency), high)


def refuse(line: MeterLine, value: Quantity, day: date, why: Why | None = None) -> None:
    """Refuses: meters.overdue, .negative (EIR-50), .dial, .earlier, .rolled_over, .zero (EIR-51), .smaller
    (EIR-49), .limit (EIR-52); each names the meter. With a reason of staff the last three pass."""
    about: dict[str, Param] = {"service": line.service, "number": line.number}
    _refuse_always(line, value, day, about)
    if why is None:
        _refuse_customers(line, value, about)
    elif why is Why.ROLLED_OVER and not _may_have_gone_round(line, value):
        raise Refusal(
            "meters.rolled_over",
            "A dial that went round shows less than before, and the number of its digits is known. "
            "Choose another reason.",
            **about,
        )


def _may_have_gone_round(line: MeterLine, value: Quantity) -> bool:
    return line.digits is not None and line.before is not None and value < line.before.value


def _refuse_always(line: MeterLine, value: Quantity, day: date, about: dict[str, Param]) -> None:
    """What no reason excuses."""
    if line.off:
        raise Refusal("meters.overdue", line.off.message, **about, **line.off.params)
    if value < 0:
        raise Refusal(
            "meters.negative", "A reading is not below zero. Type the digits of the meter.", **about
        )
    if line.digits is not None and value >= 10 ** (line.digits + QUANTITY_DIGITS):
        raise Refusal(
            "meters.dial", "This meter has {digits} digits before the point. Look at it again.",
            **about, digits=line.digits,
        )  # fmt: skip
    if line.sent is not None and day < line.sent.day:
        raise Refusal(
            "meters.earlier", "There is a later reading already, of {day:date}.", **about, day=line.sent.day
        )


def _refuse_customers(line: MeterLine, value: Quantity, about: dict[str, Param]) -> None:
    """What only staff may take."""
    before = line.before
    if value == 0 and (before is None or before.value > 0):
        raise Refusal("meters.zero", "A reading is not zero. Type what the meter shows.", **about)
    if before is None:
        return
    if value < before.value:
        raise Refusal(
            "meters.smaller",
            "Less than the reading before: {before:quantity} of {day:date}. Check the digits; "
            "if the meter was replaced, call staff.",
            **about, before=before.value, day=before.day,
        )  # fmt: skip
    if value - before.value > line.limit:
        raise Refusal(
            "meters.limit",
            "Over {limit:quantity} more than before ({before:quantity}). Check the digits; "
            "if they are right, call staff.",
            **about, limit=line.limit, before=before.value,
        )  # fmt: skip


def unusual(amount: Quantity, days: int, average: Average | None, times: int) -> bool:
    """Whether so much in so many days is over so many times the own average."""
    return average is not None and amount * average.days > times * average.used * days


def cost(amount: Quantity, rate: int | None, currency: str) -> Money | None:
    """What a quantity costs by the price of a unit (in millionths), rounded half up to the minor unit."""
    if rate is None:
        return None
    below = 10 ** (QUANTITY_DIGITS + RATE_DIGITS)
    return Money((2 * amount * rate * 10 ** digits(currency) + below) // (2 * below))
