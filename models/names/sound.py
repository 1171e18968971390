"""What is left of a written word when the differences between ears, alphabets and times are gone.

Each family of spellings folds a word into codes; two words that share a code of one family may be the same word. A
coarser family lets more words meet, so its agreement says less: the index counts that from how often a code occurs.
Families: as written (W); by consonants (B); Arabic (A), Slavic (S), Chinese by Wade-Giles and pinyin (C) and as the
southern tongues say it (D), Korean (K), and Indonesian with the spelling of before 1947 and 1972 (I).
"""

from __future__ import annotations

import re
from functools import lru_cache

FAMILIES = "WBASCDKI"
LONGEST = 40  # letters of a word that are looked at

_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[AEIOUY]+")


def _once(word: str) -> str:
    return _DOUBLED.sub(r"\1", word)


def _replaced(word: str, rules: tuple[tuple[str, str], ...]) -> str:
    for written, heard in rules:
        word = word.replace(written, heard)
    return word


# --- consonants, whatever the tongue -------------------------------------------------------------------------------

_ANY = (
    ("SHCH", "S"), ("TSCH", "C"), ("SCH", "S"), ("TCH", "C"), ("DZH", "J"), ("DJ", "J"), ("CH", "C"), ("SH", "S"),
    ("ZH", "Z"), ("PH", "F"), ("KH", "H"), ("GH", "G"), ("TH", "T"), ("DH", "D"), ("BH", "B"), ("JH", "J"), ("TS", "S"),
    ("TZ", "S"), ("CK", "K"), ("QU", "K"), ("X", "KS"), ("Q", "K"), ("W", "V"), ("Z", "S"),
)  # fmt: skip


def _bones(word: str, soft_c: str) -> str:
    """Consonants in order; the first letter is kept as `A` where it is a vowel, later H is silent."""
    heard = _replaced(word, _ANY)
    heard = re.sub(r"C(?=[EIY])", "S", heard).replace("C", soft_c)
    first, rest = heard[:1], heard[1:]
    rest = re.sub(r"[AEIOUYH]", "", rest)
    return _once(("A" if first in "AEIOUY" else first) + rest)


# --- Arabic --------------------------------------------------------------------------------------------------------

_ARTICLE = re.compile(r"^(?:AL|EL|UL|AR|AS|ASH|AD|AN|AT|AZ|AZ|OL)(?=[B-DF-HJ-NP-TV-XZ]{1,2}[AEIOU])")
_SERVANT = re.compile(r"^ABD[AEIOU]?(?:L|(?=([RSNTDZ])\1)|(?=SH))?")


def _arabic(word: str, th: str, g: str) -> str:
    word = re.sub(r"^OU(?=[AEIL])", "W", word)  # as French ears write it: OUAHID, OULD
    if word.startswith(("ABD", "ABAD")) and len(word) > 5:
        word = "ABD" + _SERVANT.sub("", word.replace("ABAD", "ABD", 1))
    elif len(word) > 5:
        word = _ARTICLE.sub("", word)
    heard = _replaced(
        word,
        (
            ("TCH", "X"), ("SH", "X"), ("SYA", "XA"), ("SYI", "XI"), ("SYU", "XU"), ("CH", "X"), ("TH", th),
            ("DH", "D" if th == "T" else "S"), ("KH", "H"), ("GH", g), ("DJ", "J"), ("PH", "F"), ("Q", "K"), ("C", "K"),
            ("G", g), ("P", "B"), ("V", "F" if th == "S" else "W"), ("Z", "S"),
        ),
    )  # fmt: skip
    first, rest = heard[:1], heard[1:]
    first = "" if first in "AEIOU" else first
    rest = re.sub(r"H$|AH$|EH$", "", rest)
    return _once(first + re.sub(r"[AEIOUYW]", "", rest))


# --- Slavic --------------------------------------------------------------------------------------------------------

_ENDINGS = re.compile(r"(?:(?<=SK)|(?<=CK)|(?<=ZK))(?:IY|IJ|YI|YJ|II|I|Y|A|AYA|AIA|AJA)$")
_SLAVIC = (
    ("SHCH", "S"), ("SCHTSCH", "S"), ("TSCH", "C"), ("DSCH", "J"), ("SCH", "S"), ("TCH", "C"), ("CZ", "C"), ("SZ", "S"),
    ("RZ", "Z"), ("DZH", "J"), ("ZH", "Z"), ("SH", "S"), ("KH", "H"), ("OFF", "OV"), ("EFF", "EV"), ("W", "V"),
    ("X", "KS"), ("TS", "C"), ("TZ", "C"), ("PH", "F"), ("TH", "F"), ("CK", "K"), ("Q", "K"),
)  # fmt: skip


