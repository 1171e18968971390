import os
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from models import parameters
from models.errors import BadGallery, BadTemplate, Stopped
from models.face.template import FaceTemplate, template
from models.finger.compare import FingerTemplate
from models.finger.cylinders import cylinders
from models.matching import segment
from models.matching.calibration import LIVE, Calibration, FaceModel, FingerModel, ScoreModel
from models.matching.face_rows import FaceRows
from models.matching.gallery import Gallery, Hit, Prepared
from models.matching.pieces import Cipher, Octets
from models.matching.projection import ProbeCodes, Projection, codes
from models.matching.rows import Faces, pack, unpack
from models.matching.segment import PLACES
from models.matching.train_projection import finger, train
from models.types import Minutiae
from tests.unit.models.prints import moved

_MODEL = ScoreModel((0.0, 1.0), (-8.0, 12.0), (0.0, 1.0), (1.0, 1e-6), 1, 1, "a straight line, for tests")
_FACES = (
    FaceModel({"sface": 0.5, "dlib": 0.5}, 0.0, _MODEL),
    FaceModel({"sface": 1.0}, 0.0, _MODEL),
    FaceModel({"dlib": 1.0}, 0.0, _MODEL),
)
LINE = Calibration({LIVE: _FACES}, FingerModel.alike(_MODEL), "2026-01-01")
PEOPLE = 30


def face(person: int, shot: int = 0) -> np.ndarray:
    vector = np.random.default_rng(person).normal(size=128) + 0.3 * np.random.default_rng(1000 + shot).normal(size=128)
    return (vector / np.linalg.norm(vector)).astype(np.float32)


@cache
def print_of(person: int, position: int = 2, shot: int = 0) -> Minutiae:
    master = finger(np.random.default_rng((person, position)))
    return master if shot == 0 else moved(master, 4 * shot, -3, 0.1 * shot, jitter=1.2, seed=shot)


@cache
def template_of(person: int, position: int) -> FingerTemplate:
    return FingerTemplate.from_minutiae(print_of(person, position))


@pytest.fixture
def gallery() -> Gallery:
    filled = Gallery(LINE)
    for person in range(PEOPLE):
        filled.put(f"p{person}", face(person), {2: template_of(person, 2), 7: template_of(person, 7)})
    return filled


def found(gallery: Gallery, person: int, shot: int = 1) -> list[str]:
    return [hit.key for hit in gallery.search(face(person, shot), {2: print_of(person, 2, shot)}, limit=3)]


def test_everybody_is_found_by_finger_by_face_and_by_both(gallery: Gallery) -> None:
    for person in range(0, PEOPLE, 5):
        finger_only = gallery.search(None, {2: print_of(person, 2, 1), 7: print_of(person, 7, 1)}, limit=5)
        face_only = gallery.search(face(person, 1), {}, limit=5)
        both = gallery.search(face(person, 1), {2: print_of(person, 2, 1)}, limit=5)
        assert finger_only[0].key == face_only[0].key == both[0].key == f"p{person}"
        assert {part.part for part in finger_only[0].fused.parts} == {"2", "7"}
        assert {part.part for part in both[0].fused.parts} == {"2", "face"}
        assert both[0].fused.llr > max(both[1].fused.llr, face_only[0].fused.llr)


def test_candidates_of_either_modality_are_merged(gallery: Gallery) -> None:
    keys = [hit.key for hit in gallery.search(face(3, 1), {2: print_of(9, 2, 1)}, limit=2)]
    assert set(keys) == {"p3", "p9"}


def test_fingers_are_compared_with_their_own_position_only(gallery: Gallery) -> None:
    hit = gallery.search(None, {7: print_of(4, 2, 1)}, limit=1)
    assert not hit or hit[0].fused.parts[0].raw < 0.5
    unknown = gallery.search(None, {0: print_of(4, 2, 1)}, limit=1)
    assert unknown[0].key == "p4" and unknown[0].fused.parts[0].part == "2"


def test_a_removed_person_is_not_found_and_the_others_are(gallery: Gallery) -> None:
    assert gallery.remove("p3") and not gallery.remove("p3")
    assert "p3" not in gallery and len(gallery) == PEOPLE - 1
    assert "p3" not in found(gallery, 3) and gallery.verify("p3", face(3), {}) is None
    assert found(gallery, 4)[0] == "p4"


