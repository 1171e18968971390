"""Invented fingerprints: a finger is grown once (`master`) and touches the glass (`impression`) as often as needed."""

from models.synthesis.ridges import HEIGHT, WIDTH, Master, master
from models.synthesis.skin import PLATEN, Touch, impression

__all__ = ["HEIGHT", "PLATEN", "WIDTH", "Master", "Touch", "impression", "master"]
