"""`kiosk doctor --operator NAME`: what in a profile contradicts itself, with file, key and the way out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kiosk.access.passwords import hash_password
from kiosk.access.rules import Argon2
from kiosk.core import operator as profiles
from kiosk.core.secret import Secret
from kiosk.home.doubts import FACTS
from tests.cli.conftest import Kiosk

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


class Profile:
    """A new profile from the template, to be spoiled; the doctor says what it found."""

    def __init__(self, kiosk: Kiosk, folder: Path) -> None:
        self.kiosk, self.folder = kiosk, folder

    def set(self, file: str, key: str, value: str) -> None:
        """Give a setting of the file's beginning or of a table, switched on or not, another value."""
        path = self.folder / file
        text, times = re.subn(
            rf"^#?{key} = .*$", lambda _: f"{key} = {value}", path.read_text(), count=1, flags=re.MULTILINE
        )
        assert times == 1
        path.write_text(text)

    def replace(self, file: str, old: str, new: str) -> None:
        path = self.folder / file
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new, 1))

    def write(self, file: str, text: str) -> None:
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def problems(self) -> list[str]:
        done = self.kiosk("doctor", "--operator", str(self.folder))
        found = [line.removeprefix("PROBLEM").strip() for line in done.out.splitlines() if "PROBLEM" in line]
        assert done.status == bool(found)
        return found

    def problem(self) -> str:
        """The only one."""
        (found,) = self.problems()
        return found


@pytest.fixture(scope="module")
def weak() -> dict[str, str]:
    """Hashes of the template's passwords that are verified in no time."""
    return {word: hash_password(Argon2(1, 1, 1), Secret(word)) for word in ("24681357", "97531864")}


@pytest.fixture
def ours(bare: Kiosk, tmp_path: Path, weak: dict[str, str]) -> Profile:
    bare("operator", "new", "ours")
    made = Profile(bare, tmp_path / "ours")
    customers = tmp_path / "ours" / "demo" / "contracts.csv"
    hashes = re.findall(r"\$argon2[^\"]+", customers.read_text())
    for kept, hashed in zip(hashes, weak.values(), strict=True):
        made.replace("demo/contracts.csv", kept, hashed)
    return made


def test_without_a_problem_every_part_is_named(ours: Profile) -> None:
    done = ours.kiosk("doctor", "--operator", "ours")
    parts = [line.removeprefix("ok").strip().partition(":")[0] for line in done.out.splitlines()]
    assert parts == [
        "Profile", "Operator", "Texts", "Modules", "Language ru", "Language en", "Brand colours",
    ]  # fmt: skip


def test_a_profile_that_cannot_be_loaded_is_said(ours: Profile) -> None:
    ours.set("operator.toml", "phone", "100")
    assert (
        ours.problem() == f"Profile: {ours.folder}/operator.toml, line 21: phone: Expected `str`, got `int`"
    )


def test_there_is_no_such_profile(bare: Kiosk) -> None:
    done = bare("doctor", "--operator", "dmeo")
    assert done.status == 1
    assert "did you mean “demo”?" in done.out


@pytest.mark.parametrize(
    ("file", "key", "value", "where", "said"),
    [
        ("operator.toml", "languages", '["ru", "en", "ru"]', "languages", "“ru” is there twice"),
        ("operator.toml", "currency", '"XQZ"', "currency", "no currency that is known"),
        ("operator.toml", "header", '["balence"]', "header", "The header knows no “balence”. It can be"),
        ("operator.toml", "place", '{ ru = "Офис" }', "place", "There is no text for the language “en”"),
        ("access.toml", "login_kinds", "[]", "login_kinds", "nobody could log in"),
        ("welcome.toml", "greeting", "{}", "greeting", "Nobody is greeted"),
        ("welcome.toml", "kinds", '[{ title = { ru = "А", en = "A" }, login_kind = "email" }]',
         "kinds[1].login_kind", "Nobody logs in with “email” here. Add it to login_kinds"),
        ("welcome.toml", "cards", '["1"]', "cards[1]", "There is no such card in cards.csv"),
        ("receipts.toml", "show_seconds", "121", "show_seconds", "nobody waits longer than 120 s"),
    ],
)  # fmt: skip
def test_settings_that_contradict(
    ours: Profile, file: str, key: str, value: str, where: str, said: str
) -> None:
    """EIR-02, EIR-03, ISP-19, VEL-02, VEL-38."""
    ours.set(file, key, value)
    found = ours.problem()
    assert file in found
    assert where in found
    assert said in found


