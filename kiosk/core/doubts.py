"""What in a profile contradicts itself although it can be loaded: for `kiosk doctor --operator`.

What no profile can work with is refused by `operator.load`. A doubt is for the administrator: customers
would meet it as a missing word, an empty line, or a way that leads nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, get_args, get_origin

import msgspec

from kiosk.core.locale import Sentence, mark
from kiosk.core.module import find, modules
from kiosk.core.operator import Operator, Texts

OPERATOR = "operator.toml"
_TWICE = mark("“{name}” is there twice. Take one out.")


@dataclass(frozen=True, slots=True)
class Doubt:
    """One contradiction: `file` of the profile, `key` or column in it, what is wrong and what to do.

    line  of the file; 0: not known
    """

    file: str
    key: str
    reason: Sentence
    line: int = 0


Doubts = Iterator[Doubt]


def about_operator(operator: Operator) -> Doubts:
    """What `operator.toml` says that does not fit together."""
    yield from _languages(operator)
    yield from _modules(operator)
    facts = operator.facts
    if not (facts.contacts or facts.phone or facts.site):
        unreachable = mark("Nobody can be reached: there are neither contacts nor a phone or site. Add one.")
        yield Doubt(OPERATOR, "contacts", Sentence(unreachable))
    if not _currency_is_known(facts.currency):
        unknown = mark("“{currency}” is no currency that is known. Write its code, like BYN or EUR.")
        yield Doubt(OPERATOR, "currency", Sentence(unknown, {"currency": facts.currency}))


def about_texts(operator: Operator) -> Doubts:
    """Texts of the profile that one of its languages lacks."""
    files = {OPERATOR: operator.facts} | {
        f"{module.name}.toml": operator.of(module.settings)
        for module in modules().values()
        if module.settings
    }
    lacking = mark("There is no text for the language “{language}”: customers would read another. Add it.")
    for file, settings in files.items():
        for key, texts in _texts(type(settings), settings):
            for language in operator.languages:
                if texts and not texts.get(language):
                    yield Doubt(file, key, Sentence(lacking, {"language": language}))


def about_modules(operator: Operator) -> Doubts:
    """What the modules find in their settings and in the sample data."""
    for module in modules().values():
        if module.doubts:
            yield from find(module.doubts)(operator)


def _languages(operator: Operator) -> Doubts:
    for name in dict.fromkeys(operator.languages):
        if operator.languages.count(name) > 1:
            yield Doubt(OPERATOR, "languages", Sentence(_TWICE, {"name": name}))


def _modules(operator: Operator) -> Doubts:
    needed = mark("“{name}” needs the module “{other}”. Add it, or take “{name}” out.")
    always = mark("No profile does without the module “{name}”. Add it.")
    chosen, known = operator.facts.modules, modules()
    for name in dict.fromkeys(chosen):
        if chosen.count(name) > 1:
            yield Doubt(OPERATOR, "modules", Sentence(_TWICE, {"name": name}))
        for other in known[name].needs:
            if other not in chosen and not known[other].always:
                yield Doubt(OPERATOR, "modules", Sentence(needed, {"name": name, "other": other}))
    for module in known.values():
        if module.always and module.name not in chosen:
            yield Doubt(OPERATOR, "modules", Sentence(always, {"name": module.name}))


def _texts(kind: Any, value: Any, key: str = "") -> Iterator[tuple[str, Texts]]:
    """Every text of the settings with its key, found by its type: "samples[2].about"."""
    if get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if kind == Texts:
        yield key, value
    elif isinstance(value, msgspec.Struct):
        for field in msgspec.structs.fields(value):
            inner = f"{key}.{field.name}" if key else field.name
            yield from _texts(field.type, getattr(value, field.name), inner)
    elif isinstance(value, list):
        for at, each in enumerate(value, 1):
            yield from _texts(get_args(kind)[0], each, f"{key}[{at}]")
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from _texts(get_args(kind)[1], each, f"{key}.{name}")


def _currency_is_known(currency: str) -> bool:
    from babel import Locale

    return currency in Locale("en").currencies
