"""From what the driver says to what a person must do: unreachable, refused or garbled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from station.wire.errors import CentralError, CentralGarbled, CentralRefused, CentralUnreachable

# SQLSTATEs of our own, raised by the triggers of the schema.
_OWN: dict[str, str] = {
    "BP001": "central_wrong_mode",
    "BP002": "record_damaged",
    "BP003": "record_incomplete",
    "BP004": "erasure_not_asked",
}
_REFUSED_STATES: dict[str, str] = {
    "42501": "central_not_allowed",  # insufficient_privilege, row-level security
    "3F000": "central_not_installed",  # no such schema
    "42P01": "central_not_installed",  # no such table
    "42883": "central_not_installed",  # no such function
    "3D000": "central_not_installed",  # no such database
    "23514": "central_rejected",  # check constraint
    "23503": "central_rejected",  # foreign key
    "23505": "central_rejected",  # unique
    "23502": "central_rejected",  # not null
}
# A failed login has no SQLSTATE in the driver's error, only the server's sentence (untranslated: lc_messages is C or
# English in every install we know; another language falls back to "unreachable", which only means trying again).
_REFUSED_WORDS: tuple[tuple[str, str], ...] = (
    ("certificate authentication failed", "central_not_admitted"),
    ("certificate required", "central_not_admitted"),
    ("certificate expired", "central_certificate_expired"),
    ("certificate revoked", "central_not_admitted"),
    ("alert unknown ca", "central_not_admitted"),
    ("bad certificate", "central_not_admitted"),
    ("not permitted to log in", "central_not_admitted"),
    ("no pg_hba.conf entry", "central_not_admitted"),
    ("pg_hba.conf rejects", "central_not_admitted"),
    ("requires a valid client certificate", "central_not_admitted"),
    ("certificate verify failed", "central_untrusted_server"),
    ("does not match host name", "central_untrusted_server"),
    ("root certificate file", "central_no_certificate"),
    ("could not load certificate", "central_no_certificate"),
    ("certificate file", "central_no_certificate"),
    ("private key file", "central_no_certificate"),
)
_GARBLED_WORDS = (
    "invalid response to SSL negotiation",
    "unexpected response",
    "server does not support SSL",
    "expected authentication request",
    "lost synchronization",
    "unexpected message",
    "wrong version number",
    "tlsv1 alert protocol version",
    "unsupported protocol",
    "packet length too long",
    "invalid message",
)


@contextmanager
def named() -> Iterator[None]:
    """Turn the errors of SQLAlchemy and psycopg that leave this block into CentralError."""
    try:
        yield
    except DBAPIError as error:
        raise name_of(error.orig if isinstance(error.orig, psycopg.Error) else psycopg.Error(str(error))) from error
    except psycopg.Error as error:
        raise name_of(error) from error
    except SQLAlchemyError as error:
        raise CentralGarbled(type(error).__name__) from error
    except (UnicodeDecodeError, ValueError) as error:
        raise CentralGarbled(f"an answer that cannot be read: {type(error).__name__}") from error


def name_of(error: psycopg.Error) -> CentralError:
    """The named failure; its detail holds the server's words without values of a row."""
    state = error.sqlstate
    if state is None:
        return _without_state(str(error))
    words = error.diag.message_primary or type(error).__name__
    refused = _OWN.get(state) or _REFUSED_STATES.get(state) or ("central_not_admitted" if state[:2] == "28" else None)
    if refused is not None:
        return CentralRefused(words, code=refused)
    if state == "53100":
        return CentralUnreachable(words, code="central_full")
    # 08 connection, 40 rollback, 53 resources, 55 lock, 57 operator, 58 system: all pass by themselves
    if state[:2] in {"08", "25", "40", "53", "55", "57", "58"}:
        return CentralUnreachable(words)
    return CentralGarbled(f"{state} {words}")


def _without_state(words: str) -> CentralError:
    for fragment, code in _REFUSED_WORDS:
        if fragment in words:
            return CentralRefused(words, code=code)
    for fragment in _GARBLED_WORDS:
        if fragment in words:
            return CentralGarbled(words)
    return CentralUnreachable(words)
