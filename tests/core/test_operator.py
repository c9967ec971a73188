"""The operator profile: whatever does not fit is refused with file, line, key and the nearest right name."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest

from kiosk.access.rules import AccessRules
from kiosk.cards.rules import CardRules
from kiosk.core.module import modules
from kiosk.core.operator import Operator, ProfileError, data_folder, find_profile, load
from kiosk.tariffs.rules import TariffRules
from tests.conftest import PLAIN


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A profile to be spoiled."""
    return Path(shutil.copytree(PLAIN, tmp_path / "mine"))


def said(folder: Path) -> str:
    with pytest.raises(ProfileError) as refused:
        load(folder)
    return str(refused.value).removeprefix(f"{folder}/")


def edit(folder: Path, old: str, new: str) -> None:
    file = folder / "operator.toml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def append(folder: Path, name: str, text: str) -> None:
    with (folder / name).open("a") as file:
        file.write(text)


@pytest.mark.parametrize("name", [path.name for path in (data_folder() / "operators").iterdir()])
def test_every_shipped_profile_is_right(name: str):
    operator = load(find_profile(name))
    assert operator.name == name
    assert set(operator.facts.modules) <= set(modules())


def test_settings_by_their_type_and_defaults_where_nothing_is_said():
    operator = load(PLAIN)
    assert operator.of(AccessRules).argon2.memory_mib == 1
    assert operator.of(CardRules) == CardRules()
    assert operator.of(CardRules).wrong_tries.pauses_minutes == [15, 30, 60, 1440]
    assert (operator.has("cards"), operator.has("weather")) == (True, False)
    with pytest.raises(KeyError):
        operator.of(msgspec.Struct)


def test_settings_under_a_wrong_type_are_a_bug(operator: Operator):
    with pytest.raises(TypeError):
        Operator(PLAIN, operator.facts, {CardRules: operator.of(AccessRules)}).of(CardRules)


def test_an_unknown_setting_inside_a_list_is_named_by_its_place(folder: Path):
    append(folder, "operator.toml", "[[contacts]]\nlabel = {}\nvalue = {}\nvalu = {}\n")
    assert said(folder) == "operator.toml: contacts[1].valu: unknown setting (did you mean “value”?)"


@pytest.mark.parametrize(
    ("file", "text", "reason"),
    [
        ("meters.toml", 'overdue = "block"',
         "line 1: overdue: Invalid enum value 'block'; it can be: warn, refuse"),
        ("meters.toml", 'limit = "-5"', 'line 1: limit: it wants a text like "1000" or "0.5"'),
        ("meters.toml", '[limits]\nGas = "5,5"', 'line 1: limits: it wants a text like "1000" or "0.5"'),
        ("tariffs.toml", '[up]\nfee = "much"', 'line 2: up.fee: it wants a text like "10.00"'),
    ],
)  # fmt: skip
def test_a_wrong_choice_or_form_is_told_with_what_can_be(folder: Path, file: str, text: str, reason: str):
    (folder / file).write_text(text)
    assert said(folder) == f"{file}, {reason}"


@pytest.mark.parametrize("colour", ["red", "#fff", "1f4e79"])
def test_a_colour_is_written_in_one_way(folder: Path, colour: str):
    append(folder, "operator.toml", f'\n[brand]\nprimary = "{colour}"\n')
    assert said(folder).endswith('brand.primary: it wants a text like "#1f4e79"')


def test_a_wrong_choice_in_a_list(folder: Path):
    (folder / "access.toml").write_text('login_kinds = ["contract", "contracts"]')
    assert "login_kinds[2]: Invalid enum value 'contracts'; it can be: contract, phone, email" in said(folder)


def test_an_unknown_setting_is_named_with_its_line_and_the_nearest(folder: Path):
    append(folder, "access.toml", "\n[name_tries]\ntrys = 3\n")
    assert said(folder) == "access.toml, line 12: name_tries.trys: unknown setting (did you mean “tries”?)"


def test_an_unknown_setting_of_the_operator(folder: Path):
    edit(folder, "phone =", "phon =")
    assert said(folder) == "operator.toml, line 7: phon: unknown setting (did you mean “phone”?)"


def test_a_wrong_type(folder: Path):
    edit(folder, 'phone = "100"', "phone = 100")
    assert said(folder) == "operator.toml, line 7: phone: Expected `str`, got `int`"


def test_a_wrong_type_deep_inside(folder: Path):
    append(folder, "access.toml", '[password]\nleast = "eight"\n')
    assert said(folder) == "access.toml, line 11: password.least: Expected `int`, got `str`"


@pytest.mark.parametrize("value", ["[]", "[0]", "[15, -1]"])
def test_numbers_that_make_no_sense(folder: Path, value: str):
    append(folder, "access.toml", f"[name_tries]\npauses_minutes = {value}\n")
    assert said(folder).startswith("access.toml, line 10: name_tries: pauses_minutes wants at least one")


