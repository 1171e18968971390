"""Chip readers at the technician's bench: which there are, and what one can do with a document that lies on it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from drivers.card.password import Password, from_can, from_lines
from drivers.card.pcsc import ReaderState, SlotStates, choose
from drivers.card.read import read_document
from drivers.card.source import CardSource, virtual
from drivers.errors import Cancelled, DeviceError, Garbled, Unplugged
from models.document.lines import split
from station.domain.desk import CardReaderView, CardTest, Measurement, SelfTestView, StepState

FIRST_LOOK = 2.0  # seconds for the first word of the readers' service
# Octets of one READ that are tried: what the poorest readers take, what fits a short answer with protection, what some
# readers stumble over, and answers of the long form (the field's traps).
CHUNKS = (0xA0, 0xDF, 0x100, 1024, 4096)
SLOW = 7.0  # seconds for a reference document (BSI TR-03135-1, 4.1)
LIMIT_FROM = "BSI TR-03135-1, 4.1"
MOST_KEY = 200  # characters: three lines of 30, and what a hand puts between them


@dataclass(eq=False)
class CardBench:
    """Blocking calls belong on a worker thread. `emulated`: the source plays its readers."""

    source: CardSource
    clock: Callable[[], float] = time.monotonic
    emulated: bool = False
    _watches: int = field(default=0, init=False)
    _seen: SlotStates | None = field(default=None, init=False)

    def readers(self) -> tuple[CardReaderView, ...]:
        """Those that are connected now. Raises DeviceError: no service."""
        return tuple(map(self._view, self._look().readers))

    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Tell that a reader or what lies on one came or went, from any thread; returns how to stop that. Until then
        `known` answers at once."""

        def tell(snapshot: SlotStates) -> None:
            self._seen = snapshot
            changed()

        self._watches += 1
        watched = self.source.watch(tell)

        def stop() -> None:
            self._watches -= 1
            self._seen = self._seen if self._watches else None
            # It waits for the service to come back from a call; nobody who leaves a page does.
            threading.Thread(target=watched.close, name="card readers, end", daemon=True).start()

        return stop

    def known(self) -> tuple[tuple[CardReaderView, ...], str]:
        """What a watch has told: readers, and the code of why there are none; nothing while nobody watches."""
        seen = self._seen
        if seen is None:
            return (), ""
        return tuple(map(self._view, seen.readers)), "" if seen.error is None else seen.error.code

    def test(
        self,
        key: str,
        reader: str = "",
        cancel: threading.Event | None = None,
        on_progress: Callable[[float], None] = lambda _share: None,
    ) -> CardTest:
        """Read the document on the reader whole, once for each size of a READ. key: its printed lines, or its card
        access number; reader: a name, the one that a document lies on when empty; on_progress: 0..1, from this thread.
        What the chip says stays in nobody's hands: figures alone come out.

        Raises DeviceError: nothing lies there, it was lifted, the key is wrong, no size gave the whole document,
        `card_cancelled`.
        """
        stop = threading.Event() if cancel is None else cancel
        chosen, password, sizes = self._chosen(reader), _password(key), list[tuple[int, int, float]]()
        last: DeviceError | None = None
        way, commands, seconds = "", 0, 0.0
        for done, chunk in enumerate(CHUNKS):
            on_progress(done / len(CHUNKS))
            began = self.clock()
            try:
                with self.source.open(chosen) as card:
                    found = read_document(card, password, stop=stop.is_set, chunk=chunk)
            except Cancelled:
                raise
            except DeviceError as error:
                if error.code == "card_key_wrong" or isinstance(error, Unplugged):
                    raise  # the same would come of every size
                last = error
                sizes.append((chunk, 0, 0.0))
                continue
            if found.aborted:
                last = Garbled("card_answer", ", ".join(found.aborted))
                sizes.append((chunk, 0, 0.0))
                continue
            took = self.clock() - began
            sizes.append((chunk, found.chunk, round(took, 2)))
            if not seconds or took < seconds:
                way = " ".join(filter(None, (found.access.way, found.access.mapping, found.access.cipher)))
                commands, seconds = found.commands, took
        if not seconds:
            raise last or DeviceError("card_answer")
        return CardTest(chosen.name, chosen.atr.hex().upper(), way, tuple(sizes), commands, round(seconds, 2), SLOW)

    def _chosen(self, name: str) -> ReaderState:
        """The reader of this name with what lies on it. Raises DeviceError."""
        readers = self._look().readers
        if not name:
            return choose(readers)
        named = [state for state in readers if state.name == name]
        if not named:
            raise Unplugged("card_reader_pulled", name)
        return choose(named)

    def _look(self) -> SlotStates:
        """What the service says first. Raises DeviceError."""
        told, seen = threading.Event(), list[SlotStates]()

        def tell(snapshot: SlotStates) -> None:
            seen.append(snapshot)
            told.set()

        watched = self.source.watch(tell)
        try:
            told.wait(FIRST_LOOK)
        finally:
            watched.close()
        if not seen:
            return SlotStates()
        newest = seen[-1]
        if newest.error is not None:
            raise newest.error
        return newest

    def _view(self, reader: ReaderState) -> CardReaderView:
        return CardReaderView(
            reader.name, reader.atr.hex().upper(), reader.present, reader.contactless, reader.sam,
            self.emulated or virtual(reader), reader.mute, reader.exclusive,
        )  # fmt: skip


def report(device: str, test: CardTest) -> SelfTestView:
    """A chip reader's self-test in the form of every device's. A size that the reader does not take is no fault of it:
    the reading falls back by itself."""
    document = Measurement("card_document", test.seconds, "s", None, test.limit, _state(test.passed), source=LIMIT_FROM)
    pieces = tuple(
        Measurement(f"card_piece_{asked}", float(held), "octets", None, None, _held(asked, held))
        for asked, held, _ in test.sizes
    )
    commands = Measurement("card_commands", float(test.commands), "count", None, None, StepState.PASSED)
    return SelfTestView(device, datetime.now(UTC), test.passed, (document, commands, *pieces), test)


def _held(asked: int, held: int) -> StepState:
    if held == 0:
        return StepState.FAILED
    return StepState.PASSED if held >= asked else StepState.OUTSIDE


def _state(passed: bool) -> StepState:
    return StepState.PASSED if passed else StepState.FAILED


def _password(key: str) -> Password:
    """Raises DeviceError `card_needs_zone`."""
    lines = tuple(split(key[:MOST_KEY].strip().upper()))
    try:
        return from_lines(lines) if len(lines) > 1 else from_can(key[:MOST_KEY].strip().upper())
    except ValueError as error:
        raise DeviceError("card_needs_zone", str(error)) from error
