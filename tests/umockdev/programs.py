"""Programs that talk in JSON lines, run with the preload library of umockdev."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.umockdev.testbed import preload_path

REPOSITORY = Path(__file__).resolve().parents[2]
PATIENCE = 40.0  # seconds after which a silent program is ended


class Program:
    """One running program; what it prints is read line by line, what it says on stderr is kept for the failure."""

    def __init__(self, module: str, *arguments: str, root: str | None = None, patience: float = PATIENCE) -> None:
        preload = preload_path()
        assert preload is not None, "checked by missing()"
        more = {"LD_PRELOAD": preload, "PYTHONPATH": str(REPOSITORY)} | ({"UMOCKDEV_DIR": root} if root else {})
        self._process = subprocess.Popen(
            [sys.executable, "-m", f"tests.umockdev.{module}", *arguments],
            env=os.environ | more,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=REPOSITORY,
        )
        self.lines: list[dict[str, object]] = []
        self._errors: list[str] = []
        self._drain = threading.Thread(target=self._read_errors)
        self._drain.start()
        self._watchdog = threading.Timer(patience, self._process.kill)
        self._watchdog.start()

    def _read_errors(self) -> None:
        for line in self._process.stderr or ():
            if len(self._errors) < 200:
                self._errors.append(line)

    def until(self, key: str, value: object = None) -> dict[str, object]:
        """The next line that has `key` (with `value`)."""
        for line in self._process.stdout or ():
            told = json.loads(line)
            self.lines.append(told)
            if key in told and value in (None, told[key]):
                return told
        raise AssertionError(f"the program ended without {key}: {self.lines} {''.join(self._errors)[-2000:]}")

    def order(self, **words: object) -> dict[str, object]:
        """Send a line and read the answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        return self.until("mode" if words["do"] == "status" else "done")

    def end(self) -> int:
        """Wait until it ends by itself."""
        return self._process.wait(PATIENCE)

    def stop(self) -> None:
        self._watchdog.cancel()
        self._watchdog.join()
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._drain.join()
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()


@contextmanager
def program(module: str, *arguments: str, root: str | None = None, patience: float = PATIENCE) -> Iterator[Program]:
    running = Program(module, *arguments, root=root, patience=patience)
    try:
        yield running
    finally:
        running.stop()
