"""The calibration certificate on paper, in English and Bahasa Indonesia, with the reader's drift as a plot."""

from __future__ import annotations

import hashlib

from station.bench.drift import Drift
from station.domain.calibration import Reading, SignedCertificate, Verdict
from station.domain.days import day_in_both, moment_in_both
from station.pdf import HEIGHT, WIDTH, Colour, PdfDocument

LEFT, RIGHT, TOP, BOTTOM = 45.0, WIDTH - 45.0, 50.0, HEIGHT - 60.0
ROW = 11.5
GREY: Colour = (0.45, 0.45, 0.45)
PALE: Colour = (0.94, 0.95, 0.97)
COLOURS: dict[Verdict, Colour] = {
    Verdict.PASSED: (0.05, 0.42, 0.20),
    Verdict.FAILED: (0.70, 0.08, 0.08),
    Verdict.OUTSIDE: (0.60, 0.38, 0.0),
    Verdict.NOT_MEASURED: GREY,
}
VERDICTS: dict[Verdict, str] = {
    Verdict.PASSED: "pass / lulus",
    Verdict.FAILED: "fail / gagal",
    Verdict.OUTSIDE: "outside profile / di luar profil",
    Verdict.NOT_MEASURED: "not measured / tidak diukur",
}
NOTES = (
    "In-service check of one reader, no certification by FBI, BSI or vendor: that covers hardware with its software.",
    "Pemeriksaan saat pemakaian, bukan sertifikasi FBI, BSI, atau vendor: itu mencakup perangkat dan peranti lunaknya.",
    '"raw": as the sensor delivers; "corrected": as captures are stored. Where both exist, the corrected one decides.',
    '"project": nobody published a limit for this quantity; the value is the project\'s own.',
)
CAMERA_NOTES = (
    "In-service check of one camera before its chart, no certification; colours count where the chart was measured.",
    "Pemeriksaan saat pemakaian atas satu kamera, bukan sertifikasi; warna berlaku bila bagan telah diukur.",
    NOTES[-1],
)


def certificate_pdf(signed: SignedCertificate, drift: Drift | None = None) -> bytes:
    """The whole certificate as a PDF; the same certificate gives the same bytes."""
    certificate = signed.certificate
    paper = PdfDocument(f"Calibration certificate {certificate.id}")
    y = _heading(paper, signed)
    y = _table(paper, y, certificate.readings)
    y = _levels(paper, y, certificate.levels)
    if drift is not None and len(drift.points) > 1:
        y = _plot(paper, y, drift)
    _frames(paper, y, signed)
    return paper.to_bytes()


def _heading(paper: PdfDocument, signed: SignedCertificate) -> float:
    c = signed.certificate
    paper.text(LEFT, TOP, "Calibration certificate / Sertifikat kalibrasi", 16, bold=True)
    paper.text(LEFT, TOP + 18, c.id, 11, bold=True, colour=GREY)
    paper.text(RIGHT, TOP + 18, VERDICTS[c.verdict], 11, bold=True, colour=COLOURS[c.verdict], right=True)
    camera = not c.record_sha256  # nothing corrects the pictures of a camera
    pitch = "" if camera else f", {c.target.pitch_mm:g} mm"
    rows = (
        ("Device / Perangkat", f"{c.model}{' (emulated / emulasi)' if c.emulated else ''}"),
        ("Serial / Nomor seri", c.serial),
        ("Firmware", c.firmware or "-"),
        ("Station / Stasiun", c.station),
        ("Operator / Petugas", c.operator),
        ("Made / Dibuat", moment_in_both(c.made_at)),
        ("Valid until / Berlaku sampai", day_in_both(c.valid_until)),
        ("Target", f"{c.target.id}{pitch}; {c.target.certificate or '-'}"),
        ("Limits, software / Batas, peranti lunak", f"{c.limits}, {c.software}"),
        ("Correction record / Data koreksi", "-" if camera else f"SHA-256 {c.record_sha256}"),
        ("Content / Isi", f"SHA-256 {hashlib.sha256(signed.content).hexdigest()}"),
        ("Signature / Tanda tangan", f"Ed25519 {signed.signature.hex()[:64]}"),
        ("", signed.signature.hex()[64:]),
        ("Key / Kunci", signed.public.hex()),
    )
    y = TOP + 40
    for label, value in rows:
        paper.text(LEFT, y, label, 8, colour=GREY)
        paper.text(LEFT + 155, y, value, 8)
        y += ROW
    for note in CAMERA_NOTES if camera else NOTES:
        paper.text(LEFT, y + 3, note, 7, colour=GREY)
        y += 9
    return y + 14


def _room(paper: PdfDocument, y: float, needed: float) -> float:
    """`y`, or the top of a new page where `needed` points do not fit any more."""
    if y + needed <= BOTTOM:
        return y
    paper.page()
    return TOP


COLUMNS = (
    ("Quantity / Besaran", LEFT, False), ("Stage", LEFT + 130, False), ("Value / Nilai", LEFT + 235, True),
    ("Limit / Batas", LEFT + 315, True), ("Verdict / Putusan", LEFT + 325, False), ("Source / Sumber", RIGHT, True),
)  # fmt: skip


