"""The fingers: slaps or one after the other, what was taken always in sight, and what the officer decides."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station.domain.desk import FingerHint, FingerTask
from station.domain.samples import Finger
from station.domain.slaps import Slap, SlapView, SlapWarning
from station.ui import words
from station.ui.counter.finger_parts import (
    AttemptStrip,
    Band,
    MissingPanel,
    SlapPicture,
    Tile,
    TileGrid,
    score_text,
)
from station.ui.counter.fingers_desk import FingersPresenter, FingersState, marks
from station.ui.counter.hands import FingerMark, FingerState, Hands
from station.ui.counter.platen import PlatenView, tone_of
from station.ui.counter.veto import VetoPanel
from station.ui.keys import Act
from station.ui.page import Action, Chrome, Page
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, label
from station.ui.widgets.images import ImageView
from station.ui.widgets.meters import Meter
from station.workflow.fingers import passes
from station.workflow.slaps import FINGERS, TEN

IN_ORDER = tuple(finger for slap in TEN for finger in FINGERS[slap])


class FingersScreen(Page[FingersState, FingersPresenter]):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left, self._right = Card(), Card()
        self.band, self._hands = Band(), Hands()
        self.live, self._print = PlatenView(), ImageView()
        self.slap_live, self.slap = ImageView(), SlapPicture()
        self.attempts, self.tiles = AttemptStrip(), TileGrid()
        self.missing, self.veto = MissingPanel(), VetoPanel()
        self.veto.note.hide()
        self._quality, self._try, self._meter = label(wrap=True), label("muted"), Meter()
        self._left.heading.hide()
        self._left.body.addWidget(self.band)
        beside = QVBoxLayout()
        beside.addWidget(self._hands, 1)
        beside.addWidget(self.attempts)
        middle = QHBoxLayout()
        middle.setSpacing(14)
        for view in self._views():
            middle.addWidget(view, 58)
        middle.addLayout(beside, 42)
        self._left.body.addLayout(middle, 1)
        said = QHBoxLayout()
        said.addWidget(self._quality, 1)
        said.addWidget(self._try)
        self._left.body.addLayout(said)
        for part in (self._meter, self.missing, self.veto):
            self._left.body.addWidget(part)
        self._right.body.addWidget(self.tiles, 1)
        row = QHBoxLayout(self)
        self.foldable(row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self._left, 54)
        row.addWidget(self._right, 46)

    def _views(self) -> tuple[ImageView, ...]:
        return (self.live, self._print, self.slap_live, self.slap)

    def join(self, presenter: FingersPresenter) -> None:
        super().join(presenter)
        self.link(self.missing.recorded, presenter.mark_missing)
        self.link(self.veto.decided, presenter.veto)
        self.link(self.attempts.chosen, presenter.choose)
        self.link(self.tiles.selected, presenter.select)

    def translate(self) -> None:
        self._right.heading.setText(self.tr("Prints taken"))
        self._hands.setAccessibleName(self.tr("Hands"))
        self._print.setAccessibleName(self.tr("Picture of the finger"))
        self._print.say_empty(self.tr("The print appears here"))
        self.live.setAccessibleName(self.tr("Live picture of the scanner"))
        self.live.say_empty(self.tr("The live picture begins when a finger lies on the scanner"))
        self.slap_live.setAccessibleName(self.tr("Live picture of the scanner"))
        self.slap_live.say_empty(self.tr("The live picture begins when the fingers lie on the scanner"))
        self.slap.setAccessibleName(self.tr("The slap with the fingers that were found"))
        self.slap.say_empty(self.tr("The scanner sends each finger by itself; they stand beside this."))
        self.missing.translate()
        self.veto.translate()

    # ---- what is shown

    def paint_state(self, state: FingersState) -> None:
        shown = marks(state)
        self._say_band(state)
        self._show_picture(state)
        tiles = self._tiles(state, shown)
        self.tiles.show_tiles(tiles, state.selected)
        spoken = "; ".join(self.tiles.tile(tile.finger).accessibleName() for tile in tiles)
        self._hands.show_fingers(shown, self.tr("Left"), self.tr("Right"), spoken)
        self._say_quality(state)
        self._right.chip.say(*self._progress(state))
        self.missing.render_missing(state.missing_open, state.finger or _first(state.slap), state.missing_all)
        self.veto.render_veto(state.veto_open, state.good, note_needed=False)

    def _show_picture(self, state: FingersState) -> None:
        slap = state.slap is not None
        if slap:
            looked_at: ImageView = self.slap_live if state.capturing else self.slap
        else:
            looked_at = self.live if state.live else self._print
        for view in self._views():
            view.setVisible(view is looked_at)
        self.live.guide(state.hint, self.tr("LIVE"), words.say(state.hint) if state.hint is not None else "")
        picture = state.picture
        last = state.taken[-1] if state.done and state.taken else None
        self._print.show_picture(picture.picture if picture else None)
        if last is not None and picture is None:
            self._print.say_empty(self.tr("Every print stands on the right"))
        else:
            self._print.say_empty(self.tr("The print appears here"))
        self.slap.show_slap(state.slap_attempt)

    def _tiles(self, state: FingersState, shown: dict[Finger, FingerState]) -> list[Tile]:
        samples = {s.finger: s for s in state.taken}
        gone = {m.finger: m.reason for m in state.missing}
        fingers = sorted({*state.hand, *samples, *gone}, key=IN_ORDER.index)
        attempt = state.slap_attempt
        newest = {one.finger: one for one in attempt.fingers} if attempt is not None else {}
        made = []
        for finger in fingers:
            mark = shown.get(finger, FingerState(FingerMark.WAITING)).mark
            sample, one = samples.get(finger), newest.get(finger)
            if one is not None:
                made.append(Tile(finger, mark, one.picture, one.nfiq2, one.threshold))
            elif finger is state.finger and state.picture is not None:
                made.append(Tile(finger, mark, state.picture.picture, state.picture.nfiq2, state.threshold or None))
            elif sample is not None:
                made.append(Tile(finger, mark, sample.image, sample.nfiq2, sample.threshold))
            else:
                made.append(Tile(finger, mark, missing=gone.get(finger)))
        return made

    def _progress(self, state: FingersState) -> tuple[Tone, str]:
        gone = {m.finger for m in state.missing}
        asked = [finger for finger in state.hand if finger not in gone]
        done = [sample for sample in state.taken if sample.finger in asked]
        if state.done and not state.taken and not asked:
            return Tone.WARN, self.tr("None taken")
        text = self.tr("{done} of {asked} taken").format(done=len(done), asked=len(asked))
        return (Tone.OK if state.done else Tone.INFO), text

    def _say_quality(self, state: FingersState) -> None:
        tries: list[tuple[str, bool]] = []
        score = limit = None
        if state.slap_task is not None:
            asked = len(state.slap_task.asked)
            text = self.tr("{good} of {asked} good")
            for one in state.slap_task.attempts:
                good = sum(finger.sufficient for finger in one.fingers)
                tries.append((text.format(good=good, asked=asked), one.sufficient))
        elif state.attempts:
            limit = state.threshold or None
            tries = [(score_text(a.nfiq2), limit is None or passes(a.nfiq2, limit)) for a in state.attempts]
            score = state.attempts[min(state.chosen, len(state.attempts) - 1)].nfiq2
        self.attempts.show_attempts(tries, state.chosen, state.waits)
        self.attempts.setVisible(len(tries) > 1 or state.waits)
        self._meter.setVisible(score is not None)
        self._quality.setVisible(score is not None)
        if score is not None:
            text = self.tr("Print quality {score}, needs {limit}") if limit else self.tr("Print quality {score}")
            self._quality.setText(text.format(score=score_text(score), limit=limit))
            good = limit is None or passes(score, limit)
            share = None if score_text(score) == "–" else score / 100
            self._meter.show_value(share, None if limit is None else limit / 100, Tone.OK if good else Tone.WARN)
        number = state.number if state.slap is not None else min(len(state.attempts) + 1, 3)
        self._try.setVisible(state.capturing)
        self._try.setText(self.tr("Attempt {number} of 3").format(number=number))

    # ---- what is said

    def _say_band(self, state: FingersState) -> None:
        """One instruction at a time: what went wrong, what waits for the officer, else what the traveller is to do."""
        asked = words.say(state.slap) if state.slap is not None else words.say(state.finger) if state.finger else ""
        if state.problem is not None:
            self.band.say(Tone.BAD, asked or self.tr("Fingers"), words.say_problem(state.problem.code))
        elif state.slap_task is not None:
            self.band.say(*self._of_slap(state.slap_task, state.chosen))
        elif state.task is not None:
            self.band.say(*self._of_finger(state.task, state.chosen))
        elif state.capturing and state.hint is not None:
            tone = tone_of(state.hint) if state.slap is None else Tone.INFO
            text = self.tr("{asked}: {what}").format(asked=asked, what=self._hint(state))
            how = self.tr("Flat on the glass, tip in the outline") if state.slap is None else self._how(state.slap)
            self.band.say(tone, text, how)
        elif state.missing_open and not state.done:
            self.band.say(Tone.INFO, asked, self.tr("Capture is paused: choose what cannot be taken, and why."))
        elif state.done and not state.taken and state.missing:
            text = self.tr("Each finger is recorded with its reason. Go on, or F9 starts again.")
            self.band.say(Tone.WARN, self.tr("No finger was taken"), text)
        elif state.done:
            self.band.say(Tone.OK, self.tr("All prints are taken"), self.tr("Look at the scores, then go on."))
        else:
            self.band.say(Tone.INFO, asked or self.tr("Fingers"), self.tr("Press F6 to capture again."))

    def _hint(self, state: FingersState) -> str:
        if state.slap is not None and state.hint is FingerHint.SEARCHING_FINGERS:
            return self.tr("Place them on the scanner together")
        return words.say(state.hint) if state.hint is not None else ""

    def _how(self, slap: Slap) -> str:
        if slap is Slap.THUMBS:
            return self.tr("Both thumbs side by side, flat on the glass")
        return self.tr("The four fingers side by side, flat on the glass; the thumb beside it")

    def _of_slap(self, task: SlapView, chosen: int) -> tuple[Tone, str, str]:
        attempt = task.attempts[chosen]
        name, asked = words.say(task.slap), len(task.asked)
        warnings = attempt.warnings
        if warnings & {SlapWarning.TOO_FEW, SlapWarning.TOO_MANY}:
            text = self.tr("{found} fingers instead of {asked}").format(found=attempt.found, asked=asked)
            how = (
                self.tr("F6 takes the slap again; used as it is, the other fingers are taken one by one.")
                if attempt.fingers
                else self.tr("They cannot be told apart. F6 takes the slap again; F7 records who lacks a finger.")
            )
            return Tone.WARN, f"{name}: {text}", how
        if SlapWarning.OTHER_HAND in warnings:
            return Tone.BAD, name, self.tr("This looks like the other hand. Ask for the right one and press F6.")
        for warning in (SlapWarning.TAKEN_BEFORE, SlapWarning.TWICE):
            if warning in warnings:
                return Tone.BAD, name, words.say(warning)
        if any(one.attack_alarm for one in attempt.fingers):
            return Tone.BAD, name, words.say_key("warning", "finger_attack")
        weak = ", ".join(words.say(one.finger) for one in attempt.fingers if not one.sufficient)
        text = self.tr("Below the threshold: {fingers}. The best attempt is chosen.")
        return Tone.WARN, name, text.format(fingers=weak)

    def _of_finger(self, task: FingerTask, chosen: int) -> tuple[Tone, str, str]:
        name, attempt = words.say(task.finger), task.attempts[chosen]
        if task.duplicates:
            others = ", ".join(words.say(f) for f in task.duplicates)
            text = self.tr("{finger} looks like {others}: the same finger twice?")
            return Tone.BAD, name, text.format(finger=name, others=others)
        if attempt.attack_alarm:
            return Tone.BAD, name, words.say_key("warning", "finger_attack")
        if task.calibration_expired and task.sufficient:
            return Tone.WARN, name, words.say_key("warning", "calibration_expired")
        if attempt.forced:
            return Tone.WARN, name, self.tr("This picture was taken by hand, before the finger lay well.")
        if not task.sufficient:
            return Tone.WARN, name, self.tr("Three attempts, none reached the threshold. The best one is chosen.")
        return Tone.OK, name, ""

    def chrome(self) -> Chrome:
        state, go = self.state, self.presenter
        waiting, slap = state.waits, state.slap is not None
        if state.capturing and slap:
            message = (Tone.INFO, self.tr("The scanner takes the fingers by itself as soon as they lie well."))
        elif state.capturing:
            message = (Tone.INFO, self.tr("F5 takes the picture now. F7 records a finger that cannot be captured."))
        elif waiting:
            message = (Tone.WARN, self.tr("Use this print, capture it again, or start all fingers again."))
        elif state.missing_open and not state.done:
            message = (Tone.INFO, self.tr("Capture is paused. Record with a reason, or press F7 to go on."))
        elif state.done:
            message = (Tone.OK, self.tr("All asked fingers are taken or recorded as missing."))
        else:
            message = (Tone.WARN, self.tr("Press F6 to capture this finger again."))
        idle = not state.busy
        actions = [
            Action(Act.CANCEL, self.tr("Cancel visit"), go.cancel, True, "danger"),
            Action(Act.BACK, self.tr("Back"), go.back, state.can_go_back),
            Action(Act.RESTART, self.tr("Restart"), go.restart),
            Action(Act.MISSING, self.tr("Cannot be taken"), go.toggle_missing),
        ]
        if not state.done:
            actions.append(Action(Act.NONE_LEFT, self.tr("No finger"), go.toggle_none_left))
        if state.slaps:
            text = self.tr("Several at once") if state.one_by_one else self.tr("One finger")
            actions.append(Action(Act.ONE_BY_ONE, text, go.one_by_one))
        if waiting or state.selected is not None:
            actions.append(Action(Act.VETO, self.tr("Veto"), go.toggle_veto, idle))
        actions.append(Action(Act.RETAKE, self.tr("Again"), go.retake, True, "", "rotate-ccw"))
        kind = "" if state.missing_open else "primary"  # the panel has a button of its own
        if state.capturing and not slap:
            actions.append(Action(Act.CAPTURE, self.tr("Take it now"), go.capture_now, state.live, kind, "fingerprint"))
        else:
            usable = waiting and (state.slap_attempt is None or bool(state.slap_attempt.fingers))
            ready = idle and (usable or (state.done and state.can_finish))
            actions.append(Action(Act.NEXT, self.tr("Use"), go.use, ready, kind, "arrow-right"))
        at_once = self.tr("Several at once, right hand first; three attempts each, the best one counts.")
        singly = self.tr(
            "One finger at a time on the scanner, right hand first; three attempts each, the best one counts."
        )
        return Chrome(
            self.tr("Fingers"),
            at_once if state.slaps and not state.one_by_one else singly,
            message=message,
            actions=tuple(actions),
        )


def _first(slap: Slap | None) -> Finger | None:
    return None if slap is None else FINGERS[slap][0]
