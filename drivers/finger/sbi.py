"""Client of MOSIP Secure Biometric Interface services (SBI 1.0, formerly MDS): vendors' own services on loopback.

HTTP/1.1 on 127.0.0.1 with verbs of its own; answers are signed. RCAPTURE delivers records in clear, which a border
station keeps itself; CAPTURE encrypts them for a certificate that the device was given. RCAPTURE is for devices with
the purpose Registration: slaps by deviceSubId 1 to 3 (0 "is not applicable for fingerprint slap"), less the fingers
named as exceptions. Read: mosip/documentation docs/biometrics/mds-specification.md, and MOSIP's own mock service. Its
answers (errors 7xx, an error entry for a finger that did not come, a hash chain that begins anew after it) are met.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import selectors
import socket
from collections.abc import Generator, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509

from drivers import foreign_json
from drivers.errors import Busy, Declined, DeviceError, Garbled, NotFound, Refused, TimedOut
from drivers.finger.base import SLAPS
from drivers.finger.jws import unbase64url, verify
from drivers.finger.sbi_device import (
    ANY_FINGER,
    AUTHENTICATION,
    NAMES,
    SUB_IDS,
    SbiDevice,
    SubId,
    announced_device,
)
from drivers.finger.sbi_http import HOST, HttpLine, Request, SbiHttp
from drivers.finger.sbi_secret import SbiRecipient

PORTS = range(4501, 4601)
CONNECT_TIMEOUT, INFO_TIMEOUT = 1.0, 5.0  # seconds
CLOCK_SKEW = timedelta(minutes=5)
MOST_DEVICES = 20  # of one service
PROBE = 0.05  # seconds until a port on loopback has taken a connection or is nobody's
START_HASH = hashlib.sha256(b"").hexdigest().upper()


# What a device says of itself, and what that means for who asked. Others are a DeviceError: tried again a few times.
KINDS: dict[str, type[DeviceError]] = {
    "100": Refused,  # not registered
    "101": TimedOut,  # no biometric object was seen
    "103": Refused,  # tampered with
    "107": Refused,  # its key is over
    "109": Declined,  # so many fingers at once are not for it
    "111": Busy,
    "113": Declined, "116": Declined, "117": Declined,  # counts and names of fingers
    "118": Declined, "119": Declined, "122": Declined,
    "701": TimedOut,  # of RCAPTURE: no finger came in time
    "703": Busy,
    "706": Refused,  # the device is for authentication
    "707": Declined, "708": Declined,  # nothing of what was asked for
    "709": Refused,  # the service is for authentication
    "801": TimedOut,  # of CAPTURE, as the 7xx
    "803": Busy,
    "806": Refused, "809": Refused,
}  # fmt: skip
NO_FINGER = {"101", "701", "801"}


@dataclass(frozen=True)
class SbiSample:
    """One captured part. `record`: the ISO record, opened. `quality`: as the service scored it, 0..100."""

    kind: str  # "Finger"
    position: str  # bioSubType, "Left IndexFinger"
    record: bytes
    quality: float
    taken_at: datetime
    chain_hash: str


@dataclass(frozen=True)
class SbiCapture:
    samples: tuple[SbiSample, ...]
    signer: str  # subject of the device's certificate
    transaction: str


def chain_hash(previous: str, record: bytes) -> str:
    """SHA-256(previous || SHA-256(record)) in upper-case hex; both are joined as bytes, as MOSIP's own service does."""
    return hashlib.sha256(bytes.fromhex(previous) + hashlib.sha256(record).digest()).hexdigest().upper()


