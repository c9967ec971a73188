"""Balance and charges: where a contract stands, its months, the reason of each movement, the year."""

from screens.balance.standing import BalanceScreen

ENTRY = BalanceScreen
