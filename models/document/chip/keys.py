"""Public keys and signatures as passports carry them: RSA with PKCS #1 v1.5 or PSS, ECDSA on named curves and on curves
that are written out, every hash from SHA-1 on (ICAO Doc 9303-12, 4.4; BSI TR-03111 for plain ECDSA)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature

from models.standards import ber
from models.standards.ber import BadEncoding, Item
from models.standards.curves import Curve
from models.standards.key_info import EC_KEYS, EC_PUBLIC_KEY, Unsupported, curve_of

RSA_ENCRYPTION, RSA_PSS = "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10"
_MGF1 = "1.2.840.113549.1.1.8"
MOST_RSA_BITS = 16_384  # verification takes time with the square of it

HASHES: dict[str, str] = {
    "1.3.14.3.2.26": "sha1",
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
    "2.16.840.1.101.3.4.2.4": "sha224",
}
# SHA-1 is verified, never made: old passports carry it.
_HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha1": hashes.SHA1(),  # noqa: S303 # nosec B303
    "sha224": hashes.SHA224(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
_RSA = {
    RSA_ENCRYPTION: None,
    "1.2.840.113549.1.1.5": "sha1",
    "1.3.14.3.2.29": "sha1",
    "1.2.840.113549.1.1.11": "sha256",
    "1.2.840.113549.1.1.12": "sha384",
    "1.2.840.113549.1.1.13": "sha512",
    "1.2.840.113549.1.1.14": "sha224",
}
_ECDSA = {
    EC_PUBLIC_KEY: None,
    "1.2.840.10045.4.1": "sha1",
    "1.2.840.10045.4.2": None,  # ecdsa-with-Recommended: by the length of the key (X9.62)
    "1.2.840.10045.4.3": None,
    "1.2.840.10045.4.3.1": "sha224",
    "1.2.840.10045.4.3.2": "sha256",
    "1.2.840.10045.4.3.3": "sha384",
    "1.2.840.10045.4.3.4": "sha512",
    "0.4.0.127.0.7.1.1.4.1.1": "sha1",
    "0.4.0.127.0.7.1.1.4.1.2": "sha224",
    "0.4.0.127.0.7.1.1.4.1.3": "sha256",
    "0.4.0.127.0.7.1.1.4.1.4": "sha384",
    "0.4.0.127.0.7.1.1.4.1.5": "sha512",
}
_PLAIN = "0.4.0.127.0.7.1.1.4.1."  # r and s side by side instead of a sequence (BSI TR-03111, 5.2.1)
_NAMED: dict[str, ec.EllipticCurve] = {
    "secp192r1": ec.SECP192R1(),
    "secp224r1": ec.SECP224R1(),
    "secp256r1": ec.SECP256R1(),
    "secp384r1": ec.SECP384R1(),
    "secp521r1": ec.SECP521R1(),
    "brainpoolP256r1": ec.BrainpoolP256R1(),
    "brainpoolP384r1": ec.BrainpoolP384R1(),
    "brainpoolP512r1": ec.BrainpoolP512R1(),
}


@dataclass(frozen=True)
class RsaKey:
    """A public RSA key: modulus and exponent."""

    n: int
    e: int

    @property
    def name(self) -> str:
        """For the technician."""
        return f"RSA {self.n.bit_length()}"


@dataclass(frozen=True)
class EcKey:
    """A public point. explicit: whether the curve's parameters were written out."""

    curve: Curve
    point: tuple[int, int]
    explicit: bool = False

    @property
    def name(self) -> str:
        """For the technician."""
        return self.curve.name


PublicKey = RsaKey | EcKey


@dataclass(frozen=True)
class Algorithm:
    """How a signature was made. kind: "pkcs1", "pss" or "ecdsa"; digest: a name of `HASHES`, None where the message
    around it says; mask: the hash of MGF1; salt: octets; plain: r and s side by side."""

    kind: str
    digest: str | None
    mask: str = "sha1"
    salt: int = 20
    plain: bool = False

    @property
    def name(self) -> str:
        """For the technician."""
        mask = f" mgf1 {self.mask} salt {self.salt}" if self.kind == "pss" else ""
        return f"{self.kind} {self.digest or ''}{mask}".strip()


