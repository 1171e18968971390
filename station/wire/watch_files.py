"""Lists of people as others publish them: the UN Security Council's XML, tables (CSV), and the agency's own JSON lines.

The UN's consolidated list has a stable key for each person (REFERENCE_NUMBER), names in up to four parts and in their
own script, aliases with a quality, several dates of birth (EXACT, APPROXIMATELY, BETWEEN), documents and nationalities
with states as words. Everything is bounded; an entry that nothing can be compared with is named, never dropped.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from models.document.states import code_named
from models.names.birth import Birth
from models.names.spelling import LONGEST, PARTICLES, TITLES, spellings
from station.domain.watchlist import WatchEntry
from station.wire.errors import CentralGarbled

MOST_BYTES = 256 * 1024 * 1024  # of a file; the UN's has 2.2 MB
MOST_ENTRIES = 500_000
MOST_NAMES = 200  # of one entry, and of its documents, dates ...
DEEPEST = 12  # elements in each other; the UN's has 5
MOST_PARTS = 5000  # elements of one entry; the UN's longest have some 200
_ENTRIES = frozenset({"INDIVIDUAL", "ENTITY"})

_NUMBER = re.compile(r"[A-Z0-9]{4,24}")
_NO_NAME = re.compile(r"(?i)(formerly|previously|original|also|born|transl|deceased|listed|lit)")
_REMARK = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True)
class ReadList:
    """What a file holds. `refused`: (id, why) of entries that nothing can be compared with; `left_out`: no people."""

    entries: tuple[WatchEntry, ...]
    dated: date | None
    digest: str  # SHA-256 of the file, hexadecimal
    refused: tuple[tuple[str, str], ...] = ()
    left_out: int = 0


def read(path: Path, source: str) -> ReadList:
    """A list in any of the three forms, told by its content.

    Raises CentralGarbled (`bad_watchlist`) with the line or the entry, OSError where the file cannot be read.
    """
    octets = _octets(path)
    start = octets[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    dated: date | None = None
    left_out = 0
    if start.startswith(b"<"):
        entries, dated, left_out = _united_nations(octets)
    elif start.startswith(b"{"):
        entries = _json_lines(octets)
    else:
        entries = _table(octets)
    kept: dict[str, WatchEntry] = {}
    refused: list[tuple[str, str]] = []
    for entry in entries:
        why = "another entry has this id" if entry.id in kept else _nothing_to_compare(entry)
        if why:
            refused.append((entry.id, why))
        else:
            kept[entry.id] = replace(entry, source=source)
    return ReadList(tuple(kept.values()), dated, hashlib.sha256(octets).hexdigest(), tuple(refused), left_out)


def _octets(path: Path) -> bytes:
    """In pieces, so that a short file takes no more memory than it has octets."""
    found = bytearray()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            found += piece
            if len(found) > MOST_BYTES:
                raise _bad(f"more than {MOST_BYTES} bytes")
    return bytes(found)


def _bad(what: str) -> CentralGarbled:
    return CentralGarbled(what, code="bad_watchlist")


def _nothing_to_compare(entry: WatchEntry) -> str:
    """Why no traveller could ever be found by this entry; empty where one can."""
    if entry.documents or entry.faces or entry.face_templates:
        return ""
    if not entry.names and not entry.weak:
        return "no name, no document, no face"
    if any(spellings(name) for name in (*entry.names, *entry.weak)):
        return ""
    return "no name has a letter that can be compared"


# ---- the agency's own


def _json_lines(octets: bytes) -> list[WatchEntry]:
    found = []
    for number, line in enumerate(octets.removeprefix(b"\xef\xbb\xbf").splitlines(), 1):
        if line.strip():
            try:
                found.append(_bounded(WatchEntry.from_bytes(line)))
            except ValueError as error:
                raise _bad(f"line {number}: {error}") from error
            _not_too_many(found)
    return found


def _bounded(entry: WatchEntry) -> WatchEntry:
    texts = (entry.names, entry.weak, entry.documents, entry.births, entry.nationalities, entry.titles)
    if any(len(group) > MOST_NAMES for group in texts) or any(len(text) > 4 * LONGEST for g in texts for text in g):
        raise ValueError("more or longer names, dates or documents than an entry may have")
    return entry


def _not_too_many(found: list[WatchEntry]) -> None:
    if len(found) > MOST_ENTRIES:
        raise _bad(f"more than {MOST_ENTRIES} entries")


# ---- tables

_COLUMNS = {
    "id": "id", "reference": "id", "reference_number": "id", "no": "id", "names": "names", "name": "names",
    "full_name": "names", "nama": "names", "aliases": "aliases", "alias": "aliases", "aka": "aliases",
    "weak": "weak", "weak_aliases": "weak", "surname": "surname", "last_name": "surname", "family_name": "surname",
    "given_names": "given", "first_name": "given", "given_name": "given", "birth": "births", "births": "births",
    "dob": "births", "birth_date": "births", "date_of_birth": "births", "tanggal_lahir": "births",
    "nationality": "nationality", "kewarganegaraan": "nationality", "kebangsaan": "nationality",
    "documents": "documents", "document": "documents", "passport": "documents", "passport_number": "documents",
    "paspor": "documents", "sex": "sex", "gender": "sex", "reason": "reason", "titles": "titles", "title": "titles",
}  # fmt: skip


def _table(octets: bytes) -> list[WatchEntry]:
    """The first line names the columns; several values in one cell stand between semicolons."""
    try:
        text = octets.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _bad("not UTF-8") from error
    head = text.split("\n", 1)[0]
    by_tab, by_semicolon = head.count("\t") > head.count(","), head.count(";") > head.count(",")
    rows = csv.reader(io.StringIO(text), delimiter="\t" if by_tab else ";" if by_semicolon else ",")
    found: list[WatchEntry] = []
    try:
        columns = [
            _COLUMNS.get(re.sub(r"[^a-z]+", "_", name.strip().lower()).strip("_"), "") for name in next(rows, [])
        ]
        if not {"names", "surname", "documents"} & set(columns):
            raise _bad("no column is called name, surname or document")
        for number, row in enumerate(rows, 2):
            cells: dict[str, list[str]] = {}
            for column, cell in zip(columns, row, strict=False):
                if column:
                    cells.setdefault(column, []).extend(
                        part.strip() for part in re.split(r"[;|]", cell) if part.strip()
                    )
            if cells and any(cells.values()):
                try:
                    found.append(_bounded(_row(cells, number)))
                except ValueError as error:
                    raise _bad(f"line {number}: {error}") from error
                _not_too_many(found)
    except csv.Error as error:
        raise _bad(f"not a table: {error}") from error
    return found


def _row(cells: Mapping[str, list[str]], number: int) -> WatchEntry:
    def one(name: str) -> str:
        return next(iter(cells.get(name, ())), "")

    names = list(cells.get("names", ()))
    if one("surname") or one("given"):
        names.insert(0, ", ".join(filter(None, (one("surname"), one("given")))))
    nationalities = tuple(filter(None, (code_named(word) for word in cells.get("nationality", ()))))
    births = tuple(filter(None, (_date(text) for text in cells.get("births", ()))))
    return _entry(
        one("id") or f"line-{number}", [*names, *cells.get("aliases", ())], cells.get("weak", ()),
        [_document(text) for text in cells.get("documents", ())], births, nationalities,
        sex=one("sex")[:1].upper(), reason=one("reason") or "wanted", titles=tuple(cells.get("titles", ())),
    )  # fmt: skip


def _date(text: str) -> str:
    """YYYY-MM-DD from that, from DD/MM/YYYY, DD.MM.YYYY or DD-MM-YYYY, or what Birth reads; empty for anything else."""
    turned = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text)
    if turned:
        text = f"{turned[3]}-{int(turned[2]):02}-{int(turned[1]):02}"
    return text if Birth.of(text) is not None else ""


def _document(text: str) -> str:
    issuer, _, number = text.rpartition(":")
    plain = re.sub(r"[^A-Z0-9]", "", number.upper())
    code = code_named(issuer)
    return f"{code}:{plain}" if code else plain


def _entry(
    key: str, names: Iterable[str], weak: Iterable[str], documents: Iterable[str], births: tuple[str, ...],
    nationalities: tuple[str, ...], *, sex: str, reason: str, titles: tuple[str, ...],
) -> WatchEntry:  # fmt: skip
    whole = next((text for text in births if (birth := Birth.of(text)) and birth.whole and not birth.about), "")
    return WatchEntry(
        key,
        tuple(dict.fromkeys(filter(None, names))),
        tuple(dict.fromkeys(filter(None, documents))),
        whole,
        sex if sex in {"M", "F", "X"} else "",
        next(iter(nationalities), ""),
        reason=reason,
        births=() if births == ((whole,) if whole else ()) else births,
        weak=tuple(dict.fromkeys(filter(None, weak))),
        nationalities=nationalities if len(nationalities) > 1 else (),
        titles=titles,
    )


# ---- the United Nations


def _united_nations(octets: bytes) -> tuple[list[WatchEntry], date | None, int]:
    found: list[WatchEntry] = []
    dated: date | None = None
    left_out = 0
    try:
        for element in _elements(octets):
            if element.tag == "CONSOLIDATED_LIST":
                dated = _day(element.get("dateGenerated", ""))
            elif element.tag == "ENTITY":
                left_out += 1
            else:
                found.append(_bounded(_individual(element, len(found) + 1)))
                _not_too_many(found)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise _bad(f"not the list's XML: {error}") from error
    if not found and dated is None:
        raise _bad("no CONSOLIDATED_LIST")
    return found, dated, left_out


def _elements(octets: bytes) -> Iterator[Element]:
    """The list's element as it begins, then each person and entity as it ends; what was read is let go."""
    around: list[Element] = []
    parts = entry = 0  # elements of the entry that is being read; how many elements are around and with it
    for event, element in iterparse(io.BytesIO(octets), events=("start", "end"), forbid_dtd=True):
        if event == "start":
            around.append(element)
            parts += 1
            if len(around) > DEEPEST or (entry and parts > MOST_PARTS):
                raise _bad(f"elements more than {DEEPEST} deep, or more than {MOST_PARTS} of one entry")
            if element.tag == "CONSOLIDATED_LIST":
                yield element
            elif not entry and element.tag in _ENTRIES:
                parts, entry = 0, len(around)
            continue
        if len(around) == entry:
            yield element
            entry = 0
        around.pop()
        if not entry:  # whatever it was, nobody asks for it again
            element.clear()
            if around:
                del around[-1][:]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _text(element: Element, name: str) -> str:
    return " ".join((element.findtext(name) or "").split())


