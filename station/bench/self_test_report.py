"""The report of a self-test as it is sent to whoever helps: device, measured values, versions; nobody's name."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from station.bench.certificate_pdf import shown
from station.domain import desk
from station.domain.days import moment_in_both
from station.paper_file import write_whole
from station.pdf import WIDTH, Colour, PdfDocument

LEFT, RIGHT, TOP, ROW = 45.0, WIDTH - 45.0, 50.0, 13.0
GREY: Colour = (0.45, 0.45, 0.45)
WORDS: dict[desk.StepState, tuple[str, Colour]] = {
    desk.StepState.PASSED: ("pass / lulus", (0.05, 0.42, 0.20)),
    desk.StepState.FAILED: ("fail / gagal", (0.70, 0.08, 0.08)),
    desk.StepState.OUTSIDE: ("outside profile / di luar profil", (0.60, 0.38, 0.0)),
    desk.StepState.WAITING: ("not measured / tidak diukur", GREY),
    desk.StepState.RUNNING: ("not measured / tidak diukur", GREY),
}


def entry(view: desk.DeviceView, report: desk.SelfTestView) -> dict[str, Any]:
    """One device and its test as plain values, as `station-tech selftest --json` prints them, too."""
    card = {} if report.card is None else {"atr": report.card.atr, "way": report.card.way}
    steps = [_step(m) for m in report.measurements]
    return {**device(view), "passed": report.passed, "at": report.at, **card, "steps": steps}


def device(view: desk.DeviceView) -> dict[str, Any]:
    return {
        "id": view.id, "kind": view.kind.value, "model": view.model, "serial": view.serial, "port": view.port,
        "firmware": view.firmware, "health": view.health.value, "emulated": view.emulated, "in_use": view.in_use,
        "calibration": view.calibration, "calibration_expired": view.calibration_expired,
    }  # fmt: skip


def _step(one: desk.Measurement) -> dict[str, Any]:
    return {
        "name": one.name, "value": one.value, "unit": one.unit, "low": one.low, "high": one.high,
        "state": one.state.value, "own_limit": one.own_limit,
    }  # fmt: skip


def save(path: Path, view: desk.DeviceView, report: desk.SelfTestView, software: str) -> None:
    """As PDF where `path` ends in .pdf, else as JSON. Raises CertificateUnwritten."""
    content = _pdf(view, report, software) if path.suffix.lower() == ".pdf" else _json(view, report, software)
    write_whole(path, content)


def _json(view: desk.DeviceView, report: desk.SelfTestView, software: str) -> bytes:
    history = [{"at": event.at, "code": event.code} for event in view.history]
    whole = {"software": software, **entry(view, report), "history": history}
    return json.dumps(whole, indent=1, ensure_ascii=False, default=_plain).encode() + b"\n"


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _pdf(view: desk.DeviceView, report: desk.SelfTestView, software: str) -> bytes:
    paper = PdfDocument(f"Self-test {view.serial or view.port}")
    paper.text(LEFT, TOP, "Self-test / Uji mandiri", 16, bold=True)
    word, colour = WORDS[desk.StepState.PASSED if report.passed else desk.StepState.FAILED]
    paper.text(RIGHT, TOP, word, 11, bold=True, colour=colour, right=True)
    y = TOP + 26
    rows = (
        ("Device / Perangkat", f"{view.model}{' (emulated / emulasi)' if view.emulated else ''}"),
        ("Serial / Nomor seri", view.serial or "-"),
        ("Port", view.port),
        ("Firmware", view.firmware or "-"),
        ("Calibration / Kalibrasi", view.calibration or "-"),
        ("Tested / Diuji", moment_in_both(report.at)),
        ("Software / Peranti lunak", software),
    )
    for label, value in rows:
        paper.text(LEFT, y, label, 9, colour=GREY)
        paper.text(LEFT + 150, y, value, 9)
        y += ROW
    if report.card is not None:
        for label, value in (("ATR", report.card.atr), ("Opened by / Dibuka dengan", report.card.way)):
            paper.text(LEFT, y, label, 9, colour=GREY)
            paper.text(LEFT + 150, y, value, 9)
            y += ROW
    y += 12
    for one in report.measurements:
        word, colour = WORDS[one.state]
        value = "-" if one.value is None else f"{shown(one.value)} {one.unit}"
        paper.text(LEFT, y, one.name.replace("_", " "), 9)
        paper.text(LEFT + 250, y, value, 9, right=True)
        paper.text(LEFT + 330, y, _limit(one), 9, right=True)
        paper.text(LEFT + 345, y, word, 9, colour=colour)
        y += ROW
    y += 12
    for event in reversed(view.history[-20:]):
        paper.text(LEFT, y, f"{moment_in_both(event.at)}  {event.code}", 8, colour=GREY)
        y += ROW
    return paper.to_bytes()


def _limit(one: desk.Measurement) -> str:
    low = "" if one.low is None else f">= {shown(one.low)}"
    high = "" if one.high is None else f"<= {shown(one.high)}"
    return " ".join(part for part in (low, high) if part)