def _slavic(word: str, ch: str, g: str) -> str:
    heard = _ENDINGS.sub("", _replaced(word, _SLAVIC).replace("CH", ch))
    heard = re.sub(r"(?<=[AEIOU])J|^J(?=[AEOU])|^I(?=[AOUE])", "Y", heard).replace("G", g).replace("Z", "S")
    first, rest = heard[:1], heard[1:]
    first = "A" if first in "AEIOUY" else first
    return _once(first + re.sub(r"[AEIOUYJ]", "", rest))


# --- Chinese -------------------------------------------------------------------------------------------------------

_PINYIN = (
    ("HS", "S"), ("TSH", "J"), ("TZU", "ZI"), ("SZU", "SI"), ("SSU", "SI"), ("CHIH", "JI"), ("SHIH", "SI"),
    ("JIH", "RI"),
    ("ZH", "J"), ("CH", "J"), ("TJ", "J"), ("SH", "S"), ("X", "S"), ("Q", "J"), ("TS", "Z"), ("TZ", "Z"), ("C", "Z"),
    ("P", "B"), ("T", "D"), ("K", "G"), ("UNG", "ONG"), ("IEN", "IAN"), ("YEN", "IAN"), ("YAN", "IAN"), ("UEH", "UE"),
    ("UEI", "UI"), ("WEI", "UI"), ("EE", "I"), ("OO", "U"), ("OU", "O"), ("OW", "O"), ("EH", "E"), ("IH", "I"),
    ("AO", "AU"), ("HWA", "HUA"), ("W", "U"), ("YI", "I"), ("YU", "U"), ("Y", "I"), ("UU", "U"),
)  # fmt: skip


def _chinese(word: str) -> str:
    heard = re.sub(r"(?<=[BDGJLMNRSZHF])O?[EO]$", "O", _replaced(word, _PINYIN))
    return _once(heard)


