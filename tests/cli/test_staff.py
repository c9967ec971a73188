"""`kiosk staff-add`: an account whose one-time password is shown once and kept nowhere."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from kiosk.cli.place import connected
from kiosk.core import settings
from kiosk.core.identity import Staff
from tests.cli.conftest import Kiosk


def test_an_account_with_two_roles(kiosk: Kiosk) -> None:
    done = kiosk(
        "staff-add", "petrova", "--role", "cashier", "--role", "consultant", "--system-user", "petrova"
    )
    assert (done.status, done.err) == (0, "")
    said = re.fullmatch(
        r"Account petrova \(consultant, cashier\), one-time password (\S+), until [\d.]{10} [\d:]{5}\. "
        r"It is not shown again\.\n",
        done.out,
    )
    assert said
    with connected(settings.load()) as database, database.read.begin() as session:
        row = session.execute(select(Staff.__table__)).one()
    assert (row.login, row.roles, row.unix_user) == ("petrova", "consultant cashier", "petrova")
    assert row.one_time
    assert said[1] not in row.password


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("petrova", "--role", "boss"), 1, "There is no role “boss”. Roles: consultant, cashier"),
        (("Петрова", "--role", "cashier"), 1, "Latin letters"),
        (("petrova",), 2, "--role"),
    ],
)
def test_a_mistake_is_told_in_words(arguments: tuple[str, ...], status: int, said: str, bare: Kiosk) -> None:
    bare("init", "--operator", "demo")
    done = bare("staff-add", *arguments)
    assert done.status == status
    assert said in done.err


def test_a_login_is_given_once(kiosk: Kiosk) -> None:
    kiosk("staff-add", "petrova", "--role", "cashier")
    done = kiosk("staff-add", "petrova", "--role", "auditor")
    assert done.status == 1
    assert "has an account already" in done.err
