"""Every training scenario by three scripted officers: `python -m tests.journeys.training --json OUT [--only KEY]`.

With `--officer NAME` one of them alone, whose mark is added to what OUT holds already.

The officers know what an officer sees, not what the scenario is: the good one reads what the counter says, the hasty
one takes the shortest way that it allows, the dishonest one lets pass whoever it can and turns honest people away.
Marks come from log and record of each rehearsal. OUT: scenario -> officer -> mark, parts, missed, grave; `in_order`:
how many scenarios have the three in that order.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from drivers.errors import DeviceError, TimedOut
from station import training
from station.counter.counter import Counter
from station.domain import desk
from station.domain.officer import Officer, Role
from station.domain.outcome import Inspection, Modality, Verdict
from station.domain.samples import Finger, MissingReason, Veto
from station.domain.training import Marking, Scenario
from station.domain.visit import Leaving, ManualReason, Purpose
from station.training import Rehearsed, rehearse
from station.workflow.check import to_inspect
from station.workflow.counter import Step

CHIP_SECONDS = 20.0
NEVER = threading.Event()


class Power(Exception):
    """The power failed."""


class GoodOfficer:
    """Reads what stands there, uses every attempt, says what was seen."""

    name, language = "good", "en"

    def __init__(self, rehearsal: Rehearsed) -> None:
        self.rehearsal, self.traveller, self.seen = rehearsal, rehearsal.traveller, rehearsal.traveller.seen
        self.counter: Counter = rehearsal.counter()
        self.taken = 0
        self.asked = 0  # fingers that were taken or marked: the power fails for everybody
        self.flat = False

    def play(self) -> None:
        try:
            self.counter.begin()
            self.document()
            self.stay()
            self.face()
            try:
                self.fingers()
            except Power:
                self.after_power_cut()
            self.check()
        finally:
            self.counter.close()

    # ---- the document

    def document(self) -> None:
        reading = self.counter.document.read_lines(self.traveller.lines)
        if reading.document is None:
            reading = self.unread()
        assert reading.document is not None
        self.wait_for_chip()
        document = replace(reading.document, name_confirmed=True)
        self.counter.document.confirm_document(document, bool(reading.expired), None)

    def unread(self) -> desk.DocumentReading:
        """As it is printed, by hand."""
        printed = dict(self.seen.printed)
        owner = self.traveller.owner
        return self.counter.document.enter_document(
            desk.DocumentEntry(
                ManualReason.DAMAGED, printed["surname"], "UTO", printed["given_names"], printed["number"], "UTO",
                owner.birth, owner.sex, owner.expiry,
            )
        )  # fmt: skip

    def wait_for_chip(self) -> None:
        until = time.monotonic() + CHIP_SECONDS
        done = {desk.ChipPhase.DONE, desk.ChipPhase.STOPPED, desk.ChipPhase.KEY}
        while "chip" in self.rehearsal.scenario.setup and time.monotonic() < until:
            view = self.counter.document.chip
            if view is not None and view.phase in done:
                return
            time.sleep(0.05)

    def stay(self) -> None:
        """A visa on arrival where the document may have one, else the visa that stands in it."""
        offered = {one.key: one.asks for one in self.counter.document.visa_classes(Purpose.TOURISM)}
        visa, proofs = training.VISA, {}
        if visa not in offered:
            visa = next(key for key, asks in offered.items() if asks == ("visa_number",))
            proofs["visa_number"] = dict(self.seen.printed)["visa"]
        self.counter.document.set_stay(
            self.traveller.direction, Purpose.TOURISM, visa, training.DAYS, self.language, proofs
        )

    # ---- the face

    def face(self) -> None:
        self.traveller.stand()
        captured = self.counter.face.capture_face(NEVER, threading.Event(), lambda _: None)
        if self.seen.strangely_still:
            turn = threading.Timer(0.6, self.traveller.turn)
            turn.start()
            captured = self.counter.face.watch_turn(NEVER, lambda _: None)
            turn.join()
            self.flat = captured.turned is not desk.Turned.HEAD
        if self.flat:
            self.counter.face.skip_face("a photograph was held before the camera")
            return
        self.accept_face(captured, "the best picture of several")

    def accept_face(self, captured: desk.FaceCapture, note: str) -> None:
        passed = bool(captured.shots) and captured.shots[captured.best].passed
        if not captured.shots:
            self.counter.face.skip_face(note)
        else:
            self.counter.face.accept_face(captured.best, None if passed else Veto.OK_OBVIOUS, "" if passed else note)

    # ---- the fingers

    def fingers(self) -> None:
        while (finger := self.counter.fingers.expected_finger()) is not None:
            if self.rehearsal.cut_after is not None and self.asked >= self.rehearsal.cut_after:
                self.rehearsal.scenario = replace(
                    self.rehearsal.scenario, setup={**self.rehearsal.scenario.setup, "cut_after": None}
                )
                raise Power
            self.asked += 1
            reason = self.seen.absent.get(finger)
            if reason is not None:
                self.counter.fingers.mark_missing(finger, self.reason_of(reason))
            elif not self.wants(finger):
                self.counter.fingers.mark_missing(finger, self.excuse)
            else:
                self.take(finger)
        self.counter.fingers.finish_fingers()

    excuse = MissingReason.UNABLE

    def reason_of(self, truth: str) -> MissingReason:
        return MissingReason(truth)

    def wants(self, _finger: Finger) -> bool:
        return True

    def take(self, finger: Finger) -> None:
        touched: set[int] = set()
        cancel, force = threading.Event(), threading.Event()

        def follow(event: desk.FingerEvent) -> None:
            self.traveller.touch(event, touched)
            if event.hint is desk.FingerHint.UNPLUGGED:
                self.cable_out(cancel)
            self.watch(event, force)

        try:
            try:
                task = self.counter.fingers.capture_finger(finger, cancel, follow, force)
            except TimedOut:  # no finger was seen in time, on a machine that is busy: once more
                touched.clear()
                task = self.counter.fingers.capture_finger(finger, cancel, follow, force)
        except DeviceError:
            if not cancel.is_set():
                raise
            self.counter.fingers.mark_missing(finger, self.excuse)
            return
        veto = None if task.sufficient else Veto.OK_NO_OBVIOUS
        self.counter.fingers.accept_finger(finger, task.chosen, veto)
        self.taken += 1

    def cable_out(self, _cancel: threading.Event) -> None:
        threading.Timer(0.3, self.traveller.plug).start()

    def watch(self, _event: desk.FingerEvent, _force: threading.Event) -> None:
        """A good officer waits."""

    def after_power_cut(self) -> None:
        self.counter.close()
        self.counter = self.rehearsal.counter()
        (open_visit,) = self.counter.interrupted()
        self.counter.resume(open_visit.id)
        self.fingers()

    # ---- check and decision

    def check(self) -> None:
        result = self.counter.check.compare()
        if result.advice.exchanged and result.case is None:
            self.exchanged()
            result = self.counter.check.compare()
        if result.case is not None:
            self.case(result)
            return
        self.inspect(result)
        if self.counter.step is Step.WAITING:  # the officer's own word opened a case
            self.case(result)
        else:
            self.finish(result)

    def exchanged(self) -> None:
        self.counter.fingers.relabel()

    def inspect(self, result: desk.CheckResult) -> None:
        """Fingers do not change as faces do."""
        for modality in to_inspect(self.counter.visit.draft.comparisons):
            if modality is Modality.FACE:
                self.counter.check.inspect(modality, Inspection.FALSE_NON_MATCH, "looked at both, the same person")
            else:
                self.counter.check.inspect(modality, Inspection.TRUE_NON_MATCH, "the ridges are another finger's")
                return

    def case(self, result: desk.CheckResult) -> None:
        self.counter.check.refer_while_waiting()
        reason, note = self.doubts(result) or ("identity_doubt", "fingers differ from the record, faces alike")
        self.counter.decision.sign(Verdict.REFER, reason, note)

    def doubts(self, result: desk.CheckResult) -> tuple[str, str] | None:
        """Reason and note of a referral; None: nothing speaks against the traveller."""
        register = result.register
        if self.flat:
            return "identity_doubt", "a photograph was held before the camera"
        if self.seen.distress:
            return "health", "trembles and answers nothing, looks at a companion"
        if result.watchlist:
            return "watchlist", "name and birth like an entry, not judged here"
        if "chip_failed" in self.counter.view.warnings:
            return "document_doubt", "the chip does not prove itself genuine"
        if register is not None and (register.refers or register.asks_receipt):
            return "purpose_unclear", "days over the permit, no receipt shown"
        return None

    def finish(self, result: desk.CheckResult) -> None:
        self.counter.check.finish_check()
        doubt = self.doubts(result)
        if doubt is None:
            self.counter.decision.sign(Verdict.ADMIT, "in_order", "")
        else:
            self.counter.decision.sign(Verdict.REFER, *doubt)


class HastyOfficer(GoodOfficer):
    """The shortest way that the counter allows."""

    name = "hasty"
    dropped, suspect = False, False

    def unread(self) -> desk.DocumentReading:
        """Types what comes first, and not the number."""
        printed, owner = dict(self.seen.printed), self.traveller.owner
        return self.counter.document.enter_document(
            desk.DocumentEntry(ManualReason.DAMAGED, printed["surname"], "UTO", nationality="UTO", sex=owner.sex)
        )

    def face(self) -> None:
        self.traveller.stand()
        captured = self.counter.face.capture_face(NEVER, threading.Event(), lambda _: None)
        self.accept_face(captured, "ok")

    def reason_of(self, truth: str) -> MissingReason:
        return MissingReason.UNABLE

    def wants(self, _finger: Finger) -> bool:
        return self.taken < 2 and not self.dropped

    def watch(self, event: desk.FingerEvent, force: threading.Event) -> None:
        if event.attempt > 1:  # the first was too weak; whatever lies there now will do
            force.set()

    def cable_out(self, cancel: threading.Event) -> None:
        self.dropped = True
        cancel.set()

    def after_power_cut(self) -> None:
        self.counter.close()
        self.counter = self.rehearsal.counter()
        (open_visit,) = self.counter.interrupted()
        self.counter.discard(open_visit.id, Leaving.EQUIPMENT)
        self.counter.begin()
        self.document()
        self.stay()
        self.face()
        self.taken = 0
        self.fingers()

    def exchanged(self) -> None:
        self.counter.check.keep_order()

    def inspect(self, result: desk.CheckResult) -> None:
        for modality in to_inspect(self.counter.visit.draft.comparisons):
            self.suspect = True
            self.counter.check.inspect(modality, Inspection.FALSE_NON_MATCH, "ok")

    def case(self, result: desk.CheckResult) -> None:
        self.counter.check.refer_while_waiting()
        self.counter.decision.sign(Verdict.REFER, "case_open", "case")

    def finish(self, result: desk.CheckResult) -> None:
        self.counter.check.finish_check()
        blocked = self.counter.decision.preview().blocked
        if Verdict.ADMIT in blocked:
            self.counter.decision.sign(Verdict.REFER, "purpose_unclear", "fee")
        else:
            self.counter.decision.sign(Verdict.ADMIT, "in_order", "ok")


class DishonestOfficer(HastyOfficer):
    """Lets pass whoever should be stopped, and turns away whoever does not pay."""

    name, language = "dishonest", "id"
    excuse = MissingReason.PERMANENT

    def wants(self, _finger: Finger) -> bool:
        return self.taken < 1 and not self.dropped

    def case(self, result: desk.CheckResult) -> None:
        self.counter.leave(Leaving.TRAVELLER_LEFT)  # let through beside the counter

    def finish(self, result: desk.CheckResult) -> None:
        guilty = self.suspect or self.seen.strangely_still or self.doubts(result) is not None
        if self.seen.distress or not guilty:
            self.counter.check.finish_check()
            self.counter.decision.sign(Verdict.REFUSE, "purpose_not_credible", "no")
            return
        if result.register is not None and result.register.asks_receipt:
            self.counter.check.give_proof("", None, "0000")  # a receipt that nobody has seen
        self.counter.check.finish_check()
        if Verdict.ADMIT in self.counter.decision.preview().blocked:
            self.counter.leave(Leaving.TRAVELLER_LEFT)
        else:
            self.counter.decision.sign(Verdict.ADMIT, "inspected", "ok")


OFFICERS = (GoodOfficer, HastyOfficer, DishonestOfficer)


def play(folder: Path, scenario: Scenario, kind: type[GoodOfficer]) -> Marking:
    officer = Officer(kind.name, kind.name.title(), Role.OFFICER)
    with rehearse(folder, scenario, officer) as rehearsal:
        kind(rehearsal).play()
        return rehearsal.marked()


def run(
    only: str = "",
    say: Any = lambda _text: None,
    keep: Any = lambda _numbers: None,
    officer: str = "",
    known: dict[str, dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """`keep` is given what is known after every scenario. `officer`: this one alone; `known`: marks from before."""
    marks: dict[str, dict[str, Any]] = {} if known is None else known
    for scenario in training.scenarios():
        if not any(one in scenario.key for one in only.split(",")):
            continue
        for kind in OFFICERS:
            if officer not in {"", kind.name}:
                continue
            with tempfile.TemporaryDirectory() as folder:
                marked = play(Path(folder) / "counter", scenario, kind)
            marks.setdefault(scenario.key, {})[kind.name] = {
                "mark": marked.mark,
                "parts": {part: round(share, 2) for part, share in marked.parts.items()},
                "missed": [check.say["en"] for check in marked.missed],
                "grave": [check.say["en"] for check in marked.grave],
            }
            say(f"{scenario.key} {kind.name} {marked.mark} {[check.say['en'] for check in marked.missed]}")
        keep(_numbers(marks))
    return _numbers(marks)


def _numbers(marks: dict[str, dict[str, Any]]) -> dict[str, Any]:
    whole = {key: by for key, by in marks.items() if {kind.name for kind in OFFICERS} <= set(by)}
    ordered = [key for key, by in whole.items() if by["good"]["mark"] > by["hasty"]["mark"] > by["dishonest"]["mark"]]
    return {"scenarios": len(marks), "in_order": len(ordered), "marks": marks}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.journeys.training", description=__doc__)
    parser.add_argument("--json", type=Path, required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--officer", default="", choices=[kind.name for kind in OFFICERS])
    given = parser.parse_args()
    known = None
    if given.officer and given.json.exists():
        known = json.loads(given.json.read_text("utf-8"))["marks"]

    def keep(numbers: dict[str, Any]) -> None:
        given.json.write_text(json.dumps(numbers, indent=1, ensure_ascii=False) + "\n", "utf-8")

    numbers = run(given.only, lambda text: print(text, file=sys.stderr, flush=True), keep, given.officer, known)
    keep(numbers)
    print(json.dumps({key: numbers[key] for key in ("scenarios", "in_order")}))
    return 0 if numbers["scenarios"] == numbers["in_order"] else 1


if __name__ == "__main__":
    sys.exit(main())
