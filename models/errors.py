"""What biometrics may refuse: a stable code for the screen, a detail for the technician."""

from __future__ import annotations


class BiometricError(Exception):
    """An expected failure of this room.

    `code` is a stable snake_case word that the screen turns into a sentence; `detail` is for the
    technician's log and must never hold anything personal.
    """

    code = "biometric_error"

    def __init__(self, detail: str = "", code: str | None = None) -> None:
        super().__init__(detail or code or self.code)
        self.detail = detail
        if code is not None:
            self.code = code


class WeightsMissing(BiometricError):
    """A packaged weight file is absent, or its content is not the one this station was measured with."""

    code = "weights_missing"


class BadNetwork(BiometricError):
    """The weight file is not the network this reader knows."""

    code = "bad_network_file"


class BadImage(BiometricError):
    """Not an image this room can work on: wrong type, shape, size or resolution."""

    code = "bad_image"


class NoFingerprint(BiometricError):
    """No ridge pattern with enough minutiae was found."""

    code = "no_fingerprint"


class BadTemplate(BiometricError):
    """A finger minutiae record that ISO/IEC 19794-2:2005 does not allow, or that cannot be written as one."""

    code = "bad_template"


class BadWsq(BiometricError):
    """A byte string that is not a complete WSQ image."""

    code = "bad_wsq"


class BadGallery(BiometricError):
    """A gallery on disk that is incomplete or of another version."""

    code = "bad_gallery"


class BrokenPrint(BadGallery):
    """A print of somebody in an opened gallery that cannot be read from its file any more. key: whose."""

    def __init__(self, key: str) -> None:
        super().__init__("a print cannot be read")
        self.key = key


class Stopped(BiometricError):
    """The caller gave up waiting."""

    code = "cancelled"
