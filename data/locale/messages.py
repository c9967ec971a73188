"""The catalogues: collects the words of the sources, updates the .po files, checks them and profiles' own.

Usage: python data/locale/messages.py update|check
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from kiosk.core.catalogue import COMPLETE, fits

ROOT = Path(__file__).parents[2]
SOURCES = ("kiosk", "screens")
LANGUAGES = sorted({COMPLETE, *(path.parts[-2] for path in ROOT.glob("data/locale/*/LC_MESSAGES"))})
# Where a call has its words: the place (and name) of the sentence and of its form for many.
CALLS = {
    "words": ((0, "message"), None),
    "mark": ((0, "message"), None),
    "plural": ((0, "one"), (1, "many")),
    "Sentence": ((0, "message"), (2, "many")),
    "Refusal": ((1, "message"), None),
    "SetupError": ((1, "message"), None),
}

Place = tuple[int, str]
Found = tuple[str, str, int]


def collect() -> Catalog:
    """All words of the sources, without a translation."""
    catalogue = Catalog()
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for one, many, line in words_of(path.read_text(encoding="utf-8")):
                where = [(path.relative_to(ROOT).as_posix(), line)]
                catalogue.add((one, many) if many else one, locations=where)
    return catalogue


def words_of(source: str) -> Iterator[Found]:
    """(sentence, its form for many or "", line) of every call that names words."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or _name(node.func) not in CALLS:
            continue
        one, many = CALLS[_name(node.func)]
        plural = "".join(_texts(node, many)) if many else ""
        for text in filter(None, _texts(node, one)):
            yield text, plural, node.lineno


def _name(function: ast.expr) -> str:
    """`words` of `words(…)` and `self.words(…)`."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _texts(call: ast.Call, place: Place) -> list[str]:
    """The string at this place of the call; both of `"…" if … else "…"`."""
    position, name = place
    given = [k.value for k in call.keywords if k.arg == name] or call.args[position : position + 1]
    return [text for value in given for text in _strings(value)]


def _strings(value: ast.expr) -> list[str]:
    if isinstance(value, ast.IfExp):
        return _strings(value.body) + _strings(value.orelse)
    return [value.value] if isinstance(value, ast.Constant) and isinstance(value.value, str) else []


def path_of(language: str) -> Path:
    return ROOT / "data" / "locale" / language / "LC_MESSAGES" / "kiosk.po"


def read(language: str) -> Catalog:
    path = path_of(language)
    if not path.exists():
        return Catalog(
            language, header_comment=f"# Words of the kiosk: {language}.", project="kiosk", version="0.1.0",
            msgid_bugs_address="-", last_translator="-", language_team="-", fuzzy=False,
        )  # fmt: skip
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update() -> None:
    """Bring new words of the sources into every catalogue; drop those that are gone."""
    for language in LANGUAGES:
        catalogue, found = read(language), collect()
        # Without new words the file stays as it is.
        found.creation_date = catalogue.creation_date
        catalogue.update(found, no_fuzzy_matching=True)
        path_of(language).parent.mkdir(parents=True, exist_ok=True)
        with path_of(language).open("wb") as file:
            write_po(
                file, catalogue, width=100, sort_by_file=True, include_lineno=False, ignore_obsolete=True
            )


def faults(language: str) -> Iterator[str]:
    """What is wrong with a catalogue, one sentence each."""
    catalogue, wanted = read(language), collect()
    for message in wanted:
        if message.id and message.id not in catalogue:
            yield f"missing (make locale): {message.id!r}"
    for message in catalogue:
        if message.id and message.id not in wanted:
            yield f"not in the sources any more (make locale): {message.id!r}"
        elif message.id:
            yield from faults_of(message)


def faults_of(message: Message) -> Iterator[str]:
    ids = message.id if message.pluralizable else (message.id,)
    texts = message.string if message.pluralizable else (message.string,)
    if message.fuzzy:
        yield f"fuzzy: {ids[0]!r}"
    for text in texts:
        if not text:
            yield f"not translated: {ids[0]!r}"
        elif not fits(message, text):
            yield f"other fields than the source: {ids[0]!r} -> {text!r}"


def faults_over(file: Path, wanted: Catalog) -> Iterator[str]:
    """What is wrong with a profile's own words: they may be few, but each must be the interface's."""
    with file.open("rb") as text:
        own = read_po(text)
    for message in filter(lambda message: message.id, own):
        source = wanted.get(message.id)
        if source is None or source.id != message.id:
            yield f"the sources do not say this: {message.id!r}"
        else:
            yield from faults_of(message)


def check() -> int:
    wrong = [f"{language}: {fault}" for language in LANGUAGES for fault in faults(language)]
    wanted = collect()
    for file in sorted(ROOT.glob("data/operators/*/locale/*/LC_MESSAGES/*.po")):
        wrong += [f"{file.relative_to(ROOT)}: {fault}" for fault in faults_over(file, wanted)]
    print("\n".join(wrong) or "translations: complete")
    return 1 if wrong else 0


def main(arguments: list[str]) -> int:
    if arguments == ["update"]:
        update()
        return 0
    if arguments == ["check"]:
        return check()
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
