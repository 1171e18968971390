"""Names as different authorities write them: spellings in the letters A to Z, and how alike two names are.

Spellings follow ICAO Doc 9303 part 3, section 6: table A for Latin letters with marks (each of them also without its
mark, as most people write them), table B for Cyrillic, table C for Arabic. Likeness of words is W. Winkler's of 1990
(Jaro's measure with a common beginning); a skeleton of consonants joins what different ears wrote differently.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# Table A: letters whose recommended spelling is more than the letter without its mark.
_LATIN = {
    "Ä": "AE", "Å": "AA", "Æ": "AE", "Ö": "OE", "Ø": "OE", "Ü": "UE", "Ñ": "N", "ß": "SS", "ẞ": "SS", "Þ": "TH",
    "Ð": "D", "Đ": "D", "Œ": "OE", "Ĳ": "IJ", "Ł": "L", "Ħ": "H", "Ŋ": "N", "Ŧ": "T", "Ə": "E", "ı": "I",
}  # fmt: skip
_STRIPPED = {"Æ": "A", "Ø": "O", "Œ": "O", "ß": "S", "ẞ": "S", "Þ": "T", "Ð": "D", "Đ": "D", "Ł": "L", "Ħ": "H"}

# Table B; the second column is the spelling of passports before 2013 and of most newspapers.
_CYRILLIC = {
    "А": ("A", "A"), "Б": ("B", "B"), "В": ("V", "V"), "Г": ("G", "G"), "Ґ": ("G", "G"), "Д": ("D", "D"),
    "Е": ("E", "E"), "Ё": ("E", "YO"), "Ж": ("ZH", "ZH"), "З": ("Z", "Z"), "И": ("I", "I"), "І": ("I", "I"),
    "Ї": ("I", "YI"), "Й": ("I", "Y"), "К": ("K", "K"), "Л": ("L", "L"), "М": ("M", "M"), "Н": ("N", "N"),
    "О": ("O", "O"), "П": ("P", "P"), "Р": ("R", "R"), "С": ("S", "S"), "Т": ("T", "T"), "У": ("U", "U"),
    "Ў": ("U", "W"), "Ф": ("F", "F"), "Х": ("KH", "H"), "Ц": ("TS", "TS"), "Ч": ("CH", "CH"), "Ш": ("SH", "SH"),
    "Щ": ("SHCH", "SHCH"), "Ъ": ("IE", ""), "Ы": ("Y", "Y"), "Ь": ("", ""), "Э": ("E", "E"), "Ю": ("IU", "YU"),
    "Я": ("IA", "YA"), "Є": ("IE", "YE"), "Ђ": ("D", "DJ"), "Ј": ("J", "J"), "Љ": ("LJ", "LJ"), "Њ": ("NJ", "NJ"),
    "Ћ": ("C", "C"), "Џ": ("DZ", "DZ"), "Ѓ": ("G", "GJ"), "Ќ": ("K", "KJ"), "Ѕ": ("DZ", "DZ"),
}  # fmt: skip

# Table C, without the X that marks a letter of its own: a skeleton has no use for it.
_ARABIC = {
    "ا": "A", "أ": "A", "إ": "I", "آ": "A", "ب": "B", "ت": "T", "ث": "TH", "ج": "J", "ح": "H", "خ": "KH", "د": "D",
    "ذ": "DH", "ر": "R", "ز": "Z", "س": "S", "ش": "SH", "ص": "S", "ض": "D", "ط": "T", "ظ": "Z", "ع": "A", "غ": "G",
    "ف": "F", "ق": "Q", "ك": "K", "ل": "L", "م": "M", "ن": "N", "ه": "H", "و": "W", "ي": "Y", "ى": "A", "ة": "A",
    "ء": "", "ئ": "Y", "ؤ": "W", "پ": "P", "چ": "CH", "ژ": "ZH", "گ": "G", "ک": "K", "ی": "Y",
}  # fmt: skip

# What one ear writes with two letters, another with one; the order matters.
_SOUNDS = (
    ("SHCH", "S"), ("SCH", "S"), ("TSCH", "C"), ("TCH", "C"), ("DJ", "J"), ("DZH", "J"), ("CH", "C"), ("SH", "S"),
    ("ZH", "Z"), ("PH", "F"), ("KH", "H"), ("GH", "G"), ("TH", "T"), ("DH", "D"), ("TS", "C"), ("TZ", "C"),
    ("CK", "K"), ("QU", "K"), ("X", "KS"), ("Q", "K"), ("W", "V"), ("Z", "S"), ("OE", "U"), ("C", "K"),
)  # fmt: skip
_VOWELS = frozenset("AEIOUY")
# Words that belong to a name but tell nobody apart; compared only when nothing else is left.
_PARTICLES = frozenset({"BIN", "BINTI", "BINTE", "BT", "IBN", "AL", "EL", "DE", "DA", "DI", "DU", "DOS", "DEL", "VAN",
                        "VON", "DER", "DEN", "LA", "LE", "ABU", "UMM", "ST", "JR", "SR", "MR", "MRS"})  # fmt: skip


def spellings(name: str) -> frozenset[str]:
    """The name in capitals A to Z and single spaces, each way in which an authority may write it."""
    text = unicodedata.normalize("NFC", name).upper().replace("İ", "I")
    found = {_spell(text, column) for column in (0, 1)}
    return frozenset(spelling for spelling in found if spelling)


def _spell(text: str, column: int) -> str:
    letters: list[str] = []
    for letter in text:
        if "A" <= letter <= "Z":
            letters.append(letter)
        elif letter in _CYRILLIC:
            letters.append(_CYRILLIC[letter][column])
        elif letter in _ARABIC:
            letters.append(_ARABIC[letter])
        elif letter in _LATIN:
            letters.append(_LATIN[letter] if column == 0 else _STRIPPED.get(letter, _bare(letter)))
        elif letter in "'’ʼ`-‐.":  # part of a word: O'NEILL, AL-QASIM is one word in a machine readable zone or two
            letters.append("" if letter not in "-‐" else " ")
        else:
            letters.append(_bare(letter) or ("" if unicodedata.combining(letter) else " "))
    return " ".join("".join(letters).split())


def _bare(letter: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", letter) if "A" <= c <= "Z")


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """What is left of a word (capitals A to Z) when the ears' differences are gone: MUHAMMAD and MOHAMED are MHMD."""
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    kept = [letter for place, letter in enumerate(word) if place == 0 or letter not in _VOWELS]
    if kept and kept[0] in _VOWELS:
        kept[0] = "A"
    if len(kept) > 2 and kept[-1] == "H":
        kept.pop()  # NURHALIZAH, NURHALIZA
    return "".join(letter for place, letter in enumerate(kept) if place == 0 or letter != kept[place - 1])


