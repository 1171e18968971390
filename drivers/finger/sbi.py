"""Client of MOSIP Secure Biometric Interface services (SBI 1.0, formerly MDS): vendors' own services on loopback.

HTTP/1.1 on 127.0.0.1 with verbs of its own; answers are signed. RCAPTURE delivers records in clear, which a border
station keeps itself; CAPTURE encrypts them for a certificate that the device was given.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Any

from cryptography import x509

from drivers.errors import DeviceError, Garbled, NotFound, Refused
from drivers.finger.jws import unbase64url, unverified_payload, verify
from drivers.finger.sbi_http import Line, Request, SbiHttp
from drivers.finger.sbi_secret import SbiRecipient

PORTS = range(4501, 4601)
CONNECT_TIMEOUT, INFO_TIMEOUT = 1.0, 5.0  # seconds
CLOCK_SKEW = timedelta(minutes=5)
START_HASH = hashlib.sha256(b"").hexdigest().upper()


class SubId(IntEnum):
    """deviceSubId: which part of a slap scanner's work is meant."""

    UNKNOWN = 0
    LEFT_SLAP = 1
    RIGHT_SLAP = 2
    THUMBS = 3


@dataclass(frozen=True)
class SbiDevice:
    """A device as its service announces it. Nothing here is proved before `info` was asked."""

    port: int
    device_id: str
    device_code: str
    status: str  # "Ready", "Busy", "Not Ready", "Not Registered"
    sub_ids: tuple[int, ...]
    service_version: str
    spec_versions: tuple[str, ...]
    purpose: str
    model: str
    serial: str


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

    def discover(self, kind: str = "Finger") -> tuple[SbiDevice, ...]:
        """All devices on the port range, in the order of ports. A service that answers rubbish is left out."""
        with ThreadPoolExecutor(16, thread_name_prefix="sbi-discover") as pool:
            answers = pool.map(lambda port: self._ask_port(port, kind), self._ports)
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
            return [_device(port, entry) for entry in _objects(answer)]
        except DeviceError:
            return []  # nobody there, or nobody who speaks this protocol

    def info(self, device: SbiDevice) -> dict[str, Any]:
        """The signed device information, with its digital identity under "digitalId" as an object.

        Raises Refused where a signature does not hold or the identity is another device's.
        """
        for entry in _objects(self._http.ask(Request(device.port, "MOSIPDINFO", "/info", {}), INFO_TIMEOUT)):
            _raise_error(entry)
            told = verify(entry.get("deviceInfo"), self._authorities).json()
            if told.get("deviceId") != device.device_id:
                continue
            told["digitalId"] = self._identity(told, device)
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
        line: Line | None = None,
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
        line: Line | None = None,
    ) -> SbiCapture:
        """RCAPTURE of `positions`. Every part's signature, transaction, time and place in the hash chain is checked.

        `recipient`: CAPTURE instead, the records come encrypted for it, under the domainUri `domain`. `line` ends it.

        Raises Refused for what is not proved, Garbled for what is malformed, TimedOut.
        """
        transaction = f"station-{secrets.token_hex(12)}"
        body = {
            "env": environment,
            "purpose": "Registration" if recipient is None else "Auth",
            "specVersion": "1.0",
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
        for entry in entries:
            _raise_error(entry)
            sample, signer = self._sample(entry, device, transaction, previous_hash, positions, recipient)
            previous_hash = sample.chain_hash
            samples.append(sample)
        if not samples:
            raise Garbled("sbi_answer", "no biometrics in the answer")
        return SbiCapture(tuple(samples), signer, transaction)

    def _sample(
        self,
        entry: dict[str, Any],
        device: SbiDevice,
        transaction: str,
        previous: str,
        positions: Sequence[str],
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
        expected = chain_hash(previous, record)
        if entry.get("hash") != expected:
            raise Refused("sbi_hash_chain", "the record does not follow the one before it")
        sample = SbiSample(
            kind=str(told.get("bioType")),
            position=position,
            record=record,
            quality=_score(told.get("qualityScore")),
            taken_at=taken_at,
            chain_hash=expected,
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
    if not isinstance(error, dict) or str(error.get("errorCode", "0")) in {"0", ""}:
        return
    code = "".join(letter for letter in str(error["errorCode"])[:8] if letter.isalnum())
    raise DeviceError(f"sbi_device_{code}", str(error.get("errorInfo", ""))[:200])


def _device(port: int, entry: dict[str, Any]) -> SbiDevice:
    _raise_error(entry)
    identity = unverified_payload(str(entry.get("digitalId", "")))
    return SbiDevice(
        port=port,
        device_id=str(entry.get("deviceId", "")),
        device_code=str(entry.get("deviceCode", "")),
        status=str(entry.get("deviceStatus", "")),
        sub_ids=tuple(int(n) for n in entry.get("deviceSubId") or () if str(n).isdigit()),
        service_version=str(entry.get("serviceVersion", "")),
        spec_versions=tuple(str(v) for v in entry.get("specVersion") or ()),
        purpose=str(entry.get("purpose", "")),
        model=str(identity.get("model", "")),
        serial=str(identity.get("serialNo", "")),
    )


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
