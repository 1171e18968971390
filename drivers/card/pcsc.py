"""Card readers through the system's PC/SC service: pcsc-lite on Linux, WinSCard on Windows (PC/SC Workgroup, part 5).

The library is the system's own, never one that is shipped: client and service must speak the same internal protocol.

Every call for one card is made on a thread of its own, because some block in the service for as long as another
program likes (waiting for its transaction) or a card does; who asks waits no longer than his time, and what the call
left behind is put away when it comes back.
"""

from __future__ import annotations

import contextlib
import ctypes
import queue
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from types import TracebackType
from typing import Any

from drivers.errors import (
    Busy,
    Cancelled,
    Declined,
    DeviceError,
    Garbled,
    NoPermission,
    NotFound,
    TimedOut,
    Unplugged,
)

_WINDOWS = sys.platform == "win32"
_LIBRARY = "winscard.dll" if _WINDOWS else "libpcsclite.so.1"
_Number = ctypes.c_uint32 if _WINDOWS else ctypes.c_ulong
_Handle = ctypes.c_size_t if _WINDOWS else ctypes.c_long
_ATR_OCTETS = 36 if _WINDOWS else 33
_SUFFIX = "A" if _WINDOWS else ""

_SYSTEM, _SHARED, _T0_OR_T1 = 2, 2, 3
_LEAVE, _RESET = 0, 1
_FOREVER = 0xFFFFFFFF
_CHANGED, _UNKNOWN, _UNAVAILABLE, _EMPTY, _PRESENT = 0x0002, 0x0004, 0x0008, 0x0010, 0x0020
_EXCLUSIVE, _IN_USE, _MUTE = 0x0080, 0x0100, 0x0200
_STATES = 0xFFFF  # the upper half counts insertions
_PLUG_AND_PLAY = b"\\\\?PnP?\\Notification"

MOST_READERS = 16  # what PC/SC itself is made for
_MOST_ANSWER = 65536 + 512
CONNECT_SECONDS = 3.0  # for another program to end its transaction
TRANSMIT_SECONDS = 10.0  # for one command: chips ask for more time while they compute
CLOSE_SECONDS = 2.0  # for letting go
_LOOKS = 0.8  # until the service has seen that a card is gone
_SETTLE = 0.1  # between two looks, where the service does not tell of readers
_AGAIN = (0.5, 1.0, 2.0, 5.0)  # seconds until the service is asked anew

# Codes of pcsclite.h and winerror.h that need an answer of their own, by what they mean here.
_MEANINGS: dict[int, tuple[type[DeviceError], str]] = {
    0x80100002: (Cancelled, "card_cancelled"),
    0x80100003: (NotFound, "card_service_missing"),  # a handle from before the service began anew
    0x80100008: (Garbled, "card_transport"),
    0x80100009: (Unplugged, "card_reader_pulled"),
    0x8010000A: (TimedOut, "card_slow"),
    0x8010000B: (Busy, "card_busy"),
    0x8010000C: (Unplugged, "card_lifted"),
    0x8010000F: (Garbled, "card_mute"),
    0x80100012: (NotFound, "card_service_missing"),
    0x80100013: (Garbled, "card_transport"),
    0x80100016: (Garbled, "card_transport"),
    0x80100017: (Unplugged, "card_reader_pulled"),
    0x8010001D: (NotFound, "card_service_missing"),
    0x8010001E: (NotFound, "card_service_missing"),
    0x8010002E: (NotFound, "card_reader_missing"),
    0x8010002F: (Garbled, "card_transport"),
    0x80100066: (Garbled, "card_mute"),
    0x80100067: (Garbled, "card_mute"),
    0x80100068: (Busy, "card_disturbed"),
    0x80100069: (Unplugged, "card_lifted"),
    0x8010006A: (NoPermission, "card_no_permission"),
}
_NO_READERS, _TIMEOUT = 0x8010002E, 0x8010000A


