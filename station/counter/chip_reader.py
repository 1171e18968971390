"""Reads the chip of the document in hand, on a thread of its own: nothing that goes wrong with it costs the visit.

The document's lines open the chip. What came is told as it comes: the zone first, the checks while the picture is still
being read. A card that is lifted is read again when it is laid down again. Everything is told through one frozen view.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import cv2
import numpy as np

from drivers.card.password import Password, from_can, from_information, information_of
from drivers.card.pcsc import ReaderState, SlotStates, choose
from drivers.card.read import SAFE, CardReading, Progress, WrongKey, read_document
from drivers.card.source import CardSource, Watched, virtual
from drivers.card.variants import MOST_TRIES, tries
from drivers.errors import DeviceError
from models.face.template import FaceTemplate
from models.picture import BadHeader, header
from station import logs
from station.counter.chip_faces import FacesOfChip
from station.counter.chip_judge import ChipJudged, judge
from station.counter.trust import Trust, TrustLibrary, days_old
from station.domain.chip import ChipEvidence, ChipFile, ChipReason, ChipResult, FacePair, Pair, substitution
from station.domain.desk import ChipPhase, ChipView

_NUMBER_ENDS = 15  # octets behind the document number in the information: its digit, and both dates with theirs
_SHARES = {"COM": 0.02, "SOD": 0.1, "DG14": 0.14, "DG15": 0.16, "DG1": 0.2, "DG2": 0.95, "DG11": 0.97, "DG12": 0.99}
_ABSENT = ("card_reader_missing", "card_service_missing")
_ASKS_NUMBER = ("card_key_wrong", "card_number_wrong", "card_needs_zone")
Tell = Callable[[ChipView], None]


@dataclass(eq=False)
class _Job:
    """One document of one visit. keys: what may open it; key: which of them is next; tried: readers and insertions that
    were read with it; can: the card access number that the officer typed last, in place of the keys; can_tries: such
    numbers that the chip refused."""

    visit: str
    lines: tuple[str, ...]
    page: bytes | None
    keys: tuple[str, ...]
    key: int = 0
    tries: int = 0
    can: Password | None = None
    can_tries: int = 0
    tried: set[tuple[str, int, int]] = field(default_factory=set)
    over: bool = False
    evidence: ChipEvidence | None = None
    files: dict[str, bytes] = field(default_factory=dict)
    chip_face: FaceTemplate | None = None
    page_face: FaceTemplate | None = None

    @property
    def next_key(self) -> tuple[int, Password] | None:
        """What is tried next, with a number that tells it from the others; None where nothing is left."""
        if self.can is not None:
            return -1 - self.can_tries, self.can
        if self.key < len(self.keys) and self.tries < MOST_TRIES:
            return self.key, from_information(self.keys[self.key])
        return None


class ChipReader:
    """One counter's. `rehearsal`: demo or training, where readers that a program plays are welcome."""

    def __init__(
        self,
        source: CardSource,
        faces: FacesOfChip,
        trust: TrustLibrary,
        *,
        rehearsal: bool = False,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._source, self._faces, self._trust = source, faces, trust
        self._rehearsal, self._clock = rehearsal, clock
        self._lock = threading.RLock()
        self._wake = threading.Condition(self._lock)
        self._job: _Job | None = None
        self._snapshot = SlotStates()
        self._view = ChipView()
        self._tell: list[Tell] = []
        self._chunks: dict[str, int] = {}
        self._over = False
        self._aside = ThreadPoolExecutor(2, thread_name_prefix="chip checks")
        self._thread = threading.Thread(target=self._work, name="chip", daemon=True)
        self._watched: Watched | None = None

    def start(self) -> None:
        self._thread.start()
        self._watched = self._source.watch(self._readers_changed)

    def close(self) -> None:
        """Ends the reading that runs, and the watch."""
        with self._wake:
            self._over, self._job = True, None
            self._wake.notify_all()
        if self._watched is not None:
            self._watched.close()
        if self._thread.is_alive():
            self._thread.join(5.0)
        self._aside.shutdown(wait=True, cancel_futures=True)

    # ---- from the counter

    @property
    def view(self) -> ChipView:
        """As it stands; frozen, for any thread."""
        return self._view

    def watch(self, changed: Tell) -> Callable[[], None]:
        """Tell of every change, from any thread; returns how to stop that."""
        with self._lock:
            self._tell.append(changed)

        def stop() -> None:
            with self._lock, contextlib.suppress(ValueError):
                self._tell.remove(changed)

        return stop

    def read(self, visit: str, lines: tuple[str, ...], page: bytes | None = None) -> None:
        """The chip of the document with these lines. What was read of the same document stays."""
        try:
            information = information_of(lines)
            keys = tries(information)
            from_information(information)
        except ValueError:
            keys = ()
        with self._wake:
            job = self._job
            same = job is not None and (job.visit, job.lines) == (visit, lines)
            if job is None or not same:
                number = job.can if job is not None and job.visit == visit and job.over else None
                job = self._job = _Job(visit, lines, page, keys, can=number)  # what opened it opens it again
                self._show(ChipView())
            elif page is not None and page != job.page:
                job.page, job.page_face = page, None
            self._stand()
            self._wake.notify_all()
        if job.page is not None and job.page_face is None:
            self._later(lambda: self._look_at_page(job))

    def choose(self, index: int) -> None:
        """The officer says which of the offered numbers the document has; it is tried once."""
        with self._wake:
            job = self._job
            if job is not None and self._view.phase is ChipPhase.KEY and 0 <= index < len(self._view.offers):
                job.key, job.can = 1 + index, None
                self._stand()
                self._wake.notify_all()

    def use_number(self, visit: str, number: str) -> None:
        """The card access number that is printed on the document, instead of its lines: where they do not open the
        chip, or there are none. Each is tried once, `MOST_TRIES` for one document. Raises ValueError."""
        password = from_can("".join(number.split()).upper())
        with self._wake:
            job = self._job
            if job is None or job.visit != visit:
                job = self._job = _Job(visit, (), None, ())
            if self._view.phase is ChipPhase.READING or job.can_tries >= MOST_TRIES:
                return
            job.can, job.over = password, False
            self._stand()
            self._wake.notify_all()

    def again(self) -> None:
        """Read once more, the card as it lies."""
        with self._wake:
            job = self._job
            if job is None or self._view.phase is ChipPhase.READING or job.next_key is None:
                return
            job.tried.clear()
            job.over, job.evidence = False, None
            job.files.clear()
            self._stand()
            self._wake.notify_all()

    def forget(self) -> None:
        """The visit is over; nothing of its document stays in memory."""
        with self._wake:
            self._job = None
            self._show(ChipView())
            self._stand()
            self._wake.notify_all()

    def evidence(self, visit: str, live: FaceTemplate | None = None) -> ChipEvidence | None:
        """What goes into the record of this visit, with the comparisons of its faces; None where nothing was read.

        One that is still being read says so: its verdict is aborted.
        """
        with self._lock:
            job = self._job
            if job is None or job.visit != visit or job.evidence is None:
                return None
            found, chip, page = job.evidence, job.chip_face, job.page_face
            if self._view.phase is ChipPhase.READING:
                found = replace(found, verdict=ChipResult.ABORTED, problem="chip_unfinished", files=_kept(job.files))
        faces = self._pairs(chip, page, live)
        return replace(found, faces=faces, substitution=substitution(faces))

    def settle(self, seconds: float) -> None:
        """Waits until nothing is being read, so long at most."""
        end = time.monotonic() + seconds
        with self._wake:
            while self._view.phase is ChipPhase.READING and (left := end - time.monotonic()) > 0:
                self._wake.wait(left)

    # ---- readers

    def _readers_changed(self, snapshot: SlotStates) -> None:
        with self._wake:
            if not self._rehearsal:
                real = tuple(reader for reader in snapshot.readers if not virtual(reader))
                snapshot = replace(snapshot, readers=real)
            self._snapshot = snapshot
            self._stand()
            self._wake.notify_all()

    def _on_reader(self) -> tuple[ReaderState | None, str]:
        """The reader that a document lies on, or why there is none."""
        if self._snapshot.error is not None:
            return None, self._snapshot.error.code
        try:
            return choose(self._snapshot.readers), ""
        except DeviceError as error:
            return None, error.code

    def _stand(self) -> None:
        """The phase while nothing is read."""
        job, view = self._job, self._view
        if view.phase is ChipPhase.READING and job is not None:
            return
        reader, why = self._on_reader()
        if job is not None and job.over:
            return
        if reader is None and why != "card_absent":
            gone = why in _ABSENT
            self._show(replace(view, phase=ChipPhase.NO_READER if gone else ChipPhase.STOPPED, problem=why))
        elif job is None or not (job.keys or job.can):
            self._show(replace(view, phase=ChipPhase.NO_ZONE, problem=""))
        elif reader is None:
            stopped = bool(job.tried) and view.phase in (ChipPhase.STOPPED, ChipPhase.KEY)
            self._show(view if stopped else replace(view, phase=ChipPhase.WAITING, problem=""))

    def _due(self) -> tuple[_Job, ReaderState, int, Password] | None:
        job = self._job
        key = None if job is None or job.over else job.next_key
        if job is None or key is None:
            return None
        reader, _ = self._on_reader()
        if reader is None or (reader.name, reader.insertions, key[0]) in job.tried:
            return None
        return job, reader, *key

    # ---- the thread

    def _work(self) -> None:
        _logged(self._trust.now)  # thousands of certificates take a moment; the first traveller has none
        while True:
            with self._wake:
                while not self._over and self._due() is None:
                    self._wake.wait()
                due = self._due()
                if self._over or due is None:
                    return
                job, reader, number, password = due
                job.tried.add((reader.name, reader.insertions, number))
                self._show(replace(self._view, phase=ChipPhase.READING, share=0.0, problem="", offers=()))
            try:
                self._read(job, reader, password)
            except DeviceError as error:
                self._stopped(job, reader, error)
            except Exception:  # noqa: BLE001  the counter goes on without the chip, whatever it was
                logs.log.exception("reading a chip failed")
                self._stopped(job, reader, DeviceError("chip_fault"))
            with self._wake:
                self._wake.notify_all()

    def _read(self, job: _Job, reader: ReaderState, password: Password) -> None:
        began = time.monotonic()
        trust = self._trust.now()
        with self._source.open(reader) as card:
            reading = read_document(
                card,
                password,
                progress=lambda progress: self._came(job, reader, progress, trust, began),
                stop=lambda: self._job is not job,
                chunk=self._chunks.get(reader.name, SAFE),
            )
        self._chunks[reader.name] = reading.chunk
        files = dict(reading.files)
        found = judge(files, trust, self._clock(), job.lines, reading=reading)
        kept = files | {"CardAccess": reading.card_access, "CardSecurity": reading.card_security}
        if reading.active is not None:
            kept |= {"AA challenge": reading.active.challenge, "AA answer": reading.active.answer}
        evidence = replace(
            self._said(job, reader, found, trust, began),
            way=reading.access.way,
            mapping=reading.access.mapping,
            cipher=reading.access.cipher,
            fell_back=reading.access.fell_back,
            files=_kept(kept),
        )
        picture = self._faces.picture(files["DG2"]) if "DG2" in files else None
        template = self._faces.template(picture)
        with self._wake:
            if self._job is not job:
                return
            job.over, job.evidence, job.chip_face = True, evidence, template
            self._show(replace(self._view, phase=ChipPhase.DONE, share=1.0, evidence=evidence, face=picture))
        self._compare(job)
        _note(evidence, reading)

    def _came(self, job: _Job, reader: ReaderState, progress: Progress, trust: Trust, began: float) -> None:
        """Called by the reading: what is whole is judged aside, so that the card does not wait."""
        if progress.data is not None:
            job.files[progress.name] = progress.data
            if progress.name in ("DG1", "DG15") or (progress.name in _SHARES and "DG1" in job.files):
                files = dict(job.files)
                self._later(lambda: self._judge_aside(job, reader, files, trust, began))
        done, before = _SHARES.get(progress.name, 0.0), 0.2 if progress.name == "DG2" else 0.0
        share = before + (done - before) * progress.got / max(1, progress.total)
        with self._lock:
            if self._job is job and share >= self._view.share + 0.03:
                self._show(replace(self._view, share=min(1.0, share)))

    def _judge_aside(self, job: _Job, reader: ReaderState, files: dict[str, bytes], trust: Trust, began: float) -> None:
        found = judge(files, trust, self._clock(), job.lines)
        with self._lock:
            if self._job is not job or job.over or self._view.phase is not ChipPhase.READING:
                return
            so_far = len(job.evidence.groups) if job.evidence is not None else 0
            if len(found.groups) < so_far:
                return  # an earlier look that ended later
            job.evidence = self._said(job, reader, found, trust, began)
            self._show(replace(self._view, evidence=job.evidence))

    def _said(self, job: _Job, reader: ReaderState, found: ChipJudged, trust: Trust, began: float) -> ChipEvidence:
        return ChipEvidence(
            verdict=found.verdict,
            reader=reader.name,
            read_at=self._clock(),
            seconds=round(time.monotonic() - began, 3),
            keys=job.tries + job.can_tries + 1,
            checks=found.checks,
            reasons=found.reasons,
            groups=found.groups,
            lines=found.lines,
            details=found.details,
            differences=found.differences,
            lists=trust.lists,
        )

    def _stopped(self, job: _Job, reader: ReaderState, error: DeviceError) -> None:
        """The chip was not read: said, kept for the record, and no more than that."""
        logs.log.info("chip not read", code=error.code, detail=error.detail)
        with self._wake:
            if self._job is not job:
                return
            wrong, code = isinstance(error, WrongKey), error.code
            if wrong and job.can is not None:
                job.can, job.can_tries, code = None, job.can_tries + 1, "card_number_wrong"
            else:
                job.tries += wrong
            before = job.evidence or ChipEvidence(ChipResult.ABORTED, reader.name, self._clock())
            # What broke off is no evidence, and takes nothing back of what was found wrong before.
            failed = before.verdict is ChipResult.FAILED
            reason = ChipReason(code, ChipResult.ABORTED, "")
            job.evidence = replace(
                before, verdict=ChipResult.FAILED if failed else ChipResult.ABORTED, problem=code,
                keys=job.tries + job.can_tries, files=_kept(job.files),
                reasons=(*(r for r in before.reasons if r.code != code), reason),
            )  # fmt: skip
            left = max(0, MOST_TRIES - job.tries)
            offers = tuple(key[:-_NUMBER_ENDS].rstrip("<") for key in job.keys[1:]) if wrong and left else ()
            offers = offers if job.tries else ()  # a number was refused before the lines were tried
            self._show(
                replace(
                    self._view, phase=ChipPhase.KEY if offers else ChipPhase.STOPPED, problem=code,
                    evidence=job.evidence, offers=offers, tries=left,
                )
            )  # fmt: skip

    # ---- faces

    def _look_at_page(self, job: _Job) -> None:
        picture = _opened(job.page)
        template = self._faces.template(picture)
        with self._lock:
            if self._job is not job:
                return
            job.page_face = template
            self._show(replace(self._view, page=picture))
        self._compare(job)

    def _compare(self, job: _Job) -> None:
        """The chip's face beside the page's, as soon as both are there."""
        with self._lock:
            chip, page, done = job.chip_face, job.page_face, job.over
        if not done or job.evidence is None:
            return
        faces = self._pairs(chip, page, None)
        with self._lock:
            if self._job is job and job.evidence is not None:
                job.evidence = replace(job.evidence, faces=faces)
                self._show(replace(self._view, evidence=job.evidence))

    def _pairs(
        self, chip: FaceTemplate | None, page: FaceTemplate | None, live: FaceTemplate | None
    ) -> tuple[FacePair, ...]:
        pair = self._faces.pair
        return (
            pair(Pair.CHIP_LIVE, chip, live), pair(Pair.CHIP_PAGE, chip, page), pair(Pair.PAGE_LIVE, page, live),
        )  # fmt: skip

    # ---- telling

    def _later(self, work: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the station closes
            self._aside.submit(_logged, work)

    def _show(self, view: ChipView) -> None:
        """Under the lock: listeners only take the view over."""
        lists, job = self._trust.figures, self._job
        left = MOST_TRIES - (0 if job is None else job.can_tries)
        asked = view.phase in (ChipPhase.NO_ZONE, ChipPhase.KEY) or (
            view.phase is ChipPhase.STOPPED and view.problem in _ASKS_NUMBER
        )
        self._view = replace(
            view, days_old=days_old(lists, self._clock().date()), has_lists=lists.authorities > 0,
            number_tries=left if asked else 0,
        )  # fmt: skip
        for tell in list(self._tell):
            tell(self._view)


def _logged(work: Callable[[], object]) -> None:
    try:
        work()
    except Exception:  # noqa: BLE001  said by the view of its reading: nothing came of it
        logs.log.exception("a check of a chip failed")


def _kept(files: dict[str, bytes]) -> tuple[ChipFile, ...]:
    return tuple(ChipFile(name, data) for name, data in files.items() if data)


def _opened(page: bytes | None) -> Any:
    """A kept page as uint8[h, w, 3]; None where it cannot be read."""
    if page is None:
        return None
    try:
        header(page)
    except BadHeader:
        return None
    return cv2.imdecode(np.frombuffer(page, np.uint8), cv2.IMREAD_COLOR)


def _note(evidence: ChipEvidence, reading: CardReading) -> None:
    logs.log.info(
        "chip read", verdict=evidence.verdict.value, way=evidence.way, seconds=round(reading.seconds, 2),
        commands=reading.commands, chunk=reading.chunk,
    )  # fmt: skip
