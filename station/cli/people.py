"""The people of a journey: a JSON list of travellers with document lines, photographs and finger pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.errors import BiometricError
from models.finger import print_picture
from station.domain import foreign
from station.domain.samples import Finger
from station.errors import StationError

LONGEST = 64 << 20  # characters of the file


class BadPeople(StationError):
    """The file of people, or a picture it names, cannot be used; `detail` says which."""

    code = "people_file"


@dataclass(frozen=True)
class EnrolledPerson:
    id: str
    mrz: tuple[str, ...]
    faces: tuple[Path, ...]
    ppi: float
    fingers: Mapping[Finger, tuple[Path, ...]]  # position -> impressions, the first one enrols

    def face(self, index: int) -> NDArray[np.uint8]:
        """BGR; faces wrap around."""
        return _image(self.faces[index % len(self.faces)], cv2.IMREAD_COLOR)

    def impression(self, finger: Finger, index: int) -> NDArray[np.uint8]:
        """Grey; a finger with fewer impressions wraps around."""
        paths = self.fingers[finger]
        path = paths[index % len(paths)]
        try:
            return print_picture.read(path.read_bytes()).pixels
        except (OSError, BiometricError) as error:
            raise BadPeople(f"{path.name}: no print") from error

    @property
    def impressions(self) -> int:
        return max(len(paths) for paths in self.fingers.values())


def load(file: Path) -> list[EnrolledPerson]:
    """Raises BadPeople."""
    try:
        raw = foreign.read(file.read_text(), size=LONGEST)
        people = [_person(entry, file.parent) for entry in raw]
    except OSError as error:
        raise BadPeople(f"{file.name}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadPeople(f"{file.name}: {type(error).__name__} {error}") from error
    if not people:
        raise BadPeople(f"{file.name}: nobody in it")
    return people


def _person(entry: Mapping[str, Any], folder: Path) -> EnrolledPerson:
    fingers = {
        Finger(int(position)): tuple(folder / name for name in names)
        for position, names in entry["fingers"].items()
        if names
    }
    faces = tuple(folder / name for name in entry["face"])
    if not faces or not fingers:
        raise ValueError(f"{entry['id']}: at least one face and one finger are needed")
    return EnrolledPerson(str(entry["id"]), tuple(entry["mrz"]), faces, float(entry["ppi"]), fingers)


def _image(path: Path, flags: int) -> NDArray[np.uint8]:
    image = cv2.imread(str(path), flags)
    if image is None:
        raise BadPeople(f"{path.name}: no picture")
    return np.asarray(image, np.uint8)