def test_a_row_that_is_free_again_is_taken_by_the_next_person(gallery: Gallery) -> None:
    for turn in range(5):
        gallery.remove("p3")
        gallery.put("p3", face(100 + turn), {2: print_of(100 + turn)})
        assert found(gallery, 100 + turn)[0] == "p3"
    gallery.put("new", face(3), {2: print_of(3)})
    assert found(gallery, 3)[0] == "new"
    (blocks,) = (segment.prints[2] for segment in gallery._segments)
    assert len(blocks) == 1 and blocks[0].used == PEOPLE + 1


def test_replacing_a_person_replaces_every_sample(gallery: Gallery) -> None:
    gallery.put("p5", None, {2: print_of(77)})
    assert gallery.verify("p5", face(5), {7: print_of(5, 7, 1)}) is None
    assert found(gallery, 77)[0] == "p5"
    former = gallery.verify("p5", None, {2: print_of(5, 2, 1)})
    assert former is not None and former.llr < 0
    assert len(gallery) == PEOPLE


def test_what_cannot_be_stored_changes_nothing(gallery: Gallery) -> None:
    for bad_face, fingers in (
        (np.zeros(128), {}),
        (np.ones(5), {}),
        (np.full(128, np.nan), {}),
        (face(1), {11: print_of(1)}),
    ):
        with pytest.raises(BadTemplate):
            gallery.put("p5", bad_face, fingers)
    assert found(gallery, 5)[0] == "p5"


def test_verification_compares_one_person_only(gallery: Gallery) -> None:
    own = gallery.verify("p6", face(6, 1), {2: print_of(6, 2, 1)})
    other = gallery.verify("p6", face(7, 1), {2: print_of(7, 2, 1)})
    assert own is not None and other is not None and own.llr > 5 > other.llr
    assert gallery.verify("nobody", face(6), {}) is None
    assert gallery.verify("p6", None, {3: print_of(6, 3)}) is None


def test_several_impressions_are_one_finger_and_each_can_match(gallery: Gallery) -> None:
    both = FingerTemplate.from_minutiae(print_of(200), print_of(201))
    gallery.put("two", None, {2: both})
    for person in (200, 201):
        assert found(gallery, person)[0] == "two"
    assert len(gallery.templates("two")[2].views) == 2


def test_a_comparison_can_be_explained(gallery: Gallery) -> None:
    explained = gallery.explain("p8", {2: print_of(8, 2, 1), 5: print_of(8, 5)})
    assert set(explained) == {2} and len(explained[2].pairs) >= 4
    assert gallery.explain("nobody", {2: print_of(8)}) == {}


def test_a_search_can_be_cancelled(gallery: Gallery) -> None:
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Stopped):
        gallery.search(face(1), {2: print_of(1)}, cancel=cancel)


def test_a_search_is_cancelled_while_it_runs(gallery: Gallery) -> None:
    class After:
        asked = 0

        def is_set(self) -> bool:
            self.asked += 1
            return self.asked > 1

    with pytest.raises(Stopped):
        gallery.search(None, {2: print_of(1)}, cancel=After())


def same_hits(one: list[Hit], other: list[Hit]) -> bool:
    """Sums of float32 end in other last digits where a processor multiplies another number of rows at once."""
    return [(hit.key, hit.fused.counted, hit.fused.encoders) for hit in one] == [
        (hit.key, hit.fused.counted, hit.fused.encoders) for hit in other
    ] and [hit.fused.llr for hit in one] == pytest.approx([hit.fused.llr for hit in other], abs=1e-5)


def test_an_empty_probe_or_gallery_has_no_candidates(gallery: Gallery) -> None:
    assert gallery.search(None, {}) == []
    assert Gallery(LINE).search(face(1), {2: print_of(1)}) == []


def test_a_saved_gallery_answers_as_before(gallery: Gallery, tmp_path: Path) -> None:
    gallery.remove("p0")
    gallery.put("late", face(300), {2: FingerTemplate.from_minutiae(print_of(300), print_of(301))}, "a note")
    gallery.save(tmp_path / "g")
    opened = Gallery.open(tmp_path / "g", LINE)
    assert sorted(opened) == sorted(gallery)
    assert opened.note("late") == "a note" and opened.note("p1") == "" and opened.note("p0") is None
    for person in (1, 17, 300):
        probe = (face(person, 1), {2: print_of(person, 2, 1)})
        assert same_hits(opened.search(*probe), gallery.search(*probe))
    assert np.array_equal(opened.templates("late")[2].views[1].x, gallery.templates("late")[2].views[1].x)