# Syllables as Hokkien, Teochew, Cantonese, Hakka and their spellings in Malaysia, Singapore and Indonesia have them,
# under the pinyin of the same character. Surnames first, then what given names are made of.
_SOUTHERN = """
CHEN:TAN CHAN TJAN TING DING CHIN|LIN:LIM LAM LIEM|HUANG:NG OEY OEI UI WONG WEE BONG|WANG:ONG WONG HENG BONG
ZHANG:TEO TEOH TIO THIO CHEUNG CHEONG CHONG TJONG|LI:LEE LIE LI|LIU:LAU LOW LAUW LIOE LEW|WU:GOH GO GOUW NG
CAI:CHUA TJOA TJHOA CHOI CHOY CHAI|YANG:YEO YEOH YEUNG NJOO NYO IO YONG YOUNG
XU:KOH KHO KHOUW HUI KHOO CHEE SU TJHIE CHI|GUO:KWEK QUEK KWOK KUOK KWEE KWE KOK KOAY
ZHENG:TAY TEY THE TEE CHENG CHIANG CHANG TJENG|XIE:CHIA TSE TJIA SIA CHEAH|HE:HO HOE HAW|LUO:LO LOH LAW LOE
LIANG:NEO NIO LEONG LEUNG NIEO|TANG:TNG TONG THNG|FENG:FUNG PANG HONG FOONG|CAO:CHO TSO TJO CHOW|YE:YAP YIP IP JAP
SU:SOH SO SOU SOUW|PAN:PHUA POON PHOA PUN|ZHOU:CHEW CHOW CHIU CHAU TJIOE CHIEW|ZHU:CHU CHOO TJOE TJU
HONG:ANG HUNG HOONG|GAO:KO KOW KAU|JIANG:KANG KONG KEUNG|DENG:TANG TENG|ZENG:CHAN TSANG TJAN CHANG
WEI:GUI NGAI WEI NGOEI|SONG:SUNG SONG|LU:LOK LOE LUK LOO LOH|SHEN:SIM SUM SHUM|HAN:HAN HON|MA:BEH MA BE
FANG:PNG FONG PUI|YU:OO YEE IE JEE|XIAO:SIAO SIEW SIU SEOW|ZHONG:CHUNG TJONG CHEONG|TIAN:THIAN TIN CHEN
CHENG:THIA CHING SENG|GUO:KOK KWOK KUOK|QIANG:KEONG KEUNG KIONG KHIANG|MING:BENG MENG BING MIN|WEI:WAI UI WEE
HUA:HOA WAH HWA FAH|JIAN:KIAN KIN KIEN|ZHI:CHEE CHI TJI CHIH|XIN:SIN SUN SHIN|SHENG:SENG SING SHING|HAI:HOI HAY
LONG:LIONG LEONG LUNG|WEN:BOON MAN BUN MUN|FU:HOCK FOOK FUK HOK HU|DE:TEK TAK TECK TIK|YONG:ENG WING IONG ING
JIN:KIM KAM GIM|YU:GIOK YUK GEK NYUK|MEI:BEE MUI BI MOY MOI|AN:ANN ON UN|PING:PENG BENG PIN|SHAN:SAN SUAN
QING:CHENG KHENG HENG CHING|XIONG:HIONG HUNG HENG|HONG:ANG HUNG|LING:LENG LIN|HUI:HOEI WAI HWEE FUI|JIE:KIAT KIT CHIAT
JUN:KOON KWAN TJOEN CHUN|LIANG:LIANG LEONG|CHENG:SENG SHING|ZHEN:TIN CHIN TJIN|FANG:HONG FONG|HAO:HO HOW
HAN:HAM HAN|ZHONG:TIONG CHONG JUNG|JIA:KA KE GA KEH KAR|HUI:FAI WAI HOEI HWEE HWI|GUANG:KUANG KWANG KWONG
JUN:TJUN KWAN|KAI:HOI KAI|YUAN:GUAN YUEN GWAN NGUAN|YONG:WENG YUNG JOENG IONG|DA:TAI TUA|XUE:HAK HOK SUET
MIN:BIN MAN MIEN|RONG:ENG WING YUNG JOENG|CAI:CHAI TSOI TJAI|BAO:PO PAO POO|JI:KEE KEI KI|RUI:SUI SWEE YUI|BIN:PIN PAN
SI:SU SZE SEE|TIAN:THIAN TIN TIEN|YI:GI EE YEE IK|ZE:TEK CHAK|HE:HO WOO|PENG:PHENG PANG|XI:HEE HEI SAI SEK
FENG:HONG FUNG FOONG PANG|LI:LEE LAI LIK LEK|BO:PEK PAK POK|GUI:KWEE KWAI KUI|ZONG:CHONG CHUNG TJONG|CHANG:CHIONG CHEONG
XIANG:SIANG HEUNG|YING:ENG YING|ZONG:CHONG CHUNG|GUANG:KONG KWONG|CHUN:CHOON TJOEN TSUN|XING:HENG HING SENG SIN
SHU:SIOK SOOK SHUK|XIU:SIEW SAU SIOE|LAN:LAN
"""


def _southern_table() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in _SOUTHERN.replace("\n", "|").split("|"):
        if row:
            pinyin, _, said = row.partition(":")
            for spelling in (pinyin, *said.split()):
                found.setdefault(spelling, set()).add(pinyin)
    return {spelling: frozenset(groups) for spelling, groups in found.items()}


_SOUTH = _southern_table()
_PINYIN_SURNAMES = frozenset(
    row.partition(":")[0] for row in _SOUTHERN.split("|GUO:KOK", maxsplit=1)[0].replace("\n", "|").split("|") if row
)

# --- Korean --------------------------------------------------------------------------------------------------------

_KOREAN_SURNAMES = {
    **dict.fromkeys(("LEE", "RI", "YI", "RHEE", "LI", "RHI"), "LI"),
    **dict.fromkeys(("PARK", "PAK", "BAK", "PAC"), "PAK"),
    **dict.fromkeys(("CHOI", "CHOE", "CHOY", "CHEY"), "JOI"), **dict.fromkeys(("ROH", "NOH", "NO", "RO"), "NO"),
    **dict.fromkeys(("IM", "LIM", "RIM", "YIM"), "IM"), **dict.fromkeys(("YU", "RYU", "YOO", "RYOO", "LYU"), "IU"),
    **dict.fromkeys(("RYANG", "YANG", "LYANG"), "IANG"), **dict.fromkeys(("AN", "AHN"), "AN"),
}  # fmt: skip
_KOREAN = (
    ("EO", "O"), ("EU", "O"), ("OO", "O"), ("EE", "I"), ("AE", "E"), ("WO", "O"), ("U", "O"), ("CH", "J"), ("SH", "S"),
    ("G", "K"), ("D", "T"), ("B", "P"), ("R", "L"), ("Y", "I"), ("W", ""),
)  # fmt: skip


