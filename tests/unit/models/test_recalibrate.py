"""An agency's own pairs: what is counted before, and after on people who were not fitted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.experiment import Samples
from models.face.template import FaceTemplate, template
from models.matching import recalibrate
from models.matching.calibration import LIVE, Calibration, FaceModel, ScoreModel


def people(count: int, pictures: int, common: float) -> Samples[FaceTemplate]:
    """Faces that resemble each other more or less: `common` is what all have."""
    rng = np.random.default_rng(7)
    centres = np.repeat(rng.normal(size=(count, 64)), pictures, 0) + common
    tables = {name: centres + rng.normal(scale=0.7, size=centres.shape) for name in ("dlib", "sface")}
    templates = [template({name: table[n] for name, table in tables.items()}) for n in range(count * pictures)]
    subjects = np.repeat(np.arange(count), pictures)
    return Samples([""] * len(templates), subjects, list(templates), [], np.diff(subjects, prepend=-1) > 0)


@pytest.fixture(scope="module")
def elsewhere() -> Calibration:
    """A calibration from people who resemble each other less."""
    from models.matching.fit import fit_faces

    return Calibration({LIVE: fit_faces(people(60, 4, 0.0), "elsewhere")}, Calibration.load().finger, "2026-01-01")


def test_thresholds_that_drifted_are_seen_before_and_right_after(elsewhere: Calibration) -> None:
    rows = recalibrate.compared(elsewhere, people(60, 4, 0.6))
    at = {(before.encoders, before.stated): (before, after) for before, after in rows}
    for encoders in (("dlib", "sface"), ("dlib",)):
        before, after = at[encoders, 1e-2]
        assert before.fmr is not None and after.fmr is not None
        assert before.fmr > 2e-2 > after.fmr > 5e-3
    text = recalibrate.table(rows)
    assert "dlib+sface" in text and "not told" in text  # 1e-4 cannot be counted on so few


def test_the_halves_have_no_person_in_common() -> None:
    samples = people(11, 3, 0.0)
    one, other = recalibrate.halves(samples)
    assert len(one.templates) + len(other.templates) == 33
    ours = {id(t) for t in one.templates}
    assert not ours & {id(t) for t in other.templates}
    assert one.subjects.max() + 1 + other.subjects.max() + 1 == 11


def test_a_rate_that_a_model_never_counted_is_not_told() -> None:
    line = ScoreModel((0.0, 1.0), (-1.0, 1.0), (0.0, 1.0), (1.0, 0.01), 1, 1, "")
    assert recalibrate.counted(FaceModel({"dlib": 1.0}, 0.0, line), people(5, 2, 0.0), 1e-3).fmr is None


def test_too_few_pictures_are_an_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert recalibrate.main([str(tmp_path / "nothing")]) == 2
    (tmp_path / "a").mkdir()
    assert recalibrate.main([str(tmp_path)]) == 2
    assert "too few" in capsys.readouterr().err
