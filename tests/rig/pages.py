"""Decrypt every page of a SQLCipher file, live or free, to search it for what should be gone."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE = 4096
RESERVE = 80  # 16 octets IV and 64 octets HMAC-SHA-512 at the end of a page (zetetic.net/sqlcipher/design)


def plain_pages(path: Path, key: bytes) -> bytes:
    """All pages in the clear, one after the other; the file must have no write-ahead log."""
    content = path.read_bytes()
    out = []
    for start in range(0, len(content), PAGE):
        page = content[start : start + PAGE]
        skip = 16 if start == 0 else 0  # the salt stands in front of the first page
        initial = page[PAGE - RESERVE : PAGE - RESERVE + 16]
        decryptor = Cipher(algorithms.AES(key), modes.CBC(initial)).decryptor()
        out.append(decryptor.update(page[skip : PAGE - RESERVE]) + decryptor.finalize())
    return b"".join(out)
