"""From an enum member, a stable key, an error code, a number or a date to what an officer reads."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from enum import Enum

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from station.domain.commissioning import TestedPoint
from station.domain.desk import Measurement
from station.domain.outcome import Verdict
from station.domain.samples import GateValue
from station.domain.visit import Direction
from station.ui import problems, sentences
from station.ui.noop import QT_TRANSLATE_NOOP

_OK = QT_TRANSLATE_NOOP("Words", "OK")
_NOK = QT_TRANSLATE_NOOP("Words", "NOK")
_NOT_PROVIDED = QT_TRANSLATE_NOOP("Words", "not provided")
_NO_LIMIT = QT_TRANSLATE_NOOP("Words", "no limit")
_OWN_LIMIT = QT_TRANSLATE_NOOP("Words", "* a limit of this project; none is published.")
_READ_LIMITS = QT_TRANSLATE_NOOP("Words", "Other limits: {sources}.")
_UNKNOWN_CODE = QT_TRANSLATE_NOOP("Words", "{sentence} (code {code})")
_DAYS = QT_TRANSLATE_NOOP("Words", "{count} days past")
_DAY = QT_TRANSLATE_NOOP("Words", "1 day past")
_DAYS_PAST = QT_TRANSLATE_NOOP("Words", "{count} days past, by these records")
_DAY_PAST = QT_TRANSLATE_NOOP("Words", "1 day past, by these records")
_RARER = QT_TRANSLATE_NOOP("Words", "under 1 in {count}")
_ONE_IN = QT_TRANSLATE_NOOP("Words", "1 in {count}")
_EXAMPLE = QT_TRANSLATE_NOOP("Words", "e.g. {day}")
_EXAMPLE_DAY = date(2026, 1, 31)
_DAY_FORMS = ("d MMM yyyy", "d MMMM yyyy", "d/M/yyyy", "d-M-yyyy", "d.M.yyyy", "yyyy-MM-dd")  # what is understood


ZERO_WIDTH_SPACE = "\u200b"
_PIECE = re.compile(r"\S{8}(?=\S{3})")

_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def _words(text: str) -> str:
    return QCoreApplication.translate("Words", text)


def say(member: Enum) -> str:
    """The words for an enum member of the domain."""
    return _words(sentences.ENUMS[member])


def say_verdict(verdict: Verdict, direction: Direction) -> str:
    """What is decided, in the words of an arrival or of a departure."""
    return say(verdict) if direction is Direction.ARRIVAL else say_key("departure", verdict.value)


def say_key(group: str, key: str) -> str:
    """The words for a stable key ("reason", "warning", "field", "event", "log" ...); the key itself if new."""
    text = sentences.KEYS.get(f"{group}.{key}")
    return _words(text) if text is not None else key.replace("_", " ")


def in_language(names: Sequence[tuple[str, str]]) -> str:
    """Words that a policy brings along, in the chosen language or in English; "" where there are none."""
    by_language = dict(names)
    return by_language.get(QLocale().name().partition("_")[0], by_language.get("en", ""))


def say_named(group: str, key: str, names: Sequence[tuple[str, str]]) -> str:
    """The product's words for a key of the policy, else the policy's own."""
    return say_key(group, key) if f"{group}.{key}" in sentences.KEYS else in_language(names) or say_key(group, key)


def say_tested(one: TestedPoint) -> str:
    """What the self-test found at a point, and below it what to do; what is no sentence stands as it is."""
    values = dict(one.values)
    code = values.get("code", "") if one.found == "failed" else values.get("why", "")
    source = values.get("source", "")
    if f"source.{source}" in sentences.KEYS:
        values["source"] = say_key("source", source)
    if code in problems.PROBLEMS:
        values["why"] = say_problem(code)
    failed = values["why"] if one.found == "failed" and "why" in values else one.words
    said = [_filled(f"found.{one.found}", failed, values)]
    if one.advice:
        said.append("→ " + _filled(f"to_do.{one.to_do}", one.advice, values))
    return "\n".join(said)


def _filled(key: str, otherwise: str, values: Mapping[str, str]) -> str:
    text = sentences.KEYS.get(key)
    return _words(text).format(**values).strip() if text is not None else otherwise


def say_step(key: str) -> str:
    """The name of a calibration step."""
    text = sentences.STEPS.get(key)
    return _words(text) if text is not None else key.replace("_", " ")


def say_measure(name: str) -> str:
    """The name of a measured quantity; "_raw" at its end says that it was measured before correction."""
    if name.endswith("_raw"):
        return _words(sentences.AS_READ).format(quantity=say_measure(name.removesuffix("_raw")))
    parts = name.split("_")
    if len(parts) == 3 and parts[0] == "ctf" and parts[1] in sentences.CTF:
        return _words(sentences.CTF[parts[1]]).format(cycles=parts[2])
    text = sentences.MEASURES.get(name)
    return _words(text) if text is not None else name.replace("_", " ")


def say_gate(number: str) -> str:
    """The name of a component of the face gate, by its number in TR-03121-3-1."""
    text = sentences.GATE.get(number)
    return _words(text) if text is not None else number


def say_problem(code: str) -> str:
    """What the officer should do about an error code."""
    text = problems.PROBLEMS.get(code)
    if text is not None:
        return QCoreApplication.translate("Problems", text)
    generic = QCoreApplication.translate("Problems", problems.GENERIC)
    return _words(_UNKNOWN_CODE).format(sentence=generic, code=code)


def gate_verdict(value: GateValue) -> str:
    if value.value is None:
        return _words(_NOT_PROVIDED)
    if value.passed is None:
        return _words(_NO_LIMIT)
    return _words(_OK if value.passed else _NOK)


def number(value: float, digits: int | None = None) -> str:
    """A number as the chosen language writes it; without `digits` as many as the size asks for."""
    if digits is None:
        digits = 0 if value == int(value) else 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
    return QLocale().toString(float(value), "f", digits).replace("-", "−")


class Writing:
    """How the chosen language writes what stands in a chart (station.charts.Writing)."""

    def figure(self, value: float, digits: int) -> str:
        return number(value, digits)

    def day(self, value: date) -> str:
        return day(value)


WRITING = Writing()


def limits(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return number(low) if low == high else f"{number(low)} … {number(high)}"
    if low is not None:
        return f"≥ {number(low)}"
    if high is not None:
        return f"≤ {number(high)}"
    return "–"


def limit_sources(measurements: Sequence[Measurement]) -> str:
    """Whose limits a table of measured values shows; empty where it shows none."""
    parts = []
    if any(m.own_limit for m in measurements):
        parts.append(_words(_OWN_LIMIT))
    read = sorted({m.source for m in measurements if m.source})
    if read:
        parts.append(_words(_READ_LIMITS).format(sources="; ".join(read)))
    return " ".join(parts)


def rate(fmr: float) -> str:
    """A false match rate as "1 in 10,000", very small ones as a power of ten (rounded to the safe side)."""
    if fmr <= 0:
        return _words(_RARER).format(count="10⁹")
    count = round(1 / fmr)
    if count >= 10**6:
        power = str(math.floor(math.log10(1 / fmr) + 1e-9)).translate(_SUPERSCRIPT)
        return _words(_ONE_IN).format(count=f"10{power}")
    return _words(_ONE_IN).format(count=QLocale().toString(count))


def day(value: date | None) -> str:
    """As the language writes it: 24 Nov 2026."""
    return "–" if value is None else QLocale().toString(QDate(value.year, value.month, value.day), "d MMM yyyy")


def days_past(count: int, *, short: bool = False) -> str:
    """How long somebody is in the country beyond the last day; a presumption, and said as one unless `short`, where
    the list says so."""
    if short:
        return _words(_DAY) if count == 1 else _words(_DAYS).format(count=number(count))
    return _words(_DAY_PAST) if count == 1 else _words(_DAYS_PAST).format(count=number(count))


def typed_day(text: str) -> date | None:
    """A day as somebody types it, in either language or as files have it; None for no text.

    Raises ValueError for a text that is no day."""
    text = text.strip()
    if not text:
        return None
    for locale in (QLocale(), QLocale(QLocale.Language.English), QLocale(QLocale.Language.Indonesian)):
        for form in _DAY_FORMS:
            found = locale.toDate(text, form)
            if found.isValid():
                return date(found.year(), found.month(), found.day())
    raise ValueError("no day")


def in_files(text: str) -> str:
    """A typed day as files have it, YYYY-MM-DD; what is no day stays as it was typed."""
    try:
        found = typed_day(text)
    except ValueError:
        return text.strip()
    return "" if found is None else found.isoformat()


def example_day() -> str:
    """How a day may be typed, for a field that is empty."""
    return _words(_EXAMPLE).format(day=day(_EXAMPLE_DAY))


def birth(value: str) -> str:
    """A date of birth; one with unknown parts stays as the document has it."""
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return value


def choice(concern: str, value: str) -> str:
    """One of the choices of a document's concern: a date, a permanent document, or what stands there."""
    if value == date.max.isoformat():
        return say_key("field", "permanent")
    return birth(value) if concern.startswith(("birth_", "expiry_")) else value


