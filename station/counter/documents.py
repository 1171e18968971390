"""The document at the counter: typed or scanned lines, a photographed page, and who on record it belongs to."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.document.codes import CodeFact, describe, read_codes
from models.document.layout import Span
from models.document.lines import BadMrz, Concern
from models.document.mrz import Examination, Mrz, examine, parse
from models.document.prove import ZoneReading, closeup
from models.document.read import NoDocument
from models.document.states import STATES, IssuingState, StateKind, state
from models.document.visa import differences
from models.document.wedge import Scan, WedgeSettings
from models.picture import BadHeader, header
from station import logs
from station.counter.biometrics import Biometrics
from station.counter.seals import Seals, for_another, visa_of
from station.domain.chip import SealEvidence
from station.domain.desk import (
    DocumentConcern,
    DocumentEntry,
    DocumentPart,
    DocumentPlace,
    DocumentReading,
    FieldProblem,
    KnownPerson,
    StateName,
    TravelCode,
)
from station.domain.reference import VisitSummary
from station.domain.visit import Document
from station.errors import StationError
from station.store import records
from station.store.session import Store
from station.workflow.stay_rules import post_day

READ_SECONDS = 8.0  # for one picture; then the next is taken, or the officer types the lines
PAGE_QUALITY = 90  # of 100
MANUAL = "MANUAL"
_NO_STATE = "XXX"  # a person of unspecified nationality (Doc 9303-3, section 5)
_LONGEST = 120  # letters of a name that is entered by hand
_CLOSEUPS = 24  # enlarged places of one zone; a number and its optional data have no more


class BadEntry(StationError):
    """A field that was entered by hand does not hold; `code` names it."""

    code = "entry_name"


class Documents:
    def __init__(
        self,
        store: Store,
        biometrics: Biometrics,
        today: Callable[[], date],
        wedge: WedgeSettings | None = None,
        seals: Seals | None = None,
        zone: str = "",
    ) -> None:
        """`wedge`: how the document reader sends that poses as a keyboard; `seals`: None judges no seal; `zone`: the
        post's, "+07:00", "" for the machine's own."""
        self._zone = zone
        self._seals = seals
        self.wedge = wedge or WedgeSettings()
        self._store = store
        self._biometrics = biometrics
        self._today = today

    def parse(self, text: str) -> DocumentReading:
        """Lines as typed or sent by a reader; a field that does not hold is named, nothing is guessed."""
        examination = examine(text, self._today())
        if examination.mrz is not None:
            return self._reading(examination.mrz)
        return _unread(examination)

    def scanned(self, scan: Scan) -> DocumentReading:
        """As `parse`, for what a keyboard wedge sent."""
        return self.parse("\n".join(scan.lines))

    def photograph(self, bgr: NDArray[np.uint8], stop: Callable[[], bool] = lambda: False) -> DocumentReading:
        """Read the zones on a picture; one that is not proved comes back for the officer to compare and correct.

        A visa beside a passport is given with it; of several documents the officer takes one (`choices`). `stop` is
        asked several times a second. Raises NoDocument, ReadingStopped, ReadingTimeout.
        """
        found = self._biometrics.reader.find(bgr, self._today(), READ_SECONDS, stop)
        if not found:
            raise NoDocument("no line looks like a machine readable zone")
        page = _packed(bgr)
        readings = [replace(self._photographed(bgr, zone), page=page) for zone in found]
        visas = [reading for reading in readings if reading.visa is not None]
        others = [reading for reading in readings if reading not in visas]
        if len(others) > 1:
            several = (FieldProblem("document", "several_documents"),)
            return DocumentReading(None, problems=several, photographed=True, choices=tuple(readings), page=page)
        if not others:
            return visas[0] if len(visas) == 1 else replace(visas[0], choices=tuple(visas))
        return self._with_visa(others[0], visas[0]) if len(visas) == 1 else others[0]

    def seals(self, bgr: NDArray[np.uint8]) -> tuple[SealEvidence, ...]:
        """The digital seals in a picture, judged; none where the station judges none."""
        return () if self._seals is None else self._seals.judge(read_codes(bgr))

    def seals_of_keys(self, text: str) -> tuple[SealEvidence, ...]:
        """The same of what a keyboard wedge sent."""
        return () if self._seals is None else self._seals.judge_keys(text)

    def with_seals(self, reading: DocumentReading, seals: tuple[SealEvidence, ...]) -> DocumentReading:
        """The same with what its seals say: a visa's seal gives the visa where none was read beside it."""
        reading = replace(reading, seals=seals)
        visa = visa_of(seals, self._today())
        document = reading.document
        if document is None:
            return reading
        if visa is not None and reading.visa is None:
            reading = self._with_visa(reading, self._reading(visa))
        if for_another(seals, document.number) and "number" not in reading.visa_differs:
            reading = replace(reading, visa_differs=(*reading.visa_differs, "number"))
        return reading

    def codes(self, bgr: NDArray[np.uint8]) -> tuple[TravelCode, ...]:
        """The barcodes in a picture, each named by its kind; none is opened."""
        return tuple(_code(describe(code)) for code in read_codes(bgr))

    def code(self, text: str) -> TravelCode:
        """A barcode that a keyboard wedge sent."""
        return _code(describe(text))

    @staticmethod
    def states() -> tuple[StateName, ...]:
        """Every code that may be entered by hand, states first, each kind in the order of its code."""
        kinds = list(StateKind)
        return tuple(map(_state_name, sorted(STATES.values(), key=lambda s: (kinds.index(s.kind), s.code))))

    def answered(self, reading: DocumentReading, answers: Mapping[str, str]) -> DocumentReading:
        """`reading` with the officer's choice for each question: concern code -> one of its choices.

        Raises ValueError for an answer that was not offered.
        """
        document = reading.document
        if document is None:
            return reading
        left = []
        for concern in reading.concerns:
            answer = answers.get(concern.code)
            if not concern.asks or answer is None:
                left.append(concern)
                continue
            if answer not in concern.choices:
                raise ValueError(f"{concern.code} was not offered this answer")
            if concern.field == "expiry":
                document = replace(document, expiry=date.fromisoformat(answer))
            else:
                document = replace(document, birth=answer)
            left.append(replace(concern, asks=False))
        return self._known_or_new(replace(reading, document=document, concerns=tuple(left)))

    def entered(self, entry: DocumentEntry, visit: str) -> DocumentReading:
        """A document that an officer entered by hand. One without a number is known by the visit alone.

        Raises BadEntry `entry_name`, `entry_issuer`, `entry_nationality`, `entry_number`, `entry_birth`.
        """
        surname, given = _typed_name(entry.surname), _typed_name(entry.given_names)
        if not surname:
            raise BadEntry(code="entry_name")
        issuer, nationality = entry.issuer.strip().upper(), entry.nationality.strip().upper()
        number = "".join(entry.number.split()).upper()
        if state(issuer) is None:
            raise BadEntry(code="entry_issuer")
        if nationality and state(nationality) is None:
            raise BadEntry(code="entry_nationality")
        if not re.fullmatch(r"[A-Z0-9/.-]{0,32}", number):
            raise BadEntry(code="entry_number")
        birth = entry.birth.strip().upper()
        if birth and not _is_birth(birth, self._today()):
            raise BadEntry(code="entry_birth")
        given_fields = {
            "given_names": given, "number": number, "nationality": nationality, "birth": birth, "expiry": entry.expiry,
        }  # fmt: skip
        document = Document(
            kind=MANUAL,
            code="",
            issuer=issuer,
            number=number or f"NONE{visit.replace('-', '')[:12].upper()}",
            surname=surname,
            given_names=given,
            nationality=nationality or _NO_STATE,
            birth=birth or "XXXX-XX-XX",
            sex=entry.sex if entry.sex in {"F", "M"} else "X",
            expiry=entry.expiry or date.max,
        )
        states = (state(code) for code in dict.fromkeys((issuer, document.nationality)))
        return self._known_or_new(
            DocumentReading(
                document,
                missing=tuple(name for name, value in given_fields.items() if not value),
                states=tuple(_state_name(known) for known in states if known is not None),
                manual=entry.reason,
            )
        )

    def known(self, document: Document) -> KnownPerson | None:
        """The person on record who presented this very document."""
        with self._store.reading() as unit:
            holder = records.holder_of_document(unit, document.key)
        return None if holder is None else self._person(holder)

    def on_record(self, person: str) -> bool:
        with self._store.reading() as unit:
            return bool(records.of_person(unit, person, limit=1))

    def renewed(self, document: Document) -> tuple[KnownPerson, ...]:
        """People with the same name and birth date whose document this one may replace; the officer confirms."""
        with self._store.reading() as unit:
            people = records.people_like(unit, document.surname, document.given_names, document.birth)
        return tuple(self._person(v) for v in people if v.document_key != document.key)

    def _person(self, visit: VisitSummary) -> KnownPerson:
        number, last = visit.document_key.partition(":")[2], post_day(visit.sealed_at, self._zone)
        return KnownPerson(visit.person, visit.name, number, visit.birth, last)

    def _reading(self, mrz: Mrz) -> DocumentReading:
        document = Document(
            kind=mrz.kind,
            code=mrz.code,
            issuer=mrz.issuer,
            number=mrz.number,
            surname=mrz.surname,
            given_names=mrz.given_names,
            nationality=mrz.nationality,
            birth=mrz.birth,
            sex=mrz.sex,
            expiry=mrz.expiry,
            optional=mrz.optional,
            optional2=mrz.optional2,
            lines=tuple(mrz.lines),
        )
        states = (state(code) for code in dict.fromkeys((mrz.issuer, mrz.nationality)))
        reading = DocumentReading(
            document=document,
            lines=document.lines,
            repaired=tuple(mrz.repaired),
            concerns=tuple(map(_concern, mrz.concerns)),
            name_may_be_cut=mrz.name_may_be_cut,
            states=tuple(_state_name(known) for known in states if known is not None),
        )
        if mrz.is_visa:
            # it identifies nobody (ICAO Doc 9303-7): a passport is wanted beside it
            alone = (FieldProblem("document", "visa_alone"),)
            return replace(reading, document=None, visa=document, problems=alone)
        return self._known_or_new(reading)

    def _known_or_new(self, reading: DocumentReading) -> DocumentReading:
        document = reading.document
        if document is None:
            return reading
        known = self.known(document)
        return replace(
            reading,
            expired=document.expiry < self._today(),
            known=known,
            renewed=() if known else self.renewed(document),
        )

    def _photographed(self, bgr: NDArray[np.uint8], zone: ZoneReading) -> DocumentReading:
        if zone.mrz is not None:
            reading = self._reading(zone.mrz)
            spans = [concern.span for concern in zone.mrz.concerns]
        else:
            reading = _unread(examine(zone.lines, self._today()))
            problem = zone.problem
            if problem is not None:
                reading = replace(reading, document=None, problems=_problems((problem,)))
            spans = [problem.span if problem is not None else None]
        places = tuple(dict.fromkeys(span for span in spans if span is not None))[:_CLOSEUPS]
        return replace(
            reading,
            lines=zone.lines,
            photographed=True,
            picture=closeup(bgr, zone),
            closeups=tuple((_place(span), closeup(bgr, zone, span)) for span in places),
        )

    def _with_visa(self, reading: DocumentReading, visa: DocumentReading) -> DocumentReading:
        """A passport and the visa that lies beside it, compared where both were read."""
        if visa.visa is None:
            return reading
        if reading.document is None:
            return replace(reading, visa=visa.visa)
        today = self._today()
        differs = differences(parse(visa.visa.lines, today), parse(reading.document.lines, today))
        return replace(reading, visa=visa.visa, visa_differs=differs)

    @staticmethod
    def picture(image: bytes | None) -> Any:
        """A stored JPEG or PNG as a uint8 array, None where there is none or it cannot be read."""
        if not image:
            return None
        try:
            header(image)  # its size, before anything is unpacked: a record may come from another station
        except BadHeader as error:
            logs.log.warning("stored picture unreadable", detail=str(error))
            return None
        return cv2.imdecode(np.frombuffer(image, np.uint8), cv2.IMREAD_UNCHANGED)