class _State(ctypes.Structure):
    _fields_ = (
        ("reader", ctypes.c_char_p),
        ("user", ctypes.c_void_p),
        ("current", _Number),
        ("event", _Number),
        ("atr_octets", _Number),
        ("atr", ctypes.c_ubyte * _ATR_OCTETS),
    )


class _Protocol(ctypes.Structure):
    _fields_ = (("protocol", _Number), ("octets", _Number))


@cache
def _library() -> Any:
    """The system's library. Raises NotFound."""
    try:
        loaded = ctypes.WinDLL(_LIBRARY) if _WINDOWS else ctypes.CDLL(_LIBRARY)  # type: ignore[attr-defined,unused-ignore]
    except OSError as error:
        raise NotFound("card_service_missing", str(error)) from error
    number, handle, octets = _Number, _Handle, ctypes.c_char_p
    to_number, to_handle, to_states = ctypes.POINTER(number), ctypes.POINTER(handle), ctypes.POINTER(_State)
    kinds: dict[str, tuple[Any, ...]] = {
        "SCardEstablishContext": (number, ctypes.c_void_p, ctypes.c_void_p, to_handle),
        "SCardReleaseContext": (handle,),
        "SCardCancel": (handle,),
        f"SCardListReaders{_SUFFIX}": (handle, octets, ctypes.c_void_p, to_number),
        f"SCardGetStatusChange{_SUFFIX}": (handle, number, to_states, number),
        f"SCardConnect{_SUFFIX}": (handle, octets, number, number, to_handle, to_number),
        "SCardReconnect": (handle, number, number, number, to_number),
        "SCardBeginTransaction": (handle,),
        "SCardEndTransaction": (handle, number),
        "SCardDisconnect": (handle, number),
        "SCardTransmit": (
            handle, ctypes.POINTER(_Protocol), octets, number, ctypes.c_void_p, ctypes.c_void_p, to_number,
        ),
    }  # fmt: skip
    for name, arguments in kinds.items():
        function = getattr(loaded, name)
        function.argtypes = arguments
        function.restype = _Number
    return loaded


def _call(name: str, *arguments: Any) -> int:
    return int(getattr(_library(), name)(*arguments)) & 0xFFFFFFFF


def meaning(code: int, where: str) -> DeviceError:
    """The error for a code of PC/SC."""
    kind, word = _MEANINGS.get(code, (Garbled, "card_transport"))
    return kind(word, f"{where}: 0x{code:08X}")


def _service_meaning(code: int, where: str) -> DeviceError:
    """The same for calls that reach no card: what is lost on their way is the service."""
    error = meaning(code, where)
    return NotFound("card_service_missing", error.detail) if isinstance(error, Garbled) else error


def _check(name: str, *arguments: Any) -> None:
    code = _call(name, *arguments)
    if code:
        raise meaning(code, name)


@dataclass(frozen=True)
class ReaderState:
    """A reader now. atr: of the card on it, empty without one; insertions: counted by the service; mute: a card that
    does not answer; exclusive: another program keeps it for itself."""

    name: str
    atr: bytes = b""
    insertions: int = 0
    present: bool = False
    mute: bool = False
    exclusive: bool = False

    @property
    def contactless(self) -> bool:
        """Whether the card speaks through the air: PC/SC part 3, 3.1.3.2.3.1."""
        return len(self.atr) >= 4 and self.atr[0] == 0x3B and self.atr[1] >> 4 == 8 and self.atr[2:4] == b"\x80\x01"

    @property
    def sam(self) -> bool:
        """Whether it is the slot inside a hybrid reader, for the card of its operator."""
        return "SAM" in self.name.upper().replace("-", " ").replace("_", " ").split()


