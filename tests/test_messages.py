"""The tool behind `make locale` and the translations of `make check`."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Message

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def messages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages", ROOT / "data" / "locale" / "messages.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("words('Pay')", [("Pay", "")]),
        ("self.words('Pay ' 'by card', sum=1)", [("Pay by card", "")]),
        ("mark('A' if late else 'B')", [("A", ""), ("B", "")]),
        ("words.plural('{count} card', '{count} cards', count=2)", [("{count} card", "{count} cards")]),
        ("Sentence('One {a}', {'a': 1, 'count': 2}, 'Many {a}')", [("One {a}", "Many {a}")]),
        ("Sentence('One {a}', {'a': 1})", [("One {a}", "")]),
        ("Sentence('One', {}, many='Many')", [("One", "Many")]),
        ("Refusal('cards.form', 'Type {n} digits.', n=14)", [("Type {n} digits.", "")]),
        ("SetupError('keys.form', 'The key is damaged.')", [("The key is damaged.", "")]),
        ("words(sentence); words(''); other('Not words')", []),
    ],
)
def test_words_are_found(messages: ModuleType, source: str, found: list[tuple[str, str]]) -> None:
    assert [(one, many) for one, many, _ in messages.words_of(source)] == found


@pytest.mark.parametrize(
    ("id", "string", "complaint"),
    [
        ("Balance {sum:money}", "Баланс {sum:money}", ""),
        ("Balance {sum:money}", "", "not translated"),
        ("Balance {sum:money}", "Баланс {sum}", "other fields"),
        ("Balance {sum:money}", "Баланс {сумма:money}", "other fields"),
        (("One card", "{count} cards"), ("{count} карта", "{count} карты", "{count} карт"), ""),
        (("One card", "{count} cards"), ("{count} карта", "{count} карты", ""), "not translated"),
    ],
)
def test_faults_of_a_translation_are_named(
    messages: ModuleType, id: str | tuple[str, ...], string: str | tuple[str, ...], complaint: str
) -> None:
    faults = list(messages.faults_of(Message(id, string)))
    assert [complaint in fault for fault in faults] == ([True] if complaint else [])


def test_a_fuzzy_translation_is_no_translation(messages: ModuleType) -> None:
    assert list(messages.faults_of(Message("Pay", "Платить", flags={"fuzzy"}))) == ["fuzzy: 'Pay'"]
