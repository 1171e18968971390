"""Four fingers at once through an emulated ten-finger device service: hub, driver, segmentation, matching are real."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
import pytest

import resources
from drivers.camera.opencv import Camera
from drivers.emulated.authority import MakersAuthority
from drivers.emulated.sbi import EmulatedSbi
from drivers.emulated.sbi_seal import PLAIN, finger_record
from drivers.errors import Cancelled, Declined
from drivers.finger.hub import FingerHub
from drivers.finger.sbi import SbiClient
from drivers.finger.sbi_device import NAMES
from drivers.finger.sbi_source import SbiSource
from models.finger.extract import Extractor
from models.finger.nfiq2 import Nfiq2
from models.matching.calibration import Calibration
from models.synthesis.prints import Master, master
from models.synthesis.slaps import slap as laid
from station.bench.devices import Devices
from station.counter.biometrics import Biometrics
from station.counter.finger_capture import FingerAcquisition, NoFingerCapture
from station.counter.slap_capture import SlapAcquisition
from station.domain.desk import FingerHint
from station.domain.samples import LEFT_FOUR, RIGHT_FOUR, Finger, Veto
from station.domain.slaps import HandCheck, Slap, SlapView, SlapWarning
from station.workflow import policy
from station.workflow.slaps import next_slap

POLICY = policy.parse(resources.path("policy/policy.json").read_bytes())
UNIQUE = POLICY.matching.uniqueness_fmr


@dataclass
class Remembering:
    """A real model that is asked once for each picture, for the tests show the same ones again and again."""

    ask: Callable[..., object]

    def __post_init__(self) -> None:
        self._said: dict[bytes, object] = {}

    def __call__(self, picture: np.ndarray, *more: object) -> object:
        key = picture.tobytes()
        if key not in self._said:
            self._said[key] = self.ask(picture, *more)
        return self._said[key]


@pytest.fixture(scope="module")
def biometrics() -> Iterator[Biometrics]:
    nfiq2, extractor = Nfiq2(timeout=60.0), Extractor(2)
    made = Biometrics(None, None, None, extractor, nfiq2, None, Calibration.load(), None)  # type: ignore[arg-type]  prints only
    made.extractor.extract = Remembering(extractor.extract)  # type: ignore[method-assign]
    made.nfiq2.score = Remembering(nfiq2.score)  # type: ignore[method-assign]
    yield made
    nfiq2.close()


@pytest.fixture(scope="module")
def hand() -> list[Master]:
    made = {finger: master(4, finger) for finger in (*RIGHT_FOUR, *LEFT_FOUR)}
    return [made.get(finger, made[Finger.RIGHT_INDEX]) for finger in Finger]  # nobody lays a thumb here


@pytest.fixture(scope="module")
def sheets(hand) -> dict[int, np.ndarray]:
    """Slaps as a scanner of 3.2 by 3 inches shows them."""
    return {code: np.ascontiguousarray(laid(hand, code)[400:1900, 350:1950]) for code in (13, 14)}


@pytest.fixture(scope="module")
def records(sheets) -> dict[str, bytes]:
    """What a device service cuts out of the two slaps."""
    from models.finger.slap import LEFT, RIGHT, split

    found: dict[str, bytes] = {}
    for code, side in ((13, RIGHT), (14, LEFT)):
        for tip in split(sheets[code], 500, 4, side).fingertips:
            assert tip.position is not None
            found[NAMES[tip.position]] = finger_record(tip.image, position=tip.position, packing=PLAIN)
    assert len(found) == 8
    return found


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[EmulatedSbi, Devices]]:
    with EmulatedSbi(MakersAuthority("Adopter"), "TEN-1") as service:
        client = SbiClient([service.authority.certificate], "station-test", [service.port])
        hub = FingerHub([], poll=0.1, services=[SbiSource(client, every=0.1)])
        hub.start()
        yield service, Devices(hub, Camera("", "none"), rehearsal=True, find=lambda: ())
        hub.stop()


@pytest.fixture
def service(running) -> EmulatedSbi:
    """With nothing on it."""
    running[0].present({})
    running[0].picture = b""
    return running[0]


@pytest.fixture
def devices(running) -> Devices:
    return running[1]


@pytest.fixture
def slaps_of(biometrics) -> Iterator[Callable[..., SlapAcquisition]]:
    with contextlib.ExitStack() as closing:

        def make(**options: object) -> SlapAcquisition:
            made = SlapAcquisition(biometrics, POLICY.fingers, UNIQUE, **options)  # type: ignore[arg-type]
            closing.callback(made.close)
            return made

        yield make


pytestmark = pytest.mark.shared_devices


def run(
    acquisition: SlapAcquisition, devices: Devices, slap: Slap = Slap.RIGHT_FOUR, missing: tuple[Finger, ...] = ()
) -> SlapView:
    hints: list[tuple[FingerHint, int]] = []
    view = acquisition.run(devices.scanner(), slap, missing, True, threading.Event(), lambda *hint: hints.append(hint))
    assert hints[-1][0] in (FingerHint.SCORING, FingerHint.TOO_FEW_FINGERS, FingerHint.TOO_MANY_FINGERS)
    return view


def as_right(records: dict[str, bytes]) -> dict[str, bytes]:
    """The left hand under the names of the right one, as a device names what it was told to expect."""
    return {NAMES[int(r)]: records[NAMES[int(left)]] for r, left in zip(RIGHT_FOUR, LEFT_FOUR, strict=True)}


def test_a_right_slap_becomes_four_samples_with_a_quality_each(service, devices, slaps_of, records):
    service.present(records)
    acquisition = slaps_of()
    view = run(acquisition, devices)
    assert view.sufficient and len(view.attempts) == 1 and view.best.warnings == frozenset()
    assert [f.finger for f in view.best.fingers] == list(RIGHT_FOUR) == list(view.asked)
    samples = acquisition.use(view.chosen)
    assert [s.finger for s in samples] == list(RIGHT_FOUR)
    assert all(s.sufficient and s.nfiq2 >= s.threshold and s.attempt == 1 for s in samples)
    assert {s.source.serial for s in samples} == {"TEN-1"}


def test_the_visit_goes_on_four_four_and_what_was_taken_counts_as_taken(service, devices, slaps_of, records):
    service.present(records)
    acquisition = slaps_of()
    done: list[Slap] = []
    thumbs = (Finger.RIGHT_THUMB, Finger.LEFT_THUMB)
    while (slap := next_slap(done, thumbs, ten=True)) is not None:
        view = run(acquisition, devices, slap)
        assert view.best.warnings == frozenset()
        acquisition.use(view.chosen)
        done.append(slap)
    assert done == [Slap.RIGHT_FOUR, Slap.LEFT_FOUR]
    assert set(acquisition.templates) == {*RIGHT_FOUR, *LEFT_FOUR}


def test_a_missing_finger_is_an_exception_and_is_no_mismatch(service, devices, slaps_of, records):
    service.present(records)
    view = run(slaps_of(), devices, missing=(Finger.RIGHT_RING,))
    assert view.sufficient and view.best.found == 3 and view.best.warnings == frozenset()
    assert service.asked[-1]["bio"][0]["exception"] == ["Right RingFinger"]


def test_a_finger_that_does_not_lie_there_is_told_three_times_and_the_others_can_be_used(
    service, devices, slaps_of, records
):
    service.present({name: record for name, record in records.items() if "Little" not in name})
    acquisition = slaps_of()
    view = run(acquisition, devices)
    assert [a.warnings for a in view.attempts] == [frozenset({SlapWarning.TOO_FEW})] * 3
    assert not view.sufficient and view.chosen == 2, "the latest of three alike"
    assert [s.finger for s in acquisition.use(view.chosen)] == list(RIGHT_FOUR[:3])


def test_a_hand_that_was_taken_before_under_another_name_is_told(service, devices, slaps_of, records):
    service.present(records)
    acquisition = slaps_of()
    acquisition.use(run(acquisition, devices, Slap.LEFT_FOUR).chosen)
    service.present(as_right(records))
    best = run(acquisition, devices, Slap.RIGHT_FOUR).best
    assert SlapWarning.TAKEN_BEFORE in best.warnings
    assert [f.matches for f in best.fingers] == [(left,) for left in LEFT_FOUR]


def test_one_finger_twice_in_a_slap_is_told(service, devices, slaps_of, records):
    service.present(records | {NAMES[3]: records[NAMES[2]]})
    best = run(slaps_of(), devices).best
    assert SlapWarning.TWICE in best.warnings
    assert best.fingers[0].matches == (Finger.RIGHT_MIDDLE,)


@pytest.mark.parametrize("check", HandCheck)
def test_a_left_hand_where_the_right_one_is_asked_for_is_told_by_the_undivided_picture(
    service, devices, slaps_of, sheets, check
):
    service.present({NAMES[2]: finger_record(sheets[14], position=13, packing=PLAIN)})
    best = run(slaps_of(hand_check=check), devices).best
    assert (SlapWarning.OTHER_HAND in best.warnings) is (check is HandCheck.ON)
    assert (best.hand_score is not None) is (check is HandCheck.ON)


def test_a_left_hand_is_told_by_the_live_picture_where_the_device_cuts_the_fingers_out(
    service, devices, slaps_of, sheets, records
):
    small = cv2.resize(sheets[14], (800, 750), interpolation=cv2.INTER_AREA)
    service.picture = cv2.imencode(".jpg", small)[1].tobytes()
    threading.Timer(1.0, service.present, (as_right(records),)).start()
    assert SlapWarning.OTHER_HAND in run(slaps_of(), devices).best.warnings


def test_an_undivided_slap_is_split_into_the_fingers_that_were_asked_for(service, devices, slaps_of, sheets):
    service.present({NAMES[2]: finger_record(sheets[13], position=13, packing=PLAIN)})
    view = run(slaps_of(), devices)
    assert [f.finger for f in view.best.fingers] == list(RIGHT_FOUR)
    assert view.best.warnings == frozenset() and view.best.whole is not None


def test_fingers_of_an_undivided_slap_that_are_too_many_cannot_be_named_and_none_is_guessed(
    service, devices, slaps_of, sheets
):
    service.present({NAMES[2]: finger_record(sheets[13], position=13, packing=PLAIN)})
    acquisition = slaps_of()
    view = run(acquisition, devices, missing=(Finger.RIGHT_LITTLE,))
    assert view.best.fingers == () and view.best.found == 4
    assert SlapWarning.TOO_MANY in view.best.warnings and not view.sufficient
    with pytest.raises(NoFingerCapture):
        acquisition.use(view.chosen)


def test_back_to_one_finger_at_any_moment_and_what_was_taken_stays_taken(
    service, devices, slaps_of, records, biometrics
):
    acquisition = slaps_of()
    cancel = threading.Event()
    threading.Timer(0.3, cancel.set).start()
    with pytest.raises(Cancelled):
        acquisition.run(devices.scanner(), Slap.RIGHT_FOUR, (), True, cancel, lambda *_: None)
    service.present({name: record for name, record in records.items() if "Little" not in name})
    taken = acquisition.use(run(acquisition, devices).chosen)
    single = FingerAcquisition(biometrics, POLICY.fingers, UNIQUE)
    try:
        for finger, template in acquisition.templates.items():
            single.remember(finger, template)
        service.present(records | {NAMES[5]: records[NAMES[2]]})  # the index again instead of the little finger
        task = single.run(
            devices.scanner(), Finger.RIGHT_LITTLE, True, threading.Event(), lambda _: None, threading.Event()
        )
    finally:
        single.close()
    assert len(taken) == 3 and task.duplicates == (Finger.RIGHT_INDEX,)
    assert set(service.asked[-1]["bio"][0]["exception"]) == {NAMES[2], NAMES[3], NAMES[4]}


def test_the_officers_word_stands_beside_the_finger_it_is_about(service, devices, slaps_of, records):
    service.present(records)
    acquisition = slaps_of()
    samples = acquisition.use(run(acquisition, devices).chosen, {Finger.RIGHT_RING: Veto.NOK_OVERRIDE})
    assert [s.veto for s in samples] == [None, None, Veto.NOK_OVERRIDE, None]


def test_recapture_forgets_this_slap_and_restart_all_the_others_too(service, devices, slaps_of, records):
    service.present(records)
    acquisition = slaps_of()
    acquisition.use(run(acquisition, devices).chosen)
    acquisition.recapture()
    with pytest.raises(NoFingerCapture):
        acquisition.use(0)
    assert run(acquisition, devices).attempts[0].number == 1
    acquisition.clear()
    assert not acquisition.templates


def test_a_reader_of_single_fingers_says_that_it_takes_no_slap(slaps_of):
    with EmulatedSbi(MakersAuthority("Other"), "ONE-1", kind="Single") as one:
        client = SbiClient([one.authority.certificate], "station-test", [one.port])
        hub = FingerHub([], poll=0.1, services=[SbiSource(client, every=0.1)])
        hub.start()
        try:
            scanner = Devices(hub, Camera("", "none"), rehearsal=True, find=lambda: ()).scanner()
            assert scanner.slaps == ()
            with pytest.raises(Declined, match="no_slap_reader"):
                slaps_of().run(scanner, Slap.RIGHT_FOUR, (), True, threading.Event(), lambda *_: None)
        finally:
            hub.stop()


def test_thresholds_of_an_enrolment_are_higher_and_hold_for_each_finger(service, devices, biometrics, records):
    strict = replace(POLICY.fingers, nfiq2_enrolment={f: 101 if f is Finger.RIGHT_INDEX else 0 for f in Finger})
    acquisition = SlapAcquisition(biometrics, strict, UNIQUE)
    try:
        service.present(records)
        view = acquisition.run(devices.scanner(), Slap.RIGHT_FOUR, (), False, threading.Event(), lambda *_: None)
    finally:
        acquisition.close()
    assert not view.sufficient and len(view.attempts) == 3
    assert [f.sufficient for f in view.best.fingers] == [False, True, True, True]
