"""Passive authentication against a state made here, whose passports can be made wrong in every way that counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography import x509 as library
from hypothesis import given, settings
from hypothesis import strategies as st

from models.document.chip import certificate as x509
from models.document.chip import keys, lists
from models.document.chip.passive import CARD_SECURITY, Authenticity, authenticate, check_card_security
from models.document.chip.trust import TrustStore
from models.document.chip.verdict import GroupState, Result, TrustState, combine
from models.standards.ber import OCTET_STRING, SEQUENCE, SET, BadEncoding, write, write_integer, write_oid
from models.standards.curves import CURVES
from models.standards.key_info import Unsupported
from tests.rig import issuer
from tests.rig.issuer import SIGNER, Holder, SodWish, State, Wish, certify, ec_key, rsa_key

NOW = datetime(2026, 11, 29, tzinfo=UTC)
UTOPIA = State()


def store(*holders: Holder, revocations: list[bytes] | None = None) -> TrustStore:
    parsed = None if revocations is None else [lists.parse_revocations(each) for each in revocations]
    return TrustStore([x509.parse(holder.certificate) for holder in holders], parsed)


def judge(state: State, wish: SodWish | None = None, **more: object) -> Authenticity:
    return authenticate(state.sod(wish), state.groups, store(state.authority), NOW, **more)  # type: ignore[arg-type]


def codes(found: Authenticity) -> set[str]:
    return {reason.code for reason in found.reasons if reason.result is not None}


def test_a_passport_whose_state_is_known_is_authentic():
    found = judge(UTOPIA, com=issuer.com(1, 2))
    assert found.verdict is Result.SUCCESSFUL, found.reasons
    assert found.certificate is TrustState.TRUSTED
    assert found.groups == {1: GroupState.IDENTICAL, 2: GroupState.IDENTICAL}
    assert found.checks["com"] is Result.SUCCESSFUL
    assert not codes(found)


def test_the_certificates_made_here_are_certificates_to_the_library_too():
    parsed = library.load_der_x509_certificate(UTOPIA.signer.certificate)
    parsed.verify_directly_issued_by(library.load_der_x509_certificate(UTOPIA.authority.certificate))
    mine = x509.parse(UTOPIA.signer.certificate)
    assert (mine.serial, mine.not_after) == (parsed.serial_number, parsed.not_valid_after_utc)


@pytest.mark.parametrize("digest", ["sha1", "sha224", "sha256", "sha384", "sha512"])
@pytest.mark.parametrize("scheme", ["pkcs1", "ecdsa"])
def test_every_hash_is_verified_with_rsa_and_ecdsa(digest: str, scheme: str):
    key = ec_key(digest=digest) if scheme == "ecdsa" else rsa_key(digest=digest)
    state = State(authority_key=key, signer_key=key)
    assert judge(state, SodWish(digest=digest)).verdict is Result.SUCCESSFUL


@pytest.mark.parametrize(("digest", "mask", "salt"), [
    ("sha256", "sha256", 32), ("sha256", "sha1", 20), ("sha512", "sha256", 0), ("sha384", "sha512", 48),
    ("sha1", "sha1", 7),
])  # fmt: skip
def test_pss_is_verified_whatever_its_mask_and_salt(digest: str, mask: str, salt: int):
    key = rsa_key("pss", digest, mask, salt)
    assert judge(State(authority_key=rsa_key("pss", which=1), signer_key=key)).verdict is Result.SUCCESSFUL


def test_an_rsa_signature_without_the_empty_parameters_is_taken_and_one_with_other_octets_is_not():
    key = rsa_key()
    private = key.private.private_numbers()
    n = private.public_numbers.n
    hashed = keys.digest("sha256", b"signed")
    info = issuer.seq(issuer.seq(write_oid("2.16.840.1.101.3.4.2.1")), write(OCTET_STRING, hashed))

    def signed(block: bytes) -> bytes:
        return pow(int.from_bytes(block, "big"), private.d, n).to_bytes(256, "big")

    mine = keys.public_key(x509.ber.read(key.info()))
    how = keys.Algorithm("pkcs1", "sha256")
    right = b"\0\1" + b"\xff" * (253 - len(info)) + b"\0" + info
    assert keys.verify(mine, how, signed(right), b"signed")
    # Bleichenbacher's: fewer octets of padding, and anything behind
    assert not keys.verify(mine, how, signed(right[:2] + right[60:] + bytes(58)), b"signed")
    assert not keys.verify(mine, how, signed(right), b"other")


def test_a_salt_of_another_length_than_the_parameters_say_is_taken():
    key = rsa_key("pss")
    mine = keys.public_key(x509.ber.read(key.info()))
    assert keys.verify(mine, keys.Algorithm("pss", "sha256", "sha256", 20), key.sign(b"signed"), b"signed")
    assert not keys.verify(mine, keys.Algorithm("pss", "sha256", "sha1", 32), key.sign(b"signed"), b"signed")


@pytest.mark.parametrize("curve", [curve.name for curve in CURVES])
@pytest.mark.parametrize("explicit", [False, True])
def test_every_curve_is_verified_by_name_and_spelled_out(curve: str, explicit: bool):
    state = State(authority_key=ec_key(curve, explicit=explicit), signer_key=ec_key(curve, "sha512", explicit=explicit))
    found = judge(state)
    assert found.verdict is Result.SUCCESSFUL, found.reasons
    assert found.signer is not None
    assert found.signer.key.name == curve


def test_a_key_on_a_curve_with_another_generator_is_refused():
    # CVE-2020-0601: with a generator of one's own choice, anybody has a private key to a state's public one.
    curve = issuer.BY_NAME["secp256r1"]
    other = curve.multiply(12345, curve.generator)
    assert other is not None
    for parameters in (
        issuer.spelled_out(curve, other),
        issuer.spelled_out(curve, a=curve.a - 1),
        issuer.spelled_out(curve, b=curve.b + 1),
        issuer.spelled_out(curve, n=curve.n + 2),
        issuer.spelled_out(curve, p=curve.p + 2),
    ):
        info = issuer.seq(
            issuer.seq(write_oid("1.2.840.10045.2.1"), parameters), issuer.bit_string(curve.encode(curve.generator))
        )
        with pytest.raises(Unsupported):
            keys.public_key(x509.ber.read(info))


def test_a_data_group_that_was_changed_is_named():
    changed = UTOPIA.groups | {2: UTOPIA.groups[2][:-1] + b"?"}
    found = authenticate(UTOPIA.sod(), changed, store(UTOPIA.authority), NOW)
    assert found.verdict is Result.FAILED
    assert found.groups == {1: GroupState.IDENTICAL, 2: GroupState.NOT_IDENTICAL}
    assert codes(found) == {"group_changed"}


def test_a_group_that_the_object_does_not_list_is_not_passed():
    found = authenticate(UTOPIA.sod(), UTOPIA.groups | {11: b"\x6b\x00"}, store(UTOPIA.authority), NOW)
    assert (found.verdict, found.groups[11]) == (Result.FAILED, GroupState.PRESENT)


def test_a_chip_that_hides_its_key_from_com_is_named():
    state = State(groups=UTOPIA.groups | {14: b"\x6e\x00"})
    found = judge(state, com=issuer.com(1, 2))
    assert (found.verdict, codes(found)) == (Result.FAILED, {"com_differs"})


def test_a_forged_signature_fails():
    sod = bytearray(UTOPIA.sod())
    sod[-3] ^= 1
    found = authenticate(bytes(sod), UTOPIA.groups, store(UTOPIA.authority), NOW)
    assert (found.verdict, codes(found)) == (Result.FAILED, {"sod_signature_wrong"})


def test_changed_content_fails_before_any_signature_is_asked():
    sod = UTOPIA.sod()
    hashed = keys.digest("sha256", UTOPIA.groups[1])
    found = authenticate(sod.replace(hashed, bytes(32)), UTOPIA.groups, store(UTOPIA.authority), NOW)
    assert found.verdict is Result.FAILED
    assert "sod_content_changed" in codes(found)


def test_a_forger_s_own_state_is_undetermined_and_one_that_names_our_key_failed():
    forger = State()
    found = authenticate(forger.sod(), forger.groups, store(UTOPIA.authority), NOW)
    assert (found.verdict, codes(found)) == (Result.UNDETERMINED, {"authority_key_unknown"})
    claims = certify(replace(SIGNER, authority_key=UTOPIA.authority.key_id), forger.signer_key, forger.authority)
    found = authenticate(forger.sod(signer=claims), forger.groups, store(UTOPIA.authority), NOW)
    assert (found.verdict, codes(found)) == (Result.FAILED, {"signer_certificate_forged"})
    found = authenticate(forger.sod(), forger.groups, store(), NOW)
    assert (found.verdict, codes(found)) == (Result.UNDETERMINED, {"state_unknown"})


def test_the_signer_is_found_in_the_store_and_by_the_name_of_its_key():
    bare = SodWish(certificates=False)
    assert judge(UTOPIA, bare).verdict is Result.UNDETERMINED
    assert "signer_missing" in codes(judge(UTOPIA, bare))
    kept = [x509.parse(UTOPIA.signer.certificate)]
    assert judge(UTOPIA, bare, signers=kept).verdict is Result.SUCCESSFUL
    assert judge(UTOPIA, SodWish(by_key_id=True)).verdict is Result.SUCCESSFUL


def test_issuers_habits_are_taken():
    # Attributes in another order than DER's, hashes in another order than the groups', a hash beside the signature
    # that differs from the signature's, a security object of version 1, and padding behind the file.
    for wish in (SodWish(unordered=True), SodWish(order=(2, 1)), SodWish(digest_field="sha512"), SodWish(version=1)):
        assert judge(UTOPIA, wish).verdict is Result.SUCCESSFUL, wish
    padded = authenticate(UTOPIA.sod() + bytes(9), UTOPIA.groups, store(UTOPIA.authority), NOW)
    assert padded.verdict is Result.SUCCESSFUL


def test_content_signed_without_attributes_is_not_green():
    found = judge(UTOPIA, SodWish(attributes=False))
    assert (found.verdict, codes(found)) == (Result.UNDETERMINED, {"sod_attributes_missing"})


def test_objects_of_another_kind_or_version_are_named():
    for wish in (SodWish(content_type="1.2.840.113549.1.7.1"), SodWish(version=2)):
        assert codes(judge(UTOPIA, wish)) == {"sod_not_conforming"}
    missing = authenticate(None, UTOPIA.groups, store(UTOPIA.authority), NOW)
    assert (missing.verdict, codes(missing)) == (Result.FAILED, {"sod_missing"})


# --- time -------------------------------------------------------------------------------------------------------


def test_an_authority_expires_and_its_documents_do_not():
    state = State(authority_wish=Wish(start="2018-01-01", end="2025-01-01"))
    found = judge(state)
    assert found.verdict is Result.SUCCESSFUL
    assert "authority_expired_since" in {reason.code for reason in found.reasons}


def test_a_signer_that_signed_after_its_time_fails():
    state = State(signer_wish=replace(SIGNER, start="2021-01-01", end="2023-01-01"))
    found = judge(state)
    assert (found.verdict, codes(found)) == (Result.FAILED, {"signer_not_valid_when_signing"})


def test_a_signer_that_expired_since_is_judged_at_its_signing():
    found = judge(State(signer_wish=replace(SIGNER, end="2025-06-01")))
    assert found.verdict is Result.SUCCESSFUL
    assert "signer_expired_since" in {reason.code for reason in found.reasons}


def test_without_a_signing_time_a_document_that_outlives_its_signer_is_undetermined():
    untimed = SodWish(signing_time=None)
    assert judge(UTOPIA, untimed).verdict is Result.SUCCESSFUL
    expired = State(signer_wish=replace(SIGNER, end="2025-06-01"))
    found = judge(expired, untimed)
    assert (found.verdict, codes(found)) == (Result.UNDETERMINED, {"signer_expired"})
    with_it = State(signer_wish=expired.signer_wish, groups={1: issuer.dg1(expiry="2505155")})
    assert judge(with_it, untimed).verdict is Result.SUCCESSFUL


def test_the_period_of_the_key_and_an_authority_not_yet_valid_are_undetermined():
    found = judge(State(signer_wish=replace(SIGNER, period=("2024-01-01", "2024-02-01"))))
    assert (found.verdict, codes(found)) == (Result.UNDETERMINED, {"signer_key_period"})
    found = judge(State(authority_wish=Wish(start="2024-02-01")))
    assert (found.verdict, codes(found)) == (Result.UNDETERMINED, {"authority_not_valid_when_signing"})
    assert codes(judge(UTOPIA, SodWish(signing_time="2030-01-01"))) == {"signed_in_the_future"}


# --- chain ------------------------------------------------------------------------------------------------------


def link_of(old: State, new: Holder) -> Holder:
    """The old key's word for the new one."""
    wish = Wish(common="CSCA Utopia", serial=2)
    return certify(wish, new.key, old.authority)