def test_a_warning_that_never_ends(ours: Profile) -> None:
    """VEL-15."""
    ours.set("access.toml", "max_age_months", "1")
    ours.set("access.toml", "warn_days", "28")
    assert ours.problem().startswith("access.toml, password.warn_days: Customers are warned as soon as")
    ours.set("access.toml", "warn_days", "14")
    assert ours.problems() == []


@pytest.mark.parametrize(
    "mask", ["#", "8 (###) ###-##-##", "+375 ## ###-##-## x", f"+375 {'#' * 13}", "+375 #"]
)
def test_a_phone_mask_that_no_number_fits(ours: Profile, mask: str) -> None:
    """VEL-03: numbers are kept with + and their country."""
    ours.set("access.toml", "login_kinds", '["contract", "phone"]')
    assert ours.problems() == []
    ours.set("access.toml", "phone_mask", f'"{mask}"')
    assert ours.problem().startswith(f"access.toml, phone_mask: No phone number looks like “{mask}”.")


def test_a_phone_mask_in_which_nothing_can_be_typed(ours: Profile) -> None:
    """VEL-03: such a profile is not even loaded."""
    ours.set("access.toml", "phone_mask", '"+375"')
    assert ours.problems() == []
    ours.set("access.toml", "login_kinds", '["phone"]')
    assert "phone_mask: customers log in by phone, so it wants a #" in ours.problem()


def test_nobody_can_be_reached(ours: Profile) -> None:
    text = (ours.folder / "operator.toml").read_text().partition("[[contacts]]")[0]
    ours.write("operator.toml", text)
    ours.set("operator.toml", "phone", '""')
    assert ours.problems() == []
    ours.set("operator.toml", "site", '""')
    assert "Nobody can be reached" in ours.problem()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"cards", ', '"cards", "cards", ', "“cards” is there twice"),
        ('"home", ', "", "No profile does without the module “home”. Add it."),
        ('"payments", ', "", "“cards” needs the module “payments”."),
        ('"tariffs", ', "", "“charging” needs the module “tariffs”."),
    ],
)
def test_modules_that_do_not_fit(ours: Profile, old: str, new: str, said: str) -> None:
    ours.replace("operator.toml", old, new)
    assert any(line.startswith("operator.toml, modules: ") and said in line for line in ours.problems())


def test_a_fact_of_the_header_whose_module_is_off(ours: Profile) -> None:
    ours.replace("operator.toml", '"tariffs", ', "")
    ours.replace("operator.toml", '"charging", ', "")
    assert "The header shows “tariff”, but the module “tariffs” is off" in ours.problem()


def test_the_header_shows_all_that_the_doctor_knows() -> None:
    from kiosk.core.locale import Words
    from kiosk.core.money import Money
    from kiosk.core.work import ContractId
    from kiosk.home.views import Header
    from screens.frame import fact

    operator = profiles.load(profiles.find_profile("demo"))
    header = Header(ContractId(1), "1", "И", Money(1), {"ru": "Т"}, "active", "+375", "ул. Примерная, 1")
    shown = {name: fact(name, Words(operator, "ru"), header).text for name in FACTS}
    assert all(shown.values())
    assert len(set(shown.values())) == len(FACTS)


def test_roles_that_let_nobody_do_anything(ours: Profile) -> None:
    ours.replace("operator.toml", "[roles]", '[roles]\nboss = ["cards.move"]\ncashier = ["cards.moev", "x"]')
    assert [line.partition(". ")[0] for line in ours.problems()] == [
        "operator.toml, roles.boss: There is no role “boss”",
        "operator.toml, roles.cashier: “cards.moev” is nothing that staff can do",
        "operator.toml, roles.cashier: “x” is nothing that staff can do",
    ]


def test_sample_customers_in_a_profile_that_is_no_demo(ours: Profile) -> None:
    ours.set("operator.toml", "demo", "false")
    assert [line.partition(":")[0] for line in ours.problems()] == [
        "welcome.toml, samples", "welcome.toml, cards",
    ]  # fmt: skip


def test_colours_that_cannot_be_read(ours: Profile) -> None:
    ours.set("operator.toml", "accent", '"#ffd700"')
    assert "Brand colours: operator.toml: brand.accent: #ffffff on #ffd700" in ours.problem()


