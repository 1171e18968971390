from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

import resources
from drivers.errors import Cancelled
from drivers.finger.base import FingerFrame, ScannerInfo
from models.finger import codec
from models.finger.extract import Extractor
from models.finger.nfiq2 import Nfiq2
from models.matching.calibration import Calibration
from models.synthesis.people import travellers
from station.counter.biometrics import Biometrics
from station.domain.desk import FingerHint
from station.domain.samples import Finger
from station.office.own_finger import FingerUnfit, OwnFinger
from station.workflow import policy

INFO = ScannerInfo("U.are.U 4500", "EMU-1", "1-2", 0x05BA, 0x000A, "", "emulated", emulated=True)
POLICY = policy.parse(resources.path("policy/policy.json").read_bytes())
RINI, BUDI = travellers(2)
BLANK = np.full((384, 290), 255, np.uint8)


class Glass:
    """A scanner that gives these pictures one after the other."""

    def __init__(self, *pictures) -> None:
        self.pictures = list(pictures)

    def capture(self, timeout, cancel, on_event, watch, finger=None) -> FingerFrame:
        if cancel.is_set():
            raise Cancelled("cancelled")
        on_event(FingerHint.SEARCHING_FINGERS)
        picture = self.pictures.pop(0)
        return FingerFrame(picture, 500.0, picture, INFO, None, ())


@pytest.fixture(scope="module")
def biometrics() -> Iterator[Biometrics]:
    nfiq2 = Nfiq2()
    yield Biometrics(None, None, None, Extractor(2), nfiq2, None, Calibration.load(), None)  # type: ignore[arg-type]  prints only
    nfiq2.close()


@pytest.fixture(scope="module")
def template(biometrics) -> bytes:
    hints: list[FingerHint] = []
    own = OwnFinger(Glass(RINI.finger(2, 0), RINI.finger(2, 1)), biometrics, POLICY)
    made = own.enrol(Finger.RIGHT_INDEX, threading.Event(), hints.append)
    assert hints == [FingerHint.SEARCHING_FINGERS, FingerHint.SCORING] * 2
    return made


def check(biometrics, template: bytes, *pictures) -> bool:
    own = OwnFinger(Glass(*pictures), biometrics, POLICY)
    return own.check(threading.Event(), lambda _: None)(template)


def test_the_template_holds_two_impressions_of_the_finger(template):
    record = codec.decode(template)
    assert (record.position, len(record.views)) == (Finger.RIGHT_INDEX, 2)
    assert all(quality >= 30 for quality in record.qualities)


def test_the_own_finger_is_known_again_and_no_other_one_is(biometrics, template):
    assert check(biometrics, template, RINI.finger(2, 2))
    assert not check(biometrics, template, RINI.finger(7, 0))
    assert not check(biometrics, template, BUDI.finger(2, 0))


def test_a_glass_without_a_print_is_no_match(biometrics, template):
    assert not check(biometrics, template, BLANK)


def test_two_different_fingers_are_not_enrolled_as_one(biometrics):
    own = OwnFinger(Glass(RINI.finger(2, 0), BUDI.finger(2, 0)), biometrics, POLICY)
    with pytest.raises(FingerUnfit) as caught:
        own.enrol(Finger.RIGHT_INDEX, threading.Event(), lambda _: None)
    assert caught.value.code == "fingers_disagree"


def test_a_weak_print_is_refused(biometrics):
    own = OwnFinger(Glass(BLANK), biometrics, POLICY)
    with pytest.raises(FingerUnfit) as caught:
        own.enrol(Finger.RIGHT_INDEX, threading.Event(), lambda _: None)
    assert caught.value.code == "finger_too_weak"


def part(picture: np.ndarray, side: int) -> np.ndarray:
    """Only a square of the finger touches the glass, as large as a finger tip."""
    cut = np.full_like(picture, 255)
    top, left = (picture.shape[0] - side) // 2, (picture.shape[1] - side) // 2
    cut[top : top + side, left : left + side] = picture[top : top + side, left : left + side]
    return cut


def test_a_part_of_the_own_finger_is_not_compared_and_is_no_wrong_attempt(biometrics, template):
    with pytest.raises(FingerUnfit) as caught:
        check(biometrics, template, part(RINI.finger(2, 2), 80))
    assert caught.value.code in ("finger_too_weak", "finger_too_little")


def test_a_print_below_the_limit_of_a_control_is_not_compared(biometrics, template):
    strict = replace(POLICY, fingers=replace(POLICY.fingers, nfiq2_control=dict.fromkeys(Finger, 101)))
    own = OwnFinger(Glass(RINI.finger(2, 2)), biometrics, strict)
    with pytest.raises(FingerUnfit) as caught:
        own.check(threading.Event(), lambda _: None)(template)
    assert caught.value.code == "finger_too_weak"


def test_a_capture_that_is_stopped_says_so(biometrics, template):
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        OwnFinger(Glass(), biometrics, POLICY).check(stop, lambda _: None)(template)
