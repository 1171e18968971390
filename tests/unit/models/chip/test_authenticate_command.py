"""The command over files: what a state made here signs, and reference documents where they lie beside the project."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from models.document.authenticate import main
from tests.rig import issuer
from tests.rig.issuer import SodWish, State
from tests.unit.models.chip.test_passive import master_list
from tests.unit.models.chip.test_seals import MESSAGE, STATE, make, nc, signer_of

BESIDE = Path(__file__).resolve().parents[5] / "shared/data/chip"
beside = pytest.mark.skipif(not BESIDE.is_dir(), reason="the reference documents are not beside the project here")


def run(tmp_path: Path, *words: object) -> dict[str, object]:
    out = tmp_path / "out.json"
    assert main([*map(str, words), "--at", "2026-11-29", "--json", str(out)]) == 0
    found: dict[str, object] = json.loads(out.read_text("utf-8"))
    return found


def test_files_of_a_passport_are_judged_and_every_key_of_the_answer_is_there(tmp_path: Path):
    state = State()
    (tmp_path / "csca").mkdir()
    (tmp_path / "csca" / "UT.cer").write_bytes(state.authority.certificate)
    (tmp_path / "sod.bin").write_bytes(state.sod())
    (tmp_path / "com.bin").write_bytes(issuer.com(1, 2))
    for number, data in state.groups.items():
        (tmp_path / f"dg{number}.bin").write_bytes(data)
    groups = [tmp_path / name for name in ("dg1.bin", "dg2.bin", "com.bin")]
    found = run(tmp_path, "--sod", tmp_path / "sod.bin", "--dg", *groups, "--csca", tmp_path / "csca")
    assert {"sod", "hashes", "signer", "chain", "verdict", "reasons"} <= set(found)
    assert found["verdict"] == "successful"
    assert found["hashes"] == {"result": "successful", "groups": {"DG1": "identical", "DG2": "identical"}}
    assert found["reasons"] == []
    groups[0].write_bytes(state.groups[1].replace(b"ERIKSSON", b"ERIKSEN<"))
    found = run(tmp_path, "--sod", tmp_path / "sod.bin", "--dg", *groups, "--csca", tmp_path / "csca")
    assert (found["verdict"], found["reasons"]) == ("failed", ["group_changed"])
    groups[0].write_bytes(b"What is no data group")
    found = run(tmp_path, "--sod", tmp_path / "sod.bin", "--dg", *groups, "--csca", tmp_path / "csca")
    assert (found["verdict"], found["reasons"]) == ("failed", ["group_not_conforming"])


def test_a_revocation_list_in_pem_and_a_master_list_are_read_from_files(tmp_path: Path):
    state = State()
    revoked = base64.encodebytes(state.revoke(issuer.SIGNER.serial))
    (tmp_path / "UT.crl").write_bytes(b"-----BEGIN X509 CRL-----\n" + revoked + b"-----END X509 CRL-----\n")
    (tmp_path / "list.ml").write_bytes(master_list(state, state.authority))
    (tmp_path / "sod.bin").write_bytes(state.sod())
    words = ("--sod", tmp_path / "sod.bin", "--csca", tmp_path / "list.ml")
    assert run(tmp_path, *words)["verdict"] == "successful"
    found = run(tmp_path, *words, "--crl", tmp_path / "UT.crl")
    assert (found["verdict"], found["reasons"]) == ("failed", ["signer_revoked"])


def test_a_seal_is_judged_from_a_file(tmp_path: Path):
    signer = signer_of()
    (tmp_path / "signers").mkdir()
    (tmp_path / "signers" / "UTVS.cer").write_bytes(signer.certificate)
    (tmp_path / "CSCA.cer").write_bytes(STATE.authority.certificate)
    for name, octets in (("seal", make(signer)), ("screen", json.dumps(nc(signer, MESSAGE)).encode())):
        (tmp_path / name).write_bytes(octets)
        words = ("--seal", tmp_path / name, "--signer", tmp_path / "signers")
        assert run(tmp_path, *words, "--csca", tmp_path / "CSCA.cer")["verdict"] == "successful"
        assert run(tmp_path, *words)["remarks"] == ["signer_pinned"]
    assert {"seal", "signer", "chain", "verdict", "reasons"} <= set(run(tmp_path, *words))


def test_signers_that_lie_among_the_states_certificates_are_found(tmp_path: Path):
    state, sealing = State(), signer_of()
    folder = tmp_path / "states"
    folder.mkdir()
    held = {"UT.cer": state.authority, "DS.cer": state.signer, "seals.cer": STATE.authority, "sealing.cer": sealing}
    for name, holder in held.items():
        (folder / name).write_bytes(holder.certificate)
    (tmp_path / "sod.bin").write_bytes(state.sod(SodWish(certificates=False)))
    (tmp_path / "seal.bin").write_bytes(make(sealing))
    found = run(tmp_path, "--sod", tmp_path / "sod.bin", "--csca", folder)
    assert (found["verdict"], found["reasons"]) == ("successful", [])
    for pinned in (False, True):
        found = run(tmp_path, "--seal", tmp_path / "seal.bin", "--csca", folder)
        assert found["verdict"] == "successful"
        assert ("signer_pinned" in str(found["remarks"])) is pinned
        (folder / "seals.cer").unlink(missing_ok=True)
    whole = make(sealing)
    (tmp_path / "seal.bin").write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert run(tmp_path, "--seal", tmp_path / "seal.bin", "--csca", folder)["verdict"] == "failed"


def test_a_file_that_is_not_there_ends_the_command_with_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["--sod", str(tmp_path / "none.bin")]) == 2
    assert "cannot read" in capsys.readouterr().err


@beside
def test_the_genuine_object_is_right_and_its_unknown_authority_leaves_it_open(tmp_path: Path):
    found = run(
        tmp_path, "--sod", BESIDE / "sod/bsi-tr03105.bin", "--dg", BESIDE / "dg/dg14-1.bin", "--csca", BESIDE / "csca"
    )
    assert found["verdict"] == "undetermined"
    assert found["reasons"] == ["authority_key_unknown"]
    assert found["sod"]["result"] == "successful"  # type: ignore[index]
    assert found["hashes"] == {"result": "successful", "groups": {"DG14": "identical"}}


@beside
@pytest.mark.parametrize(("name", "reason"), [
    ("bsi-econtent-id-data", "sod_not_conforming"), ("bsi-lds-version-2", "sod_not_conforming"),
    ("bsi-root-signedAndEnveloped", "sod_not_conforming"), ("etsi-dg1-hash-changed", "sod_content_changed"),
    ("etsi-signature-changed", "sod_signature_wrong"),
])  # fmt: skip
def test_each_changed_object_fails_for_what_was_changed(tmp_path: Path, name: str, reason: str):
    found = run(tmp_path, "--sod", BESIDE / f"sod/{name}.bad.bin", "--csca", BESIDE / "csca")
    assert found["verdict"] == "failed"
    assert reason in found["reasons"]  # type: ignore[operator]


@beside
def test_every_authority_s_key_loads(tmp_path: Path):
    found = run(tmp_path, "--csca", BESIDE / "csca")["store"]
    assert (found["certificates"], found["keys"], found["unreadable"]) == (295, 295, 0)  # type: ignore[index]
