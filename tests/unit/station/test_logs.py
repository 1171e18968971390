import io
import json
import logging
import re
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from station import logs
from station.domain.samples import Finger, SampleSource
from station.logs import FREELY

SECRET = "NAME-OF-A-TRAVELLER"  # noqa: S105  what no log may hold
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def lines(tmp_path: Path):
    handler = logs.start(tmp_path)
    try:
        yield lambda: [json.loads(line) for line in (tmp_path / "station.log").read_text().splitlines()]
    finally:
        logs.stop(handler)


class Speaking:
    """An object that tells all it knows when it is printed."""

    def __repr__(self) -> str:
        return SECRET


@dataclass
class Traveller:
    name: str = SECRET


def test_a_line_is_json_and_carries_station_officer_and_visit(lines):
    with logs.bound(station="counter-07", visit="abc"):
        logs.log.info("sealed", seconds=1.5)
    (line,) = lines()
    assert line["event"] == "sealed" and line["station"] == "counter-07" and line["visit"] == "abc"
    assert line["level"] == "info" and line["logger"] == "station" and line["seconds"] == 1.5


def test_a_logger_of_the_standard_library_writes_the_same_form(lines):
    with logs.bound(station="counter-07", visit="abc"):
        logging.getLogger("station.sync").warning("the road is closed: %s (%d)", "central_unreachable", 3)
        logs.log.warning("the road is closed")
    foreign, own = lines()
    assert foreign["event"] == "the road is closed: central_unreachable (3)"
    assert foreign["logger"] == "station.sync" and foreign["visit"] == "abc" and foreign["level"] == "warning"
    assert foreign.keys() == own.keys()
    for line in (foreign, own):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+\+00:00", line["timestamp"])


def test_pictures_templates_and_records_are_dropped_by_type_whatever_their_field_is_called(lines):
    logs.log.info(
        "x", a=np.zeros((2, 2)), b=b"template", c=SampleSource("m", "SECRET", "p"), d=["SECRET"], e=Finger.RIGHT_INDEX
    )
    (line,) = lines()
    assert "SECRET" not in json.dumps(line) and "template" not in json.dumps(line)
    assert line["a"] == "<ndarray>" and line["b"] == "<bytes>" and line["d"] == "<list>" and line["e"] == 2


@pytest.mark.parametrize(
    "value",
    [Speaking(), Traveller(), SECRET.encode(), np.array([SECRET]), [SECRET], {SECRET: 1}, ValueError(SECRET)],
    ids=lambda value: type(value).__name__,
)
def test_arguments_of_the_standard_library_are_dropped_by_type_too(value):
    stream, logger = io.StringIO(), logging.getLogger("station.inbox")
    with logs.to_stream(stream):
        logger.warning("a row was not believed: %s, kind %r", value, "case")
        logger.warning("by name: %(row)s", {"row": value})
        logger.warning("not a number: %d of them", value)
        logger.warning(value)
    told = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert len(told) == 4 and SECRET not in json.dumps(told)
    assert f"<{type(value).__name__}" in told[0]["event"] and "'case'" in told[0]["event"]


@pytest.mark.parametrize("road", [logging.getLogger("station.sync"), logs.log], ids=["stdlib", "structlog"])
def test_an_exception_is_its_class_and_its_place(lines, road):
    try:
        int(SECRET)
    except ValueError:
        road.exception("a listener failed")
    (line,) = lines()
    assert SECRET not in json.dumps(line)
    assert line["error"] == "ValueError" and line["where"].startswith("test_logs.py:") and line["level"] == "error"


def test_a_field_cannot_hide_when_and_from_whom_a_line_is(lines):
    logs.log.info("x", logger="nobody", level="none", timestamp="never")
    (line,) = lines()
    assert (line["logger"], line["level"]) == ("station", "info") and line["timestamp"] != "never"


def test_a_long_text_is_cut(lines):
    logs.log.info("x", detail="y" * 5000)
    logging.getLogger("station.x").info("z %s", "y" * 5000)
    own, foreign = lines()
    assert len(own["detail"]) == len(foreign["event"]) == logs.LIMIT


def test_a_line_from_another_thread_is_one_line(lines):
    logger = logging.getLogger("station.sync")
    threads = [
        threading.Thread(target=lambda n=n: [logger.info("round %d of %d", i, n) for i in range(50)]) for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({line["event"] for line in lines()}) == 200


def test_a_state_that_is_told_all_day_fills_no_log(lines, tmp_path: Path):
    logger = logging.getLogger("station.sync")
    for _ in range(2000):
        logger.warning("the road to central is closed: %s", "central_unreachable")
    logger.info("the road to central is open again")
    assert [line["event"] for line in lines()].count("the road to central is closed: central_unreachable") == FREELY
    assert lines()[-1]["event"] == "the road to central is open again"


def test_the_end_of_the_log_tells_what_was_only_counted(tmp_path: Path):
    handler = logs.start(tmp_path)
    try:
        for _ in range(FREELY + 7):
            logs.log.warning("platen not seen", code="unplugged")
    finally:
        logs.stop(handler)
    last = json.loads((tmp_path / "station.log").read_text().splitlines()[-1])
    assert last["event"] == "platen not seen" and last["repeats"] == 7 and last["code"] == "unplugged"


def test_a_log_that_has_ended_leaves_the_loggers_as_they_were(tmp_path: Path, caplog):
    ours = logging.getLogger("station")
    before = (ours.level, ours.propagate)
    handler = logs.start(tmp_path)
    logs.stop(handler)
    assert (ours.level, ours.propagate) == before == (logging.NOTSET, True) and handler not in ours.handlers
    with caplog.at_level(logging.WARNING, "station"):
        logging.getLogger("station.policy").warning("still heard")
    assert caplog.messages == ["still heard"]


def test_a_service_and_a_command_write_the_same_lines_to_a_stream():
    stream = io.StringIO()
    with logs.to_stream(stream, logging.WARNING):
        logging.getLogger("station.agency").warning("a round failed: %s", SECRET.encode())
        logs.log.info("not for a command")
        logs.log.warning("calibration refused", why=Traveller())
    logging.getLogger("station.agency").debug("after the end")
    round_failed, refused = (json.loads(line) for line in stream.getvalue().splitlines())
    assert round_failed["event"] == "a round failed: <bytes>" and refused["why"] == "<Traveller dropped>"
    assert round_failed.keys() | {"why"} == refused.keys()


def test_a_program_that_starts_no_log_prints_nothing_on_its_output():
    code = "from station import logs; logs.log.info('a'); logs.log.warning('b', x=b'SECRET')"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "" and "SECRET" not in done.stderr and "b" in done.stderr


def test_where_an_error_arose_is_a_file_and_a_line_without_values():
    try:
        int("SECRET")
    except ValueError as error:
        told = logs.where(error)
    assert told.startswith("test_logs.py:") and told.partition(":")[2].isdigit()
    assert logs.where(ValueError("never raised")) == ""
