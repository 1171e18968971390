"""Fingers that were given in the wrong order get the positions that they look like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from models.finger import codec
from station.domain.samples import Finger, FingerSample


def new_places(advised: Mapping[Finger, Finger], taken: Sequence[Finger]) -> dict[Finger, Finger]:
    """Where each taken finger goes: as advised, and one whose place is given away gets the place that became free."""
    places = {finger: advised.get(finger, finger) for finger in taken}
    given_by = {to: finger for finger, to in advised.items() if finger in places}
    for finger in taken:
        if finger in advised or finger not in given_by:
            continue
        free = given_by[finger]
        while free in given_by:  # that place was given away, too
            free = given_by[free]
        places[finger] = free
    return places


def relabelled(sample: FingerSample, finger: Finger) -> FingerSample:
    """The sample at another position, in its template too; quality and threshold stay as they were judged."""
    if sample.finger is finger:
        return sample
    record = codec.decode(sample.template)
    return replace(sample, finger=finger, template=codec.encode(record.views, int(finger), record.qualities))