def test_a_language_without_words(ours: Profile) -> None:
    """How many are missing, the first of them, and where they go; each text that lacks it is named."""
    ours.set("operator.toml", "languages", '["ru", "en", "be"]')
    words, texts = [], []
    for line in ours.problems():
        (words if line.startswith("Language be") else texts).append(line)
    assert re.search(r"There are no words for [0-9]{3,} sentences: “.*” …\. Add them to locale/be/", words[0])
    assert "operator.toml, contacts[2].value: There is no text for the language “be”" in "\n".join(texts)
    assert "welcome.toml, samples[1].about: " in "\n".join(texts)


def test_words_for_what_the_kiosk_does_not_say(ours: Profile) -> None:
    ours.write("locale/en/LC_MESSAGES/operator.po", PO + 'msgid "Contracd"\nmsgstr "Account"\n')
    assert "There are words for 1 sentence that the kiosk does not say: “Contracd”." in ours.problem()


def test_groups_and_tariffs_that_there_are_not(ours: Profile) -> None:
    ours.replace("tariffs.toml", "home = {", "hoem = {")
    ours.replace("tariffs.toml", "[moves]", "[moves]\nhome = ['office']")
    ours.replace("demo/contracts.csv", ",family,", ",famlyi,")
    assert [line.partition(": ")[::2] for line in ours.problems()] == [
        ("tariffs.toml, moves.home",
         "No sample tariff is in the group “office”. Correct it, or take it out."),
        ("tariffs.toml, groups.hoem",
         "No sample tariff is in the group “hoem”. Correct it, or take it out."),
        ("tariffs.toml, groups",
         "The group “home” of the sample tariffs has no name here, as other groups have. Add it."),
        ("demo/contracts.csv, tariff",
         "There is no sample tariff “famlyi” in tariffs.csv. Correct it, or add the tariff."),
    ]  # fmt: skip


def test_limits_that_no_meter_reaches(ours: Profile) -> None:
    """EIR-52."""
    ours.set("meters.toml", "limit", '"100000"')
    assert "meters.toml, limit: The meter 20010001 has 5 digits and never counts as much" in ours.problem()
    ours.replace("meters.toml", "[limits]", '[limits]\n"Холодная вода" = "99999"\n"Газ" = "1"')
    assert "meters.toml, limits.Газ: No sample meter counts “Газ”." in ours.problem()


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("demo/payments.csv", "1001,2026-10-20,25.00", "1001,2026-10-32,25.00", "line 3, date: “2026-10-32”"),
        ("demo/payments.csv", "1001,2026-10-20", "1009,2026-10-20", "There is no sample contract 1009"),
        ("demo/payments.csv", "25.00,cash", "25.001,cash", "line 3, amount: “25.001” has too many digits"),
        ("demo/payments.csv", ",reverses", "", "The sample data want this column, too"),
        ("demo/payments.csv", "P-1002", "P-1001", "line 4, reference: This is in the file twice; line 3"),
        ("demo/cards.csv", "12345678901234", "1234", "line 3, code"),
        ("demo/readings.csv", "20010001,2026-08", "20010002,2026-08", "no sample meter 20010002"),
        ("demo/readings.csv", "09-25,119", "09-25,111", "line 4, value: Less than the reading before: 112"),
        ("demo/readings.csv", "10-25,126", "08-24,126", "line 5, at: There is a later reading already"),
        ("demo/contracts.csv", "2026-11-22,2.10", ",2.10", "1001 has nothing in this column"),
        ("demo/contracts.csv", "$argon2id$v=19$m=1024", "$argon2id$", "not a whole Argon2"),
        ("demo/contracts.csv", "2026-09-01", "", "wants the day on which it was set"),
        ("welcome.toml", '"24681357"', '"24681358"', "password of the sample contract 1001 is"),
        ("welcome.toml", '"1002"', '"1003"', "There is no sample contract 1003"),
    ],
)  # fmt: skip
def test_sample_files_that_do_not_fit(ours: Profile, file: str, old: str, new: str, said: str) -> None:
    ours.replace(file, old, new)
    assert any(line.startswith(file) and said in line for line in ours.problems()), ours.problems()


def test_a_sample_file_that_nobody_reads(ours: Profile) -> None:
    ours.write("demo/contrats.csv", "contract\n")
    assert "demo/contrats.csv: Nobody reads this file. It can be: " in ours.problem()


def test_a_sample_file_that_is_no_text(ours: Profile) -> None:
    path = ours.folder / "demo" / "rates.csv"
    path.write_bytes(path.read_text().encode("cp1251", "replace"))
    assert any("not UTF-8" in line for line in ours.problems())
