"""The scheduler and the workers of the sharded search: Dask's, with TLS 1.3 on both sides, without its web pages.

Dask gives each of them an HTTP server beside: plain, without a password, on every interface unless told otherwise, with
and without its dashboard. Here there is none; a switch opens it on loopback for whoever looks for a fault.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import dask
from distributed import Scheduler, Worker

from station.agency.sharded_search import security
from station.errors import StationError

LOOPBACK = "127.0.0.1"
PORT = 8786  # of the scheduler, Dask's own


class _NoPages:
    """In place of `distributed.node.ServerNode.start_http_server`: listens only where a port on loopback is named."""

    def start_http_server(
        self, routes: Any, dashboard_address: Any, default_port: int = 0, ssl_options: Any = None
    ) -> None:
        if dashboard_address is not None:
            super().start_http_server(routes, dashboard_address, default_port, ssl_options)  # type: ignore[misc]


class QuietScheduler(_NoPages, Scheduler):
    """Listens for clients and workers, nothing else."""


class QuietWorker(_NoPages, Worker):
    """Listens for its scheduler and the other workers, nothing else."""


def pages(port: int | None) -> str | None:
    """Where the pages are shown: nowhere, or on loopback (0: a free port)."""
    return None if port is None else f"{LOOPBACK}:{port}"


def run_scheduler(host: str, port: int, tls: Path, show: int | None = None, file: Path | None = None) -> None:
    """Until a signal ends it. Raises StationError (`search_not_listening`), OSError."""
    asyncio.run(_until_signal(_scheduler(host, port, tls, show, file)))


async def _scheduler(host: str, port: int, tls: Path, show: int | None, file: Path | None) -> Any:
    _only_tls()
    return QuietScheduler(
        host=host, port=port, protocol="tls", security=security(tls), dashboard=False, dashboard_address=pages(show),
        scheduler_file=str(file) if file else None,
    )  # fmt: skip


def run_worker(scheduler: str, host: str, tls: Path, show: int | None = None, scratch: Path | None = None) -> None:
    """Until a signal ends it, or the scheduler is gone for good."""
    asyncio.run(_until_signal(_worker(scheduler, host, tls, show, scratch)))


async def _worker(scheduler: str, host: str, tls: Path, show: int | None, scratch: Path | None) -> Any:
    if not scheduler.startswith("tls://"):
        raise StationError(f"{scheduler}: tls://HOST:PORT is needed", code="no_scheduler")
    _only_tls()
    return QuietWorker(
        scheduler, nthreads=1, host=host, protocol="tls", security=security(tls), dashboard=False,
        dashboard_address=pages(show), local_directory=str(scratch) if scratch else None,
    )  # fmt: skip


def _only_tls() -> None:
    dask.config.set({"distributed.comm.require-encryption": True})


async def _until_signal(made: Awaitable[Any]) -> None:
    node = await made
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    try:
        await node
    except RuntimeError as error:  # Dask's own words hide what the system said
        if isinstance(error.__cause__, OSError):
            raise error.__cause__ from error
        raise
    async with node:
        ended = asyncio.ensure_future(node.finished())
        asked = asyncio.ensure_future(stopping.wait())
        await asyncio.wait({ended, asked}, return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()
