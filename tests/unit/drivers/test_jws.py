"""Certificate paths of device services: what RFC 5280 forbids is refused, however well it is signed."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

from drivers.errors import DeviceError, Garbled, Refused
from drivers.finger.jws import verify

NOW = datetime.now(UTC)
ROOT, MIDDLE, DEVICE = (rsa.generate_private_key(65537, 2048) for _ in range(3))
SIGNS = {"digital_signature": True}
ISSUES = {"key_cert_sign": True}
USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip


def certificate(
    name: str,
    issuer: str,
    key: rsa.RSAPrivateKey,
    signer: rsa.RSAPrivateKey,
    *,
    ca: bool | None = None,
    path: int | None = None,
    usage: dict[str, bool] | None = None,
    days: int = 9,
) -> x509.Certificate:
    def named(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    made = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=30))
        .not_valid_after(NOW + timedelta(days=days))
    )
    if ca is not None:
        made = made.add_extension(x509.BasicConstraints(ca=ca, path_length=path), critical=True)
    if usage is not None:
        made = made.add_extension(x509.KeyUsage(**{use: usage.get(use, False) for use in USAGES}), critical=True)
    return made.sign(signer, hashes.SHA256())


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def der(one: x509.Certificate) -> str:
    return base64.b64encode(one.public_bytes(serialization.Encoding.DER)).decode()


def token(chain: Sequence[x509.Certificate] | str, key: rsa.RSAPrivateKey = DEVICE, **header: object) -> str:
    shown = chain if isinstance(chain, str) else [der(one) for one in chain]
    text = b64(json.dumps({"alg": "RS256", "x5c": shown, **header}).encode()) + "." + b64(json.dumps({"a": 1}).encode())
    return f"{text}.{b64(key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def root(**options: object) -> x509.Certificate:
    return certificate("Maker", "Maker", ROOT, ROOT, ca=True, **options)  # type: ignore[arg-type]


def middle(**options: object) -> x509.Certificate:
    return certificate("Provider", "Maker", MIDDLE, ROOT, **{"ca": True, **options})  # type: ignore[arg-type]


def leaf(**options: object) -> x509.Certificate:
    return certificate("Reader 1", "Provider", DEVICE, MIDDLE, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("anchor", "sent"),
    [
        (root(), [leaf(), middle()]),
        (root(path=1), [leaf(usage=SIGNS), middle(path=0, usage=ISSUES)]),
        (middle(), [leaf(ca=False)]),  # the adopter may hand out a provider's certificate alone
    ],
)
def test_a_proper_path_is_believed(anchor, sent):
    signed = verify(token(sent), [anchor])
    assert signed.json() == {"a": 1}
    assert signed.subject == "CN=Reader 1"


def test_a_chain_of_one_may_come_as_a_word_of_its_own_as_the_specification_shows_it():
    assert verify(token(der(leaf())), [middle()]).json() == {"a": 1}


@pytest.mark.parametrize(
    ("anchor", "sent"),
    [
        pytest.param(root(), [leaf(), middle(usage=SIGNS)], id="an issuer that may not sign certificates"),
        pytest.param(root(path=0), [leaf(), middle()], id="one authority more than the path length allows"),
        pytest.param(root(), [leaf(), middle(ca=False)], id="an issuer that is no authority"),
        pytest.param(root(), [leaf(), middle(ca=None)], id="an issuer without basic constraints"),
        pytest.param(root(usage=SIGNS), [leaf(), middle()], id="a root that may not sign certificates"),
        pytest.param(root(), [leaf(usage={"key_encipherment": True}), middle()], id="a device key that may not sign"),
        pytest.param(root(), [leaf(ca=True), middle()], id="an authority that signs data itself"),
        pytest.param(root(), [leaf()], id="a link that is missing"),
        pytest.param(root(), [leaf(), root()], id="a link of somebody else"),
        pytest.param(root(days=-1), [leaf(), middle()], id="an authority that is over"),
    ],
)
def test_a_path_that_rfc_5280_forbids_is_refused(anchor, sent):
    with pytest.raises(Refused, match="sbi_untrusted"):
        verify(token(sent), [anchor])


def test_a_root_does_not_sign_data():
    with pytest.raises(Refused, match="sbi_untrusted"):
        verify(token([root()], ROOT), [root()])


@pytest.mark.parametrize("sent", [[leaf(days=-1), middle()], [leaf(), middle(days=-1)]])
def test_a_certificate_that_is_over_is_named(sent):
    with pytest.raises(Refused, match="sbi_certificate_expired"):
        verify(token(sent), [root()])


def test_another_signature_or_algorithm_is_refused():
    chain = [leaf(), middle()]
    with pytest.raises(Refused, match="sbi_signature"):
        verify(token(chain, MIDDLE), [root()])
    with pytest.raises(Refused, match="sbi_signature"):
        verify(token(chain, alg="none"), [root()])
    with pytest.raises(Refused, match="sbi_signature"):
        verify(token(chain, alg="HS256"), [root()])


def test_headers_that_change_what_is_signed_are_not_passed_over():
    with pytest.raises((Refused, Garbled)):
        verify(token([leaf(), middle()], crit=["b64"], b64=False), [root()])
    with pytest.raises((Refused, Garbled)):
        verify(token([leaf(), middle()], crit=["unheard"], unheard=1), [root()])


def test_a_weak_or_an_unknown_key_is_refused_and_no_crash():
    weak = rsa.generate_private_key(65537, 1024)  # noqa: S505
    with pytest.raises(DeviceError, match=r"sbi_untrusted|sbi_signature"):
        verify(token([certificate("Weak", "Maker", weak, ROOT)], weak), [root()])
    curve = ec.generate_private_key(ec.SECP256R1())
    with pytest.raises(DeviceError, match=r"sbi_untrusted|sbi_signature"):
        verify(token([certificate("Curve", "Maker", curve, ROOT)]), [root()])  # type: ignore[arg-type]


@pytest.mark.parametrize("x5c", [None, [], 5, ["?"], [7], ["MAA="], [{}]])
def test_a_chain_that_cannot_be_read_is_refused(x5c):
    with pytest.raises(Refused, match="sbi_signature"):
        verify(token([leaf()], x5c=x5c), [root()])
