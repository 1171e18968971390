"""A name of any script in the letters A to Z, each way in which an authority may write it.

Latin letters with marks follow ICAO Doc 9303 part 3, section 6, table A (and the same letter without its mark, as most
people write it), Cyrillic table B, Arabic table C without the vowels that the script does not write. Every other script
of Unicode goes through anyascii (ISC licence); scripts that write no vowels are compared by their consonants later.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

LONGEST = 200  # characters of a name that are looked at; the longest name of Doc 9303 has 39, of the UN list about 90

# Table A: letters whose recommended spelling is more than the letter without its mark.
_LATIN = {
    "Ä": "AE", "Å": "AA", "Æ": "AE", "Ö": "OE", "Ø": "OE", "Ü": "UE", "Ñ": "N", "ß": "SS", "ẞ": "SS", "Þ": "TH",
    "Ð": "D", "Đ": "D", "Œ": "OE", "Ĳ": "IJ", "Ł": "L", "Ħ": "H", "Ŋ": "N", "Ŧ": "T", "Ə": "E", "ı": "I",
}  # fmt: skip
_STRIPPED = {"Æ": "A", "Ø": "O", "Œ": "O", "ß": "S", "ẞ": "S", "Þ": "T", "Ð": "D", "Đ": "D", "Ł": "L", "Ħ": "H",
             "Ŋ": "N", "Ŧ": "T", "Ə": "A", "ı": "I", "Ĳ": "Y"}  # fmt: skip

# Table B; the second column is the spelling of passports before 2013 and of most newspapers.
_CYRILLIC = {
    "А": ("A", "A"), "Б": ("B", "B"), "В": ("V", "V"), "Г": ("G", "G"), "Ґ": ("G", "G"), "Д": ("D", "D"),
    "Е": ("E", "E"), "Ё": ("E", "YO"), "Ж": ("ZH", "ZH"), "З": ("Z", "Z"), "И": ("I", "I"), "І": ("I", "I"),
    "Ї": ("I", "YI"), "Й": ("I", "Y"), "К": ("K", "K"), "Л": ("L", "L"), "М": ("M", "M"), "Н": ("N", "N"),
    "О": ("O", "O"), "П": ("P", "P"), "Р": ("R", "R"), "С": ("S", "S"), "Т": ("T", "T"), "У": ("U", "U"),
    "Ў": ("U", "W"), "Ф": ("F", "F"), "Х": ("KH", "H"), "Ц": ("TS", "TS"), "Ч": ("CH", "CH"), "Ш": ("SH", "SH"),
    "Щ": ("SHCH", "SHCH"), "Ъ": ("IE", ""), "Ы": ("Y", "Y"), "Ь": ("", ""), "Э": ("E", "E"), "Ю": ("IU", "YU"),
    "Я": ("IA", "YA"), "Є": ("IE", "YE"), "Ђ": ("D", "DJ"), "Ј": ("J", "J"), "Љ": ("LJ", "LJ"), "Њ": ("NJ", "NJ"),
    "Ћ": ("C", "C"), "Џ": ("DZ", "DZ"), "Ѓ": ("G", "GJ"), "Ќ": ("K", "KJ"), "Ѕ": ("DZ", "DZ"), "Ә": ("A", "A"),
    "Ғ": ("G", "G"), "Қ": ("Q", "K"), "Ң": ("N", "NG"), "Ө": ("O", "O"), "Ұ": ("U", "U"), "Ү": ("U", "U"),
    "Һ": ("H", "H"), "Ҳ": ("H", "H"), "Ҷ": ("J", "J"), "Ӣ": ("I", "I"), "Ӯ": ("U", "U"),
}  # fmt: skip

# Table C, without the X that marks a letter of its own, and with the letters of Persian, Urdu, Pashto and Kurdish.
_ARABIC = {
    "ا": "A", "أ": "A", "إ": "I", "آ": "A", "ٱ": "A", "ب": "B", "ت": "T", "ث": "TH", "ج": "J", "ح": "H", "خ": "KH",
    "د": "D", "ذ": "DH", "ر": "R", "ز": "Z", "س": "S", "ش": "SH", "ص": "S", "ض": "D", "ط": "T", "ظ": "Z", "ع": "A",
    "غ": "GH", "ف": "F", "ق": "Q", "ك": "K", "ل": "L", "م": "M", "ن": "N", "ه": "H", "و": "W", "ي": "Y", "ى": "A",
    "ة": "A", "ء": "", "ئ": "Y", "ؤ": "W", "پ": "P", "چ": "CH", "ژ": "ZH", "گ": "G", "ک": "K", "ی": "Y", "ہ": "H",
    "ھ": "H", "ٹ": "T", "ڈ": "D", "ڑ": "R", "ں": "N", "ے": "E", "ټ": "T", "ډ": "D", "ړ": "R", "ښ": "KH", "ڼ": "N",
    "ګ": "G", "ې": "E", "ۍ": "I", "ځ": "Z", "څ": "TS", "ږ": "G", "ە": "E", "ێ": "E", "ۆ": "O", "ڵ": "L", "ڕ": "R",
    "ڤ": "V", "ۇ": "U",
}  # fmt: skip
_PERSIAN = {"ض": "Z", "ذ": "Z", "ث": "S", "و": "V", "ق": "GH"}  # the letters that Persian and Urdu say in another way
_ARABIC_NAMES = {"عبد": "ABD", "ابن": "IBN", "بن": "BIN", "ابو": "ABU", "أبو": "ABU", "الله": "ALLAH"}

# Letters of Hebrew by the Academy's simple rules of 2006; three of them are said in two ways.
_HEBREW = {
    "א": ("A", "A"), "ב": ("B", "V"), "ג": ("G", "G"), "ד": ("D", "D"), "ה": ("H", "H"), "ו": ("V", "O"),
    "ז": ("Z", "Z"), "ח": ("H", "CH"), "ט": ("T", "T"), "י": ("Y", "I"), "כ": ("Q", "CH"), "ך": ("KH", "CH"),
    "ל": ("L", "L"), "מ": ("M", "M"), "ם": ("M", "M"), "נ": ("N", "N"), "ן": ("N", "N"), "ס": ("S", "S"),
    "ע": ("A", "A"), "פ": ("P", "F"), "ף": ("F", "F"), "צ": ("TZ", "TS"), "ץ": ("TZ", "TS"), "ק": ("K", "K"),
    "ר": ("R", "R"), "ש": ("SH", "S"), "ת": ("T", "T"),
}  # fmt: skip
# Words that passports and lists write short.
_SHORT_FOR = {
    **dict.fromkeys(("MUH", "MOH", "MOCH", "MHD", "MD", "MOHD", "MUHD", "MUHAMAD"), "MUHAMMAD"),
    "ABD": "ABDUL", "ABDL": "ABDUL", "WM": "WILLIAM", "JOS": "JOSEPH", "STE": "SAINTE",
}  # fmt: skip

_JOINERS = frozenset("'’ʼ`´ʻʿʾ\".·•‌ـ")  # part of a word: O'NEILL, SA'ID, the Arabic tatweel
_SYLLABLE_SCRIPTS = ("CJK", "HANGUL")  # one character, one syllable, no space between names
_APART = re.compile(r"[A-Z]+")


@lru_cache(maxsize=8192)
def spellings(name: str) -> tuple[str, ...]:
    """The name in capitals A to Z and single spaces, each way in which an authority may write it.

    Empty where there is no letter.
    Names in Han, kana or Hangul come one syllable a word. A comma between surname and given names is a space.
    """
    text = unicodedata.normalize("NFC", name[:LONGEST]).upper().replace("İ", "I")
    found = dict.fromkeys(_spell(text, column) for column in (0, 1))
    return tuple(spelling for spelling in found if spelling)


def _spell(text: str, column: int) -> str:
    return " ".join(spelled for word in re.split(r"[\s,;/\-‐‑–—_<()]+", text) if (spelled := _word(word, column)))


def _word(word: str, column: int) -> str:
    known = _ARABIC_NAMES.get(word)
    if known:
        return known
    letters: list[str] = []
    if word.startswith("ال") and len(word) > 4:
        letters, word = ["AL "], word[2:]  # the article, so that what follows is a word of its own
    for letter in word:
        if "A" <= letter <= "Z":
            letters.append(letter)
        elif letter in _JOINERS or unicodedata.combining(letter):
            continue
        elif letter in _CYRILLIC:
            letters.append(_CYRILLIC[letter][column])
        elif letter in _ARABIC:
            letters.append(_PERSIAN.get(letter, _ARABIC[letter]) if column else _ARABIC[letter])
        elif letter in _HEBREW:
            letters.append(_HEBREW[letter][column])
        elif letter in _LATIN:
            letters.append(_LATIN[letter] if column == 0 else _STRIPPED.get(letter, _bare(letter)))
        elif bare := _bare(letter):
            letters.append(bare)
        else:
            plain = "".join(_APART.findall(anyascii(letter).upper()))
            syllable = unicodedata.name(letter, "").startswith(_SYLLABLE_SCRIPTS)
            letters.append(f" {plain} " if syllable else plain)
    return " ".join(_SHORT_FOR.get(part, part) for part in "".join(letters).split())


def _bare(letter: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", letter) if "A" <= c <= "Z")


def writes_vowels(name: str) -> bool:
    """Whether the script of the name writes its vowels; Arabic and Hebrew do not, Thai and others only some."""
    return not any(
        unicodedata.name(c, "").startswith(("ARABIC", "HEBREW", "SYRIAC", "THAANA", "THAI", "LAO")) for c in name
    )


ARTICLES = frozenset(["AL", "EL", "UL", "AS", "ASH", "AD", "AN", "AR", "AT", "AZ", "US", "UR", "UD"])  # before a nisba
KUNYA = frozenset(
    ["ABU", "ABI", "ABOU", "ABO", "UMM", "UMMU", "OUM"]
)  # "father of": a byname that papers may leave out
# Words that belong to a name but tell nobody apart: articles, "son of", "father of".
PARTICLES = frozenset(
    """
    BIN BINTI BINTE BINT BT BTE BN IBN BEN OULD WALD WULD WELD MINT AL EL UL AS ASH AD AN AR AT AZ UR US UD UZ
    ABU ABI ABOU ABO BOU UMM UMMU OUM DE DA DI DU DO DOS DAS DEL DELLA DER DEN DES VAN VON VOM VOR ZU ZUM ZUR TEN TER
    LA LE LES LO LOS LAS Y E AND ST SAN SANTO SANTA MAC MC O BAR BAT BEIT THI
    """.split()  # noqa: SIM905  a list of words
)
# Words that stand before a name or behind it and are none: rank, learning, faith, courtesy, order of generations.
TITLES = frozenset(
    """
    JR SR II III IV MR MRS MS MISS DR DRS DRA DRG IR PROF PROFESSOR SE SH ST MM MSC MBA PHD HAJI HAJJ HAJJI HADJI HAJAH
    HJ H KIAI KYAI KH USTAD USTADZ USTADH USTAZ SHEIKH SHAIKH SHEKH SHEIK SYEKH SHAYKH SYAIKH CHEIKH CHEIK SYECH
    MULLAH MULLA MOLLAH MOLLA MAULAVI MAULVI MAWLAWI MAWLAVI MOULVI MOLVI MAULANA MOULANA QARI HAFIZ IMAM SAYYID SAYED
    SAYYED SYED SAIYID ALHAJ ALHAJJ ALHAJI AGHA KHWAJA GENERAL GEN COLONEL COL LTCOL CAPT CAPTAIN MAJOR MAJ LT SGT
    COMMANDER CDR ENG ENGR SIR DATO DATUK DATIN TUAN RADEN RM RR RA TEUKU TENGKU CUT ALIAS AKA SHRI SMT THIRU U DAW KO
    MAUNG UDAW
    """.split()  # noqa: SIM905  a list of words
)
