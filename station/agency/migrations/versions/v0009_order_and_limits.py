"""An order that survives a move, nothing of a complete record changes, and one station cannot stop the others."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# Rows that no station can lock: who holds one keeps out only others of the agency. Advisory locks are anybody's.
GATES = """
CREATE TABLE border.gates (
  name text PRIMARY KEY CHECK (name IN ('order', 'heads', 'partitions')),
  place bigint NOT NULL DEFAULT 0
);
INSERT INTO border.gates (name) VALUES ('order'), ('heads'), ('partitions');
GRANT SELECT, UPDATE ON border.gates TO border_central;
"""

# The order of the way back was that of transaction ids, below the oldest one still running. Ids begin anew on another
# cluster, and anybody's open transaction held the readers back. Now a writer takes the gate until its transaction ends
# and counts on: rows are seen in the order of their places, none appears behind a reader, and the count is a row that a
# dump carries along. The column keeps its name and its old values: places that stations remember stay true.
ORDER = """
LOCK TABLE border.outgoing IN ACCESS EXCLUSIVE MODE;
ALTER TABLE border.outgoing ALTER COLUMN xid DROP DEFAULT;
ALTER TABLE border.outgoing ALTER COLUMN xid TYPE bigint USING xid::text::bigint;
ALTER TABLE border.heads ALTER COLUMN xid TYPE bigint USING xid::text::bigint;
UPDATE border.gates SET place = coalesce((SELECT max(xid) FROM border.outgoing), 0) WHERE name = 'order';
CREATE FUNCTION border.take_place() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = border, pg_temp AS $$
BEGIN
  IF NEW.xid IS NULL THEN
    UPDATE border.gates SET place = place + 1 WHERE name = 'order' RETURNING place INTO NEW.xid;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER take_place BEFORE INSERT ON border.outgoing FOR EACH ROW EXECUTE FUNCTION border.take_place();
DROP INDEX border.records_order;
CREATE INDEX records_order ON border.records (seq);
"""

# Sizes hold at the first byte: each chunk has exactly the length that follows from what was announced, so a complete
# record has no room for another one. `pending` is what the agency has not receipted.
RECORDS = """
CREATE FUNCTION border.check_chunk() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = border, pg_temp AS $$
DECLARE
  d border.deliveries;
BEGIN
  SELECT * INTO d FROM border.deliveries WHERE id = NEW.id AND post = NEW.post AND month = NEW.month;
  IF d.id IS NULL OR d.station IS DISTINCT FROM NEW.station THEN
    RAISE EXCEPTION 'no delivery of this station' USING ERRCODE = '42501';
  END IF;
  IF length(NEW.bytes) = 0
      OR length(NEW.bytes) IS DISTINCT FROM least(d.chunk_size, d.size - NEW.ordinal::bigint * d.chunk_size) THEN
    RAISE EXCEPTION 'a chunk of another size than was announced' USING ERRCODE = 'BP005';
  END IF;
  PERFORM FROM border.records WHERE id = NEW.id AND post = NEW.post AND month = NEW.month;
  IF FOUND THEN
    PERFORM FROM border.chunks WHERE id = NEW.id AND post = NEW.post AND month = NEW.month AND ordinal = NEW.ordinal;
    IF FOUND THEN
      RETURN NULL;  -- somebody who sends the same at the same time came first
    END IF;
    RAISE EXCEPTION 'nothing of a complete record changes' USING ERRCODE = 'BP005';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER check_chunk BEFORE INSERT ON border.chunks FOR EACH ROW EXECUTE FUNCTION border.check_chunk();
DROP POLICY own_add ON border.chunks;
CREATE POLICY own_add ON border.chunks FOR INSERT TO border_station
  WITH CHECK (station = border.current_station() AND post = border.current_post());

CREATE TABLE border.pending (
  station text NOT NULL,
  seq bigint NOT NULL,
  id uuid NOT NULL UNIQUE,
  post text NOT NULL,
  month date NOT NULL,
  size bigint NOT NULL,
  PRIMARY KEY (station, seq)
);
INSERT INTO border.pending (station, seq, id, post, month, size)
  SELECT r.station, r.seq, r.id, r.post, r.month, r.size FROM border.records r
   WHERE NOT EXISTS (SELECT FROM border.receipts q WHERE q.id = r.id);
GRANT SELECT ON border.pending TO border_central;
CREATE FUNCTION border.await_receipt() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = border, pg_temp AS $$
BEGIN
  INSERT INTO border.pending (station, seq, id, post, month, size)
    VALUES (NEW.station, NEW.seq, NEW.id, NEW.post, NEW.month, NEW.size);
  RETURN NULL;
END $$;
CREATE TRIGGER await_receipt AFTER INSERT ON border.records FOR EACH ROW EXECUTE FUNCTION border.await_receipt();
CREATE FUNCTION border.receipted() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = border, pg_temp AS $$
BEGIN
  DELETE FROM border.pending WHERE id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER receipted AFTER INSERT ON border.receipts FOR EACH ROW EXECUTE FUNCTION border.receipted();

