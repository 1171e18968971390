"""Documents that public reports say go wrong at counters: each comes out as it should.

The first half are the cases beside the checkout (skipped where that folder is absent), the second half our own of the
same kinds, drawn here.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.document.compose import compose
from models.document.evaluate import main, verdict
from models.document.layout import FILLER, Span
from models.document.mrz import BadMrz, Examination, Mrz, examine, parse
from models.document.prove import closeup
from models.document.read import DocumentReader, NoDocument, ReadingStopped, ReadingTimeout, UnreadableZone
from models.document.repair import read_repaired
from models.synthesis.letters import write
from models.synthesis.page import page, under_camera

TODAY = date(2026, 11, 29)


@pytest.fixture(scope="module")
def reader() -> DocumentReader:
    return DocumentReader()


def lines(kind: str = "TD3", number: str = "X20431578", **fields: str) -> tuple[str, ...]:
    given = {"surname": "Rumbiak", "given_names": "Yohanes", "issuer": "UTO", "nationality": "UTO"} | fields
    return compose(kind, number=number, birth="1988-11-02", sex="M", expiry=date(2031, 5, 9), **given)  # type: ignore[arg-type]


# ---- beside the checkout


def accepted(seen: Examination, code: str) -> Mrz:
    assert seen.mrz is not None
    assert code in {concern.code for concern in seen.mrz.concerns}
    return seen.mrz


def refused(text: str) -> BadMrz:
    with pytest.raises(BadMrz) as caught:
        read_repaired(text, TODAY)
    return caught.value


def _no_surname(text: str) -> None:
    mrz = accepted(examine(text, TODAY), "surname_empty")
    assert (mrz.surname, mrz.given_names) == ("", "AMBIKA DEVI")


def _no_expiry(text: str) -> None:
    mrz = accepted(examine(text, TODAY), "expiry_permanent")
    assert (mrz.permanent, mrz.questions) == (True, ())


def _state_letter(text: str) -> None:
    mrz = read_repaired(text, TODAY)
    assert (mrz.nationality, "nationality" in mrz.repaired) == ("D", True)


def _state_mended(text: str) -> None:
    mrz = read_repaired(text, TODAY)
    assert (mrz.issuer, mrz.nationality) == ("EGY", "EGY")
    assert {"issuer", "nationality"} <= set(mrz.repaired)


def _state_unknown(text: str) -> None:
    accepted(examine(text, TODAY), "state_unknown")


def _six_or_g(text: str) -> None:
    places = {c.span: c.choices for c in read_repaired(text, TODAY).concerns if c.code == "look_alike"}
    assert places[Span(1, 1, 2)][:2] == ("G", "6")
    assert places[Span(1, 7, 8)] == ("6", "G")


def _line_shifted(text: str) -> None:
    assert (refused(text).code, refused(text).field) == ("mrz_state", "issuer")
    accepted(examine(text, TODAY), "state_unknown")


def _fillers_as_letters(text: str) -> None:
    assert refused(text).code == "mrz_name"
    accepted(examine(text, TODAY), "name_implausible")


def _one_line(text: str) -> None:
    assert [len(line) for line in parse(text, TODAY).lines] == [44, 44]


def _other_code(text: str) -> None:
    assert accepted(examine(text, TODAY), "kind_unusual").code == "TD"


def _blank_nationality(text: str) -> None:
    seen = examine(text, TODAY)
    assert (seen.missing, seen.refused) == (("nationality",), ())
    assert {part.name: part.value for part in seen.parts}["number"] == "D23145890"


def _impossible_birth(text: str) -> None:
    seen = examine(text, TODAY)
    assert (seen.missing, seen.refused) == ((), ("birth",))
    assert {problem.code for problem in seen.problems} == {"mrz_date"}


def _visa(text: str) -> None:
    assert parse(text, TODAY).is_visa


CASES: dict[str, Callable[[str], None]] = {
    "01_no_surname_td3": _no_surname,
    "03_no_expiry_td1": _no_expiry,
    "06_state_letter_O": _state_letter,
    "08_state_E6Y": _state_mended,
    "09_state_unknown": _state_unknown,
    "11_number_6G": _six_or_g,
    "13_line1_shifted": _line_shifted,
    "14_fillers_as_letters": _fillers_as_letters,
    "16_one_line_88": _one_line,
    "18_td3_size_other_code": _other_code,
    "19_blank_nationality": _blank_nationality,
    "20_impossible_birth": _impossible_birth,
    "21_visa_as_document": _visa,
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_reported_case_comes_out_as_expected(name: str, shared: Path):
    CASES[name]((shared / "cases/documents" / f"{name}.txt").read_text())


def test_every_reported_case_is_held(shared: Path):
    assert set(json.loads((shared / "cases/documents/expected.json").read_text())) == set(CASES)


def test_reported_pictures_are_read_or_refused_and_never_read_wrongly(reader: DocumentReader, shared: Path):
    folder = shared / "cases/documents"

    def proved(name: str) -> list[tuple[str, ...]]:
        found = reader.find(cv2.imread(str(folder / name)), TODAY, seconds=60)
        return [tuple(line.rstrip(FILLER) for line in zone.mrz.lines) for zone in found if zone.mrz]

    croatian = ("P<HRVSPECIMEN<<SPECIMEN", "0070070071HRV8212258F1407019<<<<<<<<<<<<<<06")
    dutch = ("P<NLDMEULENDIJK<<LOES<ALBERTINE", "XA00000148NLD7110195F0604121123456782<<<<<02")
    utopian = ("P<UTOERIKSSON<<ANNA<MARIA", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
    assert proved("line_above_660.jpg") == [croatian]
    assert proved("two_documents.jpg") == [croatian, dutch]
    assert proved("passport_on_text.jpg") == [utopian]
    assert proved("motion_blur_9px.png") in ([], [utopian])
    assert proved("text_sheet.png") == []


# ---- our own


def desk(size: tuple[int, int] = (1280, 960)) -> np.ndarray:
    return np.full((size[1], size[0], 3), 190, np.uint8)


def laid(picture: np.ndarray, sheet: np.ndarray, left: int, top: int, width: int) -> None:
    height = round(sheet.shape[0] * width / sheet.shape[1])
    picture[top : top + height, left : left + width] = cv2.resize(sheet, (width, height), interpolation=cv2.INTER_AREA)


def sheet_of_text(size: tuple[int, int] = (1280, 1600)) -> np.ndarray:
    picture = np.full((size[1], size[0], 3), 250, np.uint8)
    for row in range(size[1] // 34 - 2):
        text = f"the bearer {row} of this letter may travel {7 * row} with the passport"[: 40 + row % 9]
        cv2.putText(picture, text, (60, 60 + 34 * row), cv2.FONT_HERSHEY_DUPLEX, 0.8, (20, 20, 20), 1, cv2.LINE_AA)
    return picture


def test_two_documents_in_one_picture_are_both_read(reader: DocumentReader):
    first, second = lines(), lines("MRV-A", number="K71428563", issuer="IDN")
    picture = desk((1100, 1600))
    laid(picture, page(first), 60, 30, 980)
    laid(picture, page(second), 90, 830, 940)
    found = reader.find(picture, TODAY, seconds=60)
    assert [zone.mrz.lines for zone in found if zone.mrz] == [first, second]
    assert reader.read(picture, TODAY, seconds=60).lines == first  # the passport, not the visa


@pytest.mark.parametrize("monospaced", [False, True])
def test_a_printed_line_above_the_zone_does_not_keep_it_from_being_read(reader: DocumentReader, monospaced: bool):
    sheet = page(lines())
    if monospaced:  # of the zone's own letters, at the zone's own distance
        write(sheet, "VALID FOR ALL COUNTRIES UNLESS ENDORSED 2026", 78, 740, 31, 30.5, 4)
    else:
        text = "THIS PASSPORT IS VALID FOR ALL COUNTRIES UNLESS OTHERWISE ENDORSED"
        cv2.putText(sheet, text, (60, 790), cv2.FONT_HERSHEY_DUPLEX, 1.05, (30, 30, 30), 2, cv2.LINE_AA)
    picture = desk()
    laid(picture, sheet, 120, 100, 1040)
    assert [zone.mrz.lines for zone in reader.find(picture, TODAY, seconds=60) if zone.mrz] == [lines()]


def test_a_passport_on_a_page_of_text_is_read(reader: DocumentReader):
    picture = sheet_of_text((1280, 1200))
    laid(picture, page(lines()), 330, 300, 900)
    assert reader.read(picture, TODAY, seconds=60).lines == lines()


@pytest.mark.parametrize("turn", [-25, 75])
def test_a_page_at_any_turn_is_read(reader: DocumentReader, turn: int):
    picture = under_camera(page(lines()), take=3)
    matrix = cv2.getRotationMatrix2D((640, 480), turn, 0.75)
    picture = np.asarray(cv2.warpAffine(picture, matrix, (1280, 960), borderValue=(120, 120, 120)), np.uint8)
    assert reader.read(picture, TODAY, seconds=60).lines == lines()


def test_glare_over_the_end_of_the_name_is_not_padded_away(reader: DocumentReader):
    sheet = page(lines(given_names="Yohanes Anselmus Maria"))
    sheet[-195:-140, 620:] = 250  # the rest of the first line is white: given names may stand there
    picture = desk()
    laid(picture, sheet, 120, 100, 1040)
    found = reader.find(picture, TODAY, seconds=60)
    assert all(zone.mrz is None for zone in found)
    assert any("?" in line for zone in found for line in zone.lines)


def test_a_character_that_glare_took_from_the_first_line_is_marked(reader: DocumentReader):
    sheet = page(lines())
    column = round(sheet.shape[1] / 2 - 22 * 30.48 + 4 * 30.48)
    sheet[-195:-140, column - 2 : column + 34] = 246
    picture = desk()
    laid(picture, sheet, 120, 100, 1040)
    with pytest.raises(UnreadableZone) as caught:
        reader.read(picture, TODAY, seconds=60)
    assert "?" in caught.value.lines[0][:8]


def test_what_is_doubtful_can_be_compared_with_the_picture(reader: DocumentReader):
    picture = under_camera(page(lines()), take=1)
    (zone,) = reader.find(picture, TODAY, seconds=60)
    assert zone.mrz is not None
    (whole, place) = closeup(picture, zone), closeup(picture, zone, Span(1, 0, 3), around=2)
    assert whole.shape[0] >= 128
    assert place.shape[0] >= 64
    assert place.shape[1] < whole.shape[1] / 3
    ink = [float(part.std()) for part in (whole, place)]
    assert min(ink) > 15  # characters are in it, not the empty page
    assert all(len(line) == len(scores) for line, scores in zip(zone.lines, zone.confidence, strict=True))


def test_a_page_of_text_has_no_zone_and_is_hardly_read(reader: DocumentReader, monkeypatch: pytest.MonkeyPatch):
    read: list[object] = []
    plain = reader._text.read
    monkeypatch.setattr(reader._text, "read", lambda line: (read.append(line), plain(line))[1])
    with pytest.raises(NoDocument):
        reader.read(sheet_of_text(), TODAY, seconds=60)
    assert len(read) <= 8  # of 45 lines


def test_stop_means_stop(reader: DocumentReader):
    picture = under_camera(page(lines()), take=1)
    asked = iter([False, True])
    with pytest.raises(ReadingStopped):
        reader.find(picture, TODAY, 60, lambda: next(asked))
    with pytest.raises(ReadingStopped):
        reader.find(picture, TODAY, 60, lambda: True)


def test_the_time_for_a_picture_is_kept(reader: DocumentReader):
    with pytest.raises(ReadingTimeout):
        reader.find(under_camera(page(lines()), take=1), TODAY, seconds=0.0)


def test_a_folder_is_evaluated_by_a_command(tmp_path: Path):
    folder, out = tmp_path / "pages", tmp_path / "figures.json"
    folder.mkdir()
    cv2.imwrite(str(folder / "a.png"), under_camera(page(lines()), take=1))
    cv2.imwrite(str(folder / "b.png"), desk((400, 300)))
    cv2.imwrite(str(folder / "c.png"), desk((400, 300)))
    truth = {"a.png": [line.rstrip(FILLER) for line in lines()], "b.png": [], "c.png": [list(lines())]}
    (folder / "truth.json").write_text(json.dumps(truth))
    assert main([str(folder), "--json", str(out)]) == 0
    figures = json.loads(out.read_text())
    assert {key: figures[key] for key in ("pictures", "right", "wrong", "refused")} == {
        "pictures": 3, "right": 2, "wrong": 0, "refused": 1,
    }  # fmt: skip
    assert set(figures["cpu_seconds"]) == {"median", "p95", "max"}
    (folder / "truth.json").write_text(json.dumps({"a.png": list(lines(number="K71428563"))}))
    assert main([str(folder), "--json", str(out)]) == 1
    assert main([str(tmp_path)]) == 2


def test_a_zone_too_many_or_with_another_character_is_wrong():
    one, two = lines(), lines(number="K71428563")
    assert verdict([one], [one]) == "right"
    assert verdict([], []) == "right"
    assert verdict([one], [one, two]) == "refused"
    assert verdict([one], []) == "wrong"
    assert verdict([two], [one]) == "wrong"
