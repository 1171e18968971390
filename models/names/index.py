"""Many names, arranged so that one can be looked for in all its spellings: evidence in bits, never an identity.

Two words agree by the code of a family (models.names.sound) or by nearly all their letters. What an agreement says is
how seldom the code occurs: log2 of one over its share, counted over the names that are searched, at most what a word of
those sounds has by chance. Bits of words that found a partner are added, words without one take some away, a date of
birth and a nationality add or take theirs. With N names on the list a stranger reaches log2(N) + b bits by chance in
about one of 2^b cases, so one limit serves lists of every length.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Indel

from models.document.states import same_state
from models.names.birth import SAME_DAY, Birth, birth_bits
from models.names.sound import codes
from models.names.spelling import PARTICLES, spellings, writes_vowels

# All limits are our own, set on invented lists and strangers of 20 tongues (tests.load.names).
MARGIN = -2.3  # bits beyond log2 of the number of names
COMPARED = 100  # spelled names that one search compares word by word
CONSONANT, LATER, VOWEL = (
    2.6,
    1.7,
    0.7,
)  # bits of a letter of a code by chance: first four consonants, later ones, a vowel
WORD_CAP = 13.0  # bits that one word can give at most
LOOSE = {
    "W": 0.0,
    "B": 1.0,
    "A": 0.8,
    "S": 0.8,
    "C": 0.8,
    "D": 1.2,
    "K": 1.0,
    "I": 0.5,
}  # bits that the choice of a family costs
NEAR_LETTERS = 0.8  # likeness of letters (Indel) from which words may be one mistyped
SHORT = 4  # letters of a word that is never taken for a mistyped one
NEAR_COST = 4.0  # bits that such a likeness costs at most, none at equality
MISSING_LISTED, MISSING_OWN = 1.4, 2.0  # bits for a word without a partner
COVERED = 0.6  # of the traveller's bits must have found a partner
COVERED_LISTED = 0.4
JOINED = 1.0  # bits that the choice of writing words as one costs
COMPLETE = 3.5  # bits where every word of both names has its partner
ONE_WORD = 3.0  # bits that a name of one word against several costs
NATIONALITY = (1.0, -1.0)  # bits: the same, another

# Words of which the world has very many (names of hundreds of millions), as most often written; share of names,
# rounded from published national statistics of frequent names.
_WORLD = {
    0.05: """
    MUHAMMAD AHMAD ALI
    """,
    0.02: """
    WANG LI ZHANG LIU CHEN YANG NGUYEN KIM LEE KUMAR SINGH MARIA HASAN HUSSEIN KHAN ABDULLAH IBRAHIM VAN THI
    """,
    0.008: """
    ABDUL ABD MAHMUD MUSTAFA OMAR OSMAN YUSUF ISMAIL SALEH HAMID KARIM RAHMAN RAHIM SAID KHALID HUANG ZHAO WU ZHOU
    XU SUN MA ZHU HU GUO HE LIN PARK CHOI JUNG TRAN LE PHAM JOSE JUAN CARLOS LUIS ANTONIO GARCIA RODRIGUEZ
    MARTINEZ LOPEZ JOHN MICHAEL DAVID JAMES ROBERT WILLIAM SMITH IVAN ALEKSANDR SERGEI VLADIMIR ANDREI PETR SANTOS
    SILVA CRUZ REYES DEVI RAM LAL SHARMA DEWI SRI SITI NUR PUTRA SARI SETIAWAN SURYA AGUS BUDI ANNA PETER THOMAS
    DANIEL MOHAN AMIN AZIZ HAKIM NASIR
    """,
}


@dataclass(frozen=True)
class Listed:
    """One name that stands on a list: an entry has several.

    `owner` is the entry; `births` are dates as they stand there; `weak` is an alias of low quality that needs a second
    reason; `nationalities` are codes of ICAO Doc 9303 part 3.
    """

    owner: str
    name: str
    births: tuple[Birth, ...] = ()
    nationalities: tuple[str, ...] = ()
    weak: bool = False


@dataclass(frozen=True)
class Pairing:
    """A word of the traveller beside the word of the list that it may be; both in the letters A to Z."""

    own: str
    listed: str
    bits: float


@dataclass(frozen=True)
class NameHit:
    """A name that may mean the traveller: `bits` of evidence, of which `name_bits` are the name's."""

    listed: Listed
    bits: float
    name_bits: float
    pairs: tuple[Pairing, ...]
    birth: str  # "same", "near", "other" or "" where one of the two is not known
    birth_bits: float = 0.0

    @property
    def needs_second(self) -> bool:
        """An alias of low quality that no date of birth supports."""
        return self.listed.weak and self.birth not in {"same", "near"}


@dataclass(frozen=True)
class _Unit:
    """A word, or neighbours written as one; `mask` has a bit for each word that tells people apart."""

    text: str
    mask: int
    codes: frozenset[str]
    parts: tuple[str, ...]  # the words that it is made of, without particles