def _table(paper: PdfDocument, y: float, readings: tuple[Reading, ...]) -> float:
    y = _table_head(paper, y)
    for number, reading in enumerate(readings):
        if y + ROW > BOTTOM:
            paper.page()
            y = _table_head(paper, TOP)
        if number % 2:
            paper.box(LEFT - 3, y - 8, RIGHT - LEFT + 6, ROW, PALE)
        value = "-" if reading.value is None else f"{shown(reading.value)} {reading.unit}"
        source = reading.source.split(",")[0]
        cells = (reading.quantity.replace("_", " "), reading.stage, value, limit_text(reading), "", source)
        for (_, x, right), cell in zip(COLUMNS, cells, strict=True):
            paper.text(x, y, cell, 8 if x < RIGHT else 6.5, right=right)
        paper.text(COLUMNS[4][1], y, VERDICTS[reading.verdict], 7.5, colour=COLOURS[reading.verdict])
        y += ROW
    return y + 12


def _table_head(paper: PdfDocument, y: float) -> float:
    for label, x, right in COLUMNS:
        paper.text(x, y, label, 8, bold=True, right=right)
    paper.line([(LEFT, y + 3), (RIGHT, y + 3)])
    return y + ROW + 3


def shown(value: float) -> str:
    """Four significant digits, never in powers of ten."""
    if value == 0:
        return "0"
    size = abs(value)
    digits = 0 if size >= 1000 else 2 if size >= 10 else 3 if size >= 1 else 5 if size >= 0.001 else 7
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def limit_text(reading: Reading) -> str:
    low, high = reading.low, reading.high
    if low is not None and high is not None:
        return f"{shown(low)} .. {shown(high)}"
    if low is not None:
        return f">= {shown(low)}"
    return "-" if high is None else f"<= {shown(high)}"


def _levels(paper: PdfDocument, y: float, levels: tuple[tuple[str, float], ...]) -> float:
    y = _room(paper, y, ROW * (len(levels) + 2))
    paper.text(LEFT, y, "Levels and local resolution / Tingkat dan resolusi setempat", 9, bold=True)
    for name, value in levels:
        y += ROW
        paper.text(LEFT, y, name.replace("_", " "), 8)
        paper.text(LEFT + 235, y, shown(value), 8, right=True)
    return y + 24


def _plot(paper: PdfDocument, y: float, drift: Drift) -> float:
    """Light left against commissioning, with its limits, over the days since then."""
    high, wide = 110.0, RIGHT - LEFT - 40
    y = _room(paper, y, high + 50)
    paper.text(LEFT, y, "Light since commissioning / Cahaya sejak pemasangan", 9, bold=True)
    left, top = LEFT + 35, y + 10
    low, peak = 0.6, 1.3

    def place(day: float, value: float) -> tuple[float, float]:
        share = (min(max(value, low), peak) - low) / (peak - low)
        return left + wide * day / days, top + high * (1 - share)

    first = drift.points[0].at
    days = max((drift.points[-1].at - first).total_seconds() / 86400, 1e-9)
    for value in (0.8, 1.0, 1.2):
        colour = GREY if value == 1.0 else COLOURS[Verdict.FAILED]
        paper.line([place(0, value), place(days, value)], 0.4, colour)
        paper.text(left - 5, place(0, value)[1] + 3, f"{value:.1f}", 7, colour=colour, right=True)
    points = [place((p.at - first).total_seconds() / 86400, p.lamp) for p in drift.points]
    paper.line(points, 1.2, (0.10, 0.30, 0.60))
    for x, at in points:
        paper.box(x - 1.8, at - 1.8, 3.6, 3.6, (0.10, 0.30, 0.60))
    paper.text(left, top + high + 12, day_in_both(first.date()), 7, colour=GREY)
    paper.text(left + wide, top + high + 12, day_in_both(drift.points[-1].at.date()), 7, colour=GREY, right=True)
    return top + high + 34


def _frames(paper: PdfDocument, y: float, signed: SignedCertificate) -> None:
    """One digest a step over its frames' digests: the single ones are in the signed content."""
    steps = signed.certificate.frames
    y = _room(paper, y, ROW * (len(steps) + 3))
    paper.text(LEFT, y, "Raw frames / Bingkai mentah", 9, bold=True)
    for step, hashes in steps:
        y += ROW
        digest = hashlib.sha256("".join(hashes).encode()).hexdigest()
        paper.text(LEFT, y, step, 8)
        paper.text(LEFT + 120, y, str(len(hashes)), 8, right=True)
        paper.text(LEFT + 130, y, f"SHA-256 {digest}", 7)
    if y + 2 * ROW < BOTTOM:
        text = "Signature of the technician / Tanda tangan teknisi"
        paper.line([(LEFT, BOTTOM), (LEFT + 200, BOTTOM)])
        paper.text(LEFT, BOTTOM + 11, text, 7, colour=GREY)
