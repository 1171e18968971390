"""Spoken prompts, where this machine has a voice for the traveller's language; silent, and said so, where it has none.

No voice ships: QtTextToSpeech is in PySide6-Addons, which the station does not bring, and no recorded sentences exist
yet. What is used is a program of the machine, started with the sentence on its standard input: a recording of a
sentence (`aplay`, for files named KEY.wav in a folder of the language) comes first, then espeak-ng. A program that is
not installed is not missed.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QProcess

from station.ui.traveller import wording

SPEAKER, PLAYER = "espeak-ng", "aplay"
# What espeak-ng says right: it reads kanji as "Chinese letter", and its Mandarin is made for pinyin.
VOICES = {"id": "id", "en": "en", "ko": "ko", "ar": "ar", "ru": "ru", "fr": "fr", "de": "de", "es": "es"}
ENDS_MS = 200  # a killed program needs no longer
RATE = "140"  # words a minute; its own 175 is fast for a stranger in a hall


class Voice(QObject):
    """Says one sentence at a time; a new one ends the one before."""

    def __init__(self, recordings: Path | None = None, find: Callable[[str], str | None] = shutil.which) -> None:
        super().__init__()
        self._recordings = recordings
        self._speaker, self._player = find(SPEAKER), find(PLAYER)
        self._process: QProcess | None = None
        self.said: tuple[str, str] = ("", "")  # language and key of what was begun last

    def can(self, language: str, key: str = "") -> bool:
        """Whether there is a voice for this language, or a recording of this sentence."""
        return (self._speaker is not None and language in VOICES) or self._recording(language, key) is not None

    def _recording(self, language: str, key: str) -> Path | None:
        if self._recordings is None or self._player is None or not key:
            return None
        found = self._recordings / language / f"{key}.wav"
        return found if found.is_file() else None

    def say(self, language: str, key: str) -> bool:
        """Begin to say the sentence of a key; False where nobody can."""
        self.hush()
        recording = self._recording(language, key)
        if recording is not None and self._player is not None:
            command, text = [self._player, "-q", str(recording)], ""
        elif self._speaker is not None and language in VOICES:
            command = [self._speaker, "-v", VOICES[language], "-s", RATE, "--stdin"]
            text = wording.say(language, key)
        else:
            return False
        self.said = (language, key)
        process = self._process = QProcess(self)
        process.finished.connect(process.deleteLater)
        process.start(command[0], command[1:])
        process.write(text.encode())
        process.closeWriteChannel()
        return True

    def hush(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            try:
                process.kill()
                process.waitForFinished(ENDS_MS)
            except RuntimeError:
                return  # ended and deleted already
