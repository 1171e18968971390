"""The document at the counter: typed or scanned lines, a photographed page, and who on record it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.document.mrz import BadMrz, Mrz, parse
from station.counter.biometrics import Biometrics
from station.domain.desk import DocumentReading, FieldProblem, KnownPerson
from station.domain.reference import VisitSummary
from station.domain.visit import Document
from station.store import records
from station.store.session import Store

READ_SECONDS = 12.0


class Documents:
    def __init__(self, store: Store, biometrics: Biometrics, today: Callable[[], date]) -> None:
        self._store = store
        self._biometrics = biometrics
        self._today = today

    def parse(self, text: str) -> DocumentReading:
        """Lines as typed or sent by a reader; a field whose check digit does not hold is named, nothing is guessed."""
        lines = tuple(line.strip().upper() for line in text.splitlines() if line.strip())
        try:
            return self._reading(parse(lines, self._today()))
        except BadMrz as error:
            return DocumentReading(None, lines, (FieldProblem(error.field, error.code),))

    def photograph(self, bgr: NDArray[np.uint8]) -> DocumentReading:
        """Read the zone on a picture of the page; one with a failed check digit comes back for the officer to correct.

        Raises NoDocument where the picture shows no zone.
        """
        try:
            return self._reading(self._biometrics.reader.read(bgr))
        except BadMrz as error:
            return DocumentReading(None, tuple(getattr(error, "lines", ())), (FieldProblem(error.field, error.code),))

    def known(self, document: Document) -> KnownPerson | None:
        """The person on record who presented this very document."""
        with self._store.reading() as unit:
            visits = records.of_document(unit, document.key, limit=1)
        return _person(visits[0]) if visits else None

    def on_record(self, person: str) -> bool:
        with self._store.reading() as unit:
            return bool(records.of_person(unit, person, limit=1))

    def renewed(self, document: Document) -> tuple[KnownPerson, ...]:
        """People with the same name and birth date whose document this one may replace; the officer confirms."""
        with self._store.reading() as unit:
            people = records.people_like(unit, document.surname, document.given_names, document.birth)
        return tuple(_person(v) for v in people if v.document_key != document.key)

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
        known = self.known(document)
        return DocumentReading(
            document=document,
            lines=document.lines,
            expired=document.expiry < self._today(),
            known=known,
            renewed=() if known else self.renewed(document),
            repaired=tuple(mrz.repaired),
        )

    @staticmethod
    def picture(image: bytes | None) -> Any:
        """A stored JPEG or PNG as a uint8 array, None where there is none or it cannot be read."""
        if not image:
            return None
        return cv2.imdecode(np.frombuffer(image, np.uint8), cv2.IMREAD_UNCHANGED)


def _person(visit: VisitSummary) -> KnownPerson:
    number = visit.document_key.partition(":")[2]
    return KnownPerson(visit.person, visit.name, number, visit.birth, visit.sealed_at.date())
