"""Profiles that differ from the tests' own in a setting or two."""

from __future__ import annotations

from typing import Any

import msgspec

from kiosk.core.operator import Operator
from kiosk.core.store import Store


def tuned(operator: Operator, kind: type[msgspec.Struct], **changes: Any) -> Operator:
    """The same profile with some settings of one module changed."""
    settings = {**operator._settings, kind: msgspec.structs.replace(operator.of(kind), **changes)}
    return Operator(operator.folder, operator.facts, settings)


def tune(store: Store, kind: type[msgspec.Struct], **changes: Any) -> None:
    """Let a store go on under changed settings."""
    store.operator = tuned(store.operator, kind, **changes)


def without(operator: Operator, module: str) -> Operator:
    """The same profile with a module switched off."""
    kept = [name for name in operator.facts.modules if name != module]
    facts = msgspec.structs.replace(operator.facts, modules=kept)
    return Operator(operator.folder, facts, operator._settings)
