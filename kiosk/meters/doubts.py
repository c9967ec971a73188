"""Limits that no meter could reach, and sample readings that an import would refuse."""

from __future__ import annotations

from kiosk.core.doubts import Doubt, Doubts
from kiosk.core.locale import Sentence, mark
from kiosk.core.operator import Operator
from kiosk.core.quantity import QUANTITY_DIGITS
from kiosk.core.sample import own_lines, own_rows
from kiosk.core.work import Param, Refusal
from kiosk.meters.rules import MeterRules
from kiosk.meters.sampled import refused

READINGS = "demo/readings.csv"

_NO_SERVICE = mark("No sample meter counts “{service}”. Correct it, or take it out.")
_BEYOND = mark(
    "The meter {meter} has {digits} digits and never counts as much as the limit of “{service}”, "
    "{limit:quantity}. Choose a lower one."
)
_NO_METER = mark(
    "There is no sample meter {meter} of contract {contract} in meters.csv. Correct it, or add the meter."
)


def doubts(operator: Operator) -> Doubts:
    """Only sample meters are known without a database; without them nothing is in doubt."""
    meters = own_rows("meters", operator)
    if not meters:
        return
    rules = operator.of(MeterRules)
    services = {row.get(column, "") for row in meters for column in ("service", "service_en")}
    for service in rules.limits:
        if service not in services:
            yield Doubt("meters.toml", f"limits.{service}", Sentence(_NO_SERVICE, {"service": service}))
    for row in meters:
        yield from _dial(rules, row)
    known = {(row.get("contract"), row.get("meter")) for row in meters}
    for of in dict.fromkeys((r.get("contract"), r.get("meter")) for r in own_rows("readings", operator)):
        if of not in known:
            stranger = Sentence(_NO_METER, {"contract": of[0] or "", "meter": of[1] or ""})
            yield Doubt(READINGS, "meter", stranger)
    yield from _refused(operator, meters)


def _refused(operator: Operator, meters: list[dict[str, str]]) -> Doubts:
    """Readings that the demo leaves out. Cells that cannot be read are named with the other files'."""
    try:
        found = list(refused(operator, meters, own_rows("readings", operator)))
    except (KeyError, ValueError, Refusal):
        return
    lines = own_lines("readings", operator) if found else []
    for position, refusal in found:
        # A profile may refuse meters that are overdue, and then their readings are none that were sent.
        if refusal.code != "meters.overdue":
            key = "at" if refusal.code == "meters.earlier" else "value"
            yield Doubt(READINGS, key, Sentence(refusal.message, refusal.params), lines[position])


def _dial(rules: MeterRules, row: dict[str, str]) -> Doubts:
    service, digits = row.get("service", ""), row.get("digits", "")
    limit = rules.limit_of(service)
    if digits.isdecimal() and limit >= 10 ** (min(int(digits), 12) + QUANTITY_DIGITS):
        key = f"limits.{service}" if service in rules.limits else "limit"
        about: dict[str, Param] = {
            "meter": row.get("meter", ""),
            "digits": digits,
            "service": service,
            "limit": limit,
        }
        yield Doubt("meters.toml", key, Sentence(_BEYOND, about))
