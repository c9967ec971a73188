"""Logging in: by which name, with which words when it does not work, and what an entry tells."""

from __future__ import annotations

import threading

import argon2
import pytest
from sqlalchemy import func, select, update

from kiosk.access import passwords
from kiosk.access.cases import end, login
from kiosk.access.rules import AccessRules, Argon2
from kiosk.contracts.records import Contract
from kiosk.core.audit import AuditRow
from kiosk.core.identity import Login, LoginName, Visit
from kiosk.core.secret import Secret
from kiosk.core.store import Store
from kiosk.core.work import Actor, By, LoginId, Refusal, Unavailable, VisitOver
from kiosk.home.cases import show
from tests import people
from tests.conftest import Clock
from tests.people import PASSWORD
from tests.profiles import tune

NOBODY = "9999"


def refusal(store: Store, number: str, password: str = PASSWORD, kind: str = "contract") -> Refusal:
    with pytest.raises(Refusal) as refused:
        people.enter(store, number, password, kind=kind)
    return refused.value


@pytest.fixture
def reachable(store: Store):
    """A customer who can be reached by phone and e-mail."""
    return people.customer(store, phones=("+375 29 123-45-67",), email="Ivan@Example.by")


@pytest.mark.parametrize("typed", ["1001", " 10-01 ", "１００１"])
def test_by_contract_number(store: Store, typed: str):
    """ISP-10, ISP-11: contract number and password; blanks, dashes and wide digits are read as meant."""
    contract = people.customer(store)
    assert [line.contract for line in people.enter(store, typed).contracts] == [contract]


@pytest.mark.parametrize("typed", ["291234567", "29 123-45-67", "+375 (29) 123-45-67", "375291234567"])
def test_by_phone_with_its_mask(store: Store, reachable, typed: str):
    """VEL-03: the fixed part of the mask need not be typed."""
    assert people.enter(store, typed, kind="phone").contracts[0].contract == reachable


def test_by_email(store: Store, reachable):
    """ILEX-01: e-mail as the login; the case of its letters does not matter."""
    assert people.enter(store, "ivan@example.BY", kind="email").contracts[0].contract == reachable


@pytest.mark.parametrize(
    ("kind", "typed"),
    [("phone", "29123456"), ("phone", "29٣1234567"), ("phone", "29x1234567"), ("email", "ivan"),
     ("contract", ""), ("contract", "10 01;"), ("contract", "1" * 21), ("contract", "١٠٠١")],
)  # fmt: skip
def test_what_is_no_login_name_is_said_and_not_counted(store: Store, spy, kind: str, typed: str):
    for _ in range(7):
        assert refusal(store, typed, kind=kind).code == "access.name"
    assert spy.kept == []


def test_only_what_the_profile_allows_is_a_login_name(store: Store, reachable):
    tune(store, AccessRules, login_kinds=["contract"])
    assert refusal(store, "291234567", kind="phone").code == "access.kind"


def test_a_contract_number_is_no_phone_and_a_phone_no_contract(store: Store, reachable):
    assert refusal(store, "375291234567").code == "access.wrong"


def reasons(store: Store) -> dict[str, tuple[str, str]]:
    """Why somebody cannot get in -> number and password that they type."""
    for number in ("2001", "2002", "2003"):
        people.customer(store, number)
    people.customer(store, "2004", password=None)
    with store.write() as session:
        of = select(LoginName.login).where(LoginName.value == "2002")
        session.execute(update(Login).where(Login.id.in_(of)).values(blocked="fraud"))
        session.execute(update(Contract).where(Contract.number == "2003").values(status="closed"))
    return {
        "unknown": (NOBODY, PASSWORD),
        "wrong": ("2001", "incorrect horse"),
        "blocked": ("2002", PASSWORD),
        "closed": ("2003", PASSWORD),
        "never set": ("2004", PASSWORD),
        "never set, empty": ("2004", ""),
    }


