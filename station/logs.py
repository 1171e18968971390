"""One JSON line an event; station, officer and visit as context; pictures, templates and names are dropped by type.

Two roads lead here and come out in one form: `logs.log.info("event", field=value)`, and the loggers of the standard
library below "station" with their %-arguments. Without `start` or `to_stream` only warnings are seen, on stderr.
"""

from __future__ import annotations

import contextlib
import json
import logging
import logging.handlers
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any, TextIO

import structlog

KEPT = (str, int, float, bool, type(None))
LIMIT = 300  # characters of one value: a traceback's text never reaches a log line as a value
FREELY = 5  # times that the same words are written before they are counted: a day without network fills no log
WINDOW = 3600.0  # seconds from the first of them until the count is written and they are written again
ROOT = "station"  # the logger above all of ours; what libraries log goes another way


def plain(value: object) -> str | int | float | bool | None:
    """Plain words and numbers as they are; arrays, bytes, errors and records lose their content."""
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, str):
        return value[:LIMIT]
    if isinstance(value, KEPT):
        return value
    return f"<{type(value).__name__} dropped>" if is_dataclass(value) else f"<{type(value).__name__}>"


class _Fields(dict[str, Any]):
    """What structlog's road says: names that the code gave and plain values. A dict that somebody logs is none."""


def _for_handler(_logger: Any, _method: str, event: Mapping[str, Any]) -> tuple[tuple[_Fields], dict[str, Any]]:
    """structlog's last step: the fields become the message of one record of the standard library."""
    fields = dict(event)
    error = fields.pop("exc_info", None)
    fields.pop("stack_info", None)
    said = _Fields((key, plain(value)) for key, value in fields.items())
    return (said,), {"exc_info": error} if error else {}


log: structlog.stdlib.BoundLogger = structlog.wrap_logger(
    logging.getLogger(ROOT),
    processors=[structlog.stdlib.filter_by_level, _for_handler],
    wrapper_class=structlog.stdlib.BoundLogger,
)


def where(error: BaseException) -> str:
    """File and line where an error arose, "name.py:12": no values, so nothing personal."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""


def _event(message: object, arguments: tuple[object, ...] | Mapping[str, object] | None) -> str:
    """A message of the standard library with its %-arguments, each made plain first."""
    if not isinstance(message, str):
        return str(plain(message))
    if not arguments:
        return message[:LIMIT]
    filled = (
        {key: plain(value) for key, value in arguments.items()}
        if isinstance(arguments, Mapping)
        else tuple(plain(value) for value in arguments)
    )
    try:
        return (message % filled)[:LIMIT]
    except (TypeError, ValueError, KeyError):  # "%d" for what was no number: the words alone are still worth a line
        return message[:LIMIT]


def _words(record: logging.LogRecord) -> dict[str, Any]:
    """What a record says, from either road; of an exception its class and place."""
    said = dict(record.msg) if isinstance(record.msg, _Fields) else {"event": _event(record.msg, record.args)}
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        said |= {"error": type(error).__name__, "where": where(error)}
    return said | {"level": record.levelname.lower(), "logger": record.name}


@dataclass
class _Run:
    """The same words, since `began`; `held` is the newest line of those that were only counted."""

    began: float
    written: int = 0
    counted: int = 0
    held: dict[str, Any] = field(default_factory=dict)

    def summary(self) -> list[dict[str, Any]]:
        return [{**self.held, "repeats": self.counted}] if self.counted else []


class Repeats:
    """Which lines of a log are written now. Not safe for threads: the handler that asks holds its lock.

    A state that changes shows at once, because the other state has other words; one that flaps is counted as well.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._runs: dict[str, _Run] = {}

    def pass_on(self, words: Mapping[str, Any], line: dict[str, Any]) -> list[dict[str, Any]]:
        """The lines to write on the arrival of `line`, oldest first; `words` is what makes two lines the same.

        A line that stands for others carries `repeats`, how many there were, and is otherwise the last of them.
        """
        now = self._clock()
        due = self._ended(now)
        run = self._runs.setdefault(json.dumps(words, sort_keys=True), _Run(now))
        if run.written < FREELY:
            run.written += 1
            return [*due, line]
        run.counted += 1
        run.held = line
        return due

    def rest(self) -> list[dict[str, Any]]:
        """What was counted and not written yet; for the end of the log."""
        return self._ended(float("inf"))

    def _ended(self, now: float) -> list[dict[str, Any]]:
        over = [words for words, run in self._runs.items() if now - run.began >= WINDOW]
        return [line for words in over for line in self._runs.pop(words).summary()]


class JsonLines(logging.Handler):
    """Makes every record one line of JSON in the thread that logs it, and gives `target` what is worth writing."""

    def __init__(self, target: logging.Handler, repeats: Repeats | None = None) -> None:
        super().__init__()
        self._target = target
        self._repeats = repeats or Repeats()
        target.setFormatter(logging.Formatter("%(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        words = _words(record)
        context = {key: plain(value) for key, value in structlog.contextvars.get_contextvars().items()}
        line = {**context, **words, "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat()}
        self._write(self._repeats.pass_on(words, line))

    def close(self) -> None:
        with self.lock or contextlib.nullcontext():
            self._write(self._repeats.rest())
        self._target.close()
        super().close()

    def _write(self, lines: list[dict[str, Any]]) -> None:
        for line in lines:
            self._target.handle(logging.makeLogRecord({"msg": json.dumps(line, sort_keys=True)}))


def start(folder: Path, level: int = logging.INFO) -> logging.Handler:
    """Write to `folder/station.log`, ten files of 1 MB; returns the handler that `stop` takes."""
    folder.mkdir(parents=True, exist_ok=True)
    return _begin(
        logging.handlers.RotatingFileHandler(folder / "station.log", maxBytes=1_000_000, backupCount=9, delay=True),
        level,
    )


@contextlib.contextmanager
def to_stream(stream: TextIO | None = None, level: int = logging.INFO) -> Iterator[None]:
    """The same lines on `stream` (stderr) for the length of the block: for a service and for the commands."""
    handler = _begin(logging.StreamHandler(stream or sys.stderr), level)
    try:
        yield
    finally:
        stop(handler)


def _begin(target: logging.Handler, level: int) -> logging.Handler:
    handler = JsonLines(target)
    ours = logging.getLogger(ROOT)
    ours.setLevel(level)
    ours.addHandler(handler)
    ours.propagate = False
    return handler


def stop(handler: logging.Handler) -> None:
    """Write what was only counted, close, and leave the loggers as they were before `start`."""
    ours = logging.getLogger(ROOT)
    ours.removeHandler(handler)
    handler.close()
    if not any(isinstance(other, JsonLines) for other in ours.handlers):
        ours.propagate = True
        ours.setLevel(logging.NOTSET)


@contextlib.contextmanager
def bound(**context: str) -> Iterator[None]:
    """Every line of the block carries `context`; it travels with work that `work.Pool` runs."""
    with structlog.contextvars.bound_contextvars(**context):
        yield
