"""Where work runs: a pool of threads, or this thread."""

from __future__ import annotations

import contextvars
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol, TypeVar

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
