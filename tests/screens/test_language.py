"""A language that only the profile speaks: a file in its folder and a word in `languages` (ISP-29)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kiosk.core import operator as profiles
from kiosk.core.operator import Operator
from kiosk.core.settings import Settings
from kiosk.core.store import Store
from tests import people
from tests.conftest import PLAIN
from tests.screens.visit import Visit, visiting

ESPERANTO = """
msgid ""
msgstr ""
"Language: eo\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Log in by contract number"
msgstr "Ensaluti per la numero de kontrakto"

msgid "Contract number"
msgstr "Numero de kontrakto"

msgid "Month by month"
msgstr "Monato post monato"

msgid "{count} receipt in the last {days} days"
msgid_plural "{count} receipts in the last {days} days"
msgstr[0] "{count} kvitanco, {days} tagoj"
msgstr[1] "{count} kvitancoj, {days} tagoj"
"""
CODES = ["12345678901234", "23456789012345"]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def esperanto(tmp_path: Path, store: Store) -> Operator:
    """The tests' profile with a third language."""
    folder = Path(shutil.copytree(PLAIN, tmp_path / PLAIN.name))
    facts = folder / "operator.toml"
    facts.write_text(facts.read_text().replace('languages = ["en", "ru"]', 'languages = ["en", "ru", "eo"]'))
    words = folder / "locale" / "eo" / "LC_MESSAGES" / "kiosk.po"
    words.parent.mkdir(parents=True)
    words.write_text(ESPERANTO)
    store.operator = profiles.load(folder)
    return store.operator


async def paid(visit: Visit, code: str) -> None:
    """By express card, from home and back to it."""
    await visit.choose("open-cards")
    await visit.type(code)
    await visit.press("enter", "enter")
    visit.app.home()
    await visit.settled()


async def test_a_visit_in_a_language_of_the_profiles_own(
    settings: Settings, store: Store, esperanto: Operator
) -> None:
    people.customer(store, balance=1234500)
    people.cards(store, *CODES, value=1000)
    async with visiting(settings, store, operator=esperanto) as visit:
        await visit.press("f2")
        assert "Войти по номеру договора" in visit.seen()
        assert "Esperanto" in visit.seen()
        await visit.press("f2")
        assert "Ensaluti per la numero de kontrakto" in visit.seen()
        assert "No password yet?" in visit.seen(), "what has no words is said in English"
        await visit.press("enter")
        assert "Numero de kontrakto" in visit.seen()
        await visit.press("escape")
        await visit.log_in("1001")
        assert "12 345,00 BYN" in visit.seen()
        await paid(visit, CODES[0])
        assert "1 kvitanco, 30 tagoj" in visit.seen()
        await paid(visit, CODES[1])
        assert "2 kvitancoj, 30 tagoj" in visit.seen()
        await visit.choose("open-balance")
        assert "Monato post monato" in visit.seen()
        await visit.choose("month")
        assert "Novembro 2026" in visit.seen()
        assert "20,00 BYN" in visit.seen()
        await visit.press("f2")
        assert "November 2026" in visit.seen()
