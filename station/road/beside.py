"""A listed person beside the traveller, field by field: what a person compares with the document in their hand."""

from __future__ import annotations

from models.document.states import same_state
from models.names.birth import Birth, birth_bits
from models.names.spelling import spellings
from models.names.why import why_alike
from station.domain.desk import Likeness, LikenessReason, ListedField, WatchReason
from station.domain.outcome import Candidate
from station.domain.visit import Document
from station.domain.watchlist import WatchEntry

_NAME_PART = "name:"  # of a candidate's parts: "name:OWN=LISTED", see station.road.watchlist
SHOWN = 3  # dates and numbers of one entry that a page has room for
SAME_NUMBER = 0.9  # certainty of a number from which it is the same: where the list names no issuer, too
_BORN = {"same": Likeness.SAME, "near": Likeness.ALIKE, "other": Likeness.DIFFERENT, "": Likeness.NOT_COMPARED}


def beside(entry: WatchEntry, document: Document, candidate: Candidate, certainty: float, live: bool,
           faces: int) -> tuple[ListedField, ...]:  # fmt: skip
    """Name, date of birth, nationality, sex (where the list says it), document and face.

    Args:
        candidate: as the screening gave it; its reasons say what was found alike.
        certainty: 0..1 of the document's number, see station.road.watchlist.
        live: whether a face was taken.
        faces: how many faces of the entry this version can compare.
    """
    fields = [_name(document, candidate), _birth(entry, document), _nationality(entry, document)]
    if entry.sex and document.sex:
        same = entry.sex[:1].upper() == document.sex[:1].upper()
        fields.append(ListedField("sex", document.sex, entry.sex[:1].upper(), _said(same)))
    fields.append(_document(entry, document, certainty))
    fields.append(_face(candidate, live, faces))
    return tuple(fields)


def _said(same: bool) -> Likeness:
    return Likeness.SAME if same else Likeness.DIFFERENT


def _name(document: Document, candidate: Candidate) -> ListedField:
    listed = candidate.name
    if not spellings(listed):  # no name, or none that a machine can read
        return ListedField("name", document.name, listed, Likeness.NOT_COMPARED)
    if WatchReason.NAME.value not in candidate.reasons:
        return ListedField("name", document.name, listed, Likeness.DIFFERENT)
    pairs = [
        (own, other)
        for part in candidate.parts
        if part.part.startswith(_NAME_PART)
        for own, _, other in (part.part.removeprefix(_NAME_PART).partition("="),)
    ]
    why = why_alike(document.name, listed, pairs)
    reasons = tuple(LikenessReason(one.kind, one.own, one.listed) for one in why)
    same = not why and spellings(document.name)[:1] == spellings(listed)[:1]
    return ListedField("name", document.name, listed, Likeness.SAME if same else Likeness.ALIKE, reasons)


def _birth(entry: WatchEntry, document: Document) -> ListedField:
    listed = entry.births or ((entry.birth,) if entry.birth else ())
    own = Birth.of(document.birth)
    _, said = birth_bits(filter(None, map(Birth.of, listed)), own)
    likeness = _BORN[said]
    why = (LikenessReason("near_birth"),) if likeness is Likeness.ALIKE else ()
    return ListedField("birth", document.birth, "; ".join(listed[:SHOWN]), likeness, why)


def _nationality(entry: WatchEntry, document: Document) -> ListedField:
    listed = entry.nationalities or ((entry.nationality,) if entry.nationality else ())
    if not listed or not document.nationality:
        likeness = Likeness.NOT_COMPARED
    else:
        likeness = _said(any(same_state(document.nationality, one) for one in listed))
    return ListedField("nationality", document.nationality, "; ".join(listed[:SHOWN]), likeness)


def _document(entry: WatchEntry, document: Document, certainty: float) -> ListedField:
    numbers = [listed.rpartition(":")[2] for listed in entry.documents]
    why: tuple[LikenessReason, ...] = ()
    if not numbers or not document.number:
        likeness = Likeness.NOT_COMPARED
    elif certainty >= SAME_NUMBER:
        likeness = Likeness.SAME
    elif certainty > 0:
        likeness, why = Likeness.ALIKE, (LikenessReason("near_number"),)
    else:
        likeness = Likeness.DIFFERENT
    return ListedField("document", document.number, "; ".join(numbers[:SHOWN]), likeness, why)


def _face(candidate: Candidate, live: bool, faces: int) -> ListedField:
    """No picture of a listed person is shown: the list carries numbers of a face, not the face."""
    if not faces or not live:
        likeness = Likeness.NOT_COMPARED
    else:
        alike = WatchReason.FACE.value in candidate.reasons
        likeness = Likeness.ALIKE if alike else Likeness.DIFFERENT
    return ListedField("face", "taken" if live else "", "listed" if faces else "", likeness)
