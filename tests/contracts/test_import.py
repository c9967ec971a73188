"""The file of contracts: rows become contracts as if each had been opened by hand."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from kiosk.access.cases import change_password
from kiosk.access.passwords import hash_password
from kiosk.access.rules import AccessRules, Argon2, PasswordRules
from kiosk.access.views import MustChange
from kiosk.charging.cases import run as charge
from kiosk.charging.records import Charging
from kiosk.charging.rules import ChargingRules
from kiosk.contracts.cases import open_contract
from kiosk.contracts.records import Contract, Customer, Hold
from kiosk.contracts.rules import ContractStatus, CustomerKind, Settlement
from kiosk.contracts.views import NewContract, NewCustomer, NewLogin
from kiosk.core.identity import Access, Login, LoginName
from kiosk.core.ledger import Account, Operation, Posting
from kiosk.core.money import Money
from kiosk.core.proof import findings
from kiosk.core.secret import Secret
from kiosk.core.store import Store
from kiosk.core.work import Denied, Refusal
from kiosk.imports import cases as imports
from kiosk.tariffs.cases import define
from kiosk.tariffs.records import ContractTariff, Tariff
from kiosk.tariffs.views import NewTariff
from tests import people
from tests.conftest import Clock
from tests.loading import faults, load
from tests.people import PASSWORD
from tests.profiles import tune
from tests.sight import seen

TODAY, YESTERDAY, OCTOBER = date(2026, 11, 22), date(2026, 11, 21), date(2026, 10, 31)
# Made elsewhere, with parameters of its own; of the password "correct horse".
FOREIGN = hash_password(Argon2(memory_mib=2, passes=2, lanes=2), Secret(PASSWORD))


@pytest.fixture(autouse=True)
def catalogue(store: Store) -> None:
    store.run(people.job(), define, NewTariff("home20", {"en": "Home 20"}, Money(2500), date(2026, 1, 1)))


def facts(store: Store, number: str) -> dict[str, Any]:
    """All that is kept of a contract, by what it says and not by ids."""
    with store.read() as session:
        contract = session.execute(select(Contract.__table__).where(Contract.number == number)).one()
        customer = session.execute(select(Customer.__table__).where(Customer.id == contract.customer)).one()
        access = session.execute(select(Access.__table__).where(Access.contract == contract.id)).one()
        entered = session.execute(select(Login.__table__).where(Login.id == access.login)).one()
        names = select(LoginName.kind, LoginName.value).where(LoginName.login == entered.id)
        tariffs = select(Tariff.code, ContractTariff.since).join(Tariff, Tariff.id == ContractTariff.tariff)
        account = session.execute(select(Account).where(Account.contract == contract.id)).one()
        posted = select(
            Posting.amount, Posting.kind, Posting.dated, Posting.rule, Posting.message, Posting.params
        ).where(Posting.account == account.id)
        holds = select(Hold.kind, Hold.since, Hold.until).where(Hold.contract == contract.id)
        through = select(Charging.through).where(Charging.contract == contract.id)
        return {
            "contract": {**contract._mapping} | {"id": 0, "customer": 0, "number": ""},
            "customer": {**customer._mapping} | {"id": 0},
            "access": (access.right, access.since, access.until),
            "login": {**entered._mapping} | {"id": 0},
            "names": {tuple(row) for row in session.execute(names)} - {("contract", number)},
            "tariffs": list(session.execute(tariffs.where(ContractTariff.contract == contract.id))),
            "balance": account.balance,
            "posted": list(session.execute(posted)),
            "holds": list(session.execute(holds)),
            "through": list(session.execute(through)),
        }


ALIKE = {
    "nothing known": ("", {}),
    "a person": (
        "person,Петров,Пётр,Ильич,,,p@example.by,ул. Лесная 1",
        {"address": "ул. Лесная 1", "customer": NewCustomer(
            CustomerKind.PERSON, "Пётр", "Петров", "Ильич", "", (), "p@example.by")},
    ),
    "a company": (
        "company,,,,ООО «Лён»,,,",
        {"customer": NewCustomer(CustomerKind.COMPANY, company="ООО «Лён»")},
    ),
    "paid ahead": (
        ",,,,,,,,home20,2026-02-03,2026-10-31,37.10,prepaid,active",
        {"tariff": "home20", "opened_on": date(2026, 2, 3), "charged_through": OCTOBER,
         "balance": Money(3710), "balance_on": OCTOBER},
    ),
    "paid after use": (
        ",,,,,,,,home20,,,-18.40,postpaid",
        {"tariff": "home20", "balance": Money(-1840), "balance_on": TODAY, "payment": Settlement.POSTPAID},
    ),
    "in debt": (
        ",,,,,,,,,,2026-11-21,-5.00,,suspended",
        {"charged_through": YESTERDAY, "balance": Money(-500),
         "balance_on": YESTERDAY, "status": ContractStatus.SUSPENDED},
    ),
    "held by the company": (
        ",,,,,,,,,,,5.00,,suspended",
        {"balance": Money(500), "balance_on": TODAY, "status": ContractStatus.SUSPENDED},
    ),
    "closed": (",,,,,,,,,,,0,,closed", {"balance_on": TODAY, "status": ContractStatus.CLOSED}),
    "a kept hash": (
        f',,,,,,,,,,,,,,"{FOREIGN}"',
        {"login": NewLogin(FOREIGN)},
    ),
}  # fmt: skip
REST = "kind,last_name,first_name,patronymic,company,phone,email,address,tariff,opened_on,charged_through,"
REST += "balance,payment,status,password"


@pytest.mark.parametrize("case", ALIKE)
def test_a_row_becomes_what_opening_by_hand_makes(store: Store, tmp_path: Path, case: str):
    """EIR-04, VEL-12: customer, account, tariff, charging, suspension, balance, way in: no difference."""
    cells, values = ALIKE[case]
    row = cells + "," * (REST.count(",") - cells.count(","))
    made = NewContract(**({"number": "B1", "customer": NewCustomer()} | values))
    email = bool(made.customer.email)  # the first one has it as a login name
    assert load(store, tmp_path, "contracts", f"contract,{REST}", f"A1,{row}").applied == 1
    store.run(people.job(), open_contract, made)
    theirs, ours = facts(store, "A1"), facts(store, "B1")
    assert theirs.pop("names") == ({("email", made.customer.email)} if email else set())
    assert ours.pop("names") == set()
    assert theirs == ours
    assert seen(store, findings) == []


def test_what_is_not_known_is_as_usual(store: Store, tmp_path: Path):
    """Only the number is needed. Without a balance its day is not known: what comes later moves it."""
    load(store, tmp_path, "contracts", "contract", "10-01")
    found = facts(store, "1001")
    assert found["contract"]["opened_on"] == TODAY
    assert found["contract"]["balance_on"] is None
    assert (found["contract"]["status"], found["contract"]["payment"]) == ("active", "prepaid")
    assert found["customer"]["kind"] == "person"
    assert (found["balance"], found["posted"], found["tariffs"], found["holds"]) == (0, [], [], [])
    assert [tuple(row) for row in found["through"]] == [(None,)]
    assert found["login"]["password"] is None


@pytest.mark.parametrize(
    ("through", "balance", "day"),
    [("", "", None), ("2026-10-31", "", OCTOBER), ("", "1.00", TODAY), ("", "0", TODAY),
     ("2026-10-31", "0.00", OCTOBER), ("2026-11-22", "-1.00", TODAY)],
)  # fmt: skip
def test_the_day_of_a_balance(store: Store, tmp_path: Path, through: str, balance: str, day: date | None):
    """At the end of `charged_through`; without it, of the day of the import; with neither, no day."""
    load(store, tmp_path, "contracts", "contract,charged_through,balance", f"1001,{through},{balance}")
    assert facts(store, "1001")["contract"]["balance_on"] == day


def test_without_days_charging_starts_with_the_first_run_whatever_its_day(store: Store, tmp_path: Path):
    """When a contract was opened, or since when it is suspended, may be not known: then at all times. A day
    before the first one that is known, or one suspended, is never owed (decision 10)."""
    load(
        store, tmp_path, "contracts", "contract,tariff,opened_on,balance,payment,status",
        "1,home20,,20.00,,", "2,home20,2026-01-01,20.00,,", "3,home20,2026-11-22,5.00,,",
        "4,home20,,5.00,,suspended", "5,home20,2026-01-01,5.00,postpaid,suspended", "6,home20,,0,,suspended",
    )  # fmt: skip
    for day in (date(2026, 11, 9), TODAY):
        store.run(people.job(), charge, day)
    left = [facts(store, number)["balance"] for number in "123456"]
    # Of a fee of 25.00 the 9th to the 22nd are 18.33 - 6.67, the 22nd alone is 0.83.
    assert left == [2000 - 1166, 2000 - 1166, 500 - 83, 500, 500, 0]
    assert seen(store, findings) == []


def test_a_balance_is_an_operation_with_its_reason(store: Store, tmp_path: Path):
    load(store, tmp_path, "contracts", "contract,charged_through,balance", "1,2026-10-31,37.10", "2,,-1.00")
    first, second = facts(store, "1"), facts(store, "2")
    said = ("opening", OCTOBER, "contracts.open", "Balance brought forward", "{}")
    assert [tuple(row) for row in first["posted"]] == [(3710, *said)]
    assert [(row.amount, row.dated) for row in second["posted"]] == [(-100, TODAY)]
    with store.read() as session:
        kinds = select(func.count()).where(Operation.kind == "contracts.opening")
        assert session.execute(kinds).scalar() == 2
        house = select(func.sum(Posting.amount)).join(Account).where(Account.name == "opening")
        assert session.execute(house).scalar() == -3610
    assert seen(store, findings) == []


def logins(store: Store) -> list[set[str]]:
    """The names of each login."""
    with store.read() as session:
        rows = session.execute(select(LoginName.login, LoginName.value)).all()
    return [{row.value for row in rows if row.login == login} for login in sorted({r.login for r in rows})]


@pytest.mark.parametrize("batch", [1, 2, 1000])
def test_one_customer_has_one_login(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int
):
    """Several contracts of one customer in one file, in one batch or several, and across two files."""
    monkeypatch.setattr(imports, "_BATCH", batch)
    header = "contract,customer,last_name,phone"
    load(
        store, tmp_path, "contracts", header,
        "1001,C7,Петрова,+375291000001", "1002,,Сидоров,", "1003,C7,Другая,+375291000009", "1004,,,",
    )  # fmt: skip
    load(store, tmp_path, "contracts", header, "2001,C7,,", "2002,C8,,", "2003,C8,,")
    assert logins(store) == [
        {"1001", "1003", "2001", "+375291000001"}, {"1002"}, {"1004"}, {"2002", "2003"},
    ]  # fmt: skip
    assert facts(store, "2001")["customer"]["last_name"] == "Петрова"
    with store.read() as session:
        assert session.execute(select(func.count()).select_from(Customer)).scalar() == 4
    assert seen(store, findings) == []


def test_several_phones_and_whose_they_stay(store: Store, tmp_path: Path):
    """VEL-03, ILEX-01: every phone and the e-mail are login names, unless another login has them already."""
    people.customer(store, "1000", phones=("+375291000001",))
    header = "contract,phone,email"
    load(
        store, tmp_path, "contracts", header,
        "1001,+375291000001; +375 29 100-00-02 ;200-00-00;,Ann@Example.by",
        "1002,+375291000002,ann@example.by",
    )  # fmt: skip
    assert logins(store) == [
        {"1000", "+375291000001"}, {"1001", "+375291000002", "ann@example.by"}, {"1002"},
    ]  # fmt: skip
    assert facts(store, "1001")["customer"]["phone"] == "+375291000001;+375 29 100-00-02;200-00-00"


REFUSED = [
    ("1000,,,,", "contract", "There is a contract 1000 already."),
    ("10 00,,,,", "contract", "There is a contract 1000 already."),
    ("10/01,,,,", "contract", "“10/01” is no contract number: 1 to 20 digits or letters."),
    (",home20,,,", "contract", "It is empty, but is needed."),
    ("1001,none,,,", "tariff", "There is no tariff “none”."),
    ("1001,,2026-11-23,,", "charged_through",
     "Fees cannot be charged up to 23 November 2026: that day is still to come."),
    ("1001,,31.10.2026,,", "charged_through", "“31.10.2026” is not a day. Write it like 2026-12-31."),
    ("1001,,,suspendid,", "status",
     "“suspendid” is not possible here. It can be: active, suspended, closed."),
    ("1001,,,,$2b$12$abcdefghijklmnopqrstuv", "password",
     "This is not a whole Argon2 hash, like $argon2id$v=19$m=65536,t=3,p=4$…."),
    ("1001,,,,a\tb", "password", "A one-time password has 1 to 128 visible characters."),
]  # fmt: skip


@pytest.mark.parametrize(("row", "column", "reason"), REFUSED)
def test_what_is_refused_and_why(store: Store, tmp_path: Path, row: str, column: str, reason: str):
    """Line, column, reason; and nothing of the file is entered."""
    people.customer(store, "1000")
    header = "contract,tariff,charged_through,status,password"
    done = load(store, tmp_path, "contracts", header, "1009,home20,2026-11-22,,", row)
    assert faults(store, done) == [(3, column, reason)]
    assert done.applied == 0
    assert len(logins(store)) == 1


def test_a_number_twice_in_a_file(store: Store, tmp_path: Path):
    """However it is written; --partial takes the first one."""
    done = load(store, tmp_path, "contracts", "contract", "AB-12", "7", "ab12", partial=True)
    assert (done.applied, done.refused) == (2, 1)
    assert faults(store, done) == [(4, "contract", "This is in the file twice; line 2 has it first.")]
    assert logins(store) == [{"AB12"}, {"7"}]


def test_a_contract_that_came_meanwhile(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Somebody opens it between the two passes: the file is refused as a whole, in words."""

    def slower(store: Store, *given: Any) -> Any:
        people.customer(store, "1001")
        return entered(store, *given)

    entered = imports._enter
    monkeypatch.setattr(imports, "_enter", slower)
    with pytest.raises(Refusal, match=r"contracts\.number_taken"):
        load(store, tmp_path, "contracts", "contract,customer", "1000,C1", "1001,C2")
    assert logins(store) == [{"1001"}]


