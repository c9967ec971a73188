"""Opening contracts with everything that belongs to them: one at a desk, a thousand of a file at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import uuid5

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from kiosk.contracts.records import Contract, Customer
from kiosk.contracts.rules import (
    contract_number,
    email_address,
    phone_number,
)
from kiosk.contracts.views import NewContract, NewCustomer, NewLogin
from kiosk.core import bulk, ledger
from kiosk.core.identity import Access, Login, LoginName
from kiosk.core.ledger import Reason
from kiosk.core.locale import mark
from kiosk.core.module import find as brought
from kiosk.core.module import modules
from kiosk.core.text import clean, require_clean
from kiosk.core.work import ContractId, OperationId, Refusal, Work

Opening = tuple[ContractId, NewContract]

_CUSTOMERS = upsert(Customer).on_conflict_do_nothing(index_elements=[Customer.code])
_BY_CODE = select(Customer.code, Customer.id).where(Customer.code.in_(bindparam("of_codes", expanding=True)))
_CONTRACTS = upsert(Contract).on_conflict_do_nothing(index_elements=[Contract.number])
_BY_NUMBER = select(Contract.number, Contract.id).where(
    Contract.number.in_(bindparam("of_numbers", expanding=True))
)
_LOGINS_OF = (
    select(Contract.customer, func.min(Access.login).label("login"))
    .join(Access, Access.contract == Contract.id)
    .where(Contract.customer.in_(bindparam("of_customers", expanding=True)), Access.until.is_(None))
    .group_by(Contract.customer)
)
_LOGINS, _ACCESS = insert(Login), insert(Access)
# A name of somebody else stays theirs.
_NAMES = upsert(LoginName).on_conflict_do_nothing()


def required_number(text: str) -> str:
    """A contract number as it is kept. Refuses: contracts.number."""
    if number := contract_number(text):
        return number
    raise Refusal(
        "contracts.number",
        "“{text}” is no contract number: 1 to 20 digits or letters.",
        text=clean(text, 40),
    )


def taken(number: str) -> Refusal:
    """The number is another contract's: contracts.number_taken."""
    return Refusal("contracts.number_taken", "There is a contract {number} already.", number=number)


def unfit(work: Work, news: Sequence[NewContract]) -> Iterator[tuple[int, str, Refusal]]:
    """Why contracts cannot be opened, seen before: position, column, refusal. Only reads."""
    known = numbers(work, (new.number for new in news))
    for at, new in enumerate(news):
        if new.number in known:
            yield at, "contract", taken(new.number)
    for module in modules().values():
        if module.unfit:
            yield from brought(module.unfit)(work, news)


def numbers(work: Work, wanted: Iterable[str]) -> Mapping[str, int]:
    """Those of these contract numbers that there are, with their rows."""
    found = work.session.execute(_BY_NUMBER, {"of_numbers": list(wanted)})
    return {row.number: row.id for row in found}


def create(work: Work, news: Sequence[NewContract]) -> list[ContractId]:
    """Open contracts: customers, accounts, tariffs, balances brought along, and the ways in.

    Access is there at once, without a password until one is given (VEL-12); contracts of one customer
    share one login. Refuses: contracts.number, contracts.number_taken, tariffs.unknown, text.*.
    """
    owners = _customers(work, [new.customer for new in news])
    contracts = _contracts(work, news, owners)
    opened = list(zip(contracts, news, strict=True))
    ledger.open_accounts(work.session, contracts)
    for module in modules().values():
        if module.opened:
            brought(module.opened)(work, opened)
    _bring_balances(work, opened)
    _let_in(work, opened, owners)
    return contracts


def _customers(work: Work, people: Sequence[NewCustomer]) -> list[int]:
    """The row of each: a new one, or that of who has this code; the first of a code says who it is."""
    keys = [person.code or at for at, person in enumerate(people)]
    first: dict[str | int, NewCustomer] = {}
    for key, person in zip(keys, people, strict=True):
        first.setdefault(key, person)
    rows = dict(zip(first, bulk.new_ids(work.session, Customer, len(first)), strict=True))
    values = [{"id": rows[key], **_customer(person)} for key, person in first.items()]
    work.session.execute(_CUSTOMERS, values)
    codes = [key for key in first if isinstance(key, str)]
    if codes:
        rows |= {row.code: row.id for row in work.session.execute(_BY_CODE, {"of_codes": codes})}
    return [rows[key] for key in keys]