def test_an_opened_gallery_can_be_changed_without_touching_the_disk(gallery: Gallery, tmp_path: Path) -> None:
    gallery.save(tmp_path)
    opened = Gallery.open(tmp_path, LINE)
    opened.remove("p1")
    opened.put("p2", face(400), {2: print_of(400)})
    opened.put("new", face(401), {3: print_of(401, 3)})
    assert found(opened, 400)[0] == "p2" and "p1" not in opened
    assert found(Gallery.open(tmp_path, LINE), 2)[0] == "p2"
    assert opened.save(tmp_path) == 1
    again = Gallery.open(tmp_path, LINE)
    assert found(again, 400)[0] == "p2" and "p1" not in again and "new" in again
    assert len(list(tmp_path.iterdir())) == 1


def test_only_what_has_changed_is_written_again(tmp_path: Path) -> None:
    large = Gallery(LINE)
    for person in range(PLACES + 5):
        large.put(f"p{person}", face(person), {})
    assert large.save(tmp_path) == 2 and large.save(tmp_path) == 0
    large.remove(f"p{PLACES + 1}")
    large.put("next", face(5000), {2: print_of(1)})
    assert large.save(tmp_path) == 1
    opened = Gallery.open(tmp_path, LINE)
    assert opened.save(tmp_path) == 0 and len(opened) == PLACES + 5
    opened.remove("p7")
    opened.put("in its place", face(7000), {})
    opened.put("behind", face(7001), {})
    assert opened.save(tmp_path) == 2
    assert sorted(Gallery.open(tmp_path, LINE)) == sorted(opened)
    assert opened.search(face(7000, 1), {}, limit=1)[0].key == "in its place"


def test_places_left_by_a_smaller_file_are_filled_again(tmp_path: Path) -> None:
    large = Gallery(LINE)
    for person in range(PLACES + 5):
        large.put(f"p{person}", face(person), {})
    for person in range(0, PLACES, 2):
        large.remove(f"p{person}")
    large.save(tmp_path)
    opened = Gallery.open(tmp_path, LINE)
    for person in range(PLACES):
        opened.put(f"again{person}", face(9000 + person), {})
    assert len(opened) == PLACES // 2 + 5 + PLACES and len(opened._segments) == 2
    opened.save(tmp_path)
    again = Gallery.open(tmp_path, LINE)
    assert sorted(again) == sorted(opened)
    for person in (9000, 9000 + PLACES - 1, 1, PLACES + 4):
        hits = [gallery.search(face(person, 1), {}, limit=1)[0].key for gallery in (opened, again)]
        assert hits[0] == hits[1] and hits[0].endswith(str(person % 9000))


def test_a_person_in_two_files_counts_as_the_newer_one_says(tmp_path: Path) -> None:
    """The machine may stop after a person's new place was written and before the old one was."""
    gallery = Gallery(LINE)
    for person in range(PLACES + 1):
        gallery.put(f"p{person}", face(person), {})
    gallery.save(tmp_path)
    (old,) = tmp_path.glob("000000-*")
    kept = old.read_bytes()
    gallery.remove("p3")
    gallery._free.clear()
    gallery.put("p3", face(333), {})
    gallery.save(tmp_path)
    for new in tmp_path.glob("000000-*"):
        new.unlink()
    old.write_bytes(kept)
    opened = Gallery.open(tmp_path, LINE)
    assert len(opened) == PLACES + 1
    verified = opened.verify("p3", face(333), {})
    assert verified is not None and verified.parts[0].raw > 0.99


def test_a_gallery_without_anybody_can_be_saved(tmp_path: Path) -> None:
    Gallery(LINE).save(tmp_path)
    opened = Gallery.open(tmp_path, LINE)
    opened.put("first", face(1), {2: print_of(1)})
    assert found(opened, 1)[0] == "first"
    opened.save(tmp_path)
    opened.remove("first")
    opened.save(tmp_path)
    assert list(tmp_path.iterdir()) == []


class Seal:
    """Good enough to show that every piece is bound to its file and place."""

    def __init__(self, key: bytes = bytes(32)) -> None:
        self._cipher = AESGCM(key)

    def seal(self, file: bytes, number: int, piece: bytes) -> bytes:
        return self._cipher.encrypt(number.to_bytes(12, "big"), piece, file)

    def open(self, file: bytes, number: int, sealed: bytes) -> bytes:
        try:
            return self._cipher.decrypt(number.to_bytes(12, "big"), sealed, file)
        except InvalidTag as error:
            raise ValueError from error

    def open_in(self, file: bytes, number: int, sealed: bytes, room: Callable[[int], Octets]) -> Octets:
        piece = self.open(file, number, sealed)
        found = room(len(piece))
        found[:] = np.frombuffer(piece, np.uint8)
        return found