def test_a_file_of_many(store: Store, tmp_path: Path):
    """More rows than a batch; each contract has its own account, login, name and balance."""
    rows = [f"{n:06d},C{n // 3},{n}.00,2026-10-31" for n in range(2500)]
    done = load(store, tmp_path, "contracts", "contract,customer,balance,charged_through", *rows)
    assert (done.rows, done.applied) == (2500, 2500)
    with store.read() as session:
        pairs = session.execute(
            select(Contract.number, Account.balance, Customer.code)
            .join(Account, Account.contract == Contract.id)
            .join(Customer, Customer.id == Contract.customer)
            .order_by(Contract.number)
        ).all()
    assert [tuple(row) for row in pairs] == [(f"{n:06d}", n * 100, f"C{n // 3}") for n in range(2500)]
    assert len(logins(store)) == 834
    assert seen(store, findings) == []


def test_who_comes_with_a_hash_gets_in(store: Store, tmp_path: Path):
    """EIR-04: the password known from the other system opens at once; by phone, too."""
    load(store, tmp_path, "contracts", "contract,phone,password", f'1001,+375291000001,"{FOREIGN}"')
    assert facts(store, "1001")["login"]["password"] == FOREIGN
    assert people.enter(store, kind="phone", number="291000001").must_change is MustChange.NO
    with pytest.raises(Refusal, match=r"access\.wrong"):
        people.enter(store, password="wrong")


