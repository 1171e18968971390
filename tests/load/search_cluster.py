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
from station.wire.settings import CA_FILE, CERTIFICATE_FILE, KEY_FILE

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
        self._scheduler = self._run(
            "dask_scheduler", "--protocol", "tls", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
            "--scheduler-file", str(where),
        )  # fmt: skip
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
        worker = self._run(
            "dask_worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1",
            "--protocol", "tls", "--local-directory", str(self.folder / "scratch"),
        )  # fmt: skip
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

    def _run(self, module: str, *arguments: str) -> subprocess.Popen[bytes]:
        tls = ["--tls-ca-file", str(self.tls / CA_FILE), "--tls-cert", str(self.tls / CERTIFICATE_FILE)]
        tls += ["--tls-key", str(self.tls / KEY_FILE)]
        log = (self.folder / f"{module}.log").open("ab")
        environment = {
            **os.environ,
            **ONE_THREAD,
            "PYTHONPATH": str(ROOT),
            "DASK_DISTRIBUTED__COMM__TLS__MIN_VERSION": "1.3",
        }
        try:
            return subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{module}", *arguments, *tls],
                stdout=log, stderr=log, cwd=self.folder, env=environment,
            )  # fmt: skip
        finally:
            log.close()
