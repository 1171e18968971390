"""One signed head an audience: what the agency has sent to it so far, so that a station notices what is missing."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# `count`, `xid` and `seq` repeat what the head says, for the status; only the signed head is believed.
HEADS = """
CREATE TABLE border.heads (
  audience text PRIMARY KEY,
  head bytea NOT NULL,
  count bigint NOT NULL,
  xid xid8 NOT NULL,
  seq bigint NOT NULL,
  signed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
GRANT SELECT ON border.heads TO border_station;
GRANT SELECT, INSERT, UPDATE ON border.heads TO border_central;
ALTER TABLE border.heads ENABLE ROW LEVEL SECURITY;
CREATE POLICY due_read ON border.heads FOR SELECT TO border_station
  USING ((SELECT border.current_station()) IS NOT NULL AND audience IN
    ('*', (SELECT 'post:' || border.current_post()), (SELECT 'station:' || border.current_station())));
CREATE POLICY all_central ON border.heads FOR ALL TO border_central USING (true) WITH CHECK (true);
CREATE INDEX outgoing_audience ON border.outgoing (audience, xid, seq);
"""


def upgrade() -> None:
    raw = op.get_bind().connection.dbapi_connection
    if raw is not None:
        raw.execute(HEADS)


def downgrade() -> None:
    raise NotImplementedError("what was signed is not forgotten")