def test_a_one_time_password_must_be_changed(store: Store, tmp_path: Path, clock: Clock):
    """VEL-14: it opens nothing but its own change, and lives 72 hours (profile) from the import on."""
    load(store, tmp_path, "contracts", "contract,password", "1001, 0123456789 ", "1002,0123456789")
    assert facts(store, "1001")["login"]["expires_at"] == clock.now + timedelta(hours=72)
    entry = people.enter(store, password="0123456789")
    assert entry.must_change is MustChange.ONE_TIME
    with pytest.raises(Denied):
        store.run(people.owner(entry), "home.show", entry.contracts[0].contract)
    store.run(people.owner(entry), change_password, entry.login, Secret("0123456789"), Secret(PASSWORD))
    assert people.enter(store).must_change is MustChange.NO
    clock.advance(hours=72)
    with pytest.raises(Refusal, match="one_time_over"):
        people.enter(store, "1002", "0123456789")


def test_how_long_it_lives_is_the_profiles(store: Store, tmp_path: Path, clock: Clock):
    tune(store, AccessRules, password=PasswordRules(one_time_hours=1))
    load(store, tmp_path, "contracts", "contract,password", "1001,0123456789")
    assert facts(store, "1001")["login"]["expires_at"] == clock.now + timedelta(hours=1)