-- cases that went, or need not go, to the other counters of their post: read again by whoever was interrupted
CREATE TABLE border.relays (
  id uuid PRIMARY KEY REFERENCES border.deliveries,
  outcome text NOT NULL CHECK (outcome IN ('sent', 'unreadable')),
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);
INSERT INTO border.relays (id, outcome) SELECT r.id, 'sent' FROM border.records r
  JOIN border.receipts q ON q.id = r.id AND q.verdict = 'accepted' WHERE r.kind = 'case';
GRANT SELECT, INSERT ON border.relays TO border_central;
"""

# What a station names it may erase where it is its own. Cases about its visit that colleagues of its post sent are
# found by the agency, which opens them; that they are about this visit and were opened at this station it has seen
# before it calls `erase_case`. What nobody holds is left alone, copies on the way back too.
ERASURES = """
CREATE OR REPLACE FUNCTION border.erase_record(asked uuid, target uuid) RETURNS text
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
  ELSIF held.station <> asking.station OR held.kind IN ('erasure', 'checkpoint') THEN
    found := 'not_its_own';
  ELSE
    SELECT coalesce(sum(length(bytes)), 0) INTO gone FROM border.chunks
      WHERE id = held.id AND post = held.post AND month = held.month;
    DELETE FROM border.chunks WHERE id = held.id AND post = held.post AND month = held.month;
    UPDATE border.outgoing SET erased_digest = sha256(body), body = ''
      WHERE kind = 'evidence' AND key = target::text AND erased_digest IS NULL AND body <> '';
  END IF;
  INSERT INTO border.erasures (erasure, record, outcome, bytes) VALUES (asked, target, found, gone)
    ON CONFLICT DO NOTHING;
  RETURN found;
END $$;

CREATE FUNCTION border.erase_case(asked uuid, case_id uuid, states uuid[]) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = border, pg_temp AS $$
DECLARE
  asking border.deliveries;
  held border.deliveries;
  gone bigint;
  done integer := 0;
BEGIN
  SELECT d.* INTO asking FROM border.deliveries d
    JOIN border.receipts q ON q.id = d.id AND q.verdict = 'accepted' WHERE d.id = asked AND d.kind = 'erasure';
  IF asking.id IS NULL THEN
    RAISE EXCEPTION 'no station has asked for this' USING ERRCODE = 'BP004';
  END IF;
  FOR held IN SELECT * FROM border.deliveries WHERE id = ANY (states) AND kind = 'case' AND post = asking.post LOOP
    SELECT coalesce(sum(length(bytes)), 0) INTO gone FROM border.chunks
      WHERE id = held.id AND post = held.post AND month = held.month;
    DELETE FROM border.chunks WHERE id = held.id AND post = held.post AND month = held.month;
    INSERT INTO border.erasures (erasure, record, outcome, bytes) VALUES (asked, held.id, 'erased', gone)
      ON CONFLICT DO NOTHING;
    done := done + 1;
  END LOOP;
  UPDATE border.outgoing SET erased_digest = sha256(body), body = ''
    WHERE kind = 'case' AND key = case_id::text AND erased_digest IS NULL AND body <> '';
  RETURN done;
