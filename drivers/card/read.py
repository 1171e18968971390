"""A travel document's chip, read whole over any `CardChannel` (ICAO Doc 9303-10 and -11).

The order is the counter's: what the officer needs first comes first, and the octets of the signature come before the
picture, so that it is judged while the picture is being read. Nothing is judged here: octets, and what the chip did.

Everything a chip says is foreign: every length, number and time has its bound.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from drivers.card.bac import GET_CHALLENGE, Bac
from drivers.card.chip_authentication import ChipAuthentication, choose
from drivers.card.ciphers import SUITES, BadAnswer
from drivers.card.pace import Pace, chip_proves
from drivers.card.password import MRZ, Password
from drivers.card.port import CardChannel
from drivers.card.secure_messaging import Command, SecureSession
from drivers.errors import Cancelled, Declined, Garbled, TimedOut
from models.standards import ber
from models.standards.ber import BadEncoding
from models.standards.curves import Curve, NotOnCurve
from models.standards.security_info import SecurityInfos, best_pace, parse

APPLICATION = bytes.fromhex("A0000002471001")
CARD_ACCESS, CARD_SECURITY, ATR_INFO = 0x011C, 0x011D, 0x2F01
FIRST = ("COM", "SOD", "DG14", "DG15", "DG1")
THEN = ("DG2", "DG11", "DG12")
FILES = {"COM": 0x011E, "SOD": 0x011D, **{f"DG{number}": 0x0100 + number for number in range(1, 17)}}
_TAGS = {"COM": 0x60, "SOD": 0x77, "DG1": 0x61, "DG2": 0x75, "DG11": 0x6B, "DG12": 0x6C, "DG14": 0x6E, "DG15": 0x6F}

# Octets of each file at most. Pictures of the field have 12 to 60 kB, security objects 2 to 10.
MOST = {"COM": 1024, "SOD": 1 << 16, "DG1": 1024, "DG2": 1 << 20, "DG14": 1 << 15, "DG15": 1 << 14}
MOST_TEXT = 1 << 16  # of DG11 and DG12, which may carry small pictures
MOST_MASTER = 1 << 15  # of the files outside the application
MOST_COMMANDS = 12_000  # for one document: one MB in the smallest pieces
MOST_ACCESSES = 4  # sessions that are opened for one document, after errors ended the one before
MOST_SECONDS = 60.0
MOST_ANSWER = 65536 + 512  # octets of one answer, with what protection adds
SAFE, SMALLEST = 0xDF, 0xA0  # fits 256 with protection; what the poorest readers of the field take
LARGEST = 32_000  # of an extended answer: chips announce up to 65536, readers' buffers end before
_MOST_REPEATS = 8  # of GET RESPONSE for one answer, of an answer to one command with another length

_OK, _SHORT, _END = 0x9000, 0x6282, 0x6B00
_ABSENT = (0x6A82, 0x6A83, 0x6A88)
_FORBIDDEN = (0x6982, 0x6985)
_FILE = "chip_file"  # a file that is not what it should be, in a session that is sound


@dataclass(frozen=True)
class Progress:
    """How far it is. name: a file's; got, total: octets of it; data: the whole file once it is there."""

    name: str
    got: int
    total: int
    data: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Access:
    """How the chip was opened. way: BAC or PACE; mapping, group: of PACE; fell_back: why PACE was not used though
    offered, empty when it was."""

    way: str
    cipher: str
    mapping: str = ""
    group: str = ""
    fell_back: str = ""


@dataclass(frozen=True)
class MappingProof:
    """What the chip authentication mapping left: true when the key of a trusted EF.CardSecurity explains it."""

    curve: Curve
    number: int
    mapping_key: bytes

    def proves(self, static: bytes) -> bool:
        """Whether the chip has the private key to `static`, the octets of a point."""
        return chip_proves(self.curve, self.number, static, self.mapping_key)


@dataclass(frozen=True)
class ActiveAnswer:
    """What INTERNAL AUTHENTICATE answered; to be judged with DG15."""

    challenge: bytes
    answer: bytes


