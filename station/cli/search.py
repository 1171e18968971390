"""`station-search`: the machines over which `station-central --shards` spreads its search: one scheduler, workers.

Each speaks TLS 1.3 with certificates of `station-admin central peer` and listens on the named address alone. Whoever
has such a certificate can run programs on every worker: keep them and this network for the search.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from station import logs
from station.cli import described, ending
from station.errors import StationError
from station.vault import process
from station.wire.settings import CA_FILE, CERTIFICATE_FILE, KEY_FILE

ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="station-search", description=__doc__)
    kinds = made.add_subparsers(dest="kind", required=True)
    for name, words in (("scheduler", "gives out the questions"), ("worker", "opens shards and searches them")):
        one = kinds.add_parser(name, help=words)
        if name == "worker":
            one.add_argument("scheduler", help="tls://HOST:PORT of the scheduler")
            one.add_argument("--scratch", type=Path, help="folder for its own files (default: a temporary one)")
        else:
            one.add_argument("--port", type=int, default=8786, help="0 for a free one (default: %(default)s)")
            one.add_argument("--scheduler-file", type=Path, help="write the address into this file (JSON)")
        one.add_argument("--host", required=True, help="the address to listen on, and no other")
        one.add_argument("--tls", type=Path, required=True, help="folder of ca.crt, client.crt and client.key")
        one.add_argument("--pages", type=int, metavar="PORT", help="show Dask's pages on 127.0.0.1; off without it")
    return described.every(made)


def main(arguments: Sequence[str] | None = None) -> int:
    if arguments is None:
        process.harden()
        process.take_secrets()
    options = parser().parse_args(arguments)
    for name in ONE_THREAD:  # before NumPy is imported: a shard is searched by one thread, and workers make the number
        os.environ.setdefault(name, "1")
    from station.agency import search_node  # noqa: PLC0415  after the number of threads is set; an extra

    def work() -> int:
        try:
            _certificate(options.tls)
            if options.kind == "scheduler":
                search_node.run_scheduler(
                    options.host, options.port, options.tls, options.pages, options.scheduler_file
                )
            else:
                search_node.run_worker(options.scheduler, options.host, options.tls, options.pages, options.scratch)
        except (StationError, OSError) as error:
            print(f"{getattr(error, 'code', 'search_not_listening')}: {error}", file=sys.stderr)
            return 1
        return 0

    with logs.to_stream():
        return ending.of(work)


def _certificate(folder: Path) -> None:
    """Raises StationError (`search_no_certificate`): one of the three files cannot be read."""
    for name in (CA_FILE, CERTIFICATE_FILE, KEY_FILE):
        try:
            (folder / name).read_bytes()
        except OSError as error:
            raise StationError(f"{folder / name}: {error.strerror}", code="search_no_certificate") from error


if __name__ == "__main__":
    sys.exit(main())
