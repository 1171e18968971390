"""The elliptic curves and the groups of numbers that travel documents use, and arithmetic on them.

Parameters: NIST curves by SEC 2 v2, Brainpool by RFC 5639, MODP groups by RFC 5114, 2.1 to 2.3; their numbers by Doc
9303-11, 9.5.1. Arithmetic is on whole numbers of Python, for the mapping of PACE needs points and no maintained library
offers them. It takes longer for some secrets than for others, so it is for keys of one use only, and for public ones:
what a neighbour could time here is an ephemeral key of a passport that lies before the counter, whose password the page
shows. Nothing that the station keeps passes through here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

Point = tuple[int, int] | None  # None: at infinity
_Jacobian = tuple[int, int, int]  # z = 0: at infinity


class NotOnCurve(ValueError):
    """A public key that is no point of the curve or no member of the group: computing with it gives secrets away."""

    code = "bad_public_key"


@dataclass(frozen=True)
class Curve:
    """y^2 = x^3 + a x + b over the field of p; (gx, gy) generates the group of prime order n; all cofactors are 1.

    number: as a standardised domain parameter of Doc 9303-11.
    """

    name: str
    oid: str
    number: int
    p: int
    a: int
    b: int
    gx: int
    gy: int
    n: int

    @property
    def generator(self) -> tuple[int, int]:
        """The generator."""
        return self.gx, self.gy

    @cached_property
    def octets(self) -> int:
        """Octets of one coordinate."""
        return (self.p.bit_length() + 7) // 8

    def has(self, point: Point) -> bool:
        """Whether this is a point of the curve, in range and not at infinity."""
        if point is None:
            return False
        x, y = point
        return 0 <= x < self.p and 0 <= y < self.p and (y * y - (x * x * x + self.a * x + self.b)) % self.p == 0

    def encode(self, point: Point) -> bytes:
        """04, x, y of fixed length (BSI TR-03111, 3.2.1). Raises NotOnCurve at infinity."""
        if point is None:
            raise NotOnCurve("the point at infinity")
        return b"\x04" + b"".join(part.to_bytes(self.octets, "big") for part in point)

    def decode(self, data: bytes) -> tuple[int, int]:
        """A point from its octets: uncompressed 04, compressed 02 and 03, hybrid 06 and 07. Raises NotOnCurve."""
        size = self.octets
        kind = data[0] if data else 0
        x = int.from_bytes(data[1 : 1 + size], "big")
        if kind in (4, 6, 7) and len(data) == 1 + 2 * size:
            y = int.from_bytes(data[1 + size :], "big")
            if kind != 4 and y & 1 != kind & 1:
                raise NotOnCurve("a hybrid point of the other sign")
        elif kind in (2, 3) and len(data) == 1 + size and x < self.p:
            root = square_root((x * x * x + self.a * x + self.b) % self.p, self.p)
            if root is None:
                raise NotOnCurve("no point has this x")
            y = root if root & 1 == kind & 1 else self.p - root
        else:
            raise NotOnCurve(f"{len(data)} octets are no point of {self.name}")
        if not self.has((x, y)):
            raise NotOnCurve(f"not a point of {self.name}")
        return x, y

    def add(self, one: Point, other: Point) -> Point:
        """The sum of two points."""
        return self._affine(self._add(_lift(one), _lift(other)))

    def multiply(self, k: int, point: Point) -> Point:
        """k times a point; k is any whole number. Windows of four bits over Jacobian coordinates."""
        k %= self.n
        if k == 0 or point is None:
            return None
        table: list[_Jacobian] = [(0, 1, 0), _lift(point)]
        while len(table) < 16:
            table.append(self._add(table[-1], table[1]))
        total: _Jacobian = (0, 1, 0)
        for shift in range((k.bit_length() + 3) // 4 * 4 - 4, -4, -4):
            for _ in range(4):
                total = self._double(total)
            total = self._add(total, table[k >> shift & 15])
        return self._affine(total)

    def verifies(self, public: Point, digest: bytes, r: int, s: int) -> bool:
        """ECDSA (FIPS 186-5, 6.4.2): whether r, s sign `digest`, of which the leftmost bits of n's length count."""
        if not (0 < r < self.n and 0 < s < self.n and self.has(public)):
            return False
        e = int.from_bytes(digest, "big") >> max(0, 8 * len(digest) - self.n.bit_length())
        w = pow(s, -1, self.n)
        found = self.add(self.multiply(e * w, self.generator), self.multiply(r * w, public))
        return found is not None and found[0] % self.n == r

    def _double(self, point: _Jacobian) -> _Jacobian:
        x, y, z = point
        if z == 0 or y == 0:
            return 0, 1, 0
        p = self.p
        yy = y * y % p
        s = 4 * x * yy % p
        zz = z * z % p
        m = (3 * x * x + self.a * zz * zz) % p
        new = (m * m - 2 * s) % p
        return new, (m * (s - new) - 8 * yy * yy) % p, 2 * y * z % p

    def _add(self, one: _Jacobian, other: _Jacobian) -> _Jacobian:
        if one[2] == 0:
            return other
        if other[2] == 0:
            return one
        p = self.p
        x1, y1, z1 = one
        x2, y2, z2 = other
        z1z1, z2z2 = z1 * z1 % p, z2 * z2 % p
        u1, u2 = x1 * z2z2 % p, x2 * z1z1 % p
        s1, s2 = y1 * z2 * z2z2 % p, y2 * z1 * z1z1 % p
        h, r = (u2 - u1) % p, (s2 - s1) % p
        if h == 0:
            return self._double(one) if r == 0 else (0, 1, 0)
        hh = h * h % p
        hhh, v = h * hh % p, u1 * hh % p
        x = (r * r - hhh - 2 * v) % p
        return x, (r * (v - x) - s1 * hhh) % p, h * z1 * z2 % p

    def _affine(self, point: _Jacobian) -> Point:
        x, y, z = point
        if z == 0:
            return None
        inverse = pow(z, -1, self.p)
        square = inverse * inverse % self.p
        return x * square % self.p, y * square * inverse % self.p


