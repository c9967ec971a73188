"""What the command says, in the language of KIOSK_LANGUAGE, kiosk.toml or the locale."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from kiosk.core import settings
from kiosk.core.catalogue import SOURCE, is_language
from kiosk.core.locale import Speech, Words
from kiosk.core.operator import Operator, ProfileError
from kiosk.core.work import Refusal


def language(environ: Mapping[str, str] = os.environ) -> str:
    """The language of the messages; English, the sources' own, where the environment names none."""
    named = [_chosen(environ), *(environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))]
    first = next(filter(None, named), "")
    found = re.match(r"[a-z]{2,3}(?![a-z])", first.lower())
    return found[0] if found else SOURCE


def _chosen(environ: Mapping[str, str]) -> str | None:
    """What the settings say; a file that cannot be read is told about later, by the command."""
    try:
        return settings.load(environ=environ).language
    except (ProfileError, Refusal):
        return environ.get("KIOSK_LANGUAGE")


words = Speech(language())


def words_of(operator: Operator) -> Words:
    """The same language, with the operator's own words, money and times; English for one that is none."""
    return Words(operator, words.language if is_language(words.language) else SOURCE)
