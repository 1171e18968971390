"""The SQL of a station's side of the road; what it may touch is decided by the server's policies."""

from __future__ import annotations

from sqlalchemy import text

BEGIN = text(
    "INSERT INTO border.deliveries (id, kind, mode, digest, size, chunk_size)"
    " VALUES (:id, :kind, :mode, :digest, :size, :chunk_size) ON CONFLICT DO NOTHING"
)
# The announcement need not be on the server's disk when it is committed: the commits of what follows carry it there.
DELIVERY = text(
    "SELECT post, month, kind, digest, size, chunk_size, set_config('synchronous_commit', 'off', true)"
    " FROM border.deliveries WHERE id = :id"
)
HELD = text("SELECT ordinal FROM border.chunks WHERE id = :id AND post = :post AND month = :month")
DONE = text("SELECT seq FROM border.records WHERE id = :id AND post = :post AND month = :month")
CHUNK = text(
    "INSERT INTO border.chunks (id, post, month, ordinal, digest, bytes)"
    " VALUES (:id, :post, :month, :ordinal, :digest, :bytes) ON CONFLICT DO NOTHING"
)
FINISH = text("INSERT INTO border.records (id, post, month) VALUES (:id, :post, :month) ON CONFLICT DO NOTHING")
READ_BACK = text("SELECT border.stored_digest(:id)")
ADD_CHECKPOINT = text(
    "INSERT INTO border.checkpoints (size, root, note, old_size, proof)"
    " VALUES (:size, :root, :note, :old_size, :proof) ON CONFLICT DO NOTHING"
)
LAST_CHECKPOINT = text(
    "SELECT c.size, c.root FROM border.checkpoints c"
    " LEFT JOIN border.witnessed w ON (w.station, w.size, w.root) = (c.station, c.size, c.root)"
    " WHERE coalesce(w.verdict, 'first') IN ('first', 'grown') ORDER BY c.size DESC LIMIT 1"
)
# Rows in order below the oldest running transaction, as many as fit into one exchange; a body that does not fit
# comes as NULL and is fetched in pieces.
PULL = text(
    "WITH page AS (SELECT * FROM border.outgoing"
    "  WHERE (xid, seq) > (CAST(:xid AS text)::xid8, :seq) AND xid < pg_snapshot_xmin(pg_current_snapshot())"
    "  ORDER BY outgoing.xid, outgoing.seq LIMIT :limit),"
    " sized AS (SELECT *, sum(octet_length(body)) OVER (ORDER BY page.xid, page.seq) - octet_length(body) AS before"
    "  FROM page)"
    " SELECT seq, xid::text AS xid, audience, kind, key, version, signature, erased_digest AS erased,"
    "  octet_length(body) AS size,"
    "  CASE WHEN octet_length(body) <= :bytes THEN body END AS body"
    " FROM sized WHERE before < :bytes ORDER BY sized.xid, sized.seq"
)
HEADS = text("SELECT head FROM border.heads")
PIECE = text("SELECT substring(body FROM :start FOR :size) FROM border.outgoing WHERE seq = :seq")
