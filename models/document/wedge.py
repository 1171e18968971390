"""A document reader that poses as a keyboard: bursts of characters, told from typing by their speed, as a scan.

Readers differ in what they send before and after a zone, between its lines and for a character they gave up; all of
that is set. A text comes as two or three lines, as one line of 88, 90 or 72, with CR, LF or TAB between lines, or is
the content of a barcode. Pure: characters and times in, values out; who owns the keyboard asks `Wedge.key` for every
character and `Wedge.idle` when `Wedge.due` has come.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from models.document.layout import FILLER, VALUES, Span
from models.document.lines import REJECT, split
from models.document.mrz import examine

LONGEST = 8192  # characters of a burst; the largest QR code holds 7,089 (ISO/IEC 18004)
_SURE = 10  # characters in a burst that no hand types; it may then pause for `quiet` between its lines
_LINE_ENDS = re.compile(r"(?:\r\n|\r|\n|\t)+")
_ZONE_LINE = 24  # characters of a zone's longest line, trailing fillers left out
# What a reader's keys (US) give when the station's keyboard is set to another country; characters of a zone only.
_KEYBOARDS = {
    "": {},
    "de": str.maketrans("yzYZ;", "zyZY<"),
    "latin": str.maketrans(";", "<"),
    "fr": str.maketrans("qawzQAWZ,?.&é\"'(-è_çà", "aqzwAQZWMM<1234567890"),
}


@dataclass(frozen=True)
class WedgeSettings:
    """How a reader sends. Raises ValueError for what no text could be told from.

    prefix, suffix: "" for none; with a prefix nothing else counts as a scan. line_end: beside CR, LF and TAB, which
    always end a line. reject: the sign for a character given up, "" for none. keyboard: "" where the station's keyboard
    gives what the reader means, "de", "fr" or "latin" (others with ";" for "<") where it must be taken back, None to
    let the check digits tell; what they leave open is then marked as not read. apart: seconds at most between two
    characters; quiet: seconds without one after which a burst is over.
    """

    prefix: str = ""
    suffix: str = ""
    line_end: str = "\r"
    reject: str = ""
    keyboard: str | None = None
    apart: float = 0.05
    quiet: float = 0.15

    def __post_init__(self) -> None:
        if self.keyboard is not None and self.keyboard not in _KEYBOARDS:
            raise ValueError("the keyboard is one of " + ", ".join(map(repr, _KEYBOARDS)))
        if not 0 < self.apart <= self.quiet <= 5:
            raise ValueError("0 < apart <= quiet <= 5 seconds")
        if len(self.reject) > 1 or self.reject.upper() in VALUES or self.reject.isspace():
            raise ValueError("the reject sign is one character that no zone holds")
        if max(map(len, (self.prefix, self.suffix, self.line_end))) > 16:
            raise ValueError("prefix, suffix and line end have at most 16 characters")
        if self.line_end and any(c.upper() in VALUES for c in self.line_end):
            raise ValueError("a line end holds no character of a zone")


@dataclass(frozen=True)
class Scan:
    """What one burst says. A scan replaces what was read before; it is never added to it."""

    text: str  # without prefix and suffix, lines parted by "\n"
    lines: tuple[str, ...] = ()  # of a zone, upper case, REJECT where the reader gave up; () for anything else
    rejected: tuple[Span, ...] = ()  # the places of REJECT in `lines`
    keyboard: str = ""  # the layout the characters had to be taken back from: "de", "fr", "latin"; "" for none
    cut: bool = False  # more than LONGEST characters came; the rest was dropped

    @property
    def is_zone(self) -> bool:
        return bool(self.lines)


@dataclass(frozen=True)
class Keys:
    """released: characters that were held back and are ordinary typing after all, in their order; scan: one that
    ended before or with this character."""

    released: str = ""
    scan: Scan | None = None


class Wedge:
    """Tells scans from typing. Times are seconds of any steady clock and never run back."""

    def __init__(self, settings: WedgeSettings | None = None) -> None:
        self._settings = settings or WedgeSettings()
        self._held = ""
        self._last = 0.0
        self._cut = False

    @property
    def holding(self) -> bool:
        """Whether characters are held back, so that `idle` must be called when `due` has come."""
        return bool(self._held)

    @property
    def due(self) -> float | None:
        """The time at which what is held is decided if nothing comes; None where nothing is held."""
        return self._last + self._patience() if self._held else None

    def key(self, characters: str, at: float) -> Keys:
        """Take what one key event gave ("" is nothing); it is held back until it is known to be typing or a scan."""
        if not characters:
            return self.idle(at)
        before = self.idle(at)
        released, scan = before.released, before.scan
        for character in characters:
            self._last = at
            if len(self._held) >= LONGEST:
                self._cut = True
                continue
            self._held += character
            if not self._may_begin():
                # what was held is typing, but its last character may begin a prefix
                released += self._held[:-1] if len(self._held) > 1 else ""
                self._held = self._held[-1]
                if not self._may_begin():
                    released, self._held = released + self._held, ""
            elif self._complete():
                after = self._decide()
                released, scan = released + after.released, after.scan or scan
        return Keys(released, scan)

    def idle(self, at: float) -> Keys:
        """Decide what is held if nothing came for long enough."""
        if self._held and at - self._last > self._patience():
            return self._decide()
        return Keys()

    def _patience(self) -> float:
        begun = len(self._held) >= _SURE or bool(self._settings.prefix and self._begun())
        return self._settings.quiet if begun else self._settings.apart

    def _begun(self) -> bool:
        return self._held.startswith(self._settings.prefix)

    def _may_begin(self) -> bool:
        """Whether what is held may be, or become, a scan."""
        prefix = self._settings.prefix
        return self._held.startswith(prefix) if len(self._held) >= len(prefix) else prefix.startswith(self._held)

    def _complete(self) -> bool:
        """Whether the suffix came; a suffix that is a line end as well ends nothing before the lines are whole."""
        suffix = self._settings.suffix
        if not suffix or not self._held.endswith(suffix) or not self._scanned():
            return False
        return not _LINE_ENDS.fullmatch(suffix) and suffix != self._settings.line_end

    def _scanned(self) -> bool:
        """Whether what is held is a burst, not a hand or a key that repeats."""
        if self._settings.prefix:
            return self._begun() and len(self._held) > len(self._settings.prefix)
        return len(self._held) >= _SURE and len(set(self._held)) > 2

    def _decide(self) -> Keys:
        held, cut = self._held, self._cut
        scanned = self._scanned()
        self._held, self._cut = "", False
        return Keys(scan=decode(held, self._settings, cut=cut)) if scanned else Keys(released=held)


def decode(text: str, settings: WedgeSettings | None = None, *, cut: bool = False) -> Scan:
    """The scan that a whole burst is; never raises."""
    settings = settings or WedgeSettings()
    text = text[:LONGEST].removeprefix(settings.prefix)
    if settings.suffix and text.endswith(settings.suffix):
        text = text.removesuffix(settings.suffix)
    if settings.line_end:
        text = text.replace(settings.line_end, "\n")
    body = _LINE_ENDS.sub("\n", text).strip("\n")
    found: list[Scan] = []
    held: list[Scan] = []
    for keyboard, table in _KEYBOARDS.items():
        if settings.keyboard not in (None, keyboard):
            continue
        meant = body.translate(table)
        lines = split(meant.replace(settings.reject, REJECT) if settings.reject else meant)
        if not _zone_like(lines):
            continue
        found.append(Scan(meant, lines, _rejected(lines), keyboard, cut))
        if not keyboard:
            break  # a filler that came as one: no other keyboard gives it for the reader's keys
        if _digits_hold(lines):
            held.append(found[-1])
    return _agreed(held or found) if found else Scan(body, cut=cut)


def _agreed(held: list[Scan]) -> Scan:
    """Where two keyboards make lines that differ, only what they agree on was read: names have no digit."""
    one = held[0]
    if any(tuple(map(len, scan.lines)) != tuple(map(len, one.lines)) for scan in held):
        return one
    lines = tuple(
        "".join(signs[0] if len(set(signs)) == 1 else REJECT for signs in zip(*texts, strict=True))
        for texts in zip(*(scan.lines for scan in held), strict=True)
    )
    return Scan(one.text, lines, _rejected(lines), one.keyboard, one.cut)


def _rejected(lines: tuple[str, ...]) -> tuple[Span, ...]:
    return tuple(
        Span(row, column, column + 1)
        for row, line in enumerate(lines)
        for column, character in enumerate(line)
        if character == REJECT
    )


def _zone_like(lines: tuple[str, ...]) -> bool:
    if len(lines) not in (2, 3) or not _ZONE_LINE <= max(map(len, lines)) <= 48:
        return False
    return all(c in VALUES or c == REJECT for line in lines for c in line) and any(FILLER in line for line in lines)


def _digits_hold(lines: tuple[str, ...]) -> bool:
    """Whether every check digit holds; dates and names do not matter here."""
    examination = examine(lines, date.max)
    return bool(examination.kind) and not any(
        problem.code in ("mrz_check_digit", "mrz_character", "mrz_line_length") for problem in examination.problems
    )
