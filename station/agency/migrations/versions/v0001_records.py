"""Stations, deliveries, chunks, records, receipts, the pull road, and who may touch what."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROLES = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'border_station') THEN CREATE ROLE border_station NOLOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'border_central') THEN CREATE ROLE border_central NOLOGIN; END IF;
END $$;
REVOKE ALL ON SCHEMA border FROM PUBLIC;
GRANT USAGE ON SCHEMA border TO border_station, border_central;
"""

# The mode of an installation is chosen once. A demo record can never enter a production database.
INSTALLATION = """
CREATE TABLE border.installation (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  mode text NOT NULL CHECK (mode IN ('production', 'training', 'demo')),
  epoch uuid NOT NULL DEFAULT gen_random_uuid(),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE FUNCTION border.keep_mode() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR NEW.mode <> OLD.mode THEN
    RAISE EXCEPTION 'the mode of an installation never changes' USING ERRCODE = 'BP001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_mode BEFORE UPDATE OR DELETE ON border.installation
  FOR EACH ROW EXECUTE FUNCTION border.keep_mode();

CREATE TABLE border.stations (
  name text PRIMARY KEY CHECK (name ~ '^[A-Za-z0-9][A-Za-z0-9-]{0,39}$'),
  role text NOT NULL UNIQUE,
  post text NOT NULL CHECK (post ~ '^[A-Z][A-Z0-9]{1,11}$'),
  signing_key bytea,
  former_signing_keys bytea[] NOT NULL DEFAULT '{}',
  recipient_key bytea,
  certificate_serials numeric[] NOT NULL DEFAULT '{}',
  commissioned_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  revoked_at timestamptz
);
CREATE FUNCTION border.current_station() RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = border, pg_temp AS
  'SELECT name FROM border.stations WHERE role = session_user AND revoked_at IS NULL';
CREATE FUNCTION border.current_post() RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = border, pg_temp AS
  'SELECT post FROM border.stations WHERE role = session_user AND revoked_at IS NULL';
CREATE FUNCTION border.current_mode() RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = border, pg_temp AS
  'SELECT mode FROM border.installation';
"""