def _korean(word: str) -> str:
    return _once(_KOREAN_SURNAMES.get(word) or re.sub(r"(?<=[AEIO])H$", "", _replaced(word, _KOREAN)))


# --- Indonesian and Malay ------------------------------------------------------------------------------------------

_OLD = (("DJ", "\1"), ("TJ", "C"), ("NJ", "NY"), ("SJ", "SY"), ("CH", "KH"), ("J", "Y"), ("\1", "J"))
_ARCHIPELAGO = (("OE", "U"), ("DH", "D"), ("TH", "T"), ("KH", "H"), ("SY", "S"), ("SH", "S"), ("NY", "N"), ("V", "F"),
                ("P", "F"), ("Z", "S"), ("Q", "K"), ("Y", "I"), ("CK", "K"), ("X", "KS"))  # fmt: skip


def _indonesian(word: str, old: bool) -> str:
    heard = _replaced(_replaced(word, _OLD) if old else word.replace("TJ", "C").replace("DJ", "J"), _ARCHIPELAGO)
    return _once(re.sub(r"(?<=[AEIOU])H(?=$|[B-DF-HJ-NP-TV-Z])|E$", "", heard).replace("II", "I"))


# A syllable as the tongues of East Asia are written in Latin letters: what the codes C, D and K are for.
SYLLABLE = r"(?:[BCDFGHJKLMNPQRSTWXYZ]|[CKPSTZ]H|T[SZ]H?|HS|NG|NY|TJ|DJ)?[YW]?[AEIOU]{0,3}(?:NG?|[MPTKRLH]|CK)?"
_SAID_TWO_WAYS = re.compile(r"[TD]H|V")
_WRITTEN_OLD = re.compile(r"[DTNS]?J|CH")
_EASTERN = re.compile(rf"(?:{SYLLABLE}){{1,3}}")


@lru_cache(maxsize=32768)  # words that many bear stay; neighbours written as one are seldom met again
def codes(word: str, vowels: bool = True, joined: int = 1) -> frozenset[str]:
    """The codes of a word in capitals A to Z, each with the letter of its family in front.

    Args:
        word: capitals A to Z; only the first LONGEST are looked at.
        vowels: False where the script that it came from writes none, so that only consonants are compared.
        joined: of how many words it is made; families that never write them as one are left out.
    """
    word = word[:LONGEST]
    found = {"B" + _bones(word, "K")}
    gs = "G" in word
    if joined < 3:
        found |= {"A" + _arabic(word, th, g) for th in ("ST" if _SAID_TWO_WAYS.search(word) else "S")
                  for g in ("JK" if gs else "J")}  # fmt: skip
    if joined == 1 and "C" in word:
        found.add("B" + _bones(word, "S"))
    if vowels:
        found.add("W" + word)
        if joined == 1:
            found |= {
                "S" + _slavic(word, ch, g) for ch in ("CH" if "C" in word else "C") for g in ("GH" if gs else "G")
            }
            found |= {"D" + group for group in _SOUTH.get(word, ())}
        if joined < 3:
            found |= {
                "I" + _indonesian(word, old) for old in ((False, True) if _WRITTEN_OLD.search(word) else (False,))
            }
        if len(word) <= 6 * joined + 1 and _EASTERN.fullmatch(word):
            found |= {"C" + _chinese(word), "K" + _korean(word)}
    return frozenset(code for code in found if len(code) > 2 or code[0] in "WCK")


_SYLLABLES = re.compile(
    r"(?:[BPMFDTNLGKHJQXRZCSYW]|ZH|CH|SH)?(?:[AO]|E|[AE]I|AO|OU|[AE]NG?|ONG|I|IA|IE|IAO|IU|IANG?|ING?|IONG|U|UA|UO|UAI|UI|"
    r"UANG?|UN|UE)"
)


def syllables(word: str) -> tuple[str, str] | None:
    """The two syllables of pinyin that a given name is made of, as most passports of China join them; or None."""
    if 4 <= len(word) <= 12:
        for place in range(len(word) - 1, 0, -1):
            first, second = word[:place], word[place:]
            if _SYLLABLES.fullmatch(first) and _SYLLABLES.fullmatch(second) and second[0] not in "AEIOU":
                return first, second
    return None


def is_surname_of_china(word: str) -> bool:
    """Whether a word is one of the surnames that the southern spellings know, in pinyin."""
    return word in _PINYIN_SURNAMES
