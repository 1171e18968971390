"""Many names, arranged so that one can be looked for in all its spellings: evidence in bits, never an identity.

Two words agree by the code of a family (models.names.sound) or by nearly all their letters. What an agreement says is
how seldom the code occurs: log2 of one over its share, counted over the names that are searched, at most what a word of
those sounds has by chance. Bits of words that found a partner are added, words without one take some away, a date of
birth and a nationality add or take theirs. With N names on the list a stranger reaches log2(N) + b bits by chance in
about one of 2^b cases, so one limit serves lists of every length.
"""

from __future__ import annotations

import bisect
import math
import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Indel

from models.document.states import same_state
from models.names.birth import SAME_DAY, Birth, birth_bits
from models.names.sound import SYLLABLE as SYLLABLE_OF_EAST
from models.names.sound import codes, is_surname_of_china, syllables
from models.names.spelling import ARTICLES, KUNYA, LONGEST, PARTICLES, TITLES, spellings, writes_vowels

# All limits are our own, set on invented lists, on strangers of 20 tongues, and on tests/unit/models/name_pairs.py;
# `python -m station.road.screen` measures them on other lists.
MARGIN = -1.7  # bits beyond log2 of the number of names
FEWEST = 32  # names: a shorter list asks for no less
COMPARED = 150  # spelled names that one search compares word by word
MOST_KNOWN = 50_000  # codes whose bits are kept
LONGEST_JOINED = 20  # letters of neighbours that are tried as one word
SHORT_JOINED = 5  # letters: of two words written as one in another spelling one is short: ABD, DIN, ALI, ZADEH
MOST_WORDS = 8  # of one name; those behind them are not looked at
CONSONANT, LATER, VOWEL = 2.6, 1.7, 0.7  # bits of a letter of a code by chance: first four consonants, later ones
SYLLABLE = 6.0  # bits of one syllable as the tongues of East Asia have them: they share some four hundred
WORD_CAP = 13.0  # bits that one word can give at most
LOOSE = {"W": 0.0, "B": 1.0, "A": 0.8, "S": 0.8, "C": 0.8, "D": 1.2, "K": 1.0, "I": 0.5}  # bits: choice of a family
NEAR_LETTERS = 0.8  # likeness of letters (Indel) from which words may be one mistyped
SHORT = 4  # letters of a word that is never taken for a mistyped one
NEAR_COST = 4.0  # bits that such a likeness costs at most, none at equality
MISSING_LISTED, MISSING_OWN = 2.0, 2.6  # bits for a word without a partner
COVERED = 0.6  # of the traveller's bits must have found a partner
COVERED_LISTED = 0.5
UNLIKE_LETTERS, UNLIKE = 0.6, 8.0  # likeness of letters below which the same consonants say less, and bits for a whole
LEFT_OUT = 0.5  # bits for a word without a partner that is often left out
JOINED = 1.0  # bits that the choice of writing words as one costs
COMPLETE = 5.0  # bits where every word of both names has its partner
ONE_WORD = 3.0  # bits that a name of one word against several costs
NATIONALITY = (1.0, -1.0)  # bits: the same, another

_SYLLABLE = re.compile(SYLLABLE_OF_EAST)
_EARS = str.maketrans("YEO", "IIU")  # vowels that ears exchange: HUSAYN and HOSSEIN
_DOUBLED = re.compile(r"(.)\1+")
_PATRONYMIC = re.compile(r"..(?:[OE]VI[CT]S?C?H|[OEY]VNA|IYEVICH|OGLU|OGHLU|OGHLI|OGLY|UGLI|KYZY|KIZI|QIZI)$")

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


@dataclass(frozen=True)
class _Form:
    """One spelling of a name: the words that tell people apart, and the units that they make."""

    words: tuple[str, ...]
    units: tuple[_Unit, ...]
    with_code: dict[str, tuple[_Unit, ...]]  # code -> units that have it
    light: tuple[bool, ...]  # words that people and clerks leave out: a nisba, a kunya, a patronymic, an initial


