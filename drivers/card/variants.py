"""What a zone may have said when the chip refuses it: look-alikes of its characters that keep every check digit.

A chip that refuses a key mostly means a character was misread. Those whose check digit fits and yet are wrong are the
ones the digits cannot tell: a 6 for a G (ten apart), or two of a kind whose errors cancel out.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from drivers.card.password import check_digit

MOST_TRIES = 3  # keys for one document, the first one with it: chips answer slower after every failure
_ALIKE = {
    "0": "OQD", "O": "0QD", "Q": "0O", "D": "0O", "1": "IL", "I": "1L", "L": "1I", "2": "Z", "Z": "2", "5": "S",
    "S": "5", "6": "G", "G": "6", "8": "B", "B": "8", "U": "V", "V": "U",
}  # fmt: skip
_MOST_CHANGES = 2  # of characters in one number
_DATES = 14  # octets at the end: birth and expiry with their digits, which are digits only


def variants(information: str) -> Iterator[str]:
    """Other readings of a zone's information (document number, birth and expiry with their check digits), the likeliest
    first: fewest changes. Only those whose document number fits its check digit, or, when it never did, is mended."""
    number, digit, dates = information[: -_DATES - 1], information[-_DATES - 1], information[-_DATES:]
    places = [at for at, character in enumerate(number) if character in _ALIKE]
    seen = {information}
    for count in range(1, _MOST_CHANGES + 1):
        for chosen in itertools.combinations(places, count):
            for others in itertools.product(*(_ALIKE[number[at]] for at in chosen)):
                changed = list(number)
                for at, other in zip(chosen, others, strict=True):
                    changed[at] = other
                word = "".join(changed)
                found = word + digit + dates
                if found not in seen and digit.isdigit() and check_digit(word) == digit:
                    seen.add(found)
                    yield found


def tries(information: str) -> tuple[str, ...]:
    """What may be tried of one document, `MOST_TRIES` at most: what was read, then what it may have been."""
    return (information, *itertools.islice(variants(information), MOST_TRIES - 1))
