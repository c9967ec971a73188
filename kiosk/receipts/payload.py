"""What the QR code of a receipt says, as text that fits a number of bytes; and reading it back.

Three forms (UTF-8 bytes): full, in words with labels; short, the same values without labels;
minimal, in ASCII. The less room there is, the more is left out, always in this order: terminal,
operator, labels, what was done, contract, balance, time. Number, amount and check code stay.
Whatever the language, the number comes first, the check code last, and amounts end in their
currency: so `parse` needs no dictionary, and a text whose line ends were lost reads the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kiosk.core.locale import Words
from kiosk.core.money import Money, digits, plain
from kiosk.core.operator import Operator
from kiosk.core.work import Refusal
from kiosk.receipts.views import Receipt

FULL, SHORT, MINIMAL = 230, 106, 78

_NUMBER = re.compile(r"(?<!\S)[0-9A-Za-z]{1,8}-[0-9]{6,}(?!\S)", re.ASCII)
_CODE = re.compile(r"(?<!\S)[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$", re.ASCII)
_MONEY = re.compile(
    r"(?<!\S)(?P<sign>[-\u2212]?)(?P<number>[0-9][0-9.,]*)\s(?P<currency>[A-Z]{3})(?!\S)", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a payload says of itself; true only if the check code proves it.

    figures  all that it says with a digit in it: numbers, times, sums, contract
    """

    number: str
    amount: Money
    currency: str
    code: str
    figures: frozenset[str]


def payload(receipt: Receipt, words: Words, budget: int) -> str | None:
    """The most that `budget` bytes can say of a receipt, in the language of `words`.

    None: not even number, amount and check code fit; 78 bytes are always enough for them.
    """
    for most, above, form in _FORMS:
        if budget <= above:
            continue
        for text in form(receipt, words):
            if len(text.encode()) <= min(budget, most):
                return text
    return None


def parse(text: str) -> Claimed:
    """What a payload of any form and language claims. Refuses: receipts.payload."""
    if len(text) > 4 * FULL:
        raise _foreign()
    number, code, sums = _NUMBER.search(text), _CODE.search(text.strip()), list(_MONEY.finditer(text))
    if not (number and code and sums):
        raise _foreign()
    # The last two are amount and balance; before them only the words of what was done name money.
    found = sums[-2:][0]
    return Claimed(number[0], _minor(found), found["currency"], code[0], _figures(text))


def figures(receipt: Receipt, operator: Operator) -> frozenset[str]:
    """All that payloads of this receipt say with a digit in it, in every form and language."""
    speakers = [Words(operator, language) for language in operator.languages]
    return _figures(
        "\n".join(text for words in speakers for *_, form in _FORMS for text in form(receipt, words))
    )


def _figures(text: str) -> frozenset[str]:
    return frozenset(part.upper() for part in text.split() if any(map(str.isdigit, part)))


def _minor(found: re.Match[str]) -> Money:
    """Minor units: all digits in a row, once there are as many after the point as the currency has."""
    places = digits(found["currency"])
    if places and not re.search(rf"[.,][0-9]{{{places}}}$", found["number"]):
        raise _foreign()
    amount = int(re.sub(r"[.,]", "", found["number"]))
    return Money(-amount if found["sign"] else amount)


def _foreign() -> Refusal:
    return Refusal("receipts.payload", "This is not the text of a receipt. Scan its QR code again.")


def _full(receipt: Receipt, words: Words) -> Iterator[str]:
    head = f"{words('Receipt')} {receipt.number}"
    time = words.moment(receipt.at)
    operator = words.pick(words.operator.facts.title)
    terminal = f"{words('Terminal')} {receipt.terminal}"
    rest = (
        f"{words('Contract')} {receipt.contract}",
        words(receipt.what),
        f"{words('Amount')} {_amount(words, receipt.amount)}",
        f"{words('Balance')} {_amount(words, receipt.balance)}",
        f"{words('Code')} {receipt.code}",
    )
    for place in ((operator, terminal), (operator,), ()):
        yield _lines(head, time, *place, *rest)
    # What was done is worth more than labels: the readings of several meters are long.
    yield next(_short(receipt, words))


def _short(receipt: Receipt, words: Words) -> Iterator[str]:
    for what in ((words(receipt.what),), ()):
        yield _lines(
            receipt.number,
            words.moment(receipt.at),
            receipt.contract,
            *what,
            _amount(words, receipt.amount),
            _amount(words, receipt.balance),
            receipt.code,
        )


def _minimal(receipt: Receipt, words: Words) -> Iterator[str]:
    currency = words.operator.currency
    amount = f"{plain(receipt.amount, currency)} {currency}"
    balance = plain(receipt.balance, currency)
    time = words.operator.local(receipt.at).strftime("%Y-%m-%dT%H:%M")
    yield f"{receipt.number} {time} {amount} {balance} {receipt.code}"
    yield f"{receipt.number} {time} {amount} {receipt.code}"
    yield f"{receipt.number} {amount} {receipt.code}"


def _lines(*parts: str) -> str:
    """Each part on a line of its own, with single blanks inside."""
    return "\n".join(" ".join(part.split()) for part in parts)


def _amount(words: Words, amount: Money) -> str:
    """An amount as the language writes it, without blanks between thousands: "1234,56 BYN"."""
    return f"{''.join(words.money(amount, currency=False).split())} {words.operator.currency}"


_Form = Callable[[Receipt, Words], Iterator[str]]
# Form, its greatest size, and the size from which there is a smaller form for it.
_FORMS: tuple[tuple[int, int, _Form], ...] = (
    (FULL, SHORT, _full),
    (SHORT, MINIMAL, _short),
    (MINIMAL, 0, _minimal),
)
