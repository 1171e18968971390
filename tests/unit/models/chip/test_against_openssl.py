"""Security objects and revocation lists that OpenSSL makes, which knows nothing of our readers and writers."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models.document.chip import certificate as x509
from models.document.chip import lists
from models.document.chip.passive import authenticate
from models.document.chip.trust import TrustStore
from models.document.chip.verdict import Result
from tests.rig import issuer

OPENSSL = shutil.which("openssl")
pytestmark = pytest.mark.skipif(OPENSSL is None, reason="the openssl command is not installed here")

SETTINGS = """
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[signer]
keyUsage = critical,digitalSignature
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[ca]
default_ca = lists
[lists]
database = index.txt
default_md = sha256
default_crl_days = 30
"""
GROUPS = {1: issuer.dg1("IDN"), 2: issuer.write(0x75, b"picture" * 60)}


def run(folder: Path, *words: str) -> None:
    done = subprocess.run([str(OPENSSL), *words], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def curve(name: str, form: str = "explicit") -> tuple[str, ...]:
    return "genpkey", "-algorithm", "EC", "-pkeyopt", f"ec_paramgen_curve:{name}", "-pkeyopt", f"ec_param_enc:{form}"


RSA = ("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")
PSS = ("-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:13", "-sigopt", "rsa_mgf1_md:sha256")
CMS_PSS = ("-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_mgf1_md:sha256", "-keyopt", "rsa_pss_saltlen:7")


@pytest.mark.parametrize(("authority", "signer", "digest", "certified", "signed"), [
    (RSA, RSA, "sha256", (), ()), (RSA, RSA, "sha512", PSS, CMS_PSS),
    (curve("brainpoolP384r1"), curve("brainpoolP224r1"), "sha384", (), ()),
    (curve("secp521r1"), curve("brainpoolP320r1", "named_curve"), "sha1", (), ("-keyid",)),
    (curve("prime256v1"), curve("prime256v1"), "sha256", (), ("-stream",)),  # indefinite lengths
], ids=["rsa", "pss", "spelled out", "by key", "indefinite"])  # fmt: skip
def test_an_object_that_openssl_signed_is_authentic_until_its_signer_is_revoked(
    tmp_path: Path, authority: tuple[str, ...], signer: tuple[str, ...], digest: str, certified: tuple[str, ...],
    signed: tuple[str, ...],
):  # fmt: skip
    (tmp_path / "settings").write_text(SETTINGS)
    (tmp_path / "content").write_bytes(issuer.security_content(GROUPS, issuer.SodWish(digest=digest)))
    run(tmp_path, *authority, "-out", "ca.key")
    run(tmp_path, *signer, "-out", "ds.key")
    common = ("-config", "settings")
    run(tmp_path, "req", "-x509", "-new", "-key", "ca.key", f"-{digest}", "-subj", "/C=ID/CN=CSCA", "-days", "5000",
        "-extensions", "authority", "-out", "ca.pem", *common, *certified)  # fmt: skip
    run(tmp_path, "req", "-new", "-key", "ds.key", "-subj", "/C=ID/CN=DS", "-out", "ds.csr", *common)
    run(tmp_path, "x509", "-req", "-in", "ds.csr", "-CA", "ca.pem", "-CAkey", "ca.key", f"-{digest}", "-days", "4000",
        "-extfile", "settings", "-extensions", "signer", "-set_serial", "77", "-out", "ds.pem", *certified)  # fmt: skip
    run(tmp_path, "cms", "-sign", "-in", "content", "-binary", "-nodetach", "-outform", "DER", "-econtent_type",
        "2.23.136.1.1.1", "-signer", "ds.pem", "-inkey", "ds.key", "-md", digest, "-out", "sod", *signed)  # fmt: skip
    authorities, unreadable = x509.parse_all((tmp_path / "ca.pem").read_bytes())
    assert unreadable == 0
    sod, now = (tmp_path / "sod").read_bytes(), datetime.now(UTC) + timedelta(minutes=1)
    found = authenticate(sod, GROUPS, TrustStore(authorities), now)
    assert found.verdict is Result.SUCCESSFUL, found.reasons

    (tmp_path / "index.txt").write_text("R\t360101000000Z\t251101000000Z\t4D\tunknown\t/C=ID/CN=DS\n")
    run(tmp_path, "ca", "-gencrl", "-keyfile", "ca.key", "-cert", "ca.pem", "-out", "crl.pem", *common)
    run(tmp_path, "crl", "-in", "crl.pem", "-outform", "DER", "-out", "crl")
    revocations = [lists.parse_revocations((tmp_path / "crl").read_bytes())]
    found = authenticate(sod, GROUPS, TrustStore(authorities, revocations), now)
    assert [reason.code for reason in found.reasons if reason.result is not None] == ["signer_revoked"]
