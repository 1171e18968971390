"""A network camera that sends Motion JPEG over HTTP: each picture is looked at by its header before it is unpacked.

The decoder behind OpenCV unpacks whatever comes, to learn its size, so a picture of a few kilobytes costs gigabytes.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import time
from urllib.parse import unquote, urlsplit

import numpy as np
from numpy.typing import NDArray

from drivers.deadline import DeadlineConnection
from drivers.errors import Garbled, NotFound
from drivers.pictures import CAMERA, JpegStream, unpack_colour

PIECE = 1 << 20
LEAST_SIDE = 48  # pixels
LONGEST = 16 * 1024 * 1024  # octets of one picture
_OK = 200


class MotionJpeg:
    """One connection to `url` (http or https, a name and password in it are sent as Basic). Raises NotFound where
    nobody answers within `open_seconds`; `read_seconds`: for one picture, however it is spread."""

    def __init__(self, url: str, open_seconds: float, read_seconds: float) -> None:
        self._read_seconds = read_seconds
        self._stream = JpegStream("camera_picture", LONGEST)
        try:
            parts = urlsplit(url)
            sealed = parts.scheme == "https"
            port = parts.port or (443 if sealed else 80)
            self._line = DeadlineConnection(parts.hostname or "", port, time.monotonic() + open_seconds, sealed)
        except ValueError as error:
            raise NotFound("no_camera", "its address is none") from error
        headers = {}
        if parts.username is not None:
            words = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
            headers["Authorization"] = f"Basic {base64.b64encode(words).decode()}"
        where = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            self._line.request("GET", where, headers=headers)
            self._answer = self._line.getresponse()
        except (OSError, http.client.HTTPException) as error:
            self._line.close()
            raise NotFound("no_camera", type(error).__name__) from error
        if self._answer.status != _OK:
            self.release()
            raise NotFound("no_camera", f"it answers with status {self._answer.status}")

    def read(self) -> NDArray[np.uint8]:
        """The newest picture that has come whole, BGR uint8 (h, w, 3); waits for one.

        Raises NotFound where the connection ended or nothing came in time, Garbled for a picture that is none or is
        larger than a camera's.
        """
        pixels = unpack_colour(self._next(), "camera_picture", CAMERA)
        if min(pixels.shape[:2]) < LEAST_SIDE:
            raise Garbled("camera_picture", f"{pixels.shape[1]} x {pixels.shape[0]} pixels")
        return pixels

    def skip(self) -> None:
        """Let the next picture pass. Raises as `read`."""
        self._next()

    def _next(self) -> bytes:
        self._line.deadline = time.monotonic() + self._read_seconds
        try:
            while piece := self._answer.read1(PIECE):
                if whole := self._stream.feed(piece):
                    return whole[-1]
        except (OSError, http.client.HTTPException) as error:
            raise NotFound("no_camera", type(error).__name__) from error
        raise NotFound("no_camera", "the stream ended")

    def release(self) -> None:
        """Cut the connection."""
        with contextlib.suppress(OSError):
            self._answer.close()  # it holds the socket, too
            self._line.close()
