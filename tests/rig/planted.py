"""One visit of a traveller with planted names, on a station whose every file lies in one folder; killed at the end.

python -m tests.rig.planted FOLDER
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
from sqlalchemy.exc import IntegrityError

from models.matching.calibration import Calibration
from models.types import Minutiae
from station import logs
from station.counter.enrol import seal_visit
from station.counter.kept_gallery import KeptGallery
from station.domain.officer import Officer, Role
from station.errors import StationError
from station.office.accounts import Accounts
from station.office.log_in import LogIn
from station.store import cases, records, tables
from station.store.session import Store
from station.vault.keys import StationKeys
from station.vault.process import harden
from tests.rig import open_visit_steps, visits
from tests.unit.models.prints import random_minutiae

SURNAME, GIVEN, NUMBER = "QUIXOTEBRANDIGAMBO", "ZEPHYRINAWULANDARI", "X7Q4Z9K2W"
PASSWORD = "planted-password-4711"  # noqa: S105
VISIT = visits.visit(77, document=visits.document(NUMBER, SURNAME, GIVEN))


def secrets(keys: StationKeys) -> dict[str, bytes]:
    """What must be nowhere, by what it is."""
    found = {
        "surname": SURNAME.encode(),
        "given names": GIVEN.encode(),
        "folded name": f"{SURNAME} {GIVEN}".encode(),
        "document number": NUMBER.encode(),
        "surname in UTF-16": SURNAME.encode("utf-16-le"),
        "surname in lower case": SURNAME.lower().encode(),
        "password": PASSWORD.encode(),
        "passphrase": visits.PASSPHRASE.encode(),
        "database key": keys.database_key,
        "database key in hexadecimal": keys.database_key.hex().encode(),
    }
    assert VISIT.face is not None
    found["embedding"] = VISIT.face.embedding[:64]
    found["face"] = VISIT.face.image[:64]
    found["face of the gallery"] = _vector().tobytes()[:64]
    found["directions of the gallery"] = _print().angle.tobytes()
    for sample in VISIT.fingers:
        found[f"template {int(sample.finger)}"] = sample.template[:64]
        found[f"picture {int(sample.finger)}"] = sample.image[1000:1064]
    return found


def _vector() -> np.ndarray:
    """A face as a gallery holds it: of unit length."""
    vector = np.random.default_rng(77).normal(size=128).astype(np.float32)
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


def _print() -> Minutiae:
    return random_minutiae(77)


def _keep_gallery(store: Store) -> None:
    kept = KeptGallery(store, Calibration.load())
    kept.gallery.put(VISIT.person, _vector(), {2: _print()}, note=VISIT.id)
    kept.changed(at_once=True)
    kept.save()


def main(folder: Path) -> None:
    harden()
    handler = logs.start(folder / "logs", logging.DEBUG)
    keys = visits.station_keys(folder / "keys", visits.agency_keys(folder / "agency"))
    (folder / "ready").touch()
    store = Store.open(folder / "station.db", keys)
    Accounts(store).add("system", Officer("rini", "Rini", Role.OFFICER), PASSWORD, must_change=False)
    LogIn(store).sign_in("rini", PASSWORD)
    list(open_visit_steps.take(store, replace(VISIT, id="open-visit")))
    with logs.bound(visit=VISIT.id, station="POST-1"):
        seal_visit(store, VISIT)
        logs.log.info("visit sealed", traveller=VISIT.document, sample=VISIT.fingers[0], raw=VISIT.fingers[0].template)
        try:
            seal_visit(store, VISIT)
        except StationError as error:
            logs.log.warning("refused", code=error.code, detail=error.detail)
        try:
            with store.unit() as unit:
                cases.open_case(unit, visits.case_of(VISIT))
                unit.connection.execute(tables.visits.insert().values(id=VISIT.id, name=SURNAME, birth=NUMBER))
        except IntegrityError:
            logs.log.exception("a defect")
    _keep_gallery(store)
    with store.unit() as unit:
        cases.open_case(unit, visits.case_of(VISIT))
        assert records.search(unit, GIVEN)
        unit.connection.exec_driver_sql("CREATE TEMP TABLE sorted AS SELECT * FROM visits ORDER BY name")
    handler.flush()
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
