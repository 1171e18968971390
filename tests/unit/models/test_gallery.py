import json
import threading
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from models.errors import BadGallery, BadTemplate, Cancelled
from models.face.template import FaceTemplate, template
from models.finger.compare import FingerTemplate
from models.finger.cylinders import cylinders
from models.matching.calibration import LIVE, Calibration, FaceModel, FingerModel, ScoreModel
from models.matching.face_rows import FaceRows
from models.matching.gallery import Gallery
from models.matching.projection import Projection, scores
from models.matching.rows import Faces, pack, unpack
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
    assert len(gallery._prints[2].blocks) == 1 and gallery._prints[2].blocks[0].used == PEOPLE + 1


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
    with pytest.raises(Cancelled):
        gallery.search(face(1), {2: print_of(1)}, cancel=cancel)


def test_a_search_is_cancelled_while_it_runs(gallery: Gallery) -> None:
    class After:
        asked = 0

        def is_set(self) -> bool:
            self.asked += 1
            return self.asked > 10

    with pytest.raises(Cancelled):
        gallery.search(None, {2: print_of(1)}, cancel=After())


def test_an_empty_probe_or_gallery_has_no_candidates(gallery: Gallery) -> None:
    assert gallery.search(None, {}) == []
    assert Gallery(LINE).search(face(1), {2: print_of(1)}) == []


def test_a_saved_gallery_answers_as_before(gallery: Gallery, tmp_path: Path) -> None:
    gallery.remove("p0")
    gallery.put("late", face(300), {2: FingerTemplate.from_minutiae(print_of(300), print_of(301))})
    gallery.save(tmp_path / "g")
    opened = Gallery.open(tmp_path / "g", LINE)
    assert sorted(opened) == sorted(gallery)
    for person in (1, 17, 300):
        probe = (face(person, 1), {2: print_of(person, 2, 1)})
        assert opened.search(*probe) == gallery.search(*probe)


def test_an_opened_gallery_can_be_changed_without_touching_the_disk(gallery: Gallery, tmp_path: Path) -> None:
    gallery.save(tmp_path)
    opened = Gallery.open(tmp_path, LINE)
    opened.remove("p1")
    opened.put("p2", face(400), {2: print_of(400)})
    opened.put("new", face(401), {3: print_of(401, 3)})
    assert found(opened, 400)[0] == "p2" and "p1" not in opened
    assert found(Gallery.open(tmp_path, LINE), 2)[0] == "p2"
    opened.save(tmp_path)
    again = Gallery.open(tmp_path, LINE)
    assert found(again, 400)[0] == "p2" and "p1" not in again and "new" in again
    assert len(list(tmp_path.glob("generation-*"))) == 1


def test_a_gallery_without_anybody_can_be_saved(tmp_path: Path) -> None:
    Gallery(LINE).save(tmp_path)
    opened = Gallery.open(tmp_path, LINE)
    opened.put("first", face(1), {2: print_of(1)})
    assert found(opened, 1)[0] == "first"


@pytest.mark.parametrize("fault", ["absent", "torn", "shorter", "version", "algorithms", "text", "owner"])
def test_a_damaged_gallery_is_refused_when_opened(gallery: Gallery, tmp_path: Path, fault: str) -> None:
    gallery.save(tmp_path)
    folder = next(tmp_path.glob("generation-*"))
    current = tmp_path / "current.json"
    head = json.loads(current.read_text())
    if fault == "absent":
        (folder / "faces-dlib.npy").unlink()
    elif fault == "torn":
        (folder / "vectors-2.npy").write_bytes((folder / "vectors-2.npy").read_bytes()[:5000])
    elif fault == "shorter":
        (folder / "packed-2.bin").write_bytes((folder / "packed-2.bin").read_bytes()[:-1])
    elif fault == "text":
        current.write_text("{")
    elif fault == "owner":
        np.save(folder / "owner-2.npy", np.full(PEOPLE, PEOPLE, np.int32))
    else:
        current.write_text(json.dumps(head | {fault: "0"}))
    with pytest.raises(BadGallery):
        Gallery.open(tmp_path, LINE)


def test_a_save_that_dies_halfway_leaves_the_old_gallery(
    gallery: Gallery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gallery.save(tmp_path)
    gallery.remove("p1")

    def torn(*_: object) -> None:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(np, "save", torn)
    with pytest.raises(OSError, match="space"):
        gallery.save(tmp_path)
    monkeypatch.undo()
    assert "p1" in Gallery.open(tmp_path, LINE)


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
    ranks = [int(scores(vectors(print_of(person, 2, 1)), stored).argmax()) for person in range(30)]
    assert ranks == list(range(30))
    itself = scores(vectors(print_of(1)), stored)
    assert itself[1] == pytest.approx(1, abs=1e-3) and itself.max() <= 1.001


def test_a_large_gallery_of_faces_has_the_same_nearest_from_several_threads() -> None:
    base = np.random.default_rng(1).normal(size=(300_000, 128)).astype(np.float32)
    probe = base[123_456]
    faces = Faces(128, base)
    faces.write(300_001, probe)
    found = faces.nearest(probe, 50)
    assert set(found) == {300_001, *np.argsort(-(base @ probe))[:49].tolist()}
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
    assert opened.search(both(2, 1), {}, limit=9) == mixed.search(both(2, 1), {}, limit=9)
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
        assert person in rows.likely(probe, LINE)


def test_a_vector_of_another_length_is_refused_and_changes_nothing(gallery: Gallery) -> None:
    short = template({"dlib": np.ones(64)})
    for work in (lambda: gallery.put("p1", short, {}), lambda: gallery.search(short, {})):
        with pytest.raises(BadTemplate):
            work()
    assert "p1" in gallery and found(gallery, 1)[0] == "p1"
