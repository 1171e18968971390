"""The root key sealed in a TPM 2.0 under a PIN (TPM 2.0 Library, Part 1, chapters 19 and 34).

Needs `tpm2-pytss` (extra "tpm"; it compiles against libtss2). The TPM counts wrong PINs and locks by itself, also when
the disk is in another hand: the sealed object opens in this TPM only. It wraps; Ed25519 signing stays in software,
which a TPM does not have.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from station.vault.errors import KeysDamaged, KeySourceAbsent, SecretLocked, VaultError, WrongSecret
from station.vault.files import octets, text

# TPM 2.0 Library, Part 2, table 16: response codes; the low bits name the session or parameter they belong to.
_RC_FORMAT_ONE = 0x080
_RC_AUTH_FAIL = 0x08E
_RC_INTEGRITY = 0x09F
_RC_BAD_AUTH = 0x0A2  # as AUTH_FAIL, of what no tries are counted for
_RC_LOCKOUT = 0x921
_FORMAT_ONE_MASK = 0x0BF

TRIES = 5
RECOVERY_SECONDS = 600  # one wrong PIN is forgiven after this time
LOCKOUT_SECONDS = 24 * 3600

# Where the counter lies, in the range that is the owner's (TCG Registry of Reserved TPM 2.0 Handles, 2.2.2). One a
# machine: no two stations share one.
COUNTER = 0x01B1_0C0D
_COUNTER_BYTES = 8


class Tpm:
    """The TPM behind a TCTI: "device:/dev/tpmrm0" on a station, "swtpm:port=2321" in a test."""

    name = "tpm"

    def __init__(self, tcti: str = "device:/dev/tpmrm0") -> None:
        self._tcti = tcti

    def there(self) -> bool:
        """Whether a TPM answers."""
        kind, _, path = self._tcti.partition(":")
        if kind == "device" and not Path(path).exists():
            return False  # the library would complain of that on the terminal
        try:
            with self._context():
                return True
        except KeySourceAbsent:
            return False

    def set_lock_out(
        self, tries: int = TRIES, recovery: int = RECOVERY_SECONDS, lock_out: int = LOCKOUT_SECONDS
    ) -> None:
        """At commissioning, while the lock-out authorisation is empty: `tries` wrong PINs lock the TPM."""
        with self._context() as (tss, context), _named(tss):
            context.dictionary_attack_parameters(tries, recovery, lock_out)

    def wrap(self, root: bytes, secret: str) -> dict[str, Any]:
        with self._context() as (tss, context), _named(tss):
            primary = self._primary(tss, context)
            try:
                sensitive = tss.TPM2B_SENSITIVE_CREATE(
                    tss.TPMS_SENSITIVE_CREATE(
                        userAuth=tss.TPM2B_AUTH(_auth(secret)), data=tss.TPM2B_SENSITIVE_DATA(root)
                    )
                )
                # No NODA attribute: wrong PINs count. FIXEDTPM and FIXEDPARENT: the object opens here only.
                attributes = tss.TPMA_OBJECT.USERWITHAUTH | tss.TPMA_OBJECT.FIXEDTPM | tss.TPMA_OBJECT.FIXEDPARENT
                template = tss.TPM2B_PUBLIC(
                    tss.TPMT_PUBLIC(
                        type=tss.TPM2_ALG.KEYEDHASH,
                        nameAlg=tss.TPM2_ALG.SHA256,
                        objectAttributes=attributes,
                        parameters=tss.TPMU_PUBLIC_PARMS(
                            keyedHashDetail=tss.TPMS_KEYEDHASH_PARMS(
                                scheme=tss.TPMT_KEYEDHASH_SCHEME(scheme=tss.TPM2_ALG.NULL)
                            )
                        ),
                    )
                )
                with self._session(tss, context, primary) as session:
                    private, public, *_ = context.create(primary, sensitive, template, session2=session)
            finally:
                context.flush_context(primary)
            return {"private": text(bytes(private.marshal())), "public": text(bytes(public.marshal()))}

    def unwrap(self, wrapped: Mapping[str, Any], secret: str) -> bytes:
        with self._context() as (tss, context), _named(tss):
            try:
                private, _ = tss.TPM2B_PRIVATE.unmarshal(octets(wrapped["private"]))
                public, _ = tss.TPM2B_PUBLIC.unmarshal(octets(wrapped["public"]))
            except (KeyError, TypeError, ValueError) as error:
                raise KeysDamaged("the sealed object cannot be read") from error
            primary = self._primary(tss, context)
            try:
                handle = context.load(primary, private, public)
                try:
                    context.tr_set_auth(handle, _auth(secret))
                    with self._session(tss, context, primary) as session:
                        return bytes(context.unseal(handle, session1=session))
                finally:
                    context.flush_context(handle)
            finally:
                context.flush_context(primary)

    # ---- a counter that only ever rises (Part 1, 37.2.4): what a copy of the disk cannot bring along

    def has_counter(self) -> bool:
        with self._context() as (tss, context), _named(tss):
            return self._counter(tss, context) is not None

    def read_counter(self, auth: bytes) -> int | None:
        """None where there is no counter, or one that another secret opens."""
        with self._context() as (tss, context), _named(tss):
            handle = self._counter(tss, context)
            if handle is None:
                return None
            context.tr_set_auth(handle, auth)
            try:
                return int.from_bytes(bytes(context.nv_read(handle, _COUNTER_BYTES, auth_handle=handle)), "big")
            except tss.TSS2_Exception as error:
                if isinstance(_error(int(error.rc)), WrongSecret):
                    return None
                raise

    def step_counter(self, auth: bytes) -> int:
        """One more; what it is then. Raises KeySourceAbsent where there is none."""
        with self._context() as (tss, context), _named(tss):
            handle = self._counter(tss, context)
            if handle is None:
                raise KeySourceAbsent("the TPM holds no counter")
            context.tr_set_auth(handle, auth)
            context.nv_increment(handle, auth_handle=handle)
            return int.from_bytes(bytes(context.nv_read(handle, _COUNTER_BYTES, auth_handle=handle)), "big")

    def new_counter(self, auth: bytes) -> int:
        """A counter in place of any that is there; it begins above every one that this TPM ever had.

        Raises KeySourceAbsent or WrongSecret where the TPM's owner is somebody else.
        """
        with self._context() as (tss, context), _named(tss):
            if (handle := self._counter(tss, context)) is not None:
                context.nv_undefine_space(handle)
            # NO_DA: reading it must not use up the tries of the PIN.
            attributes = tss.TPMA_NV.AUTHREAD | tss.TPMA_NV.AUTHWRITE | tss.TPMA_NV.NO_DA
            public = tss.TPM2B_NV_PUBLIC(
                tss.TPMS_NV_PUBLIC(
                    nvIndex=COUNTER,
                    nameAlg=tss.TPM2_ALG.SHA256,
                    attributes=attributes | (int(tss.TPM2_NT.COUNTER) << tss.TPMA_NV.TPM2_NT_SHIFT),
                    dataSize=_COUNTER_BYTES,
                )
            )
            context.nv_define_space(tss.TPM2B_AUTH(auth), public)
        return self.step_counter(auth)

    @staticmethod
    def _counter(tss: Any, context: Any) -> Any | None:
        more, found = context.get_capability(tss.TPM2_CAP.HANDLES, COUNTER, 1)
        del more
        handles = found.data.handles
        if len(handles) and int(handles[0]) == COUNTER:
            return context.tr_from_tpmpublic(COUNTER)
        return None

    @staticmethod
    def _primary(tss: Any, context: Any) -> Any:
        """The storage key of the owner hierarchy; the same seed and template give the same key every time."""
        template = tss.TPM2B_PUBLIC.parse(
            "ecc256:aes128cfb",
            objectAttributes=tss.TPMA_OBJECT.RESTRICTED
            | tss.TPMA_OBJECT.DECRYPT
            | tss.TPMA_OBJECT.FIXEDTPM
            | tss.TPMA_OBJECT.FIXEDPARENT
            | tss.TPMA_OBJECT.SENSITIVEDATAORIGIN
            | tss.TPMA_OBJECT.USERWITHAUTH
            | tss.TPMA_OBJECT.NODA,
        )
        handle, *_ = context.create_primary(tss.TPM2B_SENSITIVE_CREATE(), template, tss.ESYS_TR.OWNER)
        return handle

    @staticmethod
    @contextmanager
    def _session(tss: Any, context: Any, primary: Any) -> Iterator[Any]:
        """A salted session that encrypts PIN and key on the bus between processor and TPM."""
        session = context.start_auth_session(
            tpm_key=primary,
            bind=tss.ESYS_TR.NONE,
            session_type=tss.TPM2_SE.HMAC,
            symmetric=tss.TPMT_SYM_DEF(
                algorithm=tss.TPM2_ALG.AES,
                keyBits=tss.TPMU_SYM_KEY_BITS(aes=128),
                mode=tss.TPMU_SYM_MODE(aes=tss.TPM2_ALG.CFB),
            ),
            auth_hash=tss.TPM2_ALG.SHA256,
        )
        wanted = tss.TPMA_SESSION.DECRYPT | tss.TPMA_SESSION.ENCRYPT | tss.TPMA_SESSION.CONTINUESESSION
        context.trsess_set_attributes(session, wanted)
        try:
            yield session
        finally:
            # A TPM has room for three sessions; a wrong PIN must not use one up.
            context.flush_context(session)

    @contextmanager
    def _context(self) -> Iterator[tuple[Any, Any]]:
        try:
            import tpm2_pytss as tss  # noqa: PLC0415  an extra that needs a compiler
        except ImportError as error:
            raise KeySourceAbsent("tpm2-pytss is not installed") from error
        try:
            context = tss.ESAPI(self._tcti)
        except (tss.TSS2_Exception, RuntimeError) as error:
            raise KeySourceAbsent("no TPM answers") from error
        with context:
            yield tss, context


def _auth(secret: str) -> bytes:
    # An authorisation value has at most the length of the object's hash; a PIN may be longer.
    return hashlib.sha256(secret.encode()).digest()


@contextmanager
def _named(tss: Any) -> Iterator[None]:
    try:
        yield
    except tss.TSS2_Exception as error:
        raise _error(int(error.rc)) from error


def _error(code: int) -> VaultError:
    """What a response code of the TPM means for a person."""
    if code & 0xFFFF == _RC_LOCKOUT:
        return SecretLocked("the TPM is locked after too many wrong PINs")
    base = code & _FORMAT_ONE_MASK if code & _RC_FORMAT_ONE else code & 0xFFFF
    if base in (_RC_AUTH_FAIL, _RC_BAD_AUTH):
        return WrongSecret("the PIN is wrong")
    if base == _RC_INTEGRITY:
        return KeysDamaged("the sealed object belongs to another TPM, or was changed")
    return KeySourceAbsent(f"the TPM refuses: 0x{code:x}")