@pytest.mark.parametrize(
    ("file", "text", "where"),
    [
        ("access.toml", "[password]\none_time_hours = 0\n", "line 11: password.one_time_hours"),
        ("access.toml", "[password]\none_time_hours = 1000000000\n", "line 11: password.one_time_hours"),
        ("access.toml", "[password]\nleast = 60\nmost = 20\n", "line 10: password: most is not below least"),
        ("tariffs.toml", "least_days = -1\n", "line 1: least_days"),
        ("tariffs.toml", "least_days = 1000000000\n", "line 1: least_days"),
        ("tariffs.toml", '[up]\nfee = "-1.00"\n', "line 2: up.fee"),
        ("balance.toml", "months_back = -1\n", "line 1: months_back"),
        ("payments.toml", "periods_months = []\n", "line 1: periods_months"),
        ("charging.toml", 'manner = "advance"\nday = 29\n', "day is 1 to 28"),
    ],
)
def test_numbers_below_zero_or_beyond_reason(folder: Path, file: str, text: str, where: str):
    append(folder, file, text)
    message = said(folder)
    assert message.startswith(file)
    assert where in message


@pytest.mark.parametrize(("currency", "amount", "digits"), [("BYN", "10.005", 2), ("JPY", "0.5", 0)])
@pytest.mark.parametrize("key", ["fee", "balance"])
def test_an_amount_with_more_digits_than_the_currency(
    folder: Path, currency: str, amount: str, digits: int, key: str
):
    """ISP-28: refused when the profile is loaded, not when the first customer looks."""
    edit(folder, '"BYN"', f'"{currency}"')
    append(folder, "tariffs.toml", f'cancel = true\n\n[down]\n{key} = "{amount}"\n')
    reason = f"{currency} has {digits} digits after the point"
    assert said(folder) == f"tariffs.toml, line 4: down.{key}: {reason}"


def test_an_amount_of_the_currency_may_be_written_with_more_zeros(folder: Path):
    edit(folder, '"BYN"', '"JPY"')
    append(folder, "tariffs.toml", '[up]\nfee = "100.00"\n')
    assert load(folder).of(TariffRules).up.fee == "100.00"


def test_a_choice_that_there_is_not(folder: Path):
    edit_access = (folder / "access.toml").read_text().replace('"email"', '"fax"')
    (folder / "access.toml").write_text(edit_access)
    assert "access.toml, line 1: login_kinds" in said(folder)


def test_an_unknown_module(folder: Path):
    edit(folder, '"cards"', '"card"')
    assert said(folder) == "operator.toml, line 9: modules: unknown module “card” (did you mean “cards”?)"


def test_a_file_of_no_module(folder: Path):
    append(folder, "acess.toml", "")
    assert said(folder) == "acess.toml: no module has settings “acess” (did you mean “access”?)"


def test_broken_toml(folder: Path):
    append(folder, "access.toml", "least = = 8\n")
    assert said(folder).startswith("access.toml: not valid TOML: ")
    assert "line 10" in said(folder)


def test_bytes_that_are_no_text(folder: Path):
    (folder / "access.toml").write_bytes(b"\xff\xfe")
    assert said(folder).startswith("access.toml: cannot be read as UTF-8 text")


@pytest.mark.parametrize("zone", ["Europe/Minks", "", "../etc", "Europe", "/etc/localtime"])
def test_an_unknown_time_zone(folder: Path, zone: str):
    edit(folder, "Europe/Minsk", zone)
    assert said(folder) == f"operator.toml, line 5: time_zone: unknown time zone “{zone}”"


@pytest.mark.parametrize("currency", ["byn", "", "BY", "RUBLES", "1YN"])
def test_what_is_no_currency(folder: Path, currency: str):
    edit(folder, '"BYN"', f'"{currency}"')
    assert "currency wants the three capital letters of ISO 4217" in said(folder)


def test_no_language(folder: Path):
    edit(folder, '["en", "ru"]', "[]")
    assert "at least one language" in said(folder)


def test_what_must_be_there(folder: Path):
    edit(folder, "currency", "# currency")
    assert said(folder) == "operator.toml: Object missing required field `currency`"
    (folder / "operator.toml").unlink()
    assert said(folder).startswith("operator.toml: cannot be read")


def test_no_such_profile():
    with pytest.raises(ProfileError, match=r"there is no operator profile “dem” \(did you mean “demo”\?\)"):
        find_profile("dem")


def test_an_own_folder_by_path(folder: Path):
    assert find_profile(str(folder)) == folder.resolve()


def test_days_are_the_operators(operator: Operator):
    late = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
    assert operator.day_of(late) == date(2026, 11, 23)
    assert operator.local(late).hour == 0