class Context:
    """A connection to the service; for one thread, except `cancel`."""

    def __init__(self) -> None:
        """Raises NotFound, NoPermission."""
        self._handle = _Handle()
        _check("SCardEstablishContext", _SYSTEM, None, None, ctypes.byref(self._handle))

    def __enter__(self) -> Context:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def handle(self) -> Any:
        """For the calls of a card."""
        return self._handle

    def close(self) -> None:
        """Ends it; nothing can go wrong that matters."""
        _call("SCardReleaseContext", self._handle)

    def cancel(self) -> None:
        """Ends a waiting `wait` of another thread."""
        _call("SCardCancel", self._handle)

    def readers(self) -> list[str]:
        """Names, in the service's order; none is no error. Raises DeviceError."""
        name, size = f"SCardListReaders{_SUFFIX}", _Number(0)
        code = _call(name, self._handle, None, None, ctypes.byref(size))
        if code == _NO_READERS:
            return []
        if code:
            raise _service_meaning(code, name)
        # One more than was said: between two calls a reader may be plugged in.
        size = _Number(min(size.value, 1 << 16) + 256)
        words = ctypes.create_string_buffer(size.value)
        code = _call(name, self._handle, None, words, ctypes.byref(size))
        if code == _NO_READERS:
            return []
        if code:
            raise _service_meaning(code, name)
        found = [word.decode("utf-8", "replace") for word in words.raw[: size.value].split(b"\0") if word]
        return found[:MOST_READERS]

    def wait(self, known: Sequence[tuple[str, int]], seconds: float) -> list[tuple[ReaderState, int]] | None:
        """Waits until one of the readers is no longer as known (name, event word; 0: not known), or a reader comes or
        goes. None when the time is over. Raises DeviceError; Unplugged when a reader is gone."""
        states = (_State * (len(known) + 1))()
        for at, (name, word) in enumerate(known):
            states[at].reader, states[at].current = name.encode("utf-8"), word & ~_CHANGED
        states[len(known)].reader, states[len(known)].current = _PLUG_AND_PLAY, len(known) << 16
        name = f"SCardGetStatusChange{_SUFFIX}"
        code = _call(name, self._handle, int(seconds * 1000), states, len(states))
        if code == _TIMEOUT:
            return None
        if code:
            raise _service_meaning(code, name)
        return [(_reader_state(known[at][0], states[at]), int(states[at].event)) for at in range(len(known))]

    def look(self) -> list[ReaderState]:
        """All readers as they are now. Raises DeviceError."""
        names = self.readers()
        found = self.wait([(name, 0) for name in names], 0) if names else []
        return [state for state, _ in found or []]


def _reader_state(name: str, state: _State) -> ReaderState:
    event = int(state.event)
    present = bool(event & _PRESENT)
    return ReaderState(
        name,
        bytes(state.atr[: min(int(state.atr_octets), _ATR_OCTETS)]) if present else b"",
        event >> 16 & 0xFFFF,
        present,
        bool(event & _MUTE),
        bool(event & _EXCLUSIVE),
    )


def choose(states: Sequence[ReaderState]) -> ReaderState:
    """The reader that a document lies on: of several the contactless one, never a slot inside a reader.

    Raises NotFound: `card_reader_missing`, `card_absent`; Garbled: `card_mute`; Declined: `card_contact` for a card
    that is put into a slot and is no document.
    """
    outer = [state for state in states if not state.sam]
    if not outer:
        raise NotFound("card_reader_missing", "only slots inside readers" if states else "")
    laid = [state for state in outer if state.present]
    if not laid:
        raise NotFound("card_absent")
    for state in laid:
        if state.contactless and not state.mute:
            return state
    if any(state.mute for state in laid):
        raise Garbled("card_mute", ", ".join(state.name for state in laid if state.mute))
    raise Declined("card_contact", ", ".join(state.name for state in laid))


