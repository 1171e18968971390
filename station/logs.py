"""One JSON line an event; station, officer and visit as context; pictures, templates and names are dropped by type.

`logs.log.info("event", field=value)` and the loggers of the standard library below "station" with their %-arguments go
one way, structlog's ProcessorFormatter. Without `start` or `to_stream` only warnings are seen, on stderr.
"""

from __future__ import annotations

import contextlib
import json
import logging
import logging.handlers
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any, TextIO

import structlog
from structlog.stdlib import ProcessorFormatter

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


def _plain_fields(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Names that the code gave and plain values, before anything can print them. `_error` reads the exception."""
    return {key: value if key == "exc_info" else plain(value) for key, value in event.items() if key != "stack_info"}


log: structlog.stdlib.BoundLogger = structlog.wrap_logger(
    logging.getLogger(ROOT),
    processors=[structlog.stdlib.filter_by_level, _plain_fields, ProcessorFormatter.wrap_for_formatter],
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


def _foreign(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A record of the standard library: its words are made here, after their arguments were made plain."""
    arguments = event.pop("positional_args")
    return {**event, "event": _event(event["_record"].msg, arguments)}


def _error(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Of an exception its class and place."""
    told = event.pop("exc_info", None)
    if told is True:
        told = sys.exc_info()
    error = told[1] if isinstance(told, tuple) else told
    if isinstance(error, BaseException):
        event.update(error=type(error).__name__, where=where(error))
    return event


def _whence(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """When, how loud and from whom a line is, and the context that it was bound to: no field can hide the former."""
    record = event["_record"]
    context = {key: plain(value) for key, value in structlog.contextvars.get_contextvars().items()}
    return {
        **context,
        **event,
        "level": record.levelname.lower(),
        "logger": record.name,
        "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
    }


def _form() -> ProcessorFormatter:
    """One form for both: what structlog wrapped and what the standard library recorded."""
    return ProcessorFormatter(
        foreign_pre_chain=[_foreign],
        processors=[
            _error,
            _whence,
            ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        use_get_message=False,
        pass_foreign_args=True,
    )


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
        self.setFormatter(_form())
        self._target = target
        self._repeats = repeats or Repeats()
        target.setFormatter(logging.Formatter("%(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        line = json.loads(self.format(record))
        beside = {"timestamp", *structlog.contextvars.get_contextvars()}
        self._write(self._repeats.pass_on({key: line[key] for key in line.keys() - beside}, line))

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
