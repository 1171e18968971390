"""The central database and the road to it."""
