"""What one capability brings to the house. There is no other list of capabilities.

Every package `kiosk/NAME` has `MODULE = Module(...)` in its `__init__.py`. A module object is light:
what it brings is named ("package.module:attribute") and imported when somebody asks for it.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

import msgspec

_NOT_CAPABILITIES = {"core", "cli", "migrations"}


@dataclass(frozen=True, slots=True)
class Module:
    """One capability. Names are "package.module:attribute"; empty means: brings none.

    name      its one name, in all four rooms
    title     gettext id of its name on the home screen; empty: no tile
    settings  its part of the operator profile, read from NAME.toml
    tile      function (work, contract) -> core.tile.Tile; None: there is nothing of it for this contract
    records   it has tables, in kiosk.NAME.records
    cases     it has use cases, in kiosk.NAME.cases
    unfit     function (work, [NewContract]) -> (position, column, Refusal)s: why they cannot be opened
    opened    function (work, [(contract, NewContract)]) -> None: what it adds to contracts just opened
    charges   function (session, contracts, first, last) -> charging.Line by contract: what they cost
    imports   import kind -> kiosk.core.files.Kind
    checks    function (work) -> list[Sentence], faults found, for `db check`
    doubts    function (operator) -> core.doubts.Doubts, for `doctor --operator`
    needs     modules without which it cannot do its work
    always    no profile does without it
    demo      function (store) -> None: loads its sample data
    commands  click group or command of the `kiosk` command
    rank      where its demo data load and its checks run: lower is earlier
    """

    name: str
    title: str = ""
    settings: type[msgspec.Struct] | None = None
    tile: str = ""
    records: bool = False
    cases: bool = True
    unfit: str = ""
    opened: str = ""
    charges: str = ""
    imports: Mapping[str, str] | None = None
    checks: str = ""
    doubts: str = ""
    needs: tuple[str, ...] = ()
    always: bool = False
    demo: str = ""
    commands: Mapping[str, str] | None = None
    rank: int = 50


def find(name: str) -> Any:
    """The object that "package.module:attribute" names."""
    package, _, attribute = name.partition(":")
    return getattr(import_module(package), attribute)


@cache
def modules() -> Mapping[str, Module]:
    """All capabilities by name, in order of rank."""
    package = import_module("kiosk")
    found = [
        import_module(f"kiosk.{info.name}").MODULE
        for info in pkgutil.iter_modules(package.__path__)
        if info.ispkg and info.name not in _NOT_CAPABILITIES
    ]
    return {module.name: module for module in sorted(found, key=lambda m: (m.rank, m.name))}


@cache
def load_records() -> None:
    """Import the house's and every capability's tables, so that the metadata are complete."""
    for name in ("audit", "identity", "ledger", "outbox", "throttle"):
        import_module(f"kiosk.core.{name}")
    for module in modules().values():
        if module.records:
            import_module(f"kiosk.{module.name}.records")


@cache
def load_cases() -> None:
    """Import every capability's use cases, so that the registry is complete."""
    load_records()
    for module in modules().values():
        if module.cases:
            import_module(f"kiosk.{module.name}.cases")
