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


_PRECEDENCE = (Result.FAILED, Result.ABORTED, Result.UNDETERMINED, Result.SUCCESSFUL)


def combine(results: Iterable[Result | None]) -> Result:
    """The result of several checks: failed before aborted before undetermined before successful.

    What is not supported, and None, does not count; with nothing left, not supported.
    """
    counted = {result for result in results if result is not None}
    return next((result for result in _PRECEDENCE if result in counted), Result.NOT_SUPPORTED)