class _Post:
    """Where the window stands; one for the program, as its language is."""

    zone: tzinfo | None = None


def tell_time_of(zone: tzinfo | None) -> None:
    """From now on every time and day is the one of this zone; None: the machine's."""
    _Post.zone = zone


def there(value: datetime) -> datetime:
    """By the post's clock, which is not the machine's: half past midnight is no moment of the day before. What has no
    zone is of the post already."""
    return value.astimezone(_Post.zone) if value.tzinfo is not None else value


def day_there(value: datetime) -> str:
    """As the language writes it."""
    return day(there(value).date())


def moment(value: datetime | None) -> str:
    """The post's time; with the date where it is not today."""
    if value is None:
        return "–"
    local = there(value)
    today = datetime.now(local.tzinfo).date()
    clock = local.strftime("%H:%M")
    return clock if local.date() == today else f"{day(local.date())} {clock}"


def breakable(text: str, longest: int = 16) -> str:
    """The text with places to break in words of more than `longest` letters: names of the zone, paths, ids."""
    pieces = rf"\g<0>{ZERO_WIDTH_SPACE}"
    return " ".join(_PIECE.sub(pieces, word) if len(word) > longest else word for word in text.split(" "))


def unbroken(text: str) -> str:
    """What `breakable` was given."""
    return text.replace(ZERO_WIDTH_SPACE, "")


def duration(seconds: float) -> str:
    whole = max(0, round(seconds))
    return f"{whole // 60:02d}:{whole % 60:02d}"
