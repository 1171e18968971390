"""Travellers for demonstration, training and tests: invented names, papers of the fictional state Utopia (UTO, as in
ICAO Doc 9303's specimens), faces and fingers that nobody owns. All of it follows from the traveller's number."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.document.compose import compose
from models.synthesis import faces, prints
from models.synthesis.looks import SKIN, look

Picture = NDArray[np.uint8]

# The face encoders to which the invented people are different people. All are painted over one portrait, and SFace
# still sees it: of the 105 pairs of the crowd 47 are one person to both encoders together. The first four are apart to
# both, too.
TOLD_APART_BY = ("dlib",)
CROWD = Path(__file__).with_name("crowd.json")  # seeds of faces that are far enough apart; see choose.py

# Invented: common given names and surnames of each culture, joined at random. (given, surname, man, complexion): the
# last, an index into looks.SKIN, only chooses which of the prepared faces bears the name.
_NAMES: tuple[tuple[str, str, bool, int], ...] = (
    ("Budi Hartono", "Wijaya", True, 5), ("Siti Rahmawati", "Kusumaningrum", False, 5),
    ("Lukas", "Brandstätter", True, 2), ("Ni Luh Ayu", "Pradnyani", False, 6), ("Yohanes", "Rumbiak", True, 8),
    ("Chiara", "Montefusco", False, 2), ("Agus", "Situmorang", True, 6), ("Amina Zahra", "El Haddaoui", False, 4),
    ("Kenji", "Moriwaki", True, 3), ("Dewi Anggraini", "Nasution", False, 6), ("Oluwaseun", "Adebayo-Cole", True, 9),
    ("Ingrid Solveig", "Åsheim", False, 0), ("Rajesh Kumar", "Venkatanarayan", True, 7),
    ("Grace Wanjiru", "Kariuki", False, 9), ("José Ignacio", "Quiroga Peña", True, 4), ("Mei Ling", "Tan", False, 3),
    ("Mohd Faisal", "Bin Kamaruddin", True, 6), ("Putri Maharani", "", False, 5), ("Aleksander", "Wójtowicz", True, 0),
    ("Thanh Hà", "Nguyễn", False, 4), ("Tariq", "Al-Masri", True, 4), ("Maria Fernanda", "Do Vale", False, 3),
    ("Seo-jun", "Bae", True, 4), ("Rosalind", "O'Shaughnessy", False, 1), ("Eko", "Prabowo", True, 5),
    ("Leilani", "Kahananui", False, 6), ("Dmitri", "Yakovenko", True, 1), ("Nur Aisyah", "Binti Osman", False, 5),
    ("Tesfaye", "Gebremariam", True, 8), ("Hanna", "Lindqvist", False, 0), ("Rizky", "Ramadhan", True, 6),
    ("Fatimah", "Sembiring", False, 6),
)  # fmt: skip
_ISSUED = date(2024, 3, 1)  # of the first passport; the others follow


@dataclass(frozen=True)
class SyntheticTraveller:
    """One invented person. id: "T01"...; birth "YYYY-MM-DD"; face_seed and print_seed give pictures of any number."""

    id: str
    given_names: str
    surname: str
    sex: str
    birth: str
    number: str
    expiry: date
    face_seed: int
    print_seed: int

    @property
    def mrz(self) -> tuple[str, ...]:
        """The two lines of the passport (TD3, UTO), every check digit right."""
        return self.papers("TD3")

    def papers(self, kind: str, number: str | None = None, expiry: date | None = None) -> tuple[str, ...]:
        """The lines of another document of the same person: "TD1", "TD2", "TD3", "MRV-A" or "MRV-B".

        `number` and `expiry` replace those of the passport, as for one that was renewed.
        """
        surname, given = (self.surname, self.given_names) if self.surname else (self.given_names, "")
        return compose(
            kind,
            issuer="UTO",
            nationality="UTO",
            number=number or self.number,
            surname=surname,
            given_names=given,
            birth=self.birth,
            sex=self.sex,
            expiry=expiry or self.expiry,
        )

    def face(self, shot: int = 0, size: tuple[int, int] = (1280, 960)) -> Picture:
        """Before the camera: uint8[height, width, 3] BGR, `size` = (width, height); see faces.portrait."""
        return faces.portrait(self.face_seed, shot, size)

    def finger(self, position: int, impression: int = 0, ppi: float = 500) -> Picture:
        """A touch of the finger 1..10: uint8[h, w], ridges dark on near white; see prints.impression."""
        if not 1 <= position <= 10:
            raise ValueError("finger positions run from 1 to 10")
        return prints.impression(_master(self.print_seed, position), impression, ppi)


@lru_cache(maxsize=48)
def _master(seed: int, position: int) -> prints.Master:
    return prints.master(seed, position)


def travellers(n: int = 12) -> list[SyntheticTraveller]:
    """The first `n` invented people; always the same. Raises ValueError beyond the number of chosen faces."""
    crowd = json.loads(CROWD.read_text(encoding="utf-8"))["people"]
    if n > len(crowd):
        raise ValueError(f"only {len(crowd)} invented people are prepared")
    names = list(_NAMES)
    people: list[SyntheticTraveller] = []
    for index, entry in enumerate(crowd[:n], start=1):
        seed = int(entry["seed"])
        face = look(seed)
        misfit = [(name[2] is not face.manly, abs(name[3] - SKIN.index(face.skin))) for name in names]
        given, surname, manly, _ = names.pop(misfit.index(min(misfit)))
        people.append(_traveller(index, given, surname, manly, seed))
    return people


def _traveller(index: int, given: str, surname: str, manly: bool, face_seed: int) -> SyntheticTraveller:
    random = np.random.default_rng([index, 50])
    old = look(face_seed).age
    born = date(2006, 1, 1) - timedelta(days=int(365.25 * 52 * old + random.integers(365)))
    issued = _ISSUED + timedelta(days=int(random.integers(900)))
    letters = "ABCDEFGHJKLMNPRSTUVWXYZ"  # no letter that is read as a digit
    number = f"{letters[int(random.integers(len(letters)))]}{int(random.integers(10**7, 10**8))}"
    return SyntheticTraveller(
        id=f"T{index:02d}",
        given_names=given,
        surname=surname,
        sex="M" if manly else "F",
        birth=born.isoformat(),
        number=number,
        expiry=issued.replace(year=issued.year + 10) if (issued.month, issued.day) != (2, 29) else date(2034, 2, 28),
        face_seed=face_seed,
        print_seed=9000 + index,
    )
