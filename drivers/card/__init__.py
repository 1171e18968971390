"""Chips of travel documents: how they are opened and how one speaks to them under protection (ICAO Doc 9303-11).

Nothing here reaches a reader: octets in, octets out, so that any channel can carry them.
"""
