"""The faces of a gallery: for each encoder a row a person, searched in two passes.

The first pass is one matrix product with the vectors of the leading encoder, the one that alone misses least; the
SEARCH_FACES best go on to the second, which reads the other encoders' vectors of those rows alone and takes the
calibrated score of all together. People without the leading encoder's vector (records from before it) are looked for
by what they have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from models import parameters as p
from models.errors import BadTemplate
from models.face.template import FIRST, FaceTemplate, template
from models.matching.calibration import LIVE, Calibration, FaceModel
from models.matching.rows import Faces
from models.types import FloatArray

_SAMPLE = 16_384  # values that tell roughly where the highest begin

Flags = npt.NDArray[np.bool_]
Face = FaceTemplate | npt.ArrayLike
"""A template; or the numbers of a record from before encoders had names, which are dlib's."""


def face_of(face: Face | None) -> FaceTemplate | None:
    """Raises BadTemplate for what is neither."""
    if face is None or isinstance(face, FaceTemplate):
        return face
    vector = np.asarray(face, np.float32)
    if vector.shape != (p.FACE_NUMBERS,):
        raise BadTemplate(f"a face vector of shape {vector.shape}")
    return template({FIRST: vector})


class FaceRows:
    """Rows of every encoder; a row's number is the person's, and zeros where a person has no such vector."""

    def __init__(self) -> None:
        self._by_encoder: dict[str, Faces] = {}
        self._held: dict[str, Flags] = {}  # by person

    def fill(self, first: int, stored: Mapping[str, FloatArray]) -> None:
        """Set the vectors of people from number `first` on, by encoder; a row of zeros is nobody's."""
        for name, rows in stored.items():
            self._by_encoder.setdefault(name, Faces(rows.shape[1])).fill(first, rows)
            self._room(name, first + len(rows) - 1)[first : first + len(rows)] = np.any(rows, axis=1)

    def _room(self, name: str, person: int) -> Flags:
        held = self._held.setdefault(name, np.zeros(0, bool))
        if person >= len(held):
            grown = np.zeros(max(1024, 2 * (person + 1)), bool)
            grown[: len(held)] = held
            held = self._held[name] = grown
        return held

    @property
    def encoders(self) -> tuple[str, ...]:
        return tuple(self._by_encoder)

    def check(self, face: FaceTemplate | None) -> None:
        """Raises BadTemplate where an encoder's vector has another length than those that are here."""
        for name, vector in () if face is None else face.vectors.items():
            rows = self._by_encoder.get(name)
            if rows is not None and rows.width != len(vector):
                raise BadTemplate(f"a face vector of {len(vector)} numbers for {name}")

    def write(self, person: int, face: FaceTemplate | None) -> None:
        """Set or clear a person's vectors; call `check` first."""
        vectors: Mapping[str, FloatArray] = {} if face is None else face.vectors
        for name, vector in vectors.items():
            self._by_encoder.setdefault(name, Faces(len(vector)))
        for name, rows in self._by_encoder.items():
            if name in vectors or self._holds(name, person):
                rows.write(person, vectors.get(name))
                self._room(name, person)[person] = name in vectors

    def _holds(self, name: str, person: int) -> bool:
        held = self._held.get(name)
        return held is not None and person < len(held) and bool(held[person])

    def _held_by(self, name: str, people: npt.NDArray[np.int64]) -> Flags:
        return self._room(name, int(people.max(initial=0)))[people]

    def read(self, person: int) -> FaceTemplate | None:
        """What is here of a person, as it was written; None where there is no face."""
        held = {name: rows.read(person) for name, rows in self._by_encoder.items() if self._holds(name, person)}
        return FaceTemplate({name: row for name, row in held.items() if row is not None}) if held else None

    def likely(self, face: FaceTemplate, calibration: Calibration, count: int) -> tuple[FloatArray, list[int]] | None:
        """float32[count], the leading encoder's cosine of everybody (0 of who has none), and the SEARCH_CANDIDATES
        people whose faces speak most for the probe's, the strongest first. None where no encoder is on both sides."""
        probe = {name: vector for name, vector in face.vectors.items() if name in self._by_encoder}
        order = _by_strength(calibration, probe)
        if not order or not count:
            return None
        lead, *others = order
        cosines = self._by_encoder[lead].cosines(probe[lead], count)
        led = self._room(lead, count - 1)[:count]
        first = _top(cosines if led.all() else np.where(led, cosines, -np.inf), p.SEARCH_FACES)
        people = [first[led[first]]]
        for name in others:  # who has no vector of the leading encoder
            rows = np.flatnonzero(self._room(name, count - 1)[:count] & ~led)
            if len(rows):
                best = _top(self._by_encoder[name].gather(rows) @ probe[name], p.SEARCH_FACES)
                people.append(rows[best])
        # in order, as they lie in memory; with several encoders besides the first somebody may stand there twice
        chosen = np.sort(np.concatenate(people)) if len(people) < 3 else np.unique(np.concatenate(people))
        chosen = chosen.astype(np.int64, copy=False)
        llr = self.evidence(chosen, probe, calibration, {lead: cosines[chosen]})
        best = _top(llr, p.SEARCH_CANDIDATES)
        best = best[np.argsort(-llr[best], kind="stable")]
        return cosines, [int(person) for person in chosen[best[np.isfinite(llr[best])]]]

    def evidence(
        self,
        people: npt.NDArray[np.int64],
        probe: Mapping[str, FloatArray],
        calibration: Calibration,
        known: Mapping[str, FloatArray] | None = None,
    ) -> FloatArray:
        """float32[n]: the log-likelihood ratio of each person's face by the encoders that they and the probe share;
        minus infinity where there are none. known: cosines of these people that were taken before, by encoder."""
        llr = np.full(len(people), -np.inf, np.float32)
        for model, places, raw in self.judged(people, FaceTemplate(probe), calibration.faces[LIVE], known):
            llr[places] = np.interp(raw, model.curve.llr_raw, model.curve.llr_value)
        return llr

    def judged(
        self,
        people: npt.NDArray[np.int64],
        face: FaceTemplate,
        models: Sequence[FaceModel],
        known: Mapping[str, FloatArray] | None = None,
    ) -> Iterator[tuple[FaceModel, npt.NDArray[np.int64], npt.NDArray[np.float64]]]:
        """For each model (the preferred first) the places in `people` that it judges, and their raw scores.

        Everybody is judged once, by the first model whose encoders they and `face` have; who has none is left out.
        """
        probe = {name: vector for name, vector in face.vectors.items() if name in self._by_encoder}
        cosines = dict(known or {})
        for name in probe.keys() - cosines.keys():
            cosines[name] = self._by_encoder[name].gather(people) @ probe[name]
        held = {name: self._held_by(name, people) for name in probe}
        left = np.ones(len(people), bool)
        for model in models:
            if not left.any() or not probe.keys() >= model.weights.keys():
                continue
            now = left & np.logical_and.reduce([held[name] for name in model.weights])
            raw = np.full(int(now.sum()), model.offset, np.float64)
            for name, weight in model.weights.items():
                raw += weight * cosines[name][now]
            yield model, np.flatnonzero(now), raw
            left &= ~now

    def matrices(self, people: Iterable[int]) -> dict[str, FloatArray]:
        """float32[n, numbers] by encoder, of these people in order, copied."""
        rows = np.fromiter(people, np.int64)
        return {name: faces.gather(rows) for name, faces in self._by_encoder.items()}


