"""The operator profile: everything in which a mobile company differs from a utilities centre.

A profile is a folder of TOML files: `operator.toml` for the operator, `NAME.toml` for each module
that has settings. They are read into typed structs; whatever does not fit is refused with the file,
the key, the line where it is known, and the nearest right name.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, Protocol, TypeVar, get_args, get_origin, runtime_checkable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from kiosk.core.catalogue import Places, Unreadable, catalogue, is_language
from kiosk.core.module import modules
from kiosk.core.text import harmless

S = TypeVar("S", bound=msgspec.Struct)
Texts = dict[str, str]
Colour = Annotated[str, msgspec.Meta(pattern=r"^#[0-9A-Fa-f]{6}$", examples=["#1f4e79"])]

_AT = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")
_STEP = re.compile(r"\.\.\.|[^.\[\]]+")
# How msgspec names any value of a table.
_ANY = "..."
_FIELD = re.compile(r"unknown field `(?P<name>[^`]*)`")


class ProfileError(Exception):
    """The operator profile cannot be used; the text says where and why."""


class Brand(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The operator's colours (#rrggbb); what is left out keeps the house's own."""

    primary: Colour = "#0b5a7a"
    secondary: Colour = "#155e63"
    accent: Colour = "#b3410e"


class Contact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to reach people: a label, a phone number, an address or hours."""

    label: Texts
    value: Texts


class Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`operator.toml`: who the operator is.

    title      the operator's name
    place      what this place is ("sales and service centre")
    phone      the contact centre, shown on every screen (EIR-02)
    site       address of the site or app, shown as QR (EIR-07)
    contacts   offices, hours, chats (EIR-47, ILEX-12)
    languages  the first is the one a visit starts in
    modules    modules switched on, in the order of their tiles
    header     what the header shows at the right: "balance", "tariff", "address", "phone", "status"
    contract   what the operator calls a contract; empty: "contract"
    roles      staff role -> names of use cases it may call
    demo       this profile shows sample data and says so
    """

    title: Texts
    currency: str
    modules: list[str]
    time_zone: str = "Europe/Minsk"
    languages: list[str] = msgspec.field(default_factory=lambda: ["ru", "en"])
    place: Texts = {}
    phone: str = ""
    site: str = ""
    contacts: list[Contact] = []
    header: list[str] = msgspec.field(default_factory=lambda: ["balance", "tariff"])
    brand: Brand = Brand()
    roles: dict[str, list[str]] = {}
    demo: bool = False

    def __post_init__(self) -> None:
        if not re.fullmatch("[A-Z]{3}", self.currency):
            raise ValueError("currency wants the three capital letters of ISO 4217, like BYN")
        if not self.languages or not self.title:
            raise ValueError("title and languages want at least one language")


@runtime_checkable
class Checked(Protocol):
    """Settings of a module that the operator's facts may make wrong, such as amounts in the currency."""

    def wrong(self, facts: Facts) -> Iterable[tuple[str, str]]:
        """Keys ("down.fee") and why they do not fit."""
        ...


class Operator:
    """A loaded profile: the facts, and each module's settings by their type."""

    def __init__(self, folder: Path, facts: Facts, settings: Mapping[type, msgspec.Struct]) -> None:
        self.folder = folder
        self.name = folder.name
        self.facts = facts
        self.currency = facts.currency
        self.languages = tuple(facts.languages)
        self._zone = ZoneInfo(facts.time_zone)
        self._settings = MappingProxyType(dict(settings))

    def of(self, kind: type[S]) -> S:
        """The settings struct of one module: `operator.of(CardRules)`."""
        found = self._settings[kind]
        if not isinstance(found, kind):
            raise TypeError(kind)
        return found

    def has(self, module: str) -> bool:
        """Whether the profile has this module switched on."""
        return module in self.facts.modules

    def local(self, moment: datetime) -> datetime:
        """A UTC time on the operator's clock."""
        return moment.astimezone(self._zone)

    def moment(self, local: datetime) -> datetime:
        """The UTC time of one on the operator's clock. Of one that comes twice, the first; one that the clock
        skips is later by what it skips."""
        return local.replace(tzinfo=self._zone).astimezone(UTC)

    def day_of(self, moment: datetime) -> date:
        """The operator's calendar day of a UTC time."""
        return self.local(moment).date()


def data_folder() -> Path:
    """`data/`, beside the packages in a checkout and in an installation alike."""
    return Path(__file__).parents[2] / "data"


def locales(folder: Path | None) -> Places:
    """Where words come from: a profile's own folder first, then the interface's."""
    own = (folder / "locale",) if folder else ()
    return (*own, data_folder() / "locale")


def shipped_profiles() -> list[str]:
    """The names of the shipped profiles."""
    return sorted(path.name for path in (data_folder() / "operators").iterdir() if path.is_dir())


def find_profile(name: str) -> Path:
    """The folder of a shipped profile by name, or of an own one by path. Raises ProfileError."""
    for folder in (Path(name), data_folder() / "operators" / name):
        if (folder / "operator.toml").is_file():
            return folder.resolve()
    known = shipped_profiles()
    raise ProfileError(
        f"there is no operator profile “{name}”{_nearest(name, known)}; "
        f"shipped ones: {', '.join(known)}; or name a folder that has an operator.toml"
    )


