"""The counter: what officers, supervisors and technicians do at a border post."""

__version__ = "0.1.0"  # of this program, as certificates, records and packages name it
