"""The preview of a change is its outcome, whatever happened before (ISP-27, ISP-28, VEL-34)."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.core.proof import findings
from kiosk.core.store import Store
from kiosk.tariffs.rules import ChangeRules
from tests.sight import seen
from tests.tariffs.acts import Act, begin, fee_left_out, settle

ACTS = st.one_of(
    st.builds(Act, st.just("change"), st.integers(0, 4)),
    st.builds(Act, st.just("change"), st.integers(0, 4)),
    st.builds(Act, st.just("cancel"), st.just(0)),
    st.builds(Act, st.just("charge"), st.integers(0, 9)),
    st.builds(Act, st.just("pass"), st.integers(1, 20)),
    st.builds(Act, st.just("pay"), st.integers(1, 9000)),
    st.builds(Act, st.just("price"), st.integers(0, 9000)),
)
RULES = st.builds(
    ChangeRules,
    fee=st.sampled_from(["0", "0.01", "10.00"]),
    effective=st.sampled_from(["now", "next_day", "next_period"]),
    balance=st.sampled_from(["0", "20.00"]),
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    acts=st.lists(ACTS, min_size=6, max_size=14),
    manner=st.sampled_from(["daily", "advance"]),
    up=RULES,
    down=RULES,
    least=st.sampled_from([0, 3]),
    postpaid=st.booleans(),
)
def test_the_preview_is_the_outcome(store: Store, clock, acts, manner, up, down, least, postpaid):
    settle(store, manner, up, down, least)
    play = begin(store, clock, postpaid)
    for act in acts:
        play.do(act)
    assert play.different == []


def test_a_fee_left_out_of_the_preview_is_found(store: Store, clock):
    paid = ChangeRules(fee="1.00")
    settle(store, "daily", paid, paid)
    play = begin(store, clock)
    with fee_left_out():
        play.do(Act("change", 1))
    assert play.changes == 1
    assert play.different[0] == "balance: said 5000, found 4900"


def test_a_long_life_proves_sound(store: Store, clock):
    """Many changes, some taken back, in advance and missed days among them: the ledger's proofs hold."""
    paid = ChangeRules(fee="1.00", effective="now")
    settle(store, "advance", paid, ChangeRules(effective="next_period"))
    play = begin(store, clock)
    play.do(Act("pay", 90000))
    for at in range(18):
        for act in (Act("charge", 1 + at % 5), Act("change", at), Act("price", at * 31 + 900)):
            play.do(act)
        if at % 4 == 3:
            play.do(Act("cancel", 0))
    assert play.changes >= 6
    assert play.different == []
    assert not seen(store, findings)
