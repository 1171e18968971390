"""What opens a chip: the printed zone or the card access number (ICAO Doc 9303-11, 4.3.2 and 9.7.2, 9.7.3)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

MRZ, CAN = 1, 2  # references of the password in PACE


@dataclass(frozen=True)
class Password:
    """A password. reference: `MRZ` or `CAN`; secret: what keys are derived from. Never to be logged or shown."""

    reference: int
    secret: bytes = field(repr=False)

    @property
    def seed(self) -> bytes:
        """The seed of basic access control, of the zone only: sixteen octets."""
        if self.reference != MRZ:
            raise ValueError("basic access control takes the zone")
        return self.secret[:16]


def zone_information(number: str, birth: str, expiry: str) -> str:
    """Document number, birth and expiry (YYMMDD), each with its check digit.

    number: without trailing fillers; those up to nine characters are added, longer ones stand whole.
    """
    number = number.rstrip("<").ljust(9, "<")
    return "".join(part + check_digit(part) for part in (number, birth, expiry))


def from_zone(number: str, birth: str, expiry: str) -> Password:
    """The password of a zone; see `zone_information`."""
    return from_information(zone_information(number, birth, expiry))


def from_lines(lines: tuple[str, ...]) -> Password:
    """The password of the printed lines, with the check digits as printed. Raises ValueError for no known layout."""
    return from_information(information_of(lines))


def information_of(lines: tuple[str, ...]) -> str:
    """The zone's information from its lines: three of 30, two of 36 or two of 44. Raises ValueError."""
    sizes = [len(line) for line in lines]
    if sizes == [30, 30, 30]:
        number, digit, rest = lines[0][5:14], lines[0][14], lines[0][15:30]
        dates = lines[1][:7] + lines[1][8:15]
    elif sizes in ([36, 36], [44, 44]):
        number, digit, rest = lines[1][:9], lines[1][9], lines[1][28:35] if sizes[0] == 36 else ""
        dates = lines[1][13:20] + lines[1][21:28]
    else:
        raise ValueError("lines of no known layout")
    if digit == "<" and rest.strip("<"):  # a long number goes on in the optional field, its digit at the end
        whole = rest.split("<")[0]
        number, digit = number + whole[:-1], whole[-1:]
    return number + digit + dates


def from_information(information: str) -> Password:
    """The password of a zone's information."""
    if not re.fullmatch(r"[A-Z0-9<]{24,60}", information):
        raise ValueError("not a zone's information")
    return Password(MRZ, hashlib.sha1(information.encode("ascii"), usedforsecurity=False).digest())


def from_can(number: str) -> Password:
    """The password of a card access number: its characters, six digits on most documents."""
    if not re.fullmatch(r"[0-9A-Z<]{1,20}", number):
        raise ValueError("not a card access number")
    return Password(CAN, number.encode("ascii"))


def check_digit(part: str) -> str:
    """Weights 7, 3, 1; letters from 10, the filler 0 (Doc 9303-3, 4.9)."""
    values = (0 if c == "<" else int(c, 36) for c in part)
    return str(sum(value * (7, 3, 1)[at % 3] for at, value in enumerate(values)) % 10)
