"""Secrets outside the database: one file each, readable by the kiosk's own user alone."""

from __future__ import annotations

import hmac
import os
import secrets
import stat
from dataclasses import dataclass, field, fields
from pathlib import Path

from kiosk.core.work import SetupError

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Keys:
    """All keys of this installation.

    card         HMAC of express card codes: without it a stolen database tells no code
    receipt      check codes of receipts
    fingerprint  arguments of operations, names in the throttle
    audit        the chain of the audit log
    signing      Ed25519 seed that signs checkpoints of the audit log
    """

    card: bytes = field(repr=False)
    receipt: bytes = field(repr=False)
    fingerprint: bytes = field(repr=False)
    audit: bytes = field(repr=False)
    signing: bytes = field(repr=False)

    def checks(self) -> dict[str, str]:
        """What the database keeps to tell the right key from another: name -> short keyed hash."""
        return {name: digest(getattr(self, name), "check").hex()[:16] for name in NAMES}


NAMES = tuple(f.name for f in fields(Keys))


def digest(key: bytes, *parts: str | bytes) -> bytes:
    """HMAC-SHA-256 over parts."""
    return seal(key, packed(*parts))


def packed(*parts: str | bytes) -> bytes:
    """Parts, each with its length before it, so that no two lists look alike."""
    data = [part.encode() if isinstance(part, str) else part for part in parts]
    return b"".join([len(one).to_bytes(4, "big") + one for one in data])


def seal(key: bytes, data: bytes) -> bytes:
    """HMAC-SHA-256 over what is packed already."""
    return hmac.digest(key, data, "sha256")


def create_keys(folder: Path) -> Keys:
    """Make the key files that are not there yet, and load all. Raises SetupError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in NAMES:
        path = folder / f"{name}.key"
        if path.exists():
            continue
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
    return load_keys(folder)


def load_keys(folder: Path) -> Keys:
    """Read all key files. Raises SetupError: keys.missing, keys.open, keys.form."""
    return Keys(**{name: _load(folder / f"{name}.key") for name in NAMES})


def _load(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise SetupError(
                "keys.open",
                "The key file {path} can be read by others. Run: chmod 600 {path}",
                path=str(path),
            )
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        raise SetupError(
            "keys.missing",
            "The key file {path} is missing. Put it back from your backup; without it cards and "
            "receipts of this database cannot be checked.",
            path=str(path),
        ) from None
    except (OSError, ValueError) as error:
        key = b""
        if isinstance(error, PermissionError):
            raise SetupError(
                "keys.closed",
                "The key file {path} cannot be read by this user. Start the kiosk as its owner.",
                path=str(path),
            ) from None
    if len(key) != KEY_BYTES:
        raise SetupError(
            "keys.form",
            "The key file {path} is damaged: it should hold 64 hexadecimal digits. Put it back from "
            "your backup.",
            path=str(path),
        )
    return key
