"""Rows that go to the driver as it takes them are the rows that SQLAlchemy would write."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import bindparam, insert, select, update

from kiosk.core.ledger import Account, Operation
from kiosk.core.rows import among, kept, write
from kiosk.core.store import Store
from tests.people import customer

NAMES = ("id", "kind", "actor", "terminal", "visit", "fingerprint", "recorded", "dated")
SHARED = {"kind": "100% tests", "actor": "job:tests", "terminal": "1", "visit": None, "fingerprint": b"\0"}
AT, ON = datetime(2026, 11, 22, 12, 0, 0, 7, UTC), date(2026, 11, 22)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_ids_times_and_days_are_kept_as_by_sqlalchemy(store: Store, count: int):
    ids = [UUID(int=at) for at in range(count)]
    with store.write() as session:
        times = kept(session, AT), kept(session, ON)
        write(session, insert(Operation), NAMES, [(kept(session, i), *SHARED.values(), *times) for i in ids])
        session.execute(insert(Operation), {"id": UUID(int=9), "recorded": AT, "dated": ON, **SHARED})
    with store.read() as session:
        rows = session.execute(select(Operation.__table__).order_by(Operation.id)).mappings().all()
    assert [row["id"] for row in rows] == [*ids, UUID(int=9)]
    assert all({**row, "id": None} == {**rows[-1], "id": None} for row in rows)
    assert (rows[-1]["recorded"], rows[-1]["dated"]) == (AT, ON)


def test_an_update_takes_its_values_in_their_order_and_no_other(store: Store):
    contracts = [customer(store, str(number), password=None) for number in range(3)]
    add = update(Account).where(Account.contract == bindparam("of")).values(balance=bindparam("by"))
    with store.write() as session:
        write(session, add, ("by", "of"), [(7 * contract, contract) for contract in contracts])
        with pytest.raises(TypeError, match="are not the parameters"):
            write(session, add, ("of", "by"), [(1, 1)])
        found = select(Account.balance).where(among(Account.contract, "ids")).order_by(Account.contract)
        some = session.execute(found, {"ids": [*contracts[1:], 999]}).scalars().all()
        assert some == [7 * contract for contract in contracts[1:]]
        assert session.execute(found, {"ids": []}).all() == []
