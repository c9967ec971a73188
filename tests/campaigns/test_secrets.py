"""Secrets at rest: passwords and card codes go through every flow, and then are looked for everywhere.

Everywhere: the database's files and what it gives out, write-ahead log, outcomes, audit rows and receipt
payloads, the error log after a crash, the server's own log, captured logging, a backup.
"""

from __future__ import annotations

import base64
import logging
import subprocess
from collections.abc import Callable
from pathlib import Path

import argon2
import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from kiosk.access.cases import change_password
from kiosk.access.views import Entry
from kiosk.cards import cases
from kiosk.cards.cases import check, issue, move, redeem
from kiosk.cards.files import read_codes
from kiosk.cards.rules import CardCode, Move
from kiosk.core import incidents
from kiosk.core.backup import copy_sqlite
from kiosk.core.identity import Login, Terminal
from kiosk.core.ledger import Outcome
from kiosk.core.locale import Words
from kiosk.core.money import Money
from kiosk.core.secret import Secret
from kiosk.core.store import Store
from kiosk.core.work import Refusal, Unavailable
from kiosk.receipts import payload
from tests import people
from tests.loading import load

PASSWORDS = {
    "right": "Right-marker-41", "wrong": "Wrong-marker-42", "new": "Fresh-marker-43",
    "old": "Stale-marker-44", "unknown": "Nobody-marker-45", "crash": "Crash-marker-46",
    "bad": "Bad-marker-47 1001", "imported": "Import-marker-48", "refused": "Refuse-marker-49",
}  # fmt: skip
CODES = {"redeemed": "71730516284930", "checked": "18264509371526", "refused": "90517263849501",
         "crash": "36485920174653", "form": "5082936471820x", "imported": "64920175382640",
         "twice": "29471638501746"}  # fmt: skip


def forms(secret: str) -> list[bytes]:
    """A secret as it stands and in the forms from which anybody reads it back."""
    raw = secret.encode()
    wide = raw.decode().encode("utf-16-le")
    return [raw, raw.hex().encode(), raw.hex().upper().encode(), base64.b64encode(raw)[:-4], wide, raw[::-1]]


def hits(places: dict[str, bytes], secrets: list[str]) -> list[tuple[str, str]]:
    """Where which secret was found."""
    return [
        (place, secret)
        for place, content in places.items()
        for secret in secrets
        if any(form in content for form in forms(secret))
    ]


def refused(act: Callable[[], object]) -> None:
    with pytest.raises(Refusal) as said:
        act()
    assert hits({"refusal": repr(said.value.as_dict()).encode()}, all_secrets()) == []


def all_secrets() -> list[str]:
    return [*PASSWORDS.values(), *CODES.values()]


