"""The face of the visit in hand: what the camera took, and the officer's word on it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from models.face.template import FaceTemplate
from station.bench.devices import Devices
from station.counter.documents import Documents
from station.counter.face_capture import FaceAcquisition
from station.counter.in_hand import VisitIncomplete, VisitInHand
from station.counter.so_far import Embed, SoFar
from station.domain import desk
from station.domain.audit import Act
from station.domain.samples import Veto
from station.features import face_of
from station.store import references
from station.workflow.counter import Event
from station.workflow.stay_rules import post_day


@dataclass(frozen=True, eq=False)
class Likeness:
    """What a comparison of live pictures needs of the models; `most` pictures are looked at together."""

    embed: Embed
    agrees: Callable[[FaceTemplate, FaceTemplate], bool]
    most: int

    def with_record(self, reference: FaceTemplate, told: Callable[[desk.FaceVerdict], None]) -> SoFar:
        return SoFar(self.embed, lambda live: self.agrees(live, reference), self.most, told)


@dataclass(frozen=True, eq=False)
class FaceStep:
    visit: VisitInHand
    devices: Devices
    acquisition: FaceAcquisition
    likeness: Likeness | None = None  # how a live face is compared with the one on record, while it is being taken

    def face_camera(self) -> desk.PictureSlot:
        return self.devices.live()

    def face_on_record(self) -> desk.RecordFace | None:
        """Of a traveller who is on record, the face that the check compares with; None where there is none."""
        draft = self.visit.draft
        if not draft.known:
            return None
        with self.visit.store.reading() as unit:
            reference = references.first_reference(unit, draft.person)
        picture = Documents.picture(reference.face_crop) if reference is not None else None
        if reference is None or picture is None:
            return None
        return desk.RecordFace(picture, post_day(reference.captured_at, self.visit.zone))

    def capture_face(
        self,
        cancel: threading.Event,
        force: threading.Event,
        on_event: Callable[[desk.FaceEvent], None],
        on_verdict: Callable[[desk.FaceVerdict], None] | None = None,
    ) -> desk.FaceCapture:
        """Blocks until a capture passes the gate, `force` is set, the time is over or `cancel` is set.

        `on_verdict` is told, from a thread of its own and also after the capture, what the live pictures say so far of
        a traveller who is on record.
        """
        self.visit.require(Event.FACE_TAKEN)
        camera, source = self.devices.camera(), self.devices.camera_source()
        gathered = self.visit.draft.gathered

        def seen(event: desk.FaceEvent) -> None:
            gathered.said(event.guidance.value)
            on_event(event)

        self.visit.draft.face_so_far = None
        so_far = self._so_far(on_verdict) if on_verdict is not None else None
        try:
            with self.visit.stopwatch.step("face"):
                taken = self.acquisition.run(camera, source, cancel, force, seen, so_far)
        finally:
            if so_far is not None:
                so_far.close()
        gathered.face_done(taken)
        return replace(taken, calibration_expired=True) if self.devices.camera_expired() else taken

    def _so_far(self, told: Callable[[desk.FaceVerdict], None]) -> SoFar | None:
        draft = self.visit.draft
        if self.likeness is None or not draft.known:
            return None
        with self.visit.store.reading() as unit:
            reference = references.first_reference(unit, draft.person)
        face = face_of(reference) if reference is not None else None
        if face is None:
            return None

        def shown(verdict: desk.FaceVerdict) -> None:
            draft.face_so_far = verdict
            told(verdict)

        return self.likeness.with_record(face, shown)

    def watch_turn(self, cancel: threading.Event, on_event: Callable[[desk.FaceEvent], None]) -> desk.FaceCapture:
        """The officer has asked the traveller to turn the head; the captured shots, with what was seen."""
        self.visit.require(Event.FACE_TAKEN)
        with self.visit.stopwatch.step("face"):
            found = self.acquisition.watch_turn(self.devices.camera(), cancel, on_event)
        self.visit.draft.gathered.face_done(found)
        self.visit.audit(Act.HEAD_TURN_ASKED, seen=found.turned.value if found.turned else "")
        return replace(found, calibration_expired=True) if self.devices.camera_expired() else found

    def accept_face(self, index: int, veto: Veto | None, note: str = "") -> None:
        """Raises VisitIncomplete `veto_needed` for a face below the gate without the officer's word and reason."""
        visit = self.visit
        visit.require(Event.FACE_TAKEN)
        with visit.stopwatch.step("face"):
            sample = self.acquisition.sample(index, veto, note)
        if not sample.sufficient and (veto is None or not note.strip()):
            raise VisitIncomplete(code="veto_needed")
        visit.draft.gathered.face_chosen(index)
        shown = visit.draft.face_so_far
        if shown is not None and shown.agrees is False:  # the officer was told, and went on
            visit.audit(Act.FACE_UNLIKE_SHOWN, pictures=len(shown.pictures), agree=sum(shown.pictures))
        visit.draft.warnings.discard("face_veto")
        if veto is not None:
            visit.draft.warnings.add("face_veto")
            visit.audit(Act.VETO, modality="face", veto=veto.value)
        visit.face_is(sample)

    def skip_face(self, note: str) -> None:
        """No picture can be taken; the reason stays in the record. Raises VisitIncomplete `note_needed`."""
        self.visit.require(Event.FACE_TAKEN)
        if not note.strip():
            raise VisitIncomplete(code="note_needed")
        self.visit.draft.warnings.add("face_missing")
        self.visit.audit(Act.VETO, modality="face", veto="missing")
        self.visit.face_is(None)