@dataclass
class _Spelled:
    listed: int
    units: tuple[_Unit, ...]
    words: tuple[str, ...]
    bits: list[float] = field(default_factory=list)


class NameIndex:
    """Names in force; never changes, so any thread may ask it."""

    def __init__(self, names: Iterable[Listed]) -> None:
        """Raises nothing: a name without a letter is named by `unreadable`."""
        self._listed: list[Listed] = []
        self.unreadable: list[Listed] = []
        self._spelled: list[_Spelled] = []
        for name in names:
            forms = spellings(name.name)
            if not forms:
                self.unreadable.append(name)
                continue
            place = len(self._listed)
            self._listed.append(name)
            vowels = writes_vowels(name.name)
            for form in forms:
                words = telling(form)
                self._spelled.append(_Spelled(place, _units(form, words, vowels), words))
        self._count()
        self._arrange()

    def __len__(self) -> int:
        return len(self._listed)

    def _count(self) -> None:
        """How often each code occurs among the names, the world's commonest added."""
        seen: Counter[str] = Counter()
        owners: dict[str, set[str]] = defaultdict(set)
        for spelled in self._spelled:
            owner = self._listed[spelled.listed].owner
            for unit in spelled.units:
                for code in unit.codes:
                    owners[code].add(owner)
        for code, who in owners.items():
            seen[code] = len(who)
        entries = max(1, len({name.owner for name in self._listed}))
        self._share: dict[str, float] = {code: (count - 0.5) / entries for code, count in seen.items()}
        # a short list says nothing of how common a name is
        trust = entries / (entries + 200.0)
        self._share = {code: share * trust for code, share in self._share.items()}
        for share, words in _WORLD.items():
            for word in words.split():
                for code in codes(word):
                    self._share[code] = max(self._share.get(code, 0.0), share)

    def _arrange(self) -> None:
        by_code: dict[str, set[int]] = defaultdict(set)
        texts: dict[str, set[int]] = defaultdict(set)
        for place, spelled in enumerate(self._spelled):
            spelled.bits = [self._worth(word) for word in spelled.words]
            for unit in spelled.units:
                if unit.text in spelled.words:
                    texts[unit.text].add(place)
                for code in unit.codes:
                    by_code[code].add(place)
        self._by_code = {code: frozenset(places) for code, places in by_code.items()}
        self._texts = sorted(texts)
        self._of_text = [frozenset(texts[text]) for text in self._texts]
        self._limit = math.log2(max(2, len(self._listed))) + MARGIN

    def _bits(self, code: str, words: int = 1) -> float:
        share = self._share.get(code, 0.0)
        counted = -math.log2(share) if share > 0 else 99.0
        return min(counted, _by_chance(code), WORD_CAP * words)

    def _worth(self, word: str) -> float:
        """Bits of a word that is found as it is written, or as it sounds where that is more often met."""
        return self._bits("W" + word)

    def screen(
        self, name: str, birth: Birth | None = None, nationality: str = "", limit: int = 10
    ) -> tuple[NameHit, ...]:
        """Names that may mean this one, the strongest first, one for each entry.

        Args:
            name: as the document has it, in any script; surname and given names in any order.
            birth: of the traveller, None where it is not known.
            nationality: three letters, or empty.
        """
        best: dict[str, NameHit] = {}
        for form in spellings(name):
            words = telling(form)[:8]
            if not words:
                continue
            units = _units(form, words, writes_vowels(name))
            worth = [self._worth(word) for word in words]
            for place in self._near(words, units, SAME_DAY if birth is not None else 0.0):
                hit = self._compare(words, units, worth, self._spelled[place], birth, nationality)
                if hit is not None and (hit.listed.owner not in best or best[hit.listed.owner].bits < hit.bits):
                    best[hit.listed.owner] = hit
        ranked = sorted(best.values(), key=lambda hit: (-hit.bits, hit.listed.owner))
        return tuple(ranked[:limit])

    def _near(self, words: tuple[str, ...], units: Sequence[_Unit], other: float) -> list[int]:
        """Spelled names that can reach the limit with `other` bits beside the name's: cheap, so few are compared."""
        reached: dict[int, float] = defaultdict(float)
        for unit in units:
            for place, bits in self._touched(unit, unit.text in words).items():
                reached[place] += bits
        least = self._limit - other - NATIONALITY[0] - COMPLETE
        near = [(bits, place) for place, bits in reached.items() if bits >= least]
        if len(near) > COMPARED:
            near = heapq.nlargest(COMPARED, near)
        return [place for _, place in near]

    def _touched(self, unit: _Unit, word: bool) -> dict[int, float]:
        """Spelled names that have a code of this unit, or nearly its letters, with the bits that it is worth there."""
        found: dict[int, float] = {}
        for code in unit.codes:
            bits = self._bits(code, len(unit.parts)) - LOOSE[code[0]]
            for place in self._by_code.get(code, ()):
                if found.get(place, 0.0) < bits:
                    found[place] = bits
        if word and len(unit.text) > SHORT:
            worth = self._worth(unit.text) - 1.0
            alike = process.cdist(
                [unit.text],
                self._texts,
                scorer=Indel.normalized_similarity,
                score_cutoff=NEAR_LETTERS,
                dtype=np.float32,
            )[0]
            for text in np.flatnonzero(alike):
                for place in self._of_text[int(text)]:
                    found.setdefault(place, worth)
        return found

    def _compare(
        self, words: tuple[str, ...], units: Sequence[_Unit], worth: list[float], spelled: _Spelled,
        birth: Birth | None, nationality: str,
    ) -> NameHit | None:  # fmt: skip
        options = []
        for own in units:
            for other in spelled.units:
                bits = self._agreement(own, other)
                if bits > 0:
                    options.append((bits, own, other))
        options.sort(key=lambda option: -option[0])
        used_own = used_listed = 0
        pairs: list[Pairing] = []
        for bits, own, other in options:
            if not own.mask & used_own and not other.mask & used_listed:
                used_own |= own.mask
                used_listed |= other.mask
                pairs.append(Pairing(own.text, other.text, bits))
        if not pairs:
            return None
        own_bits = sum(w for i, w in enumerate(worth) if used_own >> i & 1)
        listed_bits = sum(w for i, w in enumerate(spelled.bits) if used_listed >> i & 1)
        if own_bits < COVERED * sum(worth) or listed_bits < COVERED_LISTED * sum(spelled.bits):
            return None
        missing = len(spelled.words) - used_listed.bit_count(), len(words) - used_own.bit_count()
        bits = sum(pair.bits for pair in pairs) - MISSING_LISTED * min(3, missing[0]) - MISSING_OWN * min(3, missing[1])
        if (used_own.bit_count() == 1 or used_listed.bit_count() == 1) and len(words) + len(spelled.words) > 2:
            bits -= ONE_WORD
        if missing == (0, 0):
            bits += COMPLETE
        listed = self._listed[spelled.listed]
        born, said = birth_bits(listed.births, birth)
        total = bits + born
        if nationality and listed.nationalities:
            same = any(same_state(nationality, one) for one in listed.nationalities)
            total += NATIONALITY[0] if same else NATIONALITY[1]
        if total < self._limit:
            return None
        return NameHit(listed, total, bits, tuple(pairs), said, born)

    def _agreement(self, own: _Unit, other: _Unit) -> float:
        """Bits by the most telling code that both have, or by nearly equal letters; 0 where they differ.

        Words written as one say no more than each of them said alone, and on one side only: on both they are compared
        word by word.
        """
        if len(own.parts) > 1 and len(other.parts) > 1:
            return 0.0
        best = 0.0
        for code in own.codes & other.codes:
            best = max(best, self._bits(code, max(len(own.parts), len(other.parts))) - LOOSE[code[0]])
        if best == 0.0 and min(len(own.text), len(other.text)) > SHORT:
            alike = Indel.normalized_similarity(own.text, other.text, score_cutoff=NEAR_LETTERS)
            if alike:
                cost = 1.0 + NEAR_COST * (1 - alike) / (1 - NEAR_LETTERS)
                best = max(0.0, min(self._worth(own.text), self._worth(other.text)) - cost)
        for unit in (own, other):
            if (unit.text,) != unit.parts:
                best = min(best, sum(map(self._worth, unit.parts)) - JOINED)
        return best


