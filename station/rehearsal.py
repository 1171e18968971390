"""What demo, training and the journey have instead of hardware and a ministry: emulated devices, a central server."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.camera.opencv import Camera
from drivers.emulated.backend import EmulatedBackend
from drivers.emulated.camera import LoopbackCamera
from drivers.emulated.card_reader import EmulatedCardReader
from drivers.emulated.uru4500 import EmulatedUru4500
from models.face.detect import Detector
from station.agency import identities, install
from station.agency.join import Agency, join
from station.agency.local import LocalPostgres
from station.config import Config
from station.road import standing
from station.road.standing import Standing
from station.store.session import Store
from station.vault import agency, identity, keys
from station.vault.keys import StationKeys
from station.wire.settings import CentralSettings

PASSPHRASE = "rehearsal"  # noqa: S105  demo and training hold invented people only; a real station is commissioned
FRAME = (1600, 1200)  # width, height of the emulated camera
EYES = (FRAME[0] / 2, 0.44 * FRAME[1])  # where a traveller at 60 cm has the point between the eyes
SAME = 4.0  # mean grey levels by which JPEG may change a thumbnail
EYE_DISTANCE = 225.0  # pixels between the eyes at 60 cm: a crop of about 1600x1200 at most


class EmulatedDesk:
    """One emulated 4500, one loopback camera and one chip reader, operated by whoever plays the traveller."""

    def __init__(self, time_scale: float = 1.0, fps: float = 15.0) -> None:
        self.reader = EmulatedUru4500(time_scale=time_scale)
        self.backend = EmulatedBackend([self.reader])
        self.camera = LoopbackCamera(fps=fps)
        self.cards = EmulatedCardReader()
        self.camera.show(self.blank())  # before anybody opens it: a decoder keeps the size that it met first

    def look(self, frame: NDArray[np.uint8], camera: Camera, timeout: float = 20.0) -> bool:
        """Show a picture and wait until `camera` delivers it: what stood before may still be on its way."""
        self.camera.show(frame)
        small = _thumbnail(frame)
        deadline = time.monotonic() + timeout
        number = 0
        while time.monotonic() < deadline:
            seen = camera.wait(number, 0.5)
            if seen is None:
                continue
            number = seen.number
            if float(np.abs(_thumbnail(seen.pixels) - small).mean()) < SAME:
                return True
        return False

    @staticmethod
    def blank() -> NDArray[np.uint8]:
        """Nobody before the camera: the plain grey wall."""
        return np.full((FRAME[1], FRAME[0], 3), 200, np.uint8)

    def touch(self, image: NDArray[np.uint8], ppi: float) -> None:
        """A finger that lifts itself after one picture."""
        self.reader.tap(image, ppi)

    def close(self) -> None:
        self.camera.close()


def _thumbnail(bgr: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.asarray(cv2.resize(bgr, (64, 48), interpolation=cv2.INTER_AREA), np.float32)


def stage(photograph: NDArray[np.uint8], detector: Detector) -> NDArray[np.uint8]:
    """A camera frame in which the head of `photograph` (BGR) stands at 60 cm; the border is continued outwards."""
    faces = detector.find(photograph, still=True)
    height, width = photograph.shape[:2]
    if faces:
        left, right = faces[0].eyes
        scale = EYE_DISTANCE / max(1.0, faces[0].eye_distance)
        x, y = (left + right) / 2
    else:
        scale = FRAME[1] / height
        x, y = width / 2, 0.44 * height
    move = np.array([[scale, 0, EYES[0] - scale * x], [0, scale, EYES[1] - scale * y]], np.float64)
    frame = cv2.warpAffine(photograph, move, FRAME, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(frame, np.uint8)


@dataclass
class CentralHere:
    """A real PostgreSQL server in one folder, with the agency's keys beside it."""

    server: LocalPostgres
    owner: CentralSettings
    agency_keys: agency.AgencyKeys
    folder: Path
    desk: Agency

    def commission(self, station: str, post: str, station_keys: StationKeys) -> CentralSettings:
        """The station's row, login role and client certificate."""
        return install.add_station(
            self.owner,
            self.server.authority,
            station,
            post,
            self.folder / "stations" / station,
            signing_key=station_keys.signer.public,
            recipient_key=station_keys.recipient_public,
        )

    def identify(self, store: Store) -> None:
        """The identity that this agency issues to the station: at the station and here."""
        document = identify(store, self.agency_keys)
        if document:
            identities.renew(self.owner, store.keys.station, document, self.agency_keys.public.signing)

    def close(self) -> None:
        try:
            self.desk.stop()
        finally:
            self.server.stop()


def agency_keys(folder: Path) -> agency.AgencyKeys:
    if (folder / agency.FILE).exists():
        return agency.unlock(folder, PASSPHRASE)
    folder.mkdir(parents=True, exist_ok=True)
    return agency.create(folder, PASSPHRASE)


def start_central(folder: Path, mode: str) -> CentralHere:
    """Start, and the first time make, the central database in `folder`, and the desk that signs its receipts.

    One post's own gallery finds everybody there is, so nothing is searched a second time here.
    """
    folder.mkdir(parents=True, exist_ok=True)
    server = LocalPostgres(folder / "postgres")
    with contextlib.ExitStack() as guard:
        guard.callback(server.stop)
        owner = server.start()
        install.initialise(owner, mode)
        process = install.add_central_process(owner, server.authority, folder / "process")
        keys_of_agency = agency_keys(folder / "agency")
        desk = join(process, keys_of_agency)
        desk.process.start()
        guard.pop_all()
    return CentralHere(server, owner, keys_of_agency, folder, desk)


def station_keys(config: Config, agency_public: agency.AgencyPublic) -> StationKeys:
    """The keys of a rehearsal station, made the first time."""
    folder = config.data_folder / "keys"
    if keys.exists(folder):
        return keys.unlock(folder, PASSPHRASE)
    folder.mkdir(parents=True, exist_ok=True)
    return keys.create(folder, PASSPHRASE, station=config.station, agency=agency_public)


def identify(store: Store, of: agency.AgencyKeys) -> str:
    """A true identity of the rehearsal's agency, issued the first time and renewed before it ends.

    The document, empty where the one that is here still holds.
    """
    if standing.look(store).standing is Standing.GOOD:
        return ""
    now = datetime.now(UTC)
    serial = time.time_ns() // 1000  # no two stations of one agency have the same
    keys_here = store.keys
    made = identity.Identity(
        keys_here.station, keys_here.signer.public, keys_here.recipient_public, serial, now, now + timedelta(days=365)
    )
    document = identity.issue(made, of.signer)
    standing.install(store, document, "rehearsal")
    return document
