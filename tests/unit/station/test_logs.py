import json
from pathlib import Path

import numpy as np
import pytest

from station import logs
from station.domain.samples import Finger, SampleSource


@pytest.fixture
def lines(tmp_path: Path):
    handler = logs.start(tmp_path)
    yield lambda: [json.loads(line) for line in (tmp_path / "station.log").read_text().splitlines()]
    logs.stop(handler)


def test_a_line_is_json_and_carries_station_officer_and_visit(lines):
    with logs.bound(station="counter-07", visit="abc"):
        logs.log.info("sealed", seconds=1.5)
    (line,) = lines()
    assert line["event"] == "sealed" and line["station"] == "counter-07" and line["visit"] == "abc"
    assert line["level"] == "info" and line["seconds"] == 1.5


def test_pictures_templates_and_records_are_dropped_by_type_whatever_their_field_is_called(lines):
    logs.log.info(
        "x", a=np.zeros((2, 2)), b=b"template", c=SampleSource("m", "SECRET", "p"), d=["SECRET"], e=Finger.RIGHT_INDEX
    )
    (line,) = lines()
    assert "SECRET" not in json.dumps(line) and "template" not in json.dumps(line)
    assert line["a"] == "<ndarray>" and line["b"] == "<bytes>" and line["d"] == "<list>" and line["e"] == 2


def test_a_long_text_is_cut(lines):
    logs.log.info("x", detail="y" * 5000)
    assert len(lines()[0]["detail"]) == logs.LIMIT


def test_where_an_error_arose_is_a_file_and_a_line_without_values():
    try:
        int("SECRET")
    except ValueError as error:
        told = logs.where(error)
    assert told.startswith("test_logs.py:") and told.partition(":")[2].isdigit()
    assert logs.where(ValueError("never raised")) == ""