def _values(element: Element, name: str) -> list[str]:
    return [text for value in element.findall(f"{name}/VALUE") if (text := " ".join((value.text or "").split()))]


def _individual(element: Element, number: int) -> WatchEntry:
    key = _text(element, "REFERENCE_NUMBER") or _text(element, "DATAID") or f"person-{number}"
    primary = " ".join(filter(None, (_text(element, f"{n}_NAME") for n in ("FIRST", "SECOND", "THIRD", "FOURTH"))))
    names, weak = _listed_names(primary), list[str]()
    names += _listed_names(_text(element, "NAME_ORIGINAL_SCRIPT"))
    for alias in element.findall("INDIVIDUAL_ALIAS"):
        low = _text(alias, "QUALITY").lower() == "low"
        for name in _listed_names(_text(alias, "ALIAS_NAME")):
            (weak if low and _one_word(name) else names).append(name)
    births = [birth for given in element.findall("INDIVIDUAL_DATE_OF_BIRTH") if (birth := _birth(given))]
    documents = [text for given in element.findall("INDIVIDUAL_DOCUMENT") if (text := _listed_document(given))]
    nationalities = dict.fromkeys(filter(None, map(code_named, _values(element, "NATIONALITY"))))
    return _entry(
        key, names, weak, documents, tuple(dict.fromkeys(births)), tuple(nationalities),
        sex=_text(element, "GENDER")[:1].upper(), reason="wanted", titles=tuple(_values(element, "TITLE")),
    )  # fmt: skip


