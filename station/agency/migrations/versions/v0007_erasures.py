"""Erasing what a station has asked to be erased: by one function, for the agency's process alone."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# A row on the way back that was erased keeps its place, its signature and the digest of what it held: the signature
# still verifies, and nothing seems to be missing.
ERASURES = """
CREATE TABLE border.erasures (
  erasure uuid NOT NULL REFERENCES border.deliveries,
  record uuid NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('erased', 'not_held', 'not_its_own')),
  bytes bigint NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (erasure, record)
);
CREATE INDEX erasures_record ON border.erasures (record);
GRANT SELECT ON border.erasures TO border_central;
ALTER TABLE border.outgoing ADD COLUMN erased_digest bytea
  CHECK (erased_digest IS NULL OR (length(erased_digest) = 32 AND body = ''));
CREATE INDEX outgoing_key ON border.outgoing (key) WHERE kind IN ('evidence', 'case');

CREATE FUNCTION border.erase_record(asked uuid, target uuid) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = border, pg_temp AS $$
DECLARE
  asking border.deliveries;
  held border.deliveries;
  found text := 'erased';
  gone bigint := 0;
BEGIN
  SELECT d.* INTO asking FROM border.deliveries d
    JOIN border.receipts q ON q.id = d.id AND q.verdict = 'accepted' WHERE d.id = asked AND d.kind = 'erasure';
  IF asking.id IS NULL THEN
    RAISE EXCEPTION 'no station has asked for this' USING ERRCODE = 'BP004';
  END IF;
  SELECT * INTO held FROM border.deliveries WHERE id = target;
  IF held.id IS NULL THEN
    found := 'not_held';
  ELSIF held.kind = 'erasure'
      OR (held.station <> asking.station AND NOT (held.kind = 'case' AND held.post = asking.post)) THEN
    found := 'not_its_own';
  ELSE
    SELECT coalesce(sum(length(bytes)), 0) INTO gone FROM border.chunks
      WHERE id = held.id AND post = held.post AND month = held.month;
    DELETE FROM border.chunks WHERE id = held.id AND post = held.post AND month = held.month;
  END IF;
  IF found <> 'not_its_own' THEN
    UPDATE border.outgoing SET erased_digest = sha256(body), body = ''
      WHERE kind IN ('evidence', 'case') AND key = target::text AND erased_digest IS NULL AND body <> '';
  END IF;
  INSERT INTO border.erasures (erasure, record, outcome, bytes) VALUES (asked, target, found, gone)
    ON CONFLICT DO NOTHING;
  RETURN found;
END $$;
REVOKE ALL ON FUNCTION border.erase_record(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION border.erase_record(uuid, uuid) TO border_central;

-- a station that was restored from a backup sends an erased record again: it was here, and that is all it needs
CREATE OR REPLACE FUNCTION border.stored_digest(wanted uuid) RETURNS bytea
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = border, pg_temp AS $$
  SELECT coalesce((
    SELECT sha256(string_agg(c.bytes, ''::bytea ORDER BY c.ordinal))
      FROM border.records r JOIN border.chunks c ON c.id = r.id AND c.post = r.post AND c.month = r.month
     WHERE r.id = wanted AND c.id = wanted AND r.post = border.current_post()
       AND r.station = border.current_station()
    HAVING count(*) > 0), (
    SELECT r.digest FROM border.records r JOIN border.erasures e ON e.record = r.id AND e.outcome = 'erased'
     WHERE r.id = wanted AND r.post = border.current_post() AND r.station = border.current_station() LIMIT 1))
$$;
"""


def upgrade() -> None:
    raw = op.get_bind().connection.dbapi_connection
    if raw is not None:
        raw.execute(ERASURES)


def downgrade() -> None:
    raise NotImplementedError("what was erased does not come back")
