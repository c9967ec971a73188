"""Meters: their readings submitted on one form, the history of them, usage by months."""

from screens.meters.menu import MetersScreen

ENTRY = MetersScreen