def _customer(new: NewCustomer) -> dict[str, Any]:
    return {
        "code": new.code,
        "kind": new.kind,
        "first_name": require_clean(new.first_name),
        "last_name": require_clean(new.last_name),
        "patronymic": require_clean(new.patronymic),
        "company": require_clean(new.company),
        "phone": ";".join(require_clean(phone, 40) for phone in new.phones),
        "email": require_clean(new.email),
    }


def _contracts(work: Work, news: Sequence[NewContract], owners: Sequence[int]) -> list[ContractId]:
    rows = bulk.new_ids(work.session, Contract, len(news))
    wanted = [required_number(new.number) for new in news]
    values = [
        {
            "id": row,
            "number": number,
            "customer": owner,
            "opened_on": new.opened_on or new.balance_on or work.today,
            "balance_on": new.balance_on,
            "address": require_clean(new.address),
            "status": new.status,
            "payment": new.payment,
        }
        for row, number, new, owner in zip(rows, wanted, news, owners, strict=True)
    ]
    work.session.execute(_CONTRACTS, values)
    kept = numbers(work, wanted)
    for row, number in zip(rows, wanted, strict=True):
        if kept[number] != row:
            raise taken(number)
    return [ContractId(row) for row in rows]


def _bring_balances(work: Work, opened: Sequence[Opening]) -> None:
    """Enter the balances brought along, each as an operation of its own."""
    reason = Reason("contracts.open", mark("Balance brought forward"))
    entries = [
        bulk.Entry(
            OperationId(uuid5(work.operation, f"opening {new.number}")),
            contract,
            new.balance,
            "opening",
            "opening",
            reason,
            new.balance_on or work.today,
        )
        for contract, new in opened
        if new.balance
    ]
    if entries:
        bulk.enter(work, "contracts.opening", entries, bulk.lock(work, [entry.contract for entry in entries]))


def _let_in(work: Work, opened: Sequence[Opening], owners: Sequence[int]) -> None:
    """A login for each customer, the one they have or a new one, with the contract's number as a name."""
    known = work.session.execute(_LOGINS_OF, {"of_customers": list(owners)})
    logins = {row.customer: row.login for row in known}
    fresh: dict[int, NewContract] = {}
    for owner, (_, new) in zip(owners, opened, strict=True):
        if owner not in logins:
            fresh.setdefault(owner, new)
    names = _logins(work, fresh, logins)
    access = []
    for owner, (contract, new) in zip(owners, opened, strict=True):
        names.append(("contract", required_number(new.number), logins[owner]))
        access.append({"login": logins[owner], "contract": contract, "since": work.now})
    work.session.execute(_NAMES, [{"kind": k, "value": v, "login": login} for k, v, login in names])
    work.session.execute(_ACCESS, access)


def _logins(
    work: Work, fresh: Mapping[int, NewContract], logins: dict[int, int]
) -> list[tuple[str, str, int]]:
    """Make the logins of customers who have none; the phones and e-mail addresses they can type, too."""
    names: list[tuple[str, str, int]] = []
    if not fresh:
        return names
    logins.update(zip(fresh, bulk.new_ids(work.session, Login, len(fresh)), strict=True))
    work.session.execute(
        _LOGINS, [{"id": logins[owner], **_login(work, new.login)} for owner, new in fresh.items()]
    )
    for owner, new in fresh.items():
        # A phone of another form is no login name.
        typed = [("phone", phone_number(phone)) for phone in new.customer.phones]
        typed.append(("email", email_address(new.customer.email)))
        names += [(kind, value, logins[owner]) for kind, value in typed if value]
    return names


def _login(work: Work, new: NewLogin) -> dict[str, Any]:
    return {
        "password": new.password,
        "one_time": new.expires_at is not None,
        "expires_at": new.expires_at,
        "changed_at": (new.set_at or work.now) if new.password else None,
        "blocked": new.blocked,
    }
