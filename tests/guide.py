"""Follows a chapter of the documents as a reader does: types its commands, makes its edits and files.

A block of settings begins with a comment that names its file; its lines replace those of the same settings
there. Words are added at the end of their file; a file that is not there yet is the block itself.
"""

from __future__ import annotations

import re
import textwrap
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_TABLE = re.compile(r"\[+(\w+)\]+")


@dataclass(frozen=True)
class Block:
    """`kind` is what the document calls it: sh, toml, po, csv."""

    kind: str
    text: str

    @property
    def file(self) -> str:
        """The file that its first line names."""
        return self.text.partition("\n")[0].removeprefix("# ")

    def apply(self, folder: Path) -> None:
        """Edit or make its file."""
        path = folder / self.file
        if self.kind == "toml":
            path.write_text(edited(path.read_text(), self.text))
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text() + "\n" if path.exists() else ""
        path.write_text(before + self.text)


def blocks(document: Path, chapter: str) -> Iterator[Block]:
    """The blocks of a chapter in their order."""
    text = document.read_text(encoding="utf-8").split(f"## {chapter}\n")[1].split("\n## ")[0]
    for _, kind, block in _BLOCK.findall(text):
        yield Block(kind, textwrap.dedent(block))


def edited(text: str, block: str) -> str:
    """A TOML file with the settings of the block in place of its own, switched on or not."""
    for place, setting in _settings(block).items():
        old = _settings(text).get(place)
        assert old, f"the file has no {place}"
        text = text.replace(old, setting, 1)
    return text


def _settings(text: str) -> dict[tuple[str, int, str], str]:
    """Each setting as it is written, by its table, which one of that name it is, and its key."""
    found: dict[tuple[str, int, str], str] = {}
    table, count, lines = "", 0, text.splitlines()
    for at, line in enumerate(lines):
        if header := _TABLE.match(line):
            count = count + 1 if header[1] == table else 1
            table = header[1]
        elif key := re.match(r"#?(\w+) = ", line):
            found[table, count, key[1]] = _whole(lines[at:])
    return found


def _whole(lines: list[str]) -> str:
    """The setting that begins here, with all its lines."""
    for end in range(1, len(lines) + 1):
        text = "\n".join(lines[:end])
        try:
            tomllib.loads(text.removeprefix("#"))
        except tomllib.TOMLDecodeError:
            continue
        return text
    raise AssertionError(lines[0])