# deliveries: the one gate that makes a record unique; small, so not partitioned. chunks and records hang on it
# by (id, post, month), which its first insert fixed: a resumed delivery never lands in another partition.
RECORDS = """
CREATE SEQUENCE border.record_seq;
CREATE TABLE border.deliveries (
  id uuid PRIMARY KEY,
  station text NOT NULL DEFAULT border.current_station() REFERENCES border.stations,
  post text NOT NULL DEFAULT border.current_post(),
  month date NOT NULL DEFAULT date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC')::date,
  kind text NOT NULL CHECK (kind ~ '^[a-z][a-z_]{0,31}$'),
  mode text NOT NULL CHECK (mode = border.current_mode()),
  digest bytea NOT NULL CHECK (length(digest) = 32),
  size bigint NOT NULL CHECK (size BETWEEN 1 AND 67108864),
  chunk_size integer NOT NULL CHECK (chunk_size BETWEEN 1024 AND 1048576),
  begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (id, post, month)
);
CREATE INDEX deliveries_station ON border.deliveries (station, begun_at);

CREATE TABLE border.chunks (
  id uuid NOT NULL,
  post text NOT NULL,
  month date NOT NULL,
  station text NOT NULL DEFAULT border.current_station(),
  ordinal integer NOT NULL CHECK (ordinal >= 0),
  digest bytea NOT NULL,
  bytes bytea NOT NULL,
  CHECK (sha256(bytes) = digest),
  PRIMARY KEY (id, post, month, ordinal),
  FOREIGN KEY (id, post, month) REFERENCES border.deliveries (id, post, month)
) PARTITION BY LIST (post);
ALTER TABLE border.chunks ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE border.records (
  id uuid NOT NULL,
  post text NOT NULL,
  month date NOT NULL,
  station text NOT NULL,
  kind text NOT NULL,
  mode text NOT NULL,
  digest bytea NOT NULL,
  size bigint NOT NULL,
  seq bigint NOT NULL,
  xid xid8 NOT NULL,
  stored_at timestamptz NOT NULL,
  PRIMARY KEY (id, post, month),
  FOREIGN KEY (id, post, month) REFERENCES border.deliveries (id, post, month)
) PARTITION BY LIST (post);
CREATE INDEX records_order ON border.records (xid, seq);

CREATE FUNCTION border.complete_record() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = border, pg_temp AS $$
DECLARE
  d border.deliveries;
  held bigint;
  found bytea;
BEGIN
  SELECT * INTO d FROM border.deliveries WHERE id = NEW.id AND post = NEW.post AND month = NEW.month;
  IF d.id IS NULL THEN
    RAISE EXCEPTION 'no delivery was begun' USING ERRCODE = 'BP003';
  END IF;
  IF d.mode <> border.current_mode() THEN
    RAISE EXCEPTION 'a record of another mode' USING ERRCODE = 'BP001';
  END IF;
  SELECT sum(length(bytes)), sha256(string_agg(bytes, ''::bytea ORDER BY ordinal)) INTO held, found
    FROM border.chunks WHERE id = d.id AND post = d.post AND month = d.month;
  IF held IS DISTINCT FROM d.size THEN
    RAISE EXCEPTION 'bytes are missing' USING ERRCODE = 'BP003';
  END IF;
  IF found <> d.digest THEN
    RAISE EXCEPTION 'the bytes have another digest' USING ERRCODE = 'BP002';
  END IF;
  NEW.station := d.station;
  NEW.kind := d.kind;
  NEW.mode := d.mode;
  NEW.digest := d.digest;
  NEW.size := d.size;
  NEW.seq := nextval('border.record_seq');
  NEW.xid := pg_current_xact_id();
  NEW.stored_at := clock_timestamp();
  RETURN NEW;
END $$;
CREATE TRIGGER complete_record BEFORE INSERT ON border.records
  FOR EACH ROW EXECUTE FUNCTION border.complete_record();

-- what is really there, computed from the stored bytes, for the station that sent it
CREATE FUNCTION border.stored_digest(wanted uuid) RETURNS bytea
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = border, pg_temp AS $$
  SELECT sha256(string_agg(c.bytes, ''::bytea ORDER BY c.ordinal))
    FROM border.records r JOIN border.chunks c ON c.id = r.id AND c.post = r.post AND c.month = r.month
   WHERE r.id = wanted AND c.id = wanted AND r.post = border.current_post() AND r.station = border.current_station()
  HAVING count(*) > 0
$$;

CREATE TABLE border.receipts (
  id uuid PRIMARY KEY REFERENCES border.deliveries,
  station text NOT NULL REFERENCES border.stations,
  digest bytea NOT NULL,
  verdict text NOT NULL CHECK (verdict IN ('accepted', 'refused')),
  reason text NOT NULL DEFAULT '',
  body bytea NOT NULL,
  signature bytea NOT NULL,
  made_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX receipts_station ON border.receipts (station);

-- the audit log's signed checkpoints: central is the witness. Two roots for one size are both kept, as evidence.
CREATE TABLE border.checkpoints (
  station text NOT NULL DEFAULT border.current_station() REFERENCES border.stations,
  size bigint NOT NULL CHECK (size >= 0),
  root bytea NOT NULL CHECK (length(root) = 32),
  note bytea NOT NULL,
  received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (station, size, root)
);

-- the last contact of a station; a clock difference is kept, never used for order
CREATE TABLE border.contacts (
  station text PRIMARY KEY REFERENCES border.stations,
  at timestamptz NOT NULL,
  clock_offset_ms double precision,
  round_trip_ms double precision,
  waiting bigint,
  pulled_seq bigint,
  policy_version text
);
CREATE FUNCTION border.report(offset_ms double precision, trip_ms double precision, backlog bigint, last_seq bigint,
                              policy text) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = border, pg_temp AS $$
  INSERT INTO border.contacts AS c (station, at, clock_offset_ms, round_trip_ms, waiting, pulled_seq, policy_version)
  SELECT name, clock_timestamp(), offset_ms, trip_ms, backlog, last_seq, policy
    FROM border.stations WHERE name = border.current_station()
  ON CONFLICT (station) DO UPDATE SET at = EXCLUDED.at, clock_offset_ms = EXCLUDED.clock_offset_ms,
    round_trip_ms = EXCLUDED.round_trip_ms, waiting = EXCLUDED.waiting,
    pulled_seq = coalesce(EXCLUDED.pulled_seq, c.pulled_seq),
    policy_version = coalesce(EXCLUDED.policy_version, c.policy_version)
$$;
"""

