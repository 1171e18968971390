"""Why two names count as alike, for whoever must judge it: which words paired, and by what way of writing.

Nothing is decided here. Each reason is a stable key of `KINDS` with the two words; a room above has the sentence. A
family of spelling is named only where the name itself speaks for it, since most families meet words of every tongue.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from models.names.sound import codes, is_surname_of_china
from models.names.spelling import LONGEST, PARTICLES, TITLES, spellings, writes_vowels

# script: one is written in another script; marks: in letters with marks; initial: a letter may stand for a word;
# joined: words written as one; indonesian: the spelling of before 1947 and 1972; chinese: Wade-Giles and pinyin;
# southern: as the southern tongues of China say it; arabic, slavic: other ways to write that tongue in Latin letters;
# sound: other letters of the same sound; letters: few letters differ; order: of the words; only_own, only_listed: a
# word without a partner
KINDS = (
    "script", "marks", "initial", "joined", "indonesian", "chinese", "southern", "arabic", "slavic", "sound", "letters",
    "order", "only_own", "only_listed",
)  # fmt: skip
_OLD = re.compile(r"TJ|DJ|SJ|NJ|OE|CH|J(?=[AEIOU])")  # as Indonesian wrote before 1947 and 1972
_OF_ARABIC = frozenset(["BIN", "BINTI", "BINTE", "IBN", "AL", "EL", "ABU", "ABI", "ABD", "UMM", "OULD", "BEN"])
_ARABIC = ("MUHAMMAD", "AHMAD", "ALI", "HASAN", "HUSAYN", "ABDULLAH", "IBRAHIM", "YUSUF", "OMAR", "KHALID", "MAHMUD",
           "MUSTAFA", "RASHID", "RAHMAN", "SAID", "KARIM")  # fmt: skip
_OF_SLAVIC = re.compile(r"..(?:[OE]VA?|SK(?:I|Y|II|IY|AYA|AIA)|ENKO|VICH|VYCH|[OE]VNA)$")


@dataclass(frozen=True)
class WhyAlike:
    """`kind` is one of KINDS; `own` and `listed` are the words as they were compared, either of them empty where the
    reason is about the whole name or about one side."""

    kind: str
    own: str = ""
    listed: str = ""


def why_alike(own: str, listed: str, pairs: Sequence[tuple[str, str]]) -> tuple[WhyAlike, ...]:
    """The reasons; empty where both names are the same words in the same order.

    Args:
        own: the traveller's name, in any script.
        listed: the name of the list.
        pairs: words of the traveller and of the list that found each other (models.names.index.Pairing), A to Z.
    """
    own, listed = own[:LONGEST], listed[:LONGEST]
    mine, theirs = _words(own, [pair[0] for pair in pairs]), _words(listed, [pair[1] for pair in pairs])
    other_script = not (_latin(own) and _latin(listed))
    found: list[WhyAlike] = []
    if other_script:
        found.append(WhyAlike("script", own, listed))
    elif not (own.isascii() and listed.isascii()):
        found.append(WhyAlike("marks", own, listed))
    if not other_script:  # the letters in which another script was compared are nobody's spelling
        tongues = _tongues((*mine, *theirs, *own.upper().split(), *listed.upper().split()))
        found += [WhyAlike(_kind(a, b, mine, theirs, tongues), a, b) for a, b in pairs if a != b]
    alone, missing = _alone(mine, [pair[0] for pair in pairs]), _alone(theirs, [pair[1] for pair in pairs])
    for one, other in _initials(alone, missing):
        alone.remove(one)
        missing.remove(other)
        found.append(WhyAlike("initial", one, other))
    if writes_vowels(listed) and writes_vowels(own):
        found += [WhyAlike("only_own", word, "") for word in alone]
        found += [WhyAlike("only_listed", "", word) for word in missing]
    found += _order(pairs, mine, theirs)
    return tuple(dict.fromkeys(found))


def _words(name: str, paired: Sequence[str]) -> tuple[str, ...]:
    """The words of the spelling that the pairs are of."""
    written = [tuple(dict.fromkeys(spelling.split())) for spelling in spellings(name)]
    return max(written, key=lambda words: len(set(words) & set(paired)), default=())


def _tongues(words: Sequence[str]) -> frozenset[str]:
    found = set()
    if any(word in _OF_ARABIC or word.startswith("ABD") or _sound_of_arabic(word) for word in words):
        found.add("arabic")
    if any(map(_OF_SLAVIC.search, words)):
        found.add("slavic")
    if any(map(is_surname_of_china, words)):
        found.add("chinese")
    return frozenset(found)


@lru_cache(maxsize=1)
def _arabic_codes() -> frozenset[str]:
    return frozenset(code for word in _ARABIC for code in codes(word) if code[0] == "A")


def _sound_of_arabic(word: str) -> bool:
    return len(word) > 2 and word.isascii() and word.isalpha() and not codes(word).isdisjoint(_arabic_codes())


def _kind(word: str, other: str, mine: Sequence[str], theirs: Sequence[str], tongues: frozenset[str]) -> str:
    if 1 in (len(word), len(other)):
        return "initial"
    if _is_joined(word, mine) or _is_joined(other, theirs):
        return "joined"
    families = {code[0] for code in codes(word) & codes(other)}
    old = "I" in families and set(_OLD.findall(word)) != set(_OLD.findall(other))
    if old and "arabic" not in tongues:
        return "indonesian"
    for family, tongue, kind in (
        ("C", "chinese", "chinese"), ("D", "chinese", "southern"), ("A", "arabic", "arabic"), ("S", "slavic", "slavic"),
    ):  # fmt: skip
        if family in families and tongue in tongues:
            return kind
    return "indonesian" if old else "sound" if families else "letters"


def _is_joined(word: str, words: Sequence[str]) -> bool:
    """Whether a word is several of these written as one."""
    return word not in words and not any(word in one for one in words)


def _alone(words: Sequence[str], paired: Sequence[str]) -> list[str]:
    """Words that found no partner; what tells nobody apart is not named."""
    joined = [text for text in paired if text not in words]
    telling = [word for word in words if word not in TITLES and word not in PARTICLES and word not in paired]
    return [word for word in telling if not any(word in one for one in joined) and not _made_of(word, paired)]


def _made_of(word: str, paired: Sequence[str]) -> bool:
    """Whether a word was compared in its parts: ZHIQIANG as ZHI and QIANG."""
    return any(word.startswith(one) and word[len(one) :] in paired for one in paired)


def _initials(alone: Sequence[str], missing: Sequence[str]) -> list[tuple[str, str]]:
    """A letter without a partner beside a word that begins with it, each once."""
    found: list[tuple[str, str]] = []
    for one in alone:
        for other in missing:
            if 1 in (len(one), len(other)) and one[0] == other[0] and not any(one == a or other == b for a, b in found):
                found.append((one, other))
    return found


def _order(pairs: Sequence[tuple[str, str]], mine: Sequence[str], theirs: Sequence[str]) -> list[WhyAlike]:
    """Whether the words that found each other stand in another order."""
    known = [(mine.index(a), theirs.index(b)) for a, b in pairs if a in mine and b in theirs]
    places = [place for _, place in sorted(known)]
    return [WhyAlike("order")] if places != sorted(places) else []


def _latin(name: str) -> bool:
    return all(unicodedata.name(c, "").startswith("LATIN") for c in name if c.isalpha())
