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
    """The chart of patches is not where it should be."""

    code = "calibration_no_chart"


class NoCameraChart(BiometricError):
    """The camera does not see the whole of its chart, or sees it too blurred to find its way on it."""

    code = "camera_chart_not_seen"


class ChartMoved(BiometricError):
    """Camera or chart were not still while the frames were taken."""

    code = "camera_chart_moved"
