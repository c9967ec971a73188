"""Making text fit: what is shortened says so with an ellipsis; amounts and numbers never are."""

from __future__ import annotations

from rich.cells import cell_len


def ended(text: str, cells: int) -> str:
    """The beginning of a text that is too long: whole words, for half a number would be another one."""
    if cell_len(text) <= cells:
        return text
    kept = _beginning(text, cells - 1)
    if text[len(kept)] != " ":
        kept = kept.rpartition(" ")[0] or kept
    return kept.rstrip(" ,;:") + "…"


def middled(name: str, cells: int) -> str:
    """A name with its middle left out, so that both ends stay readable."""
    if cell_len(name) <= cells:
        return name
    kept = max(0, cells - 1)
    tail = kept // 2
    return _beginning(name, kept - tail) + "…" + _beginning(name[::-1], tail)[::-1]


def _beginning(text: str, cells: int) -> str:
    """As many signs as fit; some take two cells."""
    taken = 0
    for at, sign in enumerate(text):
        taken += cell_len(sign)
        if taken > cells:
            return text[:at]
    return text


def folded(text: str, width: int) -> list[str]:
    """Lines of at most `width` cells, broken at blanks."""
    lines = [""]
    for word in text.split(" "):
        line = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_len(line) <= width or not lines[-1]:
            lines[-1] = line
        else:
            lines.append(word)
    return lines
