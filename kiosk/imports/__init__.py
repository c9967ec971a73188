"""Files that the operator's other systems hand over: read, checked, applied as a whole."""

from kiosk.core.module import Module

MODULE = Module(
    name="imports",
    records=True,
    doubts="kiosk.imports.doubts:doubts",
    commands={"import": "kiosk.cli.imports:import_file"},
)
