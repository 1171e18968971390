"""A Dask scheduler and workers as processes of their own on loopback, with TLS; for tests and the load command."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

import psutil

from station.agency.certificates import Authority

HOST = "127.0.0.1"
ROOT = Path(__file__).resolve().parents[2]
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class SearchCluster:
    """`with SearchCluster(folder, workers=2) as cluster:` then `cluster.address`, `cluster.tls`."""

    def __init__(self, folder: Path, workers: int) -> None:
        self.folder = folder
        self.tls = folder / "peer"
        self.address = ""
        self._count = workers
        self.workers: list[subprocess.Popen[bytes]] = []
        self._scheduler: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> SearchCluster:
        folder = self.folder
        folder.mkdir(parents=True, exist_ok=True)
        Authority.create(folder / "authority").issue_peer("search", ["127.0.0.1", "localhost"], self.tls)
        where = folder / "scheduler.json"
        self._scheduler = self._run("scheduler", "--port", "0", "--scheduler-file", str(where))
        deadline = time.monotonic() + 60
        while not self.address:
            try:
                self.address = json.loads(where.read_text())["address"]
            except (OSError, ValueError, KeyError):
                if time.monotonic() > deadline or self._scheduler.poll() is not None:
                    raise
                time.sleep(0.1)
        for _ in range(self._count):
            self.add_worker()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in [*self.workers, *([self._scheduler] if self._scheduler else [])]:
            process.kill()
            process.wait()

    def add_worker(self) -> subprocess.Popen[bytes]:
        worker = self._run("worker", self.address, "--scratch", str(self.folder / "scratch"))
        self.workers.append(worker)
        return worker

    def worker_seconds(self) -> list[float]:
        """Processor seconds that each worker has used."""
        times = [psutil.Process(worker.pid).cpu_times() for worker in self.workers]
        return [found.user + found.system for found in times]

    def kill_worker(self, number: int) -> None:
        """kill -9."""
        self.workers[number].send_signal(signal.SIGKILL)
        self.workers[number].wait()

    def _run(self, kind: str, *arguments: str) -> subprocess.Popen[bytes]:
        log = (self.folder / f"{kind}.log").open("ab")
        environment = {
            **os.environ,
            **ONE_THREAD,
            "PYTHONPATH": str(ROOT),
        }
        try:
            return subprocess.Popen(
                [sys.executable, "-m", "station.cli.search", kind, *arguments, "--host", HOST, "--tls", str(self.tls)],
                stdout=log, stderr=log, cwd=self.folder, env=environment,
            )  # fmt: skip
        finally:
            log.close()
