"""Public keys of groups as certificates and data groups carry them: a name, a number, or all parameters spelled out
(RFC 5480; SEC 1 v2, C.2; BSI TR-03110-3, A.2.1.1)."""

from __future__ import annotations

from dataclasses import dataclass

from models.standards import ber
from models.standards.ber import BadEncoding, Item
from models.standards.curves import BY_NUMBER, BY_OID, Curve, Modp, NotOnCurve, recognise

EC_PUBLIC_KEY, STANDARD_PARAMETERS = "1.2.840.10045.2.1", "0.4.0.127.0.7.1.2"
EC_KEYS = {EC_PUBLIC_KEY, "1.3.132.1.12", STANDARD_PARAMETERS}  # the second is id-ecDH
_DH_X942, _DH_PKCS3 = "1.2.840.10046.2.1", "1.2.840.113549.1.3.1"
_PRIME_FIELD = "1.2.840.10045.1.1"
MOST_MODP_BITS = 4096


class Unsupported(ValueError):
    """An algorithm, curve or size that is not known here. Nothing is said of the signature."""

    code = "algorithm_unknown"


@dataclass(frozen=True)
class AgreementKey:
    """A static key for key agreement. public: octets of the point or of the number, checked to be of the group."""

    group: Curve | Modp
    public: bytes


def agreement_key(info: Item) -> AgreementKey:
    """A SubjectPublicKeyInfo of DH or ECDH. Raises BadEncoding, Unsupported, NotOnCurve."""
    parts = info.items(8)
    if len(parts) < 2:
        raise BadEncoding("not a public key")
    algorithm = parts[0].items(4)
    if len(algorithm) < 2:
        raise BadEncoding("a key without parameters")
    name, octets = ber.oid(algorithm[0]), ber.bits(parts[1])
    standard = BY_NUMBER.get(ber.integer(algorithm[1])) if algorithm[1].tag == ber.INTEGER else None
    if name in EC_KEYS and not isinstance(standard, Modp):
        curve, _ = curve_of(algorithm[1])
        return AgreementKey(curve, curve.encode(curve.decode(octets)))
    if name in (_DH_X942, _DH_PKCS3, STANDARD_PARAMETERS):
        group = standard if isinstance(standard, Modp) else _modp(algorithm[1])
        number = ber.read(octets)
        return AgreementKey(group, group.encode(group.decode(ber.natural(number).to_bytes(group.octets, "big"))))
    raise Unsupported(f"key {name}")


def _modp(parameters: Item) -> Modp:
    numbers = [ber.natural(item) for item in parameters.items(8) if item.tag == ber.INTEGER]
    for known in BY_NUMBER.values():
        if isinstance(known, Modp) and numbers[:2] == [known.p, known.g]:
            return known
    # A group of the issuer's own: without its order, membership cannot be checked.
    if len(numbers) < 3 or not 1024 <= numbers[0].bit_length() <= MOST_MODP_BITS or numbers[0] % 2 == 0:
        raise Unsupported("a group of another kind")
    return Modp("spelled out", -1, numbers[0], numbers[1], numbers[2])


def curve_of(parameters: Item) -> tuple[Curve, bool]:
    """The curve that the parameters of a public key name, and whether they spell it out.

    Raises BadEncoding, Unsupported.
    """
    if parameters.tag == ber.OID:
        name = ber.oid(parameters)
        if name not in BY_OID:
            raise Unsupported(f"curve {name}")
        return BY_OID[name], False
    if parameters.tag == ber.INTEGER:
        known = BY_NUMBER.get(ber.integer(parameters))
        if not isinstance(known, Curve):
            raise Unsupported("standardised parameters of another kind")
        return known, False
    return explicit_curve(parameters), True


def explicit_curve(parameters: Item) -> Curve:
    """The known curve that written out ECParameters (X9.62; SEC 1, C.2) equal in every number.

    Raises BadEncoding, and Unsupported when they equal none: then anything could be signed with them.
    """
    parts = parameters.items(8)
    if parameters.tag != ber.SEQUENCE or len(parts) < 5:
        raise BadEncoding("not the parameters of a curve")
    field, coefficients = parts[1].items(4), parts[2].items(4)
    if len(field) < 2 or len(coefficients) < 2 or ber.oid(field[0]) != _PRIME_FIELD:
        raise Unsupported("a curve that is not over a prime field")
    p, n = ber.natural(field[1]), ber.natural(parts[4])
    a, b = (int.from_bytes(ber.octets(item), "big") for item in coefficients[:2])
    base = ber.octets(parts[3])
    size = (p.bit_length() + 7) // 8
    for curve in BY_OID.values():
        if curve.p == p and curve.n == n and len(base) in (1 + size, 1 + 2 * size):
            try:
                generator = curve.decode(base)
            except NotOnCurve:
                continue
            if recognise(p, a, b, generator, n) is curve and (len(parts) < 6 or _cofactor_is_one(parts[5])):
                return curve
    raise Unsupported("parameters of no known curve")


def _cofactor_is_one(item: Item) -> bool:
    return item.tag != ber.INTEGER or ber.integer(item) == 1
