"""The composition root without a window: settings and keys in, a working station out; closed in reverse order."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timezone, tzinfo
from functools import partial
from pathlib import Path
from typing import Any

from cryptography import x509

from drivers.camera.find import camera_named, describe, find_cameras, same_device
from drivers.camera.opencv import Camera
from drivers.card.source import CardSource, PcscSource
from drivers.finger.hub import FingerHub
from drivers.finger.sbi import SbiClient
from drivers.finger.sbi_source import SbiSource
from drivers.finger.source import Source
from drivers.finger.transport import system_backend
from models.document.read import DocumentReader
from models.document.wedge import WedgeSettings
from models.face.detect import Detector
from models.face.embed import Embedder
from models.face.mesh import MeshFinder
from models.finger.extract import Extractor
from models.finger.nfiq2 import Nfiq2
from models.matching.calibration import Calibration
from station import __version__, logs
from station.bench.calibrations import Calibrations
from station.bench.devices import Devices
from station.bench.platen_watch import PlatenWatch
from station.config import Config, ConfigError
from station.counter.biometrics import Biometrics
from station.counter.check_step import CheckStep
from station.counter.checks import Checks, NoWatchlist
from station.counter.chip_faces import FacesOfChip
from station.counter.chip_reader import ChipReader
from station.counter.counter import Counter
from station.counter.decision_step import DecisionStep
from station.counter.document_step import DocumentStep
from station.counter.documents import Documents
from station.counter.face_capture import FaceAcquisition
from station.counter.face_step import FaceStep, Likeness
from station.counter.finger_capture import FingerAcquisition
from station.counter.fingers_step import FingersStep
from station.counter.in_hand import VisitInHand
from station.counter.kept_gallery import KeptGallery
from station.counter.kept_visit import KeptVisits
from station.counter.seals import Seals
from station.counter.slap_capture import SlapAcquisition
from station.counter.trust import Trust, TrustLibrary
from station.counter.verify import Verifier
from station.domain.days import zone_of
from station.domain.officer import Officer
from station.errors import StationError
from station.office import mend
from station.office.housekeeping import Housekeeping
from station.office.retain import Retain
from station.office.satisfaction import Satisfaction
from station.register.at_counter import StaysAtCounter
from station.review.arrivals import Arrivals
from station.review.cases import Cases
from station.review.strangers import STRANGERS, Strangers
from station.review.weekly import WeeklyLooks
from station.road import pulled_policy
from station.road.road import StationRoad, open_road
from station.road.sync import Sync
from station.store import look_back, outbox, space
from station.store.folder_lock import FolderLock
from station.store.mode import bind_mode
from station.store.session import Store
from station.vault import sources
from station.vault.errors import VaultError
from station.vault.keys import StationKeys
from station.wire.settings import CentralSettings
from station.workflow.policy import Policy

VERSION = __version__


REHEARSAL_BALLAST = 4 * 1024 * 1024  # octets; a demonstration fills nobody's disk


@dataclass
class Station:
    """Everything that is running, joined."""

    config: Config
    policy: Policy
    store: Store
    biometrics: Biometrics
    hub: FingerHub
    camera: Camera
    devices: Devices
    documents: Documents
    verifier: Verifier
    cases: Cases
    checks: Checks
    calibrations: Calibrations
    sync: Sync | None
    housekeeping: Housekeeping
    kept: KeptGallery
    trust: TrustLibrary
    chips: ChipReader
    cards: CardSource
    _closing: contextlib.ExitStack = field(repr=False)

    def counter(
        self,
        officer: Officer,
        document: Callable[[VisitInHand, Documents, Devices], DocumentStep] = DocumentStep,
        fingers: Callable[[VisitInHand, Devices, FingerAcquisition, SlapAcquisition], FingersStep] = FingersStep,
        decision: Callable[..., DecisionStep] = DecisionStep,
    ) -> Counter:
        """The counter of an officer; the demonstration gives steps of its own, before which its traveller acts."""
        policy, biometrics = self.policy, self.biometrics
        kept = KeptVisits(self.store, policy.retention.open_visit_hours)
        unique = policy.matching.uniqueness_fmr
        today = post_today(self.config, policy)
        zone = post_zone(self.config, policy)
        visit = VisitInHand(
            officer, self.config.station, self.store, policy, kept, biometrics.stopwatch, today, zone, self.chips
        )
        likeness = Likeness(biometrics.embedder.embed, self.verifier.face_agrees, policy.face.frames_fused)
        return Counter(
            visit,
            document(visit, self.documents, self.devices),
            FaceStep(visit, self.devices, FaceAcquisition(biometrics, policy.face), likeness),
            fingers(
                visit,
                self.devices,
                FingerAcquisition(biometrics, policy.fingers, unique),
                SlapAcquisition(biometrics, policy.fingers, unique),
            ),
            CheckStep(
                visit,
                self.checks,
                self.cases,
                self.wake_sync,
                StaysAtCounter(self.store, policy, today, connected=self.sync is not None),
            ),
            decision(visit, self.documents, self.checks, self.cases, self.config.mode, self.wake_sync),
        )

    def forget(self, person: str) -> None:
        """Somebody was erased: out of the gallery, and out of its file at once."""
        self.biometrics.gallery.remove(person)
        self.kept.changed(at_once=True)

    def rest(self) -> None:
        """Nobody is signed in: the camera is let go, the readers are looked at seldom, the face networks lie on disk
        alone. Returns at once."""
        self.camera.sleep()
        self.hub.sleep()
        self.biometrics.rest()

    def resume(self) -> None:
        """Somebody is: returns at once, while the devices come back."""
        self.hub.wake()
        self.camera.wake()
        self.biometrics.resume()

    def wake_sync(self) -> None:
        if self.sync is not None:
            self.sync.wake()

    def acknowledged_visits(self) -> int:
        """Visits that central has committed and whose digest was read back."""
        with self.store.reading() as unit:
            return outbox.counts(unit, ("visit",)).stored

    def close(self) -> None:
        self._closing.close()


def post_today(
    config: Config, policy: Policy, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Callable[[], date]:
    """The day at this counter, in the post's own zone: a machine that runs in UTC gives yesterday until seven or nine
    in the morning. Raises ConfigError where the zone is none."""
    there = post_clock(config, policy)
    return lambda: clock().astimezone(there).date()


def post_clock(config: Config, policy: Policy) -> timezone | None:
    """What this counter's clock goes by; None: the machine's own. Raises ConfigError where the zone is none."""
    zone = post_zone(config, policy)
    try:
        return zone_of(zone) if zone else None
    except ValueError as error:
        raise ConfigError(f"zone: {error}") from error


def post_offset(config: Config, policy: Policy) -> tzinfo:
    """The same for days that are counted: the machine's offset of now where the post has none. Raises ConfigError."""
    return post_clock(config, policy) or datetime.now(UTC).astimezone().tzinfo or UTC


