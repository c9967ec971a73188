"""Opening contracts: VEL-12 (access at once, without a password), VEL-40 (masked names)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from kiosk.contracts.cases import contract_of, find, open_contract
from kiosk.contracts.rules import ContractStatus, CustomerKind, Settlement
from kiosk.contracts.views import NewContract, NewCustomer, NewLogin
from kiosk.core import ledger
from kiosk.core.identity import Access, Login, LoginName
from kiosk.core.ledger import Account, Posting
from kiosk.core.money import Money
from kiosk.core.store import Store
from kiosk.core.work import ContractId, Refusal
from tests.conftest import Clock
from tests.people import job

PERSON = NewCustomer(first_name="Иван", last_name="Иванов", phones=("+375 29 100-00-01",))
DAY = date(2026, 11, 1)


def opened(store: Store, new: NewContract) -> ContractId:
    return store.run(job(), open_contract, new).contract


def names(store: Store) -> set[tuple[str, str, int]]:
    with store.read() as session:
        rows = session.execute(select(LoginName.kind, LoginName.value, LoginName.login))
        return {(row.kind, row.value, row.login) for row in rows}


def test_a_new_contract_can_be_entered_as_soon_as_it_has_a_password(store: Store, clock: Clock):
    """VEL-12: the way in is there at once, without a password."""
    contract = opened(store, NewContract("10-01", PERSON, DAY))
    with store.read() as session:
        access = session.execute(select(Access.login, Access.right, Access.until, Access.since)).one()
        login = session.execute(select(Login)).one()
        assert ledger.balance(session, contract) == 0
    assert tuple(access) == (login.id, "owner", None, clock.now)
    assert (login.password, login.changed_at, login.blocked) == (None, None, "")
    assert names(store) == {("contract", "1001", login.id), ("phone", "+375291000001", login.id)}


def test_contracts_of_one_customer_share_one_login(store: Store):
    customer = NewCustomer(first_name="Мария", last_name="Петрова", code="petrova")
    opened(store, NewContract("1002", customer, DAY))
    opened(store, NewContract("2002", customer, DAY, login=NewLogin("never used")))
    kinds = {(kind, value) for kind, value, _ in names(store)}
    assert kinds == {("contract", "1002"), ("contract", "2002")}
    assert len({login for _, _, login in names(store)}) == 1
    with store.read() as session:
        assert session.execute(select(Login.password)).all() == [(None,)]


def test_a_phone_of_another_customer_stays_theirs(store: Store):
    opened(store, NewContract("1001", PERSON, DAY))
    opened(store, NewContract("1002", PERSON, DAY))
    phones = [login for kind, _, login in names(store) if kind == "phone"]
    first = next(login for kind, value, login in names(store) if value == "1001")
    assert phones == [first]


def test_a_landline_is_no_login_name_and_refuses_nothing(store: Store):
    opened(store, NewContract("1001", NewCustomer(company="ООО «Пример»", phones=("200-00-00",)), DAY))
    assert {kind for kind, _, _ in names(store)} == {"contract"}


def test_a_number_is_given_once(store: Store):
    opened(store, NewContract("AB12", PERSON, DAY))
    with pytest.raises(Refusal) as refusal:
        opened(store, NewContract("ab-12", PERSON, DAY))
    assert refusal.value.code == "contracts.number_taken"
    assert refusal.value.params == {"number": "AB12"}


@pytest.mark.parametrize("number", ["", "10/01", "1" * 21])
def test_what_is_no_number_is_refused(store: Store, number: str):
    with pytest.raises(Refusal, match=r"contracts\.number"):
        opened(store, NewContract(number, PERSON, DAY))
    assert names(store) == set()


def test_a_name_that_would_act_on_a_terminal_is_refused(store: Store):
    with pytest.raises(Refusal, match=r"text\.signs"):
        opened(store, NewContract("1001", NewCustomer(first_name="\x1b[31mИван"), DAY))


def test_an_unknown_tariff_is_refused_with_everything(store: Store):
    with pytest.raises(Refusal, match=r"tariffs\.unknown"):
        opened(store, NewContract("1001", PERSON, DAY, tariff="none"))
    assert names(store) == set()


@pytest.mark.parametrize("amount", [3710, -1840])
def test_a_balance_brought_along_is_a_posting_with_its_reason(store: Store, amount: int):
    contract = opened(store, NewContract("1001", PERSON, DAY, balance=Money(amount), balance_on=DAY))
    with store.read() as session:
        rows = session.execute(
            select(Account.name, Posting.amount, Posting.kind, Posting.dated, Posting.rule)
            .join(Account, Account.id == Posting.account)
            .order_by(Posting.line)
        ).all()
        assert ledger.balance(session, contract) == amount
    assert [tuple(row) for row in rows] == [
        (None, amount, "opening", DAY, "contracts.open"),
        ("opening", -amount, "opening", DAY, "contracts.open"),
    ]


def test_facts_are_masked(store: Store):
    """VEL-40: strangers behind the customer read first name, initial, the end of the phone."""
    new = NewContract("1001", PERSON, DAY, "ул. Примерная, 1", status=ContractStatus.SUSPENDED)
    contract = opened(store, new)
    with store.read() as session:
        facts = contract_of(session, contract)
    assert (facts.number, facts.name, facts.phone) == ("1001", "Иван И.", "+375•••01")
    assert (facts.status, facts.payment) == (ContractStatus.SUSPENDED, Settlement.PREPAID)


def test_a_company_is_named_as_it_is(store: Store):
    company = NewCustomer(CustomerKind.COMPANY, company="ООО «Пример»")
    contract = opened(store, NewContract("1007", company, DAY, payment=Settlement.POSTPAID))
    with store.read() as session:
        facts = contract_of(session, contract)
    assert (facts.name, facts.phone, facts.payment) == ("ООО «Пример»", "", Settlement.POSTPAID)


def test_a_contract_is_found_however_its_number_is_typed(store: Store):
    contract = opened(store, NewContract("AB12", PERSON, DAY))
    assert store.run(job(), find, " ab-12 ").contract == contract
    for unknown in ("1", "", "a/b"):
        with pytest.raises(Refusal, match=r"contracts\.unknown"):
            store.run(job(), find, unknown)
