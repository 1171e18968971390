"""Time-based one-time passwords (RFC 6238 over RFC 4226), as every authenticator application makes them."""

from __future__ import annotations

import base64
import hmac
import os
from datetime import datetime
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

STEP_SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20  # RFC 4226, section 4, R6
WINDOW = 1  # one step either way for a slow hand or clock (RFC 6238, section 5.2)


def new_secret() -> bytes:
    return os.urandom(SECRET_BYTES)


def code(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """The code of one time step (RFC 4226, section 5.3, HMAC-SHA-1)."""
    # SHA-1 is what the authenticator applications implement; HMAC does not rest on its collision resistance.
    return HOTP(secret, digits, SHA1()).generate(step).decode()  # noqa: S303  # nosec B303


def step_at(at: datetime) -> int:
    return int(at.timestamp()) // STEP_SECONDS


def accepted_step(secret: bytes, typed: str, at: datetime, last_step: int) -> int | None:
    """The step whose code was typed, if it lies in the window and after the last one that was used; else None.

    The library's own check takes one code as often as it is typed within its step; here a code works once.
    """
    now = step_at(at)
    digits = typed.replace(" ", "")
    found = None
    for step in range(now - WINDOW, now + WINDOW + 1):
        right = hmac.compare_digest(code(secret, step).encode(), digits.encode())
        if right and step > last_step:
            found = step
    return found


def uri(secret: bytes, officer: str, station: str) -> str:
    """What a QR code shows to the authenticator application (the otpauth key URI format).

    Not the library's: it writes a space of the issuer as "+", which applications show as it stands.
    """
    label = quote(f"{station}:{officer}")
    text = base64.b32encode(secret).decode().rstrip("=")
    return f"otpauth://totp/{label}?secret={text}&issuer={quote(station)}&digits={DIGITS}&period={STEP_SECONDS}"
