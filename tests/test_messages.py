"""The tool behind `make locale` and the translations of `make check`, those of profiles among them."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog, Message

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


HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'


@pytest.mark.parametrize(
    ("own", "complaints"),
    [
        ('msgid "Contract {number}"\nmsgstr "Лицевой счёт {number}"', []),
        ('msgid "Contrakt {number}"\nmsgstr "Лицевой счёт {number}"',
         ["the sources do not say this: 'Contrakt {number}'"]),
        ('msgid "Contract {number}"\nmsgstr "Лицевой счёт {номер}"',
         ["other fields than the source: 'Contract {number}' -> 'Лицевой счёт {номер}'"]),
        ('msgid "One card"\nmsgid_plural "{count} cards"\nmsgstr[0] "карта"\nmsgstr[1] "карты"',
         ["the sources do not say this: ('One card', '{count} cards')"]),
    ],
)  # fmt: skip
def test_a_profiles_own_words_must_be_the_interfaces(
    messages: ModuleType, tmp_path: Path, own: str, complaints: list[str]
) -> None:
    """Words over a sentence that the sources do not have would never be seen."""
    wanted = Catalog()
    wanted.add("Contract {number}")
    wanted.add("One card")
    file = tmp_path / "operator.po"
    file.write_text(f"{HEAD}\n{own}\n")
    assert list(messages.faults_over(file, wanted)) == complaints
