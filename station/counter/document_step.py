"""The document and the stay of the visit in hand."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

from models.document.read import NoDocument
from models.document.wedge import Wedge
from station.bench.devices import Devices
from station.counter.documents import Documents
from station.counter.in_hand import VisitIncomplete, VisitInHand
from station.counter.seals import MOST_SEALS, doubtful
from station.domain import desk
from station.domain.audit import Act
from station.domain.chip import SealEvidence, seal_against
from station.domain.visit import Direction, Document, Notice, Stay
from station.workflow.counter import Event
from station.workflow.policy import StayError
from station.workflow.stay_rules import CROSSING_ONLY, passport_needs
from station.workflow.stays import StayKind


def _joined(before: tuple[SealEvidence, ...], new: tuple[SealEvidence, ...]) -> tuple[SealEvidence, ...]:
    """Every seal once, as it was seen last; one that came as keys only stands until the camera has seen its paper."""
    known = {one.octets for one in new}
    clear = {_paper(one) for one in new if not doubtful(one)}
    kept = (o for o in before if o.octets not in known and not (doubtful(o) and _paper(o) in clear))
    return (*kept, *new)[-MOST_SEALS:]


def _paper(one: SealEvidence) -> tuple[str, str]:
    return one.kind, one.country


@dataclass(frozen=True, eq=False)
class DocumentStep:
    visit: VisitInHand
    documents: Documents
    devices: Devices

    # ---- the chip, read on a thread of its own: none of this waits

    @property
    def chip(self) -> desk.ChipView | None:
        """As it stands; None at a counter without chip reading."""
        return None if self.visit.chip is None else self.visit.chip.view

    def watch_chip(self, changed: Callable[[desk.ChipView], None]) -> Callable[[], None]:
        """Tell of every change, from any thread; returns how to stop that."""
        return (lambda: None) if self.visit.chip is None else self.visit.chip.watch(changed)

    def choose_chip_key(self, index: int) -> None:
        """Which of the offered document numbers it is; tried once. At once."""
        if self.visit.chip is not None:
            self.visit.chip.choose(index)

    def open_chip_with(self, number: str) -> None:
        """The card access number that is printed on the document; tried once. At once, the rest is told. Raises
        VisitIncomplete (`card_number_unfit`)."""
        if self.visit.chip is None:
            return
        self.visit.require(Event.DOCUMENT_READ)
        try:
            self.visit.chip.use_number(self.visit.draft.id, number)
        except ValueError as error:
            raise VisitIncomplete(code="card_number_unfit") from error

    def read_chip_again(self) -> None:
        """At once; the rest is told."""
        if self.visit.chip is not None:
            self.visit.chip.again()

    # ---- the page

    def page_camera(self) -> desk.PictureSlot:
        """The camera that looks at the page; the face camera serves."""
        return self.devices.live()

    def read_lines(self, text: str) -> desk.DocumentReading:
        return self._read(lambda: self.documents.parse(text))

    def photograph(self, stop: Callable[[], bool] = lambda: False) -> desk.DocumentReading:
        """Read the page that the camera sees now; `stop` is asked several times a second.

        Raises DeviceUnfit, NoDocument, ReadingStopped, ReadingTimeout.
        """
        frame = self.devices.picture()
        return self._read(lambda: self._photographed(frame, stop))

    def _photographed(self, frame: Any, stop: Callable[[], bool]) -> desk.DocumentReading:
        """The page with its seals. A sheet that bears a seal and no zone belongs to the document that was read before.

        Raises NoDocument, ReadingStopped, ReadingTimeout.
        """
        seals, before = self.documents.seals(frame), self.visit.draft.reading
        try:
            found = self.documents.photograph(frame, stop)
        except NoDocument:
            if not seals or before is None or before.document is None:
                raise
            return self.documents.with_seals(before, _joined(before.seals, seals))
        if before is not None and before.lines == found.lines:  # the same page once more
            seals = _joined(before.seals, seals)
        return self.documents.with_seals(found, seals)

    def read_codes(self) -> tuple[desk.TravelCode, ...]:
        """The barcodes that the camera sees now, named and never opened. Raises DeviceUnfit."""
        return self.documents.codes(self.devices.picture())

    def choose_document(self, index: int) -> desk.DocumentReading:
        """Of several documents in one picture, the one at `index` of `choices`."""
        reading = self.visit.draft.reading
        if reading is None or not 0 <= index < len(reading.choices):
            raise VisitIncomplete(code="document_unread")
        return self._read(lambda: reading.choices[index])

    def answer_document(self, answers: Mapping[str, str]) -> desk.DocumentReading:
        """The officer's answers to the questions of the reading: concern code -> one of its choices."""
        reading = self.visit.draft.reading
        if reading is None:
            raise VisitIncomplete(code="document_unread")
        return self._read(lambda: self.documents.answered(reading, answers))

    def wedge(self) -> Wedge:
        """Tells a document reader that poses as a keyboard from an officer who types. At once."""
        return Wedge(self.documents.wedge)

    def name_code(self, text: str) -> desk.TravelCode:
        """What a barcode is that a keyboard wedge sent. At once."""
        return self.documents.code(text)

    def take_code(self, text: str) -> desk.DocumentReading | None:
        """A barcode that a keyboard wedge sent, judged where it is a seal: the document that was read before, with it.
        None where it is none. Raises VisitIncomplete (`seal_before_document`)."""
        seals, before = self.documents.seals_of_keys(text), self.visit.draft.reading
        if not seals:
            return None
        if before is None or before.document is None:
            raise VisitIncomplete(code="seal_before_document")
        return self._read(lambda: self.documents.with_seals(before, _joined(before.seals, seals)))

    def states(self) -> tuple[desk.StateName, ...]:
        """What may be entered by hand as a state. At once."""
        return self.documents.states()

    def enter_document(self, entry: desk.DocumentEntry) -> desk.DocumentReading:
        """A document as the officer read it, where nothing else reads it; why, and what was missing, stay in the
        record. Raises BadEntry."""
        return self._read(lambda: self.documents.entered(entry, self.visit.draft.id))

    def _read(self, reading: Callable[[], desk.DocumentReading]) -> desk.DocumentReading:
        self.visit.require(Event.DOCUMENT_READ)
        with self.visit.stopwatch.step("document"):
            found = reading()
        draft = self.visit.draft
        before = draft.reading
        lines_before = () if before is None else before.lines
        if before is not None and before.seals and not found.seals and found.lines == lines_before:
            found = self.documents.with_seals(found, before.seals)
        draft.reading = found
        draft.seals = found.seals
        draft.warnings.discard("seal_failed")
        if any(map(seal_against, found.seals)):
            draft.warnings.add("seal_failed")
        if found.document is not None and (draft.chip is None or draft.chip.lines != found.lines):
            if found.page is not None or found.lines != lines_before:
                draft.page = found.page
            draft.chip = None
            draft.warnings = {w for w in draft.warnings if not w.startswith(("chip_", "substitution_"))}
        self.visit.fire(Event.DOCUMENT_READ)
        if self.visit.chip is not None and found.document is not None:
            self.visit.chip.read(draft.id, found.document.lines, found.page)
        if found.document is not None:
            self.visit.keep()
        return found

    def confirm_document(self, document: Document, accept_expired: bool, renewed_person: str | None) -> None:
        """The officer read the name in the document and agrees with it; no check digit protects a name.

        `renewed_person`: the person on record whose renewed document this is, confirmed by the officer.

        Raises:
            VisitIncomplete: `document_unread`, `name_unconfirmed`, `document_question` where the reading leaves one;
                `expired_document` unless it is accepted.
        """
        self.visit.require(Event.DOCUMENT_CONFIRMED)
        draft = self.visit.draft
        reading = draft.reading
        if reading is None or reading.document is None or replace(reading.document, name_confirmed=True) != document:
            raise VisitIncomplete(code="document_unread" if document.name_confirmed else "name_unconfirmed")
        if reading.questions:
            raise VisitIncomplete(code="document_question")
        expired = document.expiry < self.visit.today()
        if expired and not accept_expired:
            raise VisitIncomplete(code="expired_document")
        draft.document = document
        draft.warnings -= {"expired_document", "renewed_document", "document_corrected"}
        draft.warnings = {w for w in draft.warnings if not w.startswith("manual_")} - {
            "document_manual",
            "visa_differs",
        }
        if reading.repaired:
            draft.warnings.add("document_corrected")
        if reading.visa_differs:
            draft.warnings.add("visa_differs")
        if reading.manual is not None:
            draft.warnings.add("document_manual")
            draft.warnings |= {f"manual_{reading.manual.value}", *(f"manual_without_{m}" for m in reading.missing)}
        if expired:
            draft.warnings.add("expired_document")
        known = self.documents.known(document)
        if known is not None:
            draft.person, draft.known = known.person, True
        elif renewed_person is not None:
            draft.person, draft.known = renewed_person, True
            draft.warnings.add("renewed_document")
        else:
            draft.person, draft.known = str(uuid.uuid4()), False
        draft.unchecked()
        self.visit.take_chip()
        self.visit.fire(Event.DOCUMENT_CONFIRMED)
        self.visit.keep()

    # ---- stay

    def notice_languages(self) -> tuple[str, ...]:
        return self.visit.policy.notice.languages

    def _bearer(self) -> Document | None:
        """Whoever stands here, by the document as it was read last."""
        draft = self.visit.draft
        return draft.reading.document if draft.reading is not None else draft.document

    def purposes(self) -> tuple[desk.PurposeName, ...]:
        """Of the traveller whose document is read."""
        policy = self.visit.policy
        keys = policy.purposes_for(self._bearer(), self.visit.today()) or policy.stays.purposes
        return tuple(desk.PurposeName(key, self._names(key)) for key in keys)

    def visa_classes(self, purpose: str) -> tuple[desk.VisaClass, ...]:
        """What this traveller may have for a purpose: by nationality, kind of document and the day; nothing before a
        document is read."""
        policy, bearer = self.visit.policy, self._bearer()
        if bearer is None:
            return ()
        keys = policy.visas_for(purpose, bearer, self.visit.today())
        visas = ((key, policy.visas[key]) for key in keys)
        return tuple(desk.VisaClass(key, visa.days, self._names(key), visa.asks) for key, visa in visas)

    def _names(self, key: str) -> tuple[tuple[str, str], ...]:
        return tuple(self.visit.policy.stays.names.get(key, {}).items())

    def classes_known(self) -> bool:
        return self._bearer() is not None

    def stays_confirmed(self) -> bool:
        return self.visit.policy.stays.confirmed

    def last_day(
        self,
        direction: Direction,
        purpose: str,
        visa_class: str,
        days: int,
        proofs: Mapping[str, str] = MappingProxyType({}),
    ) -> date | None:
        """Raises StayError; `visa_unchosen` where there is a document and no class was chosen."""
        bearer = self._bearer()
        if direction is Direction.DEPARTURE or visa_class == desk.NO_CLASS or (bearer is None and not visa_class):
            return None
        if not visa_class:
            raise StayError(code="visa_unchosen")
        return self.visit.policy.last_day(direction, purpose, visa_class, days, self.visit.today(), bearer, proofs)

    def stay_warning(self, direction: Direction, visa_class: str, last_day: date | None) -> str:
        """`passport_too_short`: for the policy, or for the stay."""
        policy, bearer = self.visit.policy, self._bearer()
        if direction is Direction.DEPARTURE or bearer is None or visa_class in {"", desk.NO_CLASS}:
            return ""
        needs = passport_needs(policy.visa(visa_class)[1], policy.stays, self.visit.today())
        needed = max((day for day in (needs, last_day) if day is not None), default=None)
        return "passport_too_short" if needed is not None and bearer.expiry < needed else ""

    def set_stay(
        self,
        direction: Direction,
        purpose: str,
        visa_class: str,
        days: int,
        language: str,
        proofs: Mapping[str, str] = MappingProxyType({}),
    ) -> Stay:
        """Purpose and length of stay, and the language in which the notice was shown; a face is asked for only where
        the policy does. A visa in the passport belongs to the stay.

        Raises StayError; VisitIncomplete `notice_language` for one that the policy does not list.
        """
        visit = self.visit
        visit.require(Event.STAY_SET)
        notice = visit.policy.notice
        if language not in notice.languages:
            raise VisitIncomplete(language, code="notice_language")
        last = self.last_day(direction, purpose, visa_class, days, proofs)
        visit.draft.stay = stay = self._stay(direction, purpose, visa_class, days, last, proofs)
        for warning in ("passport_too_short", "stay_without_class"):
            visit.draft.warnings.discard(warning)
        visit.draft.warnings |= set(stay.findings)
        visit.draft.unchecked()
        visit.draft.notice = Notice(notice.version, language, datetime.now(UTC))
        visit.audit(Act.NOTICE_SHOWN, version=notice.version, language=language)
        visit.fire(Event.STAY_SET)
        if visit.rule().face:
            visit.draft.warnings.discard("face_not_required")
            visit.keep()
        else:
            visit.draft.warnings.add("face_not_required")
            visit.face_is(None)
        return stay

    def _stay(
        self,
        direction: Direction,
        purpose: str,
        visa_class: str,
        days: int,
        last: date | None,
        proofs: Mapping[str, str],
    ) -> Stay:
        visit, rules = self.visit, self.visit.policy.stays
        arrival, reading = direction is Direction.ARRIVAL, visit.draft.reading
        index, kind = "", StayKind.VISITOR.value
        asks: tuple[str, ...] = ()
        findings: list[str] = []
        if arrival and visa_class == desk.NO_CLASS:
            findings.append("stay_without_class")
        elif arrival:
            index, visa = visit.policy.visa(visa_class)
            kind, asks = visa.kind, visa.asks
        elif visit.draft.document is not None and rules.national(visit.draft.document.nationality):
            kind = CROSSING_ONLY
        if warning := self.stay_warning(direction, visa_class, last):
            findings.append(warning)
        return Stay(
            direction,
            purpose,
            index,
            days,
            last,
            kind=kind,
            day=visit.today(),
            zone=visit.zone,
            proofs=tuple((ask, proofs[ask].strip()) for ask in asks),
            sticker=reading.visa if reading is not None else None,
            findings=tuple(findings),
        )
