"""The matcher's search beyond one machine: Dask workers, one shard a task, TLS between everybody.

A shard is a saved gallery (models.matching.gallery), sealed with the agency's key or not. Each worker opens the
shards that it is asked about from its own disk, so nothing large travels; in its memory is what stage 1 reads, the rest
is read when a search needs it. What was enrolled since the last shard was written lies in a small gallery in this
process, kept in a folder of its own. A shard whose worker was killed is searched by another worker; an answer names
the shards it covers.
"""

from __future__ import annotations

import contextlib
import logging
import math
import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dask
from distributed import Client, Security, wait

from models.errors import BadGallery
from models.face.template import FaceTemplate
from models.finger.compare import FingerTemplate
from models.matching.gallery import SUFFIX, Gallery, Hit
from station.agency import sealed_shards
from station.wire.errors import CentralGarbled, CentralUnreachable
from station.wire.settings import CA_FILE, CERTIFICATE_FILE, KEY_FILE

log = logging.getLogger("station.matcher")

TIMEOUT = 30.0  # seconds after which an answer does without the shards that are missing
ROLL = 20_000  # people in the small gallery before they become a shard
_PREFIX = "shard-"
_FRESH = "newest"
_FRESH = "newest"

Face = FaceTemplate | None
Fingers = Mapping[int, FingerTemplate]

_open: dict[str, Gallery] = {}  # in a worker: the shards it has in memory
_looked: dict[Path, int] = {}  # in a worker: a folder of shards, and its time of change when it was last looked at
_lock = threading.Lock()


@dataclass(frozen=True)
class ShardAnswer:
    """Hits over the covered shards, the strongest evidence first."""

    hits: tuple[Hit, ...]
    covered: frozenset[str]
    missing: frozenset[str]


def shards_in(folder: Path) -> list[Path]:
    """The shards of a folder, by name: a folder each."""
    return sorted(path for path in folder.glob(_PREFIX + "*") if path.is_dir() and any(path.glob("*" + SUFFIX)))


def open_shard(path: Path, key: bytes | None) -> Gallery:
    """Raises CentralGarbled (`shard_damaged`) for one that was changed, sealed with another key, or of another
    version."""
    try:
        return Gallery.open(path, cipher=sealed_shards.cipher(key))
    except BadGallery as error:
        raise CentralGarbled(f"{path.name}: {error.detail}", code="shard_damaged") from error


def search_shard(
    folder: str, face: Face, fingers: Fingers, limit: int, key: bytes | None = None, floor: float = -math.inf
) -> list[Hit]:
    """In a worker: the best of one shard, opened at the first question. Shards that are gone are let go of."""
    with _lock:
        _let_go(Path(folder).parent)
        gallery = _open.get(folder)
        if gallery is None:
            gallery = _open[folder] = open_shard(Path(folder), key)
    return gallery.search(face, fingers, limit, floor=floor)


def _let_go(folder: Path) -> None:
    """Of the shards that are gone from this folder; a look at each only where something in it has changed."""
    changed = folder.stat().st_mtime_ns
    if _looked.get(folder) != changed:
        for gone in [name for name in _open if not Path(name).exists()]:
            _open.pop(gone).close()
        _looked[folder] = changed


def forget_shard(folder: str) -> None:
    """In a worker: out of its memory, and its own copy from its disk."""
    with _lock:
        gone = _open.pop(folder, None)
        if gone is not None:
            gone.close()
        _delete(Path(folder))


def _delete(shard: Path) -> None:
    if shard.is_dir():
        shutil.rmtree(shard)
    else:
        shard.unlink(missing_ok=True)


def merged(parts: Sequence[Sequence[Hit]], limit: int) -> tuple[Hit, ...]:
    """The same order as one gallery's: by evidence, then by key."""
    everything = [hit for part in parts for hit in part]
    return tuple(sorted(everything, key=lambda hit: (-hit.fused.llr, hit.key))[:limit])


def search_here(folder: Path, face: Face, fingers: Fingers, limit: int = 10) -> ShardAnswer:
    """The same tiles, one after the other in this process: what the workers' answer must equal."""
    shards = shards_in(folder)
    parts = [search_shard(str(shard), face, fingers, limit) for shard in shards]
    return ShardAnswer(merged(parts, limit), frozenset(shard.name for shard in shards), frozenset())


