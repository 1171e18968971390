"""What a station says about itself with every sign of life: software, schema, policy, identity."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

REPORTS = """
ALTER TABLE border.contacts DROP COLUMN policy_version;
ALTER TABLE border.contacts ADD COLUMN state jsonb NOT NULL DEFAULT '{}' CHECK (octet_length(state::text) <= 8192);
DROP FUNCTION border.report(double precision, double precision, bigint, bigint, text);
CREATE FUNCTION border.report(offset_ms double precision, trip_ms double precision, backlog bigint, last_seq bigint,
                              said jsonb) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = border, pg_temp AS $$
  INSERT INTO border.contacts AS c (station, at, clock_offset_ms, round_trip_ms, waiting, pulled_seq, state)
  SELECT name, clock_timestamp(), offset_ms, trip_ms, backlog, last_seq, said
    FROM border.stations WHERE name = border.current_station()
  ON CONFLICT (station) DO UPDATE SET at = EXCLUDED.at, clock_offset_ms = EXCLUDED.clock_offset_ms,
    round_trip_ms = EXCLUDED.round_trip_ms, waiting = EXCLUDED.waiting,
    pulled_seq = coalesce(EXCLUDED.pulled_seq, c.pulled_seq), state = EXCLUDED.state
$$;
"""


def upgrade() -> None:
    raw = op.get_bind().connection.dbapi_connection
    if raw is not None:
        raw.execute(REPORTS)


def downgrade() -> None:
    raise NotImplementedError("what stations said is not forgotten")
