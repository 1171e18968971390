"""What becomes of every fault and every trick of a device service; rows of the table that `device_faults` writes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np
from cryptography.hazmat.primitives.asymmetric import rsa

from drivers.emulated.sbi import EmulatedSbi, SbiFault
from drivers.emulated.sbi_seal import finger_record
from drivers.errors import DeviceError
from drivers.finger.hub import FingerHub, ScannerState
from drivers.finger.sbi import SbiClient
from drivers.finger.sbi_device import ANY_FINGER, SubId
from drivers.finger.sbi_secret import SbiRecipient
from drivers.finger.sbi_source import SbiSource

TIMEOUT, PATIENCE = 4.0, 10.0

WORDS = {
    SbiFault.ERROR: "answers error 102",
    SbiFault.WRONG_SIGNATURE: "wrong signature",
    SbiFault.FOREIGN_AUTHORITY: "signed by nobody we know",
    SbiFault.EXPIRED: "device certificate is over",
    SbiFault.NO_ALGORITHM: 'algorithm "none"',
    SbiFault.BROKEN_CHAIN: "hash that does not follow",
    SbiFault.SWAPPED_RECORD: "another record than the hash covers",
    SbiFault.OLD_ANSWER: "answer of another transaction",
    SbiFault.OLD_TIME: "answer of another year",
    SbiFault.OTHER_IDENTITY: "identity of another device",
    SbiFault.OTHER_POSITION: "a finger that nobody asked for",
    SbiFault.RUBBISH: "no JSON",
    SbiFault.HANG: "takes the request and says nothing",
    SbiFault.DRIP: "one byte every tenth of a second",
    SbiFault.FLOOD: "an answer without end",
    SbiFault.WRONG_KEY: "CAPTURE: encrypted with another key",
    SbiFault.OTHER_RECIPIENT: "CAPTURE: encrypted for another certificate",
    SbiFault.TAMPERED: "CAPTURE: one bit changed",
}
SEALED = {SbiFault.WRONG_KEY, SbiFault.OTHER_RECIPIENT, SbiFault.TAMPERED}
_PICTURE = np.tile(np.arange(256, dtype=np.uint8), (300, 1))


def rows() -> Iterator[tuple[str, str, str]]:
    """Fault, outcome where it strikes once, outcome where it stays."""
    for fault in SbiFault:
        strike = _strike_sealed if fault in SEALED else _strike
        once, _ = strike(fault, 1)
        always, then = strike(fault, None)
        yield WORDS[fault], once, always if always.startswith("right") else f"{always}; without the fault: {then}"


def _told(capture: Callable[[], np.ndarray]) -> str:
    since = time.monotonic()
    try:
        picture = capture()
    except DeviceError as error:
        return f"`{error.code}` after {time.monotonic() - since:.1f} s"
    right = "right" if np.array_equal(picture, _PICTURE) else "WRONG"
    return f"{right} picture after {1000 * (time.monotonic() - since):.0f} ms"


def _strike(fault: SbiFault, times: int | None) -> tuple[str, str]:
    with EmulatedSbi(kind="Single") as service:
        client = SbiClient([service.authority.certificate], "table", [service.port])
        hub = FingerHub([], services=[SbiSource(client, every=0.5)])
        hub.start()
        try:
            service.present({ANY_FINGER: finger_record(_PICTURE)})
            service.faults.arm(fault, times)
            outcome = _told(lambda: hub.capture(TIMEOUT).raw)
            service.faults.disarm(fault)
            start = time.monotonic()
            while hub.status()[0].state is not ScannerState.READY and time.monotonic() - start < PATIENCE:
                time.sleep(0.02)
            again = _told(lambda: hub.capture(TIMEOUT).raw)
            return outcome, f"ready after {time.monotonic() - start:.1f} s, {again.split(' after')[0]}"
        finally:
            hub.stop()


def _strike_sealed(fault: SbiFault, times: int | None) -> tuple[str, str]:
    key = rsa.generate_private_key(65537, 2048)
    with EmulatedSbi(kind="Single", purpose="Auth") as service:
        service.recipient = service.authority.issue("Station", key)
        recipient = SbiRecipient(service.recipient, key)
        client = SbiClient([service.authority.certificate], "table", [service.port])
        device = client.discover()[0]
        service.present({ANY_FINGER: _PICTURE.tobytes()})

        def capture() -> np.ndarray:
            taken = client.capture(device, SubId.UNKNOWN, (ANY_FINGER,), recipient=recipient, timeout=TIMEOUT)
            return np.frombuffer(taken.samples[0].record, np.uint8).reshape(_PICTURE.shape)

        service.faults.arm(fault, times)
        outcome = _told(capture)
        service.faults.disarm(fault)
        return outcome, _told(capture)
