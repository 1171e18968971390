"""Partitions are made beside the running road: each is built alone, then attached in a transaction of its own."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# CREATE TABLE ... PARTITION OF locks its parent against everybody, and one call that made all of them took such locks
# in an order that no sender shares: PostgreSQL ended one side as a deadlock. ATTACH PARTITION locks the parent against
# other changes of its shape only. What is left are the foreign key, which wants `deliveries` without writers for a
# moment, and the default partition, which must not be read: `deliveries` comes first, as it does for every sender.
PARTITIONS = """
CREATE FUNCTION border.missing_partitions(ahead integer DEFAULT 2)
  RETURNS TABLE (parent text, post text, month date)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = border, pg_temp AS $$
  SELECT p.parent, s.post, m.month
    FROM unnest(ARRAY['chunks', 'records']) AS p (parent)
   CROSS JOIN (SELECT DISTINCT post FROM border.stations) AS s
   CROSS JOIN (SELECT (date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC') + make_interval(months => i))::date
                 FROM generate_series(0, ahead) AS i) AS m (month)
   WHERE to_regclass(format('border.%I', p.parent || '_' || lower(s.post) || to_char(m.month, '"_"YYYYMM'))) IS NULL
   ORDER BY s.post, m.month, p.parent
$$;

CREATE FUNCTION border.make_partition(parent text, post text, month date) RETURNS boolean
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
  PERFORM pg_advisory_xact_lock(hashtextextended('border.make_partition', 0));  -- one at a time
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
DROP FUNCTION border.ensure_partitions(integer);
REVOKE ALL ON FUNCTION border.missing_partitions(integer), border.make_partition(text, text, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION border.missing_partitions(integer), border.make_partition(text, text, date)
  TO border_central;
"""


def upgrade() -> None:
    raw = op.get_bind().connection.dbapi_connection
    if raw is not None:
        raw.execute(PARTITIONS)


def downgrade() -> None:
    raise NotImplementedError("partitions with records are never dropped by a migration")