class _Worker:
    """A thread that makes blocking calls one after the other, for somebody who does not wait for ever."""

    def __init__(self, name: str) -> None:
        self._calls: queue.SimpleQueue[tuple[Callable[[], Any], queue.SimpleQueue[tuple[bool, Any]]] | None] = (
            queue.SimpleQueue()
        )
        threading.Thread(target=self._work, name=name, daemon=True).start()

    def _work(self) -> None:
        while (job := self._calls.get()) is not None:
            call, answers = job
            try:
                answers.put((True, call()))
            except DeviceError as error:
                answers.put((False, error))

    def call(self, call: Callable[[], Any], seconds: float) -> Any:
        """What the call gives. Raises its DeviceError; TimedOut when it takes longer."""
        answers: queue.SimpleQueue[tuple[bool, Any]] = queue.SimpleQueue()
        self._calls.put((call, answers))
        try:
            right, value = answers.get(timeout=seconds)
        except queue.Empty:
            raise TimedOut("card_slow", f"no answer in {seconds:g} s") from None
        if right:
            return value
        raise value

    def leave(self, last: Callable[[], Any]) -> None:
        """Makes a last call whenever the one that hangs comes back, and ends."""
        self._calls.put((last, queue.SimpleQueue()))
        self._calls.put(None)


class PcscCard:
    """A card, held in one transaction from the first command to the last: a `CardChannel`.

    Other programs (a browser, a key agent) wait meanwhile. At the end the card is reset, so that the next reading finds
    it fresh.
    """

    def __init__(self, reader: str, *, wait: float = CONNECT_SECONDS, seconds: float = TRANSMIT_SECONDS) -> None:
        """wait: seconds for others to let go; seconds: for one command. Raises DeviceError."""
        self.reader = reader
        self._seconds = seconds
        self._context: Context | None = None
        self._card = _Handle()
        self._protocol = _Number()
        self._connected = self._held = self._used = False
        self._worker = _Worker(f"card {reader}")
        try:
            self._worker.call(self._connect, wait)
        except TimedOut as error:
            self._worker.leave(self._put_away)
            raise Busy("card_busy", "another program keeps the card") from error
        except DeviceError:
            self._worker.leave(self._put_away)
            raise

    def __enter__(self) -> PcscCard:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _connect(self) -> None:
        self._context = Context()
        _check(
            f"SCardConnect{_SUFFIX}", self._context.handle, self.reader.encode("utf-8"), _SHARED, _T0_OR_T1,
            ctypes.byref(self._card), ctypes.byref(self._protocol),
        )  # fmt: skip
        self._connected = True
        _check("SCardBeginTransaction", self._card)
        self._held = True

    def _put_away(self) -> None:
        if self._held:
            _call("SCardEndTransaction", self._card, _LEAVE)
        if self._connected:
            # A card that nothing was said to is left as it is: it may be another program's turn by now.
            _call("SCardDisconnect", self._card, _RESET if self._used else _LEAVE)
        if self._context is not None:
            self._context.close()
        self._held = self._connected = False
        self._context = None

    def close(self) -> None:
        """Lets go of the card, reset; waits for that, unless a call hangs."""
        with contextlib.suppress(TimedOut):  # it is put away when the call comes back
            self._worker.call(self._put_away, CLOSE_SECONDS)
        self._worker.leave(self._put_away)

    def transmit(self, apdu: bytes) -> bytes:
        """See `CardChannel`. Raises Unplugged, Busy, TimedOut, Garbled, NotFound."""
        answer: bytes = self._worker.call(lambda: self._transmit(apdu), self._seconds)
        return answer

    def _transmit(self, apdu: bytes) -> bytes:
        self._used = True
        how = _Protocol(self._protocol.value, ctypes.sizeof(_Protocol))
        buffer = ctypes.create_string_buffer(_MOST_ANSWER)
        size = _Number(_MOST_ANSWER)
        code = _call("SCardTransmit", self._card, ctypes.byref(how), apdu, len(apdu), None, buffer, ctypes.byref(size))
        if code:
            raise self._why(meaning(code, "SCardTransmit"))
        if size.value < 2:  # no card answers without a status; some drivers say so of one that is gone
            raise self._why(Garbled("card_transport", f"{size.value} octets"))
        return buffer.raw[: size.value]

    def _why(self, error: DeviceError) -> DeviceError:
        """What lies behind a failed exchange: services say 'not transacted' of a card that was taken away, too."""
        if not isinstance(error, Garbled) or self._context is None:
            return error
        try:
            if self.reader not in self._context.readers():
                return Unplugged("card_reader_pulled", error.detail)
            found = self._context.wait([(self.reader, 0)], 0)
            if found and found[0][0].present:  # the service looks a few times in a second only
                found = self._context.wait([(self.reader, found[0][1])], _LOOKS)
        except Unplugged:
            return Unplugged("card_reader_pulled", error.detail)
        except DeviceError as other:
            return other
        if found and not found[0][0].present:
            return Unplugged("card_lifted", error.detail)
        return error

    def reset(self) -> None:
        """See `CardChannel`. Raises DeviceError."""
        self._worker.call(self._reset, self._seconds)

    def _reset(self) -> None:
        # The transaction stays: a reset inside of it is the holder's own.
        code = _call("SCardReconnect", self._card, _SHARED, _T0_OR_T1, _RESET, ctypes.byref(self._protocol))
        if code:
            raise self._why(meaning(code, "SCardReconnect"))


