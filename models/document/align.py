"""From the characters that a network saw along a line to the columns they are printed in.

OCR-B has one pitch (ICAO Doc 9303-3, 4.2): a gap of two pitches is a character that was not seen. It is marked, never
closed, unless fillers stand on both sides of it. Where a field admits only letters or only digits, the network's
scores for look-alikes count for the one that may stand there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.document.layout import DIGITS, FILLER, LETTERS, VALUES, Layout, Span
from models.document.lines import REJECT
from models.document.text import TextLine

Scores = NDArray[np.float32]

_GAP = 1.6  # pitches between neighbours; a seen neighbour lies within 0.75 to 1.34, a step of the network being 0.3
_CLOSE = 0.5  # pitches; nearer than this, one character was seen twice
_AHEAD = 0.7  # pitches; a line begins where the others do
_LONG_RUN = 3  # fillers behind which a name does not go on (Doc 9303-3, 4.6)
ORDER = "".join(VALUES)  # of the scores of a character
_INDEX = {c: i for i, c in enumerate(ORDER)}
# What a figure is in a field of letters, and the reverse; as repair.py has it for text without scores.
_FOLDS = {
    "letters": (LETTERS + FILLER, dict(zip("012568", "OIZSGB", strict=True))),
    "digits": (DIGITS, dict(zip("OQDUILJZSGTB", "000011125678", strict=True))),
    "date": (DIGITS + FILLER, dict(zip("OQDUILJZSGTB", "000011125678", strict=True))),
    "sex": ("MFX" + FILLER, {}),
}
_ALPHABETS = (
    ("letters", ("code", "issuer", "name", "nationality")),
    ("date", ("birth", "expiry", "birth_digit", "expiry_digit")),
    ("digits", ("composite_digit",)),
    ("sex", ("sex",)),
)


@dataclass(frozen=True, eq=False)
class AlignedRow:
    """One line of a zone by columns. text: REJECT where a character was not seen; scores: float32[len(text), 37] as
    Line has them (zeros where none was seen, ones for fillers set in)."""

    text: str
    scores: Scores

    @property
    def certainty(self) -> NDArray[np.float32]:
        """float32[len(text)], 0..1: the score of each character in `text`."""
        at = [_INDEX.get(c, 0) for c in self.text]
        found = self.scores[np.arange(len(self.text)), at] if self.text else np.zeros(0, np.float32)
        return np.where([c == REJECT for c in self.text], 0, found).astype(np.float32)


def columns(lines: Sequence[TextLine], pitches: Sequence[float], width: int) -> tuple[AlignedRow, ...]:
    """The lines of one zone of `width` columns; `pitches` are parts of each line's length."""
    leads = [line.places[0] / pitch for line, pitch in zip(lines, pitches, strict=True) if line.text]
    whole = [line.places[0] / pitch for line, pitch in zip(lines, pitches, strict=True) if len(line.text) == width]
    lead = float(np.median(whole or leads or [0.0]))
    return tuple(_row(line, pitch, width, lead) for line, pitch in zip(lines, pitches, strict=True))


def _row(line: TextLine, pitch: float, width: int, lead: float) -> AlignedRow:
    if not line.text:
        return AlignedRow("", line.scores)
    keep = _once(line, pitch)
    places, text, scores = line.places[keep] / pitch, "".join(line.text[i] for i in keep), line.scores[keep]
    while len(text) > width and places[0] < lead - _AHEAD:  # the edge of the page before the line, read as a stroke
        places, text, scores = places[1:], text[1:], scores[1:]
    signs: list[str] = [REJECT] * max(0, round(places[0] - lead) if places[0] - lead > _AHEAD else 0)
    rows: list[Scores] = [np.zeros(len(ORDER), np.float32) for _ in signs]
    for i, sign in enumerate(text):
        step = places[i] - places[i - 1] if i else 1.0
        if step >= _GAP:
            fillers = text[i - 1] == sign == FILLER
            for _ in range(round(step) - 1):
                signs.append(FILLER if fillers else REJECT)
                rows.append(_only(FILLER) if fillers else np.zeros(len(ORDER), np.float32))
        signs.append(sign)
        rows.append(scores[i])
    missing = max(width - len(signs), 0)
    # behind a run of fillers only fillers follow; elsewhere something may be printed that was not seen
    known = "".join(signs).endswith(FILLER * _LONG_RUN)
    signs += [FILLER if known else REJECT] * missing
    rows += [_only(FILLER) if known else np.zeros(len(ORDER), np.float32)] * missing
    while len(signs) > width and signs[-1] == FILLER:
        signs.pop()
        rows.pop()
    return AlignedRow("".join(signs), np.asarray(rows, np.float32).reshape(len(signs), len(ORDER)))


def _once(line: TextLine, pitch: float) -> list[int]:
    """Which characters to keep: of two that lie on one another, the surer."""
    best = line.scores.max(1)
    keep: list[int] = []
    for i in range(len(line.text)):
        if keep and (line.places[i] - line.places[keep[-1]]) / pitch < _CLOSE:
            if best[i] > best[keep[-1]]:
                keep[-1] = i
        else:
            keep.append(i)
    return keep


def _only(character: str) -> Scores:
    scores = np.zeros(len(ORDER), np.float32)
    scores[_INDEX[character]] = 1.0
    return scores


def confined(rows: Sequence[AlignedRow], layout: Layout) -> tuple[AlignedRow, ...]:
    """Rows at full width with every character one that its field admits: scores of look-alikes count for it."""
    texts = [list(row.text) for row in rows]
    scores = [row.scores.copy() for row in rows]
    spans = layout.spans()
    for alphabet, names in _ALPHABETS:
        allowed, fold = _FOLDS[alphabet]
        inside = [_INDEX[c] for c in allowed]
        outside = [i for c, i in _INDEX.items() if c not in allowed]
        for name in names:
            span: Span | None = spans.get(name)
            if span is None:
                continue
            for column in range(span.start, min(span.stop, len(texts[span.line]))):
                if texts[span.line][column] == REJECT:
                    continue
                vector = scores[span.line][column]
                for other, meant in fold.items():
                    vector[_INDEX[meant]] += vector[_INDEX[other]]
                vector[outside] = 0
                texts[span.line][column] = ORDER[inside[int(vector[inside].argmax())]]
    return tuple(AlignedRow("".join(text), score) for text, score in zip(texts, scores, strict=True))


def together(first: AlignedRow, second: AlignedRow) -> AlignedRow:
    """Two readings of one line as one: mean scores, and the character that then leads; `first` where lengths differ.

    A place that only one of them saw stays unseen.
    """
    if len(first.text) != len(second.text):
        return AlignedRow(first.text, first.scores * 0.5)
    scores = np.asarray((first.scores + second.scores) / 2, np.float32)
    text = "".join(
        REJECT if REJECT in (a, b) else ORDER[int(vector.argmax())]
        for a, b, vector in zip(first.text, second.text, scores, strict=True)
    )
    return AlignedRow(text, scores)