def test_a_link_carries_trust_from_the_old_key_to_the_new_one():
    new = State()
    link = link_of(UTOPIA, new.authority)
    found = authenticate(new.sod(), new.groups, store(UTOPIA.authority, link), NOW)
    assert found.verdict is Result.SUCCESSFUL, found.reasons
    assert len(found.path) == 2
    alone = authenticate(new.sod(), new.groups, store(link), NOW)
    assert (alone.verdict, codes(alone)) == (Result.UNDETERMINED, {"link_without_anchor"})


def test_names_are_compared_by_what_they_say():
    # the same issuer in another kind of string and another case
    shouted = issuer.name("UT", "CSCA  UTOPIA", 0x13)
    signer = certify(SIGNER, UTOPIA.signer_key, UTOPIA.authority, issuer_name=shouted)
    assert (
        authenticate(UTOPIA.sod(signer=signer), UTOPIA.groups, store(UTOPIA.authority), NOW).verdict
        is Result.SUCCESSFUL
    )


def test_only_an_authority_vouches_and_only_a_document_signer_signs():
    not_one = State(authority_wish=Wish(authority=False))
    assert codes(judge(not_one)) == {"authority_may_not_certify"}
    for wrong in (
        replace(SIGNER, purposes=("2.23.136.1.1.3",)),
        replace(SIGNER, authority=True),
        replace(SIGNER, usage=b"\x03\x02\x01\x06"),
    ):
        assert codes(judge(State(signer_wish=wrong))) == {"signer_wrong_purpose"}, wrong


