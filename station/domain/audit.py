"""What a person or the system did: one entry of the audit log, a leaf of its Merkle tree."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, StrEnum

from station.domain import foreign


class Act(StrEnum):
    """The acts that the station itself writes; stable keys, translated by the screen."""

    STATION_STARTED = "station_started"
    STATION_STOPPED = "station_stopped"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    LOCKED_IDLE = "locked_idle"
    UNLOCKED = "unlocked"
    HANDED_OVER = "handed_over"
    OFFICER_ADDED = "officer_added"
    OFFICER_CHANGED = "officer_changed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  an act, no password
    VISIT_OPENED = "visit_opened"
    VISIT_CANCELLED = "visit_cancelled"
    VISIT_RESUMED = "visit_resumed"
    VISIT_PARKED = "visit_parked"
    VISIT_DISCARDED = "visit_discarded"
    VISIT_SEALED = "visit_sealed"
    NOTICE_SHOWN = "notice_shown"
    VETO = "veto"
    HEAD_TURN_ASKED = "head_turn_asked"
    FACE_UNLIKE_SHOWN = "face_unlike_shown"  # the officer was told so, and took the face
    OVERRIDE = "override"
    RECORD_READ = "record_read"
    CASE_OPENED = "case_opened"
    CASE_CLAIMED = "case_claimed"
    CASE_TAKEN_OVER = "case_taken_over"
    CENTRAL_LOST = "central_lost"  # what central had acknowledged
    CASE_RELEASED = "case_released"
    CASE_TRANSFERRED = "case_transferred"
    CASE_ESCALATED = "case_escalated"
    CASE_OPINION = "case_opinion"
    CASE_REOPENED = "case_reopened"
    CASE_RULED = "case_ruled"
    CASE_TOLD = "case_told"
    RECORD_CORRECTED = "record_corrected"  # a new signed version, by a ruling
    RECEIPT_ACCEPTED = "receipt_accepted"
    RECEIPT_REFUSED = "receipt_refused"
    DATA_KEY_REMOVED = "data_key_removed"
    ERASED = "erased"
    EXPORTED = "exported"
    RETENTION_RUN = "retention_run"
    IDENTITY_INSTALLED = "identity_installed"
    IDENTITY_STANDING = "identity_standing"
    IDENTITIES_REVOKED = "identities_revoked"
    KEYS_CREATED = "keys_created"
    KEYS_ROTATED = "keys_rotated"
    POLICY_CHANGED = "policy_changed"
    BACKUP_MADE = "backup_made"
    BACKUP_RESTORED = "backup_restored"
    REQUEUED = "requeued"
    BUNDLE_WRITTEN = "bundle_written"  # on a removable disk for central
    BUNDLE_READ = "bundle_read"
    PULL_GAP = "pull_gap"  # what the agency signed as sent did not arrive
    DEVICE_SEEN = "device_seen"
    CALIBRATED = "calibrated"
    CLOCK_SET_BACK = "clock_set_back"
    ROLLED_BACK = "rolled_back"  # something outside knew more than the database
    ROLL_BACK_ACCEPTED = "roll_back_accepted"
    DISK_FULL = "disk_full"
    TWO_PERSON_ACT = "two_person_act"
    ONE_PERSON_ACT = "one_person_act"
    STAY_CHANGED = "stay_changed"  # extended, corrected or void
    LOG_READ = "log_read"
    LOG_VERIFIED = "log_verified"
    LOG_SAVED = "log_saved"
    RECORDS_SEARCHED = "records_searched"
    BACKUP_REHEARSED = "backup_rehearsed"
    REPORT_MADE = "report_made"
    ANSWERS_SENT = "answers_sent"  # what travellers answered in a month, to the agency
    TRANSACTIONS_SAVED = "transactions_saved"
    FACES_COMPLETED = "faces_completed"  # vectors of newer encoders, from the pictures that are kept


Detail = str | int | float | bool | None
_FIELDS = frozenset({"act", "actor", "at", "detail", "number", "previous", "station", "subject"})


@dataclass(frozen=True)
class AuditEvent:
    """One act. Nothing in it may name a traveller: `subject` and `detail` hold ids, keys and counts only."""

    at: datetime  # aware, UTC
    actor: str  # an officer's sign-in name, or "system"
    act: str  # an Act, or another stable snake_case key
    station: str
    subject: str = ""  # id of a visit, record, case, officer or device
    detail: Mapping[str, Detail] = field(default_factory=dict)

    def leaf(self, number: int, previous: bytes) -> bytes:
        """The octets that are hashed into the tree: canonical JSON with the entry's number and the hash before it.

        The number and the previous leaf's hash make a removed or exchanged entry name itself.
        """
        fields = {
            "act": str(self.act),
            "actor": self.actor,
            "at": self.at.isoformat(timespec="microseconds"),
            "detail": dict(self.detail),
            "number": number,
            "previous": previous.hex(),
            "station": self.station,
            "subject": self.subject,
        }
        return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()

    @classmethod
    def from_leaf(cls, leaf: bytes) -> tuple[AuditEvent, int, bytes]:
        """The event, its number and the previous leaf's hash; ValueError when the octets are no entry."""
        try:
            fields = foreign.fields(foreign.read(leaf, any_text=True), _FIELDS)
            event = cls(
                datetime.fromisoformat(fields["at"]),
                fields["actor"],
                fields["act"],
                fields["station"],
                fields["subject"],
                dict(fields["detail"]),
            )
            number, previous = foreign.whole(fields["number"]), foreign.octets(fields["previous"])
        except (TypeError, AttributeError) as error:
            raise ValueError("not an audit entry") from error
        texts = (event.actor, event.act, event.station, event.subject)
        if event.at.tzinfo is None or not all(isinstance(text, str) for text in texts):
            raise ValueError("not an audit entry")
        return event, number, previous


@dataclass(frozen=True)
class Checkpoint:
    """The state of a log at one size: what is signed, and what a witness keeps."""

    origin: str  # names the log, "biometric-station/<station>"
    size: int
    root: bytes  # 32 bytes

    def body(self) -> bytes:
        """The C2SP tlog-checkpoint text that is signed (c2sp.org/tlog-checkpoint), without extension lines."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n".encode()


class Defect(Enum):
    """What may be wrong with an entry of the log."""

    REMOVED = "removed"  # no row carries this number any more
    CHANGED = "changed"  # the row is not what the station signed
    REORDERED = "reordered"  # signed as another number than the row has
    BACK_DATED = "back_dated"  # earlier than the entry before it, and no clock step was noted
    REWRITTEN = "rewritten"  # signed by the station, but another history than a checkpoint or the tree says
    BAD_CHECKPOINT = "bad_checkpoint"  # a checkpoint that is no checkpoint of this log


@dataclass(frozen=True)
class Finding:
    """One defect. `also`: where a moved entry stands now, or the first entry of a stretch that was written anew."""

    defect: Defect
    number: int  # of the entry; -1 where a checkpoint is bad
    detail: str = ""
    also: int | None = None