class _Places:
    """Under each code the forms that have it, as three arrays: most codes are of one name, and an object for each of
    them would be the larger part of a long list. Codes are told apart by 64 bits of their hash."""

    def __init__(self, codes_: array[int], places: array[int], owner_of_form: NDArray[np.int32]) -> None:
        """codes_, places: int64 and int32[pairs], the hash of a code and a form that has it."""
        hashes, found = np.frombuffer(codes_, np.int64), np.frombuffer(places, np.int32)
        owners = owner_of_form[found]
        order = np.lexsort((owners, hashes))
        hashes, owners = hashes[order], owners[order]
        self._places = found[order]
        self._hashes, first = np.unique(hashes, return_index=True)
        self._first = np.append(first, len(hashes)).astype(np.int32)
        new = np.ones(len(hashes), np.int32)
        new[1:] = (hashes[1:] != hashes[:-1]) | (owners[1:] != owners[:-1])
        self._owners = np.add.reduceat(new, first, dtype=np.int32) if len(first) else new

    def _find(self, code: str) -> int | None:
        value = hash(code)
        at = int(np.searchsorted(self._hashes, value))
        return at if at < len(self._hashes) and self._hashes[at] == value else None

    def of(self, code: str) -> NDArray[np.int32] | None:
        """The forms that have this code; None where none has it."""
        at = self._find(code)
        return None if at is None else self._places[self._first[at] : self._first[at + 1]]

    def owners(self, code: str) -> int:
        """How many entries have it."""
        at = self._find(code)
        return 0 if at is None else int(self._owners[at])


