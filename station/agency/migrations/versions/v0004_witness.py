"""A checkpoint comes with the proof that it contains the one before; what the agency found is kept beside it."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Checkpoints from before this step came without a proof: the largest of each station is where proofs begin.
WITNESS = """
ALTER TABLE border.checkpoints ADD COLUMN old_size bigint CHECK (old_size >= 0);
ALTER TABLE border.checkpoints ADD COLUMN proof bytea NOT NULL DEFAULT '' CHECK (octet_length(proof) <= 8192);
GRANT INSERT (old_size, proof) ON border.checkpoints TO border_station;

CREATE TABLE border.witnessed (
  station text NOT NULL,
  size bigint NOT NULL,
  root bytea NOT NULL,
  verdict text NOT NULL CHECK (verdict IN ('first', 'grown', 'forked', 'unproven', 'forged')),
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (station, size, root),
  FOREIGN KEY (station, size, root) REFERENCES border.checkpoints
);
INSERT INTO border.witnessed (station, size, root, verdict)
  SELECT station, size, root, 'first' FROM border.checkpoints;
GRANT SELECT ON border.witnessed TO border_station;
GRANT SELECT, INSERT ON border.witnessed TO border_central;
ALTER TABLE border.witnessed ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_read ON border.witnessed FOR SELECT TO border_station
  USING (station = (SELECT border.current_station()));
CREATE POLICY all_central ON border.witnessed FOR ALL TO border_central USING (true) WITH CHECK (true);
"""


def upgrade() -> None:
    raw = op.get_bind().connection.dbapi_connection
    if raw is not None:
        raw.execute(WITNESS)


def downgrade() -> None:
    raise NotImplementedError("what was witnessed is not forgotten")