def digest_of(algorithm: Item) -> str:
    """The hash that an AlgorithmIdentifier names. Raises BadEncoding, Unsupported."""
    name = ber.oid(_first(algorithm))
    if name not in HASHES:
        raise Unsupported(f"hash {name}")
    return HASHES[name]


def digest(name: str, *data: bytes) -> bytes:
    """The hash of `data` by a name of `HASHES`."""
    state = hashlib.new(name, usedforsecurity=False)
    for piece in data:
        state.update(piece)
    return state.digest()


def signature_algorithm(algorithm: Item) -> Algorithm:
    """What an AlgorithmIdentifier says of a signature. Raises BadEncoding, Unsupported."""
    parts = algorithm.items(4)
    name = ber.oid(parts[0]) if parts else ""
    if name in _RSA:
        return Algorithm("pkcs1", _RSA[name])
    if name in _ECDSA:
        plain = name.startswith(_PLAIN)
        inner = parts[1].items(2) if len(parts) > 1 and parts[1].tag == ber.SEQUENCE else []
        if name == "1.2.840.10045.4.3" and inner:  # ecdsa-with-Specified (X9.62)
            return Algorithm("ecdsa", digest_of(parts[1]))
        return Algorithm("ecdsa", _ECDSA[name], plain=plain)
    if name == RSA_PSS:
        return _pss(parts[1] if len(parts) > 1 else None)
    raise Unsupported(f"signature {name}")


def _pss(parameters: Item | None) -> Algorithm:
    """RSASSA-PSS-params (RFC 4055, 3.1), with its defaults: SHA-1, MGF1 with SHA-1, 20 octets."""
    chosen, mask, salt = "sha1", "sha1", 20
    for part in parameters.items(8) if parameters is not None and parameters.tag == ber.SEQUENCE else []:
        inner = _first(part)
        if part.tag == 0xA0:
            chosen = digest_of(inner)
        elif part.tag == 0xA1:
            function = inner.items(2)
            if len(function) < 2 or ber.oid(function[0]) != _MGF1:
                raise Unsupported("a mask that is not MGF1")
            mask = digest_of(function[1])
        elif part.tag == 0xA2:
            salt = ber.integer(inner)
        elif part.tag == 0xA3 and ber.integer(inner) != 1:
            raise Unsupported("a trailer other than BC")
    if not 0 <= salt <= 1024:
        raise BadEncoding(f"a salt of {salt} octets")
    return Algorithm("pss", chosen, mask, salt)


def public_key(info: Item) -> PublicKey:
    """A SubjectPublicKeyInfo. Raises BadEncoding, Unsupported, NotOnCurve."""
    parts = info.items(8)
    if len(parts) < 2:
        raise BadEncoding("not a public key")
    algorithm = parts[0].items(4)
    name = ber.oid(algorithm[0]) if algorithm else ""
    octets = ber.bits(parts[1])
    if name in (RSA_ENCRYPTION, RSA_PSS):
        return _rsa(octets)
    if name in EC_KEYS:
        if len(algorithm) < 2:
            raise BadEncoding("a point without a curve")
        curve, explicit = curve_of(algorithm[1])
        return EcKey(curve, curve.decode(octets), explicit)
    raise Unsupported(f"key {name}")


def _rsa(octets: bytes) -> RsaKey:
    numbers = ber.read(octets).items(8)
    if len(numbers) < 2:
        raise BadEncoding("not an RSA key")
    n, e = ber.natural(numbers[0]), ber.natural(numbers[1])
    if n.bit_length() > MOST_RSA_BITS or n.bit_length() < 512 or n % 2 == 0 or e < 3 or e % 2 == 0:
        raise Unsupported(f"an RSA key of {n.bit_length()} bits")
    return RsaKey(n, e)


def verify(key: PublicKey, algorithm: Algorithm, signature: bytes, data: bytes, digest_name: str | None = None) -> bool:
    """Whether `signature` over `data` is the key's. digest_name: the hash when the algorithm names none.

    Raises Unsupported when that cannot be said: key and algorithm of different kinds, a size no library takes.
    """
    name = algorithm.digest or digest_name
    if name is None and isinstance(key, EcKey):
        name = _by_length(key)
    if name is None:
        raise Unsupported("a signature without a hash")
    hashed = digest(name, data)
    if isinstance(key, RsaKey):
        if algorithm.kind == "ecdsa":
            raise Unsupported("an ECDSA signature by an RSA key")
        return _verify_rsa(key, algorithm, signature, hashed, name)
    if algorithm.kind != "ecdsa":
        raise Unsupported("an RSA signature by a point")
    pair = _r_s(signature, key.curve, algorithm.plain)
    return pair is not None and verify_ecdsa(key, hashed, name, *pair)


