"""Makes the fonts of the traveller's screen: `python resources/packaging/traveller_fonts.py NOTO OUT`.

NOTO holds Debian's fonts-noto-core and fonts-noto-cjk (Noto, SIL OFL 1.1, no reserved name), unpacked; OUT is
resources/fonts. Chinese, Japanese and Korean are cut down to the characters that the station can say, Arabic to its
block, so that ten languages take 0.6 MB. The families get names of their own: a whole Noto of the machine is
never mistaken for them. Needs fonttools (MIT), which the product does not. Run again after a change of
resources/traveller or of a notice; a test finds what is missing.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[1]
ALWAYS = set(range(0x20, 0x7F)) | {0xA0, 0x2019, 0x201C, 0x201D, 0x2026, 0x200B}
DATES = {"zh": "年月日0123456789", "ja": "年月日0123456789", "ko": "년월일0123456789"}
ARABIC_BLOCK = set(range(0x0600, 0x0700)) | {0x200E, 0x200F, 0xFEFF}
CJK = {"zh": ("SC", "Noto Sans CJK SC"), "ja": ("JP", "Noto Sans CJK JP"), "ko": ("KR", "Noto Sans CJK KR")}
WEIGHTS = ("Regular", "Bold")
FEATURES = ["ccmp", "locl", "mark", "mkmk", "init", "medi", "fina", "isol", "rlig", "liga", "calt", "curs", "kern"]
NAMES = "Bahasa Indonesia English 中文 日本語 한국어 العربية Русский Français Deutsch Español"  # of each for itself


def characters(language: str) -> set[int]:
    """What the station says to a traveller of this language."""
    said = (ROOT / f"traveller/{language}.json").read_text("utf-8")
    said += (ROOT / f"i18n/notice_{language}.txt").read_text("utf-8") + DATES.get(language, "") + NAMES
    return {ord(one) for one in said if not one.isspace()} | ALWAYS


def cut(font: TTFont, wanted: set[int], family: str, weight: str, out: Path) -> None:
    options = subset.Options()
    options.layout_features = FEATURES
    options.name_IDs = [0, 1, 2, 3, 4, 6, 13, 14]
    options.hinting = False
    options.recalc_timestamp = False
    options.notdef_outline = True
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    name = font["name"]
    plain = family.replace(" ", "")
    whole = f"{plain}-{weight}"
    for number, text in ((1, family), (2, weight), (3, whole), (4, f"{family} {weight}"), (6, whole)):
        name.setName(text, number, 3, 1, 0x409)
    name.names = [one for one in name.names if one.platformID == 3]
    if "CFF " in font:
        font["CFF "].cff.fontNames = [f"{plain}-{weight}"]
        font["CFF "].cff.topDictIndex[0].FamilyName = family
        font["CFF "].cff.topDictIndex[0].FullName = f"{family} {weight}"
    font.save(out)
    sys.stdout.write(f"{out.name}: {len(font.getBestCmap())} characters, {out.stat().st_size} bytes\n")


def main(noto: Path, out: Path) -> None:
    for weight in WEIGHTS:
        for language, (short, family) in CJK.items():
            collection = next(noto.rglob(f"NotoSansCJK-{weight}.ttc"))
            number = 0
            while True:
                font = TTFont(collection, fontNumber=number, lazy=True)
                if font["name"].getDebugName(1) == family or font["name"].getDebugName(16) == family:
                    break
                number += 1
            cut(font, characters(language), f"Station Sans {short}", weight, out / f"StationSans{short}-{weight}.otf")
        font = TTFont(next(noto.rglob(f"NotoSansArabic-{weight}.ttf")))
        cut(font, ARABIC_BLOCK | ALWAYS, "Station Sans Arabic", weight, out / f"StationSansArabic-{weight}.ttf")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