def post_zone(config: Config, policy: Policy) -> str:
    """Of the settings, else of the policy; "" where neither names one."""
    return config.zone or policy.stays.zone(config.station)


def read_policy(config: Config, agency_signing: bytes | None = None) -> Policy:
    """See services.pulled_policy.read_file."""
    return pulled_policy.read_file(config, agency_signing)


def open_store(config: Config, keys: StationKeys, *, passing: bool = False) -> Store:
    """The local database, bound to the mode it was made in, for the one process that is the station of this folder;
    `passing` is a command that sends while no window is open, and lets go of the folder within seconds.

    Raises StationRunning, StationError (`store_other_mode`), StoreError.
    """
    path = config.data_folder / "station.db"
    lock = FolderLock(path.with_name(f"{path.name}.lock"), passing=passing)
    try:
        store = Store.open(path, keys)
        store.at_close(lock.release)
    except BaseException:
        lock.release()
        raise
    try:
        bind_mode(store, config.mode)
        if found := mend.look_back(store):
            logs.log.warning("an older database was put back", records=found)
        if config.mode == "production":
            _count_on(store)
    except BaseException:
        store.close()
        raise
    return store


def _count_on(store: Store) -> None:
    """The TPM's counter against the database, and one further at the end; nothing where the machine has no TPM."""
    try:
        look_back.meet_counter(store, sources.machine_tpm())
    except VaultError as error:
        logs.log.warning("the TPM's counter cannot be used", code=error.code, detail=error.detail)
    store.before_close(partial(_step_counter, store))


