"""The first schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Boolean, Column, ForeignKey, Integer, LargeBinary, Text

if TYPE_CHECKING:
    from alembic.operations import Operations

revision = "0001"
down_revision = None


def _text(name: str, *, key: bool = False, null: bool = False) -> Column[str]:
    return Column(name, Text, primary_key=key, nullable=null and not key)


def _blob(name: str, *, null: bool = False) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=null)


def _whole(name: str, *, key: bool = False) -> Column[int]:
    return Column(name, Integer, primary_key=key, nullable=False)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


def upgrade(op: Operations) -> None:
    op.create_table("meta", _text("key", key=True), _blob("value"))
    op.create_table(
        "visits",
        _text("id", key=True),
        *(_text(n) for n in ("person", "station", "officer", "document_key", "nationality", "name")),
        *(_text(n) for n in ("surname_folded", "given_folded", "birth", "direction")),
        _text("verdict", null=True),
        *(_text(n) for n in ("mode", "opened_at", "sealed_at", "digest")),
    )
    op.create_table("envelopes", _text("record_id", key=True), _blob("envelope"), _text("digest"))
    op.create_table(
        "data_keys", _text("record_id", key=True), _whole("generation"), _blob("wrapped"), _text("sealed_at")
    )
    op.create_table(
        "reference",
        _text("visit", key=True),
        *(_text(n) for n in ("person", "document_key", "captured_at")),
        _blob("document"),
        _blob("embedding", null=True),
        _blob("face_crop", null=True),
        _flag("face_sufficient"),
        _flag("trusted"),
    )
    op.create_table(
        "reference_fingers",
        Column("visit", Text, ForeignKey("reference.visit", ondelete="CASCADE"), primary_key=True),
        _whole("finger", key=True),
        _blob("template"),
        _whole("nfiq2"),
        _flag("sufficient"),
    )
    op.create_table(
        "cases",
        _text("id", key=True),
        *(_text(n) for n in ("status", "reason", "visit", "created_at")),
        _text("claimed_by", null=True),
        _blob("content"),
    )
    op.create_table(
        "officers",
        _text("name", key=True),
        *(_text(n) for n in ("display", "role", "password")),
        _blob("totp", null=True),
        _whole("totp_last"),
        _blob("finger_template", null=True),
        _whole("failures"),
        _text("locked_until", null=True),
        _text("confirmed_at"),
        _flag("active"),
        _flag("must_change"),
    )
    op.create_table(
        "devices",
        _text("serial", key=True),
        *(_text(n) for n in ("model", "first_seen", "last_seen")),
        _flag("allowed"),
    )
    op.create_table(
        "calibrations",
        _text("id", key=True),
        *(_text(n) for n in ("serial", "made_at", "made_by")),
        _blob("content"),
        _text("note"),
    )
    op.create_table(
        "device_events",
        Column("number", Integer, primary_key=True, autoincrement=True),
        *(_text(n) for n in ("serial", "at", "kind", "detail")),
    )
    op.create_table(
        "outbox",
        Column("number", Integer, primary_key=True, autoincrement=True),
        Column("record_id", Text, nullable=False, unique=True),
        _text("kind"),
        _blob("body", null=True),
        *(_text(n) for n in ("digest", "put_at")),
        _whole("attempts"),
        *(_text(n, null=True) for n in ("last_error", "stored_at", "receipted_at")),
        _blob("receipt", null=True),
    )
    op.create_table("audit_entries", _whole("number", key=True), _blob("leaf"), _blob("root"), _blob("signature"))
    op.create_table(
        "audit_checkpoints", _whole("size", key=True), _text("note"), _text("at"), _text("witnessed_at", null=True)
    )
    op.create_index("ix_outbox_waiting", "outbox", ["stored_at", "number"])
    for table, column in (
        ("visits", "person"),
        ("visits", "document_key"),
        ("visits", "surname_folded"),
        ("visits", "sealed_at"),
        ("data_keys", "generation"),
        ("reference", "person"),
        ("reference", "document_key"),
        ("cases", "status"),
        ("cases", "visit"),
        ("calibrations", "serial"),
        ("calibrations", "made_at"),
        ("device_events", "serial"),
    ):
        op.create_index(f"ix_{table}_{column}", table, [column])