def test_the_states_of_zone_signer_and_authority_must_be_one():
    assert codes(judge(State(groups={1: issuer.dg1("NLD")}))) == {"states_differ"}
    assert codes(judge(State(groups={1: issuer.dg1("QQQ")}))) == {"state_code_unknown"}
    abroad = State(signer_wish=replace(SIGNER, country="XX"))
    assert codes(judge(abroad)) == {"states_differ"}
    germany = State(
        authority_wish=Wish(country="de"), signer_wish=replace(SIGNER, country="DE"), groups={1: issuer.dg1("D<<")}
    )
    assert judge(germany).verdict is Result.SUCCESSFUL


def test_a_signer_of_identity_cards_signs_no_passports():
    cards = State(signer_wish=replace(SIGNER, document_types=("ID", "AC")))
    assert codes(judge(cards)) == {"document_type_not_allowed"}
    assert judge(State(signer_wish=replace(SIGNER, document_types=("P",)))).verdict is Result.SUCCESSFUL


# --- lists ------------------------------------------------------------------------------------------------------


def revoked(*rows: bytes) -> Authenticity:
    return authenticate(UTOPIA.sod(), UTOPIA.groups, store(UTOPIA.authority, revocations=list(rows)), NOW)


def test_a_revoked_signer_fails_and_a_list_that_is_missing_or_stale_leaves_it_open():
    assert revoked(UTOPIA.revoke(3, 4)).verdict is Result.SUCCESSFUL
    assert codes(revoked(UTOPIA.revoke(3, SIGNER.serial))) == {"signer_revoked"}
    assert codes(revoked()) == {"revocation_list_missing"}
    assert codes(revoked(UTOPIA.revoke(until="2026-11-20"))) == {"revocation_list_stale"}
    assert codes(revoked(State().revoke(SIGNER.serial))) == {"revocation_list_missing"}, (
        "a list that nobody known signed"
    )
    unchecked = judge(UTOPIA)
    assert "revocation_not_checked" in {reason.code for reason in unchecked.reasons}


