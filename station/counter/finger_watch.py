"""Looks at the platen while a finger is captured: the live picture, guidance, which picture is taken, and its judging
while the next one is still on its way from the reader."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

from drivers.finger.base import FingerFrame, FingerGone
from drivers.latest import Latest
from models.finger import placement
from models.finger.placement import Advice
from station.domain.desk import FingerHint, Picture

T = TypeVar("T")

SETTLE_SECONDS = 1.0  # how long a finger that is badly placed or moves is waited for, from its first picture


class FingerWatch:
    """One capture. A picture is taken when the next one shows that the finger lay still and well placed; when the time
    is over, the best so far.

    `seen` gets every picture, `tell` what the traveller should do, `promising` a picture that may be the one: it can be
    judged while the next one is on its way. `force` set: the next picture is taken.
    """

    def __init__(
        self,
        seen: Latest[Picture],
        force: threading.Event,
        tell: Callable[[FingerHint], None],
        promising: Callable[[FingerFrame], None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seen, self._force, self._tell, self._promising, self._clock = seen, force, tell, promising, clock
        self._before: FingerFrame | None = None
        self._well_before = False
        self._since = self._last = 0.0  # when the first and the newest picture of this finger came
        self._best: FingerFrame | None = None
        self._rank = (False, 0.0)
        self.was_forced = False  # the officer's key took a picture that would not have been taken by itself

    @property
    def forced(self) -> bool:
        return self._force.is_set()

    def look(self, frame: FingerFrame | None) -> None:
        self._seen.put(None if frame is None else frame.pixels)

    def choose(self, frame: FingerFrame) -> FingerFrame | None:
        """Raises FingerGone when the time is over and nothing was seen."""
        self._seen.put(frame.pixels)
        now = self._clock()
        if now - self._last > SETTLE_SECONDS:  # the reader was away
            self._start_afresh()
        self._last = now
        lies = placement.measure(frame.pixels)
        advised = placement.advice(lies)
        well_placed = advised is None
        before, well_before = self._before, self._well_before
        self._before, self._well_before = frame, well_placed
        if well_placed and before is not None and placement.still(before.pixels, frame.pixels):
            return before if well_before else frame
        if self.forced:
            self.was_forced = True
            return frame
        if well_placed:
            self._promising(frame)
        if before is None:
            self._since = now
        elif advised is None:
            advised = Advice.KEEP_STILL
        if self._best is None or (well_placed, lies.area) >= self._rank:
            self._best, self._rank = frame, (well_placed, lies.area)
        if now - self._since >= SETTLE_SECONDS:
            return self._take_best()
        if advised is not None:
            self._tell(FingerHint(advised.value))
        return None

    def _take_best(self) -> FingerFrame:
        best, area = self._best, self._rank[1]
        self._start_afresh()
        if best is None or area < placement.NOTHING:
            raise FingerGone
        return best

    def _start_afresh(self) -> None:
        self._before = self._best = None
        self._rank = (False, 0.0)


class AheadJudge(Generic[T]):
    """`judge(frame)` on one thread of its own, begun as soon as a picture is promising, one picture after the other."""

    def __init__(self, judge: Callable[[FingerFrame], T], name: str = "finger-judge") -> None:
        self._judge = judge
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._lock = threading.Lock()
        self._begun: tuple[FingerFrame, Future[T]] | None = None

    def begin(self, frame: FingerFrame) -> None:
        """Judge `frame` unless another one is being judged; never blocks."""
        with self._lock:
            if self._begun is None or self._begun[1].done():
                self._begun = frame, self._pool.submit(self._judge, frame)

    def coming(self, frame: FingerFrame) -> Future[T]:
        """What `judge` says of `frame`, when it has; at once."""
        with self._lock:
            begun, self._begun = self._begun, None
            there = begun is not None and begun[0] is frame
            return begun[1] if begun is not None and there else self._pool.submit(self._judge, frame)

    def of(self, frame: FingerFrame) -> T:
        """What `judge` says of `frame`, or what it raised."""
        return self.coming(frame).result()

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