class NameIndex:
    """Names in force; never changes, so any thread may ask it.

    Of a listed name only its codes and words are kept; its forms are made again where it is compared.
    """

    def __init__(self, names: Iterable[Listed]) -> None:
        """Raises nothing: a name without a letter is named by `unreadable`."""
        self._listed: list[Listed] = []
        self.unreadable: list[Listed] = []
        self._of_form = array("i")  # place of the name that a form spells
        self._first_form = array("i")  # of each name
        owners: dict[str, int] = {}
        owner_of_form, hashes, places = array("i"), array("q"), array("i")
        words: dict[str, array[int]] = {}
        for name in names:
            forms = _forms(name.name[:LONGEST])
            if not forms:
                self.unreadable.append(name)
                continue
            self._first_form.append(len(self._of_form))
            owner = owners.setdefault(name.owner, len(owners))
            for form in forms:
                place = len(self._of_form)
                self._of_form.append(len(self._listed))
                owner_of_form.append(owner)
                hashes.extend(map(hash, form.with_code))
                places.extend([place] * len(form.with_code))
                for word in form.words:
                    if len(word) > SHORT:
                        words.setdefault(word, array("i")).append(place)
            self._listed.append(name)
        self._by_code = _Places(hashes, places, np.array(owner_of_form, np.int32))
        self._entries = max(1, len(owners))
        self._limit = math.log2(max(FEWEST, len(self._listed))) + MARGIN
        self._texts = sorted(words)
        self._of_text = np.array([place for text in self._texts for place in words[text]], np.int32)
        self._text_ends = np.cumsum([0, *(len(words[text]) for text in self._texts)], dtype=np.int32)
        self._known: dict[str, float] = {}  # bits of codes that were asked for

    def __len__(self) -> int:
        return len(self._listed)

    def _form(self, place: int) -> _Form:
        number = self._of_form[place]
        return _forms(self._listed[number].name[:LONGEST])[place - self._first_form[number]]

    def _text_places(self, text: str) -> NDArray[np.int32]:
        at = bisect.bisect_left(self._texts, text)
        return self._of_text[self._text_ends[at] : self._text_ends[at + 1]]

    def _bits(self, code: str, words: int = 1) -> float:
        """What an agreement by a code says: by how many entries have it, the world's commonest names added."""
        counted = self._known.get(code)
        if counted is None:
            who, share = self._by_code.owners(code), _world().get(code, 0.0)
            if who:
                trust = self._entries / (self._entries + 200.0)  # a short list says nothing of how common a name is
                share = max((who - 0.5) / self._entries * trust, share)
            counted = min(-math.log2(share) if share else 99.0, _by_chance(code))
            if len(self._known) >= MOST_KNOWN:
                self._known = {}
            self._known[code] = counted
        return min(counted, WORD_CAP * words)

    def _worth(self, word: str) -> float:
        """Bits of a word that is found as it is written."""
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
        for form in _forms(name[:LONGEST]):
            worth = tuple(map(self._worth, form.words))
            likeness = self._likeness(form)
            for place in self._near(form, worth, likeness, birth is not None):
                hit = self._compare(form, worth, likeness, place, birth, nationality)
                if hit is not None and (hit.listed.owner not in best or _stronger(hit, best[hit.listed.owner])):
                    best[hit.listed.owner] = hit
        ranked = sorted(best.values(), key=lambda hit: (-hit.bits, hit.listed.owner))
        return tuple(ranked[:limit])

    def _likeness(self, form: _Form) -> dict[str, dict[str, float]]:
        """Word of the traveller -> words of the list with nearly its letters -> how alike they are, 0.8 to 1."""
        words = [word for word in form.words if len(word) > SHORT]
        if not words or not self._texts:
            return {}
        table = process.cdist(
            words, self._texts, scorer=Indel.normalized_similarity, score_cutoff=NEAR_LETTERS, dtype=np.float32
        )
        return {
            word: {self._texts[int(text)]: float(row[text]) for text in np.flatnonzero(row)}
            for word, row in zip(words, table, strict=True)
        }

    def _near(
        self, form: _Form, worth: tuple[float, ...], likeness: dict[str, dict[str, float]], dated: bool
    ) -> list[int]:
        """Forms of the list that can reach the limit: never less than what a comparison finds, so few are compared.

        For each word of the traveller the most that a unit with it can say, shared among the unit's words.
        """
        reached = np.zeros((len(form.words), len(self._of_form)), np.float32)
        found: list[tuple[float, int, NDArray[np.int32]]] = []
        for unit in form.units:
            for code in unit.codes:
                places = self._by_code.of(code)
                if places is not None:
                    count = unit.mask.bit_count()
                    found.append(((self._bits(code, 3) - LOOSE[code[0]]) / count, unit.mask, places))
        for number, word in enumerate(form.words):
            for text, alike in likeness.get(word, {}).items():
                places = self._text_places(text)
                found.append((max(0.1, worth[number] - _near_cost(alike)), 1 << number, places))
        found.sort(key=lambda one: one[0])  # a later one is larger and takes the place of an earlier one
        for bits, mask, places in found:
            for number in range(len(form.words)):
                if mask >> number & 1:
                    reached[number, places] = bits
        met = reached > 0
        own = np.where(form.light, 0.0, worth).astype(np.float32)
        lost = len(form.words) - met.sum(axis=0)
        costs = MISSING_OWN if not any(form.light) else LEFT_OUT
        most = reached.sum(axis=0) - costs * np.minimum(lost, 3) + COMPLETE * (lost == 0)
        least = self._limit - NATIONALITY[0] - (SAME_DAY if dated else 0.0)
        near = np.flatnonzero((most >= least) & (own @ met >= COVERED * own.sum() - 1e-3))
        if len(near) > COMPARED:
            near = near[np.argpartition(-most[near], COMPARED)[:COMPARED]]
        return [int(place) for place in near]

    def _compare(
        self, form: _Form, worth: tuple[float, ...], likeness: dict[str, dict[str, float]], place: int,
        birth: Birth | None, nationality: str,
    ) -> NameHit | None:  # fmt: skip
        other = self._form(place)
        used_own = used_listed = 0
        pairs: list[Pairing] = []
        for bits, mine, theirs in sorted(self._options(form, other, likeness), key=lambda option: -option[0]):
            if not mine.mask & used_own and not theirs.mask & used_listed:
                used_own |= mine.mask
                used_listed |= theirs.mask
                pairs.append(Pairing(mine.text, theirs.text, bits))
        if not pairs:
            return None
        own = _Side(form.light, worth, used_own)
        listing = _Side(other.light, tuple(map(self._worth, other.words)), used_listed)
        if own.covered < COVERED or listing.covered < COVERED_LISTED:
            return None
        bits = sum(pair.bits for pair in pairs)
        bits -= own.cost(MISSING_OWN) + listing.cost(MISSING_LISTED)
        if 1 in (used_own.bit_count(), used_listed.bit_count()) and len(form.words) + len(other.words) > 2:
            bits -= ONE_WORD
        if own.whole and listing.whole:
            bits += COMPLETE
        listed = self._listed[self._of_form[place]]
        born, said = birth_bits(listed.births, birth)
        total = bits + born
        if nationality and listed.nationalities:
            same = any(same_state(nationality, one) for one in listed.nationalities)
            total += NATIONALITY[0] if same else NATIONALITY[1]
        if total < self._limit:
            return None
        return NameHit(listed, total, bits, tuple(pairs), said, born)

    def _options(
        self, form: _Form, other: _Form, likeness: dict[str, dict[str, float]]
    ) -> list[tuple[float, _Unit, _Unit]]:
        """Every two units that agree, with the bits that it is worth.

        Words written as one say no more than each of them said alone, and on one side only: on both they are compared
        word by word.
        """
        found: dict[tuple[str, str], tuple[float, _Unit, _Unit]] = {}
        for mine in form.units:
            for code in mine.codes & other.with_code.keys():
                for theirs in other.with_code[code]:
                    if len(mine.parts) > 1 and len(theirs.parts) > 1:
                        continue
                    bits = self._bits(code, max(len(mine.parts), len(theirs.parts))) - LOOSE[code[0]]
                    if code[0] in "ABS":
                        bits -= _unlike_cost(mine, theirs)
                    key = mine.text, theirs.text
                    if key not in found or found[key][0] < bits:
                        found[key] = bits, mine, theirs
            alike = likeness.get(mine.text)
            if alike:
                for theirs in other.units:
                    key = mine.text, theirs.text
                    if theirs.text in alike and key not in found:
                        worth = min(self._worth(mine.text), self._worth(theirs.text))
                        found[key] = worth - _near_cost(alike[theirs.text]), mine, theirs
        capped = (
            (min(bits, self._most(mine), self._most(theirs)), mine, theirs) for bits, mine, theirs in found.values()
        )
        return [option for option in capped if option[0] > 0]

    def _most(self, unit: _Unit) -> float:
        """Bits that an agreement of this unit can be worth."""
        if (unit.text,) != unit.parts:
            return sum(map(self._worth, unit.parts)) - JOINED
        return _by_chance("W" + unit.text)


