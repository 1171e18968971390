"""One entry of the agency's watchlist: whom it means, and what the officer is asked to do."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

FACE_BYTES = 512  # 128 little-endian float32
FACES, FACE_RECORD_BYTES = 20, 40_000  # an entry may hold so many, each so large


@dataclass(frozen=True)
class WatchEntry:
    id: str
    names: tuple[str, ...] = ()  # "SURNAME, GIVEN NAMES" and aliases, in any script
    documents: tuple[str, ...] = ()  # "ISSUER:NUMBER", or a bare number where the issuer is unknown
    birth: str = ""  # YYYY-MM-DD with XX for what is unknown
    sex: str = ""
    nationality: str = ""
    faces: tuple[bytes, ...] = ()  # dlib's numbers, FACE_BYTES each: what stations before 2026-12 compare with
    reason: str = ""  # stable key of the list it stands on, e.g. "lost_document", "overstay", "wanted"
    face_templates: tuple[bytes, ...] = ()  # models.face.template, of the same pictures; they count where there are any

    def to_bytes(self) -> bytes:
        listed = [base64.b64encode(face).decode() for face in self.face_templates]
        templates = {"face_templates": listed} if listed else {}
        fields = {
            "birth": self.birth,
            "documents": self.documents,
            "faces": [base64.b64encode(face).decode() for face in self.faces],
            **templates,
            "id": self.id,
            "names": self.names,
            "nationality": self.nationality,
            "reason": self.reason,
            "sex": self.sex,
        }
        return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, octets: bytes) -> WatchEntry:
        """Raises ValueError for anything that is not an entry."""
        try:
            fields = json.loads(octets)
            faces = tuple(base64.b64decode(face, validate=True) for face in fields.get("faces", ()))
            templates = tuple(base64.b64decode(face, validate=True) for face in fields.get("face_templates", ()))
            entry = cls(
                str(fields["id"]),
                tuple(map(str, fields.get("names", ()))),
                tuple(map(str, fields.get("documents", ()))),
                str(fields.get("birth", "")),
                str(fields.get("sex", "")),
                str(fields.get("nationality", "")),
                faces,
                str(fields.get("reason", "")),
                templates,
            )
        except (KeyError, TypeError, AttributeError, UnicodeDecodeError) as error:
            raise ValueError("not an entry of a watchlist") from error
        if not entry.id or any(len(face) != FACE_BYTES for face in faces):
            raise ValueError("an entry without an id, or with a face of another length")
        if len(templates) > FACES or any(len(face) > FACE_RECORD_BYTES for face in templates):
            raise ValueError("an entry with too many or too large faces")
        return entry
