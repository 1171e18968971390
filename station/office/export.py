"""Everything that this station holds about one person, for a lawful request: a ZIP of plain files."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import asdict
from datetime import date, datetime
from enum import Enum
from typing import Any

from station.domain.audit import Act, AuditEvent, Detail
from station.domain.case import Case
from station.domain.open_visit import OpenVisit
from station.domain.register import StayRecord
from station.domain.visit import Visit
from station.office.two_person import Approval, TwoPeople
from station.store import audit_log, cases, corrections, open_visits, records, stays
from station.store.errors import RecordKeyGone, RecordMissing
from station.store.session import Store, Unit
from station.workflow.policy import EXPORT

EVERY = 10**6


def export_person(store: Store, person: str, approval: Approval, people: TwoPeople) -> bytes:
    """The octets of a ZIP: `person.json` and the pictures and templates it names.

    A visit whose key went after the agency's receipt is listed with what stayed here, and says that the agency holds
    the rest. The caller decides where the file goes; it is personal data in the clear. Raises RecordMissing.
    """
    people.use(approval, EXPORT, person)
    with store.reading() as unit:  # the whole log is read, and no visit that is being sealed waits for it
        found = records.of_person(unit, person, EVERY)
        interrupted = [kept for kept in open_visits.every(unit) if kept.person == person]
        parts: dict[str, bytes] = {}
        ids = {person, *(summary.id for summary in found), *(kept.id for kept in interrupted)}
        about = _cases(unit, ids)
        if not found and not interrupted and not about:
            raise RecordMissing("no such person")
        content = {
            "person": person,
            "station": store.keys.station,
            "exported_at": unit.now().isoformat(),
            "visits": [
                _visit(unit, summary.id, parts)
                | {"summary": _plain(asdict(summary)), "versions": _versions(unit, summary.id)}
                for summary in found
            ],
            "stays": [_stay(unit, stay) for stay in stays.of_person(unit, person)],
            "open_visits": [_interrupted(unit, kept, parts) for kept in interrupted],
            "cases": [_case(case, parts) for case in about],
            "audit": [
                {"number": number, "at": e.at.isoformat(), "actor": e.actor, "act": e.act, "detail": dict(e.detail)}
                for number, e in audit_log.entries(unit)
                if e.subject in ids
            ],
        }
    with store.unit() as unit:
        detail: dict[str, Detail] = {"approval": approval.id, "second": approval.second, "visits": len(found)}
        audit_log.append(unit, AuditEvent(unit.now(), approval.first, Act.EXPORTED, store.keys.station, person, detail))
    return _zip(content, parts)


def _visit(unit: Unit, visit_id: str, parts: dict[str, bytes]) -> dict[str, Any]:
    try:
        visit: Visit = records.visit(unit, visit_id)
    except RecordKeyGone:
        return {"held_by": "agency", **_reference(unit, visit_id, parts)}
    return {"held_by": "station", "record": _with_parts(asdict(visit), f"visits/{visit_id}", parts)}


def _versions(unit: Unit, visit_id: str) -> list[dict[str, Any]]:
    """What rulings said of a visit after it was sealed, the oldest first."""
    return [_with_parts(asdict(version), "", {}) for version in corrections.of_visit(unit, visit_id)]


def _reference(unit: Unit, visit_id: str, parts: dict[str, bytes]) -> dict[str, Any]:
    reference = records.visit_reference(unit, visit_id)
    if reference is None:
        return {"reference": None}
    return {"reference": _with_parts(asdict(reference), f"visits/{visit_id}", parts)}


def _stay(unit: Unit, stay: StayRecord) -> dict[str, Any]:
    events = [_with_parts(asdict(event), "", {}) for event in stays.events(unit, stay.id)]
    return _with_parts(asdict(stay), "", {}) | {"events": events}


def _interrupted(unit: Unit, kept: OpenVisit, parts: dict[str, bytes]) -> dict[str, Any]:
    """A visit that was set aside, or open when the station stopped, with what was taken so far."""
    face, fingers = open_visits.samples(unit, kept.id)
    document = open_visits.document(unit, kept.id)
    taken = {
        "face": asdict(face) if face is not None else None,
        "fingers": [asdict(sample) for sample in fingers.values()],
        "came_with_the_document": asdict(document) if document is not None else None,
    }
    return _with_parts(asdict(kept) | taken, f"open_visits/{kept.id}", parts)


def _cases(unit: Unit, ids: set[str]) -> list[Case]:
    return [case for case in cases.every(unit) if case.visit in ids or case.person in ids]


def _case(case: Case, parts: dict[str, bytes]) -> dict[str, Any]:
    """Without the candidates: they are other people."""
    fields = asdict(case)
    fields["candidates"] = len(case.candidates)
    return _with_parts(fields, f"cases/{case.id}", parts)


def _with_parts(value: dict[str, Any], folder: str, parts: dict[str, bytes]) -> dict[str, Any]:
    """The same as JSON, with octets put aside as files that are named where they stood."""

    def walk(item: Any, path: str) -> Any:
        if isinstance(item, bytes):
            name = f"{path}{_suffix(item)}"
            parts[name] = item
            return name
        if isinstance(item, dict):
            return {str(_plain(key)): walk(inner, f"{path}/{_plain(key)}") for key, inner in item.items()}
        if isinstance(item, list | tuple):
            return [walk(inner, f"{path}/{number}") for number, inner in enumerate(item)]
        return _plain(item)

    walked: dict[str, Any] = walk(value, folder)
    return walked


def _plain(item: Any) -> Any:
    if isinstance(item, Enum):
        return item.value
    if isinstance(item, datetime | date):
        return item.isoformat()
    if isinstance(item, dict):
        return {str(key): _plain(inner) for key, inner in item.items()}
    return item


def _suffix(octets: bytes) -> str:
    if octets.startswith(b"\x89PNG"):
        return ".png"
    if octets.startswith(b"\xff\xd8"):
        return ".jpg"
    return ".fmr" if octets.startswith(b"FMR\x00") else ".bin"


def _zip(content: dict[str, Any], parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("person.json", json.dumps(content, indent=1, ensure_ascii=False))
        for name, octets in sorted(parts.items()):
            archive.writestr(name, octets)
    return out.getvalue()