class SbiClient:
    """`authorities`: what device certificates must come from. `application`: our name, sent as the header EXT."""

    def __init__(self, authorities: Sequence[x509.Certificate], application: str, ports: Sequence[int] = PORTS) -> None:
        self._authorities = tuple(authorities)
        self._http = SbiHttp(application)
        self._ports = tuple(ports)
        self._answered: frozenset[int] = frozenset()  # ports on which somebody did, when they were last asked

    def discover(self, kind: str = "Finger") -> tuple[SbiDevice, ...]:
        """All devices on the port range, in the order of ports. A service that answers rubbish is left out."""
        open_ports = sorted(self._answered | _listening(set(self._ports) - self._answered))
        self._answered = frozenset()
        if not open_ports:
            return ()
        with ThreadPoolExecutor(min(16, len(open_ports)), thread_name_prefix="sbi-discover") as pool:
            answers = list(pool.map(lambda port: self._ask_port(port, kind), open_ports))
        self._answered = frozenset(port for port, devices in zip(open_ports, answers, strict=True) if devices)
        return tuple(device for devices in answers for device in devices)

    def status(self, device: SbiDevice) -> str:
        """What its service says of it now: "Ready", "Busy" ... Raises NotFound where service or device is gone."""
        answer = self._http.ask(Request(device.port, "MOSIPDISC", "/device", {"type": "Finger"}), CONNECT_TIMEOUT)
        for entry in _objects(answer):
            if entry.get("deviceId") == device.device_id:
                return str(entry.get("deviceStatus", ""))
        raise NotFound("sbi_device", "the service does not know this device any more")

    def _ask_port(self, port: int, kind: str) -> list[SbiDevice]:
        try:
            answer = self._http.ask(Request(port, "MOSIPDISC", "/device", {"type": kind}), CONNECT_TIMEOUT)
            return [announced_device(port, entry) for entry in _objects(answer)[:MOST_DEVICES]]
        except DeviceError:
            return []  # nobody there, or nobody who speaks this protocol

    def info(self, device: SbiDevice) -> dict[str, Any]:
        """The signed device information, with its digital identity under "digitalId" as an object.

        Raises Refused where a signature does not hold or the identity is another device's.
        """
        for entry in _objects(self._http.ask(Request(device.port, "MOSIPDINFO", "/info", {}), INFO_TIMEOUT)):
            _raise_error(entry)
            told = verify(entry.get("deviceInfo"), self._authorities).json()
            if foreign_json.text(told.get("deviceId")) != device.device_id:
                continue
            told["digitalId"] = self._identity(told, device)
            if told.get("purpose") == AUTHENTICATION:
                raise Refused("sbi_purpose", "it is for authentication: it takes no slaps and no clear pictures")
            return told
        raise NotFound("sbi_device", "the service does not know this device any more")

    def _identity(self, told: dict[str, Any], device: SbiDevice) -> dict[str, Any]:
        identity = verify(told.get("digitalId"), self._authorities).json()
        if identity.get("serialNo") != device.serial:
            raise Refused("sbi_identity", "the signed serial number is not the announced one")
        return identity

    def stream(
        self,
        device: SbiDevice,
        sub_id: SubId,
        timeout: float,
        *,
        stall: float | None = None,
        line: HttpLine | None = None,
    ) -> Generator[bytes]:
        """JPEG pictures of the live view until the service ends, `timeout` seconds are over or the caller stops.

        Nothing of them is signed. `line` ends it. Raises NotFound, Garbled; TimedOut after `stall` silent seconds.
        """
        body = {"deviceId": device.device_id, "deviceSubId": str(int(sub_id)), "timeout": str(round(timeout * 1000))}
        yield from self._http.pictures(Request(device.port, "STREAM", "/stream", body), timeout, stall, line)

    def capture(
        self,
        device: SbiDevice,
        sub_id: SubId,
        positions: Sequence[str],
        *,
        missing: Sequence[str] = (),
        requested_score: int = 40,
        timeout: float = 30.0,
        previous_hash: str = START_HASH,
        environment: str = "Production",
        recipient: SbiRecipient | None = None,
        domain: str = "",
        line: HttpLine | None = None,
    ) -> SbiCapture:
        """RCAPTURE of `positions`, names of `NAMES` or ANY_FINGER. Every part's signature, transaction, time and place
        in the hash chain is checked. What comes may be fewer fingers, or others of the same slap.

        `recipient`: CAPTURE instead, the records come encrypted for it, under the domainUri `domain`. `line` ends it.

        Raises Refused for what is not proved, Garbled for what is malformed, TimedOut where no finger came, Declined
        where the device will not.
        """
        transaction = f"station-{secrets.token_hex(12)}"
        body = {
            "env": environment,
            "purpose": "Registration" if recipient is None else "Auth",
            "specVersion": device.specification,
            "timeout": str(round(timeout * 1000)),
            "captureTime": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "transactionId": transaction,
            "bio": [
                {
                    "type": "Finger",
                    "count": str(len(positions)),
                    "bioSubType": list(positions),
                    "exception": list(missing),
                    "requestedScore": str(requested_score),
                    "deviceId": device.device_id,
                    "deviceSubId": str(int(sub_id)),
                    "previousHash": previous_hash,
                }
            ],
            "customOpts": None,
        }
        if recipient is not None:
            body["domainUri"] = domain
        verb = "RCAPTURE" if recipient is None else "CAPTURE"
        answer = self._http.ask(Request(device.port, verb, "/capture", body), timeout + CONNECT_TIMEOUT, line)
        entries = _objects(answer.get("biometrics") if isinstance(answer, dict) else None)
        samples: list[SbiSample] = []
        signer = ""
        lacking: DeviceError | None = None
        follows = {previous_hash}
        expected = _may_come(sub_id, positions)
        for entry in entries:
            try:
                _raise_error(entry)
            except TimedOut as error:  # of this finger alone
                lacking = error
                follows = follows | {START_HASH}
                continue
            sample, signer = self._sample(entry, device, transaction, follows, expected, recipient)
            if any(sample.position == other.position for other in samples):
                raise Garbled("sbi_answer", "one finger twice")
            follows = {sample.chain_hash}
            samples.append(sample)
        if not samples:
            raise lacking or Garbled("sbi_answer", "no biometrics in the answer")
        return SbiCapture(tuple(samples), signer, transaction)

    def _sample(
        self,
        entry: dict[str, Any],
        device: SbiDevice,
        transaction: str,
        follows: set[str],
        positions: frozenset[str],
        recipient: SbiRecipient | None,
    ) -> tuple[SbiSample, str]:
        signed = verify(entry.get("data"), self._authorities)
        told = signed.json()
        self._identity(told, device)
        if told.get("transactionId") != transaction:
            raise Refused("sbi_replay", "the answer belongs to another transaction")
        taken_at = _time(told.get("timestamp"))
        if abs(datetime.now(UTC) - taken_at) > CLOCK_SKEW:
            raise Refused("sbi_replay", f"taken at {taken_at.isoformat()}")
        position = str(told.get("bioSubType"))
        if position not in positions:
            raise Garbled("sbi_answer", "a position that nobody asked for")
        record = _record(entry, told, transaction, recipient)
        link = entry.get("hash")
        if not isinstance(link, str) or link not in {chain_hash(previous, record) for previous in follows}:
            raise Refused("sbi_hash_chain", "the record does not follow the one before it")
        sample = SbiSample(
            kind=str(told.get("bioType")),
            position=position,
            record=record,
            quality=_score(told.get("qualityScore")),
            taken_at=taken_at,
            chain_hash=link,
        )
        return sample, signed.subject


