"""The documents are true: every setting and every command is named."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from kiosk.cli.main import kiosk
from kiosk.core.limit import Limit
from kiosk.core.module import modules
from kiosk.core.operator import Facts

ROOT = Path(__file__).parents[1]
CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


def settings_of(kind: type[msgspec.Struct], within: str = "") -> set[str]:
    """Names of settings as the document has them; those of a nested struct with the struct's name."""
    names: set[str] = set()
    for field in msgspec.structs.fields(kind):
        inner = field.type
        if isinstance(inner, type) and issubclass(inner, msgspec.Struct) and inner is not Limit:
            names |= settings_of(inner, field.name)
        else:
            names.add(field.name)
    return names


@pytest.mark.parametrize("name", ["operator", *(m.name for m in modules().values() if m.settings)])
def test_every_setting_is_documented(name: str):
    kind = Facts if name == "operator" else modules()[name].settings
    assert kind is not None
    part = re.split(rf"^### {name}\.toml$", CONFIGURATION, flags=re.MULTILINE)[1].split("\n### ")[0]
    named = set(re.findall(r"`(?:\w*\.)?(\w+)`", part))
    assert settings_of(kind) <= named


def test_every_command_is_documented():
    import click

    context = click.Context(kiosk)
    for name in kiosk.list_commands(context):
        assert f"`kiosk {name}" in COMMANDS
        command = kiosk.get_command(context, name)
        for part in command.commands if isinstance(command, click.Group) else ():
            assert re.search(rf"`kiosk {name} [^`]*\b{part}\b", COMMANDS), (name, part)


def test_every_promise_of_security_names_a_test() -> None:
    """docs/security.md promises nothing that no test holds."""
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs" / "security.md").read_text(encoding="utf-8")))
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert named
    assert [name for name in sorted(named) if f"def {name}(" not in tests] == []
