"""The face network against dlib's own, and the cache that keeps its conversion."""

from __future__ import annotations

import hashlib
from pathlib import Path

import cv2
import dlib
import numpy as np
import pytest
import skimage.data
from numpy.typing import NDArray

from models import weights
from models.errors import BadImage
from models.face import dlib_net, embed
from models.face.detect import Detector, Face
from models.face.embed import Embedder, chip, fuse, similarity


@pytest.fixture(scope="module")
def astronaut() -> NDArray[np.uint8]:
    return np.ascontiguousarray(skimage.data.astronaut()[:, :, ::-1])


@pytest.fixture(scope="module")
def face(astronaut: NDArray[np.uint8]) -> Face:
    return Detector().find(astronaut)[0]


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    return Embedder(tmp_path_factory.mktemp("cache"))


def test_the_network_gives_the_numbers_that_face_recognition_gives(
    embedder: Embedder, astronaut: NDArray[np.uint8]
) -> None:
    import face_recognition

    rgb = np.ascontiguousarray(astronaut[:, :, ::-1])
    place = face_recognition.face_locations(rgb)
    theirs = face_recognition.face_encodings(rgb, place, model="small")[0]
    top, right, bottom, left = place[0]
    predictor = dlib.shape_predictor(str(weights.path("face_landmarks")))
    theirs_chip = dlib.get_face_chip(rgb, predictor(rgb, dlib.rectangle(left, top, right, bottom)), 150, 0.25)
    ours = embedder.forward(theirs_chip[None])[0]
    assert np.abs(ours - theirs).max() < 1e-6


def test_the_whole_path_stays_near_face_recognition_on_photographs(embedder: Embedder, shared: Path) -> None:
    import face_recognition

    detector = Detector()
    for file in sorted((shared / "data/faces/lfw").glob("*/*_0002.jpg"))[:8]:
        bgr = cv2.imread(str(file))
        found = detector.find(bgr, still=True)[0]
        left, top, right, bottom = (round(v) for v in found.box)
        rgb = np.ascontiguousarray(bgr[:, :, ::-1])
        theirs = face_recognition.face_encodings(rgb, [(top, right, bottom, left)], model="small")[0]
        ours = embedder.forward(chip(bgr, found.landmarks)[None])[0]
        assert similarity(embed.normalise(ours), embed.normalise(theirs.astype(np.float32))) > 0.985


def test_an_embedding_has_unit_length_and_does_not_change_when_the_picture_is_mirrored(
    embedder: Embedder, astronaut: NDArray[np.uint8], face: Face
) -> None:
    one = embedder.embed(astronaut, face)
    assert one.shape == (128,) and one.dtype == np.float32
    assert np.linalg.norm(one) == pytest.approx(1, abs=1e-5)
    points = face.landmarks.copy()
    points[:, 0] = astronaut.shape[1] - 1 - points[:, 0]
    mirrored = Face(face.box, points[[2, 3, 0, 1, 4]], face.score)
    other = embedder.embed(np.ascontiguousarray(astronaut[:, ::-1]), mirrored)
    assert similarity(one, other) > 0.99


def test_size_of_the_picture_hardly_moves_an_embedding(
    embedder: Embedder, astronaut: NDArray[np.uint8], face: Face
) -> None:
    large = cv2.resize(astronaut, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)
    scaled = Face(tuple(4 * v for v in face.box), face.landmarks * 4 + 1.5, face.score)  # type: ignore[arg-type]
    assert similarity(embedder.embed(astronaut, face), embedder.embed(large, scaled)) > 0.99


def test_many_faces_at_once_are_embedded_as_one_by_one(
    embedder: Embedder, astronaut: NDArray[np.uint8], face: Face
) -> None:
    dark = np.asarray(astronaut // 2, np.uint8)
    together = embedder.embed_many([(astronaut, face), (dark, face)])
    assert np.allclose(together[0], embedder.embed(astronaut, face), atol=1e-6)
    assert np.allclose(together[1], embedder.embed(dark, face), atol=1e-6)
    assert embedder.embed_many([]) == []


def test_fusing_is_the_mean_at_unit_length_and_refuses_nothing_and_nonsense() -> None:
    one, other = np.eye(128, dtype=np.float32)[:2]
    assert np.allclose(fuse([one, other]), (one + other) / np.sqrt(2))
    with pytest.raises(BadImage):
        fuse([])
    with pytest.raises(BadImage):
        fuse([one, -one])
    with pytest.raises(BadImage):
        fuse([np.full(128, np.nan, np.float32)])


def test_the_converted_network_is_kept_and_made_again_when_it_is_damaged(tmp_path: Path) -> None:
    Embedder(tmp_path)
    (kept,) = tmp_path.iterdir()
    right = hashlib.sha256(kept.read_bytes()).hexdigest()
    kept.write_bytes(kept.read_bytes()[:-1] + b"?")
    Embedder(tmp_path).warm()
    assert [hashlib.sha256(f.read_bytes()).hexdigest() for f in tmp_path.iterdir()] == [right]


def test_the_kept_network_is_used_again(tmp_path: Path) -> None:
    Embedder(tmp_path)
    (kept,) = tmp_path.iterdir()
    first = kept.stat()
    Embedder(tmp_path)
    again = kept.stat()
    assert (again.st_ino, again.st_mtime_ns) == (first.st_ino, first.st_mtime_ns)


def test_a_cache_that_cannot_be_written_only_costs_time(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    Embedder(blocked / "below").warm()
    assert blocked.read_bytes() == b""


def test_the_cache_directory_follows_xdg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert embed.cache_directory() == tmp_path / "biometric-station"


@pytest.mark.parametrize("size", [0, 3, 400, 20_000, 1_000_000, -300])
def test_a_cut_network_file_is_an_error_and_never_a_network(size: int) -> None:
    data = weights.path("face_embedding").read_bytes()[:size]
    with pytest.raises(dlib_net.BadNetwork):
        dlib_net.to_onnx(data)


def test_a_network_file_of_other_layers_is_refused() -> None:
    data = weights.path("face_embedding").read_bytes()
    with pytest.raises(dlib_net.BadNetwork):
        dlib_net.to_onnx(data.replace(b"max_pool_2", b"mux_pool_2"))


def test_a_wrong_chip_is_refused(embedder: Embedder) -> None:
    with pytest.raises(BadImage):
        embedder.forward(np.zeros((1, 149, 150, 3), np.uint8))
    with pytest.raises(BadImage):
        chip(np.zeros((200, 200, 3), np.uint8), np.zeros((5, 2), np.float32))
