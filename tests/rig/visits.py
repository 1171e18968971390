"""Keys, stores and made-up visits for tests; nobody in here exists."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from station.domain.case import Case
from station.domain.outcome import (
    Candidate,
    CaseReason,
    Comparison,
    Decision,
    Inspection,
    Modality,
    Outcome,
    PartScore,
    Verdict,
)
from station.domain.samples import (
    FaceSample,
    Finger,
    FingerSample,
    GateValue,
    MissingFinger,
    MissingReason,
    SampleSource,
    Veto,
)
from station.domain.visit import Direction, Document, Notice, Purpose, Stay, Visit
from station.store.session import Store
from station.vault import agency, keys
from station.vault.agency import AgencyKeys
from station.vault.keys import StationKeys
from station.vault.sources import Passphrase

T0 = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
QUICK = Passphrase(memory_kib=64, iterations=1, lanes=1)  # the real cost is measured elsewhere
PASSPHRASE = "correct horse battery"  # noqa: S105  of keys that live for one test
SCANNER = SampleSource("U.are.U 4500", "EMU-1", "1-2.3", "cal-1")
CAMERA = SampleSource("loopback", "cam-1", "http://127.0.0.1")


class Clock:
    """A clock that tests set."""

    def __init__(self, at: datetime = T0) -> None:
        self.at = at

    def __call__(self) -> datetime:
        self.at += timedelta(microseconds=1)
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


def agency_keys(directory: Path) -> AgencyKeys:
    return agency.create(directory, PASSPHRASE, QUICK)


def station_keys(directory: Path, of: AgencyKeys, station: str = "POST-1") -> StationKeys:
    return keys.create(directory, PASSPHRASE, station=station, agency=of.public, source=QUICK)


def open_store(directory: Path, station: StationKeys, clock: Callable[[], datetime] | None = None) -> Store:
    return Store.open(directory / "station.db", station, clock or Clock())


def document(number: str = "C0000001", surname: str = "TANUWIJAYA", given: str = "SRI AYU") -> Document:
    return Document(
        "TD3", "P", "UTO", number, surname, given, "UTO", "1984-02-XX", "F", date(2031, 5, 6), lines=("P<UTO", "C0")
    )


def finger(which: Finger, random: Random, octets: int = 4000) -> FingerSample:
    return FingerSample(
        which,
        random.randbytes(octets),
        500.0,
        random.randbytes(300),
        61,
        40,
        2,
        (33, 61),
        True,
        None,
        0.02,
        SCANNER,
        T0,
    )


def visit(seed: int = 1, octets: int = 4000, **changes: object) -> Visit:
    """A whole visit with a face and four fingers; `octets` a picture."""
    random = Random(seed)
    identifier = str(uuid.UUID(int=random.getrandbits(128)))
    person = str(uuid.UUID(int=random.getrandbits(128)))
    gate = (
        GateValue("1.3", "roll", -2.5, -8.0, 8.0, True, True),
        GateValue("4.1", "gaze", None, None, None, False, None),
    )
    face = FaceSample(
        random.randbytes(octets), random.randbytes(512), gate, False, True, Veto.OK_OBVIOUS, None, CAMERA, T0, "plaster"
    )
    scores = (PartScore("face", 0.81, 7.25), PartScore("2", 0.4, 3.5))
    comparison = Comparison(
        Modality.FUSED, "v0", person, 10.75, 6.0, 1e-4, None, Outcome.MATCH, scores, Inspection.FALSE_NON_MATCH, "scar"
    )
    made = Visit(
        identifier,
        "POST-1",
        "rini",
        T0,
        document(f"C{seed:07d}"),
        person,
        Stay(Direction.ARRIVAL, Purpose.TOURISM, "B1", 30, date(2026, 3, 30)),
        Notice("2026-1", "id", T0),
        face,
        tuple(finger(f, random, octets) for f in (Finger.RIGHT_INDEX, Finger.RIGHT_MIDDLE, Finger.RIGHT_RING)),
        (MissingFinger(Finger.RIGHT_LITTLE, MissingReason.TEMPORARY),),
        (comparison,),
        Decision(Verdict.ADMIT, "in_order", "", "rini", T0),
        closed_at=T0 + timedelta(minutes=3),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def case_of(of: Visit, identifier: str = "case-1") -> Case:
    candidate = Candidate("p9", "v9", "OTHER, NAME", "UTO:X9", 12.0, 1, (PartScore("2", 0.6, 12.0),), False)
    return Case(
        identifier,
        of.station,
        of.officer,
        T0,
        CaseReason.OTHER_CANDIDATE,
        of.id,
        of.person,
        of.document,
        "p9",
        "v9",
        (candidate,),
        of.comparisons,
        of.face,
        of.fingers,
    )