def telling(spelling: str) -> tuple[str, ...]:
    """The words that tell people apart, each once; all of them where fewer than two would be left.

    A single name that fills both parts of a machine readable zone is one word.
    """
    every = tuple(dict.fromkeys(spelling.split()))
    kept = tuple(word for word in every if word not in PARTICLES)
    return kept if len(kept) > 1 else every


def _units(spelling: str, words: tuple[str, ...], vowels: bool) -> tuple[_Unit, ...]:
    """Each word, and two or three neighbours written as one, with and without the particles between them."""
    places = {word: 1 << i for i, word in enumerate(words)}
    found = {word: _Unit(word, place, codes(word, vowels), (word,)) for word, place in places.items()}
    for row in {words, tuple(dict.fromkeys(spelling.split()))}:
        for length in (2, 3):
            for i in range(len(row) - length + 1):
                text, parts = "".join(row[i : i + length]), tuple(w for w in row[i : i + length] if w in places)
                if len(text) <= 20 and parts and text not in found:
                    found[text] = _Unit(text, sum(places[w] for w in parts), codes(text, vowels), parts)
    return tuple(found.values())


def _by_chance(code: str) -> float:
    """Bits that a code of these sounds has at least to be worth something: a longer one meets fewer strangers."""
    if code[0] == "D":
        return 5.0
    bits, consonants = 0.0, 0
    for letter in code[1:]:
        if letter in "AEIOU":
            bits += VOWEL
        else:
            consonants += 1
            bits += CONSONANT if consonants <= 4 else LATER
    return bits
