"""Open a contract with everything that belongs to it; say what others need of one."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, bindparam, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from kiosk.contracts.holds import hold
from kiosk.contracts.records import Contract, Customer
from kiosk.contracts.rules import (
    ContractStatus,
    HoldKind,
    Settlement,
    contract_number,
    email_address,
    phone_number,
)
from kiosk.contracts.views import ContractFacts, NewContract, NewCustomer, NewLogin, Opened
from kiosk.core import ledger
from kiosk.core.identity import Access, Login, LoginName
from kiosk.core.ledger import Reason
from kiosk.core.locale import mark
from kiosk.core.module import find as brought
from kiosk.core.module import modules
from kiosk.core.text import mask_name, mask_phone, require_clean
from kiosk.core.work import JOB, STAFF, ContractId, LoginId, Refusal, Work, use_case

_FACTS = (
    select(
        Contract.number, Contract.address, Contract.status, Contract.payment,
        Customer.first_name, Customer.last_name, Customer.company, Customer.phone,
    )
    .join(Customer, Customer.id == Contract.customer)
    .where(Contract.id == bindparam("of_contract"))
)  # fmt: skip
_LOGIN_OF = (
    select(Access.login)
    .join(Contract, Contract.id == Access.contract)
    .where(Contract.customer == bindparam("of_customer"), Access.until.is_(None))
    .order_by(Access.login)
    .limit(1)
)
_CUSTOMER = upsert(Customer).on_conflict_do_nothing(index_elements=[Customer.code]).returning(Customer.id)
_OPEN = upsert(Contract).on_conflict_do_nothing(index_elements=[Contract.number]).returning(Contract.id)
_NAME = upsert(LoginName).on_conflict_do_nothing()


def contract_of(session: Connection, contract: ContractId) -> ContractFacts:
    """What may be shown of a contract; the name as strangers may read it (VEL-40)."""
    row = session.execute(_FACTS, {"of_contract": contract}).one()
    return ContractFacts(
        contract,
        row.number,
        mask_name(row.first_name, row.last_name, row.company),
        mask_phone(row.phone.partition(";")[0]),
        row.address,
        ContractStatus(row.status),
        Settlement(row.payment),
    )


@use_case("contracts.find", by=(JOB, STAFF), reads=True)
def find(work: Work, number: str) -> ContractFacts:
    """The contract with this number, however it is typed. Refuses: contracts.unknown."""
    known = select(Contract.id).where(Contract.number == contract_number(number))
    contract = work.session.execute(known).scalar()
    if contract is None:
        raise Refusal("contracts.unknown", "There is no contract {number}.", number=number[:40])
    return contract_of(work.session, ContractId(contract))


def create(work: Work, new: NewContract) -> ContractId:
    """Open a contract: customer, account, tariff, balance brought along, and the way in.

    Access is there at once, without a password until one is given (VEL-12); contracts of one customer
    share one login. Refuses: contracts.number, contracts.number_taken, tariffs.unknown, text.*.
    """
    customer = _customer(work, new.customer)
    login = work.session.execute(_LOGIN_OF, {"of_customer": customer}).scalar()
    contract = _contract(work, new, customer)
    ledger.open_account(work.session, contract)
    _suspend(work, contract, new)
    for module in modules().values():
        if module.opened:
            brought(module.opened)(work, contract, new)
    if new.balance:
        reason = Reason("contracts.open", mark("Balance brought forward"))
        ledger.post(work, contract, new.balance, "opening", "opening", reason, new.balance_on)
    if login is None:
        login = _login(work, new.login, new.customer)
    _add_name(work, LoginId(login), "contract", contract_number(new.number))
    work.session.execute(insert(Access), {"login": login, "contract": contract, "since": work.now})
    return contract


def _suspend(work: Work, contract: ContractId, new: NewContract) -> None:
    """Who comes suspended without money in advance owes a day; all others the company holds."""
    if new.status is ContractStatus.SUSPENDED:
        owes = new.payment is Settlement.PREPAID and new.balance <= 0
        since = new.charged_through + timedelta(days=1) if new.charged_through else work.today
        hold(work.session, [(contract, since)], HoldKind.DEBT if owes else HoldKind.COMPANY)


@use_case("contracts.open", by=(JOB, STAFF), writes=True)
def open_contract(work: Work, new: NewContract) -> Opened:
    """Open a contract. Refuses as `create`."""
    contract = create(work, new)
    return Opened(contract, contract_of(work.session, contract).number)


def _customer(work: Work, new: NewCustomer) -> int:
    """A new customer, or the one who has this code already."""
    values = {
        "code": new.code,
        "kind": new.kind,
        "first_name": require_clean(new.first_name),
        "last_name": require_clean(new.last_name),
        "patronymic": require_clean(new.patronymic),
        "company": require_clean(new.company),
        "phone": ";".join(require_clean(phone, 40) for phone in new.phones),
        "email": require_clean(new.email),
    }
    made = work.session.execute(_CUSTOMER, values).scalar()
    if made is not None:
        return made
    return work.session.execute(select(Customer.id).where(Customer.code == new.code)).scalar_one()


def _contract(work: Work, new: NewContract, customer: int) -> ContractId:
    number = contract_number(new.number)
    if number is None:
        raise Refusal(
            "contracts.number",
            "“{text}” is no contract number: 1 to 20 digits or letters.",
            text=new.number[:40],
        )
    values = {
        "number": number,
        "customer": customer,
        "opened_on": new.opened_on,
        "balance_on": new.balance_on,
        "address": require_clean(new.address),
        "status": new.status,
        "payment": new.payment,
    }
    contract = work.session.execute(_OPEN, values).scalar()
    if contract is None:
        raise Refusal("contracts.number_taken", "There is a contract {number} already.", number=number)
    return ContractId(contract)


def _login(work: Work, new: NewLogin, customer: NewCustomer) -> LoginId:
    """The customer's way in, under the phones and the e-mail address, too."""
    values = {
        "password": new.password,
        "one_time": new.expires_at is not None,
        "expires_at": new.expires_at,
        "changed_at": (new.set_at or work.now) if new.password else None,
        "blocked": new.blocked,
    }
    login = LoginId(work.session.execute(insert(Login).returning(Login.id), values).scalar_one())
    for phone in customer.phones:
        _add_name(work, login, "phone", phone_number(phone))
    _add_name(work, login, "email", email_address(customer.email))
    return login


def _add_name(work: Work, login: LoginId, kind: str, value: str | None) -> None:
    """A name of somebody else stays theirs; a phone of another form is no login name."""
    if value:
        work.session.execute(_NAME, {"kind": kind, "value": value, "login": login})
