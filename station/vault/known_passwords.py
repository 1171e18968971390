"""Passwords that anybody tries first, so nobody may choose them (NIST SP 800-63B-4, 3.1.1.2: a blocklist of common,
expected and compromised values).

The commonest passwords of leaked collections come with the package `zxcvbn` (MIT), words of this country and of this
product from here. A password is refused where it is one of them, or one of them with digits or signs around it, or a
short piece said again and again, or a run along the keyboard, or the officer's own name with little added.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable

# What a list of English leaks does not have; written for this product.
_HERE = frozenset(
    """
    selamat indonesia merdeka garuda pancasila jakarta surabaya bandung denpasar
    bali batavia nusantara bismillah alhamdulillah assalamualaikum sayang sayangku cintaku rahasia sandi katasandi
    katakunci masuk petugas imigrasi keimigrasian direktorat dirjen kantor kantorimigrasi paspor bandara perbatasan
    cengkareng soekarnohatta ngurahrai kualanamu juanda komputer pengguna administrator admin operator supervisor
    officer technician auditor station border borderstation biometric biometricstation immigration passport fingerprint
    welcome password passphrase letmein changeme default temporary demo demodemo training secret system
    """.split()  # noqa: SIM905  words read better than a list of quotes
)
_KEYBOARD = (
    "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop", "abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0",
)  # fmt: skip
_LOOKS_LIKE = str.maketrans("013457@$!|", "oieastasil")
_LONGEST_UNIT = 4  # letters of a piece that is said again and again
_FEW = 4  # signs around a known word that make no other password of it


@functools.cache
def _leaked() -> frozenset[str]:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # noqa: PLC0415  0.2 s, and a password is seldom changed

    return frozenset(FREQUENCY_LISTS["passwords"]) | _HERE


def is_known(text: str, of_the_officer: Iterable[str] = ()) -> bool:
    """Whether `text` is among the first things that somebody tries; `of_the_officer`: sign-in name and name."""
    plain = unicodedata.normalize("NFKC", text).casefold().strip()
    squeezed = re.sub(r"\s+", "", plain)
    own = {word for name in of_the_officer for word in _words(name)}
    if not squeezed or _is_said_again(squeezed) or _is_run(squeezed):
        return True
    forms = {plain, squeezed, squeezed.translate(_LOOKS_LIKE)}
    forms |= {form.strip("0123456789") for form in forms} | {_letters(form) for form in forms}
    for form in forms:
        little_else = len(squeezed) - len(form) <= _FEW
        if form and little_else and (form in _leaked() or _is_said_again(form) or _is_run(form)):
            return True
    return any(_is_only(squeezed, word) for word in own)


def _words(name: str) -> set[str]:
    folded = unicodedata.normalize("NFKC", name).casefold()
    parts = [part for part in re.split(r"[\W_\d]+", folded) if len(part) > 2]
    return {*parts, "".join(parts)} - {""}


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalpha())


def _is_only(text: str, word: str) -> bool:
    """`word` and little else: its letters are taken away wherever they stand, also backwards."""
    left = text.replace(word, "").replace(word[::-1], "")
    return left != text and sum(sign.isalnum() for sign in left) <= _FEW


def _is_said_again(text: str) -> bool:
    units = range(1, _LONGEST_UNIT + 1)
    return len(text) > 1 and any(text == (text[:size] * len(text))[: len(text)] for size in units if size < len(text))


def _is_run(text: str) -> bool:
    """A stretch of the keyboard or of the alphabet, in either direction, once or again and again."""
    return len(text) > 3 and any(
        text in line * (len(text) // len(line) + 2) for forth in _KEYBOARD for line in (forth, forth[::-1])
    )