@dataclass(frozen=True)
class _Side:
    """The words of one of two names, of which `used` (a bit a word) have found a partner."""

    light: tuple[bool, ...]
    worth: tuple[float, ...]
    used: int

    @property
    def covered(self) -> float:
        """0..1: how much of what the words are worth has a partner; what is often left out is not asked for."""
        found = sum(bits for i, bits in enumerate(self.worth) if self.used >> i & 1)
        asked = sum(bits for i, bits in enumerate(self.worth) if self.used >> i & 1 or not self.light[i])
        return found / asked if asked else 1.0

    @property
    def whole(self) -> bool:
        return self.used.bit_count() == len(self.worth)

    def cost(self, each: float) -> float:
        """Bits for words without a partner, three at most."""
        alone = [self.light[i] for i in range(len(self.worth)) if not self.used >> i & 1]
        return float(sum(LEFT_OUT if light else each for light in alone[:3]))


def _stronger(one: NameHit, other: NameHit) -> bool:
    """An alias of low quality never hides a name that needs no second reason."""
    return (not one.needs_second, one.bits) > (not other.needs_second, other.bits)


def _near_cost(alike: float) -> float:
    """Bits that words of nearly the same letters are worth less than the same word."""
    return 1.0 + NEAR_COST * (1 - alike) / (1 - NEAR_LETTERS)


def _unlike_cost(mine: _Unit, theirs: _Unit) -> float:
    """Bits that words of the same consonants are worth less where their letters differ much: SHAKIR and ZAKARIA."""
    if "W" + mine.text not in mine.codes or "W" + theirs.text not in theirs.codes:
        return 0.0  # a script without vowels: there is nothing to compare
    one, other = (_DOUBLED.sub(r"\1", unit.text.translate(_EARS)) for unit in (mine, theirs))
    return UNLIKE * max(0.0, UNLIKE_LETTERS - Indel.normalized_similarity(one, other))


