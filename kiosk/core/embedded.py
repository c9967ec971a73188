"""The embedded database's file, looked at without SQLAlchemy: before the first frame."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType

from kiosk.core.work import SetupError

APPLICATION_ID = 0x4B494F53
# The newest Alembic version; a test compares, so that the start need not import Alembic.
HEAD = "0003"
_FACTS = "SELECT name, value FROM meta UNION ALL SELECT 'schema', version_num FROM alembic_version"


def sqlite_driver() -> ModuleType:
    """pysqlite3 where it is installed (its own, newer SQLite), else Python's."""
    try:
        return import_module("pysqlite3.dbapi2")
    except ImportError:
        return import_module("sqlite3")


def check_file(file: Path) -> None:
    """The file is there, closed to others, and ours. Raises SetupError: database.none, database.closed,
    database.open, database.damaged, database.foreign."""
    try:
        mode, header = file.stat().st_mode, _header(file)
    except FileNotFoundError:
        raise SetupError(
            "database.none",
            "There is no database at {path} yet. Run: kiosk init --operator NAME, or: kiosk demo",
            path=str(file),
        ) from None
    except OSError as error:
        raise SetupError(
            "database.closed",
            "The database {path} cannot be read: {reason}. Start the kiosk as its owner.",
            path=str(file), reason=error.strerror or "",
        ) from error  # fmt: skip
    if mode & 0o077:
        raise SetupError(
            "database.open",
            "The database {path} can be read by others. Run: chmod 600 {path}",
            path=str(file),
        )
    if not header.startswith(b"SQLite format 3\0"):
        raise SetupError(
            "database.damaged",
            "The file {path} is not a database, or is damaged. Restore a backup: kiosk db restore FILE",
            path=str(file),
        )
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise SetupError(
            "database.foreign",
            "The database {path} belongs to another program. Choose another place with KIOSK_HOME.",
            path=str(file),
        )


def _header(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(72)


def facts(file: Path) -> dict[str, str] | None:
    """What the database says of itself (table `meta`), and as "schema" its version; None: it cannot say."""
    driver = sqlite_driver()
    try:
        connection = driver.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=2)
        try:
            return dict(connection.execute(_FACTS).fetchall())
        finally:
            connection.close()
    except driver.Error:
        return None
