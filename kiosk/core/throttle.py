"""Counted tries: reserved before anything is looked at, given back when the try was right.

One row per kind and key. The reservation is one statement, so that no two tries are counted as one,
however many come at once; a database that does not answer lets nobody try.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Index, Row, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.core.keys import digest
from kiosk.core.limit import Limit
from kiosk.core.records import Record
from kiosk.core.work import Work

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
# Tries at the same moment may be counted in another order than their times.
_AT_ONCE = timedelta(minutes=1)


class Throttle(Record):
    """Tries of one key. `key` is a keyed hash, so unknown names leave no trace of what was typed.

    recent times of the tries in the window that were not given back: a JSON list
    level  how many pauses in a row
    until  end of the pause; in the past: none
    last   last try, from which a level is forgotten
    """

    __tablename__ = "throttle"
    kind: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[bytes] = mapped_column(primary_key=True)
    recent: Mapped[str]
    level: Mapped[int]
    until: Mapped[datetime]
    last: Mapped[datetime]
    __table_args__ = (Index(None, "last"),)


class Alarm(Record):
    """Something that staff should look at, once per kind, terminal and day; it stops nobody.

    `attempts` not taken back as right ones; `raised`: when they were more than the profile's number.
    """

    __tablename__ = "alarm"
    kind: Mapped[str] = mapped_column(primary_key=True)
    terminal: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    attempts: Mapped[int]
    raised: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Tries:
    """The state of one key; see `Throttle`."""

    recent: tuple[datetime, ...]
    level: int
    until: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Counter:
    """What is counted: a kind of try, its key, and the profile's limit."""

    kind: str
    key: str
    limit: Limit


def rebased(state: Tries, now: datetime) -> Tries:
    """The state after the clock was set back: its times move along, so that no pause lasts for years."""
    ahead = state.last - now
    if ahead <= _AT_ONCE:
        return state
    until = state.until - ahead if state.until > state.last else NEVER
    return Tries(tuple(at - ahead for at in state.recent), state.level, until, now)


def counted(state: Tries, limit: Limit, now: datetime) -> Tries:
    """The state with one more try, and with a pause begun when it is the last one allowed."""
    window = timedelta(minutes=limit.window_minutes)
    served = len(state.recent) >= limit.tries
    before = () if served else tuple(at for at in state.recent if now - at < window)
    level = 0 if now - state.last >= timedelta(hours=limit.forget_hours) else state.level
    state = Tries((*before, now), level, NEVER, now)
    if len(state.recent) < limit.tries:
        return state
    pause = limit.pauses_minutes[min(level, len(limit.pauses_minutes) - 1)]
    return replace(state, level=level + 1, until=now + timedelta(minutes=pause))


def returned(state: Tries, limit: Limit, reserved_at: datetime) -> Tries:
    """The state without the try reserved at that time; the pause that it completed is lifted."""
    if reserved_at not in state.recent:
        return state
    if len(state.recent) >= limit.tries:
        state = replace(state, level=state.level - 1, until=NEVER)
    at = state.recent.index(reserved_at)
    return replace(state, recent=state.recent[:at] + state.recent[at + 1 :])


_LOCK = (
    insert(Throttle)
    .values(recent="[]", level=0, until=NEVER)
    .on_conflict_do_update(index_elements=["kind", "key"], set_={"kind": Throttle.kind})
    .returning(Throttle.recent, Throttle.level, Throttle.until, Throttle.last)
)
_STATE = select(Throttle.recent, Throttle.level, Throttle.until, Throttle.last).where(
    Throttle.kind == bindparam("of_kind"), Throttle.key == bindparam("of_key")
)
_SAVE = update(Throttle).where(Throttle.kind == bindparam("of_kind"), Throttle.key == bindparam("of_key"))
_ATTEMPT = (
    insert(Alarm)
    .values(attempts=1)
    .on_conflict_do_update(index_elements=["kind", "terminal", "day"], set_={"attempts": Alarm.attempts + 1})
    .returning(Alarm.attempts, Alarm.raised)
)
_OF_DAY = update(Alarm).where(
    Alarm.kind == bindparam("of_kind"),
    Alarm.terminal == bindparam("of_terminal"),
    Alarm.day == bindparam("of_day"),
)
_RAISE = _OF_DAY.values(raised=bindparam("at"))
_TAKE_BACK = _OF_DAY.where(Alarm.attempts > 0).values(attempts=Alarm.attempts - 1)


def reserve(work: Work, counters: Sequence[Counter]) -> int:
    """Count one try on all counters; seconds to wait if any of them pauses (then none is counted)."""
    states = [_locked(work, counter) for counter in counters]
    wait = max((state.until - work.now for state in states), default=timedelta())
    if wait > timedelta():
        return math.ceil(wait.total_seconds())
    for counter, state in zip(counters, states, strict=True):
        _save(work, counter, counted(state, counter.limit, work.now))
    return 0


def give_back(work: Work, counters: Sequence[Counter], reserved_at: datetime) -> None:
    """The try reserved at that time was right: it does not count."""
    for counter in counters:
        _save(work, counter, returned(_locked(work, counter), counter.limit, reserved_at))


def left(work: Work, counter: Counter) -> int:
    """Tries that are left before a pause."""
    return max(0, counter.limit.tries - len(_locked(work, counter).recent))


def waiting(work: Work, counter: Counter) -> int:
    """Seconds until tries are possible again, 0: now. Reads only."""
    where = {"of_kind": counter.kind, "of_key": _key(work, counter)}
    row = work.session.execute(_STATE, where).first()
    until = rebased(_tries(row), work.now).until if row else NEVER
    return max(0, math.ceil((until - work.now).total_seconds()))


def watch(work: Work, kind: str, most: int) -> None:
    """Count an attempt of this terminal and day; more than `most` not taken back raise an alarm row."""
    where = {"kind": kind, "terminal": work.by.terminal, "day": work.today}
    row = work.session.execute(_ATTEMPT, where).one()
    if row.attempts > most and row.raised is None:
        work.session.execute(_RAISE, {**_of_day(work, kind), "at": work.now})


def unwatch(work: Work, kind: str) -> None:
    """The attempt counted by `watch` was a right one; of another day or terminal, it stays there."""
    work.session.execute(_TAKE_BACK, _of_day(work, kind))


def _of_day(work: Work, kind: str) -> dict[str, Any]:
    return {"of_kind": kind, "of_terminal": work.by.terminal, "of_day": work.today}


def _key(work: Work, counter: Counter) -> bytes:
    return digest(work.keys.fingerprint, "throttle", counter.kind, counter.key)


def _locked(work: Work, counter: Counter) -> Tries:
    """The state of a key, its row locked until the end of the transaction."""
    row = work.session.execute(
        _LOCK, {"kind": counter.kind, "key": _key(work, counter), "last": work.now}
    ).one()
    kept = _tries(row)
    state = rebased(kept, work.now)
    if state is not kept:
        _save(work, counter, state)
    return state


def _tries(row: Row[*tuple[Any, ...]]) -> Tries:
    recent = msgspec.json.decode(row.recent, type=tuple[datetime, ...])
    return Tries(recent, row.level, row.until, row.last)


def _save(work: Work, counter: Counter, state: Tries) -> None:
    work.session.execute(
        _SAVE,
        {
            "of_kind": counter.kind,
            "of_key": _key(work, counter),
            "recent": msgspec.json.encode(state.recent).decode(),
            "level": state.level,
            "until": state.until,
            "last": state.last,
        },
    )
