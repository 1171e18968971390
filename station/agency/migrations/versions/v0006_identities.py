"""The identities that the agency has issued to each station, and when one was revoked."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

IDENTITIES = """
CREATE TABLE border.identities (
  serial bigint PRIMARY KEY,
  station text NOT NULL REFERENCES border.stations,
  document text NOT NULL,
  not_after timestamptz NOT NULL,
  added_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  revoked_at timestamptz
);
CREATE INDEX identities_station ON border.identities (station);
GRANT SELECT ON border.identities TO border_central;
"""


def upgrade() -> None:
    raw = op.get_bind().connection.dbapi_connection
    if raw is not None:
        raw.execute(IDENTITIES)


def downgrade() -> None:
    raise NotImplementedError("what was issued is not forgotten")
