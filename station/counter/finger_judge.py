"""Judging a print while the next picture of it is still on its way from the reader."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

from drivers.finger.base import FingerFrame

T = TypeVar("T")


class AheadJudge(Generic[T]):
    """`judge(frame)` on one thread of its own, begun as soon as a picture is promising."""

    def __init__(self, judge: Callable[[FingerFrame], T]) -> None:
        self._judge = judge
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="finger-judge")
        self._lock = threading.Lock()
        self._begun: tuple[FingerFrame, Future[T]] | None = None

    def begin(self, frame: FingerFrame) -> None:
        """Judge `frame` unless another one is being judged; never blocks."""
        with self._lock:
            if self._begun is None or self._begun[1].done():
                self._begun = frame, self._pool.submit(self._judge, frame)

    def of(self, frame: FingerFrame) -> T:
        """What `judge` says of `frame`, or what it raised."""
        with self._lock:
            begun, self._begun = self._begun, None
            there = begun is not None and begun[0] is frame
            future = begun[1] if begun is not None and there else self._pool.submit(self._judge, frame)
        return future.result()

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
