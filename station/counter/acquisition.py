"""The first half of a visit at the counter: document, stay, face and fingers."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from station.counter.open_visit import OpenVisitDesk, VisitIncomplete
from station.domain import desk
from station.domain.audit import Act
from station.domain.samples import FaceSample, Finger, FingerSample, MissingReason, Veto
from station.domain.visit import Direction, Document, Notice, Purpose, Stay
from station.workflow.counter import Event
from station.workflow.fingers import hand_in_use, next_finger
from station.workflow.policy import ModalityRule, age_on


class Acquisition(OpenVisitDesk):
    """What is taken of a traveller before anything is compared; `Counter` goes on from here."""

    # ---- document

    def page_camera(self) -> desk.PictureSlot:
        """The camera that looks at the page; the face camera serves."""
        slot: desk.PictureSlot = self._rooms.devices.live()
        return slot

    def read_lines(self, text: str) -> desk.DocumentReading:
        return self._read(lambda: self._rooms.documents.parse(text))

    def photograph(self, stop: Callable[[], bool] = lambda: False) -> desk.DocumentReading:
        """Read the page that the camera sees now; `stop` is asked several times a second.

        Raises DeviceUnfit, NoDocument, ReadingStopped, ReadingTimeout.
        """
        frame = self._rooms.devices.picture()
        return self._read(lambda: self._rooms.documents.photograph(frame, stop))

    def read_codes(self) -> tuple[desk.TravelCode, ...]:
        """The barcodes that the camera sees now, named and never opened. Raises DeviceUnfit."""
        return self._rooms.documents.codes(self._rooms.devices.picture())

    def choose_document(self, index: int) -> desk.DocumentReading:
        """Of several documents in one picture, the one at `index` of `choices`."""
        reading = self._draft.reading
        if reading is None or not 0 <= index < len(reading.choices):
            raise VisitIncomplete(code="document_unread")
        return self._read(lambda: reading.choices[index])

    def answer_document(self, answers: Mapping[str, str]) -> desk.DocumentReading:
        """The officer's answers to the questions of the reading: concern code -> one of its choices."""
        reading = self._draft.reading
        if reading is None:
            raise VisitIncomplete(code="document_unread")
        return self._read(lambda: self._rooms.documents.answered(reading, answers))

    def _read(self, reading: Callable[[], desk.DocumentReading]) -> desk.DocumentReading:
        self._require(Event.DOCUMENT_READ)
        with self._rooms.biometrics.stopwatch.step("document"):
            found = reading()
        self._machine.fire(Event.DOCUMENT_READ)
        self._draft.reading = found
        if found.document is not None:
            self._keep()
        return found

    def confirm_document(self, document: Document, accept_expired: bool, renewed_person: str | None) -> None:
        """The officer read the name in the document and agrees with it; no check digit protects a name.

        `renewed_person`: the person on record whose renewed document this is, confirmed by the officer.

        Raises:
            VisitIncomplete: `document_unread`, `name_unconfirmed`, `document_question` where the reading leaves one;
                `expired_document` unless it is accepted.
        """
        self._require(Event.DOCUMENT_CONFIRMED)
        reading = self._draft.reading
        if reading is None or reading.document is None or replace(reading.document, name_confirmed=True) != document:
            raise VisitIncomplete(code="document_unread" if document.name_confirmed else "name_unconfirmed")
        if reading.questions:
            raise VisitIncomplete(code="document_question")
        expired = document.expiry < self._rooms.today()
        if expired and not accept_expired:
            raise VisitIncomplete(code="expired_document")
        draft = self._draft
        draft.document = document
        draft.warnings -= {"expired_document", "renewed_document", "document_corrected"}
        if reading.repaired:
            draft.warnings.add("document_corrected")
        if expired:
            draft.warnings.add("expired_document")
        known = self._rooms.documents.known(document)
        if known is not None:
            draft.person, draft.known = known.person, True
        elif renewed_person is not None:
            draft.person, draft.known = renewed_person, True
            draft.warnings.add("renewed_document")
        else:
            draft.person, draft.known = str(uuid.uuid4()), False
        draft.unchecked()
        self._machine.fire(Event.DOCUMENT_CONFIRMED)
        self._keep()

    # ---- stay

    def notice_languages(self) -> tuple[str, ...]:
        return self._rooms.policy.notice.languages

    def visa_classes(self, purpose: Purpose) -> tuple[desk.VisaClass, ...]:
        policy = self._rooms.policy
        return tuple(desk.VisaClass(key, policy.visas[key].days or 0) for key in policy.visas_for(purpose))

    def last_day(self, direction: Direction, purpose: Purpose, visa_class: str, days: int) -> date | None:
        return self._rooms.policy.last_day(direction, purpose, visa_class, days, self._rooms.today())

    def set_stay(self, direction: Direction, purpose: Purpose, visa_class: str, days: int, language: str) -> Stay:
        """Purpose and length of stay, and the language in which the notice was shown; a face is asked for only where
        the policy does. Raises StayError; VisitIncomplete `notice_language` for one that the policy does not list."""
        self._require(Event.STAY_SET)
        if language not in self._rooms.policy.notice.languages:
            raise VisitIncomplete(language, code="notice_language")
        last = self.last_day(direction, purpose, visa_class, days)
        stay = Stay(direction, purpose, visa_class, days, last)
        self._draft.stay = stay
        version = self._rooms.policy.notice.version
        self._draft.notice = Notice(version, language, datetime.now(UTC))
        self._audit(Act.NOTICE_SHOWN, version=version, language=language)
        self._machine.fire(Event.STAY_SET)
        if self._rule().face:
            self._draft.warnings.discard("face_not_required")
            self._keep()
        else:
            self._draft.warnings.add("face_not_required")
            self._face_is(None)
        return stay

    # ---- face

    def face_camera(self) -> desk.PictureSlot:
        return self.page_camera()

    def capture_face(
        self, cancel: threading.Event, force: threading.Event, on_event: Callable[[desk.FaceEvent], None]
    ) -> desk.FaceCapture:
        self._require(Event.FACE_TAKEN)
        camera = self._rooms.devices.camera()
        with self._rooms.biometrics.stopwatch.step("face"):
            taken = self._face.run(camera, self._rooms.devices.camera_source(), cancel, force, on_event)
        expired = self._rooms.devices.camera_expired()
        return replace(taken, calibration_expired=True) if expired else taken

    def accept_face(self, index: int, veto: Veto | None, note: str = "") -> None:
        """Raises VisitIncomplete `veto_needed` for a face below the gate without the officer's word and reason."""
        self._require(Event.FACE_TAKEN)
        with self._rooms.biometrics.stopwatch.step("face"):
            sample = self._face.sample(index, veto, note)
        if not sample.sufficient and (veto is None or not note.strip()):
            raise VisitIncomplete(code="veto_needed")
        self._draft.warnings.discard("face_veto")
        if veto is not None:
            self._draft.warnings.add("face_veto")
            self._audit(Act.VETO, modality="face", veto=veto.value)
        self._face_is(sample)

    def skip_face(self, note: str) -> None:
        """No picture can be taken; the reason stays in the record. Raises VisitIncomplete `note_needed`."""
        self._require(Event.FACE_TAKEN)
        if not note.strip():
            raise VisitIncomplete(code="note_needed")
        self._draft.warnings.add("face_missing")
        self._audit(Act.VETO, modality="face", veto="missing")
        self._face_is(None)

    def _face_is(self, sample: FaceSample | None) -> None:
        self._draft.face, self._draft.face_done = sample, True
        self._draft.unchecked()
        self._machine.fire(Event.FACE_TAKEN)
        self._keep()

    # ---- fingers

    def hand(self) -> tuple[Finger, ...]:
        return hand_in_use(self._draft.missing) if self._asks_for_fingers() else ()

    def taken(self) -> tuple[FingerSample, ...]:
        return tuple(self._draft.fingers[f] for f in sorted(self._draft.fingers))

    def expected_finger(self) -> Finger | None:
        if not self._asks_for_fingers():
            return None
        return next_finger(tuple(self._draft.fingers), self._draft.missing)

    def _asks_for_fingers(self) -> bool:
        return self._draft.document is None or self._draft.stay is None or self._rule().fingers

    def _rule(self) -> ModalityRule:
        """What the policy asks of this traveller, by age and purpose."""
        document, stay = self._draft.document, self._draft.stay
        if document is None or stay is None:
            raise VisitIncomplete(code="visit_incomplete")
        return self._rooms.policy.modalities_for(age_on(document.birth, self._rooms.today()), stay.purpose)

    def finger_view(self) -> desk.PictureSlot:
        """The platen while a finger is captured."""
        return self._fingers.seen

    def capture_finger(
        self,
        finger: Finger,
        cancel: threading.Event,
        on_event: Callable[[desk.FingerEvent], None],
        force: threading.Event | None = None,
    ) -> desk.FingerTask:
        """`force`: set by the officer, the next picture is taken, whatever lies there."""
        self._require(Event.FINGERS_TAKEN)
        scanner, known = self._rooms.devices.scanner(), self._draft.known
        with self._rooms.biometrics.stopwatch.step("fingers"):
            task = self._fingers.run(scanner, finger, known, cancel, on_event, force or threading.Event())
        expired = self._rooms.devices.calibration_expired()
        return replace(task, calibration_expired=True) if expired else task

    def accept_finger(self, finger: Finger, index: int, veto: Veto | None = None) -> None:
        """Raises VisitIncomplete `veto_needed` for a finger below its threshold without the officer's word."""
        self._require(Event.FINGERS_TAKEN)
        sample = self._fingers.sample(finger, index, veto)
        if not sample.sufficient and veto is None:
            self._fingers.clear(finger)
            raise VisitIncomplete(code="veto_needed")
        self._draft.missing.pop(finger, None)
        self._draft.fingers[finger] = sample
        if sample.forced:
            self._audit(Act.VETO, modality="finger", finger=int(finger), veto="forced")
        if veto is not None:
            self._draft.warnings.add("finger_veto")
            self._audit(Act.VETO, modality="finger", finger=int(finger), veto=veto.value)
        self._fingers_changed()

    def accept_duplicate(self) -> None:
        """The officer saw the uniqueness warning and goes on; it stays in the record."""
        self._draft.warnings.add("uniqueness")
        self._keep()

    def recapture(self, finger: Finger) -> None:
        self._require(Event.FINGERS_TAKEN)
        self._fingers.recapture()
        self._fingers.clear(finger)
        self._draft.fingers.pop(finger, None)
        self._fingers_changed()

    def mark_missing(self, finger: Finger, reason: MissingReason) -> None:
        self._require(Event.FINGERS_TAKEN)
        self._fingers.clear(finger)
        self._draft.fingers.pop(finger, None)
        self._draft.missing[finger] = reason
        self._fingers_changed()

    def restart_fingers(self) -> None:
        self._require(Event.FINGERS_TAKEN)
        self._fingers.recapture()
        self._fingers.clear()
        self._draft.fingers.clear()
        self._draft.missing.clear()
        self._draft.warnings -= {"uniqueness", "finger_veto"}
        self._fingers_changed()

    def _fingers_changed(self) -> None:
        self._draft.fingers_done = False
        self._draft.unchecked()
        self._keep()

    def finish_fingers(self) -> None:
        """Raises VisitIncomplete `fingers_open` while a finger is neither captured nor recorded as missing."""
        if self.expected_finger() is not None:
            raise VisitIncomplete(code="fingers_open")
        if not self._asks_for_fingers():
            self._draft.warnings.add("fingers_not_required")
        self._draft.fingers_done = True
        self._machine.fire(Event.FINGERS_TAKEN)
        self._keep()
