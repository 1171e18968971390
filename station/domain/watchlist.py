"""One entry of the agency's watchlist: whom it means, and what the officer is asked to do."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

from station.domain import foreign

_OPTIONAL = frozenset({"birth", "documents", "faces", "names", "nationality", "reason", "sex"})
FACE_BYTES = 512  # 128 little-endian float32


@dataclass(frozen=True)
class WatchEntry:
    id: str
    names: tuple[str, ...] = ()  # "SURNAME, GIVEN NAMES" and aliases, in any script
    documents: tuple[str, ...] = ()  # "ISSUER:NUMBER", or a bare number where the issuer is unknown
    birth: str = ""  # YYYY-MM-DD with XX for what is unknown
    sex: str = ""
    nationality: str = ""
    faces: tuple[bytes, ...] = ()  # embeddings, FACE_BYTES each
    reason: str = ""  # stable key of the list it stands on, e.g. "lost_document", "overstay", "wanted"

    def to_bytes(self) -> bytes:
        fields = {
            "birth": self.birth,
            "documents": self.documents,
            "faces": [base64.b64encode(face).decode() for face in self.faces],
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
            fields = foreign.record(octets, {"id"}, _OPTIONAL)
            faces = tuple(base64.b64decode(face, validate=True) for face in foreign.texts(fields.get("faces", [])))
            entry = cls(
                foreign.name(fields["id"]),
                foreign.texts(fields.get("names", [])),
                foreign.texts(fields.get("documents", [])),
                foreign.text(fields.get("birth", "")),
                foreign.text(fields.get("sex", "")),
                foreign.text(fields.get("nationality", "")),
                faces,
                foreign.text(fields.get("reason", "")),
            )
        except (TypeError, ValueError) as error:
            raise ValueError("not an entry of a watchlist") from error
        if not entry.id or any(len(face) != FACE_BYTES for face in faces):
            raise ValueError("an entry without an id, or with a face of another length")
        return entry