def test_a_file_has_a_thousand_one_time_passwords_at_most(store: Store, tmp_path: Path):
    """Hashes cost nothing and are not counted."""
    rows = [f"{n},0123456789" for n in range(1001)]
    done = load(store, tmp_path, "contracts", "contract,password", f'5000,"{FOREIGN}"', *rows)
    (fault,) = faults(store, done)
    assert fault[:2] == (1003, "password")
    assert "at most 1000 one-time passwords" in fault[2]
    assert done.applied == 0


def test_the_first_row_of_a_customer_says_how_they_log_in(store: Store, tmp_path: Path):
    """A customer who has a login keeps it, whatever a later row says."""
    header = "contract,customer,password"
    load(store, tmp_path, "contracts", header, f'1001,C1,"{FOREIGN}"', "1002,C1,0123456789")
    load(store, tmp_path, "contracts", header, "1003,C1,0123456789")
    entry = people.enter(store, "1003")
    assert entry.must_change is MustChange.NO
    assert [line.number for line in entry.contracts] == ["1003", "1001", "1002"]


@pytest.mark.parametrize("password", ["s3cret-0nce", "$argon2id$v=19$m=9,t=1,p=9$c2VjcmV0LXNhbHQ$c2VjcmV0"])
def test_passwords_are_not_repeated(store: Store, tmp_path: Path, password: str):
    """Not in faults, nor in what the views of a row show."""
    rows = ("contract,password,status", f'1001,"{password}",open', f'1001,"{password}",active')
    done = load(store, tmp_path, "contracts", *rows)
    assert done.refused
    assert password not in repr(done)
    assert password not in repr(faults(store, done))


def test_a_contract_charged_through_today_may_come(store: Store, tmp_path: Path):
    assert load(store, tmp_path, "contracts", "contract,charged_through", "1,2026-11-22").applied == 1


def test_who_pays_in_advance_comes_charged_to_the_end_of_the_period(store: Store, tmp_path: Path):
    """ILEX-19: no further than that; the balance is as of today, so what is paid from tomorrow on counts."""
    tune(store, ChargingRules, manner="advance")
    rows = ["contract,charged_through,balance", "1,2026-11-30,5.00", "2,2026-12-01,5.00"]
    (fault,) = load(store, tmp_path, "contracts", *rows, partial=True).faults
    assert (fault.line, fault.column) == (3, "charged_through")
    assert facts(store, "1")["contract"]["balance_on"] == TODAY


def test_a_dry_run_keeps_nothing_and_a_file_is_taken_once(store: Store, tmp_path: Path):
    assert load(store, tmp_path, "contracts", "contract", "1", dry_run=True).refused == 0
    assert logins(store) == []
    load(store, tmp_path, "contracts", "contract", "1")
    with pytest.raises(Refusal, match=r"imports\.again"):
        load(store, tmp_path, "contracts", "contract", "1")
