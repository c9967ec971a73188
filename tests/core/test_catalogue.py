"""Languages: the interface's words, a profile's over them, as .mo or as a .po that nobody compiled."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from kiosk.core.catalogue import lacking, own_name
from kiosk.core.locale import Words
from kiosk.core.operator import ProfileError, data_folder, load, locales
from tests.conftest import PLAIN
from tests.test_imports import HEAVY, loaded_by

HEAD = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals={forms}; plural={rule};\\n"
"""
CONTRACT = '\nmsgid "Contract"\nmsgstr "Лицевой счёт"\n'


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A profile whose languages are en, ru and eo."""
    folder = Path(shutil.copytree(PLAIN, tmp_path / "own"))
    file = folder / "operator.toml"
    file.write_text(file.read_text().replace('["en", "ru"]', '["en", "ru", "eo"]'))
    return folder


def put(folder: Path, language: str, name: str, text: str, forms: int = 2, rule: str = "n != 1") -> Path:
    """A .po of this profile."""
    file = folder / "locale" / language / "LC_MESSAGES" / f"{name}.po"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(HEAD.format(forms=forms, rule=rule) + text)
    return file


def compile_as(file: Path, text: str) -> Path:
    """A .mo beside a .po that has another word for “Contract”, so that one sees which is read."""
    catalogue = Catalog(locale=file.parts[-3])
    catalogue.add("Contract", text)
    compiled = file.with_suffix(".mo")
    with compiled.open("wb") as out:
        write_mo(out, catalogue)
    return compiled


def age(file: Path, than: Path, seconds: int) -> None:
    """As much older (or younger, below 0) than another file."""
    then = than.stat().st_mtime - seconds
    os.utime(file, (then, then))


def said(folder: Path) -> str:
    with pytest.raises(ProfileError) as refused:
        load(folder)
    return str(refused.value).removeprefix(f"{folder}/locale/")


def test_an_operators_own_words_come_first_without_being_compiled(profile: Path):
    """A profile may call a contract what its customers call it; what it does not say, the interface says."""
    put(profile, "ru", "operator", CONTRACT)
    profile.chmod(0o555)
    own, house = Words(load(profile), "ru"), Words(load(PLAIN), "ru")
    assert own("Contract") == "Лицевой счёт" != house("Contract")
    assert own("Wrong login or password.") == house("Wrong login or password.")
    assert not list(profile.rglob("*.mo"))


def test_a_compiled_file_is_read_unless_its_source_is_newer(profile: Path):
    file = put(profile, "ru", "operator", CONTRACT)
    compiled = compile_as(file, "Договор-счёт")
    age(compiled, file, seconds=-1)
    assert Words(load(profile), "ru")("Contract") == "Договор-счёт"
    other = Path(shutil.copytree(profile, profile.parent / "other"))
    file = other / file.relative_to(profile)
    age(file.with_suffix(".mo"), file, seconds=1)
    assert Words(load(other), "ru")("Contract") == "Лицевой счёт"


def test_a_language_of_the_profiles_own(profile: Path):
    """Its plural forms come from the file; what it has no words for stays English."""
    put(profile, "eo", "kiosk", """
msgid "Contract"
msgstr "Kontrakto"

msgid "{count} card"
msgid_plural "{count} cards"
msgstr[0] "{count} karto"
msgstr[1] "{count} kartoj"
msgstr[2] "{count} kartaro"
""", forms=3, rule="n == 1 ? 0 : n < 5 ? 1 : 2")  # fmt: skip
    words = Words(load(profile), "eo")
    assert words("Contract") == "Kontrakto"
    assert words("Wrong login or password.") == "Wrong login or password."
    cards = [words.plural("{count} card", "{count} cards", count=count) for count in (1, 4, 5)]
    assert cards == ["1 karto", "4 kartoj", "5 kartaro"]


def test_what_has_no_words_yet_stays_english(profile: Path):
    """A file made of empty entries, as translators begin with it."""
    put(profile, "eo", "kiosk", """