def _listed_names(text: str) -> list[str]:
    """The names in one field: some pack several between semicolons, and remarks or further names into brackets."""
    found = []
    for part in text.split(";"):
        outside = " ".join(_REMARK.sub(" ", part).split())
        found.append(outside)
        inside = (remark.strip() for remark in _REMARK.findall(part))
        found += [name for name in inside if len(name.split()) > 1 and not _NO_NAME.match(name)]
    return [name.strip(" ,.") for name in found if name.strip(" ,.")]


def _one_word(name: str) -> bool:
    return all(len(set(form.split()) - PARTICLES - TITLES) < 2 for form in spellings(name))


def _birth(element: Element) -> str:
    kind = _text(element, "TYPE_OF_DATE").upper()
    first, last = _text(element, "FROM_YEAR"), _text(element, "TO_YEAR")
    if first or last:
        text = f"{first or last}/{last or first}"
    else:
        text = _text(element, "DATE")[:10] or _text(element, "YEAR")
        if text and kind == "APPROXIMATELY":
            text += "~"
    return text if Birth.of(text) is not None else ""


def _listed_document(element: Element) -> str:
    """A number by which a document can be found; one without an issuer only where it is a passport's."""
    number = re.sub(r"[^A-Z0-9]", "", _REMARK.sub("", _text(element, "NUMBER")).upper())
    if not _NUMBER.fullmatch(number) or not any(c.isdigit() for c in number):
        return ""
    issuer = code_named(_text(element, "ISSUING_COUNTRY") or _text(element, "COUNTRY_OF_ISSUE"))
    kind = f"{_text(element, 'TYPE_OF_DOCUMENT')} {_text(element, 'TYPE_OF_DOCUMENT2')}".lower()
    return f"{issuer}:{number}" if issuer else number if "passport" in kind else ""
