"""`kiosk operator`: the shipped profiles, and a template of an own one that names every setting."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.core.catalogue import strange
from kiosk.core.module import modules
from kiosk.core.operator import Facts, data_folder, load, locales, shipped_profiles
from tests.cli.conftest import Kiosk

TEMPLATE = data_folder() / "template"
STRUCTS = {"operator": Facts} | {m.name: m.settings for m in modules().values() if m.settings}


def switched_on(text: str) -> str:
    """The file with every `#setting = …` in force; prose begins with a blank after the #."""
    return re.sub(r"^#(?=\S)", "", text, flags=re.MULTILINE)


def with_examples(text: str) -> str:
    """The file with its indented examples in force."""
    return re.sub(r"^#   (?=\S| )", "", text, flags=re.MULTILINE)


def says(part: dict[str, Any], kind: type[msgspec.Struct]) -> None:
    """The table names every setting of the struct and nothing else, those of nested structs as well."""
    assert set(part) == {field.name for field in msgspec.structs.fields(kind)}
    for field in msgspec.structs.fields(kind):
        if isinstance(field.type, type) and issubclass(field.type, msgspec.Struct):
            says(part[field.name], field.type)


def test_the_shipped_profiles_are_listed(bare: Kiosk) -> None:
    done = bare("operator", "list")
    assert [line.split()[0] for line in done.out.splitlines()] == shipped_profiles()
    assert "demo         SVYAZ-SERVICE, BYN, ru, en" in done.out.splitlines()


def test_a_new_profile_is_right_as_it_is(bare: Kiosk, tmp_path: Path) -> None:
    done = bare("operator", "new", "ours")
    assert (done.status, done.err) == (0, "")
    assert "kiosk demo --operator ours" in done.out
    assert load(tmp_path / "ours").name == "ours"
    checked = bare("doctor", "--operator", "ours")
    assert (checked.status, checked.err) == (0, "")


def test_it_can_be_made_elsewhere(bare: Kiosk, tmp_path: Path) -> None:
    assert bare("operator", "new", "ours", "--out", str(tmp_path / "a" / "b")).status == 0
    assert load(tmp_path / "a" / "b" / "ours").name == "ours"


def test_an_empty_folder_is_filled(bare: Kiosk, tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    assert bare("operator", "new", "ours").status == 0


def test_what_is_there_is_not_touched(bare: Kiosk, tmp_path: Path) -> None:
    bare("operator", "new", "ours")
    (tmp_path / "ours" / "operator.toml").write_text("mine")
    done = bare("operator", "new", "ours")
    assert done.status == 1
    assert "is there already. Nothing was changed." in done.err
    assert (tmp_path / "ours" / "operator.toml").read_text() == "mine"


def test_a_file_of_that_name_is_not_touched(bare: Kiosk, tmp_path: Path) -> None:
    (tmp_path / "ours").write_text("a letter")
    assert bare("operator", "new", "ours").status == 1
    assert (tmp_path / "ours").read_text() == "a letter"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../ours", "cannot be the name"),
        ("Ours", "cannot be the name"),
        ("demo", "A shipped profile is called"),
    ],
)
def test_names_that_are_none(bare: Kiosk, name: str, said: str) -> None:
    done = bare("operator", "new", name)
    assert done.status == 1
    assert said in done.err


def test_the_template_has_a_file_for_every_module_with_settings() -> None:
    assert {path.stem for path in TEMPLATE.glob("*.toml")} == set(STRUCTS)


@pytest.mark.parametrize("name", STRUCTS)
def test_the_template_names_every_setting(name: str) -> None:
    says(tomllib.loads(switched_on((TEMPLATE / f"{name}.toml").read_text())), STRUCTS[name])


@pytest.mark.parametrize("name", STRUCTS)
def test_what_is_switched_off_is_the_default(name: str) -> None:
    """Switched on or not, the profile is the same."""
    kind, text = STRUCTS[name], (TEMPLATE / f"{name}.toml").read_text()
    on, off = (msgspec.convert(tomllib.loads(one), kind) for one in (switched_on(text), text))
    assert on == off


def test_its_examples_are_right(bare: Kiosk, tmp_path: Path) -> None:
    """Those in the comments, too: the doctor has nothing against them."""
    folder = tmp_path / "ours"
    shutil.copytree(TEMPLATE, folder)
    for path in folder.glob("*.toml"):
        path.write_text(with_examples(path.read_text()))
    words = folder / "locale" / "ru" / "LC_MESSAGES" / "operator.po"
    words.write_text(re.sub("^#~ ", "", words.read_text(), flags=re.MULTILINE))
    operator = load(folder)
    assert operator.facts.roles
    assert strange("ru", locales(folder)) == []
    done = bare("doctor", "--operator", str(folder))
    faults = [line for line in done.out.splitlines() if line.startswith("PROBLEM")]
    # The template's one sample meter counts water, its example of a limit is about electricity.
    assert len(faults) == 1
    assert "No sample meter counts “Электроэнергия”" in faults[0]
