"""What a traveller sees, as a pure function of where the visit stands.

`Facts` holds plain values that face the traveller and nothing else: no score, no name, no number of a document, nothing
of a comparison, a list or a case. So whatever `view_of` makes of them can show none of that. Check, waiting for a
supervisor and decision give the same view: who stands before the screen learns nothing from it before the officer
speaks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from station.domain.desk import FingerHint, Guidance, NoticeText
from station.domain.outcome import Verdict
from station.domain.samples import LEFT_FOUR, RIGHT_FOUR, Finger
from station.domain.slaps import Slap
from station.domain.visit import Direction


class Scene(Enum):
    """What fills the screen."""

    BLANK = "blank"  # nobody's turn: not a word, not a picture
    DOCUMENT = "document"
    NOTICE = "notice"
    FACE = "face"
    FINGERS = "fingers"
    WAIT = "wait"
    RESULT = "result"


class TravellerMark(Enum):
    """How a step or a finger stands; each has its own shape."""

    WAITING = "waiting"
    NOW = "now"
    DONE = "done"
    MISSING = "missing"  # this finger is not asked of this traveller


class Cue(Enum):
    """The moving pictogram beside a sentence: what to do with the body."""

    NONE = "none"
    HOLD = "hold"
    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"
    NEARER = "nearer"
    FARTHER = "farther"
    TURN = "turn"
    ALONE = "alone"
    EYES = "eyes"
    MOUTH = "mouth"
    PLACE = "place"
    PRESS = "press"
    LIGHTER = "lighter"
    LIFT = "lift"
    DONE = "done"
    WAIT = "wait"


@dataclass(frozen=True)
class Facts:
    """What of a visit may face its traveller. `page`: the officer's page; `read`: a document is read."""

    page: str = ""
    language: str = "id"
    notice: NoticeText | None = None
    notice_shown: bool = False
    read: bool = False
    capturing: bool = False
    guidance: Guidance | None = None
    finger: Finger | None = None
    slap: Slap | None = None
    hint: FingerHint | None = None
    hand: tuple[Finger, ...] = ()
    taken: frozenset[Finger] = frozenset()
    missing: frozenset[Finger] = frozenset()
    verdict: Verdict | None = None
    direction: Direction = Direction.ARRIVAL
    last_day: date | None = None
    further: str = ""  # after the first tap: which of the nine elements is asked


@dataclass(frozen=True)
class TravellerView:
    """One picture of the traveller's screen. Texts are keys of `wording`; `number`/`count`: finger so many of so
    many."""

    scene: Scene = Scene.BLANK
    language: str = "id"
    steps: tuple[TravellerMark, ...] = ()  # document, face, fingers, done
    heading: str = ""
    more: str = ""
    cue: Cue = Cue.NONE
    cue_text: str = ""
    good: bool = False  # the sentence beside the cue says that all is well
    fingers: tuple[Finger, ...] = ()  # to be placed now
    tiles: tuple[tuple[Finger, TravellerMark], ...] = ()
    number: int = 0
    count: int = 0
    mirror: bool = False  # the live picture of the traveller's own face
    notice: NoticeText | None = None
    notice_shown: bool = False
    last_day: date | None = None
    verdict: Verdict | None = None
    asks: bool = False  # one tap: how was it?
    further: str = ""  # one more, of an element (station.domain.satisfaction.NINE); may be skipped


# page of the officer's window -> scene; any page that is not here leaves the traveller's screen blank
SCENES: dict[str, Scene] = {
    "document": Scene.DOCUMENT,
    "manual": Scene.WAIT,
    "face": Scene.FACE,
    "fingers": Scene.FINGERS,
    "check": Scene.WAIT,
    "decision": Scene.WAIT,
    "leave": Scene.WAIT,
    "done": Scene.RESULT,
}
_NOW = {Scene.DOCUMENT: 0, Scene.NOTICE: 0, Scene.FACE: 1, Scene.FINGERS: 2, Scene.WAIT: 3, Scene.RESULT: 4}
STEPS = 4