def master_list(state: State, *authorities: Holder, purpose: str = lists.MASTER_LIST_SIGNER) -> bytes:
    wish = replace(SIGNER, common="MLS Utopia", purposes=(purpose,), serial=9)
    signer = certify(wish, ec_key(), state.authority)
    content = issuer.seq(write_integer(0), write(SET, *(holder.certificate for holder in authorities)))
    return issuer.signed_data(content, lists.MASTER_LIST, signer, SodWish(), state.authority.subject, 9)


def test_a_master_list_counts_under_a_pinned_authority_only():
    neighbour = State(authority_wish=Wish(country="XX", common="CSCA Neighbour"))
    listed = lists.parse_master_list(master_list(UTOPIA, UTOPIA.authority, neighbour.authority))
    assert [c.subject.country for c in listed.certificates] == ["UT", "XX"]
    assert listed.issued_under([x509.parse(UTOPIA.authority.certificate)]) is not None
    assert listed.issued_under([x509.parse(neighbour.authority.certificate)]) is None
    # a document signer's key must not vouch for authorities
    wrong = lists.parse_master_list(master_list(UTOPIA, neighbour.authority, purpose="2.23.136.1.1.8"))
    assert wrong.issued_under([x509.parse(UTOPIA.authority.certificate)]) is None


