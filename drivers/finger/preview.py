"""A live picture of the platen for the technician."""

from __future__ import annotations

import threading
from collections.abc import Callable

from drivers.errors import DeviceError
from drivers.finger.base import FingerFrame, FingerScanner
from drivers.latest import Latest

FRAME = 2.0  # seconds one picture may take


class Preview(Latest[FingerFrame]):
    """The newest picture of one reader, until `close`. `error` says why it ended by itself."""

    def __init__(self, scanner: FingerScanner, give_back: Callable[[DeviceError | None], None]) -> None:
        super().__init__()
        self.error: DeviceError | None = None
        self._scanner = scanner
        self._give_back = give_back
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="finger-live")

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Lamp off; the reader is free again when this returns."""
        self._stop.set()
        self._thread.join()

    def __enter__(self) -> Preview:
        return self

    def __exit__(self, *args: object) -> None:
        self.close()

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                self.put(self._scanner.preview(FRAME))
            self._scanner.off()
        except DeviceError as error:
            self.error = error
        finally:
            self._give_back(self.error)