def _record(entry: dict[str, Any], told: dict[str, Any], transaction: str, recipient: SbiRecipient | None) -> bytes:
    """The ISO record; the hash chain runs over it in clear, sealed or not."""
    value = str(told.get("bioValue"))
    if recipient is None:
        return unbase64url(value)
    return recipient.open(value, entry.get("sessionKey"), entry.get("thumbprint"), str(told["timestamp"]), transaction)


def _objects(answer: object) -> list[dict[str, Any]]:
    if not isinstance(answer, list) or not all(isinstance(entry, dict) for entry in answer):
        raise Garbled("sbi_answer", "a list of objects was expected")
    return answer


def _raise_error(entry: dict[str, Any]) -> None:
    """`error` is {"errorCode": "0"} or null where all is well."""
    error = entry.get("error")
    if not isinstance(error, dict):
        return
    number = re.sub(r"[^0-9A-Za-z]", "", foreign_json.text(error.get("errorCode", "0"), 8))
    if number in ("0", ""):
        return
    raise KINDS.get(number, DeviceError)(f"sbi_device_{number}", foreign_json.text(error.get("errorInfo")))


def _may_come(sub_id: SubId, positions: Sequence[str]) -> frozenset[str]:
    """What an honest answer may name: what was asked for, and of a slap all its fingers, for the device sees them."""
    slap = next((slap for slap, known in SUB_IDS.items() if known is sub_id), None)
    if slap is not None:
        return frozenset(positions) | {NAMES[code] for code in SLAPS[slap]}
    return frozenset(positions) | ({ANY_FINGER} if len(positions) == 1 else frozenset())


def _listening(ports: Iterable[int]) -> set[int]:
    """Which of them take a connection. All are tried at once: nobody's answer on loopback takes longer than PROBE."""
    found: set[int] = set()
    with ExitStack() as held, selectors.DefaultSelector() as waiting:
        for port in ports:
            door = held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
            door.setblocking(False)
            if door.connect_ex((HOST, port)) == 0:
                found.add(port)
            else:
                waiting.register(door, selectors.EVENT_WRITE, port)
        while waiting.get_map() and (ready := waiting.select(PROBE)):
            for key, _ in ready:
                waiting.unregister(key.fileobj)
                if isinstance(key.fileobj, socket.socket) and not _error_of(key.fileobj):
                    found.add(key.data)
    return found


def _error_of(door: socket.socket) -> int:
    return door.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)


def _time(text: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise Garbled("sbi_answer", "a time that is none") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _score(value: object) -> float:
    try:
        score = float(str(value))
    except ValueError as error:
        raise Garbled("sbi_answer", "a quality that is no number") from error
    if not 0 <= score <= 100:
        raise Garbled("sbi_answer", "a quality outside 0..100")
    return score