END $$;
REVOKE ALL ON FUNCTION border.erase_case(uuid, uuid, uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION border.erase_case(uuid, uuid, uuid[]) TO border_central;
"""

# 100 checkpoints in ten minutes are five times what a station sends. What it reports has its own kind of bounds.
WITNESS = """
CREATE INDEX checkpoints_recent ON border.checkpoints (station, received_at);
ALTER TABLE border.checkpoints ADD CHECK (octet_length(note) <= 4096) NOT VALID;
CREATE FUNCTION border.check_checkpoint() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = border, pg_temp AS $$
BEGIN
  IF border.current_station() IS NOT NULL AND
      (SELECT count(*) FROM border.checkpoints WHERE station = NEW.station
        AND received_at > clock_timestamp() - interval '10 minutes') >= 100 THEN
    RAISE EXCEPTION 'more checkpoints than a log can grow' USING ERRCODE = 'BP006';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER check_checkpoint BEFORE INSERT ON border.checkpoints
  FOR EACH ROW EXECUTE FUNCTION border.check_checkpoint();

CREATE OR REPLACE FUNCTION border.report(offset_ms double precision, trip_ms double precision, backlog bigint,
                                         last_seq bigint, said jsonb) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = border, pg_temp AS $$
  INSERT INTO border.contacts AS c (station, at, clock_offset_ms, round_trip_ms, waiting, pulled_seq, state)
  SELECT name, clock_timestamp(),
         CASE WHEN offset_ms BETWEEN -1e15 AND 1e15 THEN offset_ms END,
         CASE WHEN trip_ms BETWEEN 0 AND 1e15 THEN trip_ms END,
         CASE WHEN backlog BETWEEN 0 AND 1000000000000 THEN backlog END, last_seq,
         CASE WHEN octet_length(said::text) <= 4096 THEN said ELSE '{}' END
    FROM border.stations WHERE name = border.current_station()
  ON CONFLICT (station) DO UPDATE SET at = EXCLUDED.at, clock_offset_ms = EXCLUDED.clock_offset_ms,
    round_trip_ms = EXCLUDED.round_trip_ms, waiting = EXCLUDED.waiting,
    pulled_seq = coalesce(EXCLUDED.pulled_seq, c.pulled_seq), state = EXCLUDED.state
$$;
"""

# A station may undo what its role is given: whoever holds others up is sent away, and named.
SESSIONS = """
CREATE TABLE border.evictions (
  station text NOT NULL REFERENCES border.stations,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  reason text NOT NULL,
  seconds double precision NOT NULL
);
CREATE INDEX evictions_at ON border.evictions (at);
GRANT SELECT ON border.evictions TO border_central;
ALTER TABLE border.stations ADD COLUMN certificate_until timestamptz;

CREATE FUNCTION border.end_holders(longest double precision) RETURNS TABLE (station text, reason text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = border, pg_temp AS $$
DECLARE
  found record;
BEGIN
  FOR found IN
    SELECT a.pid, s.name, extract(epoch FROM clock_timestamp() - a.xact_start)::float8 AS age,
           CASE WHEN a.state LIKE 'idle in transaction%' THEN 'idle_transaction' ELSE 'long_transaction' END AS why
      FROM pg_stat_activity a JOIN border.stations s ON s.role = a.usename
     WHERE a.datname = current_database() AND a.xact_start < clock_timestamp() - make_interval(secs => longest)
    UNION ALL
    SELECT a.pid, s.name, extract(epoch FROM clock_timestamp() - a.state_change)::float8, 'holds_locks'
      FROM pg_stat_activity a JOIN border.stations s ON s.role = a.usename
     WHERE a.datname = current_database() AND a.state = 'idle'
       AND a.state_change < clock_timestamp() - make_interval(secs => longest)
       AND EXISTS (SELECT FROM pg_locks l WHERE l.pid = a.pid AND l.locktype = 'advisory')
  LOOP
    IF pg_terminate_backend(found.pid) THEN
      INSERT INTO border.evictions (station, reason, seconds) VALUES (found.name, found.why, found.age);
      station := found.name;
      reason := found.why;
      RETURN NEXT;
    END IF;
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION border.end_holders(double precision) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION border.end_holders(double precision) TO border_central;
"""

PARTITIONS = """
CREATE OR REPLACE FUNCTION border.make_partition(parent text, post text, month date) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = border, pg_temp AS $$
DECLARE
  branch text := parent || '_' || lower(post);
  leaf text := branch || to_char(month, '"_"YYYYMM');
  first date := date_trunc('month', month)::date;
  late boolean;
BEGIN
  IF parent NOT IN ('chunks', 'records') OR NOT EXISTS (SELECT FROM border.stations s WHERE s.post = $2)
      OR month NOT BETWEEN current_date - 62 AND current_date + 366 THEN
    RAISE EXCEPTION 'not a partition of this database' USING ERRCODE = '23514';
  END IF;
  PERFORM FROM border.gates WHERE name = 'partitions' FOR UPDATE;  -- one at a time
  IF to_regclass(format('border.%I', leaf)) IS NOT NULL THEN
    RETURN false;
  END IF;
  IF to_regclass(format('border.%I', branch)) IS NULL THEN
    EXECUTE format('CREATE TABLE border.%I (LIKE border.%I INCLUDING ALL) PARTITION BY RANGE (month)', branch, parent);
    EXECUTE format('CREATE TABLE border.%I PARTITION OF border.%I DEFAULT', branch || '_rest', branch);
    EXECUTE format('CREATE TABLE border.%I PARTITION OF border.%I FOR VALUES FROM (%L) TO (%L)',
                   leaf, branch, first, (first + interval '1 month')::date);
    LOCK TABLE border.deliveries IN SHARE ROW EXCLUSIVE MODE;
    EXECUTE format('ALTER TABLE border.%I ATTACH PARTITION border.%I FOR VALUES IN (%L)', parent, branch, post);
    RETURN true;
  END IF;
  EXECUTE format('SELECT EXISTS (SELECT FROM border.%I r WHERE r.month = %L)', branch || '_rest', first) INTO late;
  IF late THEN
    RETURN false;  -- the default partition already holds rows of that month: they stay there
  END IF;
  EXECUTE format('CREATE TABLE border.%I (LIKE border.%I INCLUDING ALL)', leaf, branch);
  LOCK TABLE border.deliveries IN SHARE ROW EXCLUSIVE MODE;
  EXECUTE format('ALTER TABLE border.%I ATTACH PARTITION border.%I FOR VALUES FROM (%L) TO (%L)',
                 branch, leaf, first, (first + interval '1 month')::date);
  RETURN true;
END $$;
"""


def upgrade() -> None:
    raw = op.get_bind().connection.dbapi_connection
    if raw is not None:
        for step in (GATES, ORDER, RECORDS, ERASURES, WITNESS, SESSIONS, PARTITIONS):
            raw.execute(step)


def downgrade() -> None:
    raise NotImplementedError("an order that was given stays")
