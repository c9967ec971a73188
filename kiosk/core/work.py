"""The one contract of the house: what a use case is, who asks for it, and how it says no.

Nothing here imports SQLAlchemy, so screens may name use cases, read their views and catch their
refusals before the database libraries are loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any, Generic, NewType, ParamSpec, Protocol, TypeVar, get_type_hints
from uuid import UUID, uuid5

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from kiosk.core.keys import Keys
    from kiosk.core.operator import Operator

P = ParamSpec("P")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)

ContractId = NewType("ContractId", int)
MeterId = NewType("MeterId", int)
LoginId = NewType("LoginId", int)
StaffId = NewType("StaffId", int)
VisitId = NewType("VisitId", UUID)
OperationId = NewType("OperationId", UUID)


class Kind(StrEnum):
    """Kinds of actor; `by=` of a use case names those that may ask for it."""

    ANYONE = "anyone"
    OWNER = "owner"
    STAFF = "staff"
    JOB = "job"


ANYONE, OWNER, STAFF, JOB = Kind


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a kind and, within it, a login's or staff member's id or a job's name."""

    kind: Kind
    id: str = ""

    @classmethod
    def anyone(cls) -> Actor:
        return cls(ANYONE)

    @classmethod
    def owner(cls, login: LoginId) -> Actor:
        return cls(OWNER, str(login))

    @classmethod
    def staff(cls, staff: StaffId) -> Actor:
        return cls(STAFF, str(staff))

    @classmethod
    def job(cls, name: str) -> Actor:
        return cls(JOB, name)


@dataclass(frozen=True, slots=True)
class By:
    """On whose authority and under which operation id a use case runs."""

    actor: Actor
    terminal: str
    visit: VisitId | None = None
    operation: OperationId | None = None


def derived(by: By, step: str, actor: Actor | None = None) -> By:
    """The authority of one step of a flow: the caller's, or a job's, under an id made of the caller's."""
    if by.operation is None:
        raise TypeError("a flow that writes needs an operation id")
    operation = OperationId(uuid5(by.operation, step))
    return By(actor or by.actor, by.terminal, by.visit, operation)


@dataclass(slots=True)
class Work:
    """What a use case works with: one open transaction, the profile, the time, who asks.

    moved  what it posted so far, as (line, account, amount); the audit log seals that
    """

    session: Connection
    operator: Operator
    keys: Keys
    now: datetime
    by: By
    moved: list[tuple[int, int, int]] = field(default_factory=list)

    @property
    def operation(self) -> OperationId:
        """The id under which this work writes; reading work has none."""
        if self.by.operation is None:
            raise RuntimeError("this use case reads only, or was called without an operation id")
        return self.by.operation

    @property
    def today(self) -> date:
        """The operator's calendar day."""
        return self.operator.day_of(self.now)


Param = str | int


class Refusal(Exception):
    """A use case says no. An outcome, not an error: the same operation id refuses again.

    `code` is stable (`cards.unknown`), `message` its gettext id with named fields, `params` their
    values: text, whole numbers (money in minor units), times and days as ISO 8601.
    """

    def __init__(self, code: str, message: str, /, **params: Param | date | datetime) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.params: Mapping[str, Param] = {
            name: value.isoformat() if isinstance(value, date) else value for name, value in params.items()
        }

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Refusal) and self.as_dict() == other.as_dict()

    def __hash__(self) -> int:
        return hash((self.code, self.message, tuple(sorted(self.params.items()))))

    def as_dict(self) -> dict[str, Any]:
        return {"code": self.code, "message": self.message, "params": dict(self.params)}


class SetupError(Refusal):
    """This program cannot work here as it is set up; the text says why and what to do."""


class Denied(Exception):
    """The actor has no right to this, or the object is not there: one answer for both."""


class VisitOver(Exception):
    """The visit under which this was asked has ended."""


class StepUpNeeded(Exception):
    """This use case wants a fresh proof of identity for `purpose`."""

    def __init__(self, purpose: str) -> None:
        super().__init__(purpose)
        self.purpose = purpose


class OperationReused(Exception):
    """The operation id was already used for something else."""


class Unavailable(Exception):
    """The database did not take the work. Nothing was written; ask again later."""


class Busy(Unavailable):
    """Another program writes a great deal just now. Nothing was written; ask again in a moment."""


