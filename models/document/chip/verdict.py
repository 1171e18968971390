"""Results of checks in the words of BSI TR-03135 (parts 1 and 2), and how they combine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Result(StrEnum):
    """What came of one check, or of many. Undetermined is not passed."""

    SUCCESSFUL = "successful"
    FAILED = "failed"
    UNDETERMINED = "undetermined"
    NOT_SUPPORTED = "not supported"
    ABORTED = "aborted"


class GroupState(StrEnum):
    """What a data group is against its hash in the security object."""

    IDENTICAL = "identical"
    NOT_IDENTICAL = "not identical"
    PRESENT = "present"
    NOT_PRESENT = "not present"
    NON_CONFORMANCE = "non conformance"
    ABORTED = "aborted"


class TrustState(StrEnum):
    """What a certificate is worth."""

    TRUSTED = "trusted"
    NOT_TRUSTED = "not trusted"
    UNDETERMINED = "undetermined"
    ABORTED = "aborted"


@dataclass(frozen=True)
class Reason:
    """Why a check did not succeed, or what should be said although it did.

    code: stable snake_case, screens map it to a sentence; result: what it does to the check it belongs to, None for a
    remark; detail: for the technician, nothing personal.
    """

    code: str
    result: Result | None
    detail: str = ""


# Every code of a reason, so that screens can be tried for a sentence each.
CODES = frozenset(
    {
        # the security object
        "sod_missing",
        "sod_not_conforming",
        "sod_content_changed",
        "sod_signature_wrong",
        "sod_attributes_missing",
        "signing_time_missing",
        "signed_in_the_future",
        "weak_hash",
        "algorithm_unknown",
        # its signer
        "signer_missing",
        "signer_wrong_purpose",
        "signer_key_invalid",
        "signer_key_period",
        "signer_not_valid_yet",
        "signer_not_valid_when_signing",
        "signer_expired",
        "signer_expired_since",
        "signer_pinned",
        "signer_certificate_forged",
        "signer_revoked",
        "signer_perhaps_revoked",
        # who vouches for the signer
        "state_unknown",
        "authority_key_unknown",
        "authority_may_not_certify",
        "authority_not_valid_when_signing",
        "authority_expired_since",
        "link_without_anchor",
        "revocation_not_checked",
        "revocation_list_missing",
        "revocation_list_stale",
        "deviation_known",
        # the data
        "group_changed",
        "group_not_conforming",
        "group_not_in_sod",
        "group_missing",
        "group_aborted",
        "group_twice",
        "com_differs",
        "com_not_conforming",
        "states_differ",
        "state_code_unknown",
        "document_type_not_allowed",
        # the chip itself
        "active_authentication_wrong",
        "active_authentication_open",
        "active_authentication_form",
        "active_authentication_hash_unnamed",
        "chip_authentication_wrong",
        "chip_authentication_open",
        "chip_mapping_wrong",
        "chip_key_invalid",
        "chip_key_changed",
        "chip_key_hidden",
        "chip_key_not_vouched",
        "chip_not_asked",
        "chip_cannot_prove",
        "card_security_not_conforming",
        # seals
        "seal_not_conforming",
        "seal_signature_wrong",
        "seal_signer_unknown",
    }
)

_PRECEDENCE = (Result.FAILED, Result.ABORTED, Result.UNDETERMINED, Result.SUCCESSFUL)


def combine(results: Iterable[Result | None]) -> Result:
    """The result of several checks: failed before aborted before undetermined before successful.

    What is not supported, and None, does not count; with nothing left, not supported.
    """
    counted = {result for result in results if result is not None}
    return next((result for result in _PRECEDENCE if result in counted), Result.NOT_SUPPORTED)
