"""A chip of PACE that OpenPACE's libeac plays, in a process of its own: commands as lines of hexadecimal on its input.

Written against the library's public headers. Nothing of the product imports this, and this imports nothing of it.
"""

from __future__ import annotations

import ctypes
import sys

CAN = 2  # enum s_type of eac/pace.h: MRZ 1, CAN 2


class Buffer(ctypes.Structure):
    """BUF_MEM of OpenSSL."""

    _fields_ = (
        ("length", ctypes.c_size_t),
        ("data", ctypes.c_void_p),
        ("max", ctypes.c_size_t),
        ("flags", ctypes.c_ulong),
    )


def main(library: str, password: bytes) -> None:
    """Runs until the input ends; each run begins with EF.CardAccess."""
    eac = ctypes.CDLL(library)
    crypto = ctypes.CDLL("libcrypto.so.3")
    pointer = ctypes.POINTER(Buffer)

    def call(name: str, result: object, *given: object) -> object:
        function = getattr(eac, name)
        function.restype = result
        return function(*given)

    def made(name: str, *given: object) -> bytes:
        found = call(name, pointer, *given)
        if not found:
            raise SystemExit(f"{name} refused")
        return ctypes.string_at(found.contents.data, found.contents.length)

    def buffer(data: bytes) -> object:
        crypto.BUF_MEM_new.restype = pointer
        crypto.BUF_MEM_grow.argtypes = [pointer, ctypes.c_size_t]
        found = crypto.BUF_MEM_new()
        crypto.BUF_MEM_grow(found, len(data))
        ctypes.memmove(found.contents.data, data, len(data))
        return found

    def right(name: str, *given: object) -> None:
        if not call(name, ctypes.c_int, *given):
            raise SystemExit(f"{name} refused")

    def say(data: bytes) -> None:
        sys.stdout.write(data.hex() + "\n")
        sys.stdout.flush()

    def hear() -> bytes:
        return bytes.fromhex(sys.stdin.readline())

    call("EAC_init", None)
    secret = ctypes.c_void_p(call("PACE_SEC_new", ctypes.c_void_p, password, ctypes.c_size_t(len(password)), CAN))
    while card_access := hear():
        context = ctypes.c_void_p(call("EAC_CTX_new", ctypes.c_void_p))
        right("EAC_CTX_init_ef_cardaccess", card_access, ctypes.c_size_t(len(card_access)), context)
        say(made("PACE_STEP1_enc_nonce", context, secret))
        say(made("PACE_STEP3A_generate_mapping_data", context))
        right("PACE_STEP3A_map_generator", context, buffer(hear()))
        say(made("PACE_STEP3B_generate_ephemeral_key", context))
        theirs = buffer(hear())
        right("PACE_STEP3B_compute_shared_secret", context, theirs)
        right("PACE_STEP3C_derive_keys", context)
        token = hear()
        verified = call("PACE_STEP3D_verify_authentication_token", ctypes.c_int, context, buffer(token))
        say(made("PACE_STEP3D_compute_authentication_token", context, theirs))
        say(b"\x01" if verified == 1 else b"\x00")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2].encode())
