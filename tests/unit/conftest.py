"""Fixtures that several rooms share: a store on disk for each test, one PostgreSQL server for the whole suite."""

from tests.rig.central import central, client, raw, record
from tests.rig.quick import shipped_costs
from tests.rig.stores import agency, clock, keys, store

__all__ = ["agency", "central", "client", "clock", "keys", "raw", "record", "shipped_costs", "store"]
