"""What an emulated SBI device writes: finger image records (ISO/IEC 19794-4:2011), and their encryption for CAPTURE."""

from __future__ import annotations

import struct

import cv2
import numpy as np
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from numpy.typing import NDArray

PLAIN, WSQ, JPEG_2000_LOSSLESS, PNG = 0, 2, 5, 6


def finger_record(
    image: NDArray[np.uint8], ppi: int = 500, position: int = 0, packing: int = JPEG_2000_LOSSLESS
) -> bytes:
    """One finger, uint8 (h, w), ridges dark, with one quality block and no certification block."""
    data = image.tobytes()
    if packing == JPEG_2000_LOSSLESS:
        data = cv2.imencode(".jp2", image, [cv2.IMWRITE_JPEG2000_COMPRESSION_X1000, 1000])[1].tobytes()
    elif packing == PNG:
        data = cv2.imencode(".png", image)[1].tobytes()
    body = bytes.fromhex("07ea0b19010203 0000".replace(" ", "")) + struct.pack(">BHH", 0, 0, 0)
    body += bytes([1, 80]) + struct.pack(">HH", 0x0103, 1)  # quality: 80, of an algorithm with a number
    body += struct.pack(">BBB4HBBBHH", position, 0, 1, ppi, ppi, ppi, ppi, 8, packing, 0, *image.shape[::-1])
    body += struct.pack(">I", len(data)) + data
    body = struct.pack(">I", len(body) + 4) + body
    return b"FIR\x00020\x00" + struct.pack(">IHBB", 16 + len(body), 1, 0, 1) + body


def seal(
    record: bytes, recipient: x509.Certificate, timestamp: str, transaction: str, wrapped: bytes | None = None
) -> tuple[bytes, dict[str, str]]:
    """The encrypted record, and what travels beside it: `sessionKey` and `thumbprint`, both in hex.

    `wrapped`: send this key instead of the one that was used.
    """
    left, right = int.from_bytes(timestamp.encode(), "big"), int.from_bytes(transaction.encode(), "big")
    mix = (left ^ right).to_bytes(64, "big")
    key = AESGCM.generate_key(256)
    sealed = AESGCM(key).encrypt(mix[-12:], record, mix[-16:])
    public = recipient.public_key()
    if not isinstance(public, rsa.RSAPublicKey):
        raise TypeError("certificates of this protocol are RSA")
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    return sealed, {
        "sessionKey": public.encrypt(wrapped or key, oaep).hex(),
        "thumbprint": recipient.fingerprint(hashes.SHA256()).hex().upper(),
    }
