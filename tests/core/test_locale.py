"""Words and formats in both languages: amounts, days, times, waits, plurals, the operator's own words."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core import operator as profiles
from kiosk.core.locale import Sentence, Speech, Words
from kiosk.core.operator import Operator
from kiosk.core.work import Refusal
from tests.conftest import PLAIN

AT = datetime(2026, 11, 22, 21, 33, tzinfo=UTC)  # 00:33 of the 23rd in Minsk


@pytest.fixture(params=["en", "ru"])
def words(request: pytest.FixtureRequest, operator: Operator) -> Words:
    return Words(operator, request.param)


def both(words: Words, en: str, ru: str) -> str:
    return {"en": en, "ru": ru}[words.language]


@pytest.mark.parametrize(
    ("spec", "value", "en", "ru"),
    [
        ("money", 123456789, "1,234,567.89\u00a0BYN", "1\u00a0234\u00a0567,89\u00a0BYN"),
        ("money", 0, "0.00\u00a0BYN", "0,00\u00a0BYN"),
        ("money", -5, "-0.05\u00a0BYN", "-0,05\u00a0BYN"),
        ("signed", 1000, "+10.00\u00a0BYN", "+10,00\u00a0BYN"),
        ("signed", -1000, "-10.00\u00a0BYN", "-10,00\u00a0BYN"),
        ("signed", 0, "0.00\u00a0BYN", "0,00\u00a0BYN"),
        ("rate", 45_600, "0.0456\u00a0BYN", "0,0456\u00a0BYN"),
        ("rate", 1_000_000, "1.00\u00a0BYN", "1,00\u00a0BYN"),
        ("rate", 1_234_500_001, "1,234.500001\u00a0BYN", "1\u00a0234,500001\u00a0BYN"),
        ("rate", 0, "0.00\u00a0BYN", "0,00\u00a0BYN"),
        ("moment", AT, "23.11.2026 00:33", "23.11.2026 00:33"),
        ("moment", AT.isoformat(), "23.11.2026 00:33", "23.11.2026 00:33"),
        ("clock", AT, "00:33", "00:33"),
        ("day", date(2026, 12, 14), "14 December 2026", "14 декабря 2026"),
        ("day", "2026-12-14", "14 December 2026", "14 декабря 2026"),
        ("day", "2026-12-14T09:00:00+00:00", "14 December 2026", "14 декабря 2026"),
        ("span", 1, "1 second", "1 секунда"),
        ("span", 45, "45 seconds", "45 секунд"),
        ("span", 900, "15 minutes", "15 минут"),
        ("span", 841, "15 minutes", "15 минут"),
        ("span", 21 * 60, "21 minutes", "21 минута"),
        ("span", 3600, "60 minutes", "60 минут"),
        ("span", 86400, "24 hours", "24 часа"),
        ("span", 83000, "24 hours", "24 часа"),
        ("span", 3 * 86400, "3 days", "3 дня"),
    ],
)
def test_formats(words: Words, spec: str, value: object, en: str, ru: str):
    assert words(f"{{it:{spec}}}", it=value) == both(words, en, ru)


@given(st.integers(1, 10 * 86400))
def test_nobody_is_told_to_come_back_too_early(seconds: int):
    """A wait is rounded up, by less than the half of what is said."""
    words = Words(profiles.load(PLAIN), "en")
    number, unit = words.span(seconds).split()
    size = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}[unit.rstrip("s")]
    assert 0 <= int(number) * size - seconds < size


@pytest.mark.parametrize(
    ("currency", "text"), [("JPY", "1,050\u00a0JPY"), ("KWD", "1.050\u00a0KWD"), ("BYN", "10.50\u00a0BYN")]
)
def test_digits_of_the_currency(operator: Operator, currency: str, text: str):
    other = Operator(operator.folder, operator.facts, operator._settings)
    other.currency = currency
    assert Words(other, "en").money(1050) == text


@pytest.mark.parametrize(
    ("currency", "text"), [("JPY", "2\u00a0JPY"), ("KWD", "2.000\u00a0KWD"), ("BYN", "2.00\u00a0BYN")]
)
def test_a_rate_has_at_least_the_digits_of_its_currency(operator: Operator, currency: str, text: str):
    """EIR-64."""
    other = Operator(operator.folder, operator.facts, operator._settings)
    other.currency = currency
    assert Words(other, "en").rate(2_000_000) == text


@pytest.mark.parametrize(
    ("count", "en", "ru"),
    [(1, "1 receipt", "1 чек "), (2, "2 receipts", "2 чека "), (5, "5 receipts", "5 чеков "),
     (21, "21 receipts", "21 чек "), (11, "11 receipts", "11 чеков "), (0, "0 receipts", "0 чеков ")],
)  # fmt: skip
def test_plurals(words: Words, count: int, en: str, ru: str):
    one = Sentence(
        "{count} receipt in the last {days} days",
        {"count": count, "days": 30},
        "{count} receipts in the last {days} days",
    )
    assert words(one).startswith(both(words, en, ru))


def test_a_refusal_is_said_in_words(words: Words):
    refusal = Refusal(
        "access.wait", "Too many wrong tries. The next one is possible in {wait:span}.", wait=900
    )
    assert "15" in words(refusal)
    assert words(refusal) != refusal.code


def test_words_within_words(operator: Operator):
    """`{state:word}` is itself a gettext id."""
    assert (
        Words(operator, "ru")("{state:word}", state="active") == Words(operator, "ru")("active") != "active"
    )


def test_text_with_braces_is_safe_as_a_value(words: Words):
    """What people typed is a value, never a format."""
    nasty = "{wait.__class__} {0} %s {"
    assert words("“{text}”", text=nasty) == f"“{nasty}”"
    assert words("{") == "{"


def test_an_unknown_language_speaks_the_source():
    assert Speech("xx")("Wrong login or password.") == "Wrong login or password."
    assert Speech("ru")("") == ""


@pytest.mark.parametrize("text", ["Water", "{0} {x.__class__}", "{", '{"en": 1}', "[1]"])
def test_a_text_that_is_no_json_of_texts_is_the_same_in_every_language(operator: Operator, text: str):
    assert Words(operator, "ru")("{name:texts}", name=text) == text


def test_the_operators_texts_fall_back(operator: Operator):
    words = Words(operator, "ru")
    assert words.pick({"en": "a", "ru": "б"}) == "б"
    assert words.pick({"en": "a"}) == "a"
    assert words.pick({"be": "в"}) == "в"
    assert words.pick({}) == ""


def test_an_operators_own_words_come_first(tmp_path: Path):
    """A profile may call a contract what its customers call it."""
    folder = tmp_path / "own"
    shutil.copytree(PLAIN, folder)
    catalogue = Catalog(locale="ru")
    catalogue.add("Contract", "Лицевой счёт")
    out = BytesIO()
    write_mo(out, catalogue)
    place = folder / "locale" / "ru" / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "operator.mo").write_bytes(out.getvalue())
    own, house = Words(profiles.load(folder), "ru"), Words(profiles.load(PLAIN), "ru")
    assert own("Contract") == "Лицевой счёт" != house("Contract")
    assert own("Wrong login or password.") == house("Wrong login or password.")
