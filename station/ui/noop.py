"""Marks a sentence for translation where it stands; it is translated when it is said."""

from __future__ import annotations


def QT_TRANSLATE_NOOP(context: str, sentence: str) -> str:  # noqa: ARG001
    """The sentence as it is. PySide6's function of this name returns `object`, and lupdate looks for the name only."""
    return sentence