def _packed(bgr: NDArray[np.uint8]) -> bytes:
    """The page for the record: JPEG, once, at a quality at which its face can be compared."""
    _, octets = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, PAGE_QUALITY])
    return bytes(octets)


def _typed_name(text: str) -> str:
    """Upper case, with one space between words and nothing that is not a letter of a name."""
    name = " ".join(text.upper().split())
    if len(name) > _LONGEST or not all(c.isalpha() or c in " '’-." for c in name):
        raise BadEntry(code="entry_name")
    return name


def _is_birth(text: str, today: date) -> bool:
    found = re.fullmatch(r"(\d{4}|XXXX)-(\d\d|XX)-(\d\d|XX)", text)
    if found is None:
        return False
    year, month, day = (int(part) if part.isdigit() else None for part in found.groups())
    try:
        earliest = date(year or 2000, month or 1, day or 1)  # 2000 has a 29 February
    except ValueError:
        return False
    return year is None or (year >= 1880 and earliest <= today)


def _unread(examination: Examination) -> DocumentReading:
    return DocumentReading(
        None,
        examination.lines,
        _problems(examination.problems),
        concerns=tuple(map(_concern, examination.concerns)),
        parts=tuple(DocumentPart(p.name, p.text, p.value, p.code) for p in examination.parts),
        missing=examination.missing,
        refused=examination.refused,
    )


def _problems(found: Sequence[BadMrz]) -> tuple[FieldProblem, ...]:
    """Every field once, with the gravest of its problems."""
    by_field: dict[str, FieldProblem] = {}
    for problem in found:
        for name in problem.fields:
            by_field.setdefault(name, FieldProblem(name, problem.code))
    return tuple(by_field.values())


def _concern(concern: Concern) -> DocumentConcern:
    place = None if concern.span is None else _place(concern.span)
    return DocumentConcern(concern.code, concern.field, place, concern.choices, concern.asks)


def _place(span: Span) -> DocumentPlace:
    return DocumentPlace(span.line, span.start, span.stop)


def _state_name(entry: IssuingState) -> StateName:
    return StateName(entry.code, entry.kind.value, entry.english, entry.indonesian)


def _code(fact: CodeFact) -> TravelCode:
    return TravelCode(fact.kind.value, fact.signed, fact.key, fact.host, fact.lost)
