"""Where a process runs: option, environment, kiosk.toml, default, in this order; strictly read."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.core.operator import ProfileError
from kiosk.core.settings import load
from kiosk.core.work import SetupError


def test_an_option_wins_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    environ = {"KIOSK_HOME": str(tmp_path)}
    assert load(environ=environ).terminal == "1"
    (tmp_path / "kiosk.toml").write_text('terminal = "file"\noperator = "demo"\n')
    assert load(environ=environ).terminal == "file"
    environ["KIOSK_TERMINAL"] = "env"
    assert load(environ=environ).terminal == "env"
    assert load(terminal="option", environ=environ).terminal == "option"
    assert load(environ=environ).operator == "demo"


def test_an_empty_variable_is_not_set(tmp_path: Path) -> None:
    settings = load(environ={"KIOSK_HOME": str(tmp_path), "KIOSK_TERMINAL": "", "KIOSK_DATABASE_URL": ""})
    assert settings.terminal == "1"
    assert settings.database_url is None


def test_the_default_home_is_the_users_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert load(environ={}).home == tmp_path / "kiosk"


def test_without_a_url_the_database_is_a_file_in_the_home(tmp_path: Path) -> None:
    settings = load(home=tmp_path, environ={})
    assert settings.database_file == tmp_path / "kiosk.db"
    assert settings.url == f"sqlite:///{tmp_path}/kiosk.db"
    assert settings.keys_folder == tmp_path / "keys"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_by_psycopg(scheme: str, tmp_path: Path) -> None:
    settings = load(home=tmp_path, database_url=f"{scheme}://kiosk:pin@db/kiosk", environ={})
    assert settings.url == "postgresql+psycopg://kiosk:pin@db/kiosk"
    assert settings.database_file is None


def test_a_database_password_is_not_shown(tmp_path: Path) -> None:
    settings = load(home=tmp_path, database_url="postgresql://kiosk:marker@db/kiosk", environ={})
    assert "marker" not in repr(settings)


@pytest.mark.parametrize("url", ["mysql://u:marker@h/d", "kiosk.db", "sqlite://", "sqlite:///:memory:"])
def test_another_database_is_refused_without_its_password(url: str, tmp_path: Path) -> None:
    with pytest.raises(SetupError) as refused:
        load(home=tmp_path, database_url=url, environ={})
    assert refused.value.code == "settings.database_url"
    assert "marker" not in str(refused.value.params)


@pytest.mark.parametrize("terminal", ["123456789", "a b", "№1", "٣", "-"])
def test_a_terminal_id_that_a_receipt_cannot_carry_is_refused(terminal: str, tmp_path: Path) -> None:
    with pytest.raises(SetupError) as refused:
        load(home=tmp_path, terminal=terminal, environ={})
    assert refused.value.code == "settings.terminal"


def test_a_language_is_a_word(tmp_path: Path) -> None:
    with pytest.raises(SetupError) as refused:
        load(home=tmp_path, language="../ru", environ={})
    assert refused.value.code == "settings.language"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('terminl = "2"', "line 1: terminl: unknown setting (did you mean “terminal”?)"),
        ('\nterminal = 2', "line 2: terminal: Expected `str"),
        ("terminal = ", "not valid TOML"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_file_is_named_by_file_line_and_key(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "kiosk.toml").write_text(text)
    with pytest.raises(ProfileError) as refused:
        load(home=tmp_path, environ={})
    assert str(tmp_path / "kiosk.toml") in str(refused.value)
    assert said in str(refused.value)
