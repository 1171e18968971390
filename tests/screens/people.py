"""Invented people for the screens: rendered faces, grown fingerprints, a name from ICAO 9303."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import cv2
import numpy as np

from models.synthesis import faces, prints
from models.synthesis.camera_view import PlantedCamera
from station.domain.samples import Finger, FingerSample, GateValue, MissingFinger, MissingReason, SampleSource, Veto
from station.domain.visit import Document

NOW = datetime(2026, 11, 24, 14, 32, tzinfo=UTC)
SOURCE = SampleSource("U.are.U 4500", "EMU-0001", "1-2.3", "C-2026-11-20")
DOCUMENT = Document(
    "TD3", "P", "UTO", "L898902C3", "ERIKSSON", "ANNA MARIA", "UTO", "1974-08-12", "F", date(2031, 4, 15),
    "ZE184226B", "", ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F3104159ZE184226B<<<<<10"),
    True,
)  # fmt: skip


_unpainted: list[tuple[Any, Callable[[], Any]]] | None = None


@contextmanager
def later() -> Iterator[None]:
    """Pictures asked for meanwhile are blank until `paint`: a process that only collects tests paints none."""
    global _unpainted  # noqa: PLW0603
    _unpainted = []
    try:
        yield
    finally:
        _waiting.extend(_unpainted)
        _unpainted = None


_waiting: list[tuple[Any, Callable[[], Any]]] = []


def paint() -> None:
    while _waiting:
        picture, make = _waiting.pop()
        picture[...] = make()


def _painted(shape: tuple[int, ...], make: Callable[[], Any]) -> Any:
    if _unpainted is None:
        return make()
    picture = np.zeros(shape, np.uint8)
    _unpainted.append((picture, make))
    return picture


@lru_cache(maxsize=4)
def frame(shot: int = 0, person: int = 5) -> Any:
    """A camera frame, uint8[720, 1280, 3] BGR, of an invented person."""
    return faces.portrait(person, shot, (1280, 720))


@lru_cache(maxsize=8)
def portrait(shot: int = 0, person: int = 5) -> Any:
    """A crop of 3:4, as large as the smallest that the profile allows."""
    return _painted((800, 600, 3), lambda: faces.portrait(person, shot, (600, 800)))


@lru_cache(maxsize=16)
def fingerprint(finger: int = 2, impression: int = 0, seed: int = 7) -> Any:
    return _painted((382, 348), lambda: prints.impression(prints.master(seed, finger), impression))


def png(picture: Any) -> bytes:
    """A picture as a record keeps it; blank where it is painted `later`."""
    return bytes(cv2.imencode(".png", picture)[1])


@lru_cache(maxsize=2)
def half_off(finger: int) -> Any:
    """A finger that lies over the right edge of the platen."""

    def make() -> Any:
        aside = np.full((382, 348), 255, np.uint8)
        aside[:, 130:] = prints.impression(prints.master(7, finger), 0)[:, :-130]
        return aside

    return _painted((382, 348), make)


@lru_cache(maxsize=2)
def zone(lines: tuple[str, ...]) -> Any:
    """Lines as photographed, uint8[120, 1100, 3]."""
    picture = np.full((60 * len(lines), 1100, 3), 225, np.uint8)
    for row, line in enumerate(lines):
        for column, letter in enumerate(line):
            where = (column * 25 + 2, row * 60 + 42)
            cv2.putText(picture, letter, where, cv2.FONT_HERSHEY_SIMPLEX, 0.85, (30, 30, 30), 2, cv2.LINE_AA)
    return picture


@lru_cache(maxsize=1)
def camera_chart() -> Any:
    """The chart of the camera bench as a camera of 800x600 sees it, BGR."""
    return PlantedCamera(800, 600, 2.4, roll=0.6, blur=0.8).frame()


def sample(finger: Finger, nfiq2: int, threshold: int = 30, veto: Veto | None = None) -> FingerSample:
    return FingerSample(  # no page shows the picture of a sample
        finger, b"", 500.0, b"", nfiq2, threshold, 1, (nfiq2,), nfiq2 >= threshold, veto, None, SOURCE, NOW
    )


MISSING = (MissingFinger(Finger.RIGHT_LITTLE, MissingReason.PERMANENT),)


def gate(passing: bool = True) -> tuple[GateValue, ...]:
    """Every component of the profile; some optional ones are not provided."""
    bad = not passing
    rows: tuple[tuple[str, str, float | None, float | None, float | None, bool], ...] = (
        ("1.1", "yaw", -2.4, -5, 5, False), ("1.2", "pitch", 8.1 if bad else 1.3, -5, 5, False),
        ("1.3", "roll", -1.1, -8, 8, True), ("2.1", "neutral_expression", None, None, None, False),
        ("2.2", "mouth_closed", 0.31 if bad else 0.93, 0.5, None, True),
        ("2.3", "no_raised_brows", None, None, None, False),
        ("3.1", "eyes_open", 0.91, 0.4, None, False), ("3.2", "eyes_not_occluded", None, None, None, False),
        ("3.3", "gaze", None, None, None, False), ("4.1", "uniform_background", 0.72, 0.5, None, False),
        ("4.2", "no_background_shadow", None, None, None, False), ("4.3", "nobody_else", 1, 1, 1, False),
        ("5.1", "height", 1066, 800, 1600, True), ("5.2", "width", 800, 600, 1200, True),
        ("5.3", "head_width", 0.61, 0.5, 0.75, True), ("5.4", "head_height", 0.78, 0.6, 0.9, True),
        ("5.5", "vertical_position", 0.43, 0.3, 0.5, True), ("5.6", "horizontal_position", 0.5, 0.45, 0.55, True),
        ("5.7", "eye_distance", 96 if bad else 196, 120, None, True), ("6.1", "even_lighting", 0.81, 0.6, None, False),
        ("6.2", "no_face_shadow", 0.77, 0.5, None, False), ("6.3", "no_hot_spots", 0.99, 0.9, None, False),
        ("6.4", "no_glasses_effects", None, None, None, False), ("7.1", "exposure", 0.52, 0.3, 0.7, True),
        ("7.2", "focus", 0.84, 0.5, None, True), ("7.3", "natural_colours", 0.9, 0.5, None, False),
        ("7.4", "no_red_eyes", None, None, None, False), ("7.5", "colour_space", 1, 1, 1, True),
        ("7.6", "grey_density", 231, 128, None, True),
    )  # fmt: skip
    return tuple(
        GateValue(
            i, n, v, low, high, m, None if v is None else (low is None or v >= low) and (high is None or v <= high)
        )
        for i, n, v, low, high, m in rows
    )
