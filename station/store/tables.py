"""The tables of the local database; the migrations build exactly these (a test compares them)."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text, text

metadata = MetaData()

# One small value a row: the audit tree's frontier, the last time seen, flags.
meta = Table("meta", metadata, Column("key", Text, primary_key=True), Column("value", LargeBinary, nullable=False))

# What is searched and listed; all text of a person lives in this row and in `reference`, and goes with erasure.
visits = Table(
    "visits",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("station", Text, nullable=False),
    Column("officer", Text, nullable=False),
    Column("document_key", Text, nullable=False),
    Column("nationality", Text, nullable=False),
    Column("name", Text, nullable=False),  # as shown
    Column("surname_folded", Text, nullable=False),
    Column("given_folded", Text, nullable=False),
    Column("birth", Text, nullable=False),
    Column("direction", Text, nullable=False),
    Column("verdict", Text),
    Column("mode", Text, nullable=False),
    Column("opened_at", Text, nullable=False),
    Column("sealed_at", Text, nullable=False, index=True),
    Column("digest", Text, nullable=False),
)
Index("ix_visits_of_person", visits.c.person, visits.c.sealed_at)
Index("ix_visits_of_document", visits.c.document_key, visits.c.sealed_at)
Index(
    "ix_visits_alike",
    visits.c.surname_folded,
    visits.c.given_folded,
    visits.c.birth,
    visits.c.person,
    visits.c.sealed_at,
)
VISIT_REHEARSED = text("mode <> 'production'")
Index("ix_visits_rehearsed", visits.c.sealed_at, sqlite_where=VISIT_REHEARSED)

# Who is searched for: one row a person and document, as the newest visit names them. Names are indexed here, not in
# `visits`, where somebody who crosses often stands many times.
who = Table(
    "who",
    metadata,
    Column("id", Integer, primary_key=True),  # pages go on behind it
    Column("person", Text, nullable=False),
    Column("document_key", Text, nullable=False),
    Column("number", Text, nullable=False),  # of the document, folded
    Column("name", Text, nullable=False),  # as shown
    Column("folded", Text, nullable=False),
    Column("birth", Text, nullable=False),
    Column("nationality", Text, nullable=False),
    Column("last_at", Text, nullable=False),
)
Index("ix_who_of_person", who.c.person, who.c.document_key, unique=True)
Index("ix_who_number", who.c.number, who.c.id)
Index("ix_who_of_nationality", who.c.nationality, who.c.last_at, who.c.person)  # how many people a figure is of

# SQLite itself keeps two indices of `who.folded` (r0005), by triggers: `who_letters`, every three letters, and
# `who_beginnings`, the beginnings of words. What is erased leaves them at once ("secure-delete").

# One row for each time somebody was in the country, by the crossings at this station and what it was told. That a stay
# is over its last day is never written: it follows from the day.
stays = Table(
    "stays",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("document_key", Text, nullable=False),
    Column("nationality", Text, nullable=False),  # used at entry
    Column("visa_class", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("kind", Text, nullable=False),  # station.workflow.stays.StayKind
    Column("post", Text, nullable=False),
    Column("arrived_on", Text),  # a day of the post's zone; NULL: not on record
    Column("zone", Text, nullable=False),  # "+07:00"
    Column("last_day", Text),
    Column("left_on", Text),
    Column("arrival_visit", Text),
    Column("departure_visit", Text),
    Column("closing", Text),  # NULL: open
    Column("certainty", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_at", Text, nullable=False),
)
_OPEN, _HALF = stays.c.closing.is_(None), stays.c.arrived_on.is_(None) | (stays.c.closing == "inferred")
Index("ix_stays_of_person", stays.c.person, stays.c.arrived_on)
Index("ix_stays_of_document", stays.c.document_key, stays.c.arrived_on)
Index("ix_stays_open_of_person", stays.c.person, stays.c.arrived_on, sqlite_where=_OPEN)
Index("ix_stays_open_of_document", stays.c.document_key, stays.c.arrived_on, sqlite_where=_OPEN)
Index("ix_stays_open", stays.c.last_day, stays.c.id, sqlite_where=_OPEN)
Index("ix_stays_inside", stays.c.arrived_on, stays.c.id, sqlite_where=_OPEN)
Index("ix_stays_half", stays.c.id, sqlite_where=_HALF)
Index("ix_stays_arrival", stays.c.arrival_visit)
Index("ix_stays_departure", stays.c.departure_visit)
Index(
    "ix_stays_of_purpose",
    stays.c.purpose,
    stays.c.arrived_on,
    stays.c.person,
    sqlite_where=stays.c.arrival_visit.is_not(None),
)
# What happened to a stay; nothing is changed or taken out, but with the stay itself.
stay_events = Table(
    "stay_events",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("stay", Text, ForeignKey("stays.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("second", Text),  # the other of two people
    Column("proof", Text, nullable=False),  # what was shown; "" where nothing was
    Column("day", Text),  # that the proof names, or the new last day
    Column("note", Text, nullable=False),
)

# What a visit leaves behind for figures: no name, no document, no sample. It goes with the visit's row.
counted = Table(
    "counted",
    metadata,
    Column("visit", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("at", Text, nullable=False, index=True),  # when it was sealed
    Column("mode", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),  # station.domain.served.Counted, packed
)

# The log of transactions (TR-03121-3-1 4.11): one row a visit, also of one that was given up. Nothing of a person.
transactions = Table(
    "transactions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),  # station.domain.transaction.Transaction, packed
)
Index("ix_transactions_at", transactions.c.at, transactions.c.id)

# Sealed for the agency; the local data key stands apart, so that it can go while the envelope stays.
envelopes = Table(
    "envelopes",
    metadata,
    Column("record_id", Text, primary_key=True),
    Column("envelope", LargeBinary, nullable=False),
    Column("digest", Text, nullable=False),
)
data_keys = Table(
    "data_keys",
    metadata,
    Column("record_id", Text, primary_key=True),
    Column("generation", Integer, nullable=False, index=True),
    Column("wrapped", LargeBinary, nullable=False),
    Column("sealed_at", Text, nullable=False, index=True),
)

# What later verification needs, under the database key and with its own retention.
references = Table(
    "reference",
    metadata,
    Column("visit", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("document_key", Text, nullable=False),
    Column("captured_at", Text, nullable=False, index=True),
    Column("document", LargeBinary, nullable=False),
    Column("embedding", LargeBinary),
    Column("face_crop", LargeBinary),
    Column("face_sufficient", Boolean, nullable=False),
    Column("trusted", Boolean, nullable=False),
)
Index(
    "ix_reference_of_person",
    references.c.person,
    references.c.trusted.desc(),
    references.c.captured_at,
    references.c.visit,
)
Index(
    "ix_reference_of_document",
    references.c.document_key,
    references.c.trusted.desc(),
    references.c.captured_at.desc(),
    references.c.visit,
)
reference_fingers = Table(
    "reference_fingers",
    metadata,
    Column("visit", Text, ForeignKey("reference.visit", ondelete="CASCADE"), primary_key=True),
    Column("finger", Integer, primary_key=True),
    Column("template", LargeBinary, nullable=False),
    Column("nfiq2", Integer, nullable=False),
    Column("sufficient", Boolean, nullable=False),
)

# Versions of sealed visits after the first: who a visit belongs to by a ruling, and whose references it changes.
corrections = Table(
    "corrections",
    metadata,
    Column("id", Text, primary_key=True),
    Column("visit", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("case_id", Text, nullable=False, index=True),
    Column("at", Text, nullable=False),
    Column("holds", Boolean, nullable=False),  # false once a later ruling took it back
    Column("updates", Text),  # the person whose references it changes
    Column("content", LargeBinary, nullable=False),  # station.domain.correction.Correction, packed
)
Index("ix_corrections_visit", corrections.c.visit, corrections.c.number, unique=True)
Index("ix_corrections_updates", corrections.c.updates, corrections.c.at)

cases = Table(
    "cases",
    metadata,
    Column("id", Text, primary_key=True),
    Column("status", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("visit", Text, nullable=False, index=True),
    Column("created_at", Text, nullable=False),
    Column("claimed_by", Text),
    Column("content", LargeBinary, nullable=False),  # station.domain.case.Case, packed
    # What a line of the queue shows, so that no picture is read for it.
    Column("station", Text),
    Column("name", Text),
    Column("score", Float),
    Column("officer", Text),  # who raised it
    Column("turn", Integer),  # 0: escalated, before all others; 1
    Column("given", Text),  # who gave an opinion, one a line
    Column("blind", Boolean),
    Column("ruled_at", Text),
    Column("ruled_by", Text),
    Column("ruling", Text),
)
# A line is read from the index alone: behind `content` lie the pages of all its pictures. Half of them each, since most
# cases are ruled and few are asked for.
_LINE = [cases.c.reason, cases.c.station, cases.c.name, cases.c.score, cases.c.status, cases.c.claimed_by]
_LINE += [cases.c.officer, cases.c.given, cases.c.blind, cases.c.ruled_by, cases.c.ruling]
CASE_OPEN, CASE_RULED = text("status <> 'ruled'"), text("status = 'ruled'")
Index(
    "ix_cases_open",
    cases.c.turn,
    cases.c.created_at,
    cases.c.id,
    *_LINE,
    cases.c.ruled_at,
    sqlite_where=CASE_OPEN,
)
Index(
    "ix_cases_ruled",
    cases.c.ruled_at,
    cases.c.id,
    *_LINE,
    cases.c.turn,
    cases.c.created_at,
    sqlite_where=CASE_RULED,
)
Index("ix_cases_status", cases.c.status, cases.c.created_at)

# A visit that is open at the counter; gone when it is sealed or given up.
open_visits = Table(
    "open_visits",
    metadata,
    Column("id", Text, primary_key=True),
    Column("saved_at", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),  # station.domain.open_visit.OpenVisit, packed
)
open_samples = Table(
    "open_samples",
    metadata,
    Column("visit", Text, ForeignKey("open_visits.id", ondelete="CASCADE"), primary_key=True),
    Column("part", Integer, primary_key=True),  # 0 the face, 1..10 a finger
    Column("content", LargeBinary, nullable=False),
)

officers = Table(
    "officers",
    metadata,
    Column("name", Text, primary_key=True),
    Column("display", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("password", Text, nullable=False),  # PHC string
    Column("totp", LargeBinary),
    Column("totp_last", Integer, nullable=False),  # the last time step that was used; a code works once
    Column("finger_template", LargeBinary),
    Column("failures", Integer, nullable=False),
    Column("locked_until", Text),
    Column("confirmed_at", Text, nullable=False),  # when central last confirmed this officer
    Column("active", Boolean, nullable=False),
    Column("must_change", Boolean, nullable=False),
)

devices = Table(
    "devices",
    metadata,
    Column("serial", Text, primary_key=True),
    Column("model", Text, nullable=False),
    Column("first_seen", Text, nullable=False),
    Column("last_seen", Text, nullable=False),
    Column("allowed", Boolean, nullable=False),
)
calibrations = Table(
    "calibrations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("serial", Text, nullable=False, index=True),
    Column("made_at", Text, nullable=False, index=True),
    Column("made_by", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("note", Text, nullable=False),
)
device_events = Table(
    "device_events",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("serial", Text, nullable=False, index=True),
    Column("at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("detail", Text, nullable=False),
)
Index("ix_device_events_kind", device_events.c.serial, device_events.c.kind, device_events.c.number)

outbox = Table(
    "outbox",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("record_id", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("body", LargeBinary),  # NULL: the envelope of the same record id
    Column("digest", Text, nullable=False),
    Column("put_at", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("last_error", Text),
    Column("stored_at", Text),
    Column("receipted_at", Text),
    Column("receipt", LargeBinary),
)
Index("ix_outbox_waiting", outbox.c.stored_at, outbox.c.number)
Index(
    "ix_outbox_unreceipted",
    outbox.c.number,
    sqlite_where=outbox.c.stored_at.is_not(None) & outbox.c.receipted_at.is_(None),
)
# Counted as records move on: they stay in the outbox for good, and a count of them all would take longer every day.
outbox_totals = Table(
    "outbox_totals",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("stored", Integer, nullable=False),
    Column("receipted", Integer, nullable=False),
    Column("last_stored_at", Text),
    Column("waiting", Integer, nullable=False, server_default="0"),
)

audit_entries = Table(
    "audit_entries",
    metadata,
    Column("number", Integer, primary_key=True),  # 0, 1, 2 ... the index of the leaf
    Column("leaf", LargeBinary, nullable=False),
    Column("root", LargeBinary, nullable=False),  # of the tree that ends with this entry
    Column("signature", LargeBinary, nullable=False),  # over number, leaf hash and root
)
# Fields of an entry's canonical JSON; nothing where the row is no entry any more.
_LEAF = "CAST(leaf AS TEXT)"
_FIELD = f"CASE WHEN json_valid({_LEAF}) THEN json_extract({_LEAF}, '$.%s') END"
AUDIT_ACT, AUDIT_ACTOR = _FIELD % "act", _FIELD % "actor"
Index("ix_audit_entries_act", text(AUDIT_ACT), audit_entries.c.number)
Index("ix_audit_entries_actor", text(AUDIT_ACTOR), text(AUDIT_ACT), audit_entries.c.number)
audit_checkpoints = Table(
    "audit_checkpoints",
    metadata,
    Column("size", Integer, primary_key=True),
    Column("note", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("witnessed_at", Text),  # central has it
)
