"""The readers of the SBI services on this machine, found again and again on their port range."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterable

from drivers.errors import Refused
from drivers.finger.base import FingerScanner, ScannerInfo
from drivers.finger.sbi import SbiClient
from drivers.finger.sbi_device import AUTHENTICATION, SbiDevice
from drivers.finger.sbi_scanner import SbiScanner, announced
from drivers.finger.source import Calibrations, ReaderFound

EVERY = 1.0  # seconds between two looks at the port range
ASLEEP = 15.0  # while nobody works here


class SbiFound:
    """One device, as its service announces it."""

    def __init__(self, client: SbiClient, device: SbiDevice, generation: int) -> None:
        self.key: Hashable = (device.port, device.device_id, generation)
        self._client, self._device = client, device

    @property
    def problem(self) -> Refused | None:
        if self._device.purpose == AUTHENTICATION:
            return Refused("sbi_purpose", "it is for authentication: it takes no slaps and no clear pictures")
        return None

    @property
    def info(self) -> ScannerInfo:
        return announced(self._device)

    def serial(self) -> str:
        return self._device.serial

    def scanner(self, calibrations: Calibrations) -> FingerScanner:  # noqa: ARG002  the maker's service has measured it
        return SbiScanner(self._client, self._device)

    def let_go(self) -> None:
        """Nothing was opened."""


class SbiSource:
    """Looks at the ports on a thread of its own, so that a service that hangs holds up no other reader."""

    def __init__(self, client: SbiClient, every: float = EVERY) -> None:
        self._client, self._every = client, every
        self._stopping = self._asleep = False
        self._nudge = threading.Event()
        self._thread: threading.Thread | None = None
        self._generation = 0
        self._here: dict[tuple[int, str], SbiFound] = {}  # replaced as a whole, never changed

    def start(self) -> None:
        self._stopping = False
        self._look()
        self._thread = threading.Thread(target=self._run, name="sbi-source")
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        self._nudge.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._here = {}

    def sleep(self) -> None:
        self._asleep = True

    def wake(self) -> None:
        self._asleep = False
        self._nudge.set()

    def here(self) -> Iterable[ReaderFound]:
        return tuple(self._here.values())

    def _run(self) -> None:
        while not self._stopping:
            self._nudge.wait(ASLEEP if self._asleep else self._every)
            self._nudge.clear()
            if not self._stopping:
                self._look()

    def _look(self) -> None:
        before, now = self._here, {}
        for device in self._client.discover():
            where = (device.port, device.device_id)
            if device.serial and where in before:
                now[where] = before[where]
            elif device.serial:
                self._generation += 1
                now[where] = SbiFound(self._client, device, self._generation)
        self._here = now
