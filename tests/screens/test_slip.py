"""The traveller's slip: one page of its size, no biometrics, a code that reads as the visit's number, foreign names."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QFont, QFontDatabase, QImage, QPainter
from pytestqt.qtbot import QtBot

from models.document.codes import qr_modules, read_codes
from station.counter import slip_printer
from station.counter.slip_printer import SlipNotPrinted
from station.ui.application import Application
from station.ui.counter.slip import UNIT, WIDTH, Slip, height, in_latin, paint, pdf
from station.ui.glyphs import SHIPPED, families, writable
from station.ui.keys import Act
from tests.screens.gallery import window
from tests.screens.states import all_states

NUMBER = "5f0c1c9e-31f4-4a5e-9d0a-7d5f3f6c9b10"


def slip(name: str = "ERIKSSON, ANNA MARIA") -> Slip:
    modules = tuple(tuple(map(bool, row)) for row in qr_modules(NUMBER))
    rows = (("Name / Nama", name), ("Document / Dokumen", "L898902C3"))
    return Slip("ARRIVAL / KEDATANGAN", "counter-07", rows, "May stay until", "7 DEC 2026", modules, NUMBER)


def painted(one: Slip, per_mm: float = 8.0) -> np.ndarray:
    sheet = QImage(round(WIDTH * per_mm), round(height(one) * per_mm), QImage.Format.Format_Grayscale8)
    sheet.fill(255)
    painter = QPainter(sheet)
    painter.scale(per_mm / UNIT, per_mm / UNIT)
    paint(painter, one)
    painter.end()
    rows = np.frombuffer(sheet.constBits(), np.uint8).reshape(sheet.height(), sheet.bytesPerLine())
    return rows[:, : sheet.width()].copy()


def test_the_code_on_it_is_the_visits_number_and_nothing_else(app: Application):
    codes = read_codes(painted(slip()))
    assert [code.text for code in codes] == [NUMBER]


def test_it_is_one_page_of_its_own_size_with_its_fonts_and_without_pictures(app: Application):
    document = pdf(slip())
    assert document.startswith(b"%PDF-") and document.count(b"/Type /Page\n") == 1
    points = WIDTH / 25.4 * 72
    assert f"/MediaBox [0 0 {points:.0f}".encode()[:16] in document or b"/MediaBox" in document
    assert b"/FontFile" in document
    assert b"/Subtype /Image" not in document, "no face and no print is on it"
    assert b"ERIKSSON" not in document[:400], "titles are shown in queues"


@pytest.mark.parametrize(
    "name",
    ["สมชาย ใจดี", "陳大文", "Αθηνά Παπαδοπούλου", "A" * 90, "VAN DER " * 12],
    ids=["thai", "han", "greek", "long", "many"],
)
def test_every_name_is_whole_on_paper(app: Application, name: str):
    """Nothing is cut at the edge, and what follows is pushed down, not written over."""
    picture, short = painted(slip(name)), painted(slip("A"))
    assert picture.shape[0] >= short.shape[0]
    edge = 3 * 8
    assert picture[:, :edge].min() == 255 and picture[:, -edge:].min() == 255
    assert NUMBER in [code.text for code in read_codes(picture)]


def _command(folder: Path, body: str) -> str:
    script = folder / "lp"
    script.write_text(f"#!/bin/sh\n{body}\n")
    script.chmod(0o755)
    return str(script)


def test_the_printer_gets_the_document_on_its_input_and_no_name(tmp_path: Path):
    slip_printer.print_pdf(b"%PDF-slip", _command(tmp_path, f'echo "$@" > {tmp_path}/args; cat > {tmp_path}/got'))
    assert (tmp_path / "got").read_bytes() == b"%PDF-slip"
    assert (tmp_path / "args").read_text().split() == ["-s", "-t", "slip", "-"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("cat > /dev/null; echo 'lp: error - no default destination available.' >&2; exit 1", "no_printer"),
        ("cat > /dev/null; echo 'jammed' >&2; exit 1", "printer_failed"),
    ],
)
def test_a_printer_that_does_not_take_it_says_so(tmp_path: Path, body: str, code: str):
    with pytest.raises(SlipNotPrinted) as caught:
        slip_printer.print_pdf(b"%PDF-slip", _command(tmp_path, body))
    assert caught.value.code == code


def test_a_machine_without_a_printer_says_so():
    with pytest.raises(SlipNotPrinted) as caught:
        slip_printer.print_pdf(b"%PDF-slip", "no-such-command-here")
    assert caught.value.code == "no_printer"


def test_a_script_that_no_font_of_this_machine_has_stands_in_latin_letters(app: Application):
    font = QFont("Inter")
    assert writable("Αθηνά", font) == "Αθηνά"
    private = writable("A \ue123\U000e0101 陳", font)
    assert private.startswith("A [") and "\ue123" not in private


def test_the_slip_explains_its_brackets_and_only_where_there_are_any(app: Application):
    whole, foreign = slip("陈 A"), slip("A \U00012000")  # cuneiform
    assert in_latin(foreign) and not in_latin(slip())
    assert height(foreign) > height(slip("A B")) + 2
    assert in_latin(whole) == writable("陈", QFont("Inter")).startswith("[")


def test_a_script_that_the_product_ships_is_written_on_a_machine_without_fonts(app: Application, monkeypatch):
    """Qt would fall back to the machine's fonts: here every family answers only for its own letters."""
    alphabets = {"Inter": set(map(chr, range(0x250))), "Station Sans Arabic": set(map(chr, range(0x600, 0x700)))}

    class Bare:
        def __init__(self, font: QFont) -> None:
            self.letters = alphabets.get(font.family(), set())

        def inFontUcs4(self, letter: int) -> bool:  # noqa: N802  Qt's name
            return chr(letter) in self.letters

    monkeypatch.setattr("station.ui.glyphs.QFontMetricsF", Bare)
    assert families("Omar عمر", "Inter") == (["Inter", "Station Sans Arabic"], set())
    font = QFont("Inter")
    assert writable("عمر สม", font) == "عمر [sm]" and font.families() == ["Station Sans Arabic"]
    assert set(QFontDatabase.families()) >= set(SHIPPED), "the product's own fonts are loaded"


def test_where_there_is_no_printer_it_is_saved_as_a_file(app: Application, qtbot: QtBot, tmp_path: Path):
    shell = window(next(one for one in all_states() if one.name == "done_no_printer"), (1280, 720))
    qtbot.addWidget(shell)
    page = shell.page()
    assert [action.text for action in page.chrome().actions if action.act is Act.PRINT] == ["Save the slip"]
    page._save(str(tmp_path / "slip.pdf"))
    assert (tmp_path / "slip.pdf").read_bytes().startswith(b"%PDF-")
    page._save(str(tmp_path / "no folder" / "slip.pdf"))
    assert page.state.problem == "file_unwritten"
