"""Staff accounts and their roles."""

from kiosk.core.module import Module

MODULE = Module(
    name="staff",
    doubts="kiosk.staff.doubts:doubts",
    commands={"staff-add": "kiosk.cli.staff:staff_add"},
    rank=25,
)
