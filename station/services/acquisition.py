"""The first half of a visit at the counter: document, stay, face and fingers."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from station.config import Config
from station.domain import desk
from station.domain.audit import Act, AuditEvent
from station.domain.calibration import PlatenState
from station.domain.officer import Officer, Permission
from station.domain.samples import Finger, FingerSample, MissingReason, Veto
from station.domain.visit import Direction, Document, Notice, Purpose, Stay
from station.errors import NotAllowed, StationError
from station.services import revocation, space, standing
from station.services.biometrics import Biometrics
from station.services.cases import Cases
from station.services.checks import Checks
from station.services.devices import Devices
from station.services.documents import Documents
from station.services.draft import Draft
from station.services.face_capture import FaceAcquisition
from station.services.finger_capture import FingerAcquisition
from station.store import audit_log
from station.store.session import Store
from station.workflow.counter import Event, Step, counter_machine
from station.workflow.fingers import hand_in_use, next_finger
from station.workflow.policy import Policy, age_on


class VisitIncomplete(StationError):
    """Something that this step needs has not been taken yet; `code` names it."""

    code = "visit_incomplete"


@dataclass(frozen=True)
class Rooms:
    """What the counter works with; built once by the composition root."""

    config: Config
    policy: Policy
    store: Store
    biometrics: Biometrics
    devices: Devices
    documents: Documents
    checks: Checks
    cases: Cases
    wake_sync: Callable[[], None]
    today: Callable[[], date] = lambda: datetime.now(UTC).astimezone().date()


class Acquisition:
    """What is taken of a traveller before anything is compared; `Counter` goes on from here."""

    def __init__(self, rooms: Rooms, officer: Officer) -> None:
        if not officer.may(Permission.ENROL):
            raise NotAllowed(f"role {officer.role.value} has no counter")
        self._rooms = rooms
        self._officer = officer
        self._machine = counter_machine()
        self._draft = Draft(officer.name)
        policy = rooms.policy
        self._face = FaceAcquisition(rooms.biometrics, policy.face)
        self._fingers = FingerAcquisition(rooms.biometrics, policy.fingers, policy.matching.uniqueness_fmr)

    def close(self) -> None:
        self._fingers.close()

    def take_over(self, officer: Officer) -> None:
        """A colleague goes on with the open visit, under their own name. Raises NotAllowed without the right to."""
        if not officer.may(Permission.ENROL):
            raise NotAllowed(f"role {officer.role.value} has no counter")
        self._officer = officer
        self._draft.officer = officer.name

    # ---- what may happen next

    @property
    def step(self) -> Step:
        return self._machine.state

    @property
    def draft(self) -> Draft:
        return self._draft

    def allows(self, event: Event) -> bool:
        return self._machine.allows(event)

    def begin(self) -> None:
        """Raises, with nothing open then: VisitIncomplete `disk_full` while the room for a sealed visit is not
        certain; StationRevoked once the agency has revoked this station; IdentityUnfit while its identity does not
        hold."""
        self._require(Event.BEGIN)
        revocation.require_in_service(self._rooms.store)
        standing.require(self._rooms.store)
        if not space.look(self._rooms.store).may_open_visit:
            raise VisitIncomplete(code="disk_full")
        self._machine.fire(Event.BEGIN)
        self._draft = Draft(self._officer.name)
        self._fingers.clear()
        self._audit(Act.VISIT_OPENED)
        state = self._rooms.devices.platen()
        if state in {PlatenState.DIRTY, PlatenState.LATENT}:
            self._draft.warnings.add(f"platen_{state.value}")

    def back(self) -> None:
        self._machine.fire(Event.BACK)

    def cancel(self) -> None:
        """Give the visit up; nothing of it is kept but the fact."""
        self._machine.fire(Event.CANCELLED)
        self._audit(Act.VISIT_CANCELLED)
        self._draft = Draft(self._officer.name)
        self._fingers.clear()

    # ---- document

    def page_camera(self) -> desk.PictureSlot:
        """The camera that looks at the page; the face camera serves."""
        slot: desk.PictureSlot = self._rooms.devices.live()
        return slot

    def read_lines(self, text: str) -> desk.DocumentReading:
        return self._read(lambda: self._rooms.documents.parse(text))

    def photograph(self) -> desk.DocumentReading:
        """Read the page that the camera sees now. Raises DeviceUnfit, NoDocument."""
        frame = self._rooms.devices.picture()
        return self._read(lambda: self._rooms.documents.photograph(frame))

    def _read(self, reading: Callable[[], desk.DocumentReading]) -> desk.DocumentReading:
        self._require(Event.DOCUMENT_READ)
        with self._rooms.biometrics.stopwatch.step("document"):
            found = reading()
        self._machine.fire(Event.DOCUMENT_READ)
        self._draft.reading = found
        return found

    def confirm_document(self, document: Document, accept_expired: bool, renewed_person: str | None) -> None:
        """The officer read the name in the document and agrees with it; no check digit protects a name.

        `renewed_person`: the person on record whose renewed document this is, confirmed by the officer.

        Raises:
            VisitIncomplete: `document_unread`, `name_unconfirmed`; `expired_document` unless it is accepted.
        """
        self._require(Event.DOCUMENT_CONFIRMED)
        reading = self._draft.reading
        if reading is None or reading.document is None or replace(reading.document, name_confirmed=True) != document:
            raise VisitIncomplete(code="document_unread" if document.name_confirmed else "name_unconfirmed")
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
        self._machine.fire(Event.DOCUMENT_CONFIRMED)

    # ---- stay

    def visa_classes(self, purpose: Purpose) -> tuple[desk.VisaClass, ...]:
        policy = self._rooms.policy
        return tuple(desk.VisaClass(key, policy.visas[key].days or 0) for key in policy.visas_for(purpose))

    def last_day(self, direction: Direction, purpose: Purpose, visa_class: str, days: int) -> date | None:
        return self._rooms.policy.last_day(direction, purpose, visa_class, days, self._rooms.today())

    def set_stay(self, direction: Direction, purpose: Purpose, visa_class: str, days: int, language: str) -> Stay:
        """Purpose and length of stay, and the language in which the notice was shown. Raises StayError."""
        self._require(Event.STAY_SET)
        last = self.last_day(direction, purpose, visa_class, days)
        stay = Stay(direction, purpose, visa_class, days, last)
        self._draft.stay = stay
        version = self._rooms.policy.notice.version
        self._draft.notice = Notice(version, language, datetime.now(UTC))
        self._audit(Act.NOTICE_SHOWN, version=version, language=language)
        self._machine.fire(Event.STAY_SET)
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
            return self._face.run(camera, self._rooms.devices.camera_source(), cancel, force, on_event)

    def accept_face(self, index: int, veto: Veto | None, note: str = "") -> None:
        """Raises VisitIncomplete `veto_needed` for a face below the gate without the officer's word and reason."""
        self._require(Event.FACE_TAKEN)
        with self._rooms.biometrics.stopwatch.step("face"):
            sample = self._face.sample(index, veto, note)
        if not sample.sufficient and (veto is None or not note.strip()):
            raise VisitIncomplete(code="veto_needed")
        self._draft.face = sample
        self._draft.warnings.discard("face_veto")
        if veto is not None:
            self._draft.warnings.add("face_veto")
            self._audit(Act.VETO, modality="face", veto=veto.value)
        self._machine.fire(Event.FACE_TAKEN)

    def skip_face(self, note: str) -> None:
        """No picture can be taken; the reason stays in the record. Raises VisitIncomplete `note_needed`."""
        self._require(Event.FACE_TAKEN)
        if not note.strip():
            raise VisitIncomplete(code="note_needed")
        self._draft.face = None
        self._draft.warnings.add("face_missing")
        self._audit(Act.VETO, modality="face", veto="missing")
        self._machine.fire(Event.FACE_TAKEN)

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
        document, stay = self._draft.document, self._draft.stay
        if document is None or stay is None:
            return True
        rule = self._rooms.policy.modalities_for(age_on(document.birth, self._rooms.today()), stay.purpose)
        return rule.fingers

    def capture_finger(
        self, finger: Finger, cancel: threading.Event, on_event: Callable[[desk.FingerEvent], None]
    ) -> desk.FingerTask:
        self._require(Event.FINGERS_TAKEN)
        with self._rooms.biometrics.stopwatch.step("fingers"):
            task = self._fingers.run(self._rooms.devices.scanner(), finger, self._draft.known, cancel, on_event)
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
        if veto is not None:
            self._draft.warnings.add("finger_veto")
            self._audit(Act.VETO, modality="finger", finger=int(finger), veto=veto.value)

    def accept_duplicate(self) -> None:
        """The officer saw the uniqueness warning and goes on; it stays in the record."""
        self._draft.warnings.add("uniqueness")

    def recapture(self, finger: Finger) -> None:
        self._require(Event.FINGERS_TAKEN)
        self._fingers.recapture()
        self._fingers.clear(finger)
        self._draft.fingers.pop(finger, None)

    def mark_missing(self, finger: Finger, reason: MissingReason) -> None:
        self._require(Event.FINGERS_TAKEN)
        self._fingers.clear(finger)
        self._draft.fingers.pop(finger, None)
        self._draft.missing[finger] = reason

    def restart_fingers(self) -> None:
        self._require(Event.FINGERS_TAKEN)
        self._fingers.recapture()
        self._fingers.clear()
        self._draft.fingers.clear()
        self._draft.missing.clear()
        self._draft.warnings -= {"uniqueness", "finger_veto"}

    def finish_fingers(self) -> None:
        """Raises VisitIncomplete `fingers_open` while a finger is neither captured nor recorded as missing."""
        if self.expected_finger() is not None:
            raise VisitIncomplete(code="fingers_open")
        if not self._asks_for_fingers():
            self._draft.warnings.add("fingers_not_required")
        self._machine.fire(Event.FINGERS_TAKEN)

    # ---- small things

    def _require(self, event: Event) -> None:
        if not self._machine.allows(event):
            # fire() would change the state; asking for the error alone does not
            raise VisitIncomplete(f"{event.value} in {self.step.value}", code="illegal_transition")

    def _audit(self, act: Act, **detail: str | int) -> None:
        event = AuditEvent(
            datetime.now(UTC), self._officer.name, act, self._rooms.config.station, self._draft.id, detail
        )
        self._rooms.store.write(lambda unit: audit_log.append(unit, event))
