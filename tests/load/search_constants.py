"""The constants of docs/cost-model.md, in processor seconds of one core: `python -m tests.load.search_constants`.

Processor time and not the clock's, so that a busy machine gives nearly the same figures as a quiet one.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from models import parameters as p
from models.finger.compare import FingerTemplate, compare_many
from models.matching.projection import ProbeCodes, Projection, codes
from models.matching.rows import BLOCK, Faces, PrintBlock, gathered, impression, pack
from models.matching.segment import PLACES
from station.agency.desk import find_fault
from station.vault import envelope
from station.vault.pieces import PieceCipher
from station.wire.delivery import Delivery, record_identity
from tests.load.central_search import drawn
from tests.load.search_cluster import ONE_THREAD
from tests.rig.central import agency_of, station_keys_of

FACES = 200_000
RECORD = 300_000


def seconds(work: Callable[[], object], times: int) -> float:
    work()
    started = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - started) / times


def measure() -> dict[str, Any]:
    draw = np.random.default_rng(3)
    faces = Faces(128)
    for first in range(0, FACES, PLACES):
        faces.fill(first, draw.standard_normal((min(PLACES, FACES - first), 128), np.float32))
    probe_face = draw.standard_normal(128, np.float32)
    templates = [FingerTemplate.from_minutiae(drawn(draw)) for _ in range(24)]
    projection = Projection.shipped()
    coded = [codes(projection.embed(t.views[0], t.cylinders[0])) for t in templates]
    packed = [pack(t.views[0], t.cylinders[0]) for t in templates]
    block = PrintBlock.empty()
    for row in range(BLOCK):
        block.add(row, coded[row % len(coded)], packed[row % len(packed)])
    rows, owner = block.rows_of(None), block.owner.astype(np.int64)
    best = np.zeros(BLOCK, np.float32)
    probe = ProbeCodes(projection.embed(templates[0].views[0], templates[0].cylinders[0]))
    cipher = PieceCipher(bytes(32), "cost")
    pieces = [cipher.seal(bytes(16), number, zlib.compress(one, 1)) for number, one in enumerate(packed)]
    agency = agency_of()
    station = station_keys_of("COST-1", agency)
    identity = record_identity("visit", "COST-1", "00000000-0000-4000-8000-000000000000")
    body = envelope.seal(os.urandom(RECORD), identity, station.agency_public, station.signer).envelope
    delivery = Delivery(
        "00000000-0000-4000-8000-000000000000", "COST-1", "CGK", "visit", hashlib.sha256(body).hexdigest(), body
    )
    rotating = iter(range(10**9))

    def look(minutiae: int) -> None:
        np.maximum.at(best, owner, probe.scores(gathered([(block, rows)], minutiae), minutiae, [BLOCK]))

    def batch() -> object:
        return compare_many(templates[next(rotating) % 24], [templates[n % 24] for n in range(100)])

    def read() -> object:
        number = next(rotating) % 24
        return impression(zlib.decompress(cipher.open(bytes(16), number, pieces[number])))

    return {
        "faces_a_core_second": round(FACES / seconds(lambda: faces.cosines(probe_face, FACES), 10)),
        "prints_first_look_a_core_second": round(BLOCK / seconds(lambda: look(p.SEARCH_FIRST), 40)),
        "prints_whole_look_a_core_second": round(BLOCK / seconds(lambda: look(p.SEARCH_MINUTIAE), 40)),
        "comparison_stage2_ms": round(1000 * seconds(batch, 20) / 100, 3),
        "read_from_file_ms": round(1000 * seconds(read, 200), 3),
        "template_from_minutiae_ms": round(1000 * seconds(lambda: FingerTemplate.from_minutiae(drawn(draw)), 20), 2),
        "record_check_ms": round(1000 * seconds(lambda: find_fault(delivery, [station.signer.public]), 20), 2),
        "record_open_ms": round(
            1000 * seconds(lambda: envelope.open_as_agency(body, agency.sealing_private, identity), 20), 2
        ),
        "bytes_face": 128 * 4,
        "bytes_print_codes": int(coded[0].nbytes),
        "bytes_print_packed": round(sum(map(len, packed)) / len(packed)),
        "bytes_print_in_file": round(sum(map(len, pieces)) / len(pieces)),
        "record_bytes": len(body),
    }


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    if any(os.environ.get(name) != count for name, count in ONE_THREAD.items()):
        given = sys.argv[1:] if arguments is None else arguments
        command = [sys.executable, "-m", "tests.load.search_constants", *given]  # BLAS reads its threads when it loads
        return subprocess.call(command, env={**os.environ, **ONE_THREAD})
    report = measure()
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n")
    print(json.dumps(report, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
