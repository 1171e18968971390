"""The counter: what officers, supervisors and technicians do at a border post."""

import drivers  # noqa: F401  bounds what OpenCV unpacks, which must be said before anybody imports OpenCV

__version__ = "0.1.0"  # of this program, as certificates, records and packages name it
