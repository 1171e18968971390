"""The counter: one traveller's visit from document to sealed record, over devices, matching core and store."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from drivers.errors import DeviceError
from models.errors import BiometricError
from station import logs
from station.config import Config
from station.domain import desk
from station.domain.audit import Act, AuditEvent
from station.domain.officer import Officer, Permission
from station.domain.outcome import Decision, Inspection, Modality, Outcome, Verdict
from station.domain.samples import Finger, FingerSample, MissingReason, Veto
from station.domain.visit import Direction, Document, Notice, Purpose, Stay
from station.errors import NotAllowed, StationError
from station.services import enrol
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


class Counter:
    """One officer's counter. Calls block and belong on a worker thread, one at a time; `allows` is for any thread."""

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
        self._machine.fire(Event.BEGIN)
        self._draft = Draft(self._officer.name)
        self._fingers.clear()
        self._audit(Act.VISIT_OPENED)

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
        draft.warnings -= {"expired_document", "renewed_document"}
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

    # ---- check

    def check(self, cancel: threading.Event | None = None) -> desk.CheckResult:
        """Compare with the record and with everybody; a case is opened where the rules ask for a supervisor."""
        self._require(Event.CHECKED)
        self._draft.check, case = self._rooms.checks.run(self._draft, cancel or threading.Event())
        if case is not None:
            self._case_opened(case)
        return self._draft.check

    def inspect(self, modality: Modality, inspection: Inspection, note: str) -> None:
        """The officer's word on one comparison; a true non-match, or a false match, is a case for the supervisor."""
        if not note.strip():
            raise VisitIncomplete(code="note_needed")
        draft = self._draft
        draft.comparisons = tuple(
            replace(c, inspection=inspection, inspection_note=note) if c.modality is modality else c
            for c in draft.comparisons
        )
        by_modality = {c.modality: c for c in draft.comparisons}
        draft.check = replace(
            self._checked(),
            face=by_modality.get(Modality.FACE),
            fingers=by_modality.get(Modality.FINGERS),
            fused=by_modality.get(Modality.FUSED),
        )
        if inspection is not Inspection.FALSE_NON_MATCH and not draft.cases:
            self._case_opened(self._rooms.checks.raise_case(draft, note))

    def raise_case(self, note: str = "") -> desk.CaseState:
        """The officer calls the supervisor."""
        self._require(Event.CASE_RAISED)
        case = self._rooms.checks.raise_case(self._draft, note)
        self._case_opened(case)
        return self._rooms.cases.state(case)

    def _checked(self) -> desk.CheckResult:
        if self._draft.check is None:
            raise VisitIncomplete(code="check_missing")
        return self._draft.check

    def _case_opened(self, case: str) -> None:
        self._draft.cases = (*self._draft.cases, case)
        self._draft.check = replace(self._checked(), case=self._rooms.cases.state(case))
        self._machine.fire(Event.CASE_RAISED)
        self._rooms.wake_sync()

    def finish_check(self) -> None:
        """Raises VisitIncomplete `inspection_needed` while a failed comparison has no word of the officer."""
        uninspected = [
            c
            for c in self._draft.comparisons
            if c.outcome is Outcome.NO_MATCH and c.modality is not Modality.FUSED and c.inspection is None
        ]
        if uninspected and not self._draft.cases:
            raise VisitIncomplete(code="inspection_needed")
        self._machine.fire(Event.CHECKED)

    def watch_case(self, changed: Callable[[desk.CaseState], None]) -> Callable[[], None]:
        """Tell of every change of this visit's case, from any thread; returns how to stop that."""
        case = self._draft.cases[-1] if self._draft.cases else ""

        def look(case_id: str) -> None:
            if case_id == case:
                changed(self._rooms.cases.state(case_id))

        return self._rooms.cases.watch(look)

    def case_state(self) -> desk.CaseState | None:
        """The case that this visit waits for; a ruling moves the visit on to the decision."""
        if not self._draft.cases:
            return None
        state = self._rooms.cases.state(self._draft.cases[-1])
        if state.ruling is not None and self._machine.allows(Event.CASE_RULED):
            self._rooms.cases.tell(state.id)
            linked = self._rooms.cases.linked_person(state.id)
            if linked is not None and not self._draft.known:
                self._draft.person = linked
                self._draft.warnings.add("linked_identity")
            self._machine.fire(Event.CASE_RULED)
        return state

    def refer_while_waiting(self) -> None:
        """Second line takes the traveller over while the case is open."""
        self._machine.fire(Event.REFERRED)

    # ---- decision

    def preview(self) -> desk.RecordPreview:
        document, stay = self._whole()
        draft = self._draft
        return desk.RecordPreview(
            document=document,
            stay=stay,
            face=self._rooms.documents.picture(draft.face.image) if draft.face else None,
            fingers=self.taken(),
            missing=draft.sealed_missing(),
            comparisons=draft.comparisons,
            warnings=tuple(sorted(draft.warnings)),
            suggested=self._suggested(),
            blocked=self._blocked(),
        )

    def reasons(self, verdict: Verdict) -> tuple[str, ...]:
        return self._rooms.policy.decision_reasons.get(verdict.value, ())

    def sign(self, verdict: Verdict, reason: str, note: str) -> desk.SignedRecord:
        """Seal the visit: record, audit entry and outbox in one transaction.

        Raises:
            VisitIncomplete: `verdict_blocked`, `unknown_reason`, `note_needed`.
            station.store.errors.StoreError: nothing was written; the visit stays open and may be signed again.
        """
        self._require(Event.SIGNED)
        self._whole()
        if verdict in self._blocked():
            raise VisitIncomplete(code="verdict_blocked")
        if reason not in self.reasons(verdict):
            raise VisitIncomplete(detail=reason, code="unknown_reason")
        if (verdict is not Verdict.ADMIT or "expired_document" in self._draft.warnings) and not note.strip():
            raise VisitIncomplete(code="note_needed")
        now = datetime.now(UTC)
        decision = Decision(verdict, reason, note, self._officer.name, now)
        config = self._rooms.config
        visit = self._draft.sealed(config.station, config.mode, decision)
        with self._rooms.biometrics.stopwatch.step("seal"):
            enrol.seal_visit(self._rooms.store, visit)
        self._machine.fire(Event.SIGNED)
        self._rooms.checks.remember(visit)
        self._rooms.wake_sync()
        logs.log.info("visit sealed", visit=visit.id, verdict=verdict.value, fingers=len(visit.fingers))
        return desk.SignedRecord(
            visit.id,
            verdict,
            now,
            (now - visit.opened_at).total_seconds(),
            visit.stay.last_day,
            self._rooms.cases.waiting(),
        )

    def _blocked(self) -> tuple[Verdict, ...]:
        """Admission against a failed fused comparison or an open case needs the supervisor's word."""
        return (Verdict.ADMIT,) if self._rooms.cases.blocks_admission(self._draft.cases) else ()

    def _suggested(self) -> Verdict | None:
        return Verdict.REFER if self._blocked() else Verdict.ADMIT

    def _whole(self) -> tuple[Document, Stay]:
        draft = self._draft
        if draft.document is None or draft.stay is None:
            raise VisitIncomplete(code="visit_incomplete")
        return draft.document, draft.stay

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


EXPECTED = (StationError, DeviceError, BiometricError)
"""What a screen turns into a sentence by its `code`; anything else is a fault of the program."""