def _by_length(key: EcKey) -> str:
    """The longest hash of SHA-1 and SHA-2 that is not longer than the key (X9.62: 2005, ecdsa-with-Recommended)."""
    bits = key.curve.n.bit_length()
    return next((f"sha{size}" for size in (512, 384, 256, 224) if bits >= size), "sha1")


def _verify_rsa(key: RsaKey, algorithm: Algorithm, signature: bytes, hashed: bytes, name: str) -> bool:
    how: padding.AsymmetricPadding = padding.PKCS1v15()
    if algorithm.kind == "pss":
        # Of the salt's length the signature itself tells; issuers are known to name another one in the parameters.
        how = padding.PSS(padding.MGF1(_HASHES[algorithm.mask]), padding.PSS.AUTO)
    size = (key.n.bit_length() + 7) // 8
    if len(signature) != size:  # leading zeros that an issuer dropped, or one more of them
        signature = signature.lstrip(b"\0").rjust(size, b"\0")
    try:
        public = rsa.RSAPublicNumbers(key.e, key.n).public_key()
        public.verify(signature, hashed, how, Prehashed(_HASHES[name]))
    except InvalidSignature:
        return algorithm.kind == "pkcs1" and _without_null(key, signature, hashed, name)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise Unsupported(f"{key.name} {algorithm.name}") from error
    return True


def _without_null(key: RsaKey, signature: bytes, hashed: bytes, name: str) -> bool:
    """The form of DigestInfo that leaves out the empty parameters, which RFC 8017, 9.2 asks verifiers to take too."""
    size = (key.n.bit_length() + 7) // 8
    number = next(oid for oid, known in HASHES.items() if known == name)
    info = ber.write(ber.SEQUENCE, ber.write(ber.SEQUENCE, ber.write_oid(number)), ber.write(ber.OCTET_STRING, hashed))
    if key.e.bit_length() > 64 or size < len(info) + 11 or int.from_bytes(signature, "big") >= key.n:
        return False
    block = pow(int.from_bytes(signature, "big"), key.e, key.n).to_bytes(size, "big")
    return block == b"\0\1" + b"\xff" * (size - len(info) - 3) + b"\0" + info


def verify_ecdsa(key: EcKey, hashed: bytes, name: str, r: int, s: int) -> bool:
    """Whether r, s sign the hash `hashed`, made by the algorithm `name`."""
    known = _NAMED.get(key.curve.name)
    if known is None:  # the three curves that `cryptography` does not have
        return key.curve.verifies(key.point, hashed, r, s)
    if not (0 < r < key.curve.n and 0 < s < key.curve.n):
        return False
    try:
        public = ec.EllipticCurvePublicNumbers(*key.point, known).public_key()
        public.verify(encode_dss_signature(r, s), hashed, ec.ECDSA(Prehashed(_HASHES[name])))
    except InvalidSignature:
        return False
    except UnsupportedAlgorithm:  # an OpenSSL without this curve
        return key.curve.verifies(key.point, hashed, r, s)
    return True


def _r_s(signature: bytes, curve: Curve, plain: bool) -> tuple[int, int] | None:
    if plain:
        return plain_r_s(signature)
    try:
        numbers = ber.read(signature).items(4)
        return ber.natural(numbers[0]), ber.natural(numbers[1])
    except (BadEncoding, IndexError):
        # Some issuers write r and s side by side under the name of the other form.
        return plain_r_s(signature) if len(signature) == 2 * ((curve.n.bit_length() + 7) // 8) else None


def plain_r_s(signature: bytes) -> tuple[int, int] | None:
    """r and s of equal length side by side, or None."""
    half = len(signature) // 2
    if half == 0 or len(signature) % 2:
        return None
    return int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")


def _first(item: Item) -> Item:
    inner = item.items(8)
    if not inner:
        raise BadEncoding("empty where an algorithm should be")
    return inner[0]
