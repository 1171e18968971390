"""Where work runs: a pool of threads, this thread, and a slot in which the newest value wins."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")


class Runner(Protocol):
    """Runs `job`, then hands its result or its exception to one of two callbacks."""

    def run(
        self,
        job: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None],
    ) -> None: ...


class Now:
    """Runs everything at once in the caller's thread; for the terminal and for tests."""

    def run(
        self,
        job: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        try:
            result = job()
        except Exception as error:  # noqa: BLE001  the runner's contract: every failure goes to `failed`
            failed(error)
        else:
            done(result)


class Pool:
    """Runs jobs on threads; callbacks are delivered through `post`, so that they reach one chosen thread."""

    def __init__(self, workers: int, name: str, post: Callable[[Callable[[], None]], None]) -> None:
        self._executor = ThreadPoolExecutor(workers, thread_name_prefix=name)
        self._post = post

    def run(
        self,
        job: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        context = contextvars.copy_context()
        future = self._executor.submit(context.run, job)
        future.add_done_callback(lambda f: self._deliver(f, done, failed))

    def _deliver(
        self,
        future: Future[T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        if future.cancelled():
            return
        error = future.exception()
        if error is not None:
            self._post(lambda: failed(error))
        else:
            result = future.result()
            self._post(lambda: done(result))

    def close(self) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)


class Latest(Generic[T]):
    """One slot, newest value wins; a slow reader never makes a queue grow."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._value: T | None = None
        self._number = 0

    def put(self, value: T) -> None:
        with self._condition:
            self._value = value
            self._number += 1
            self._condition.notify_all()

    def get(self) -> tuple[int, T | None]:
        """The number of the newest value and the value; number 0 means that none came yet."""
        with self._condition:
            return self._number, self._value

    def wait(self, after: int, timeout: float) -> tuple[int, T | None]:
        """The newest value with a number above `after`, or what there is when `timeout` seconds have passed."""
        with self._condition:
            self._condition.wait_for(lambda: self._number > after, timeout)
            return self._number, self._value
