"""One entry of the agency's watchlist: whom it means, and what the officer is asked to do."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import date

from station.domain import foreign

_OPTIONAL = frozenset({"birth", "documents", "face_templates", "faces", "names", "nationality", "reason", "sex"})
FACE_BYTES = 512  # 128 little-endian float32
FACES, FACE_RECORD_BYTES = 20, 40_000  # an entry may hold so many, each so large
SOURCE_KIND = "watchlist_source"  # of the rows that say which lists the entries came from, and of which day
# Fields that came later: written only where they say something, so an entry without them has the same octets as ever.
_LATER = ("births", "nationalities", "source", "titles", "weak")


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
    # where `birth` does not say all: YYYY-MM-DD, "1976~" for about, "1958/1960" for between
    births: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()  # aliases that mean nobody without a second reason
    nationalities: tuple[str, ...] = ()  # where there are several; `nationality` is the first
    titles: tuple[str, ...] = ()  # as the list has them; nothing is compared with them
    source: str = ""  # the list that it came from: what an import of that list may replace or take back

    def to_bytes(self) -> bytes:
        listed = [base64.b64encode(face).decode() for face in self.face_templates]
        templates = {"face_templates": listed} if listed else {}
        fields: dict[str, object] = {
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
        fields |= {name: value for name in _LATER if (value := getattr(self, name))}
        return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, octets: bytes) -> WatchEntry:
        """Raises ValueError for anything that is not an entry."""
        try:
            fields = foreign.record(octets, {"id"}, _OPTIONAL | set(_LATER))
            faces = tuple(base64.b64decode(face, validate=True) for face in foreign.texts(fields.get("faces", [])))
            kept = foreign.texts(fields.get("face_templates", []), FACES, 2 * FACE_RECORD_BYTES)
            templates = tuple(base64.b64decode(face, validate=True) for face in kept)
            entry = cls(
                foreign.name(fields["id"]),
                foreign.texts(fields.get("names", [])),
                foreign.texts(fields.get("documents", [])),
                foreign.text(fields.get("birth", "")),
                foreign.text(fields.get("sex", "")),
                foreign.text(fields.get("nationality", "")),
                faces,
                foreign.text(fields.get("reason", "")),
                templates,
                foreign.texts(fields.get("births", [])),
                foreign.texts(fields.get("weak", [])),
                foreign.texts(fields.get("nationalities", [])),
                foreign.texts(fields.get("titles", [])),
                foreign.text(fields.get("source", "")),
            )
        except (TypeError, ValueError) as error:
            raise ValueError("not an entry of a watchlist") from error
        if not entry.id or any(len(face) != FACE_BYTES for face in faces):
            raise ValueError("an entry without an id, or with a face of another length")
        if len(templates) > FACES or any(len(face) > FACE_RECORD_BYTES for face in templates):
            raise ValueError("an entry with too many or too large faces")
        return entry


_SOURCE_FIELDS = frozenset(
    {"added", "changed", "dated", "digest", "entries", "name", "refused", "sealed_by", "withdrawn"}
)


@dataclass(frozen=True)
class WatchSource:
    """One list as the agency last imported it: what the officer is told it is, and what the agency keeps of it.

    `sealed_by` is who imported it, sealed for the agency; a station cannot read it.
    """

    name: str
    dated: date | None  # as its publisher dates it; None where it does not
    entries: int
    digest: str = ""  # SHA-256 of the file, hexadecimal
    added: int = 0
    changed: int = 0
    withdrawn: int = 0
    refused: tuple[str, ...] = ()  # ids of entries that nothing can be compared with
    sealed_by: bytes = b""

    def to_bytes(self) -> bytes:
        fields = {
            "added": self.added,
            "changed": self.changed,
            "dated": self.dated.isoformat() if self.dated else "",
            "digest": self.digest,
            "entries": self.entries,
            "name": self.name,
            "refused": self.refused,
            "sealed_by": base64.b64encode(self.sealed_by).decode(),
            "withdrawn": self.withdrawn,
        }
        return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, octets: bytes) -> WatchSource:
        """Raises ValueError for anything else."""
        try:
            fields = foreign.record(octets, _SOURCE_FIELDS)
            dated = foreign.text(fields["dated"])
            return cls(
                foreign.text(fields["name"]),
                date.fromisoformat(dated) if dated else None,
                foreign.whole(fields["entries"]),
                str(fields["digest"]),
                foreign.whole(fields["added"]),
                foreign.whole(fields["changed"]),
                foreign.whole(fields["withdrawn"]),
                foreign.texts(fields["refused"], 1 << 20),
                base64.b64decode(fields["sealed_by"], validate=True),
            )
        except (KeyError, TypeError, AttributeError, UnicodeDecodeError, RecursionError) as error:
            raise ValueError("not a source of a watchlist") from error