@dataclass(frozen=True)
class Modp:
    """The subgroup of prime order q that g generates in the field of p. number: as for a curve."""

    name: str
    number: int
    p: int
    g: int
    q: int

    @cached_property
    def octets(self) -> int:
        """Octets of one member."""
        return (self.p.bit_length() + 7) // 8

    def has(self, member: int) -> bool:
        """Whether this is a member of the subgroup other than 1 (RFC 2631, 2.1.5)."""
        return 1 < member < self.p - 1 and pow(member, self.q, self.p) == 1

    def encode(self, member: int) -> bytes:
        """A member in octets of the field's length."""
        return member.to_bytes(self.octets, "big")

    def decode(self, data: bytes) -> int:
        """A member from its octets. Raises NotOnCurve."""
        member = int.from_bytes(data[: 2 * self.octets], "big")
        if not self.has(member):
            raise NotOnCurve(f"not a member of {self.name}")
        return member


def square_root(number: int, p: int) -> int | None:
    """A square root modulo the prime p (Tonelli and Shanks), or None."""
    if number % p == 0:
        return 0
    if pow(number, (p - 1) // 2, p) != 1:
        return None
    if p % 4 == 3:
        return pow(number, (p + 1) // 4, p)
    odd, twos = p - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    z = next(z for z in range(2, 1000) if pow(z, (p - 1) // 2, p) == p - 1)
    c, t, root = pow(z, odd, p), pow(number, odd, p), pow(number, (odd + 1) // 2, p)
    while t != 1:
        order, square = 0, t
        while square != 1:
            square, order = square * square % p, order + 1
        step = pow(c, 1 << (twos - order - 1), p)
        twos, c = order, step * step % p
        t, root = t * c % p, root * step % p
    return root


def _lift(point: Point) -> _Jacobian:
    return (0, 1, 0) if point is None else (*point, 1)


CURVES = (
    Curve(
        "secp192r1",
        "1.2.840.10045.3.1.1",
        8,
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFFFFFFFFFFFF,
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFFFFFFFFFFFC,
        0x64210519E59C80E70FA7E9AB72243049FEB8DEECC146B9B1,
        0x188DA80EB03090F67CBF20EB43A18800F4FF0AFD82FF1012,
        0x7192B95FFC8DA78631011ED6B24CDD573F977A11E794811,
        0xFFFFFFFFFFFFFFFFFFFFFFFF99DEF836146BC9B1B4D22831,
    ),
    Curve(
        "secp224r1",
        "1.3.132.0.33",
        10,
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF000000000000000000000001,
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFE,
        0xB4050A850C04B3ABF54132565044B0B7D7BFD8BA270B39432355FFB4,
        0xB70E0CBD6BB4BF7F321390B94A03C1D356C21122343280D6115C1D21,
        0xBD376388B5F723FB4C22DFE6CD4375A05A07476444D5819985007E34,
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFF16A2E0B8F03E13DD29455C5C2A3D,
    ),
    Curve(
        "secp256r1",
        "1.2.840.10045.3.1.7",
        12,
        0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF,
        0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFC,
        0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
        0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
        0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
        0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    ),
    Curve(
        "secp384r1",
        "1.3.132.0.34",
        15,
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFFFF0000000000000000FFFFFFFF,
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFFFF0000000000000000FFFFFFFC,
        0xB3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF,
        0xAA87CA22BE8B05378EB1C71EF320AD746E1D3B628BA79B9859F741E082542A385502F25DBF55296C3A545E3872760AB7,
        0x3617DE4A96262C6F5D9E98BF9292DC29F8F41DBD289A147CE9DA3113B5F0B8C00A60B1CE1D7E819D7A431D7C90EA0E5F,
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
    ),
    Curve(
        "secp521r1",
        "1.3.132.0.35",
        18,
        int(
            "1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            "fffffffffffffffffffffffffffffffffff",
            16,
        ),
        int(
            "1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            "ffffffffffffffffffffffffffffffffffc",
            16,
        ),
        int(
            "51953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf"
            "073573df883d2c34f1ef451fd46b503f00",
            16,
        ),
        int(
            "c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8"
            "de3348b3c1856a429bf97e7e31c2e5bd66",
            16,
        ),
        int(
            "11839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0"
            "761353c7086a272c24088be94769fd16650",
            16,
        ),
        int(
            "1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a"
            "5d03bb5c9b8899c47aebb6fb71e91386409",
            16,
        ),
    ),
    Curve(
        "brainpoolP192r1",
        "1.3.36.3.3.2.8.1.1.3",
        9,
        0xC302F41D932A36CDA7A3463093D18DB78FCE476DE1A86297,
        0x6A91174076B1E0E19C39C031FE8685C1CAE040E5C69A28EF,
        0x469A28EF7C28CCA3DC721D044F4496BCCA7EF4146FBF25C9,
        0xC0A0647EAAB6A48753B033C56CB0F0900A2F5C4853375FD6,
        0x14B690866ABD5BB88B5F4828C1490002E6773FA2FA299B8F,
        0xC302F41D932A36CDA7A3462F9E9E916B5BE8F1029AC4ACC1,
    ),
    Curve(
        "brainpoolP224r1",
        "1.3.36.3.3.2.8.1.1.5",
        11,
        0xD7C134AA264366862A18302575D1D787B09F075797DA89F57EC8C0FF,
        0x68A5E62CA9CE6C1C299803A6C1530B514E182AD8B0042A59CAD29F43,
        0x2580F63CCFE44138870713B1A92369E33E2135D266DBB372386C400B,
        0xD9029AD2C7E5CF4340823B2A87DC68C9E4CE3174C1E6EFDEE12C07D,
        0x58AA56F772C0726F24C6B89E4ECDAC24354B9E99CAA3F6D3761402CD,
        0xD7C134AA264366862A18302575D0FB98D116BC4B6DDEBCA3A5A7939F,
    ),
    Curve(
        "brainpoolP256r1",
        "1.3.36.3.3.2.8.1.1.7",
        13,
        0xA9FB57DBA1EEA9BC3E660A909D838D726E3BF623D52620282013481D1F6E5377,
        0x7D5A0975FC2C3057EEF67530417AFFE7FB8055C126DC5C6CE94A4B44F330B5D9,
        0x26DC5C6CE94A4B44F330B5D9BBD77CBF958416295CF7E1CE6BCCDC18FF8C07B6,
        0x8BD2AEB9CB7E57CB2C4B482FFC81B7AFB9DE27E1E3BD23C23A4453BD9ACE3262,
        0x547EF835C3DAC4FD97F8461A14611DC9C27745132DED8E545C1D54C72F046997,
        0xA9FB57DBA1EEA9BC3E660A909D838D718C397AA3B561A6F7901E0E82974856A7,
    ),
    Curve(
        "brainpoolP320r1",
        "1.3.36.3.3.2.8.1.1.9",
        14,
        0xD35E472036BC4FB7E13C785ED201E065F98FCFA6F6F40DEF4F92B9EC7893EC28FCD412B1F1B32E27,
        0x3EE30B568FBAB0F883CCEBD46D3F3BB8A2A73513F5EB79DA66190EB085FFA9F492F375A97D860EB4,
        0x520883949DFDBC42D3AD198640688A6FE13F41349554B49ACC31DCCD884539816F5EB4AC8FB1F1A6,
        0x43BD7E9AFB53D8B85289BCC48EE5BFE6F20137D10A087EB6E7871E2A10A599C710AF8D0D39E20611,
        0x14FDD05545EC1CC8AB4093247F77275E0743FFED117182EAA9C77877AAAC6AC7D35245D1692E8EE1,
        0xD35E472036BC4FB7E13C785ED201E065F98FCFA5B68F12A32D482EC7EE8658E98691555B44C59311,
    ),
    Curve(
        "brainpoolP384r1",
        "1.3.36.3.3.2.8.1.1.11",
        16,
        0x8CB91E82A3386D280F5D6F7E50E641DF152F7109ED5456B412B1DA197FB71123ACD3A729901D1A71874700133107EC53,
        0x7BC382C63D8C150C3C72080ACE05AFA0C2BEA28E4FB22787139165EFBA91F90F8AA5814A503AD4EB04A8C7DD22CE2826,
        0x4A8C7DD22CE28268B39B55416F0447C2FB77DE107DCD2A62E880EA53EEB62D57CB4390295DBC9943AB78696FA504C11,
        0x1D1C64F068CF45FFA2A63A81B7C13F6B8847A3E77EF14FE3DB7FCAFE0CBD10E8E826E03436D646AAEF87B2E247D4AF1E,
        0x8ABE1D7520F9C2A45CB1EB8E95CFD55262B70B29FEEC5864E19C054FF99129280E4646217791811142820341263C5315,
        0x8CB91E82A3386D280F5D6F7E50E641DF152F7109ED5456B31F166E6CAC0425A7CF3AB6AF6B7FC3103B883202E9046565,
    ),
    Curve(
        "brainpoolP512r1",
        "1.3.36.3.3.2.8.1.1.13",
        17,
        int(
            "aadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca703308717d4d9b009bc66842aecda12ae6a380e6"
            "2881ff2f2d82c68528aa6056583a48f3",
            16,
        ),
        int(
            "7830a3318b603b89e2327145ac234cc594cbdd8d3df91610a83441caea9863bc2ded5d5aa8253aa10a2ef1c98b9ac8b5"
            "7f1117a72bf2c7b9e7c1ac4d77fc94ca",
            16,
        ),
        int(
            "3df91610a83441caea9863bc2ded5d5aa8253aa10a2ef1c98b9ac8b57f1117a72bf2c7b9e7c1ac4d77fc94cadc083e67"
            "984050b75ebae5dd2809bd638016f723",
            16,
        ),
        int(
            "81aee4bdd82ed9645a21322e9c4c6a9385ed9f70b5d916c1b43b62eef4d0098eff3b1f78e2d0d48d50d1687b93b97d5f"
            "7c6d5047406a5e688b352209bcb9f822",
            16,
        ),
        int(
            "7dde385d566332ecc0eabfa9cf7822fdf209f70024a57b1aa000c55b881f8111b2dcde494a5f485e5bca4bd88a2763ae"
            "d1ca2b2fa8f0540678cd1e0f3ad80892",
            16,
        ),
        int(
            "aadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca70330870553e5c414ca92619418661197fac1047"
            "1db1d381085ddaddb58796829ca90069",
            16,
        ),
    ),
)

GROUPS = (
    Modp(
        "modp1024-160",
        0,
        int(
            "b10b8f96a080e01dde92de5eae5d54ec52c99fbcfb06a3c69a6a9dca52d23b616073e28675a23d189838ef1e2ee652c0"
            "13ecb4aea906112324975c3cd49b83bfaccbdd7d90c4bd7098488e9c219a73724effd6fae5644738faa31a4ff55bccc0"
            "a151af5f0dc8b4bd45bf37df365c1a65e68cfda76d4da708df1fb2bc2e4a4371",
            16,
        ),
        int(
            "a4d1cbd5c3fd34126765a442efb99905f8104dd258ac507fd6406cff14266d31266fea1e5c41564b777e690f5504f213"
            "160217b4b01b886a5e91547f9e2749f4d7fbd7d3b9a92ee1909d0d2263f80a76a6a24c087a091f531dbf0a0169b6a28a"
            "d662a4d18e73afa32d779d5918d08bc8858f4dcef97c2a24855e6eeb22b3b2e5",
            16,
        ),
        0xF518AA8781A8DF278ABA4E7D64B7CB9D49462353,
    ),
    Modp(
        "modp2048-224",
        1,
        int(
            "ad107e1e9123a9d0d660faa79559c51fa20d64e5683b9fd1b54b1597b61d0a75e6fa141df95a56dbaf9a3c407ba1df15"
            "eb3d688a309c180e1de6b85a1274a0a66d3f8152ad6ac2129037c9edefda4df8d91e8fef55b7394b7ad5b7d0b6c12207"
            "c9f98d11ed34dbf6c6ba0b2c8bbc27be6a00e0a0b9c49708b3bf8a317091883681286130bc8985db1602e714415d9330"
            "278273c7de31efdc7310f7121fd5a07415987d9adc0a486dcdf93acc44328387315d75e198c641a480cd86a1b9e587e8"
            "be60e69cc928b2b9c52172e413042e9b23f10b0e16e79763c9b53dcf4ba80a29e3fb73c16b8e75b97ef363e2ffa31f71"
            "cf9de5384e71b81c0ac4dffe0c10e64f",
            16,
        ),
        int(
            "ac4032ef4f2d9ae39df30b5c8ffdac506cdebe7b89998caf74866a08cfe4ffe3a6824a4e10b9a6f0dd921f01a70c4afa"
            "ab739d7700c29f52c57db17c620a8652be5e9001a8d66ad7c17669101999024af4d027275ac1348bb8a762d0521bc98a"
            "e247150422ea1ed409939d54da7460cdb5f6c6b250717cbef180eb34118e98d119529a45d6f834566e3025e316a330ef"
            "bb77a86f0c1ab15b051ae3d428c8f8acb70a8137150b8eeb10e183edd19963ddd9e263e4770589ef6aa21e7f5f2ff381"
            "b539cce3409d13cd566afbb48d6c019181e1bcfe94b30269edfe72fe9b6aa4bd7b5a0f1c71cfff4c19c418e1f6ec0179"
            "81bc087f2a7065b384b890d3191f2bfa",
            16,
        ),
        0x801C0D34C58D93FE997177101F80535A4738CEBCBF389A99B36371EB,
    ),
    Modp(
        "modp2048-256",
        2,
        int(
            "87a8e61db4b6663cffbbd19c651959998ceef608660dd0f25d2ceed4435e3b00e00df8f1d61957d4faf7df4561b2aa30"
            "16c3d91134096faa3bf4296d830e9a7c209e0c6497517abd5a8a9d306bcf67ed91f9e6725b4758c022e0b1ef4275bf7b"
            "6c5bfc11d45f9088b941f54eb1e59bb8bc39a0bf12307f5c4fdb70c581b23f76b63acae1caa6b7902d52526735488a0e"
            "f13c6d9a51bfa4ab3ad8347796524d8ef6a167b5a41825d967e144e5140564251ccacb83e6b486f6b3ca3f7971506026"
            "c0b857f689962856ded4010abd0be621c3a3960a54e710c375f26375d7014103a4b54330c198af126116d2276e11715f"
            "693877fad7ef09cadb094ae91e1a1597",
            16,
        ),
        int(
            "3fb32c9b73134d0b2e77506660edbd484ca7b18f21ef205407f4793a1a0ba12510dbc15077be463fff4fed4aac0bb555"
            "be3a6c1b0c6b47b1bc3773bf7e8c6f62901228f8c28cbb18a55ae31341000a650196f931c77a57f2ddf463e5e9ec144b"
            "777de62aaab8a8628ac376d282d6ed3864e67982428ebc831d14348f6f2f9193b5045af2767164e1dfc967c1fb3f2e55"
            "a4bd1bffe83b9c80d052b985d182ea0adb2a3b7313d3fe14c8484b1e052588b9b7d2bbd2df016199ecd06e1557cd0915"
            "b3353bbb64e0ec377fd028370df92b52c7891428cdc67eb6184b523d1db246c32f63078490f00ef8d647d148d4795451"
            "5e2327cfef98c582664b4c0f6cc41659",
            16,
        ),
        0x8CF83642A709A097B447997640129DA299B1A47D1EB3750BA308B0FE64F5FBD3,
    ),
)

BY_OID = {curve.oid: curve for curve in CURVES}
BY_NUMBER: dict[int, Curve | Modp] = {group.number: group for group in (*GROUPS, *CURVES)}


def recognise(p: int, a: int, b: int, generator: tuple[int, int], n: int) -> Curve | None:
    """The known curve whose parameters all equal these. One that differs in the generator alone lets anybody make a
    private key to somebody else's public one (CVE-2020-0601)."""
    for curve in CURVES:
        if (curve.p, curve.a, curve.b, curve.generator, curve.n) == (p, a % p if p else a, b, generator, n):
            return curve
    return None
