"""Open a contract; say what others need of one."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from kiosk.contracts.opening import create
from kiosk.contracts.records import Contract, Customer
from kiosk.contracts.rules import ContractStatus, Settlement, contract_number
from kiosk.contracts.views import ContractFacts, NewContract, Opened
from kiosk.core.text import mask_name, mask_phone
from kiosk.core.work import JOB, STAFF, ContractId, Refusal, Work, use_case

_FACTS = (
    select(
        Contract.number, Contract.address, Contract.status, Contract.payment,
        Customer.first_name, Customer.last_name, Customer.company, Customer.phone,
    )
    .join(Customer, Customer.id == Contract.customer)
    .where(Contract.id == bindparam("of_contract"))
)  # fmt: skip


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


@use_case("contracts.open", by=(JOB, STAFF), writes=True)
def open_contract(work: Work, new: NewContract) -> Opened:
    """Open a contract. Refuses as `opening.create`."""
    (contract,) = create(work, [new])
    return Opened(contract, contract_of(work.session, contract).number)