# What the agency sends back. Readers take rows in the order (xid, seq) and only below the oldest transaction still
# running: a row that commits late can then never appear behind a cursor that has passed it.
OUTGOING = """
CREATE TABLE border.outgoing (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  audience text NOT NULL CHECK (audience ~ '^([*]|(post|station):[A-Za-z0-9-]+)$'),
  kind text NOT NULL CHECK (kind ~ '^[a-z][a-z_]{0,31}$'),
  key text NOT NULL,
  version bigint NOT NULL,
  body bytea NOT NULL,
  signature bytea NOT NULL,
  made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (audience, kind, key, version)
);
CREATE INDEX outgoing_order ON border.outgoing (xid, seq);
ALTER TABLE border.outgoing ALTER COLUMN body SET STORAGE EXTERNAL;
"""

# Partitions: by post, and within a post by month; a default for each, so that a late maintenance run loses nothing.
PARTITIONS = """
CREATE FUNCTION border.ensure_partitions(ahead integer DEFAULT 2) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = border, pg_temp AS $$
DECLARE
  parent text;
  p text;
  first date;
  name text;
  made integer := 0;
BEGIN
  FOREACH parent IN ARRAY ARRAY['chunks', 'records'] LOOP
    FOR p IN SELECT DISTINCT post FROM border.stations ORDER BY 1 LOOP
      name := parent || '_' || lower(p);
      IF to_regclass('border.' || name) IS NULL THEN
        EXECUTE format('CREATE TABLE border.%I PARTITION OF border.%I FOR VALUES IN (%L) PARTITION BY RANGE (month)',
                       name, parent, p);
        EXECUTE format('CREATE TABLE border.%I PARTITION OF border.%I DEFAULT', name || '_rest', name);
        made := made + 2;
      END IF;
      FOR i IN 0..ahead LOOP
        first := (date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC') + make_interval(months => i))::date;
        IF to_regclass('border.' || name || to_char(first, '"_"YYYYMM')) IS NULL THEN
          BEGIN
            EXECUTE format('CREATE TABLE border.%I PARTITION OF border.%I FOR VALUES FROM (%L) TO (%L)',
                           name || to_char(first, '"_"YYYYMM'), name, first, (first + interval '1 month')::date);
            made := made + 1;
          EXCEPTION WHEN check_violation THEN
            NULL;  -- the default partition already holds rows of that month: they stay there
          END;
        END IF;
      END LOOP;
    END LOOP;
  END LOOP;
  RETURN made;
END $$;
REVOKE ALL ON FUNCTION border.ensure_partitions(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION border.ensure_partitions(integer) TO border_central;
"""

