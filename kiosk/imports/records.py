"""Which files were imported."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.core.records import Record, append_only


@append_only
class ImportedFile(Record):
    """A file by the SHA-256 of its bytes: the same one is not taken twice."""

    __tablename__ = "imported_file"
    digest: Mapped[bytes] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    rows: Mapped[int]
    refused: Mapped[int]
    at: Mapped[datetime]
    operation: Mapped[UUID] = mapped_column(ForeignKey("operation.id"))
