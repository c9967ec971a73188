"""What a customer of the demo does at the terminal, in Russian, with the keys of a number pad."""

from __future__ import annotations

from tests.e2e.terminal import Terminal

CONTRACT, PASSWORD = "1001", "24681357"
ATTRACT = "Коснитесь экрана или нажмите любую клавишу"


def wake(terminal: Terminal) -> None:
    """From the attract screen, which the first run has to prepare, to the welcome."""
    terminal.wait_for(ATTRACT, timeout=60)
    terminal.press("Enter")
    terminal.wait_for("Войти по номеру договора")


def log_in(terminal: Terminal, contract: str = CONTRACT, password: str = PASSWORD) -> None:
    """From the welcome to the home screen."""
    terminal.press("Enter")
    terminal.wait_for("Номер договора")
    terminal.type(contract)
    terminal.press("Enter")
    terminal.wait_until(lambda: _cursor_in(terminal, "Пароль"), "the cursor is in the password field")
    terminal.type(password)
    terminal.wait_for("•" * len(password))
    terminal.press("Enter")
    terminal.wait_for(f"Договор {contract}")
    terminal.wait_for("Что вы хотите сделать?")


def leave(terminal: Terminal) -> None:
    """From anywhere to the attract screen."""
    terminal.press("F10")
    terminal.wait_for(ATTRACT)


def _cursor_in(terminal: Terminal, label: str) -> bool:
    """Whether the field with this label has the cursor, which is drawn in reverse below the label."""
    row = next((at for at, line in enumerate(terminal.screen()) if label in line), -2) + 1
    return row > 0 and any(cell.reverse for cell in terminal.cells()[row])
