"""The face encoder that docs/add-an-encoder.md adds as an example works as written there."""

from __future__ import annotations

import hashlib
import re
import sys
import types
from pathlib import Path

import numpy as np
import pytest

from models.face import embed, encoders
from models.face.detect import Face

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "add-an-encoder.md"
POINTS = np.array([(91.0, 60.8), (75.0, 61.2), (34.4, 61.4), (50.6, 61.6), (63.0, 92.0)], np.float32)


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> type[encoders.Encoder]:
    """The class of the document, in the list as its one line puts it there."""
    source, line = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    module = types.ModuleType("models.face.encoders.grid")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(compile(source, "grid.py", "exec"), module.__dict__)  # noqa: S102  our own document
    room = dict(vars(encoders), Grid=module.Grid)
    exec(compile("from __future__ import annotations\n" + line, "line", "exec"), room)  # noqa: S102
    monkeypatch.setattr(embed, "ENCODERS", room["ENCODERS"])
    assert hashlib.sha256(module.built()).hexdigest() == module.Grid.sha256
    return module.Grid


def test_one_file_and_one_line_make_an_encoder(encoder: type[encoders.Encoder]):
    picture = np.random.default_rng(1).integers(0, 256, (128, 128, 3), np.uint8)
    face = Face((10.0, 10.0, 100.0, 110.0), POINTS, 0.99)
    embedder = embed.Embedder(encoders=[encoder.id])
    first = embedder.embed(picture, face).vectors["grid"]
    assert first.shape == (encoder.size,)
    assert np.linalg.norm(first) == pytest.approx(1, abs=1e-5)
    assert np.allclose(first, embedder.embed(picture, face).vectors["grid"])
    assert not np.allclose(first, embedder.embed(255 - picture, face).vectors["grid"], atol=0.1)
    embedder.rest()
    assert embedder.resting
