"""Prometheus metrics of the agency's process: what the road, the receipts and the matcher are doing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server

from station.agency import status
from station.agency.expiry import AgencyExpiry
from station.wire.settings import CentralSettings

REFRESH = 10.0  # seconds between two readings of the database
WATCH = 3600.0  # and of what ends by itself
# From a counter's signature to the matcher's answer: seconds on a good line, hours behind a bad one.
_BUCKETS = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0, 7200.0, 86400.0)


class CentralMetrics:
    """A registry of its own, so that two processes of one machine do not meet. `serve` opens the page."""

    def __init__(self, settings: CentralSettings, watched: Callable[[], Sequence[AgencyExpiry]] = tuple) -> None:
        """`watched`: what ends by itself and can be read from here."""
        self._settings = settings
        self._watched, self._ends, self._watched_at = watched, tuple[AgencyExpiry, ...](), 0.0
        self._read_at = 0.0
        self.registry = CollectorRegistry()
        station = ("station", "post")
        self._age = Gauge(
            "border_station_contact_age_seconds", "Since the last contact", station, registry=self.registry
        )
        self._waiting = Gauge("border_station_backlog", "Records waiting there", station, registry=self.registry)
        self._offset = Gauge(
            "border_station_clock_offset_seconds", "Central's clock minus its own", station, registry=self.registry
        )
        self._stored = Gauge("border_records_stored", "Committed records", station, registry=self.registry)
        self._receipted = Gauge("border_records_receipted", "Accepted records", station, registry=self.registry)
        self._refused = Gauge("border_records_refused", "Refused records", station, registry=self.registry)
        self._unreceipted = Gauge("border_unreceipted", "Stored, not yet receipted", registry=self.registry)
        self._unmatched = Gauge("border_unmatched", "Accepted, not yet searched", registry=self.registry)
        self._lag = Gauge(
            "border_matcher_lag_seconds", "Age of the oldest record not yet searched", registry=self.registry
        )
        self._people = Gauge("border_matcher_people", "People in the gallery", ("matcher",), registry=self.registry)
        self._covered = Gauge(
            "border_matcher_shards_covered", "Shards that answer", ("matcher",), registry=self.registry
        )
        self._shards = Gauge("border_matcher_shards", "All shards", ("matcher",), registry=self.registry)
        self._oldest = Gauge(
            "border_oldest_transaction_seconds", "Holds back what stations may pull", registry=self.registry
        )
        self._bytes = Gauge("border_database_bytes", "Size of the database", registry=self.registry)
        self._alerts = Gauge("border_alert", "1 while the alert stands", ("alert",), registry=self.registry)
        self._matches = Counter("border_matches", "Records searched", ("outcome",), registry=self.registry)
        self._seconds = Histogram(
            "border_match_delay_seconds", "From the visit's end to its search", buckets=_BUCKETS, registry=self.registry
        )

    def observe(self, outcome: str, seconds: float) -> None:
        """For CentralMatcher(observe=...)."""
        self._matches.labels(outcome).inc()
        self._seconds.observe(seconds)

    def refresh(self) -> None:
        """Read the database again where the last reading is old; for CentralProcess(idle=...)."""
        now = time.monotonic()
        if self._read_at and now - self._read_at < REFRESH:
            return
        if not self._watched_at or now - self._watched_at >= WATCH:
            self._ends, self._watched_at = tuple(self._watched()), now
        found = status.read(self._settings, self._ends)
        self._read_at = now
        for line in found.stations:
            labels = (line.name, line.post)
            if line.contact_age is not None:
                self._age.labels(*labels).set(line.contact_age)
            self._waiting.labels(*labels).set(line.waiting or 0)
            self._offset.labels(*labels).set((line.clock_offset_ms or 0.0) / 1000)
            self._stored.labels(*labels).set(line.stored)
            self._receipted.labels(*labels).set(line.receipted)
            self._refused.labels(*labels).set(line.refused)
        for matcher in found.matchers:
            self._people.labels(matcher.name).set(matcher.people)
            self._shards.labels(matcher.name).set(matcher.shards)
            self._covered.labels(matcher.name).set(matcher.covered)
        self._unreceipted.set(found.unreceipted)
        self._unmatched.set(found.unmatched)
        self._lag.set(found.matcher_lag)
        self._oldest.set(found.oldest_transaction)
        self._bytes.set(found.bytes)
        self._alerts.clear()
        for alert in found.alerts():
            self._alerts.labels(alert).set(1)

    def serve(self, port: int, address: str = "127.0.0.1") -> tuple[int, Any, threading.Thread]:
        """Open the metrics page; port 0 takes a free one. Gives the port, the server (`shutdown()`) and its thread."""
        server, thread = start_http_server(port, address, registry=self.registry)
        return int(server.server_port), server, thread
