"""The documents are true: every setting, every command and every requirement served is named."""

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

# What the capabilities built so far serve, by the ids of the requirement catalogue.
SERVED = re.findall(
    r"\S+",
    """
EIR-01 EIR-02 EIR-03 EIR-04 EIR-05 EIR-06 EIR-07 EIR-23 EIR-24 EIR-36 EIR-37 EIR-56 EIR-61 EIR-64
ILEX-01 ILEX-02 ILEX-19 ILEX-22
ISP-01 ISP-02 ISP-05 ISP-06 ISP-09 ISP-10 ISP-11 ISP-12 ISP-13 ISP-15 ISP-19 ISP-20 ISP-21 ISP-22 ISP-23
ISP-24 ISP-25 ISP-26 ISP-27 ISP-28 ISP-29
VEL-01 VEL-02 VEL-03 VEL-12 VEL-13 VEL-14 VEL-15 VEL-16 VEL-19 VEL-32 VEL-33 VEL-34 VEL-35 VEL-36 VEL-38
VEL-39 VEL-40 VEL-41 VEL-42 VEL-44 VEL-48 VEL-49 VEL-50 VEL-51 VEL-59 VEL-68 VEL-69 VEL-88
""",
)


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


@pytest.mark.parametrize("identifier", SERVED)
def test_every_requirement_served_is_named_in_a_test(identifier: str):
    here = Path(__file__)
    tests = (path.read_text(encoding="utf-8") for path in here.parent.rglob("test_*.py") if path != here)
    assert any(re.search(rf"\b{identifier}\b", text) for text in tests)


def test_every_promise_of_security_names_a_test() -> None:
    """docs/security.md promises nothing that no test holds."""
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs" / "security.md").read_text(encoding="utf-8")))
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert named
    assert [name for name in sorted(named) if f"def {name}(" not in tests] == []
