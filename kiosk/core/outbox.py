"""Messages to send: written in the transaction of the act that causes them, delivered afterwards."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, insert
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.core.records import Record
from kiosk.core.work import Work


class OutboxMessage(Record):
    """One message. `channel` is email or sms; sent_at None: it waits, next try at `due`."""

    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(primary_key=True)
    operation: Mapped[UUID | None] = mapped_column(ForeignKey("operation.id"))
    channel: Mapped[str]
    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    created: Mapped[datetime]
    due: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    fault: Mapped[str] = mapped_column(default="")
    __table_args__ = (Index(None, "sent_at", "due"),)


def enqueue(work: Work, channel: str, recipient: str, subject: str, body: str) -> None:
    """Put a message into the outbox; it leaves only if this work is committed."""
    work.session.execute(
        insert(OutboxMessage),
        {
            "operation": work.operation,
            "channel": channel,
            "recipient": recipient,
            "subject": subject,
            "body": body,
            "created": work.now,
            "due": work.now,
            "tries": 0,
            "fault": "",
        },
    )