def test_every_no_sounds_the_same_and_costs_one_verification(store: Store, spy):
    """ISP-13, ILEX-02: unknown, wrong, blocked, closed, never set: one refusal, one argon2 verification
    under the profile's parameters, one row of outcome."""
    rules = store.operator.of(AccessRules).argon2
    said = []
    for number, password in reasons(store).values():
        spy.kept.clear()
        said.append(refusal(store, number, password))
        assert len(spy.kept) == 1
        used = argon2.extract_parameters(spy.kept[0])
        assert (used.memory_cost, used.time_cost, used.parallelism) == (
            rules.memory_mib * 1024, rules.passes, rules.lanes,
        )  # fmt: skip
        assert (used.hash_len, used.salt_len) == (32, 16)
    assert {(r.code, r.message) for r in said} == {("access.wrong", "Wrong login or password.")}
    assert all(r == said[0] for r in said)


def test_who_has_no_password_is_verified_against_a_dummy(store: Store, spy):
    tries = reasons(store)
    with store.read() as session:
        kept = set(session.execute(select(Login.password)).scalars())
    for reason, (number, password) in tries.items():
        spy.kept.clear()
        refusal(store, number, password)
        assert (spy.kept[0] in kept) == (reason in {"wrong", "blocked", "closed"}), reason


def test_the_same_number_of_statements_for_unknown_and_wrong(store: Store):
    """No path through the database tells an unknown name from a wrong password."""
    from sqlalchemy import event

    people.customer(store)
    refusal(store, "1001", "wrong")  # both paths warm
    counts = []
    for number in (NOBODY, "1001"):
        seen: list[str] = []
        event.listen(store.database.write, "before_cursor_execute", lambda *a, s=seen: s.append(a[2]))
        event.listen(store.database.read, "before_cursor_execute", lambda *a, s=seen: s.append(a[2]))
        refusal(store, number, "wrong")
        counts.append([" ".join(sql.split()[:3]) for sql in seen])
        seen = []
    assert counts[1][-len(counts[0]) :] == counts[0]


def test_broken_utf8_is_a_wrong_password(store: Store):
    people.customer(store)
    assert refusal(store, "1001", "\udcff\x00\ud800").code == "access.wrong"


def test_several_contracts_under_one_login(store: Store):
    """One customer, two contracts: both are listed, the one typed first; a closed one is not."""
    for number in ("1001", "1002", "1003"):
        people.customer(store, number, code="ivanov")
    with store.write() as session:
        session.execute(update(Contract).where(Contract.number == "1003").values(status="closed"))
    assert [line.number for line in people.enter(store, "1002").contracts] == ["1002", "1001"]
    assert refusal(store, "1003").code == "access.wrong"


def test_last_login_and_where(store: Store, clock: Clock):
    """VEL-44: so that a theft is noticed."""
    people.customer(store)
    first = people.enter(store, terminal="7")
    assert (first.last_at, first.last_terminal) == (None, None)
    at = clock.now
    clock.advance(days=3)
    second = people.enter(store, terminal="8")
    assert (second.last_at, second.last_terminal) == (at, "7")


def test_nothing_is_remembered(store: Store):
    """EIR-05: no "remember me"; a visit that has ended opens nothing, a new one wants the password."""
    people.customer(store)
    entry = people.enter(store)
    store.run(people.owner(entry), end, entry.visit)
    with pytest.raises(VisitOver):
        store.run(people.owner(entry), show, entry.contracts[0].contract)
    assert refusal(store, "1001", "").code == "access.wrong"


