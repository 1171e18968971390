"""What can go wrong and is expected to: a stable code for the officer's sentence, a detail for the technician."""

from __future__ import annotations


class StationError(Exception):
    """An expected failure.

    `code` names the sentence that the officer sees (station/ui/words.py); `detail` is for the
    technician's log and must never hold a name, a number of a document, or a picture.
    """

    code = "unexpected"

    def __init__(self, detail: str = "", code: str | None = None) -> None:
        super().__init__(detail or code or self.code)
        self.detail = detail
        if code is not None:
            self.code = code


class NotAllowed(StationError):
    code = "not_allowed"


class IllegalTransition(StationError):
    code = "illegal_transition"


class CaseConflict(StationError):
    """A colleague has the case, or it was ruled."""

    code = "case_conflict"