@lru_cache(maxsize=1)
def _world() -> dict[str, float]:
    """The share of people whose name has a code, for the world's commonest words."""
    found: dict[str, float] = {}
    for share, words in _WORLD.items():
        for word in words.split():
            for code in codes(word):
                found[code] = max(found.get(code, 0.0), share)
    return found


def telling(spelling: str) -> tuple[str, ...]:
    """The words that tell people apart, each once, MOST_WORDS at most.

    Titles count only where nothing else is there, particles only where fewer than two words would be left. A single
    name that fills both parts of a machine readable zone is one word.
    """
    every = tuple(dict.fromkeys(spelling.split()))
    named = tuple(word for word in every if word not in TITLES) or every
    kept = tuple(word for word in named if word not in PARTICLES)
    return (kept if len(kept) > 1 else named)[:MOST_WORDS]


@lru_cache(maxsize=4096)  # each takes some 10 kB
def _forms(name: str) -> tuple[_Form, ...]:
    """Each way in which a name may be spelled; what a traveller is compared with again is found here."""
    vowels = writes_vowels(name)
    found: dict[tuple[str, tuple[str, ...]], _Form] = {}
    for spelling in spellings(name):
        for written in dict.fromkeys((spelling, _apart(spelling))):
            words = telling(written)
            every = tuple(dict.fromkeys(written.split()))[:MOST_WORDS]
            for chosen in (words, every) if len(words) == 1 else (words,):
                found[written, chosen] = _form(written, chosen, vowels)
    return tuple(found.values())


def _apart(spelling: str) -> str:
    """A Chinese name with the two syllables of its given name as words: XU ZHIQIANG as XU ZHI QIANG."""
    words = spelling.split()
    if not 2 <= len(words) <= 3 or not any(map(is_surname_of_china, words)):
        return spelling
    split = (None if is_surname_of_china(word) else syllables(word) for word in words)
    return " ".join(" ".join(pair) if pair else word for pair, word in zip(split, words, strict=True))


def _form(spelling: str, words: tuple[str, ...], vowels: bool) -> _Form:
    units = _units(spelling, words, vowels)
    with_code: dict[str, tuple[_Unit, ...]] = {}
    for unit in units:
        for code in unit.codes:
            with_code[code] = (*with_code.get(code, ()), unit)
    row = spelling.split()
    named = {after for before, after in pairwise(row) if before in ARTICLES or before in KUNYA}
    light = tuple(len(word) == 1 or word in named or _PATRONYMIC.search(word) is not None for word in words)
    return _Form(words, units, with_code, light if not all(light) else (False,) * len(words))


def _units(spelling: str, words: tuple[str, ...], vowels: bool) -> tuple[_Unit, ...]:
    """Each word, and two or three neighbours written as one, with and without the particles between them."""
    places = {word: 1 << i for i, word in enumerate(words)}
    found = {word: _Unit(word, place, codes(word, vowels), (word,)) for word, place in places.items()}
    every = tuple(dict.fromkeys(spelling.split()))[: 2 * MOST_WORDS]
    for row in dict.fromkeys((words, every)):
        for length in (2, 3):
            for i in range(len(row) - length + 1):
                text, parts = "".join(row[i : i + length]), tuple(w for w in row[i : i + length] if w in places)
                if len(text) <= LONGEST_JOINED and parts and text not in found:
                    mask = sum(places[w] for w in parts)
                    grown = 3 if min(map(len, row[i : i + length])) > SHORT_JOINED else length
                    found[text] = _Unit(text, mask, codes(text, vowels, grown), parts)
    return tuple(found.values())


@lru_cache(maxsize=32768)
def _by_chance(code: str) -> float:
    """Bits that a code of these sounds has at most: a longer one meets fewer strangers by chance."""
    if code[0] == "D":
        return 5.0
    most = SYLLABLE if code[0] in "WCK" and _SYLLABLE.fullmatch(code, 1) else 99.0
    bits, consonants = 0.0, 0
    for letter in code[1:]:
        if letter in "AEIOU":
            bits += VOWEL
        else:
            consonants += 1
            bits += CONSONANT if consonants <= 4 else LATER
    return min(bits, most)