def load(folder: Path) -> Operator:
    """Read and check a whole profile. Raises ProfileError."""
    facts = read_toml(folder / "operator.toml", Facts, required=True)
    _check_languages(folder, facts.languages)
    known = modules()
    for name in facts.modules:
        if name not in known:
            where = _where(folder / "operator.toml", ("modules",))
            raise ProfileError(f"{where}: unknown module “{name}”{_nearest(name, known)}")
    for path in sorted(folder.glob("*.toml")):
        if path.stem != "operator" and (path.stem not in known or not known[path.stem].settings):
            names = [m.name for m in known.values() if m.settings]
            raise ProfileError(f"{path}: no module has settings “{path.stem}”{_nearest(path.stem, names)}")
    settings: dict[type[msgspec.Struct], msgspec.Struct] = {}
    for module in known.values():
        if module.settings:
            path = folder / f"{module.name}.toml"
            settings[module.settings] = read_toml(path, module.settings)
            _check(path, settings[module.settings], facts)
    try:
        return Operator(folder, facts, settings)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        where = _where(folder / "operator.toml", ("time_zone",))
        raise ProfileError(f"{where}: unknown time zone “{facts.time_zone}”") from error


def _check_languages(folder: Path, languages: Iterable[str]) -> None:
    """Whether each language is one, and its words can be read. Raises ProfileError."""
    for language in languages:
        if not is_language(language):
            where = _where(folder / "operator.toml", ("languages",))
            raise ProfileError(f"{where}: “{language}” is not a language; write its code, like ru or pt_BR")
        try:
            catalogue(language, locales(folder))
        except Unreadable as error:
            raise ProfileError(str(error)) from error


def _check(path: Path, settings: object, facts: Facts) -> None:
    """Whether the settings of a module fit the operator's facts. Raises ProfileError."""
    if isinstance(settings, Checked):
        for key, reason in settings.wrong(facts):
            raise ProfileError(f"{_where(path, tuple(key.split('.')))}: {reason}")


def read_toml(path: Path, kind: type[S], required: bool = False) -> S:
    """One strict TOML file as a struct; a file that is not there means its defaults. Raises ProfileError."""
    text = ""
    if required or path.exists():
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ProfileError(f"{path}: cannot be read as UTF-8 text: {error}") from error
    try:
        document = tomllib.loads(text)
        if not all(map(harmless, _texts(document))):
            raise ProfileError(f"{path}: a text has hidden control characters; write it again")
        return msgspec.convert(document, kind, strict=True)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"{path}: not valid TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise ProfileError(_explain(path, text, kind, str(error))) from error


def _texts(value: Any) -> Iterator[str]:
    """All texts of a TOML document, keys among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _texts([*value.keys(), *value.values()])
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _explain(path: Path, text: str, kind: type[msgspec.Struct], error: str) -> str:
    at = _AT.search(error)
    steps = _STEP.findall(at["path"]) if at else []
    wanted = _kind_at(kind, steps)
    keys = [f"[{int(step) + 1}]" if step.isdecimal() else step for step in steps if step != _ANY]
    reason = _AT.sub("", error)
    if unknown := _FIELD.search(error):
        keys.append(unknown["name"])
        reason = f"unknown setting{_nearest(unknown['name'], _fields(wanted))}"
    elif choices := get_args(wanted) if get_origin(wanted) is Literal else ():
        reason = f"{reason}; it can be: {', '.join(map(str, choices))}"
    elif "regex" in error and (examples := _examples(wanted)):
        reason = f"it wants a text like {' or '.join(examples)}"
    return f"{_where(path, tuple(keys), text)}: {reason}"


def _kind_at(kind: Any, steps: Iterable[str]) -> Any:
    """The type of the setting to which a path leads; None where that is not known."""
    for step in steps:
        bare = get_args(kind)[0] if get_origin(kind) is Annotated else kind
        if get_origin(bare) in (list, dict):
            kind = get_args(bare)[-1]
        else:
            kind = next((field.type for field in _settings(bare) if field.name == step), None)
    return kind


def _settings(kind: Any) -> tuple[msgspec.structs.FieldInfo, ...]:
    """The settings of a table; none of anything else."""
    is_table = isinstance(kind, type) and issubclass(kind, msgspec.Struct)
    return msgspec.structs.fields(kind) if is_table else ()


def _fields(kind: Any) -> list[str]:
    return [field.name for field in _settings(kind)]


def _examples(kind: Any) -> list[str]:
    """How a text of this form may look, in quotation marks as the file wants them."""
    metas = (meta for meta in get_args(kind)[1:] if isinstance(meta, msgspec.Meta))
    return [f'"{example}"' for meta in metas for example in meta.examples or ()]


def _where(path: Path, keys: tuple[str, ...], text: str | None = None) -> str:
    """File, line where it is known, and key path."""
    text = path.read_text(encoding="utf-8") if text is None else text
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[+([\w.\-]+)\]+", line):
            table = tuple(header[1].split("."))
            if table == keys:
                return f"{path}, line {number}: {_named(keys)}"
        if setting := re.match(r"\s*([\w.\-]+)\s*=", line):
            table_and_key = (*table, *setting[1].split("."))
            if table_and_key == keys[: len(table_and_key)] and keys:
                return f"{path}, line {number}: {_named(keys)}"
    return f"{path}: {_named(keys)}" if keys else str(path)


def _named(keys: Iterable[str]) -> str:
    """ "password.least", "contacts[2].label"."""
    return ".".join(keys).replace(".[", "[")


def _nearest(name: str, known: Any) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f" (did you mean “{close[0]}”?)" if close else ""
