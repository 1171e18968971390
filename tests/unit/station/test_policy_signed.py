from pathlib import Path

import pytest

import resources
from station import assembly
from station.config import Config
from station.vault import policy_signature
from station.vault.errors import BadSignature
from station.vault.signing import Ed25519Signer

TEXT = resources.path("policy/policy.json").read_bytes()
AGENCY = Ed25519Signer(bytes(range(32)))


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    file = tmp_path / "policy.json"
    file.write_bytes(TEXT)
    return file


def test_a_real_counter_takes_the_agencys_policy_only_with_its_signature(policy: Path):
    config = Config(policy=str(policy))
    with pytest.raises(BadSignature):
        assembly.read_policy(config, AGENCY.public)
    policy_signature.beside(policy).write_text(policy_signature.sign(TEXT, AGENCY), encoding="ascii")
    assert assembly.read_policy(config, AGENCY.public).version


def test_a_policy_that_was_changed_after_signing_is_refused(policy: Path):
    policy_signature.beside(policy).write_text(policy_signature.sign(TEXT, AGENCY), encoding="ascii")
    policy.write_bytes(TEXT.replace(b'"attempts": 3', b'"attempts": 9'))
    with pytest.raises(BadSignature):
        assembly.read_policy(Config(policy=str(policy)), AGENCY.public)
