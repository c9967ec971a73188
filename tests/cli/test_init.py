"""`kiosk init`: a new installation on both databases; again, it only upgrades."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from kiosk.cli.place import connected
from kiosk.core import settings
from kiosk.core.identity import Staff
from kiosk.core.keys import NAMES
from tests import postgres
from tests.cli.conftest import Kiosk
from tests.conftest import PLAIN


@pytest.fixture(params=["sqlite", "postgresql"])
def nothing_yet(request: pytest.FixtureRequest, bare: Kiosk, monkeypatch: pytest.MonkeyPatch) -> Kiosk:
    """The command where neither home nor tables are there."""
    if request.param == "postgresql":
        server: postgres.Server = request.getfixturevalue("postgres_server")
        name = f"test_{uuid4().hex}"
        server.execute(f"CREATE DATABASE {name}")
        monkeypatch.setenv("KIOSK_DATABASE_URL", server.url(name))
    return bare


def staff() -> list[tuple[str, str]]:
    with connected(settings.load()) as database, database.read.begin() as session:
        return [(row.login, row.roles) for row in session.execute(select(Staff.login, Staff.roles))]


def test_it_makes_everything_and_says_so(nothing_yet: Kiosk, tmp_path: Path) -> None:
    home = tmp_path / "home"
    done = nothing_yet("init", "--operator", str(PLAIN))
    assert (done.status, done.err) == (0, "")
    assert home.stat().st_mode & 0o777 == 0o700
    assert (home / "keys").stat().st_mode & 0o777 == 0o700
    for name in NAMES:
        assert (home / "keys" / f"{name}.key").stat().st_mode & 0o777 == 0o600
    if (home / "kiosk.db").exists():
        assert (home / "kiosk.db").stat().st_mode & 0o777 == 0o600
    assert "Made the tables" in done.out
    assert re.search(r"Account admin \(administrator\), one-time password \S{8,},", done.out)
    assert f"{home / 'kiosk.toml'} now names the profile {PLAIN}." in done.out
    assert staff() == [("admin", "administrator")]


def test_again_it_changes_nothing(nothing_yet: Kiosk, tmp_path: Path) -> None:
    nothing_yet("init", "--operator", str(PLAIN))
    before = {path: path.read_bytes() for path in (tmp_path / "home" / "keys").iterdir()}
    done = nothing_yet("init", "--operator", str(PLAIN))
    assert done.status == 0
    assert "password" not in done.out
    assert {path: path.read_bytes() for path in (tmp_path / "home" / "keys").iterdir()} == before
    assert len(staff()) == 1


def test_afterwards_the_operator_need_not_be_named(bare: Kiosk, tmp_path: Path) -> None:
    """A shipped one is found by the name that the database knows."""
    bare("init", "--operator", "demo")
    assert bare("db", "check").status == 0
    assert not (tmp_path / "home" / "kiosk.toml").exists()


def own(folder: Path) -> Path:
    return Path(shutil.copytree(PLAIN, folder / PLAIN.name))


def test_an_own_profile_is_found_from_everywhere(
    bare: Kiosk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its folder, named from where one stands, is kept as it is named from the root."""
    folder = own(tmp_path / 'my "first" profile')
    monkeypatch.chdir(folder.parent)
    assert bare("init", "--operator", f"./{PLAIN.name}").status == 0
    monkeypatch.chdir(tmp_path)
    assert bare("db", "check").status == 0
    file = tmp_path / "home" / "kiosk.toml"
    assert settings.load().operator == str(folder)
    assert file.stat().st_mode & 0o777 == 0o600
    before = file.read_text()
    assert bare("init", "--operator", str(folder)).out.startswith("Everything is there already.")
    assert file.read_text() == before


@pytest.mark.parametrize("end", ["\n", ""])
def test_what_kiosk_toml_says_is_kept(bare: Kiosk, tmp_path: Path, end: str) -> None:
    (tmp_path / "home").mkdir()
    file = tmp_path / "home" / "kiosk.toml"
    file.write_text(f'# ours\nterminal = "7"{end}')
    assert bare("init", "--operator", str(PLAIN)).status == 0
    assert file.read_text().splitlines() == ["# ours", 'terminal = "7"', f'operator = "{PLAIN}"']
    assert (settings.load().terminal, settings.load().operator) == ("7", str(PLAIN))


@pytest.mark.parametrize("other", ["demo", "nowhere"])
def test_another_profile_in_kiosk_toml_is_told_not_changed(bare: Kiosk, tmp_path: Path, other: str) -> None:
    (tmp_path / "home").mkdir()
    file = tmp_path / "home" / "kiosk.toml"
    file.write_text(f'operator = "{other}"\n')
    done = bare("init", "--operator", str(PLAIN))
    assert done.status == 0
    assert f"names another profile, {other}. Change it to {PLAIN}" in done.out
    assert file.read_text() == f'operator = "{other}"\n'


def test_the_environment_that_names_the_profile_is_enough(
    bare: Kiosk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIOSK_OPERATOR", str(PLAIN))
    bare("init", "--operator", str(PLAIN))
    assert not (tmp_path / "home" / "kiosk.toml").exists()


def test_a_profile_that_is_there_already_is_said(bare: Kiosk) -> None:
    bare("init", "--operator", "demo")
    assert bare("init", "--operator", "demo").out == "Everything is there already. Nothing was changed.\n"


def test_another_operator_is_refused(nothing_yet: Kiosk, tmp_path: Path) -> None:
    nothing_yet("init", "--operator", str(PLAIN))
    done = nothing_yet("init", "--operator", "demo")
    assert done.status == 2
    assert "belongs to plain, but the profile says demo" in done.err


def test_another_currency_is_refused(nothing_yet: Kiosk, tmp_path: Path) -> None:
    nothing_yet("init", "--operator", str(PLAIN))
    other = tmp_path / "other" / PLAIN.name
    shutil.copytree(PLAIN, other)
    profile = other / "operator.toml"
    profile.write_text(re.sub(r'currency = "\w+"', 'currency = "KWD"', profile.read_text()))
    done = nothing_yet("init", "--operator", str(other))
    assert done.status == 2
    assert "the profile says KWD" in done.err


def test_an_unknown_profile_is_refused_with_the_nearest_name(bare: Kiosk, tmp_path: Path) -> None:
    done = bare("init", "--operator", "dmeo")
    assert done.status == 2
    assert "did you mean “demo”?" in done.err
    assert not (tmp_path / "home").exists()


def test_lost_keys_are_not_made_anew(bare: Kiosk, tmp_path: Path) -> None:
    """New keys would make every card and receipt of the database worthless."""
    bare("init", "--operator", "demo")
    (tmp_path / "home" / "keys" / "card.key").unlink()
    done = bare("init", "--operator", "demo")
    assert done.status == 2
    assert "card.key is missing" in done.err
    assert not (tmp_path / "home" / "keys" / "card.key").exists()


def test_an_installation_that_was_cut_off_is_finished(bare: Kiosk, tmp_path: Path) -> None:
    """After the file and the keys, before the tables."""
    from kiosk.core.keys import create_keys
    from kiosk.core.schema import create_file

    create_file(tmp_path / "home" / "kiosk.db")
    create_keys(tmp_path / "home" / "keys")
    assert bare("init", "--operator", "demo").status == 0
    assert bare("db", "check").status == 0