FACE: dict[Guidance, tuple[Cue, str]] = {
    Guidance.INITIALIZING: (Cue.WAIT, "wait"),
    Guidance.SEARCHING_FACE: (Cue.NONE, "stand_before"),
    Guidance.FACE_RECOGNIZED: (Cue.HOLD, "hold_still"),
    Guidance.CAPTURING: (Cue.HOLD, "hold_still"),
    Guidance.STEP_BACK: (Cue.FARTHER, "step_back"),
    Guidance.STEP_FORWARD: (Cue.NEARER, "step_forward"),
    Guidance.STEP_LEFT: (Cue.LEFT, "move_left"),
    Guidance.STEP_RIGHT: (Cue.RIGHT, "move_right"),
    Guidance.MOVE_UP: (Cue.UP, "move_up"),
    Guidance.MOVE_DOWN: (Cue.DOWN, "move_down"),
    Guidance.STAND_STILL: (Cue.HOLD, "hold_still"),
    Guidance.LOOK_STRAIGHT: (Cue.EYES, "look_straight"),
    Guidance.OPEN_EYES: (Cue.EYES, "open_eyes"),
    Guidance.CLOSE_MOUTH: (Cue.MOUTH, "close_mouth"),
    Guidance.MULTIPLE_FACES: (Cue.ALONE, "alone"),
    Guidance.TURN_HEAD: (Cue.TURN, "turn_head"),
    Guidance.PERFORMING_QA: (Cue.HOLD, "hold_still"),
    Guidance.ASSESS_QUALITY: (Cue.WAIT, "wait"),
}
HINTS: dict[FingerHint, tuple[Cue, str]] = {
    FingerHint.SEARCHING_FINGERS: (Cue.PLACE, "finger_wait"),
    FingerHint.FINGERS_RECOGNIZED: (Cue.HOLD, "hold_still"),
    FingerHint.REDUCE_PRESSURE: (Cue.LIGHTER, "press_less"),
    FingerHint.RAISE_PRESSURE: (Cue.PRESS, "press_more"),
    FingerHint.MOVE_LEFT: (Cue.LEFT, "finger_left"),
    FingerHint.MOVE_RIGHT: (Cue.RIGHT, "finger_right"),
    FingerHint.MOVE_FORWARD: (Cue.UP, "finger_forward"),
    FingerHint.MOVE_BACKWARD: (Cue.DOWN, "finger_backward"),
    FingerHint.KEEP_STILL: (Cue.HOLD, "hold_still"),
    FingerHint.TOO_FEW_FINGERS: (Cue.PLACE, "fingers_more"),
    FingerHint.TOO_MANY_FINGERS: (Cue.PLACE, "fingers_fewer"),
    FingerHint.SCANNING: (Cue.HOLD, "hold_still"),
    FingerHint.SCORING: (Cue.HOLD, "hold_still"),
    FingerHint.LIFT_FINGER: (Cue.LIFT, "lift_finger"),
    FingerHint.UNPLUGGED: (Cue.WAIT, "wait"),
    FingerHint.RECONNECTED: (Cue.PLACE, "finger_wait"),
}
_OF_SLAP: dict[Slap, tuple[Finger, ...]] = {
    Slap.RIGHT_FOUR: RIGHT_FOUR,
    Slap.LEFT_FOUR: LEFT_FOUR,
    Slap.THUMBS: (Finger.RIGHT_THUMB, Finger.LEFT_THUMB),
}
# verdict and direction -> heading, and what stands below it
RESULTS: dict[tuple[Verdict, Direction], tuple[str, str]] = {
    (Verdict.ADMIT, Direction.ARRIVAL): ("admit_arrival", "take_document"),
    (Verdict.ADMIT, Direction.DEPARTURE): ("admit_departure", "take_document"),
    (Verdict.REFER, Direction.ARRIVAL): ("refer", "refer_more"),
    (Verdict.REFER, Direction.DEPARTURE): ("refer", "refer_more"),
    (Verdict.REFUSE, Direction.ARRIVAL): ("refuse", "refuse_more"),
    (Verdict.REFUSE, Direction.DEPARTURE): ("refuse", "refuse_more"),
}


def view_of(facts: Facts) -> TravellerView:
    """The view of these facts. Total: what no table knows is blank."""
    scene = SCENES.get(facts.page, Scene.BLANK)
    if scene is Scene.DOCUMENT and facts.read and facts.notice is not None:
        scene = Scene.NOTICE
    make = _MADE.get(scene)
    if make is None or (scene is Scene.RESULT and facts.verdict is None):
        return TravellerView(language=facts.language)
    return make(facts)


