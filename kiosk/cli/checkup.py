"""What is wrong with an operator profile: for `kiosk doctor --operator`, without a database or a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kiosk.cli.findings import Line, tried
from kiosk.cli.speech import words, words_of
from kiosk.core import operator as profiles
from kiosk.core.catalogue import lacking, own_name, strange
from kiosk.core.doubts import Doubt, Doubts, about_modules, about_operator, about_texts
from kiosk.core.locale import Words, mark
from kiosk.core.operator import Operator, ProfileError, locales

# Sentences that are named of those that a language lacks.
_SHOWN = 3
# What is looked at, who looks, and what is said when all is well there.
_PARTS: tuple[tuple[str, Callable[[Operator], Doubts], str], ...] = (
    (mark("Operator"), about_operator, mark("its facts fit together")),
    (mark("Texts"), about_texts, mark("there in every language")),
    (mark("Modules"), about_modules, mark("settings and sample data fit together")),
)


def lines(name: str) -> Iterator[Line]:
    """The whole profile, looked at as far as it can be loaded."""
    try:
        operator = profiles.load(profiles.find_profile(name))
    except ProfileError as error:
        yield Line(words("Profile"), fault=str(error))
        return
    yield Line(words("Profile"), f"{operator.name} ({operator.currency}), {operator.folder}")
    for part in _PARTS:
        yield from _part(operator, *part)
    for language in dict.fromkeys(operator.languages):
        yield from language_lines(operator, language)
    yield tried(words("Brand colours"), lambda: _brand(operator))


def language_lines(operator: Operator, language: str) -> Iterator[Line]:
    """Words of the interface that a language lacks, and the profile's words for what nobody says."""
    about, places = words("Language {language}", language=language), locales(operator.folder)
    missing, unknown = lacking(language, places), strange(language, places)
    if missing:
        lack = words.plural("There are no words for {count} sentence: {some}.",
                            "There are no words for {count} sentences: {some}.",
                            count=len(missing), some=_some(missing))  # fmt: skip
        way = words("Add them to locale/{language}/LC_MESSAGES/kiosk.po.", language=language)
        yield Line(about, own_name(language), f"{lack} {way}")
    if unknown:
        other = words.plural("There are words for {count} sentence that the kiosk does not say: {some}.",
                             "There are words for {count} sentences that the kiosk does not say: {some}.",
                             count=len(unknown), some=_some(unknown))  # fmt: skip
        yield Line(about, own_name(language), f"{other} {words('Correct them, or take them out.')}")
    if not missing and not unknown:
        yield Line(about, words("{name}, complete", name=own_name(language)))


def _part(operator: Operator, about: str, look: Callable[[Operator], Doubts], well: str) -> Iterator[Line]:
    speech, found = words_of(operator), False
    for doubt in look(operator):
        found = True
        yield Line(_where(speech, doubt), fault=speech(doubt.reason))
    if not found:
        yield Line(words(about), words(well))


def _where(speech: Words, doubt: Doubt) -> str:
    """ "access.toml, password.warn_days"; "demo/contracts.csv, line 4, tariff"."""
    line = speech("line {line}", line=doubt.line) if doubt.line else ""
    return ", ".join(filter(None, (doubt.file, line, doubt.key)))


def _some(sentences: list[str]) -> str:
    return ", ".join(f"“{each}”" for each in sentences[:_SHOWN]) + (" …" if sentences[_SHOWN:] else "")


def _brand(operator: Operator) -> str:
    """Raises ProfileError with the colours that cannot be read."""
    from screens.theme import check_brand

    check_brand(operator.facts.brand)
    return words("can be read on their grounds")
