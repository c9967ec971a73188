"""The run-time dependencies do the work that their names say."""

from __future__ import annotations

from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type
from qrcode.main import QRCode
from sqlalchemy import Connection, Engine
from textual.app import App
from textual.screen import Screen

from kiosk.access.passwords import hash_password, verify
from kiosk.access.rules import AccessRules
from kiosk.core.secret import Secret
from kiosk.core.store import Store
from kiosk.receipts.qr import QUIET, fit, fixed
from screens.app import KioskApp
from screens.attract import AttractScreen


def test_textual_shows_the_screens() -> None:
    assert issubclass(KioskApp, App)
    assert issubclass(AttractScreen, Screen)


def test_sqlalchemy_carries_the_work(store: Store) -> None:
    assert isinstance(store.database.write, Engine)
    with store.read() as session:
        assert isinstance(session, Connection)


def test_argon2_makes_and_checks_the_hashes() -> None:
    rules = AccessRules().argon2
    kept = hash_password(rules, Secret("24681357"))
    found = extract_parameters(kept)
    assert (found.type, found.memory_cost, found.time_cost, found.parallelism) == (Type.ID, 65536, 3, 4)
    assert PasswordHasher().verify(kept, "24681357")
    assert verify(rules, PasswordHasher(1, 1024, 1).hash("24681357"), Secret("24681357"))


def test_qrcode_makes_the_codes() -> None:
    text = "https://svyaz.example/app"
    code = fit(fixed(text), rows=24, columns=80)
    assert code
    model = QRCode(version=(len(code.modules) - 2 * QUIET - 17) // 4, border=QUIET)
    model.add_data(text)
    model.make(fit=False)
    assert code.modules == tuple(tuple(map(bool, row)) for row in model.get_matrix())
