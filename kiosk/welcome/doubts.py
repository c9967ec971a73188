"""What the welcome says that is not so."""

from __future__ import annotations

from kiosk.access import passwords
from kiosk.access.rules import AccessRules
from kiosk.contracts.rules import contract_number
from kiosk.core.doubts import Doubt, Doubts
from kiosk.core.locale import Sentence, mark
from kiosk.core.operator import Operator
from kiosk.core.sample import rows
from kiosk.core.secret import Secret
from kiosk.welcome.rules import WelcomeRules

FILE = "welcome.toml"
_NO_GREETING = mark("Nobody is greeted: the screen that waits for customers would be empty. Write a line.")
_NO_WAY = mark("Nobody logs in with “{kind}” here. Add it to login_kinds of access.toml, or choose another.")
_NO_DEMO = mark("They are shown in a demo only, and this profile is none. Take them out.")
_NO_CONTRACT = mark("There is no sample contract {contract}. Correct it, or take it out.")
_WRONG = mark("The password of the sample contract {contract} is another one. Correct it.")
_NO_CARD = mark("There is no such card in cards.csv. Correct it, or take it out.")


def doubts(operator: Operator) -> Doubts:
    """EIR-03, VEL-02, and what a newcomer is told to try."""
    rules = operator.of(WelcomeRules)
    if not rules.greeting:
        yield Doubt(FILE, "greeting", Sentence(_NO_GREETING))
    allowed = operator.of(AccessRules).login_kinds
    for at, kind in enumerate(rules.kinds, 1):
        if kind.login_kind not in allowed:
            no_way = Sentence(_NO_WAY, {"kind": kind.login_kind})
            yield Doubt(FILE, f"kinds[{at}].login_kind", no_way)
    if not operator.facts.demo:
        for key in ("samples", "cards"):
            if getattr(rules, key):
                yield Doubt(FILE, key, Sentence(_NO_DEMO))
        return
    yield from _samples(operator)
    yield from _cards(operator)


def _samples(operator: Operator) -> Doubts:
    kept = {contract_number(row["contract"]): row["password"] for row in rows("contracts", operator)}
    for at, sample in enumerate(operator.of(WelcomeRules).samples, 1):
        number, about = contract_number(sample.contract), {"contract": sample.contract}
        if number not in kept:
            yield Doubt(FILE, f"samples[{at}].contract", Sentence(_NO_CONTRACT, about))
        elif not passwords.verify(operator.of(AccessRules).argon2, kept[number], Secret(sample.password)):
            yield Doubt(FILE, f"samples[{at}].password", Sentence(_WRONG, about))


def _cards(operator: Operator) -> Doubts:
    codes = {row["code"] for row in rows("cards", operator)}
    for at, card in enumerate(operator.of(WelcomeRules).cards, 1):
        if card.replace(" ", "") not in codes:
            yield Doubt(FILE, f"cards[{at}]", Sentence(_NO_CARD))