@pytest.mark.parametrize("cipher", [None, Seal()], ids=["clear", "sealed"])
@pytest.mark.parametrize("fault", ["absent", "torn", "shorter", "longer", "version", "other key"])
def test_a_damaged_gallery_is_refused_or_left_out(
    gallery: Gallery, tmp_path: Path, fault: str, cipher: Cipher | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "g"
    for person in range(PEOPLE, PLACES + 3):
        gallery.put(f"p{person}", face(person), {})
    gallery.save(folder, cipher)
    file, other = sorted(folder.iterdir())
    content = file.read_bytes()
    if fault == "absent":
        file.unlink()
        other.unlink()
        folder.rmdir()
    elif fault == "torn":
        file.write_bytes(content[: len(content) // 2])
    elif fault == "shorter":
        file.write_bytes(content[:5000] + content[5001:])
    elif fault == "longer":
        file.write_bytes(content + b"0")
    elif fault == "version":
        monkeypatch.setattr(segment, "VERSION", segment.VERSION + 1)
    elif cipher is None:
        return
    else:
        cipher = Seal(bytes([1]) * 32)
    with pytest.raises(BadGallery):
        Gallery.open(folder, LINE, cipher)
    rest, lost = Gallery.recover(folder, LINE, cipher)
    if fault in ("torn", "shorter", "longer"):
        assert len(lost) == 1 and sorted(rest) == sorted(f"p{person}" for person in range(PLACES, PLACES + 3))
        rest.put("p1", face(1), {})
        rest.save(folder, cipher)
        assert sorted(Gallery.open(folder, LINE, cipher)) == sorted(rest)
    else:
        assert len(rest) == 0 and len(lost) == (0 if fault == "absent" else 2)


def test_a_print_that_was_changed_on_disk_is_noticed_when_it_is_read(gallery: Gallery, tmp_path: Path) -> None:
    gallery.save(tmp_path, Seal())
    (file,) = tmp_path.iterdir()
    content = bytearray(file.read_bytes())
    content[-len(content) // 3] ^= 1
    file.write_bytes(content)
    opened = Gallery.open(tmp_path, LINE, Seal())
    with pytest.raises(BadGallery):
        for person in opened:
            opened.templates(person)


def test_nothing_of_a_sealed_gallery_is_readable(tmp_path: Path) -> None:
    gallery = Gallery(LINE)
    gallery.put("a name to look for", face(1), {2: print_of(1)}, "a note to look for")
    gallery.save(tmp_path, Seal())
    (file,) = tmp_path.iterdir()
    content = file.read_bytes()
    assert b"to look for" not in content and face(1).tobytes()[:8] not in content and b"version" not in content


def test_a_save_that_dies_halfway_leaves_the_old_gallery(
    gallery: Gallery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gallery.save(tmp_path)
    gallery.remove("p1")

    def full(*_: object) -> None:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="space"):
        gallery.save(tmp_path)
    monkeypatch.undo()
    assert "p1" in Gallery.open(tmp_path, LINE) and len(list(tmp_path.iterdir())) == 1
    gallery.save(tmp_path)
    assert "p1" not in Gallery.open(tmp_path, LINE)


def test_who_cannot_reach_the_floor_is_not_compared_further(gallery: Gallery) -> None:
    probe = (face(8, 1), {2: print_of(8, 2, 1), 7: print_of(8, 7, 1)})
    everybody = gallery.search(*probe, limit=PEOPLE)
    above = gallery.search(*probe, limit=PEOPLE, floor=0.0)
    assert len(everybody) == PEOPLE
    assert same_hits(above, [hit for hit in everybody if hit.fused.llr >= 0]) and above[0].key == "p8"
    assert same_hits(gallery.search(*probe, limit=3), everybody[:3])
    assert gallery.search(*probe, floor=1000.0) == []


def test_a_large_gallery_finds_by_half_the_minutiae_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parameters, "SEARCH_FURTHER", 10)
    monkeypatch.setattr(parameters, "SEARCH_CANDIDATES", 5)
    crowd = Gallery(LINE)
    for person in range(120):
        crowd.put(f"p{person}", None, {2: template_of(person, 2)})
    found_first = [crowd.search(None, {2: print_of(person, 2, 1)}, limit=1)[0].key for person in range(0, 120, 6)]
    assert found_first == [f"p{person}" for person in range(0, 120, 6)]


@pytest.mark.parametrize("saved", [False, True])
def test_a_gallery_of_several_files_looks_at_the_same_people_as_one_print_after_the_other(
    saved: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parameters, "SEARCH_FURTHER", 300)
    drawn = [Gallery(LINE).prepare({2: print_of(person)})[2][0] for person in range(12)]
    noise = np.random.default_rng(5)
    crowd, codes_of = Gallery(LINE), {}
    for person in range(5 * PLACES + 17):
        like = drawn[int(noise.integers(len(drawn)))]
        varied = np.clip(like.codes + noise.normal(0, 40, like.codes.shape), 0, 255).astype(np.uint8)
        crowd.put_prepared(f"p{person}", None, {2: [Prepared(varied, like.packed)]})
        codes_of[f"p{person}"] = varied
    for person in [*range(0, len(codes_of), 3), *range(2 * PLACES, 3 * PLACES)]:
        if crowd.remove(f"p{person}"):
            del codes_of[f"p{person}"]
    if saved:
        crowd.save(tmp_path)
        crowd = Gallery.open(tmp_path, LINE)
    print_ = FingerTemplate.from_minutiae(print_of(3, 2, 1))
    probe = ProbeCodes(Projection.shipped().embed(print_.views[0], print_.cylinders[0]))

    def best(of: dict[str, np.ndarray], minutiae: int, count: int) -> dict[str, float]:
        score = {key: float(probe.scores(one[:minutiae], minutiae, [1])[0]) for key, one in of.items()}
        return {key: score[key] for key in sorted(score, key=lambda key: -score[key])[:count]}

    further = best(codes_of, parameters.SEARCH_FIRST, max(300, len(codes_of) // 8))
    expected = best({key: codes_of[key] for key in further}, parameters.SEARCH_MINUTIAE, parameters.SEARCH_CANDIDATES)
    likely = crowd.likely(None, {2: print_})
    assert len(likely) == len(set(likely)) == parameters.SEARCH_CANDIDATES
    assert list(best({key: codes_of[key] for key in likely}, parameters.SEARCH_MINUTIAE, len(likely)).values()) == list(
        expected.values()
    )


def test_a_print_survives_packing() -> None:
    view = print_of(1)
    valid = cylinders(view)
    again, cylinders_again = unpack(pack(view, valid))
    assert np.array_equal(again.x, view.x) and np.array_equal(again.angle, view.angle)
    assert np.array_equal(cylinders_again.bits, valid.bits) and np.array_equal(cylinders_again.index, valid.index)
    for size in (0, 5, 100):
        with pytest.raises(BadGallery):
            unpack(pack(view, valid)[:size])


def test_the_shipped_projection_is_the_one_that_training_makes() -> None:
    again, shipped = train(fingers=150), Projection.shipped()
    assert np.corrcoef(again.mean, shipped.mean)[0, 1] > 0.99
    cosines = np.linalg.svd(np.linalg.qr(again.axes)[0].T @ np.linalg.qr(shipped.axes)[0], compute_uv=False)
    assert np.mean(cosines) > 0.8  # the same space, up to the smaller sample


def test_the_projection_tells_the_same_finger_from_another() -> None:
    projection = Projection.shipped()

    def vectors(minutiae: Minutiae) -> np.ndarray:
        return projection.embed(minutiae, cylinders(minutiae))

    stored = np.stack([vectors(print_of(person)) for person in range(30)], axis=1)
    ranks = [int(_scores(vectors(print_of(person, 2, 1)), stored).argmax()) for person in range(30)]
    assert ranks == list(range(30))
    itself = _scores(vectors(print_of(1)), stored)
    assert itself[1] == pytest.approx(1, abs=0.01) and itself.max() <= 1.01


def _scores(probe: np.ndarray, stored: np.ndarray) -> np.ndarray:
    """Of vectors of stored prints, [minutiae, n, WIDTH], in two parts, as the rows of two blocks are."""
    minutiae, count, width = stored.shape
    parts = (count // 3, count - count // 3)
    rows = np.concatenate([part.reshape(-1, width) for part in np.split(codes(stored), [parts[0]], axis=1)])
    return ProbeCodes(probe).scores(rows, minutiae, parts)


def test_codes_score_as_the_vectors_they_stand_for() -> None:
    projection = Projection.shipped()
    vectors = np.stack([projection.embed(print_of(n), cylinders(print_of(n))) for n in range(30)], axis=1)
    probe = projection.embed(print_of(3, 2, 1), cylinders(print_of(3, 2, 1)))
    best = np.sort((vectors @ probe.T).max(axis=0), axis=1)[:, -parameters.SEARCH_BEST :]
    exact = best.mean(axis=1) / (1 + parameters.SEARCH_DIRECTION)
    assert _scores(probe, vectors) == pytest.approx(exact, abs=0.01)
    assert _scores(np.zeros_like(probe), vectors) == pytest.approx(np.zeros(30), abs=1e-6)


def test_a_large_gallery_of_faces_has_the_same_nearest_from_several_threads() -> None:
    base = np.random.default_rng(1).normal(size=(300_000, 128)).astype(np.float32)
    probe = base[123_456]
    faces = Faces(128)
    for first in range(0, len(base), PLACES):
        faces.fill(first, base[first : first + PLACES])
    faces.write(300_001, probe)
    cosines = faces.cosines(probe, 300_002)
    assert cosines.shape == (300_002,) and cosines[300_000] == 0
    assert np.allclose(cosines[:300_000], base @ probe, atol=1e-3)
    assert cosines[300_001] == pytest.approx(float(probe @ probe), rel=1e-5)
    rows = np.array([300_001, 5, 123_456, 300_000, 900_000])
    assert np.array_equal(faces.gather(rows), np.stack([probe, base[5], probe, 0 * probe, 0 * probe]))


def both(person: int, shot: int = 0) -> FaceTemplate:
    return template({"dlib": face(person, shot), "sface": face(50_000 + person, 7 + shot)})


def test_people_with_one_vector_and_with_two_are_found_together() -> None:
    mixed = Gallery(LINE)
    for person in range(PEOPLE):
        mixed.put(f"p{person}", face(person) if person % 3 == 0 else both(person), {})
    for person in range(PEOPLE):
        hit = mixed.search(both(person, 1), {}, limit=1)[0]
        assert hit.key == f"p{person}"
        assert set(hit.fused.encoders) == ({"dlib"} if person % 3 == 0 else {"dlib", "sface"})
        old_probe = mixed.search(face(person, 1), {}, limit=1)[0]
        assert old_probe.key == f"p{person}" and old_probe.fused.encoders == ("dlib",)


def test_a_gallery_of_both_encoders_is_saved_and_opened_with_both(tmp_path: Path) -> None:
    mixed = Gallery(LINE)
    for person in range(5):
        mixed.put(f"p{person}", face(person) if person == 3 else both(person), {})
    mixed.remove("p1")
    mixed.save(tmp_path)
    opened = Gallery.open(tmp_path, LINE)
    assert same_hits(opened.search(both(2, 1), {}, limit=9), mixed.search(both(2, 1), {}, limit=9))
    hit = opened.search(both(3, 1), {}, limit=1)[0]
    assert hit.key == "p3" and hit.fused.encoders == ("dlib",)
    opened.put("p3", both(3), {})  # completed at the next visit
    assert set(opened.search(both(3, 1), {}, limit=1)[0].fused.encoders) == {"dlib", "sface"}


def test_two_passes_find_whom_one_pass_over_everything_finds() -> None:
    rng = np.random.default_rng(9)
    count, common = 3000, 1.2
    vectors = {name: rng.normal(size=(count, 128)).astype(np.float32) for name in ("dlib", "sface")}
    rows = FaceRows()
    for person in range(count):
        rows.write(person, template({name: table[person] for name, table in vectors.items()}))
    for person in range(0, count, 300):
        probe = template({n: t[person] + common * rng.normal(size=128) for n, t in vectors.items()})
        everything = sum(0.5 * rows.matrices(range(count))[name] @ probe.vectors[name] for name in vectors)
        assert int(np.argmax(everything)) == person
        looked = rows.likely(probe, LINE, count)
        assert looked is not None and looked[1][0] == person and looked[0].shape == (count,)


def test_a_vector_of_another_length_is_refused_and_changes_nothing(gallery: Gallery) -> None:
    short = template({"dlib": np.ones(64)})
    for work in (lambda: gallery.put("p1", short, {}), lambda: gallery.search(short, {})):
        with pytest.raises(BadTemplate):
            work()
    assert "p1" in gallery and found(gallery, 1)[0] == "p1"