def _step_counter(store: Store) -> None:
    try:
        look_back.step_counter(store, sources.machine_tpm())
    except StationError as error:  # until the next step a copy of now is not told from what comes
        logs.log.warning("the TPM's counter was not raised", code=error.code, detail=error.detail)


def _housekeeping(
    config: Config, policy: Policy, store: Store, calibrations: Calibrations, follow: Callable[[], object]
) -> Housekeeping:
    if config.mode != "production":
        store.ballast.size = REHEARSAL_BALLAST
    tls = Path(config.central.tls) if config.central.url else None
    count = partial(_step_counter, store) if config.mode == "production" else lambda: None
    zone = post_offset(config, policy)
    arrivals = Arrivals(store, zone, config.mode)

    def strangers() -> Strangers:
        return Strangers(Calibration.load(), policy.matching.fmr_verification, STRANGERS)

    weekly = WeeklyLooks(store, zone, config.mode, strangers)
    answers = Satisfaction(store, lambda: datetime.now(zone))

    def look(stopping: Callable[[], bool]) -> None:
        arrivals.roll(stopping)
        weekly.due(stopping)
        answers.hand_over(config.mode)

    return Housekeeping(
        store,
        Retain(store, policy.retention),
        tls=tls,
        calibrated=calibrations.ends,
        follow=follow,
        count=count,
        look=look,
        alarmed=weekly.alarm,
    )


def assemble(
    config: Config,
    policy: Policy,
    store: Store,
    *,
    backends: Sequence[Any] | None = None,
    central: Callable[[], CentralSettings] | None = None,
    cards: CardSource | None = None,
    trust: Trust | None = None,
) -> Station:
    """Open devices and models and join them. `backends`: pyusb backends, the system's libusb when None; `cards`: chip
    readers, the system's when None; `trust`: of emulated states, what the agency sent when None.

    Raises StationError or BiometricError: nothing is left open then.
    """
    closing = contextlib.ExitStack()
    with contextlib.ExitStack() as guard:
        guard.push(closing)
        calibration = Calibration.load().counting(policy.face.encoders)
        kept = KeptGallery(store, calibration)
        biometrics = Biometrics(
            Detector(),
            MeshFinder(),
            Embedder(),
            Extractor(threads=1),  # NFIQ 2 has the other core
            Nfiq2(),
            DocumentReader(),
            calibration,
            kept.gallery,
        )
        closing.callback(biometrics.close)
        calibrations = Calibrations(store, store.keys, lambda: datetime.now(UTC), VERSION)
        hub = FingerHub(
            [system_backend()] if backends is None else backends,
            allowed=lambda serial: not config.scanners or serial in config.scanners,
            calibrations=calibrations.record,
            services=_device_services(config),
        )
        hub.start()
        closing.callback(hub.stop)
        camera = open_camera(config)
        closing.callback(_close_camera, camera)
        devices = Devices(
            hub,
            camera,
            config.mode != "production",
            calibrations.expires,
            PlatenWatch(calibrations.newest),
            calibrations.certificate,
        )
        library = TrustLibrary(store, trust)
        today, zone = post_today(config, policy), post_zone(config, policy)
        documents = Documents(store, biometrics, today, _wedge(config), Seals(library), zone)
        verifier = Verifier(biometrics, policy.matching)
        cases = Cases(store, config, policy)

        def expected(visits: frozenset[str]) -> None:  # called once the road is open, when checks is there
            checks.refresh(visits)

        road = _road(config, store, central, biometrics, cases.arrived, expected, library)
        checks = Checks(
            store,
            biometrics,
            verifier,
            cases,
            documents,
            config,
            road.watchlist if road else NoWatchlist(),
            missing=lambda: kept.missing,
            document_alone_case=policy.fingers.document_alone_case,
            changed=kept.changed,
        )
        cases.identities = checks.follow
        faces = FacesOfChip(biometrics, policy.matching.fmr_verification)
        readers = cards or PcscSource()
        chips = ChipReader(readers, faces, library, rehearsal=config.mode != "production")
        chips.start()
        closing.callback(chips.close)
        behind = kept.mend(checks.put)
        kept.start()
        closing.callback(kept.stop)
        # a long list takes seconds to arrange: now, beside everything else, rather than before the first traveller
        arranging = threading.Thread(target=checks.watchlist.state, name="watchlist")
        arranging.start()
        closing.callback(arranging.join)
        sync = road.sync if road else None
        if sync is not None:
            cases.wake = sync.wake
            sync.start()
            closing.callback(sync.stop)
        housekeeping = _housekeeping(config, policy, store, calibrations, lambda: kept.mend(checks.put))
        space.restore(store)  # before the first visit asks whether there is room to seal it
        housekeeping.look_at_identity()
        housekeeping.start()
        closing.callback(housekeeping.stop)
        logs.log.info("station assembled", people=len(kept.gallery), behind=behind, mode=config.mode)
        guard.pop_all()
        return Station(
            config,
            policy,
            store,
            biometrics,
            hub,
            camera,
            devices,
            documents,
            verifier,
            cases,
            checks,
            calibrations,
            sync,
            housekeeping,
            kept,
            library,
            chips,
            readers,
            closing,
        )


