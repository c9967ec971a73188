"""What the screens send while nobody does anything: nothing moves, so nothing should be sent."""

from __future__ import annotations

from collections.abc import Iterator

from tests.e2e.customer import Customer
from tests.figures import Size
from tests.figures.at_terminal import demo


def measure(size: Size) -> Iterator[str]:
    seconds = 5 if size == "quick" else 30
    with demo() as home, Customer(home) as customer:
        customer.attracted()
        attract = _sent(customer, seconds)
        customer.wake()
        customer.press("Enter")
        customer.types("Contract number", "1")
        login = _sent(customer, seconds)
        customer.press("*")
        customer.reads("Log in by phone number")
        customer.log_in()
        customer.at_home()
        home_screen = _sent(customer, seconds)
    met = not (attract or login or home_screen)
    yield (
        f"idle seconds={seconds} attract_bytes={attract} login_bytes={login} home_bytes={home_screen}"
        f" aim=0 met={'yes' if met else 'no'}"
    )


def _sent(customer: Customer, seconds: float) -> int:
    """Bytes in so many seconds, once what was asked for is drawn."""
    while customer.listen(0.5):
        pass
    return customer.listen(seconds)