class OutcomeUnknown(Exception):
    """The commit's answer was lost. Ask again with the same operation id to learn the outcome."""


class Named(Generic[R_co]):
    """A use case by name and result type, so that a screen can ask for it without importing it."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"Named({self.name!r})"


class Reserve(Protocol):
    """Counts a try before the case runs; may refuse. Takes the case's own arguments."""

    def __call__(self, work: Work, *args: Any) -> None: ...


@dataclass(frozen=True, slots=True)
class Owned:
    """A parameter (the first one, `work`, not counted) whose object must be the owner's.

    optional  it may be None: none in particular
    """

    position: int
    kind: Any
    optional: bool


@dataclass(frozen=True, slots=True)
class UseCase:
    """What the house knows about one registered use case or flow."""

    name: str
    function: Callable[..., Any]
    by: frozenset[Kind]
    writes: bool
    flow: bool
    owned: tuple[Owned, ...]
    result: Any
    fresh: str | None = None
    limited: bool = False
    tries: Reserve | None = None
    whole: bool = False


CASES: dict[str, UseCase] = {}
BY_FUNCTION: dict[Callable[..., Any], UseCase] = {}
OWNERS: dict[Any, Callable[[Connection, Any, LoginId], bool]] = {}


def owned_by(kind: Any) -> Callable[[Callable[..., bool]], Callable[..., bool]]:
    """Register the one way from an object of type `kind` to its owner."""

    def register(check: Callable[..., bool]) -> Callable[..., bool]:
        if kind in OWNERS:
            raise TypeError(f"{kind} has an owner check already")
        OWNERS[kind] = check
        return check

    return register


def _add(case: UseCase) -> None:
    if case.name in CASES:
        raise TypeError(f"use case {case.name} is registered twice")
    if OWNER in case.by and not case.flow and not case.owned:
        raise TypeError(f"use case {case.name}: OWNER needs a parameter of an owned type")
    CASES[case.name] = case
    BY_FUNCTION[case.function] = case


def _owned(function: Callable[..., Any], hints: Mapping[str, Any]) -> tuple[Owned, ...]:
    """The parameters of a type with a registered owner."""
    names = enumerate(list(signature(function).parameters)[1:])
    typed = [(position, hints.get(name)) for position, name in names]
    return tuple(
        Owned(position, kind, hint != kind)
        for position, hint in typed
        for kind in OWNERS
        if hint in (kind, kind | None)
    )


def _positional_only(name: str, function: Callable[..., Any]) -> None:
    """Arguments are fingerprinted and owner-checked by position, so there is only one way to pass them."""
    for parameter in signature(function).parameters.values():
        if parameter.kind not in (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD):
            raise TypeError(f"use case {name}: {parameter.name} must be positional")


def use_case(
    name: str,
    *,
    by: tuple[Kind, ...] = (),
    reads: bool = False,
    writes: bool = False,
    fresh: str | None = None,
    limited: bool = False,
    tries: Reserve | None = None,
    whole: bool = False,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Register a plain function as the use case `name`; the function itself is returned unchanged.

    `by` names who may (default: nobody). `fresh` names the purpose of a step-up that the visit must
    hold. `limited` lets a visit that may only change its password ask for it. `tries` counts a try
    before the case runs and stays counted when the case refuses. `whole` is for jobs that write a million
    rows: a refusal takes back everything, the claim of its id too, and is not kept as an outcome.
    """
    if reads == writes:
        raise TypeError(f"use case {name}: say reads=True or writes=True")

    def register(function: Callable[P, R]) -> Callable[P, R]:
        _positional_only(name, function)
        hints = get_type_hints(function)
        _add(
            UseCase(
                name, function, frozenset(by), writes, False, _owned(function, hints),
                hints["return"], fresh, limited, tries, whole,
            )
        )  # fmt: skip
        return function

    return register


def flow(
    name: str, *, by: tuple[Kind, ...] = (), limited: bool = False
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Register slow or outside work: it gets the store instead of `Work` and calls use cases itself."""

    def register(function: Callable[P, R]) -> Callable[P, R]:
        hints = get_type_hints(function)
        _add(
            UseCase(
                name, function, frozenset(by), True, True, (), hints["return"], None, limited
            )
        )  # fmt: skip
        return function

    return register
