"""`station-central`: the agency's process. Receipts, relays cases, searches every enrolment, shows metrics."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

from models.matching.calibration import Calibration
from station import logs
from station.agency import expiry, trust_lists
from station.agency import join as agency_service
from station.agency.matcher import OneProcess, Searcher
from station.agency.sealed_shards import cipher, shard_key
from station.cli import asking, ending
from station.config import MODES
from station.errors import StationError
from station.vault import agency, process, sealed_key
from station.wire.settings import KEY_FILE, CentralSettings

METRICS_PORT = 9464


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="station-central", description=__doc__)
    asking.add_option(made)
    made.add_argument("--central", required=True, help="postgresql://border_central_process@HOST:PORT/border")
    made.add_argument("--tls", required=True, type=Path, help="folder of ca.crt, client.crt and client.key")
    made.add_argument("--agency", required=True, type=Path, help="folder of the agency's key file")
    made.add_argument("--mode", default="production", choices=MODES, help="of the database (default: %(default)s)")
    made.add_argument("--no-matcher", action="store_true", help="only receipts and cases; another process searches")
    made.add_argument("--gallery", type=Path, help="folder of the sealed gallery, by default beside the agency's keys")
    made.add_argument("--shards", type=Path, help="search on Dask workers: folder in which the shards lie")
    made.add_argument("--scheduler", help="tls://HOST:PORT of the Dask scheduler (with --shards)")
    made.add_argument("--search-tls", type=Path, help="folder of the certificate for the search (with --shards)")
    made.add_argument("--metrics", type=int, default=METRICS_PORT, help="port on 127.0.0.1; 0 for a free one, -1 none")
    made.add_argument("--once", action="store_true", help="do what there is to do, then end")
    return made


def build(options: argparse.Namespace, secret: str) -> tuple[agency_service.Agency, list[str]]:
    """The process as the options want it, and what it says about itself."""
    keys = agency.unlock(options.agency, secret)
    settings = CentralSettings.from_url(options.central, options.tls, options.mode).sealed(keys.sealing_private)
    said = [f"central database of mode {options.mode}"]
    observe: Callable[[str, float], None] = lambda _, __: None  # noqa: E731
    idle: list[Callable[[], object]] = []
    if options.metrics >= 0:
        from station.agency.metrics import CentralMetrics  # noqa: PLC0415  an extra

        metrics = CentralMetrics(
            settings, lambda: (*expiry.of(settings, search=options.search_tls), *trust_lists.ends(settings))
        )
        observe = metrics.observe
        idle.append(metrics.refresh)
    calibration = None if options.no_matcher else Calibration.load()
    found = searcher(options, keys, calibration) if calibration else None
    made = agency_service.join(settings, keys, calibration=calibration, searcher=found, observe=observe, idle=idle)
    if options.metrics >= 0:
        port, _, _ = metrics.serve(options.metrics)
        said.append(f"metrics on http://127.0.0.1:{port}/metrics")
    if made.matcher is not None:
        said.append("the gallery is opened and caught up while receipts are written")
    return made, said


def searcher(options: argparse.Namespace, keys: agency.AgencyKeys, calibration: Calibration) -> Searcher:
    """The search in this process, or over shards; both are kept sealed with a key that follows from the agency's."""
    key = shard_key(keys.sealing_private)
    if not options.shards:
        return OneProcess(calibration, options.gallery or options.agency / "gallery", cipher(key))
    if not options.scheduler or not options.search_tls:
        raise StationError("--shards needs --scheduler and --search-tls", code="no_scheduler")
    from station.agency.sharded_search import ShardedSearch  # noqa: PLC0415  an extra

    word, file = sealed_key.password(keys.sealing_private), options.search_tls / KEY_FILE
    sealed_key.seal(file, word)
    return ShardedSearch(
        options.scheduler, options.shards, options.search_tls, key=key, tls_key=sealed_key.in_memory(file, word)
    )


def main(arguments: Sequence[str] | None = None) -> int:
    if arguments is None:  # as a command: the process is ours to close, before the agency's keys are in it
        process.harden()
        process.take_secrets()
    options = parser().parse_args(arguments)
    with logs.to_stream():
        return ending.of(lambda: _serve(options))


def _serve(options: argparse.Namespace) -> int:
    try:
        options.ask = asking.source(options)
        made, said = build(options, asking.agency_passphrase(options))
        for line in said:
            print(line, flush=True)
        if options.once:
            while made.process.once():
                pass
            return 0
    except StationError as error:
        print(f"{error.code}: {error.detail}", file=sys.stderr)
        return 1

    def end(_number: int, _frame: FrameType | None) -> None:
        made.stopping.set()
        made.process.request_stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    made.process.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
