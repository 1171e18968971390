"""A camera that is a Motion-JPEG server on loopback: real sockets, a real decoder, real stalls."""

from __future__ import annotations

import itertools
import socket
import threading
from collections.abc import Iterable, Iterator
from http.server import BaseHTTPRequestHandler

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.emulated.local_server import LocalServer

Picture = NDArray[np.uint8]

_BOUNDARY = "picture"
_SHOTS = 12  # noisy ones of one scene that are sent in turn


class LoopbackCamera:
    """Sends the scene that `show` was given, again and again, to whoever opens `url`, each time with the noise of a
    sensor of `noise` grey levels.

    `freeze` keeps sending the last picture as it was, `stall` keeps connections open and sends nothing, `drop` cuts
    them, `refuse` turns new ones away.
    """

    def __init__(self, fps: float = 25.0, quality: int = 95, noise: float = 1.0) -> None:
        self.fps = fps
        self._quality, self._noise = quality, noise
        self._changed = threading.Condition()
        self._scene: Picture = np.full((720, 1280, 3), 200, np.uint8)
        self._shots: list[bytes] = []
        self._turn = 0
        self._jpeg = b""
        self._frozen = False
        self._picture_number = 0
        self._sent: dict[int, int] = {}  # by picture number
        self._film: Iterator[bytes] | None = None
        self._stalled = self._refusing = self._closed = False
        self._clients: set[socket.socket] = set()
        camera = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                camera._serve(self)

            def log_message(self, format: str, *args: object) -> None:
                """No words on the terminal for every request."""

        self._server = LocalServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="loopback-camera")
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/video.mjpg"

    def show(self, bgr: Picture) -> None:
        """From now on this picture: BGR uint8 (h, w, 3)."""
        scene = bgr.copy()
        with self._changed:
            self._film = None
            self._picture_number += 1
            self._scene, self._shots = scene, []
            self._changed.notify_all()

    def freeze(self) -> None:
        """From now on the last picture as it was, to every octet, whatever is shown; until `resume`."""
        with self._changed:
            self._frozen = True

    def play(self, pictures: Iterable[Picture]) -> None:
        """From now on these pictures in turn, round and round, one each 1/fps seconds."""
        with self._changed:
            frames = list(pictures)
            frames *= -(-_SHOTS // len(frames))
            self._film = itertools.cycle([_encode(_noisy(p, self._noise), self._quality) for p in frames])
            self._picture_number += 1
            self._changed.notify_all()

    @property
    def watched_by(self) -> int:
        """Connections that are open now."""
        with self._changed:
            return len(self._clients)

    def wait_shown(self, timeout: float, times: int = 2) -> bool:
        """Until the newest picture has been sent `times` times to somebody."""
        with self._changed:
            number = self._picture_number
            return self._changed.wait_for(lambda: self._sent.get(number, 0) >= times, timeout)

    def stall(self) -> None:
        with self._changed:
            self._stalled = True

    def resume(self) -> None:
        with self._changed:
            self._stalled = self._refusing = self._frozen = False
            self._changed.notify_all()

    def drop(self) -> None:
        """Cut every connection that is open now."""
        with self._changed:
            for client in self._clients:
                _cut(client)

    def refuse(self) -> None:
        """Cut, and answer nobody until `resume`."""
        with self._changed:
            self._refusing = True
        self.drop()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self.drop()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> LoopbackCamera:
        return self

    def __exit__(self, *args: object) -> None:
        self.close()

    def _serve(self, request: BaseHTTPRequestHandler) -> None:
        if self._refusing:
            _cut(request.connection)
            return
        with self._changed:
            self._clients.add(request.connection)
        try:
            request.send_response(200)
            request.send_header("Content-Type", f"multipart/x-mixed-replace; boundary={_BOUNDARY}")
            request.end_headers()
            while (part := self._next_part()) is not None:
                number, jpeg = part
                request.wfile.write(b"--%s\r\nContent-Type: image/jpeg\r\n" % _BOUNDARY.encode())
                request.wfile.write(b"Content-Length: %d\r\n\r\n" % len(jpeg) + jpeg + b"\r\n")
                with self._changed:
                    self._sent = {number: self._sent.get(number, 0) + 1}
                    self._changed.notify_all()
                    self._changed.wait_for(lambda: self._closed, 1.0 / self.fps)
        except OSError:
            return  # the other side hung up, or `drop` did
        finally:
            with self._changed:
                self._clients.discard(request.connection)

    def _next_part(self) -> tuple[int, bytes] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or not self._stalled)
            if self._closed:
                return None
            if not self._frozen or not self._jpeg:
                self._jpeg = next(self._film) if self._film is not None else self._shot()
            return self._picture_number, self._jpeg

    def _shot(self) -> bytes:
        if len(self._shots) < _SHOTS:
            self._shots.append(_encode(_noisy(self._scene, self._noise), self._quality))
            return self._shots[-1]
        self._turn += 1
        return self._shots[self._turn % _SHOTS]


_random = np.random.default_rng(0)
_NOISE = _random.normal(size=(512, 512)).astype(np.float32)


def _noisy(bgr: Picture, levels: float) -> Picture:
    """The same scene in another moment."""
    rolled = np.roll(_NOISE, _random.integers(0, 512, 2), (0, 1)) * np.float32(levels)
    lighter, darker = (np.clip(part.round(), 0, 127).astype(np.uint8) for part in (rolled, -rolled))
    high, wide = bgr.shape[:2]
    up, down = (
        cv2.cvtColor(np.tile(part, (-(-high // 512), -(-wide // 512)))[:high, :wide], cv2.COLOR_GRAY2BGR)
        for part in (lighter, darker)
    )
    return np.asarray(cv2.subtract(cv2.add(bgr, up), down), np.uint8)


def _encode(bgr: Picture, quality: int) -> bytes:
    good, jpeg = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not good:
        raise ValueError("not a picture")
    return bytes(jpeg)


def _cut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # cut already
