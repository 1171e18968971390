"""What the chip of a travel document says, and whether the state that issued it signed it (ICAO Doc 9303-10 to -13).

Octets in, dataclasses out; how the chip is reached is the card drivers' affair.
"""
