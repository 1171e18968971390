"""The live picture of an SBI device while it captures. The protocol signs no stream, so it is for the eye alone."""

from __future__ import annotations

import contextlib
import threading
import time

from drivers.errors import DeviceError
from drivers.finger.base import FingerFrame, Image, Look, ScannerInfo
from drivers.finger.geometry import STANDARD_PPI
from drivers.finger.sbi import SbiClient
from drivers.finger.sbi_device import SbiDevice, SubId
from drivers.finger.sbi_http import HttpLine
from drivers.latest import Latest
from drivers.pictures import unpack_grey

STALL = 2.0  # seconds without a picture after which none is shown; the protocol asks for three pictures a second
PAUSE = 1.0  # seconds before a stream that broke off is asked for again
LENGTH = 300.0  # seconds asked for at once, the protocol's own default


class SbiLive:
    """Reads the stream on a thread of its own, so that a service that stalls costs the picture and nothing else.

    A stream that is refused, stalls, ends or carries no pictures is asked for again until `close`.
    """

    def __init__(self, client: SbiClient, device: SbiDevice, info: ScannerInfo, sub_id: SubId = SubId.UNKNOWN) -> None:
        self._client, self._device, self._info, self._sub_id = client, device, info, sub_id
        self.begun = threading.Event()  # a picture came, or none will come for now
        self._newest: Latest[Image] = Latest()
        self._shown, self._shown_at = 0, time.monotonic()
        self._empty = True  # nothing is on the screen now
        self._line, self._over = HttpLine(), threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"sbi-live-{device.port}")
        self._thread.start()

    def show(self, look: Look) -> None:
        """Give `look` the newest picture, once; None where no new one came for `STALL` seconds."""
        number, pixels = self._newest.get()
        now = time.monotonic()
        if pixels is not None and number != self._shown:
            self._shown, self._shown_at, self._empty = number, now, False
            look(FingerFrame(pixels, STANDARD_PPI, pixels, self._info, None, ()))
        elif not self._empty and now - self._shown_at > STALL:
            self._empty = True
            look(None)

    @property
    def newest(self) -> Image | None:
        """The newest picture, None where none came."""
        return self._newest.get()[1]

    def close(self) -> None:
        """Cut the connection; the thread has ended when this returns."""
        self._over.set()
        self._line.cut()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.is_set():
            with contextlib.suppress(DeviceError):  # a capture needs no live picture; its own request tells of faults
                self._follow()
            self.begun.set()
            self._over.wait(PAUSE)

    def _follow(self) -> None:
        stream = self._client.stream(self._device, self._sub_id, LENGTH, stall=STALL, line=self._line)
        with contextlib.closing(stream) as pictures:
            for jpeg in pictures:
                self._newest.put(unpack_grey(jpeg, "sbi_stream"))
                self.begun.set()
