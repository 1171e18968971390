"""`station-central`: the agency's process. Receipts, relays cases, searches every enrolment, shows metrics."""

from __future__ import annotations

import argparse
import getpass
import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from models.matching.calibration import Calibration
from station.central.desk import Desk
from station.central.ledger import Ledger
from station.central.settings import CentralSettings
from station.errors import StationError
from station.services.central_cases import CaseRelay
from station.services.central_matcher import CentralMatcher, OneProcess, Searcher
from station.services.central_process import CentralProcess
from station.vault import agency

PASSPHRASE_VARIABLE = "BORDER_AGENCY_PASSPHRASE"  # noqa: S105  the name of a variable
METRICS_PORT = 9464


def passphrase() -> str:
    """From the environment (a service) or from the terminal; never an argument, which every process can read."""
    return os.environ.get(PASSPHRASE_VARIABLE) or getpass.getpass("Agency passphrase: ")


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="station-central", description=__doc__)
    made.add_argument("--central", required=True, help="postgresql://border_central_process@HOST:PORT/border")
    made.add_argument("--tls", required=True, type=Path, help="folder of ca.crt, client.crt and client.key")
    made.add_argument("--agency", required=True, type=Path, help="folder of the agency's key file")
    made.add_argument("--mode", default="production", choices=("production", "training", "demo"))
    made.add_argument("--no-matcher", action="store_true", help="only receipts and cases; another process searches")
    made.add_argument("--shards", type=Path, help="search on Dask workers: folder in which the shards lie")
    made.add_argument("--scheduler", help="tls://HOST:PORT of the Dask scheduler (with --shards)")
    made.add_argument("--search-tls", type=Path, help="folder of the certificate for the search (with --shards)")
    made.add_argument("--metrics", type=int, default=METRICS_PORT, help="port on 127.0.0.1; 0 for a free one, -1 none")
    made.add_argument("--once", action="store_true", help="do what there is to do, then end")
    return made


def build(options: argparse.Namespace, stopping: threading.Event, secret: str) -> tuple[CentralProcess, list[str]]:
    """The process as the options want it, and what it says about itself."""
    settings = CentralSettings.from_url(options.central, options.tls, options.mode)
    keys = agency.unlock(options.agency, secret)
    desk, ledger = Desk(settings, keys), Ledger(settings)
    found = ledger.mode()
    if found != options.mode:
        raise StationError(f"the database is for {found}, not for {options.mode}", code="central_wrong_mode")
    said = [f"central database of mode {found}"]
    idle: list[object] = []
    observe = None
    if options.metrics >= 0:
        from station.services.central_metrics import CentralMetrics  # noqa: PLC0415  an extra

        metrics = CentralMetrics(settings)
        port, _, _ = metrics.serve(options.metrics)
        said.append(f"metrics on http://127.0.0.1:{port}/metrics")
        observe = metrics.observe
        idle.append(metrics.refresh)
    if not options.no_matcher:
        calibration = Calibration.load()
        matcher = CentralMatcher(
            desk,
            ledger,
            searcher(options, calibration),
            calibration,
            observe=observe or (lambda _, __: None),
            stopping=stopping,
        )
        said.append(f"{matcher.catch_up()} people in the gallery")
        idle.insert(0, matcher.step)
    return CentralProcess(desk, [CaseRelay(desk, ledger)], idle), said  # type: ignore[arg-type]


def searcher(options: argparse.Namespace, calibration: Calibration) -> Searcher:
    if not options.shards:
        return OneProcess(calibration)
    if not options.scheduler or not options.search_tls:
        raise StationError("--shards needs --scheduler and --search-tls", code="no_scheduler")
    from station.services.sharded_search import ShardedSearch  # noqa: PLC0415  an extra

    return ShardedSearch(options.scheduler, options.shards, options.search_tls)


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    stopping = threading.Event()
    try:
        process, said = build(options, stopping, passphrase())
        for line in said:
            print(line, flush=True)
        if options.once:
            while process.once():
                pass
            return 0
    except StationError as error:
        print(f"{error.code}: {error.detail}", file=sys.stderr)
        return 1

    def end(_number: int, _frame: FrameType | None) -> None:
        stopping.set()
        process.request_stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    process.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
