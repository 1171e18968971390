"""A small SBI device service: the test peer of the client, with its own authority, device key and faults.

It answers as MOSIP's mock service does (mosip-mock-services, MockMDS, read in November 2026): a slap device with the
purpose Registration takes deviceSubId 1 to 3 and never ends before its time-out with 0; bioSubType is not looked at,
the exceptions are; a finger that does not come is an entry of its own with error 701, after which the hash chain begins
anew; nothing to take is 708; a second capture is 703, also where the first one's asker has gone; other purposes are
709 and 809; the live stream must be asked for before the capture, else it is 111 (`streams_any_time`: not so).
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from drivers.emulated.authority import MakersAuthority
from drivers.emulated.faults import Faults
from drivers.emulated.local_server import LocalServer
from drivers.emulated.sbi_seal import seal

_PORTS = range(4501, 4601)
_SLAPS = {
    "1": ["Left IndexFinger", "Left MiddleFinger", "Left RingFinger", "Left LittleFinger"],
    "2": ["Right IndexFinger", "Right MiddleFinger", "Right RingFinger", "Right LittleFinger"],
    "3": ["Left Thumb", "Right Thumb"],
}
_EMPTY = hashlib.sha256(b"").digest()


class SbiFault(Enum):
    """How a service may fail or cheat."""

    ERROR = auto()  # answers errorCode 102
    WRONG_SIGNATURE = auto()
    FOREIGN_AUTHORITY = auto()  # signed well, by nobody we know
    EXPIRED = auto()  # the device certificate is over
    NO_ALGORITHM = auto()  # header says "none"
    BROKEN_CHAIN = auto()  # a hash that does not follow
    SWAPPED_RECORD = auto()  # another record than the hash covers
    OLD_ANSWER = auto()  # of another transaction
    OLD_TIME = auto()
    OTHER_IDENTITY = auto()  # digitalId of another device
    OTHER_POSITION = auto()  # a finger nobody asked for
    RUBBISH = auto()  # no JSON
    HANG = auto()  # takes the request and says nothing
    DRIP = auto()  # one byte every tenth of a second
    FLOOD = auto()  # more than anybody can want
    WRONG_KEY = auto()  # encrypted with another key than the one that was wrapped
    OTHER_RECIPIENT = auto()  # wrapped for another certificate
    TAMPERED = auto()  # one bit of the ciphertext is another one


class EmulatedSbi:
    """One finger device behind a service on the first free port of the range (or on `port`).

    `kind`: "Slap" or "Single". `purpose`: "Registration" or "Auth". `present({"Left IndexFinger": record})` is what
    lies on it from now on; a capture waits for it. `recipient`: whom CAPTURE encrypts for. `picture`: the JPEG of the
    live stream, which sends nothing while `stalled` is set. `asked`: the captures that were asked for, as they came.
    """

    def __init__(
        self,
        authority: MakersAuthority | None = None,
        serial: str = "SBI-0001",
        port: int | None = None,
        kind: str = "Slap",
        purpose: str = "Registration",
    ) -> None:
        self.kind, self.purpose = kind, purpose
        self.asked: list[dict[str, Any]] = []
        self.streams_any_time = False
        self._capturing = 0
        self._streaming = 0
        self.authority = authority or MakersAuthority("Emulated SBI authority")
        self.serial = serial
        self.faults: Faults[SbiFault] = Faults()
        self.recipient: x509.Certificate | None = None
        self.picture = b""
        self.stalled = threading.Event()
        self._changed = threading.Condition()
        self._closed = threading.Event()
        self._records: dict[str, bytes] = {}
        self._key = rsa.generate_private_key(65537, 2048)
        self._chain = [self.authority.issue(f"Device {serial}", self._key)]
        self._server = self._listen(port)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="emulated-sbi")
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def present(self, records: dict[str, bytes]) -> None:
        """Records by bioSubType."""
        with self._changed:
            self._records = dict(records)
            self._changed.notify_all()

    def close(self) -> None:
        self._closed.set()
        with self._changed:
            self._changed.notify_all()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> EmulatedSbi:
        return self

    def __exit__(self, *args: object) -> None:
        self.close()

    def _listen(self, port: int | None) -> LocalServer:
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format: str, *args: object) -> None:
                """No words on the terminal for every request."""

            def do_MOSIPDISC(self) -> None:
                service._reply(self, service._discovery)

            def do_MOSIPDINFO(self) -> None:
                service._reply(self, service._info)

            def do_RCAPTURE(self) -> None:
                service._reply(self, service._rcapture)

            def do_CAPTURE(self) -> None:
                service._reply(self, service._capture)

            def do_STREAM(self) -> None:
                service._stream(self)

        for candidate in _PORTS if port is None else (port,):
            try:
                server = LocalServer(("127.0.0.1", candidate), Handler)
            except OSError:
                continue
            server.daemon_threads = True
            return server
        raise OSError("no free port for the service")

    # --- answers ----------------------------------------------------------------------------------------------------

    def _reply(self, request: BaseHTTPRequestHandler, make: Any) -> None:
        body = json.loads(request.rfile.read(int(request.headers.get("Content-Length", 0))) or b"{}")
        if self.faults.due(SbiFault.HANG):
            self._closed.wait(30)
            return
        text = b"<html>" if self.faults.due(SbiFault.RUBBISH) else json.dumps(make(body)).encode()
        flood, drip = self.faults.due(SbiFault.FLOOD), self.faults.due(SbiFault.DRIP)
        request.send_response(200)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(10**9 if flood else len(text)))
        request.end_headers()
        try:
            if flood:
                while not self._closed.is_set():
                    request.wfile.write(bytes(1 << 20))
            elif drip:
                for byte in text:
                    request.wfile.write(bytes([byte]))
                    if self._closed.wait(0.1):
                        return
            else:
                request.wfile.write(text)
        except OSError:
            return  # the client had enough

    def _discovery(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        if body.get("type") not in ("Finger", "Biometric Device"):
            return []
        identity = _b64(json.dumps(self._identity()).encode())
        return [
            {
                "deviceId": self.serial,
                "deviceStatus": "Busy" if self._capturing or self._streaming else "Ready",
                "certification": "L0",
                "serviceVersion": "1.0.0",
                "deviceSubId": list(_SLAPS) if self.kind == "Slap" else ["0"],
                "callbackId": f"http://127.0.0.1:{self.port}/",
                "digitalId": identity,
                "deviceCode": self.serial,
                "specVersion": ["1.0"],
                "purpose": self.purpose,
                "error": {"errorcode": "100", "errorinfo": "Success"},  # as MOSIP's mock has it
            }
        ]

    def _identity(self) -> dict[str, str]:
        serial = "SOMEBODY-ELSE" if self.faults.due(SbiFault.OTHER_IDENTITY) else self.serial
        return {
            "serialNo": serial,
            "make": "Emulated",
            "model": f"{self.kind} 1",
            "type": "Finger",
            "deviceSubType": self.kind,
            "deviceProvider": "Emulated",
            "deviceProviderId": "EMULATED",
            "dateTime": _now(),
        }

    def _info(self, body: dict[str, Any]) -> list[dict[str, Any]]:  # noqa: ARG002  the request has no content
        told = {
            "deviceId": self.serial,
            "deviceCode": self.serial,
            "deviceStatus": "Ready",
            "env": "Developer",
            "purpose": self.purpose,
            "specVersion": ["1.0"],
            "digitalId": self._sign(self._identity(), honest=True),
        }
        return [{"deviceInfo": self._sign(told), "error": {"errorCode": "0", "errorInfo": "Success"}}]

    def _rcapture(self, body: dict[str, Any]) -> dict[str, Any]:
        if self.purpose != "Registration":
            return _failed("709", "RCapture request can not be done for Auth Devices")
        asked = body["bio"][0]
        return self._one_at_a_time(
            body, "703", lambda: self._slap(asked) if self.kind == "Slap" else self._single(asked)
        )

    def _capture(self, body: dict[str, Any]) -> dict[str, Any]:
        if self.purpose != "Auth":
            return _failed("809", "Auth Capture request can not be done for Registration Devices")
        return self._one_at_a_time(body, "803", lambda: self._single(body["bio"][0]))

    def _one_at_a_time(
        self, body: dict[str, Any], busy: str, lies: Callable[[], list[tuple[str, bytes | None]] | None]
    ) -> dict[str, Any]:
        """`lies`: fingers with their records, None for one that did not come; nothing at all: not yet."""
        if self.faults.due(SbiFault.ERROR):
            return _failed("102", "Technical error during extraction")
        with self._changed:
            self.asked.append(body)
            if self._capturing:
                return _failed(busy, "Capture process already in progress, try after sometime")
            self._capturing += 1
            self._changed.wait_for(lambda: self._closed.is_set() or lies() is not None, int(body["timeout"]) / 1000)
            taken = lies()
            self._capturing -= 1
        if taken is None:
            return _failed("701" if busy == "703" else "801", "Capture Failed because Capture Timeout has happened")
        if not taken:
            return _failed("708", "No BioMetric information present for the given Biotype and BioSubType Id")
        return {"biometrics": self._entries(body, taken)}

    def _slap(self, asked: dict[str, Any]) -> list[tuple[str, bytes | None]] | None:
        slap = [name for name in _SLAPS.get(asked["deviceSubId"], ()) if name not in (asked["exception"] or ())]
        if asked["deviceSubId"] in _SLAPS and not slap:
            return []
        found = [(name, self._records.get(name)) for name in slap]
        return found if any(record is not None for _, record in found) else None

    def _single(self, asked: dict[str, Any]) -> list[tuple[str, bytes | None]] | None:
        names = asked["bioSubType"] or list(self._records)
        found: list[tuple[str, bytes | None]] = [(n, self._records[n]) for n in names if n in self._records]
        if not found and "UNKNOWN" in self._records:
            found = [("UNKNOWN", self._records["UNKNOWN"])]
        return found or None

    def _entries(self, body: dict[str, Any], taken: list[tuple[str, bytes | None]]) -> list[dict[str, Any]]:
        asked = body["bio"][0]
        previous = bytes.fromhex(asked["previousHash"])
        entries = []
        for position, record in taken:
            if record is None:
                entries.append(_failed("701", "RCapture Failed because Capture Timeout has happened")["biometrics"][0])
                previous = _EMPTY
                continue
            previous = hashlib.sha256(previous + hashlib.sha256(record).digest()).digest()
            sent = record[::-1] if self.faults.due(SbiFault.SWAPPED_RECORD) else record
            timestamp = "2020-01-01T00:00:00Z" if self.faults.due(SbiFault.OLD_TIME) else _now()
            value, outside = sent, dict[str, str]()
            if body["purpose"] == "Auth":
                value, outside = self._seal(sent, timestamp, body["transactionId"])
            data = {
                "digitalId": self._sign(self._identity(), honest=True),
                "deviceCode": self.serial,
                "bioType": "Finger",
                "bioSubType": self._misplaced(position) if self.faults.due(SbiFault.OTHER_POSITION) else position,
                "purpose": body["purpose"],
                "env": body["env"],
                "bioValue": _b64(value),
                "transactionId": "another-one" if self.faults.due(SbiFault.OLD_ANSWER) else body["transactionId"],
                "timestamp": timestamp,
                "requestedScore": asked["requestedScore"],
                "qualityScore": "80",
            }
            shown = bytes(32) if self.faults.due(SbiFault.BROKEN_CHAIN) else previous
            error = {"errorCode": "0", "errorInfo": "Success"}
            entries.append(
                {"specVersion": "1.0", "data": self._sign(data), "hash": shown.hex().upper(), "error": error, **outside}
            )
        return entries

    @staticmethod
    def _misplaced(position: str) -> str:
        return "Left Thumb" if position.startswith("Right") else "Right Thumb"

    def _seal(self, record: bytes, timestamp: str, transaction: str) -> tuple[bytes, dict[str, str]]:
        recipient = self._chain[0] if self.faults.due(SbiFault.OTHER_RECIPIENT) else self.recipient
        if recipient is None:
            raise ValueError("this device was given no certificate to encrypt for")
        wrapped = bytes(32) if self.faults.due(SbiFault.WRONG_KEY) else None
        sealed, beside = seal(record, recipient, timestamp, transaction, wrapped)
        if self.faults.due(SbiFault.TAMPERED):
            sealed = bytes([sealed[0] ^ 1]) + sealed[1:]
        return sealed, beside | {"sessionKey": _b64(bytes.fromhex(beside["sessionKey"]))}

    def _stream(self, request: BaseHTTPRequestHandler) -> None:
        """Motion JPEG of a tiny picture at 10 pictures a second."""
        body = json.loads(request.rfile.read(int(request.headers.get("Content-Length", 0))) or b"{}")
        with self._changed:
            failed = "601" if self.purpose == "Auth" else "111" if self._capturing and not self.streams_any_time else ""
        if failed:
            text = json.dumps({"errorCode": failed, "errorInfo": "Device is busy"}).encode()
            request.send_response(200)
            request.send_header("Content-Length", str(len(text)))
            request.end_headers()
            request.wfile.write(text)
            return
        picture = self.picture or _nothing_but_a_comment(f"slap {body.get('deviceSubId')}".encode())
        request.send_response(200)
        request.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        request.send_header("Connection", "close")
        request.end_headers()
        deadline = time.monotonic() + int(body.get("timeout", 300_000)) / 1000
        with self._changed:
            self._streaming += 1
        try:
            while time.monotonic() < deadline and not self._closed.wait(0.1):
                if not self.stalled.is_set():
                    request.wfile.write(b"--frame\r\nContent-Type: image/jpeg\r\n\r\n" + picture + b"\r\n")
        except OSError:
            return  # the client had enough
        finally:
            with self._changed:
                self._streaming -= 1

    def _sign(self, content: dict[str, Any], honest: bool = False) -> str:
        key, chain, algorithm = self._key, self._chain, "RS256"
        if not honest and self.faults.due(SbiFault.FOREIGN_AUTHORITY):
            chain = [MakersAuthority("Somebody else").issue(f"Device {self.serial}", key)]
        if not honest and self.faults.due(SbiFault.EXPIRED):
            chain = [self.authority.issue(f"Device {self.serial}", key, days=-1)]
        if not honest and self.faults.due(SbiFault.NO_ALGORITHM):
            algorithm = "none"
        head = {
            "alg": algorithm,
            "typ": "JWT",
            "x5c": [base64.b64encode(c.public_bytes(serialization.Encoding.DER)).decode() for c in chain],
        }
        text = f"{_b64(json.dumps(head).encode())}.{_b64(json.dumps(content).encode())}"
        signature = key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
        if not honest and self.faults.due(SbiFault.WRONG_SIGNATURE):
            signature = signature[::-1]
        return f"{text}.{_b64(signature)}"


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _nothing_but_a_comment(words: bytes) -> bytes:
    return b"\xff\xd8\xff\xfe" + (2 + len(words)).to_bytes(2, "big") + words + b"\xff\xd9"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _failed(code: str, info: str) -> dict[str, Any]:
    return {
        "biometrics": [{"specVersion": "1.0", "data": "", "hash": "", "error": {"errorCode": code, "errorInfo": info}}]
    }
