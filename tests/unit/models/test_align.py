"""Characters seen along a line, by the columns they are printed in: what was not seen is marked and never closed up."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.document.align import ORDER, columns, confined, together
from models.document.layout import FILLER, TD3
from models.document.mrz import REJECT
from models.document.text import TextLine

FIRST = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
SECOND = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
PITCH = 1 / 46


def seen(text: str, hidden: frozenset[int] = frozenset(), shake: float = 0.0, lead: float = 1.3) -> TextLine:
    """A line of which the columns `hidden` were not seen; `shake`: pitches by which places are off."""
    random = np.random.default_rng(7)
    kept = [i for i in range(len(text)) if i not in hidden]
    scores = np.zeros((len(kept), len(ORDER)), np.float32)
    scores[np.arange(len(kept)), [ORDER.index(text[i]) for i in kept]] = 0.9
    off = random.uniform(-shake, shake, len(kept))
    places = (np.array(kept, float) + lead + off) * PITCH
    return TextLine("".join(text[i] for i in kept), scores, places)


def rows(first: TextLine, second: TextLine) -> tuple[str, str]:
    one, two = columns((first, second), (PITCH, PITCH), 44)
    return one.text, two.text


def test_lines_that_were_seen_whole_stay_as_they_are():
    assert rows(seen(FIRST, shake=0.2), seen(SECOND, shake=0.2)) == (FIRST, SECOND)


@given(st.frozensets(st.integers(0, 42), min_size=1, max_size=6))
def test_what_was_not_seen_is_marked_unless_fillers_stand_on_both_sides(hidden):
    text, whole = rows(seen(FIRST, hidden, shake=0.15), seen(SECOND, shake=0.15))
    assert whole == SECOND
    assert len(text) == 44
    for column, character in enumerate(FIRST):
        if column not in hidden:
            assert text[column] == character
        elif text[column] != REJECT:
            # set in between two fillers, or behind a run of them
            left = [c for i, c in enumerate(FIRST[:column]) if i not in hidden]
            assert text[column] == FILLER
            assert left[-1:] == [FILLER]
            right = [c for i, c in enumerate(FIRST[column + 1 :], column + 1) if i not in hidden]
            assert right[:1] in ([], [FILLER])


def test_the_end_of_a_line_that_was_not_seen_is_not_taken_for_fillers():
    text, _ = rows(seen(FIRST, frozenset(range(15, 44))), seen(SECOND))
    assert text == FIRST[:15] + REJECT * 29
    text, _ = rows(seen(FIRST, frozenset(range(30, 44))), seen(SECOND))
    assert text == FIRST  # behind five fillers only fillers follow


def test_a_first_character_that_was_not_seen_shows_beside_the_other_line():
    text, _ = rows(seen(FIRST, frozenset({0, 1})), seen(SECOND))
    assert text == REJECT * 2 + FIRST[2:]


def test_a_stroke_before_the_line_and_a_character_seen_twice_fall_away():
    line = seen("I" + FIRST, lead=0.3)
    assert rows(line, seen(SECOND))[0] == FIRST
    twice = seen(FIRST)
    scores = np.concatenate([twice.scores[:9], twice.scores[8:9] * 0.5, twice.scores[9:]])
    places = np.concatenate([twice.places[:9], twice.places[8:9] + 0.2 * PITCH, twice.places[9:]])
    doubled = TextLine(FIRST[:9] + FIRST[8] + FIRST[9:], scores, places)
    assert rows(doubled, seen(SECOND))[0] == FIRST


def test_look_alikes_become_what_their_field_admits():
    read = columns((seen(FIRST.replace("O", "0").replace("S", "5")), seen(SECOND.replace("0", "O"))), (PITCH,) * 2, 44)
    first, second = confined(read, TD3)
    assert first.text == FIRST
    assert second.text[13:28] == SECOND[13:28]
    assert second.text[:9] == SECOND[:9].replace("0", "O")  # a number may hold either
    assert float(first.certainty.min()) > 0.85


def test_two_readings_that_disagree_leave_a_place_uncertain():
    one, two = (columns((seen(text), seen(SECOND)), (PITCH,) * 2, 44)[0] for text in (FIRST, FIRST.replace("K", "H")))
    both = together(one, two)
    assert float(both.certainty[FIRST.index("K")]) <= 0.5
    assert float(both.certainty[0]) > 0.85
    gap = together(one, columns((seen(FIRST, frozenset({3})), seen(SECOND)), (PITCH,) * 2, 44)[0])
    assert gap.text[3] == REJECT
