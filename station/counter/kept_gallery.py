"""The gallery of this post, kept beside the database: opened when the station starts, mended where it is behind.

The records are the truth; the files can be made again from them. Each person is kept with a note of the visit whose
reference was put in, so one look at the records' own list of references shows what is missing, superseded or erased.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from models.errors import BadGallery
from models.matching import pieces
from models.matching.calibration import Calibration
from models.matching.gallery import SUFFIX, Gallery
from station import logs
from station.store import references
from station.store.session import Store
from station.vault.pieces import PieceCipher

FOLDER = "gallery"
PURPOSE = "counter gallery v1"
AT_ONCE = 32  # people who are put in before anybody may sign in; more are put in meanwhile
SAVE_AFTER = 32  # changed people; so many have to be put in again after a power cut
SAVE_SECONDS = 300.0  # or after so long, where fewer have changed
# What a save leaves free: several visits fit, which matter more than a gallery that can be made again.
SPARE_BYTES = 256 * 1024 * 1024

Put = Callable[[str, str], bool]  # (person, visit): puts the person in by the reference of that visit


def cipher(database_key: bytes) -> PieceCipher:
    return PieceCipher(database_key, PURPOSE)


class KeptGallery:
    """`open`, then `mend` and `start`; `changed` after every put and removal; `stop` writes what is not yet written."""

    def __init__(self, store: Store, calibration: Calibration, save_seconds: float = SAVE_SECONDS) -> None:
        self._store = store
        self._calibration = calibration
        self._folder = store.path.parent / FOLDER
        self._save_seconds = save_seconds
        self._changes = 0
        self._missing: dict[str, str] = {}  # person -> visit: not put in yet
        self._put: Put = lambda _, __: False
        self._wake = threading.Condition()
        self._stopping = self._urgent = False
        self._thread = threading.Thread(target=self._run, name="gallery")
        self.gallery = self._open()

    def _open(self) -> Gallery:
        gallery, lost = Gallery.recover(self._folder, self._calibration, cipher(self._store.keys.database_key))
        for detail in lost:
            logs.log.warning("gallery file not used", detail=detail)
        return gallery

    @property
    def missing(self) -> int:
        """People on record whom a search does not find yet."""
        return len(self._missing)

    def mend(self, put: Put) -> int:
        """Compare with the records: whoever was erased or superseded is out when this returns, and a few who are
        missing are in; the thread puts in the others. Returns how many people are behind."""
        self._put = put
        held = self.gallery.notes()  # before the records: who is sealed meanwhile must not look like somebody erased
        with self._store.reading() as unit:
            expected = references.first_references(unit)
        for person, visit in held.items():
            if expected.get(person) != visit:
                self.gallery.remove(person)
                self._changes += 1
        behind = {person: visit for person, visit in expected.items() if held.get(person) != visit}
        if len(behind) > AT_ONCE:
            logs.log.warning("gallery behind the records", people=len(behind), of=len(expected))
        with self._wake:
            self._missing = dict(behind)
            self._wake.notify()
        if len(behind) <= AT_ONCE:
            self._put_missing()
        return len(behind)

    def changed(self, at_once: bool = False) -> None:
        """Somebody was put in or removed. at_once: what was erased must not stay in a file until the next save."""
        with self._wake:
            self._changes += 1
            self._urgent |= at_once
            if self._urgent or self._changes >= SAVE_AFTER:
                self._wake.notify()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        with self._wake:
            self._stopping = True
            self._wake.notify()
        if self._thread.is_alive():
            self._thread.join()
        self.save()

    def _run(self) -> None:
        while True:
            with self._wake:
                if not (self._stopping or self._urgent or self._missing or self._changes >= SAVE_AFTER):
                    self._wake.wait(self._save_seconds)
                if self._stopping:
                    return
            self._put_missing(SAVE_AFTER)
            self.save()

    def _put_missing(self, most: int | None = None) -> None:
        for person, visit in list(self._missing.items())[:most]:
            if self._stopping:
                return
            if person not in self.gallery and self._put(person, visit):
                self._changes += 1
            self._missing.pop(person, None)

    def save(self) -> None:
        """Write what has changed. A disk that is full or fails costs time at the next start, and nothing else."""
        with self._wake:
            if not self._changes and not self._urgent:
                return
            urgent, self._changes, self._urgent = self._urgent, 0, False
        if not urgent and shutil.disk_usage(self._store.path.parent).free < SPARE_BYTES:
            return
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            self.gallery.save(self._folder, cipher(self._store.keys.database_key))
        except (OSError, BadGallery) as error:
            logs.log.warning("gallery not written", kind=type(error).__name__)
            if urgent:  # what holds an erased person goes, whatever it costs
                self._discard()

    def _discard(self) -> None:
        for path in self._folder.glob("*" + SUFFIX):
            with suppress(OSError):
                path.unlink()


def reseal(folder: Path, old: bytes, new: bytes) -> None:
    """After the database's key was changed: the same files under the new one. Raises nothing: what cannot be sealed
    again is deleted, and made again when the station starts."""
    for path in sorted((folder / FOLDER).glob("*" + SUFFIX)):
        try:
            pieces.reseal(path, cipher(old), cipher(new))
        except (OSError, BadGallery):
            path.unlink(missing_ok=True)