def visit_all_flows(store: Store, log: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Log in, change the password, check, redeem, issue: right, wrong, refused, broken; the codes issued."""
    people.customer(store, password=PASSWORDS["right"])
    people.cards(store, CODES["redeemed"], CODES["checked"])
    refused(lambda: people.enter(store, password=PASSWORDS["wrong"]))
    refused(lambda: people.enter(store, "9999", PASSWORDS["unknown"]))
    entry = people.enter(store, password=PASSWORDS["right"])
    _change(store, entry)
    contract = entry.contracts[0].contract
    store.run(people.owner(entry), check, contract, CardCode(CODES["checked"]))
    store.run(people.owner(entry), redeem, contract, CardCode(CODES["redeemed"]))
    refused(lambda: store.run(people.owner(entry), redeem, contract, CardCode(CODES["refused"])))
    refused(lambda: store.run(people.owner(entry), check, contract, CardCode(CODES["redeemed"])))
    refused(lambda: CardCode.parse(CODES["form"]))
    store.run(people.job(), issue, "B9", Money(100), 5, None, str(out))
    store.run(people.job(), move, "B9", Move.SHIP, "", "")
    _import(store, out.parent)
    _crash(store, entry, log, monkeypatch)
    return [row.code for row in read_codes(out.read_text().splitlines(), "BYN")]


def _change(store: Store, entry: Entry) -> None:
    def change(old: str, new: str) -> None:
        secrets = Secret(PASSWORDS[old]), Secret(PASSWORDS[new])
        store.run(people.owner(entry), change_password, entry.login, *secrets)

    refused(lambda: change("old", "new"))
    refused(lambda: change("right", "right"))
    change("right", "new")
    secrets = Secret(PASSWORDS["new"]), Secret(PASSWORDS["bad"])
    refused(lambda: store.run(people.owner(entry), change_password, entry.login, *secrets))


def _import(store: Store, folder: Path) -> None:
    """Files with one-time passwords and codes: rows that are taken, and rows that are not."""
    contracts = [
        "contract,status,password",
        f"5001,,{PASSWORDS['imported']}",
        f"5002,no,{PASSWORDS['refused']}",
        f"5003,,$1${PASSWORDS['refused']}",
    ]
    cards = [
        "batch,serial,code,value",
        f"B8,B8-1,{CODES['imported']},1",
        f"B8,B8-2,{CODES['twice']},1",
        f"B8,B8-3,{CODES['twice']},1",
        f"B8,B8-4,{CODES['form']},1",
    ]
    without_header = contracts[1:]
    taken, unread = (
        load(store, folder, "contracts", *rows, partial=True) for rows in (contracts, without_header)
    )
    others = load(store, folder, "cards", *cards, partial=True)
    assert (taken.applied, others.applied) == (1, 2)
    said = repr((taken, unread, others)).encode()
    assert hits({"what an import says": said}, all_secrets()) == []


def _crash(store: Store, entry: Entry, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bugs where a secret is at hand: in argon2 and in the card's look-up; and an error of the database."""

    def broken(*_given: object, **_named: object) -> None:
        raise RuntimeError("a bug")

    def crash(act: Callable[[], object]) -> None:
        with pytest.raises((RuntimeError, Unavailable, IntegrityError)) as broke:
            act()
        logging.getLogger("tests").error("as a careless caller logs it", exc_info=broke.value)
        incidents.record(log, broke.value)

    contract, code = entry.contracts[0].contract, CardCode(CODES["crash"])
    with monkeypatch.context() as patch:
        patch.setattr(argon2.PasswordHasher, "verify", broken)
        crash(lambda: people.enter(store, password=PASSWORDS["crash"]))
    with monkeypatch.context() as patch:
        patch.setattr(cases, "_not_usable", broken)
        crash(lambda: store.run(people.owner(entry), redeem, contract, code))
    with monkeypatch.context() as patch:
        patch.setattr(cases, "_FIND", text("SELECT nothing FROM nowhere WHERE x = :of_code"))
        crash(lambda: store.run(people.owner(entry), check, contract, code))
    crash(lambda: _same_login_again(store))


def _same_login_again(store: Store) -> None:
    """An error of the database, which would like to show its parameters: here a password's hash."""
    with store.write() as session:
        again = session.execute(select(Login.__table__)).mappings().first()
        session.execute(insert(Login), dict(again))


def everywhere(store: Store, home: Path, server, caplog) -> dict[str, bytes]:
    """All that is kept or was said, by place."""
    places = {str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()}
    logged = [*caplog.get_records("setup"), *caplog.get_records("call")]
    places["logging"] = "\n".join(map(caplog.handler.format, logged)).encode()
    words = Words(store.operator, "ru")
    with store.read() as session:
        places["outcomes"] = "\n".join(session.execute(select(Outcome.body)).scalars()).encode()
    by = people.owner(people.enter(store, password=PASSWORDS["new"]))
    for receipt in store.run(by, "receipts.list", 1).receipts:
        for budget in (payload.FULL, payload.SHORT, payload.MINIMAL):
            places[f"payload {budget}"] = (payload.payload(receipt, words, budget) or "").encode()
    if server is None:
        backup = home / "backup.db"
        copy_sqlite(store.database.file, backup)
        places["backup"] = backup.read_bytes()
        backup.unlink()
    else:
        places["backup"] = _dump(store, server)
        places["server's log"] = (server.folder / "log").read_bytes()
    return places


def _dump(store: Store, server) -> bytes:
    url = store.database.read.url
    program = [server.programs / "pg_dump", "-h", server.folder, "-U", url.username, url.database]
    return subprocess.run(program, check=True, capture_output=True).stdout


@pytest.fixture
def searched(store: Store, home: Path, tmp_path: Path, server, caplog, monkeypatch):
    """All flows were gone through; search() -> hits of all secrets in all places."""
    caplog.set_level(logging.DEBUG)
    issued = visit_all_flows(store, home / "log" / "kiosk.log", tmp_path / "out.csv", monkeypatch)

    def search() -> list[tuple[str, str]]:
        return hits(everywhere(store, home, server, caplog), [*all_secrets(), *issued])

    return search


def test_no_secret_is_kept_or_logged_anywhere(searched, store: Store, home: Path, server, caplog):
    """0 hits; and the places are the right ones: what is open knowledge is found in them."""
    assert searched() == []
    places = everywhere(store, home, server, caplog)
    assert {place for place, _ in hits(places, ["B9-0000001"])} >= {"backup"}
    assert {place for place, _ in hits(places, ["B1-0000001"])} >= {"backup", "outcomes", "payload 230"}
    assert b"a bug" in places["log/kiosk.log"]
    assert b"a bug" in places["logging"]
    assert b"$argon2id$" in places["backup"]
    assert b"$argon2id$" not in places["log/kiosk.log"] + places["logging"]


@pytest.mark.parametrize("secret", [PASSWORDS["wrong"], CODES["refused"]])
@pytest.mark.parametrize("form", [0, 1, 3], ids=["clear", "hex", "base64"])
def test_a_planted_secret_is_found(searched, store: Store, secret: str, form: int):
    """The search itself: a marker written into a text column, in the clear or coded, shows up."""
    with store.write() as session:
        session.execute(insert(Terminal), {"id": f"x{forms(secret)[form].decode()}x", "receipts": 0})
    found = searched()
    assert {one for _, one in found} == {secret}
    assert "backup" in {place for place, _ in found}


def test_a_secret_in_the_error_log_is_found(searched, home: Path):
    """Were local values logged, the code would be in the log."""
    error = RuntimeError(f"code {CODES['crash']}")
    incidents.record(home / "log" / "kiosk.log", error)
    assert ("log/kiosk.log", CODES["crash"]) in searched()
