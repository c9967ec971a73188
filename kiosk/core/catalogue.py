"""The words of a language: the interface's own, and over them those of a profile.

A folder `locale` has them in LANGUAGE/LC_MESSAGES: `kiosk.po` the interface's words, `operator.po` what one
operator calls things. A compiled .mo beside is taken when it is not older. Else the .po is read as it is, in
memory: a profile's folder may be read-only. Babel, which reads it, is loaded only then.
"""

from __future__ import annotations

import gettext
import re
import struct
from collections.abc import Iterable, Iterator
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

# The language of the sources: it needs no catalogue.
SOURCE = "en"
# The one whose catalogue is always complete.
COMPLETE = "ru"
# What these languages call themselves is known without Babel: the first frame has no time to load it.
_OWN_NAMES = {SOURCE: "English", COMPLETE: "Русский", "be": "Беларуская", "uk": "Українська"}
# Within a folder, the operator's words win over the interface's.
_DOMAINS = ("operator", "kiosk")
# A line of a .po: a comment, or a quoted text behind its keyword. Babel would read past a missing quote.
_LINE = re.compile(rb'\s*(#.*|[^"]*"([^"\\]|\\.)*"\s*)?')

Places = tuple[Path, ...]


class Unreadable(ValueError):
    """A catalogue cannot be used; the text says which file, which line and why."""


def is_language(language: str) -> bool:
    """Whether there is such a language: how it writes days and amounts is known."""
    if language in _OWN_NAMES:
        return True
    from babel import Locale, UnknownLocaleError

    try:
        Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return False
    return True


def own_name(language: str) -> str:
    """What a known language calls itself, for the language key: "Русский"."""
    if language in _OWN_NAMES:
        return _OWN_NAMES[language]
    from babel import Locale

    name = Locale.parse(language).display_name or language
    return name[0].upper() + name[1:]


@lru_cache(maxsize=16)
def catalogue(language: str, places: Places) -> gettext.NullTranslations:
    """The words of all `locale` folders in these places; the first to have a sentence wins.

    Raises Unreadable.
    """
    # What no file has stays as the sources have it.
    words = gettext.NullTranslations()
    for file in _files(language, places):
        words.add_fallback(_read(file))
    return words


def lacking(language: str, places: Places) -> list[str]:
    """Sentences of the interface that have no words in this language, as the sources have them.

    `places` ends with the interface's own. Raises Unreadable.
    """
    if language == SOURCE:
        return []
    own = {sentence for file in _files(language, places) for sentence in _read(file).sentences()}
    return [
        each for file in _files(COMPLETE, places[-1:]) for each in _read(file).sentences() if each not in own
    ]


def strange(language: str, places: Places) -> list[str]:
    """Sentences that a profile has words for in this language, but that the interface does not say.

    `places` ends with the interface's own. Raises Unreadable.
    """
    known = {each for file in _files(COMPLETE, places[-1:]) for each in _read(file).sentences()}
    own = (each for file in _files(language, places[:-1]) for each in _read(file).sentences())
    return [each for each in own if each not in known]


class _File(gettext.GNUTranslations):
    """The words of one file."""

    _catalog: dict[str | tuple[str, int], str]

    def sentences(self) -> Iterator[str]:
        """The sentences of the sources that it has words for; of plurals, the form for one."""
        for id in self._catalog:
            if isinstance(id, str) and id:
                yield id
            elif isinstance(id, tuple) and id[1] == 0:
                yield id[0]


def _files(language: str, places: Places) -> Iterator[Path]:
    """The catalogues that there are, those that win first; each as .mo if it is not older, else as .po."""
    for place in places:
        for domain in _DOMAINS:
            source = place / language / "LC_MESSAGES" / f"{domain}.po"
            compiled = source.with_suffix(".mo")
            if compiled.exists() and not (source.exists() and _age(source) > _age(compiled)):
                yield compiled
            elif source.exists():
                yield source


def _age(file: Path) -> int:
    return file.stat().st_mtime_ns


def _read(file: Path) -> _File:
    """The words of a .po or .mo. Raises Unreadable."""
    try:
        return _File(_compiled(file) if file.suffix == ".po" else BytesIO(file.read_bytes()))
    except Unreadable:
        raise
    except (ValueError, LookupError, OSError, struct.error) as error:
        # A wrong character set, a header that is none, a file that is cut off.
        raise Unreadable(f"{file}: {error}") from error


def _compiled(file: Path) -> BytesIO:
    """What a .mo made of this .po holds. Raises Unreadable."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    text = file.read_bytes()
    for number, line in enumerate(text.splitlines(), 1):
        if not _LINE.fullmatch(line):
            raise Unreadable(f"{file}, line {number}: quotes are missing, or stand in the text without a \\")
    try:
        read = read_po(BytesIO(text), locale=file.parts[-3], abort_invalid=True)
    except PoFileError as error:
        raise Unreadable(f"{file}, line {error.lineno + 1}: {error}") from error
    for message, form in _forms_of(read):
        if not fits(message, form):
            source = next(_texts(message.id))
            raise Unreadable(f"{file}, line {message.lineno}: “{form}” has other {{fields}} than “{source}”")
    out = BytesIO()
    write_mo(out, read)
    out.seek(0)
    return out


def fits(message: Message, text: str) -> bool:
    """Whether a translation has the named fields of its sentence, each with the same format."""
    try:
        return fields(text) in [fields(form) for form in _texts(message.id)]
    except ValueError:
        return False


def fields(text: str) -> set[tuple[str, str]]:
    """The named fields of a sentence with their formats: {("sum", "money")}."""
    return {(name, spec or "") for _, name, spec, _ in Formatter().parse(text) if name is not None}


def _forms_of(read: Catalog) -> Iterator[tuple[Message, str]]:
    """Every translation that there is, with its message."""
    return (
        (message, form) for message in read if message.id for form in _texts(message.string or "") if form
    )


def _texts(text: str | Iterable[str]) -> Iterator[str]:
    """The forms of a sentence: for one and for many, where it has both."""
    return iter((text,) if isinstance(text, str) else text)
