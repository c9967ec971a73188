"""One visit in each of the four profiles, from `kiosk demo --operator NAME` on a fresh machine.

In Russian, their first language. Served here, end to end: VEL-02, VEL-03, VEL-33, VEL-50, VEL-59,
VEL-68, ISP-09, ISP-11, ISP-19, ISP-22, ISP-23, ISP-28, EIR-05, EIR-35, EIR-48, EIR-49, EIR-53, ILEX-01,
ILEX-19, ILEX-20.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from screens.meters.form import UNUSUAL
from tests.e2e.customer import Customer
from tests.e2e.terminal import kiosk
from tests.e2e.test_visit import verified


def demo_of(profile: str, home: Path, columns: int = 80, rows: int = 24) -> Customer:
    """A person at the terminal of this operator, which nobody has used before."""
    command = kiosk("demo", "--operator", profile)
    return Customer(home, command=command, profile=profile, columns=columns, rows=rows)


def test_velcom(tmp_path: Path) -> None:
    """First choice, login by phone behind its mask, balance, an express card, its receipt."""
    with demo_of("velcom", tmp_path) as customer:
        customer.wake()
        customer.reads("Which service is it about?")
        customer.press(customer.number_of("Мобильная связь"))
        customer.wait_for("+375 ")
        customer.types("Phone number", "291000001")
        customer.wait_for("+375 29 100-00-01")
        customer.press("Enter")
        customer.types("Password", "246813")
        customer.press("Enter")
        customer.at_home("291000001")
        assert "14,35 BYN" in customer.screen()[0]

        customer.choose("Balance and charges")
        customer.reads("Paid until")
        customer.press("*")
        customer.at_home("291000001")
        customer.pay("51020000000011")
        payload = customer.code()
        assert "24,35 BYN" in customer.text
        assert "This receipt is genuine." in verified(tmp_path, payload, "velcom")
        customer.leave()


def test_isponline(tmp_path: Path) -> None:
    """Login by contract, a month as a calendar, a change to a cheaper tariff with its fee, its receipt."""
    with demo_of("isponline", tmp_path, 100, 30) as customer:
        customer.wake()
        customer.log_in("0417", "24681357")
        customer.at_home("0417")
        for fact in ("32,50 UAH", "«Домашний 20»"):
            assert fact in "".join(customer.screen()[:3])
        customer.choose("Balance and charges")
        customer.choose("Month by month")
        customer.reads("Charged in all")
        customer.choose("Calendar")
        for weekday in customer.words.week()[1]:
            customer.wait_for(weekday)
        customer.wait_for(re.compile(r"-1,6\d|-1,7\d"))
        customer.press("*", "*")

        customer.choose("Tariff")
        customer.wait_for("Старт 10")
        customer.press(customer.number_of("Старт 10"))
        customer.reads("Difference")
        customer.press("Enter")
        customer.reads("Fee of the change")
        customer.reads("{sum:money}, a change to a cheaper tariff is paid", sum=2000)
        customer.press("Enter")
        customer.reads("OK  Done, charged")
        payload = customer.code()
        assert "12,50 UAH" in customer.text
        assert "This receipt is genuine." in verified(tmp_path, payload, "isponline")
        customer.leave()


def read_off(customer: Customer, meter: str, digits: str) -> None:
    """Type into the field beside this meter, once the cursor is there."""

    def there() -> bool:
        row = next((at for at, line in enumerate(customer.screen()) if meter in line), -2) + 1
        return row > 0 and any(cell.reverse for cell in customer.cells()[row])

    customer.wait_until(there, f"the cursor is beside {meter}")
    customer.press(*digits)


def test_mosobleirc(tmp_path: Path) -> None:
    """Login by e-mail, all meters: one refused and mended, one unusual and confirmed; receipt, history."""
    hot, cold, power = "1995533", "1989564", "04417725"
    with demo_of("mosobleirc", tmp_path) as customer:
        customer.wake()
        customer.choose("Log in by e-mail")
        customer.give("E-mail", "ivanov@mail.example", "24681357")
        customer.at_home("50010001")
        customer.choose("Meter readings")
        customer.choose("Submit readings")
        read_off(customer, hot, "440")
        customer.press("Enter")
        read_off(customer, cold, "127")
        customer.press("Enter")
        read_off(customer, power, "13500")
        sent = customer.wait_for(re.compile(r"447 м³ .* \d\d\.\d\d\.\d{4}"))
        customer.press("Enter")
        customer.reads(
            "Less than the reading before: {before:quantity} of {day:date}. Check the digits; "
            "if the meter was replaced, call staff.",
            before=447000, day=datetime.strptime(sent[-10:], "%d.%m.%Y").date(),  # noqa: DTZ007  a day
        )  # fmt: skip
        read_off(customer, hot, "")
        customer.press("Backspace", "Backspace", *"51", "Enter")
        customer.reads(UNUSUAL, service="Электроэнергия")
        customer.press("Enter")
        customer.reads("OK  Done")
        stated = verified(tmp_path, customer.code(), "mosobleirc")
        assert "This receipt is genuine." in stated
        assert all(meter in stated for meter in (hot, cold, power))

        customer.press("Enter")
        customer.at_home("50010001")
        customer.choose("Meter readings")
        customer.choose("History of readings")
        for value in ("451 м³", "127 м³", "13 500 кВт·ч"):
            customer.wait_for(value)
        customer.leave()


def test_ilex(tmp_path: Path) -> None:
    """Login by e-mail, the terms of the subscription, when it renews and at what price, the balance."""
    with demo_of("ilex", tmp_path) as customer:
        customer.wake()
        customer.press("Enter")
        customer.give("E-mail", "uchet@primer.example", "24681357")
        customer.at_home("20101")
        assert "186,00 BYN" in customer.screen()[0]
        customer.choose("Tariff")
        customer.wait_for("Команда 3000")
        customer.reads_text("Сейчас: «Команда 900», 169,00 BYN в месяц")
        customer.press(customer.number_of("Команда 3000"))
        customer.reads("Difference")
        customer.press("Enter")
        customer.reads("Takes effect")
        customer.wait_for(re.compile(r"с 1 \w+ \d{4}"))
        customer.press("*", "*", "*")

        customer.choose("Balance and charges")
        customer.reads("Paid until")
        customer.wait_for(re.compile(r"(30|31|28|29) \w+ \d{4}, остал"))
        customer.choose("Month by month")
        customer.reads("Charged in all")
        customer.wait_for("169,00 BYN")
        customer.leave()