def _steps(scene: Scene) -> tuple[TravellerMark, ...]:
    now = _NOW[scene]
    return tuple(
        TravellerMark.DONE if n < now else TravellerMark.NOW if n == now else TravellerMark.WAITING
        for n in range(STEPS)
    )


def _document(facts: Facts) -> TravellerView:
    return TravellerView(Scene.DOCUMENT, facts.language, _steps(Scene.DOCUMENT), "give_document")


def _notice(facts: Facts) -> TravellerView:
    return TravellerView(
        Scene.NOTICE, facts.language, _steps(Scene.NOTICE), "notice_title", "notice_ask",
        notice=facts.notice, notice_shown=facts.notice_shown,
    )  # fmt: skip


def _face(facts: Facts) -> TravellerView:
    steps = _steps(Scene.FACE)
    if not facts.capturing:  # the officer looks at the picture
        return TravellerView(Scene.WAIT, facts.language, steps, "thank_you", "wait_officer", Cue.WAIT)
    cue, text = FACE[facts.guidance] if facts.guidance is not None else (Cue.WAIT, "wait")
    return TravellerView(
        Scene.FACE, facts.language, steps, "look_camera", "face_oval", cue, text,
        good=facts.guidance in {Guidance.FACE_RECOGNIZED, Guidance.CAPTURING, Guidance.PERFORMING_QA}, mirror=True,
    )  # fmt: skip


def _fingers(facts: Facts) -> TravellerView:
    asked = _OF_SLAP[facts.slap] if facts.slap is not None else () if facts.finger is None else (facts.finger,)
    asked = tuple(finger for finger in asked if finger not in facts.missing)
    tiles = tuple((finger, _mark(finger, facts, asked)) for finger in facts.hand)
    steps = _steps(Scene.FINGERS)
    if not asked and not facts.taken:  # nobody is told that fingers are done who could give none
        return TravellerView(Scene.WAIT, facts.language, steps, "thank_you", "wait_officer", Cue.WAIT)
    if not asked:
        return TravellerView(
            Scene.FINGERS, facts.language, steps, "thank_you", "wait_officer", Cue.DONE, "fingers_done", True,
            tiles=tiles,
        )  # fmt: skip
    cue, text = HINTS[facts.hint] if facts.hint is not None and facts.capturing else (Cue.WAIT, "wait")
    counted = [finger for finger in facts.hand if finger not in facts.missing]
    place = counted.index(asked[0]) + 1 if len(asked) == 1 and asked[0] in counted else 0
    return TravellerView(
        Scene.FINGERS,
        facts.language,
        steps,
        f"slap_{facts.slap.value}" if facts.slap is not None else f"finger_{asked[0].value}",
        "place_one" if len(asked) == 1 else "place_many",
        cue,
        text,
        good=cue is Cue.HOLD,
        fingers=asked,
        tiles=tiles,
        number=place,
        count=len(counted),
    )


def _mark(finger: Finger, facts: Facts, asked: tuple[Finger, ...]) -> TravellerMark:
    if finger in facts.missing:
        return TravellerMark.MISSING
    if finger in asked:
        return TravellerMark.NOW
    return TravellerMark.DONE if finger in facts.taken else TravellerMark.WAITING


def _wait(facts: Facts) -> TravellerView:
    return TravellerView(Scene.WAIT, facts.language, _steps(Scene.WAIT), "wait", "wait_officer", Cue.WAIT)


def _result(facts: Facts) -> TravellerView:
    if facts.verdict is None:
        return TravellerView(language=facts.language)
    heading, more = RESULTS[facts.verdict, facts.direction]
    stays = facts.verdict is Verdict.ADMIT and facts.direction is Direction.ARRIVAL
    return TravellerView(
        Scene.RESULT, facts.language, _steps(Scene.RESULT), heading, more,
        Cue.DONE if facts.verdict is Verdict.ADMIT else Cue.WAIT, good=facts.verdict is Verdict.ADMIT,
        last_day=facts.last_day if stays else None, verdict=facts.verdict, asks=True, further=facts.further,
    )  # fmt: skip


_MADE = {
    Scene.DOCUMENT: _document,
    Scene.NOTICE: _notice,
    Scene.FACE: _face,
    Scene.FINGERS: _fingers,
    Scene.WAIT: _wait,
    Scene.RESULT: _result,
}
