"""Every view of the traveller's screen, made by the table from facts as the counter gives them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from station.domain.desk import FingerHint, Guidance
from station.domain.outcome import Verdict
from station.domain.samples import Finger
from station.domain.slaps import Slap
from station.domain.visit import Direction
from station.ui import notice
from station.ui.traveller.view import Facts

LANGUAGES = tuple(notice.LANGUAGES)
HAND = (Finger.RIGHT_INDEX, Finger.RIGHT_MIDDLE, Finger.LEFT_INDEX, Finger.LEFT_MIDDLE)
_FINGERS = Facts("fingers", capturing=True, hand=HAND)


def traveller_facts(language: str) -> dict[str, Facts]:
    """By the name of the picture."""
    plain = {
        "blank": Facts("log_in"),
        "document": Facts("document"),
        "notice": Facts("document", read=True, notice=notice.read(language)),
        "face_search": Facts("face", capturing=True, guidance=Guidance.SEARCHING_FACE),
        "face_nearer": Facts("face", capturing=True, guidance=Guidance.STEP_FORWARD),
        "face_low": Facts("face", capturing=True, guidance=Guidance.MOVE_UP),  # the longest sentence of a face
        "face_turn": Facts("face", capturing=True, guidance=Guidance.TURN_HEAD),
        "face_good": Facts("face", capturing=True, guidance=Guidance.FACE_RECOGNIZED),
        "fingers_place": replace(_FINGERS, finger=HAND[0], hint=FingerHint.SEARCHING_FINGERS),
        "fingers_press": replace(
            _FINGERS, finger=HAND[2], hint=FingerHint.RAISE_PRESSURE, taken=frozenset(HAND[:1]),
            missing=frozenset({HAND[1]}),
        ),
        "fingers_hold": replace(_FINGERS, finger=HAND[3], hint=FingerHint.SCANNING, taken=frozenset(HAND[:3])),
        "fingers_thumb": replace(
            _FINGERS, finger=Finger.LEFT_THUMB, hint=FingerHint.LIFT_FINGER, hand=(Finger.LEFT_THUMB,)
        ),
        "fingers_slap": replace(_FINGERS, slap=Slap.RIGHT_FOUR, hint=FingerHint.SEARCHING_FINGERS),
        "fingers_thumbs": replace(_FINGERS, slap=Slap.THUMBS, hint=FingerHint.SEARCHING_FINGERS),
        "fingers_done": replace(_FINGERS, capturing=False, taken=frozenset(HAND)),
        "wait": Facts("check"),
        "welcome": Facts("done", verdict=Verdict.ADMIT, last_day=date(2027, 1, 14)),
        "farewell": Facts("done", verdict=Verdict.ADMIT, direction=Direction.DEPARTURE),
        "refer": Facts("done", verdict=Verdict.REFER),
        "refuse": Facts("done", verdict=Verdict.REFUSE),
        "further": Facts("done", verdict=Verdict.ADMIT, direction=Direction.DEPARTURE, further="complaints"),
    }  # fmt: skip
    return {name: replace(facts, language=language) for name, facts in plain.items()}
