"""Progress by officer, and a certificate that only who has passed everything gets."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from station.domain.training import Marking
from station.office.course import FILE, Course, NotPassed, NotTraining, read_certificate
from station.vault.errors import BadSignature
from station.vault.signing import Ed25519Signer

AT = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)
KEYS = ("look_alike", "overstay")
SCENARIOS = b'{"scenarios": []}'


def marked(key: str, mark: float) -> Marking:
    return Marking(key, mark, {})


def test_the_best_mark_stands_and_every_try_is_counted(tmp_path: Path):
    course = Course(tmp_path / "training", "training")
    assert course.of("rini") == {}
    course.note("rini", marked("overstay", 81.5), AT)
    standing = course.note("rini", marked("overstay", 40.0), AT + timedelta(hours=1))
    assert (standing.best, standing.tries, standing.passed) == (81.5, 2, True)
    assert Course(tmp_path / "training", "training").of("rini")["overstay"] == standing
    assert course.of("budi") == {}


def test_a_certificate_is_signed_names_the_set_and_is_refused_before_everything_is_passed(tmp_path: Path):
    course, signer = Course(tmp_path, "training"), Ed25519Signer(bytes(range(32)))
    course.note("rini", marked("look_alike", 69.9), AT)
    with pytest.raises(NotPassed) as caught:
        course.certificate("rini", SCENARIOS, KEYS, signer, "training-01", AT)
    assert caught.value.detail == "look_alike overstay"
    for key in KEYS:
        course.note("rini", marked(key, 90.0), AT)
    made = course.certificate("rini", SCENARIOS, KEYS, signer, "training-01", AT)
    fields = read_certificate(made, signer.public)
    assert fields["officer"] == "rini" and fields["marks"] == {"look_alike": 90.0, "overstay": 90.0}
    assert fields["scenarios"] == hashlib.sha256(SCENARIOS).hexdigest()
    made["certificate"]["officer"] = "budi"
    with pytest.raises(BadSignature):
        read_certificate(made, signer.public)


@pytest.mark.parametrize("mode", ["production", "demo", ""])
def test_no_other_station_keeps_marks(tmp_path: Path, mode: str):
    with pytest.raises(NotTraining):
        Course(tmp_path, mode)


@pytest.mark.parametrize("octets", [b"", b"[]", b'{"v": 9, "officers": {}}', b"\xff", b'{"v": 1, "officers": 3}'])
def test_a_file_that_is_no_book_of_marks_is_not_written_over(tmp_path: Path, octets: bytes):
    (tmp_path / FILE).write_bytes(octets)
    with pytest.raises(NotTraining):
        Course(tmp_path, "training").note("rini", marked("overstay", 90.0), AT)
    assert (tmp_path / FILE).read_bytes() == octets