def _by_strength(calibration: Calibration, probe: Mapping[str, FloatArray]) -> list[str]:
    """The probe's encoders that count, the one that alone misses least first."""
    alone = [model.encoders[0] for model in calibration.faces[LIVE] if len(model.weights) == 1]
    counting = {name for model in calibration.faces[LIVE] for name in model.weights}
    ordered = [*alone, *sorted(counting - set(alone))]
    return [name for name in ordered if name in probe]


def _top(values: FloatArray, count: int) -> npt.NDArray[np.intp]:
    """Where the `count` highest values are, in no order.

    A sample tells from where on it is worth looking; where it told too high a value everything is looked at.
    """
    if len(values) <= count:
        return np.arange(len(values))
    sample = values[:: max(1, len(values) // _SAMPLE)]
    expected = len(sample) * count / len(values)
    wanted = int(expected + 4 * np.sqrt(expected)) + 8  # four standard deviations more than enough
    places: npt.NDArray[np.intp] = np.arange(0)
    if wanted < len(sample) // 2:
        places = np.flatnonzero(values >= np.partition(sample, len(sample) - wanted)[len(sample) - wanted])
    if len(places) < count:
        return np.argpartition(values, len(values) - count)[len(values) - count :]
    best = np.argpartition(values[places], len(places) - count)[len(places) - count :]
    return np.asarray(places[best])
