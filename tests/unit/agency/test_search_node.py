"""The commands of the search machines, in this process: what they say, and how they end."""

from __future__ import annotations

import gc
import json
import os
import signal
import threading
import time
import warnings
from pathlib import Path

import pytest

from station.agency.certificates import Authority
from station.cli import search


@pytest.fixture
def tls(tmp_path: Path) -> Path:
    folder = tmp_path / "tls"
    Authority.create(tmp_path / "authority").issue_peer("search", ["127.0.0.1"], folder)
    return folder


def test_a_worker_takes_questions_from_a_scheduler_that_speaks_tls_and_no_other(tls: Path, capsys):
    assert search.main(["worker", "tcp://127.0.0.1:1", "--host", "127.0.0.1", "--tls", str(tls)]) == 1
    assert capsys.readouterr().err.startswith("no_scheduler")


def test_a_scheduler_writes_down_where_it_listens_and_ends_at_a_signal(tls: Path, tmp_path: Path):
    where, seen = tmp_path / "scheduler.json", []

    def end() -> None:
        deadline = time.monotonic() + 60
        while not where.exists() and time.monotonic() < deadline:  # its signal handler stands before it listens
            time.sleep(0.05)
        seen.append(json.loads(where.read_text())["address"])
        os.kill(os.getpid(), signal.SIGTERM)

    asking = threading.Thread(target=end)
    asking.start()
    try:
        command = ["scheduler", "--host", "127.0.0.1", "--port", "0", "--tls", str(tls), "--scheduler-file", str(where)]
        assert search.main(command) == 0
    finally:
        asking.join()
    assert seen[0].startswith("tls://127.0.0.1:")


def test_an_address_that_is_not_this_machines_is_said(tls: Path, capsys):
    with warnings.catch_warnings():  # the socket that could not be bound is left to the collector by tornado
        warnings.simplefilter("ignore", ResourceWarning)
        assert search.main(["scheduler", "--host", "192.0.2.1", "--port", "0", "--tls", str(tls)]) == 1
        gc.collect()
    assert capsys.readouterr().err