def _wedge(config: Config) -> WedgeSettings:
    """How the counter's document reader sends. Raises ConfigError."""
    try:
        return WedgeSettings(config.wedge_prefix, config.wedge_suffix, config.wedge_line_end, config.wedge_reject)
    except ValueError as error:
        raise ConfigError(f"wedge: {error}") from error


def _device_services(config: Config) -> list[Source]:
    """Readers behind makers' own services, where the settings name whom to believe. Raises ConfigError."""
    if not config.sbi_authorities:
        return []
    try:
        authorities = x509.load_pem_x509_certificates(Path(config.sbi_authorities).read_bytes())
    except (OSError, ValueError) as error:
        raise ConfigError(f"sbi_authorities: {error}") from error
    return [SbiSource(SbiClient(authorities, "biometric-station"))]


def open_camera(config: Config) -> Camera:
    """The camera of the settings: a stable name or serial of a connected one, an index, a file or a URL.

    Raises NotFound; Refused where several cameras bear that name.
    """
    address: int | str = int(config.camera) if config.camera.isdigit() else config.camera
    cameras = find_cameras()
    known = next((c for c in cameras if same_device(c.address, address)), None)
    if known is None and isinstance(address, str) and "/" not in address:
        known = camera_named(address, cameras)
    name = "Network camera" if "://" in config.camera else f"Camera {config.camera}"
    info = known or describe(address, name)
    camera = Camera(info.address, info.name, config.camera_width, config.camera_height, info)
    camera.start()
    return camera


def _close_camera(camera: Camera) -> None:
    camera.stop()
    camera.join()


def _road(
    config: Config,
    store: Store,
    central: Callable[[], CentralSettings] | None,
    biometrics: Biometrics,
    arrived: Callable[[frozenset[str]], None],
    expected: Callable[[frozenset[str]], None],
    trust: TrustLibrary,
) -> StationRoad | None:
    """The road to central of the settings, or the one that is given; None where none is configured."""
    if central is None and not config.central.url:
        return None
    return open_road(
        store,
        central or (lambda: way_in(config, store.keys)),
        calibration=biometrics.calibration,
        cases=arrived,
        evidence=expected,
        changed=trust.told,
        may_send=config.central.may_send,
        give_way=biometrics.stopwatch.wait_until_idle,
        software=VERSION,
    )


def way_in(config: Config, keys: StationKeys | None = None) -> CentralSettings:
    """Where central is by the settings; the key that opens it is sealed under the station's. Raises CentralRefused
    (`central_bad_address`), WrongSecret."""
    own = config.central
    found = CentralSettings.from_url(own.url, Path(own.tls), config.mode, own.timeout_seconds)
    found = replace(found, bytes_per_second=own.bytes_per_second or None)
    return found if keys is None else found.sealed(keys.recipient_private)