@dataclass(frozen=True)
class SlotStates:
    """What there is. error: why nothing is known, None when it is."""

    readers: tuple[ReaderState, ...] = ()
    error: DeviceError | None = None


class ReaderWatch:
    """Watches readers and cards on a thread of its own, and tells of every change, the first look included.

    tell: called on that thread; what it does not handle ends the watch. A service that is missing or stops is a
    snapshot with an error, and is asked again.
    """

    def __init__(self, tell: Callable[[SlotStates], None]) -> None:
        self._tell = tell
        self._context: Context | None = None
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._last: SlotStates | None = None
        self._thread = threading.Thread(target=self._watch, name="card readers", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Ends the watch and waits for its thread."""
        self._over.set()
        for _ in range(50):
            with self._lock:
                if self._context is not None:
                    self._context.cancel()
            self._thread.join(0.1)  # a cancel just before the waiting begins is lost
            if not self._thread.is_alive():
                return

    def _watch(self) -> None:
        failures = 0
        while not self._over.is_set():
            try:
                self._open()
                failures = 0
                self._follow()
            except DeviceError as error:
                if self._over.is_set():
                    return
                if not isinstance(error, Unplugged | Cancelled):
                    self._say(SlotStates((), error))
                self._over.wait(_AGAIN[min(failures, len(_AGAIN) - 1)])
                failures += 1
            finally:
                with self._lock:
                    if self._context is not None:
                        self._context.close()
                    self._context = None

    def _open(self) -> None:
        context = Context()
        with self._lock:
            self._context = context

    def _follow(self) -> None:
        context = self._context
        assert context is not None  # noqa: S101  opened just before
        words: dict[str, int] = {}
        while not self._over.is_set():
            names = context.readers()
            began = time.monotonic()
            # Half a minute: a reader that came without a notice is seen then at the latest.
            found = context.wait([(name, words.get(name, 0)) for name in names], 30.0)
            if found is None:
                continue
            words = {state.name: word for state, word in found}
            self._say(SlotStates(tuple(state for state, _ in found)))
            if time.monotonic() - began < _SETTLE:  # a service that returns at once must not keep a processor busy
                self._over.wait(_SETTLE)

    def _say(self, snapshot: SlotStates) -> None:
        last = self._last
        same_error = last is not None and (
            (last.error.code if last.error else "") == (snapshot.error.code if snapshot.error else "")
        )
        if last is None or last.readers != snapshot.readers or not same_error:
            self._last = snapshot
            self._tell(snapshot)