def words(spelling: str) -> tuple[str, ...]:
    """The words that tell people apart; all of them where there are only particles."""
    every = tuple(spelling.split())
    return tuple(word for word in every if word not in _PARTICLES) or every


def neighbours(bones: str) -> Iterator[str]:
    """A skeleton and each with one letter left out: two of them meet where one letter differs."""
    yield bones
    if len(bones) > 2:
        for place in range(len(bones)):
            yield bones[:place] + bones[place + 1 :]


def jaro_winkler(first: str, second: str) -> float:
    """0..1, 1 for equal words."""
    if first == second:
        return 1.0
    if not first or not second:
        return 0.0
    reach = max(0, max(len(first), len(second)) // 2 - 1)
    taken = [False] * len(second)
    matches: list[str] = []
    for place, letter in enumerate(first):
        for other in range(max(0, place - reach), min(len(second), place + reach + 1)):
            if not taken[other] and second[other] == letter:
                taken[other] = True
                matches.append(letter)
                break
    if not matches:
        return 0.0
    others = [letter for letter, used in zip(second, taken, strict=True) if used]
    moved = sum(a != b for a, b in zip(matches, others, strict=True)) / 2
    count = len(matches)
    jaro = (count / len(first) + count / len(second) + (count - moved) / count) / 3
    common = 0
    for a, b in zip(first[:4], second[:4], strict=False):
        if a != b:
            break
        common += 1
    return jaro + common * 0.1 * (1 - jaro)


def word_likeness(first: str, second: str) -> float:
    """0..1: as letters, or as they sound."""
    first, second = sorted((first, second))  # Jaro's measure depends on the order now and then
    letters = jaro_winkler(first, second)
    bones = skeleton(first)
    if bones == skeleton(second) and len(bones) >= 3:
        return max(letters, 0.93)
    if min(len(first), len(second)) == 1 and first[0] == second[0]:
        return 0.8  # an initial
    return letters


def name_likeness(first: str, second: str) -> float:
    """0..1: how alike two spellings are, whatever the order of their words.

    Each word of the shorter name looks for its own partner; a word of the longer name without one costs a little, a
    word of the shorter without one costs its share. Long words count for more.
    """
    a, b = sorted((words(first), words(second)), key=lambda name: (len(name), name))
    if not a:
        return 0.0
    joined = [(*b[:place], b[place] + b[place + 1], *b[place + 2 :]) for place in range(len(b) - 1)]
    return max(_paired(a, b), *(_paired(a, other) for other in joined if len(b) > len(a) > 1), 0.0)


def _paired(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    pairs = sorted(
        ((word_likeness(x, y), i, j) for i, x in enumerate(a) for j, y in enumerate(b)), key=lambda pair: -pair[0]
    )
    used_a: set[int] = set()
    used_b: set[int] = set()
    total = 0.0
    for likeness, i, j in pairs:
        if i not in used_a and j not in used_b:
            used_a.add(i)
            used_b.add(j)
            total += max(0.0, likeness - 0.5) * 2 * len(a[i])  # what chance gives counts nothing
    share = total / sum(map(len, a))
    alone = 1 if len(a) == 1 and len(b) > 1 else 0  # one word against many: a surname alone is weak evidence
    return share - 0.05 * min(3, len(b) - len(a)) - 0.1 * alone
