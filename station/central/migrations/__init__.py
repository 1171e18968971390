"""The schema of the central database, step by step; `station.central.install` runs them."""
