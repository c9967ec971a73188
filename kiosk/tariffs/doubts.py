"""Tariffs and groups that a profile names but does not have."""

from __future__ import annotations

from kiosk.core.doubts import Doubt, Doubts
from kiosk.core.locale import Sentence, mark
from kiosk.core.operator import Operator
from kiosk.core.sample import own_rows
from kiosk.tariffs.rules import TariffRules

_NO_GROUP = mark("No sample tariff is in the group “{group}”. Correct it, or take it out.")
_NO_TITLE = mark("The group “{group}” of the sample tariffs has no name here, as other groups have. Add it.")
_NO_TARIFF = mark("There is no sample tariff “{tariff}” in tariffs.csv. Correct it, or add the tariff.")


def doubts(operator: Operator) -> Doubts:
    """Only sample tariffs are known without a database; without them nothing is in doubt."""
    tariffs = own_rows("tariffs", operator)
    if not tariffs:
        return
    groups = dict.fromkeys(row.get("group", "") for row in tariffs)
    yield from _groups(operator.of(TariffRules), groups)
    codes = {row.get("code", "") for row in tariffs}
    for tariff in dict.fromkeys(row.get("tariff", "") for row in own_rows("contracts", operator)):
        if tariff and tariff not in codes:
            yield Doubt("demo/contracts.csv", "tariff", Sentence(_NO_TARIFF, {"tariff": tariff}))


def _groups(rules: TariffRules, known: dict[str, None]) -> Doubts:
    named = {f"moves.{group}": [group, *others] for group, others in rules.moves.items()}
    named |= {f"groups.{group}": [group] for group in rules.groups}
    for key, groups in named.items():
        for group in groups:
            if group not in known:
                yield Doubt("tariffs.toml", key, Sentence(_NO_GROUP, {"group": group}))
    for group in known:
        if group and rules.groups and group not in rules.groups:
            yield Doubt("tariffs.toml", "groups", Sentence(_NO_TITLE, {"group": group}))