@dataclass
class CardReading:
    """All that came from a chip. files: by name, whole, with their tags; aborted: those that broke off, with why;
    refused: those the chip does not give; absent: those it does not have. chip_authentication: None where it was not
    offered, otherwise whether the chip showed the key of DG14 (which a trusted security object must vouch for). chunk:
    octets of one READ in the end."""

    access: Access
    files: dict[str, bytes] = field(default_factory=dict, repr=False)
    card_access: bytes = b""
    card_security: bytes = field(default=b"", repr=False)
    aborted: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    mapping_proof: MappingProof | None = None
    chip_authentication: bool | None = None
    chip_authentication_detail: str = ""
    active: ActiveAnswer | None = None
    active_detail: str = ""
    chunk: int = SAFE
    commands: int = 0
    seconds: float = 0.0
    moments: dict[str, float] = field(default_factory=dict)

    @property
    def groups(self) -> dict[int, bytes]:
        """Data groups by number."""
        return {int(name[2:]): data for name, data in self.files.items() if name.startswith("DG")}


class WrongKey(Declined):
    """The chip is not opened by this key: `card_key_wrong`. Another reading of the zone may; see `variants`."""


class _Refused(Exception):
    """A status that is no success."""

    def __init__(self, status: int) -> None:
        super().__init__(f"{status:04X}")
        self.status = status


