"""A sealed visit for another agency, as an ANSI/NIST-ITL file, and what is in a file that another agency sent.

The face goes as it was packed at the counter; prints are kept without loss, and are packed (WSQ, 0.75 bit a pixel) the
one time that they leave.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from models.errors import BiometricError
from models.exchange import an_itl, iso_records
from models.exchange.an_itl import FACE, FINGER, ItlTransaction, Record
from models.exchange.iso_records import FingerView
from models.finger import print_picture, wsq_image
from models.picture import BadHeader, header
from station.domain.audit import Act, AuditEvent, Detail
from station.domain.visit import Visit
from station.errors import StationError
from station.office.two_person import Approval, TwoPeople
from station.store import audit_log, records
from station.store.session import Store
from station.workflow.policy import EXPORT

_NO_QUALITY = 254  # ISO/IEC 19794-4: not computed
_NAME, _BIRTH, _SEX, _NATIONALITY, _DOCUMENT, _ISSUER = 3, 4, 5, 6, 7, 8  # of type 2, which the agencies agree on


class ExchangeForm(Enum):
    """In which form a visit leaves."""

    AN_ITL = "an-itl"  # ANSI/NIST-ITL: person, face and fingers
    ISO_FINGERS = "iso-19794-4"
    ISO_FACE = "iso-19794-5"


class NotExchanged(StationError):
    """A file that cannot be made, or is none; `detail` says why."""

    code = "exchange_file"


@dataclass(frozen=True)
class Held:
    """One picture in a file of somebody else. kind: "face" or "finger"; position: of a finger, 0 of a face; missing:
    why a finger has no picture; problem: why the picture cannot be used, "" where it can."""

    kind: str
    position: int
    width: int
    height: int
    octets: int
    missing: str = ""
    problem: str = ""


def export_visit(
    store: Store,
    visit: str,
    approval: Approval,
    people: TwoPeople,
    *,
    to: str,
    sender: str,
    form: ExchangeForm = ExchangeForm.AN_ITL,
) -> bytes:
    """The file of a visit; it is personal data in the clear, and the log says who asked for it.

    Raises RecordMissing, RecordKeyGone; NotExchanged; ApprovalInvalid.
    """
    people.use(approval, EXPORT, visit)
    with store.unit() as unit:
        found = records.visit(unit, visit)
        octets = of_visit(found, to=to, sender=sender) if form is ExchangeForm.AN_ITL else iso_of_visit(found, form)
        name = "AN-ITL" if form is ExchangeForm.AN_ITL else form.value
        detail: dict[str, Detail] = {"approval": approval.id, "second": approval.second, "form": name, "to": to}
        audit_log.append(unit, AuditEvent(unit.now(), approval.first, Act.EXPORTED, store.keys.station, visit, detail))
    return octets


def of_visit(visit: Visit, *, to: str, sender: str) -> bytes:
    """The same without a store. Raises NotExchanged."""
    document, there = visit.document, visit.stay.clock  # a type-14 record has the local day
    day = visit.opened_at.astimezone(there).date()
    try:
        made: list[Record] = [
            an_itl.person(
                {
                    _NAME: document.name, _BIRTH: document.birth, _SEX: document.sex,
                    _NATIONALITY: document.nationality, _DOCUMENT: document.number, _ISSUER: document.issuer,
                }
            )
        ]  # fmt: skip
        if visit.face is not None:
            size = header(visit.face.image)
            taken = visit.face.captured_at.astimezone(there).date()
            made.append(an_itl.face(visit.face.image, size.width, size.height, taken, sender))
        for sample in visit.fingers:
            pixels = print_picture.read(sample.image).pixels
            height, width = pixels.shape
            made.append(
                an_itl.finger(
                    int(sample.finger), wsq_image.encode(pixels, sample.ppi), width, height,
                    sample.captured_at.astimezone(there).date(), sender, ppi=sample.ppi, score=sample.nfiq2,
                )
            )  # fmt: skip
        for missing in visit.missing:
            why = an_itl.MISSING[missing.reason.value]
            made.append(an_itl.finger(int(missing.finger), b"", 0, 0, day, sender, missing=why))
        return an_itl.write(ItlTransaction("ENR", to, sender, visit.id[:36], day, tuple(made)))
    except (BiometricError, BadHeader) as error:
        raise NotExchanged(str(error)) from error


def iso_of_visit(visit: Visit, form: ExchangeForm) -> bytes:
    """One record of ISO/IEC 19794-4 with every finger (WSQ), or of 19794-5 with the face as it was packed.

    Raises NotExchanged: nothing of the kind was taken, or it does not fit the form.
    """
    try:
        if form is ExchangeForm.ISO_FACE:
            if visit.face is None:
                raise NotExchanged("no face was taken")
            size = header(visit.face.image)
            return iso_records.write_face(visit.face.image, size.width, size.height)
        if not visit.fingers:
            raise NotExchanged("no finger was taken")
        views = []
        for sample in visit.fingers:
            pixels = print_picture.read(sample.image).pixels
            height, width = pixels.shape
            packed, ppi = wsq_image.encode(pixels, sample.ppi), round(sample.ppi)
            quality = sample.nfiq2 if sample.nfiq2 is not None else _NO_QUALITY
            views.append(FingerView(int(sample.finger), width, height, quality, iso_records.WSQ, packed, ppi))
        return iso_records.write_fingers(tuple(views))
    except (BiometricError, BadHeader) as error:
        raise NotExchanged(str(error)) from error


def held(data: bytes) -> tuple[ItlTransaction, tuple[Held, ...]]:
    """What a file of another agency holds: ANSI/NIST-ITL, or a record of ISO/IEC 19794-4 or -5. Raises NotExchanged."""
    try:
        found = _transaction(data)
    except BiometricError as error:
        raise NotExchanged(str(error)) from error
    return found, tuple(_pictures(found))


def _transaction(data: bytes) -> ItlTransaction:
    today = datetime.now(UTC).date()
    if data.startswith(b"FIR\x00"):
        fingers = tuple(
            an_itl.finger(v.position, v.picture, v.width, v.height, today, "", ppi=v.ppi)
            for v in iso_records.read_fingers(data)
        )
        return ItlTransaction("ISO 19794-4", "", "", "", today, fingers)
    if data.startswith(b"FAC\x00"):
        picture = iso_records.read_face(data).data
        return ItlTransaction("ISO 19794-5", "", "", "", today, (an_itl.face(picture, 0, 0, today, ""),))
    return an_itl.read(data)


def _pictures(found: ItlTransaction) -> Iterator[Held]:
    for record in found.records:
        if record.kind not in (FACE, FINGER):
            continue
        position = record.position if record.kind == FINGER else 0
        rows = record.fields.get(18, ())
        missing = rows[0][1] if rows and len(rows[0]) > 1 else ""
        width = height = 0
        problem = ""
        if record.picture:
            try:
                size = header(record.picture)
                width, height = size.width, size.height
                if record.kind == FINGER:
                    print_picture.read(record.picture)
            except (BadHeader, BiometricError) as error:
                problem = str(error)
        elif not missing:
            problem = "no picture"
        kind = "face" if record.kind == FACE else "finger"
        yield Held(kind, position, width, height, len(record.picture), missing, problem)