# The sub-selects make the server ask who it is once a statement and not once a row.
# A station names only the columns it may choose; who and where it is, the server knows.
POLICIES = """
GRANT SELECT ON border.installation, border.schema_version TO border_station, border_central;
GRANT INSERT (id, kind, mode, digest, size, chunk_size) ON border.deliveries TO border_station;
GRANT SELECT ON border.deliveries TO border_station;
GRANT INSERT (id, post, month, ordinal, digest, bytes) ON border.chunks TO border_station;
GRANT SELECT (id, post, month, station, ordinal, digest) ON border.chunks TO border_station;
GRANT INSERT (id, post, month) ON border.records TO border_station;
GRANT SELECT (id, post, month, station, seq, stored_at) ON border.records TO border_station;
GRANT INSERT (size, root, note) ON border.checkpoints TO border_station;
GRANT SELECT ON border.checkpoints, border.receipts, border.outgoing TO border_station;

GRANT SELECT ON ALL TABLES IN SCHEMA border TO border_central;
GRANT INSERT ON border.deliveries, border.chunks, border.records, border.receipts, border.outgoing, border.checkpoints
  TO border_central;
GRANT USAGE ON SEQUENCE border.record_seq TO border_central;

ALTER TABLE border.deliveries ENABLE ROW LEVEL SECURITY;
ALTER TABLE border.chunks ENABLE ROW LEVEL SECURITY;
ALTER TABLE border.records ENABLE ROW LEVEL SECURITY;
ALTER TABLE border.receipts ENABLE ROW LEVEL SECURITY;
ALTER TABLE border.checkpoints ENABLE ROW LEVEL SECURITY;
ALTER TABLE border.outgoing ENABLE ROW LEVEL SECURITY;

CREATE POLICY own_read ON border.deliveries FOR SELECT TO border_station
  USING (station = (SELECT border.current_station()));
CREATE POLICY own_add ON border.deliveries FOR INSERT TO border_station
  WITH CHECK (station = border.current_station() AND post = border.current_post());
CREATE POLICY own_read ON border.chunks FOR SELECT TO border_station
  USING (station = (SELECT border.current_station()));
CREATE POLICY own_add ON border.chunks FOR INSERT TO border_station
  WITH CHECK (station = border.current_station() AND post = border.current_post()
    AND EXISTS (SELECT FROM border.deliveries d WHERE d.id = chunks.id AND d.station = border.current_station()));
CREATE POLICY own_read ON border.records FOR SELECT TO border_station
  USING (station = (SELECT border.current_station()));
CREATE POLICY own_add ON border.records FOR INSERT TO border_station
  WITH CHECK (station = border.current_station() AND post = border.current_post());
CREATE POLICY own_read ON border.receipts FOR SELECT TO border_station
  USING (station = (SELECT border.current_station()));
CREATE POLICY own_read ON border.checkpoints FOR SELECT TO border_station
  USING (station = (SELECT border.current_station()));
CREATE POLICY own_add ON border.checkpoints FOR INSERT TO border_station
  WITH CHECK (station = border.current_station());
CREATE POLICY due_read ON border.outgoing FOR SELECT TO border_station
  USING ((SELECT border.current_station()) IS NOT NULL AND audience IN
    ('*', (SELECT 'post:' || border.current_post()), (SELECT 'station:' || border.current_station())));

CREATE POLICY all_central ON border.deliveries FOR ALL TO border_central USING (true) WITH CHECK (true);
CREATE POLICY all_central ON border.chunks FOR ALL TO border_central USING (true) WITH CHECK (true);
CREATE POLICY all_central ON border.records FOR ALL TO border_central USING (true) WITH CHECK (true);
CREATE POLICY all_central ON border.receipts FOR ALL TO border_central USING (true) WITH CHECK (true);
CREATE POLICY all_central ON border.checkpoints FOR ALL TO border_central USING (true) WITH CHECK (true);
CREATE POLICY all_central ON border.outgoing FOR ALL TO border_central USING (true) WITH CHECK (true);
"""


def upgrade() -> None:
    for step in (ROLES, INSTALLATION, RECORDS, OUTGOING, PARTITIONS, POLICIES):
        # straight to the driver: several statements at once, and a percent sign that is no parameter
        raw = op.get_bind().connection.dbapi_connection
        if raw is not None:
            raw.execute(step)


def downgrade() -> None:
    raise NotImplementedError("records are never dropped by a migration")