def read_document(
    channel: CardChannel,
    password: Password,
    *,
    progress: Callable[[Progress], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
    seconds: float = MOST_SECONDS,
    chunk: int = SAFE,
) -> CardReading:
    """Reads it all. progress: called on this thread; stop: asked before each command; chunk: what is known of this
    reader and kind of chip, octets of one READ.

    Raises WrongKey; DeviceError: `card_not_a_passport`, `card_needs_zone`, `card_slow`, `card_answer`, `card_refused`,
    `card_cancelled`, and what the channel raises (`card_lifted`, `card_reader_pulled`). Once the chip is open, what
    breaks off costs its file, and too much time the rest, not what was read.
    """
    return _ReadRun(channel, password, progress, stop, seconds, chunk).whole()


class _ReadRun:
    def __init__(
        self,
        channel: CardChannel,
        password: Password,
        progress: Callable[[Progress], None],
        stop: Callable[[], bool],
        seconds: float,
        chunk: int,
    ) -> None:
        self._channel, self._password, self._progress, self._stop = channel, password, progress, stop
        self._start = time.monotonic()
        self._end = self._start + seconds
        self._chunk = max(SMALLEST, min(chunk, LARGEST))
        self._extended = False
        self._session: SecureSession | None = None
        self._accesses = self._commands = 0
        self._no_pace = ""
        self._infos = SecurityInfos()
        self._proof: MappingProof | None = None

    def whole(self) -> CardReading:
        try:
            return self._whole()
        except BadAnswer as error:
            raise Garbled("card_answer", str(error)) from error
        except _Refused as error:
            raise Garbled("card_refused", f"status {error}") from error

    def _whole(self) -> CardReading:
        card_access = self._before()
        reading = CardReading(self._open())
        reading.card_access = card_access
        self._reading = reading
        reading.moments["open"] = self._now()
        try:
            self._all()
        except (BadAnswer, _Refused, TimedOut) as error:
            for name in (*FIRST, *THEN):
                if name not in (*reading.files, *reading.absent, *reading.refused):
                    reading.aborted.setdefault(name, str(error))
        reading.chunk, reading.commands, reading.seconds = self._chunk, self._commands, self._now()
        return reading

    def _all(self) -> None:
        for name in FIRST:
            self._keep(name)
        self._authenticate_chip()
        for name in THEN:
            self._keep(name)
        self._authenticate_actively()

    def _now(self) -> float:
        return round(time.monotonic() - self._start, 4)

    # Commands

    def _send(self, apdu: bytes) -> bytes:
        """One exchange, bounded. Raises DeviceError."""
        if self._stop():
            raise Cancelled("card_cancelled")
        self._commands += 1
        if time.monotonic() > self._end or self._commands > MOST_COMMANDS:
            raise TimedOut("card_slow", f"after {self._commands} commands")
        try:
            answer = self._channel.transmit(apdu)
        except Garbled as error:  # what a reader says of answers that are too long for it
            raise BadAnswer("chip_transport", str(error)) from error
        if not 2 <= len(answer) <= MOST_ANSWER:
            raise BadAnswer("chip_answer", f"{len(answer)} octets")
        return answer

    def _exchange(self, apdu: bytes) -> bytes:
        """An answer with the rest of it (61xx), or to the length the chip wants (6Cxx)."""
        answer = self._send(apdu)
        for _ in range(_MOST_REPEATS):
            short = len(apdu) > 4 and (apdu[4] != 0 or len(apdu) == 5)
            if answer[-2] == 0x6C and len(answer) == 2 and short:
                answer = self._send(apdu[:-1] + answer[-1:])
            elif answer[-2] == 0x61:
                answer = answer[:-2] + self._send(bytes((0x00, 0xC0, 0, 0, answer[-1])))
            else:
                return answer
        raise BadAnswer("chip_answer", "an answer without end")

    def _run(self, command: Command) -> tuple[bytes, int]:
        """Data and status, under the session where there is one."""
        if self._session is None:
            answer = self._exchange(command.encode())
            return answer[:-2], int.from_bytes(answer[-2:], "big")
        return self._session.open(self._exchange(self._session.protect(command)))

    def _need(self, command: Command) -> bytes:
        data, status = self._run(command)
        if status != _OK:
            raise _Refused(status)
        return data

    # Access

    def _before(self) -> bytes:
        """What the chip says before it is opened: what it can do. EF.CardAccess, empty where there is none."""
        self._extended = _takes_extended(self._announced())
        card_access = self._card_access()
        if card_access:
            try:
                self._infos = parse(card_access)
            except (BadEncoding, NotOnCurve) as error:
                self._no_pace = f"EF.CardAccess: {error}"
        return card_access

    def _announced(self) -> bytes:
        """EF.ATR/INFO: objects side by side, so that their length is not said at the beginning."""
        try:
            self._need(Command(0x00, 0xA4, 0x02, 0x0C, ATR_INFO.to_bytes(2, "big")))
            data, status = self._run(Command(0x00, 0xB0, 0, 0, le=SAFE))
        except (BadAnswer, _Refused):
            return b""
        return data if status in (_OK, _SHORT) else b""

    def _card_access(self) -> bytes:
        try:
            return self._file(CARD_ACCESS, MOST_MASTER)
        except _Refused:
            return b""
        except BadAnswer as error:
            self._no_pace = f"EF.CardAccess: {error}"
            return b""

    def _open(self) -> Access:
        self._accesses += 1
        if self._accesses > MOST_ACCESSES:
            raise BadAnswer("chip_session_lost", "again and again")
        self._session = None
        way = best_pace(self._infos)
        if way is not None and not self._no_pace:
            try:
                self._pace()
                self._need(Command(0x00, 0xA4, 0x04, 0x0C, APPLICATION))
                return Access("PACE", SUITES[way.cipher].name, way.mapping, way.group.name)
            except _Refused as error:
                if error.status == 0x6A82 and self._session is not None:
                    raise Declined("card_not_a_passport") from error
                self._fall_back(f"status {error}", error)
            except BadAnswer as error:
                self._fall_back(str(error), error)
        try:
            self._need(Command(0x00, 0xA4, 0x04, 0x0C, APPLICATION))
        except _Refused as error:
            if error.status in (0x6A82, 0x6A86, 0x6D00, 0x6E00, 0x6999):
                raise Declined("card_not_a_passport", f"status {error}") from error
            raise
        self._bac()
        return Access("BAC", "3DES", fell_back=self._no_pace)

    def _fall_back(self, why: str, error: Exception) -> None:
        """After a failure of PACE that is not the key's: the older access, once, where its password is at hand."""
        if self._password.reference != MRZ:
            raise error
        self._no_pace = why
        self._session = None
        self._channel.reset()

    def _pace(self) -> None:
        info = best_pace(self._infos)
        assert info is not None  # noqa: S101  asked before
        same = [other for other in self._infos.pace if other.oid == info.oid]
        run = Pace(info, self._password)
        self._need(run.select(ambiguous=len(same) > 1))
        run.take_nonce(self._need(run.ask_nonce()))
        run.take_map(self._need(run.ask_map()))
        run.take_key(self._need(run.ask_key()))
        data, status = self._run(run.ask_token())
        if status >> 8 == 0x63 or status in (0x6982, 0x6983):
            raise WrongKey("card_key_wrong", f"PACE, status {status:04X}")
        if status != _OK:
            raise _Refused(status)
        self._session = run.take_token(data)
        self._proof = None
        if run.proof is not None and isinstance(info.group, Curve):
            self._proof = MappingProof(info.group, run.proof, run.mapping_key)

    def _bac(self) -> None:
        try:
            run = Bac(self._password)
        except ValueError as error:
            raise Declined("card_needs_zone", "the chip has basic access control only") from error
        challenge = self._need(GET_CHALLENGE)
        data, status = self._run(run.ask(challenge))
        if status >> 8 == 0x63 or status in (0x6982, 0x6983, 0x6985, 0x6988):
            raise WrongKey("card_key_wrong", f"BAC, status {status:04X}")
        if status != _OK:
            raise _Refused(status)
        self._session = run.take(data)

    # Files

    def _keep(self, name: str) -> None:
        """Reads a file into the reading, with a fresh access when the session ends under it."""
        reading = self._reading
        for _ in range(3):
            try:
                data = self._file(FILES[name], MOST.get(name, MOST_TEXT), name)
            except _Refused as error:
                if error.status in _ABSENT:
                    reading.absent.append(name)
                elif error.status in _FORBIDDEN:
                    reading.refused.append(name)
                elif self._smaller():
                    continue
                else:
                    reading.aborted[name] = f"status {error}"
                return
            except BadAnswer as error:
                reading.aborted[name] = str(error)
                if error.code == _FILE:
                    return
                self._smaller(always=True)
                continue
            reading.aborted.pop(name, None)
            if data[:1] != bytes((_TAGS[name],)):
                reading.aborted[name] = f"tag {data[:1].hex()}"
            reading.files[name] = data
            reading.moments[name] = self._now()
            self._progress(Progress(name, len(data), len(data), data))
            return

    def _smaller(self, always: bool = False) -> bool:
        """After an error: smaller pieces from now on, and a new session. Whether anything changed."""
        before = self._chunk, self._extended
        self._extended = False
        self._chunk = SAFE if self._chunk > SAFE else SMALLEST
        changed = before != (self._chunk, self._extended)
        if changed or always:
            self._again()
        return changed

    def _again(self) -> None:
        self._session = None
        self._channel.reset()
        self._open()

    def _file(self, name: int, most: int, shown: str = "") -> bytes:
        """An elementary file. Raises _Refused, BadAnswer, DeviceError."""
        self._need(Command(0x00, 0xA4, 0x02, 0x0C, name.to_bytes(2, "big")))
        head, status = self._run(Command(0x00, 0xB0, 0, 0, le=8))
        if status not in (_OK, _SHORT):
            raise _Refused(status)
        total = _length(head)
        if total > most:
            raise BadAnswer(_FILE, f"a file of {total} octets")
        data = bytearray(head[:total])
        while len(data) < total:
            wanted = min(total - len(data), self._piece())
            part = self._part(len(data), wanted)
            if not part:
                raise BadAnswer(_FILE, f"ends after {len(data)} of {total} octets")
            data += part[: total - len(data)]
            if shown:
                self._progress(Progress(shown, len(data), total))
        return bytes(data)

    def _piece(self) -> int:
        return LARGEST if self._extended and self._session is not None else self._chunk

    def _part(self, offset: int, wanted: int) -> bytes:
        """Octets from an offset on; none at the file's end."""
        if offset < 32768:
            data, status = self._run(Command(0x00, 0xB0, offset >> 8, offset & 0xFF, le=wanted))
        else:
            at = ber.write(0x54, offset.to_bytes((offset.bit_length() + 7) // 8, "big"))
            # The object around the octets takes up to four of the answer.
            room = wanted + 4 if wanted > SAFE else min(wanted + 3, self._chunk)
            data, status = self._run(Command(0x00, 0xB1, 0, 0, at, room))
            if status in (_OK, _SHORT) and data:
                try:
                    data = ber.read(data).value if data[0] == 0x53 else b""
                except BadEncoding as error:
                    raise BadAnswer("chip_answer", str(error)) from error
        if status == _END:
            return b""
        if status not in (_OK, _SHORT):
            raise _Refused(status)
        return data

    # Whether the chip is the one

    def _authenticate_chip(self) -> None:
        """The mapping's proof, and chip authentication with the key of DG14."""
        reading = self._reading
        reading.mapping_proof = self._proof
        if reading.mapping_proof is not None:
            self._read_card_security()
        try:
            offered = choose(parse(reading.files["DG14"])) if "DG14" in reading.files else None
        except (BadEncoding, NotOnCurve) as error:
            reading.chip_authentication_detail = f"DG14: {error}"
            return
        if offered is None:
            return
        reading.chip_authentication = False
        try:
            run = ChipAuthentication(*offered)
            for command in run.commands():
                self._need(command)
            self._session = run.session()
            # Only a command under the new keys shows that the chip has them.
            self._need(Command(0x00, 0xA4, 0x02, 0x0C, FILES["DG1"].to_bytes(2, "big")))
        except (BadAnswer, _Refused) as error:
            reading.chip_authentication_detail = str(error)
            self._again()
            return
        reading.chip_authentication = True
        reading.moments["CA"] = self._now()

    def _read_card_security(self) -> None:
        """EF.CardSecurity lies outside the application."""
        reading = self._reading
        try:
            self._need(Command(0x00, 0xA4, 0x00, 0x0C, b"\x3f\x00"))
            reading.card_security = self._file(CARD_SECURITY, MOST_MASTER)
            self._need(Command(0x00, 0xA4, 0x04, 0x0C, APPLICATION))
        except (BadAnswer, _Refused) as error:
            reading.aborted["CardSecurity"] = str(error)
            self._again()

    def _authenticate_actively(self) -> None:
        reading = self._reading
        if "DG15" not in reading.files:
            return
        challenge = secrets.token_bytes(8)
        try:
            le = 65536 if self._extended else 256
            answer = self._need(Command(0x00, 0x88, 0, 0, challenge, le))
        except (BadAnswer, _Refused) as error:
            reading.active_detail = str(error)
            return
        reading.active = ActiveAnswer(challenge, answer)
        reading.moments["AA"] = self._now()


def _length(head: bytes) -> int:
    """Octets of a whole file from its first eight: tag, length, value. Raises BadAnswer."""
    if len(head) < 2:
        raise BadAnswer(_FILE, "a file without a length")
    size, at = head[1], 2
    if size & 0x80:
        count = size & 0x7F
        if not 1 <= count <= 4 or len(head) < 2 + count:
            raise BadAnswer(_FILE, "a file of no known length")
        size, at = int.from_bytes(head[2 : 2 + count], "big"), 2 + count
    return at + size


def _takes_extended(info: bytes) -> bool:
    """Whether EF.ATR/INFO announces commands of the long form: 7F66 with two numbers (Doc 9303-10, 3.11)."""
    try:
        for _, item in ber.walk(info, 64, 4) if info else ():
            if item.tag == 0x7F66:
                numbers = [int.from_bytes(part.value, "big") for part in item.items(4)]
                return len(numbers) == 2 and min(numbers) > 256
    except BadEncoding:
        return False
    return False