def test_at_most_two_verifications_at_once(store: Store, spy, monkeypatch):
    """64 MiB each: a crowd must not take all memory. Nobody is turned away for that."""
    numbers = [str(2000 + i) for i in range(6)]
    for number in numbers:
        people.customer(store, number)
    door, came, inside, most = threading.Condition(), 0, 0, 0
    verify = passwords.verify

    def arrive(*args):
        nonlocal came
        with door:
            came += 1
            door.notify_all()
        return verify(*args)

    def during() -> None:
        nonlocal inside, most
        with door:
            inside += 1
            most = max(most, inside)
            door.wait_for(lambda: came == len(numbers), 10)
            inside -= 1

    monkeypatch.setattr(passwords, "verify", arrive)
    spy.during = during
    threads = [threading.Thread(target=people.enter, args=(store, number)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most, len(spy.kept)) == (2, 6)


def test_no_transaction_and_no_writer_lock_while_argon2_works(store: Store, spy):
    people.customer(store)
    seen = []

    def during() -> None:
        pools = store.database.read.pool, store.database.write.pool
        seen.append((store._writer and store._writer.locked(), *(pool.checkedout() for pool in pools)))

    spy.during = during
    people.enter(store)
    assert len(seen) == 1
    assert not any(seen[0])


def test_old_parameters_are_renewed_at_login(store: Store, spy):
    """A hash made with other parameters is made anew once the password is known to be right."""
    people.customer(store)
    tune(store, AccessRules, argon2=Argon2(memory_mib=2, passes=1, lanes=2))
    refusal(store, "1001", "wrong")
    with store.read() as session:
        before = session.execute(select(Login.password, Login.version, Login.changed_at)).one()
    people.enter(store)
    with store.read() as session:
        after = session.execute(select(Login.password, Login.version, Login.changed_at)).one()
    assert after[1:] == before[1:]
    assert "m=1024,t=1,p=1" in before.password
    assert "m=2048,t=1,p=2" in after.password
    people.enter(store)
    assert spy.kept[-1] == after.password


@pytest.mark.parametrize("parameters", [Argon2(1, 1, 1), Argon2(2, 1, 1)], ids=["as kept", "renewed"])
def test_the_same_id_opens_the_same_visit(store: Store, parameters: Argon2):
    """A login whose answer was lost is asked for again: one visit, no try lost."""
    people.customer(store)
    tune(store, AccessRules, argon2=parameters)
    by = By(Actor.anyone(), "1", None, people.operation())
    entries = {store.run(by, login, "contract", "1001", Secret(PASSWORD)) for _ in range(3)}
    assert len(entries) == 1
    with store.read() as session:
        assert session.execute(select(func.count()).select_from(Visit)).scalar() == 1


def test_a_password_changed_meanwhile_opens_nothing_and_stays(store: Store, spy):
    """Between looking at the hash and opening the visit staff give a new password."""
    people.customer(store)
    entry = people.enter(store)
    tune(store, AccessRules, argon2=Argon2(memory_mib=2, passes=1, lanes=1))
    spy.during = lambda: people.new_password(store, entry, "another battery")
    assert refusal(store, "1001").code == "access.wrong"
    spy.during = lambda: None
    assert people.enter(store, "1001", "another battery").login == entry.login


def test_fails_closed_when_the_database_is_away(store: Store, spy, away):
    """No try can be counted: nobody may try, and argon2 is not asked."""
    people.customer(store)
    with away(), pytest.raises(Unavailable):
        people.enter(store)
    assert spy.kept == []


def test_the_audit_log_names_the_login(store: Store):
    """Every login and refused login can be found by the login."""
    people.customer(store)
    entry = people.enter(store)
    refusal(store, "1001", "wrong")
    refusal(store, NOBODY, "wrong")
    with store.read() as session:
        rows = session.execute(
            select(AuditRow.object, AuditRow.result).where(AuditRow.action == "access.finish").order_by("seq")
        ).all()
    assert [tuple(row) for row in rows] == [
        (f"LoginId:{entry.login}", "done"),
        (f"LoginId:{entry.login}", "refused access.wrong"),
        ("LoginId:0", "refused access.wrong"),
    ]
    assert entry.login != LoginId(0)


def test_a_terminal_has_one_visit(store: Store):
    """VEL-39: what a crash or a late answer left open ends with the next login there."""
    people.customer(store)
    left = people.enter(store)
    elsewhere = people.enter(store, terminal="2")
    people.enter(store)
    with pytest.raises(VisitOver):
        store.run(people.owner(left), show, left.contracts[0].contract)
    assert store.run(people.owner(elsewhere, terminal="2"), show, elsewhere.contracts[0].contract)
