"""The scale on which a comparison's number stands, where an officer folds the details out."""

from __future__ import annotations

import numpy as np
import pytest

from station.ui.application import Application
from station.ui.widgets.scale import ScoreScale
from tests.screens.gallery import settle


def ink(scale: ScoreScale) -> np.ndarray:
    picture = scale.grab().toImage()
    return np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), -1).copy()


@pytest.mark.parametrize(("score", "side"), [(6.0, "same"), (-4.0, "different")])
def test_a_number_stands_on_its_side_of_the_threshold_and_says_so(app: Application, score: float, side: str):
    scale = ScoreScale()
    scale.resize(scale.sizeHint())
    scale.show()
    scale.show_score(None, 2.0, "different", "same")
    settle(app)
    bare = ink(scale)
    assert scale.accessibleDescription().startswith("–")
    scale.show_score(score, 2.0, "different", "same")
    settle(app)
    drawn = np.flatnonzero((ink(scale) != bare).any(axis=0)) / bare.shape[1]
    assert scale.accessibleDescription().endswith(side)
    assert drawn.size > 0
    assert bool(drawn.mean() > 0.5) == (score > 2.0)
    scale.close()
