"""Whether a visa belongs to the bearer of a passport (ICAO Doc 9303-7: the zone of a visa repeats the passport's)."""

from __future__ import annotations

from models.document.layout import LAYOUTS
from models.document.mrz import Mrz
from models.document.states import same_state

_SHORTEST = 3  # letters of a name field that was cut, for the rest to count as the same


def differences(visa: Mrz, passport: Mrz) -> tuple[str, ...]:
    """The fields in which two zones speak of different people: "name", "nationality", "birth", "sex"; () if none.

    A name that one zone has no room for agrees with the longer one. Unknown parts of a birth, and a sex that is not
    stated, agree with any. The number is not compared: a visa may carry its own or the passport's.
    """
    found = []
    if not _same_name(visa, passport):
        found.append("name")
    if not same_state(visa.nationality, passport.nationality):
        found.append("nationality")
    if not _same_birth(visa.birth, passport.birth):
        found.append("birth")
    if "X" not in (visa.sex, passport.sex) and visa.sex != passport.sex:
        found.append("sex")
    return tuple(found)


def _same_name(one: Mrz, other: Mrz) -> bool:
    first, second = _name(one), _name(other)
    if first == second:
        return True
    (shorter, cut), (longer, _) = sorted(
        ((first, one.name_may_be_cut), (second, other.name_may_be_cut)), key=lambda entry: len(entry[0])
    )
    return cut and len(shorter) >= _SHORTEST and longer.startswith(shorter)


def _name(mrz: Mrz) -> str:
    """The whole name as printed; a cut surname and a cut given name both end the field."""
    span = LAYOUTS[mrz.kind].name
    return span.of(mrz.lines).strip("<")


def _same_birth(one: str, other: str) -> bool:
    return all("X" in a or "X" in b or a == b for a, b in zip(one.split("-"), other.split("-"), strict=True))
