"""Tariffs: the customer's own, what is offered instead, what a change would bring; prices for everybody."""

from screens.tariffs.offers import TariffsScreen

ENTRY = TariffsScreen
