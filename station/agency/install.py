"""Build the schema on any PostgreSQL server, and commission or cut off stations; done by the database's owner."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.pool import NullPool

from station.agency import migrations, partitions
from station.agency.certificates import Authority
from station.config import MODES
from station.road.failures import named
from station.road.settings import CentralSettings
from station.wire.errors import CentralRefused

CENTRAL_ROLE = "border_central_process"
_STATION_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}")
_POST_NAME = re.compile(r"[A-Z][A-Z0-9]{1,11}")

# The lines a ministry's own server needs in pg_hba.conf, printed by `station-admin central init`.
ACCESS_RULES = """hostssl border +border_station all cert
hostssl border +border_central all cert
hostssl border border_owner all cert
host    border all all reject
"""


@dataclass(frozen=True)
class StationEntry:
    """One commissioned station as central knows it."""

    name: str
    role: str
    post: str


def role_of(station: str) -> str:
    """The login role of a station: also the common name of its client certificate."""
    return "station_" + station.lower().replace("-", "_")


def engine_of(settings: CentralSettings, application: str = "station-admin") -> Engine:
    """An SQLAlchemy engine whose every connection is made by `settings`; it keeps none open."""
    return create_engine(
        "postgresql+psycopg://", creator=lambda: settings.connect(application), poolclass=NullPool, hide_parameters=True
    )


def initialise(owner: CentralSettings, mode: str) -> None:
    """Build or upgrade the schema, roles and policies; safe to repeat.

    Raises CentralRefused (`central_wrong_mode`) where the database was made for another mode.
    """
    if mode not in MODES:
        raise CentralRefused(f"unknown mode {mode!r}", code="central_wrong_mode")
    with named(), engine_of(owner).begin() as connection:
        migrations.upgrade(connection)
        connection.execute(
            text("INSERT INTO border.installation (mode) VALUES (:mode) ON CONFLICT DO NOTHING"), {"mode": mode}
        )
        found = connection.scalar(text("SELECT mode FROM border.installation"))
        if found != mode:
            raise CentralRefused(f"this database is for {found}, not for {mode}", code="central_wrong_mode")


def add_station(
    owner: CentralSettings,
    authority: Authority,
    name: str,
    post: str,
    folder: Path,
    *,
    signing_key: bytes | None = None,
    recipient_key: bytes | None = None,
) -> CentralSettings:
    """Commission a station: its row, partitions, client certificate (written to `folder`) and, last, its login role.

    It does not disturb stations that are sending. Repeating it renews the certificate and the keys.
    Returns the settings with which the station connects.
    Raises CentralRefused: `station_bad_name`, `station_name_taken` (another station has that role), `station_revoked`.
    """
    if not _STATION_NAME.fullmatch(name) or not _POST_NAME.fullmatch(post):
        raise CentralRefused("a station's name is letters, digits and hyphens; a post's is capitals and digits",
                             code="station_bad_name")  # fmt: skip
    role = role_of(name)
    engine = engine_of(owner)
    with named(), engine.begin() as connection:
        row = connection.execute(
            text("SELECT name, post, revoked_at FROM border.stations WHERE role = :role"), {"role": role}
        ).one_or_none()
        if row is not None and (row.name != name or row.post != post):
            raise CentralRefused("that name or post belongs to another station", code="station_name_taken")
        if row is not None and row.revoked_at is not None:
            raise CentralRefused("a revoked station does not come back under its name", code="station_revoked")
        certificate = authority.issue_client(role, folder)
        connection.execute(
            text(
                "INSERT INTO border.stations AS s (name, role, post, signing_key, recipient_key, certificate_serials)"
                " VALUES (:name, :role, :post, :signing, :recipient, ARRAY[CAST(:serial AS numeric)])"
                " ON CONFLICT (name) DO UPDATE SET former_signing_keys = CASE"
                " WHEN EXCLUDED.signing_key IS NULL OR EXCLUDED.signing_key = s.signing_key OR s.signing_key IS NULL"
                " THEN s.former_signing_keys ELSE s.former_signing_keys || s.signing_key END,"
                " signing_key = coalesce(EXCLUDED.signing_key, s.signing_key),"
                " recipient_key = coalesce(EXCLUDED.recipient_key, s.recipient_key),"
                " certificate_serials = s.certificate_serials || EXCLUDED.certificate_serials"
            ),
            {
                "name": name,
                "role": role,
                "post": post,
                "signing": signing_key,
                "recipient": recipient_key,
                "serial": str(certificate.serial_number),
            },
        )
    partitions.ensure(engine)  # before it can log in: a record without a partition would be refused
    with named(), engine.begin() as connection:
        _login_role(connection, role, "border_station")
        mode = connection.scalar(text("SELECT mode FROM border.installation"))
    return replace(owner, role=role, tls=folder, mode=str(mode))


def add_central_process(owner: CentralSettings, authority: Authority, folder: Path) -> CentralSettings:
    """The login of the `station-central` process, which reads every sealed record and answers."""
    with named(), engine_of(owner).begin() as connection:
        authority.issue_client(CENTRAL_ROLE, folder)
        _login_role(connection, CENTRAL_ROLE, "border_central")
        mode = connection.scalar(text("SELECT mode FROM border.installation"))
    return replace(owner, role=CENTRAL_ROLE, tls=folder, mode=str(mode))


def revoke_station(
    owner: CentralSettings, authority: Authority, name: str, publish: Callable[[bytes], None] | None = None
) -> bytes:
    """Cut a station off at once: no more login, sessions ended, identities and certificates revoked.

    `publish` gets the new list for the server's `ssl_crl_file`. Returns the list.
    Raises CentralRefused (`station_unknown`).
    """
    with named(), engine_of(owner).begin() as connection:
        row = connection.execute(
            text(
                "UPDATE border.stations SET revoked_at = coalesce(revoked_at, clock_timestamp())"
                " WHERE name = :name RETURNING role, certificate_serials"
            ),
            {"name": name},
        ).one_or_none()
        if row is None:
            raise CentralRefused("no station has that name", code="station_unknown")
        connection.execute(
            text(
                "UPDATE border.identities SET revoked_at = coalesce(revoked_at, clock_timestamp())"
                " WHERE station = :name"
            ),
            {"name": name},
        )
        _driver(connection, sql.SQL("ALTER ROLE {} NOLOGIN").format(sql.Identifier(row.role)))
    crl = authority.revoke(int(serial) for serial in row.certificate_serials)
    if publish is not None:
        publish(crl)
    with named(), engine_of(owner).begin() as connection:
        connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = :role"), {"role": row.role}
        )
    return crl


def stations(owner: CentralSettings) -> list[StationEntry]:
    """The stations that are commissioned and not revoked."""
    with named(), engine_of(owner).connect() as connection:
        rows = connection.execute(
            text("SELECT name, role, post FROM border.stations WHERE revoked_at IS NULL ORDER BY name")
        )
        return [StationEntry(row.name, row.role, row.post) for row in rows]


def _login_role(connection: Connection, role: str, group: str) -> None:
    exists = connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role})
    identifier = sql.Identifier(role)
    if exists is None:
        # nobody knows this password: where a server's rules are set wrongly, a password still opens nothing
        password = sql.Literal(secrets.token_hex(32))
        _driver(connection, sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(identifier, password))
    _driver(connection, sql.SQL("GRANT {} TO {}").format(sql.Identifier(group), identifier))


def _driver(connection: Connection, statement: sql.Composed) -> None:
    # straight to the driver: names of roles are identifiers, which no parameter can carry
    raw = connection.connection.dbapi_connection
    assert isinstance(raw, psycopg.Connection)  # noqa: S101  the engine above is made of psycopg connections
    raw.execute(statement)


__all__ = [
    "ACCESS_RULES",
    "CENTRAL_ROLE",
    "StationEntry",
    "add_central_process",
    "add_station",
    "engine_of",
    "initialise",
    "revoke_station",
    "role_of",
    "stations",
]