def deviation_list(state: State, kind: str, *documents: bytes, group: int | None = None) -> bytes:
    wish = replace(SIGNER, common="DLS Utopia", purposes=(lists.DEVIATION_LIST_SIGNER,), serial=11)
    signer = certify(wish, ec_key(), state.authority)
    rest = [] if group is None else [write(0xA0, write_integer(group))]
    described = issuer.seq(write(0x13, b"wrong hash of the picture"), write_oid(kind), *rest)
    row = issuer.seq(issuer.seq(*documents), write(SET, described))
    content = issuer.seq(write_integer(0), issuer.hash_algorithm("sha256"), write(SET, row))
    return issuer.signed_data(content, lists.DEVIATION_LIST, signer, SodWish(), state.authority.subject, 11)


def test_a_fault_that_the_state_admits_is_undetermined_with_its_words():
    wrong_hash = f"{lists.DEVIATION_LIST}.2.2"
    changed = UTOPIA.groups | {2: UTOPIA.groups[2][:-1] + b"?"}
    mine = write(0xA1, UTOPIA.authority.subject, write_integer(SIGNER.serial))
    others = write(0xA1, UTOPIA.authority.subject, write_integer(99))
    period = write(0xA4, write(0x18, b"20240201000000Z"), write(0x18, b"20240401000000Z"))
    before = write(0xA4, write(0x18, b"20230201000000Z"), write(0x18, b"20230401000000Z"))
    by_key = write(0x82, UTOPIA.signer.key_id)
    by_hash = write(0x83, keys.digest("sha256", UTOPIA.signer.certificate))
    number, wrong = write(0xA5, write(0x13, b"L898902C3")), write(0xA5, write(0x13, b"X1234567<"))
    verdicts = {}
    for label, documents, group in (
        ("mine", [mine], 2), ("all", [], None), ("others", [others], 2), ("DG1", [mine], 1), ("period", [period], 2),
        ("before", [before], 2), ("key", [by_key], 2), ("hash", [by_hash], 2), ("number", [number], 2),
        ("wrong", [wrong], 2), ("P", [write(0x80, b"P<")], 2), ("ID", [write(0x80, b"ID")], 2),
    ):  # fmt: skip
        listed = lists.parse_deviations(deviation_list(UTOPIA, wrong_hash, *documents, group=group))
        found = authenticate(UTOPIA.sod(), changed, store(UTOPIA.authority), NOW, deviations=[listed])
        verdicts[label] = found.verdict
    applied = {"mine", "all", "period", "key", "hash", "number", "P"}
    assert verdicts == {label: Result.UNDETERMINED if label in applied else Result.FAILED for label in verdicts}
    neighbour = State(authority_wish=Wish(country="XX"))
    theirs = lists.parse_deviations(deviation_list(neighbour, wrong_hash))
    found = authenticate(UTOPIA.sod(), changed, store(UTOPIA.authority), NOW, deviations=[theirs])
    assert found.verdict is Result.FAILED, "another state's list excuses nothing here"