msgid "Contract"
msgstr ""

msgid "{count} card"
msgid_plural "{count} cards"
msgstr[0] ""
msgstr[1] ""
""")  # fmt: skip
    words = Words(load(profile), "eo")
    assert words("Contract") == "Contract"
    assert words.plural("{count} card", "{count} cards", count=2) == "2 cards"


def test_what_a_language_lacks(profile: Path):
    places = locales(profile)
    everything = lacking("eo", places)
    assert "Contract" in everything
    put(profile, "eo", "kiosk", CONTRACT)
    assert set(everything) - set(lacking("eo", places)) == {"Contract"}
    assert lacking("ru", places) == lacking("en", places) == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('\nmsgid "Contract\nmsgstr "Kontrakto"\n', "line 6: "),
        ('\nmsgid "Contract"\nmsgstr "La "Kontrakto""\n', "line 7: "),
        ('\nmsgid "Contract"\nmsgstr "Kontrakto\\"\n', "line 7: "),
        ('\nmsgid "Contract"\nmsgst "Kontrakto"\n', "line 7: "),
        ('\nmsgid "{count} card"\nmsgid_plural "{count} cards"\nmsgstr[9] "karto"\n', "line "),
        ('\nmsgid "Balance {sum:money}"\nmsgstr "Saldo {suma:money}"\n',
         "line 6: “Saldo {suma:money}” has other {fields} than “Balance {sum:money}”"),
        ('\nmsgid "Balance {sum:money}"\nmsgstr "Saldo {sum:money"\n', "line 6: "),
    ],
)  # fmt: skip
def test_a_broken_file_is_named_with_its_line(profile: Path, text: str, complaint: str):
    put(profile, "eo", "operator", text)
    message = said(profile)
    assert message.startswith(f"eo/LC_MESSAGES/operator.po, {complaint}")
    assert "\n" not in message


@pytest.mark.parametrize(
    "header",
    ["charset=klingon", "charset=utf-8\\n\"\n\"Plural-Forms: nplurals=2; plural=import os;"],
)  # fmt: skip
def test_a_header_that_is_none(profile: Path, header: str):
    file = put(profile, "eo", "kiosk", CONTRACT)
    file.write_text(f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; {header}\\n"\n{CONTRACT}')
    assert said(profile).startswith("eo/LC_MESSAGES/kiosk.po")


@pytest.mark.parametrize(
    "content", [b"", b"\xde\x12\x04\x95", b"\xff\xfe no catalogue at all, but long enough"]
)
@pytest.mark.parametrize("name", ["kiosk.po", "kiosk.mo"])
def test_bytes_that_are_no_catalogue(profile: Path, name: str, content: bytes):
    file = put(profile, "eo", "kiosk", "")
    file.unlink()
    (file.parent / name).write_bytes(content)
    if name.endswith("mo") or content:
        assert said(profile).startswith(f"eo/LC_MESSAGES/{name}")


@pytest.mark.parametrize("language", ["xx", "", "../ru", "pt-BR", "русский"])
def test_what_is_no_language(profile: Path, language: str):
    file = profile / "operator.toml"
    file.write_text(file.read_text().replace('"eo"', f'"{language}"'))
    complaint = f"operator.toml, line 6: languages: “{language}” is not a language"
    assert complaint in said(profile)


@pytest.mark.parametrize(
    ("language", "name"),
    [("ru", "Русский"), ("en", "English"), ("eo", "Esperanto"), ("pt_BR", "Português (Brasil)")],
)
def test_what_a_language_calls_itself(language: str, name: str):
    assert own_name(language) == name


@pytest.mark.parametrize("name", sorted(path.name for path in (data_folder() / "operators").iterdir()))
def test_a_shipped_profile_loads_without_babel(name: str):
    """The first frame is not to wait for it."""
    program = f"from kiosk.core import operator; operator.load(operator.find_profile({name!r}))"
    assert not loaded_by(program) & HEAVY, "its catalogues are not compiled (make) or there is more to load"
