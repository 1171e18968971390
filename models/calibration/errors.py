"""What a target or a set of frames may lack, so that nothing can be measured on it."""

from __future__ import annotations

from models.errors import BiometricError


class BadFrames(BiometricError):
    """Too few frames, or frames of another size or type than the measurement asks for."""

    code = "calibration_frames"


class NotDark(BiometricError):
    """Something lies on the platen, or light falls on it, where darkness was asked for."""

    code = "calibration_not_dark"


class NotFlat(BiometricError):
    """The uniform target is missing, or does not cover the platen."""

    code = "calibration_not_flat"


class NoBars(BiometricError):
    """No bar target is seen over enough of the platen."""

    code = "calibration_no_bars"


class NoChart(BiometricError):
    """The chart of patches, or the camera chart, is not where it should be."""

    code = "calibration_no_chart"