def test_the_file_with_the_chip_s_static_key_is_judged_like_a_security_object():
    content = write(SET, issuer.seq(write_oid("0.4.0.127.0.7.2.2.1.2"), ec_key().info()))

    def card_security(kind: str = CARD_SECURITY, wish: SodWish | None = None) -> bytes:
        subject = UTOPIA.authority.subject
        return issuer.signed_data(content, kind, UTOPIA.signer, wish or SodWish(), subject, SIGNER.serial)

    def against(data: bytes, known: TrustStore) -> list[str]:
        return [reason.code for reason in check_card_security(data, known, NOW)[1] if reason.result is not None]

    trusted = store(UTOPIA.authority)
    assert check_card_security(card_security(), trusted, NOW)[0] == content
    assert against(card_security(), trusted) == []
    assert against(card_security(), store()) == ["state_unknown"]
    assert against(card_security(wish=SodWish(certificates=False)), trusted) == ["signer_missing"]
    assert against(card_security().replace(content[-20:], bytes(20)), trusted) == ["sod_content_changed"]
    assert against(card_security("2.23.136.1.1.1"), trusted) == ["card_security_not_conforming"]
    assert against(b"nothing", trusted) == ["card_security_not_conforming"]


# --- foreign octets ---------------------------------------------------------------------------------------------

SOD = UTOPIA.sod()
STORE = store(UTOPIA.authority)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(SOD) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_no_change_of_octets_crashes_or_passes(changes: list[tuple[int, int]]):
    octets = bytearray(SOD)
    for at, value in changes:
        octets[at] = value
    found = authenticate(bytes(octets), UTOPIA.groups, STORE, NOW)
    # fields that nobody signs may differ, such as a version; what is compared and said may not
    if found.verdict is Result.SUCCESSFUL:
        assert found.groups == dict.fromkeys(UTOPIA.groups, GroupState.IDENTICAL)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(SOD) - 1), st.binary(max_size=60))
def test_cut_short_and_continued_at_random_is_never_green(cut: int, more: bytes):
    found = authenticate(SOD[:cut] + more, UTOPIA.groups, STORE, NOW)
    assert found.verdict is not Result.SUCCESSFUL or (SOD[:cut] + more).rstrip(b"\0") == SOD.rstrip(b"\0")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_random_octets_are_no_certificate_and_no_list(data: bytes):
    for read in (x509.parse, lists.parse_revocations, lists.parse_master_list, lists.parse_deviations):
        for octets in (data, write(SEQUENCE, write(SEQUENCE, data), data, write(OCTET_STRING, data))):
            with pytest.raises((BadEncoding, Unsupported)):
                read(octets)


def test_failed_comes_before_aborted_before_undetermined():
    assert combine([Result.SUCCESSFUL, Result.UNDETERMINED, Result.ABORTED, Result.FAILED]) is Result.FAILED
    assert combine([Result.SUCCESSFUL, Result.UNDETERMINED, Result.ABORTED]) is Result.ABORTED
    assert combine([Result.SUCCESSFUL, None, Result.NOT_SUPPORTED]) is Result.SUCCESSFUL
    assert combine([]) is Result.NOT_SUPPORTED
    broken_off = judge(UTOPIA, aborted=frozenset({3}))
    assert (broken_off.verdict, broken_off.groups[3]) == (Result.ABORTED, GroupState.ABORTED)
