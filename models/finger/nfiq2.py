"""NFIQ 2, NIST's fingerprint image quality (ISO/IEC 29794-4), computed in a process of its own.

The library behind nbis-py is native code that an unlucky image can crash or stall; here that costs one score,
never the visit. A frozen application must call multiprocessing.freeze_support() first thing in its main.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import numpy.typing as npt

from models import parameters as p
from models.errors import BadImage
from models.finger.resample import checked

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

_START_SECONDS = 30.0  # loading the library and its forest on a slow, busy machine
# The library unpacks what it is given twice, and nobody keeps it: packing it well would cost more than it saves.
_NOT_PACKED = [cv2.IMWRITE_PNG_COMPRESSION, 0]


class Nfiq2:
    """The quality of one print at a time, from a process that is started when first needed and again after a crash."""

    def __init__(self, timeout: float = 10.0) -> None:
        self._timeout = timeout
        self._lock = threading.Lock()
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None

    def score(self, image500: npt.NDArray[np.uint8]) -> int:
        """0..100, or 255 when the library refused, crashed, is absent or took longer than the time limit.

        image500: uint8 [rows, columns] at 500 ppi, ridges dark. Raises BadImage for another type or size.
        """
        ok, png = cv2.imencode(".png", checked(image500), _NOT_PACKED)
        if not ok:
            raise BadImage("the image cannot be written as PNG")
        with self._lock:
            try:
                pipe = self._running()
                pipe.send_bytes(png.tobytes())
                if pipe.poll(self._timeout):
                    score = pipe.recv_bytes(1)[0]
                    return score if score <= 100 else p.NFIQ2_FAILED
            except (EOFError, OSError):
                pass  # the process is gone; it is started anew for the next image
            self._stop()
            return p.NFIQ2_FAILED

    def warm(self) -> None:
        """Starts the process and loads the library, so that the first finger does not wait for it."""
        with self._lock, contextlib.suppress(EOFError, OSError):
            self._running()

    @property
    def pid(self) -> int | None:
        """The process that computes, while there is one; for the technician's screen."""
        process = self._process
        return process.pid if process is not None and process.is_alive() else None

    def close(self) -> None:
        """Ends the process. A later score starts it again."""
        with self._lock:
            self._stop()

    def _running(self) -> Connection:
        if self._pipe is not None and self._process is not None and self._process.is_alive():
            return self._pipe
        self._stop()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs,), name="nfiq2", daemon=True)
        process.start()
        theirs.close()
        self._process, self._pipe = process, ours
        if not ours.poll(_START_SECONDS):
            raise EOFError
        ours.recv_bytes(1)
        return ours

    def _stop(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
            self._process = None


def serve(pipe: Connection) -> None:
    """The process's work: PNG bytes in, one byte of score out, until the other end closes."""
    import nbis  # noqa: PLC0415  native code stays out of every other process

    settings = nbis.NbisExtractorSettings(
        min_quality=0.0, get_center=False, check_fingerprint=False, compute_nfiq2=True, ppi=p.PPI
    )
    extractor = nbis.new_nbis_extractor(settings)
    read = in_memory(extractor)
    pipe.send_bytes(b"\0")
    while True:
        try:
            png = pipe.recv_bytes()
        except EOFError:
            return
        try:
            score = read(png).quality().score
        except (nbis.NbisError, nbis.InternalError):
            score = p.NFIQ2_FAILED
        pipe.send_bytes(bytes([score if 0 <= score <= 100 else p.NFIQ2_FAILED]))


def in_memory(extractor: Any) -> Callable[[bytes], Any]:
    """`extractor.extract_minutiae` of an nbis extractor, without its copying of the picture octet by octet in Python,
    a quarter of the time of a score.

    What it reads by a name it reads at once. So it gets the name of a file that has none on any disk: memory of this
    process alone, emptied after each picture. Where the system has no such file, the picture goes the slow way.
    """
    octet_by_octet: Callable[[bytes], Any] = extractor.extract_minutiae
    if not hasattr(os, "memfd_create"):
        return octet_by_octet
    file = os.memfd_create("print")
    name = f"/proc/self/fd/{file}"
    if not Path(name).exists():  # a system that shows no processes
        os.close(file)
        return octet_by_octet

    def read(png: bytes) -> Any:
        try:
            os.pwrite(file, png, 0)
            return extractor.extract_minutiae_from_image_file(name)
        finally:
            os.ftruncate(file, 0)

    return read