def security(tls: Path, own_key: str = "") -> Security:
    """TLS 1.3 with certificates of our authority on both sides (certificates.Authority.issue_peer).

    `own_key`: the file of the key, where it is not the one in the folder (vault.sealed_key.in_memory).
    """
    dask.config.set({"distributed.comm.tls.min-version": 1.3})
    ca, certificate, key = (str(tls / name) for name in (CA_FILE, CERTIFICATE_FILE, KEY_FILE))
    key = own_key or key
    roles = ("client", "scheduler", "worker")
    files = {f"tls_{role}_cert": certificate for role in roles} | {f"tls_{role}_key": key for role in roles}
    return Security(  # type: ignore[no-untyped-call]
        require_encryption=True, tls_ca_file=ca, **files
    )


class ShardedSearch:
    """A Searcher for CentralMatcher over Dask. Call it from one thread."""

    def __init__(
        self,
        scheduler: str,
        folder: Path,
        tls: Path | None,
        *,
        timeout: float = TIMEOUT,
        roll: int = ROLL,
        key: bytes | None = None,
        tls_key: str = "",
    ) -> None:
        """`scheduler`: tls://HOST:PORT. `tls_key`: see `security`.
        `key`: seal new shards with it; workers get it with each question, over TLS.

        Raises CentralUnreachable (`no_scheduler`) where nobody answers.
        """
        self._folder = folder
        self._key = key
        self._timeout = timeout
        self._roll = roll
        folder.mkdir(parents=True, exist_ok=True)
        self._recent = folder / _FRESH
        self._fresh, lost = Gallery.recover(self._recent, cipher=sealed_shards.cipher(key))
        for detail in lost:
            log.warning("a file of the newest people is not used: %s", detail)
        self._shards: list[Path] = []
        self._where: dict[str, Path] = {}  # person -> the shard that holds them
        self._notes: dict[str, str] = {}  # person in a shard -> what was noted
        try:
            connect: Any = Client  # untyped
            self._client = connect(
                scheduler, security=security(tls, tls_key) if tls else None, timeout=timeout, set_as_default=False
            )
        except (OSError, TimeoutError) as error:
            raise CentralUnreachable(f"no scheduler: {type(error).__name__}", code="no_scheduler") from error
        for shard in sorted(folder.glob(_PREFIX + "*"), reverse=True):
            self._take_stock(shard)
        self._shards.sort()

    def __len__(self) -> int:
        return len(self._where) + len(self._fresh)

    def __contains__(self, key: str) -> bool:
        return key in self._where or key in self._fresh

    def __iter__(self) -> Iterator[str]:
        yield from tuple(self._where)
        yield from self._fresh

    def note(self, key: str) -> str | None:
        """What was noted with a person; None where nobody has this key."""
        return self._notes[key] if key in self._where else self._fresh.note(key)

    def noted(self, note: str) -> list[str]:
        """Whose note this is."""
        return [*self._fresh.noted(note), *(key for key, own in self._notes.items() if own == note)]

    def save(self) -> None:
        """Write the newest people, who are in no shard yet, so that a new start finds them."""
        self._fresh.save(self._recent, sealed_shards.cipher(self._key))

    def _take_stock(self, shard: Path) -> None:
        """Who is in a shard. Who is in a newer one too, after a rewriting that was interrupted, counts once.

        A shard that is damaged or of another version is deleted: who was in it is put in again from the records.
        """
        try:
            people = Gallery.who(shard, sealed_shards.cipher(self._key)) if shard.is_dir() else {}
        except BadGallery as error:
            log.warning("shard %s is not used: %s", shard.name, error.detail)
            people = {}
        if not people:
            _delete(shard)
            return
        self._shards.append(shard)
        double = [key for key in people if key in self]
        fresh = {key: note for key, note in people.items() if key not in self}
        self._where.update(dict.fromkeys(fresh, shard))
        self._notes.update(fresh)
        if double:
            self._write_without(shard, open_shard(shard, self._key), double)

    def close(self) -> None:
        self.save()
        self._client.close()

    def put(self, key: str, face: Face, fingers: Fingers, note: str = "") -> None:
        """Found from now on, in place of what was here of them; becomes part of a shard once there are enough."""
        if key in self._where:
            self.remove(key)
        self._fresh.put(key, face, fingers, note)
        if len(self._fresh) >= self._roll:
            self.write_shard()

    def write_shard(self) -> Path:
        """Write what is fresh as a new shard, whole before anybody can see it."""
        path = self._add_shard(self._fresh, self._following(*self._shards[-1:]))
        self._fresh = Gallery()
        _delete(self._recent)
        return path

    def _following(self, *before: Path) -> int:
        """A number that no shard has or had."""
        taken = [int(shard.name.removeprefix(_PREFIX)) for shard in (*self._shards, *before)]
        return max(taken, default=0) + 1

    def _add_shard(self, gallery: Gallery, number: int) -> Path:
        path, part = self._folder / f"{_PREFIX}{number:06d}", self._folder / f"part-{number:06d}"
        shutil.rmtree(part, ignore_errors=True)
        gallery.save(part, sealed_shards.cipher(self._key))
        part.rename(path)
        self._shards.append(path)
        self._where.update(dict.fromkeys(gallery, path))
        self._notes.update(gallery.notes())
        return path

    def remove(self, *keys: str) -> None:
        """Found no more, not in the folder and in no worker's memory; a shard that held some gets another name."""
        held: dict[Path, list[str]] = {}
        for key in keys:
            self._fresh.remove(key)
            shard = self._where.pop(key, None)
            self._notes.pop(key, None)
            if shard is not None:
                held.setdefault(shard, []).append(key)
        for shard, gone in held.items():
            self._write_without(shard, open_shard(shard, self._key), gone)

    def _write_without(self, shard: Path, gallery: Gallery, keys: Sequence[str]) -> None:
        """Exchange a shard for one without these people, here and at every worker."""
        for key in keys:
            gallery.remove(key)
        self._shards.remove(shard)
        if len(gallery):
            self._add_shard(gallery, self._following(shard))
        _delete(shard)
        # A worker that does not hear this lets go at its next question.
        self._client.run(forget_shard, str(shard), on_error="ignore")

    def coverage(self) -> tuple[int, int]:
        """(shards that some worker can search now, all shards)."""
        workers = self._workers()
        return (len(self._shards) if workers else 0), len(self._shards)

    def search(self, face: Face, fingers: Fingers, limit: int, floor: float = -math.inf) -> Sequence[Hit]:
        """Hits over every shard; raises CentralUnreachable (`shards_missing`) rather than overlook somebody."""
        answer = self.answer(face, fingers, limit, floor)
        if answer.missing:
            raise CentralUnreachable(f"{len(answer.missing)} shards do not answer", code="shards_missing")
        return answer.hits

    def answer(self, face: Face, fingers: Fingers, limit: int = 10, floor: float = -math.inf) -> ShardAnswer:
        """Hits and the shards they cover; takes at most the time-out."""
        workers = self._workers()
        if not workers and self._shards:
            here = self._fresh.search(face, fingers, limit, floor=floor)
            return ShardAnswer(merged([here], limit), frozenset(), frozenset(shard.name for shard in self._shards))
        futures: dict[str, Any] = {
            shard.name: self._client.submit(
                search_shard,
                str(shard),
                face,
                dict(fingers),
                limit,
                self._key,
                floor,
                workers=[workers[number % len(workers)]],
                allow_other_workers=True,
                pure=False,
                retries=2,
            )
            for number, shard in enumerate(self._shards)
        }
        parts = [self._fresh.search(face, fingers, limit, floor=floor)]  # meanwhile
        if futures:
            with self._client.as_current(), contextlib.suppress(TimeoutError):  # what is missing is named below
                wait(list(futures.values()), timeout=self._timeout)  # type: ignore[no-untyped-call]
        covered = {name for name, future in futures.items() if future.status == "finished"}
        parts += [futures[name].result() for name in sorted(covered)]
        missing = frozenset(futures) - covered
        for name in missing:
            futures[name].cancel()
        return ShardAnswer(merged(parts, limit), frozenset(covered), missing)

    def _workers(self) -> list[str]:
        return sorted(self._client.scheduler_info(n_workers=-1)["workers"])
