"""What the matcher has searched, and its signs of life."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MATCHER = """
CREATE TABLE border.matches (
  id uuid PRIMARY KEY REFERENCES border.deliveries,
  person text NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('new', 'known', 'linked', 'hit', 'unreadable')),
  hits integer NOT NULL DEFAULT 0,
  matched_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE border.matchers (
  name text PRIMARY KEY,
  at timestamptz NOT NULL,
  people bigint NOT NULL,
  shards integer NOT NULL,
  covered integer NOT NULL
);
GRANT SELECT, INSERT ON border.matches TO border_central;
GRANT SELECT, INSERT, UPDATE ON border.matchers TO border_central;
"""


def upgrade() -> None:
    raw = op.get_bind().connection.dbapi_connection
    if raw is not None:
        raw.execute(MATCHER)


def downgrade() -> None:
    raise NotImplementedError("what was searched is not forgotten")
