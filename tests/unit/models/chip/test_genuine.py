"""A clone has all but the key: each way of hiding that is named; a proof counts as much as its key's signature."""

from __future__ import annotations

from datetime import UTC, datetime

from models.document.chip import certificate as x509
from models.document.chip.genuine import Proofs, genuine
from models.document.chip.passive import Authenticity, authenticate
from models.document.chip.trust import TrustStore
from models.document.chip.verdict import Reason, Result
from models.standards.ber import write
from tests.rig import issuer
from tests.rig.issuer import State

NOW = datetime(2026, 11, 29, tzinfo=UTC)
STATE = State(groups={1: issuer.dg1(), 14: write(0x6E, b"\x31\x00"), 15: write(0x6F, issuer.ec_key().info())})
PLAIN = State()
YES, NO = Result.SUCCESSFUL, Result.FAILED


def read(state: State = STATE, *numbers: int, known: bool = True, **changed: bytes) -> Authenticity:
    files = {number: state.groups[number] for number in numbers or state.groups}
    files |= {int(name[2:]): data for name, data in changed.items()}
    return authenticate(state.sod(), files, TrustStore([x509.parse(state.authority.certificate)] if known else []), NOW)


def of(found: Authenticity, proofs: Proofs, offered: bool = True) -> tuple[Result, set[str]]:
    result, reasons = genuine(found, proofs, offered)
    return result, {reason.code for reason in reasons}


def test_a_chip_that_proves_a_signed_key_is_genuine():
    assert of(read(), Proofs(active=YES, chip=YES)) == (YES, set())
    assert of(read(), Proofs(chip=YES))[0] is YES, "one proof shows that the key is there"
    assert of(read(), Proofs(active=YES), offered=False) == (YES, set())


def test_a_clone_without_the_key_fails():
    assert of(read(), Proofs(active=NO, chip=YES)) == (NO, {"active_authentication_wrong"})
    assert of(read(), Proofs(chip=NO))[0] is NO
    assert of(read(), Proofs(mapping=NO)) == (NO, {"chip_mapping_wrong", "chip_not_asked"})


def test_a_clone_with_a_key_of_its_own_fails_by_the_hash():
    own = write(0x6F, issuer.ec_key().info())
    assert of(read(dg15=own), Proofs(active=YES), offered=False) == (NO, {"chip_key_changed"})


def test_a_clone_that_hides_its_keys_is_not_green():
    assert of(read(STATE, 1), Proofs()) == (Result.UNDETERMINED, {"chip_key_hidden"})
    assert of(read(), Proofs()) == (Result.UNDETERMINED, {"chip_not_asked"})


def test_a_proof_of_a_key_that_nobody_known_signed_is_undetermined():
    assert of(read(known=False), Proofs(active=YES), offered=False) == (Result.UNDETERMINED, {"chip_key_not_vouched"})
    against = [Reason("authority_key_unknown", Result.UNDETERMINED)]
    assert of(read(PLAIN), Proofs(mapping=YES, card_security=against)) == (
        Result.UNDETERMINED,
        {"chip_key_not_vouched"},
    )
    assert of(read(PLAIN), Proofs(mapping=YES)) == (YES, set())


def test_a_proof_that_broke_off_is_aborted_and_a_chip_without_keys_cannot_prove():
    assert of(read(), Proofs(active=Result.ABORTED, chip=YES))[0] is Result.ABORTED
    assert of(read(PLAIN), Proofs()) == (Result.NOT_SUPPORTED, {"chip_cannot_prove"})
