"""One JSON line an event; station, officer and visit as context; pictures, templates and names are dropped by type."""

from __future__ import annotations

import contextlib
import logging
import logging.handlers
import traceback
from collections.abc import Iterator, MutableMapping
from dataclasses import is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import structlog

KEPT = (str, int, float, bool, type(None))
LIMIT = 300  # characters of one value: a traceback's text never reaches a log line as a value
log: structlog.stdlib.BoundLogger = structlog.get_logger("station")


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep plain words and numbers; arrays, bytes and records lose their content whatever their field is called."""
    for key, value in list(event.items()):
        if isinstance(value, Enum):
            event[key] = value.value
        elif isinstance(value, str):
            event[key] = value[:LIMIT]
        elif not isinstance(value, KEPT):
            event[key] = f"<{type(value).__name__}>" if not is_dataclass(value) else f"<{type(value).__name__} dropped>"
    return event


def where(error: BaseException) -> str:
    """File and line where an error arose, "name.py:12": no values, so nothing personal."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""


def start(folder: Path, level: int = logging.INFO) -> logging.Handler:
    """Write to `folder/station.log`, ten files of 1 MB; returns the handler that `stop` takes."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(
        folder / "station.log", maxBytes=1_000_000, backupCount=9, delay=True
    )
    handler.setFormatter(logging.Formatter("%(message)s"))
    root = logging.getLogger("station")
    root.setLevel(level)
    root.addHandler(handler)
    root.propagate = False
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            redact,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    return handler


def stop(handler: logging.Handler) -> None:
    logging.getLogger("station").removeHandler(handler)
    handler.close()


@contextlib.contextmanager
def bound(**context: str) -> Iterator[None]:
    """Every line of the block carries `context`; it travels with work that `work.Pool` runs."""
    with structlog.contextvars.bound_contextvars(**context):
        yield
