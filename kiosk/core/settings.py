"""Where this process runs: home folder, database, terminal, language.

An option of the command wins over the environment, the environment over `kiosk.toml` in the home
folder, and that over the defaults.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from kiosk.core.operator import read_toml
from kiosk.core.work import SetupError

FILE = "kiosk.toml"
_TERMINAL = re.compile(r"[0-9A-Za-z]{1,8}", re.ASCII)
_SQLITE = re.compile(r"sqlite:///(?P<file>[^?:][^?]*)")
_POSTGRES = re.compile(r"postgres(?:ql)?(?:\+psycopg)?://")


@dataclass(frozen=True, slots=True)
class Settings:
    """One process's settings; `load` makes and checks them.

    home          folder of the embedded database, the keys and the logs
    database_url  None: SQLite in the home folder
    operator      profile name or folder; None: what the database says
    terminal      id of this terminal, on receipts: 1 to 8 letters or digits
    language      of the command's messages; None: as the environment's locale says
    """

    home: Path
    database_url: str | None = field(default=None, repr=False)
    operator: str | None = None
    terminal: str = "1"
    language: str | None = None

    @property
    def url(self) -> str:
        """The database's address, in the form that SQLAlchemy takes."""
        if self.database_url is None:
            return f"sqlite:///{self.database_file}"
        return _POSTGRES.sub("postgresql+psycopg://", self.database_url, count=1)

    @property
    def database_file(self) -> Path | None:
        """The SQLite file; None: the database is a server."""
        if self.database_url is None:
            return self.home / "kiosk.db"
        found = _SQLITE.fullmatch(self.database_url.partition("?")[0])
        return Path(found["file"]).absolute() if found else None

    @property
    def keys_folder(self) -> Path:
        return self.home / "keys"

    @property
    def log_file(self) -> Path:
        """Details of unexpected errors, one JSON document per line."""
        return self.home / "log" / "kiosk.log"


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`kiosk.toml`."""

    database_url: str | None = None
    operator: str | None = None
    terminal: str | None = None
    language: str | None = None


def load(
    *,
    home: str | Path | None = None,
    database_url: str | None = None,
    operator: str | None = None,
    terminal: str | None = None,
    language: str | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Settings:
    """The settings in force. Raises ProfileError (the file), SetupError: settings.terminal,
    settings.language, settings.database_url."""
    folder = home or environ.get("KIOSK_HOME") or _default_home()
    home = Path(folder).expanduser().absolute()
    file = read_toml(home / FILE, _File)
    settings = Settings(
        home,
        database_url or environ.get("KIOSK_DATABASE_URL") or file.database_url,
        operator or environ.get("KIOSK_OPERATOR") or file.operator,
        terminal or environ.get("KIOSK_TERMINAL") or file.terminal or "1",
        language or environ.get("KIOSK_LANGUAGE") or file.language,
    )
    _check(settings)
    return settings


def keep_operator(home: Path, folder: Path) -> None:
    """Add the folder of a profile to `kiosk.toml`, which names none; its other lines stay as they are."""
    path = home / FILE
    path.touch(mode=0o600)  # it may come to hold the password of a database
    written = path.read_text(encoding="utf-8")
    # A JSON text is a TOML text, too.
    line = f"operator = {json.dumps(str(folder), ensure_ascii=False)}\n"
    with path.open("a", encoding="utf-8") as file:
        file.write(line if not written or written.endswith("\n") else f"\n{line}")


def _default_home() -> Path:
    from platformdirs import user_data_path

    return user_data_path("kiosk", appauthor=False)


def _check(settings: Settings) -> None:
    if not _TERMINAL.fullmatch(settings.terminal):
        raise SetupError(
            "settings.terminal",
            "“{terminal}” cannot be a terminal id: use 1 to 8 Latin letters or digits (KIOSK_TERMINAL).",
            terminal=settings.terminal,
        )
    if settings.language and not settings.language.replace("_", "").isalpha():
        raise SetupError(
            "settings.language",
            "“{language}” is not a language: write it like ru or en (KIOSK_LANGUAGE).",
            language=settings.language,
        )
    if settings.database_file is None and not _POSTGRES.match(settings.url):
        raise SetupError(
            "settings.database_url",
            "The database address must be sqlite:///FILE or postgresql://… (KIOSK_DATABASE_URL); "
            "this one begins with “{start}”.",
            start=settings.url.partition(":")[0][:20],
        )
