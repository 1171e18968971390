"""The face networks against their own makers', and the cache that keeps their conversions."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import cv2
import dlib
import numpy as np
import pytest
import skimage.data
from numpy.typing import NDArray

from models import weights
from models.errors import BadImage, BadTemplate, WeightsMissing
from models.face import converted, dlib_net, frames_trial
from models.face.chip import chip
from models.face.detect import Detector, Face
from models.face.embed import Embedder
from models.face.encoders import ENCODERS, DlibResnet, Encoder
from models.face.encoders import sface as sface_net
from models.face.encoders.dlib_resnet import PLACES


@pytest.fixture(scope="module")
def astronaut() -> NDArray[np.uint8]:
    return np.ascontiguousarray(skimage.data.astronaut()[:, :, ::-1])


@pytest.fixture(scope="module")
def face(astronaut: NDArray[np.uint8]) -> Face:
    return Detector().find(astronaut)[0]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def dlib_resnet(cache: Path) -> DlibResnet:
    return DlibResnet(cache)


@pytest.fixture(scope="module", params=sorted(ENCODERS))
def encoder(cache: Path, request: pytest.FixtureRequest) -> Encoder:
    return ENCODERS[request.param](cache)


def embedded(encoder: Encoder, bgr: NDArray[np.uint8], face: Face) -> NDArray[np.float32]:
    return encoder.embed_many([(bgr, face)])[0]


def test_the_network_gives_the_numbers_that_face_recognition_gives(
    dlib_resnet: DlibResnet, astronaut: NDArray[np.uint8]
) -> None:
    import face_recognition

    rgb = np.ascontiguousarray(astronaut[:, :, ::-1])
    place = face_recognition.face_locations(rgb)
    theirs = face_recognition.face_encodings(rgb, place, model="small")[0]
    top, right, bottom, left = place[0]
    predictor = dlib.shape_predictor(str(weights.path("face_landmarks")))
    theirs_chip = dlib.get_face_chip(rgb, predictor(rgb, dlib.rectangle(left, top, right, bottom)), 150, 0.25)
    ours = dlib_resnet.forward(theirs_chip[None])[0]
    assert np.abs(ours - theirs).max() < 1e-6


def test_the_whole_path_stays_near_face_recognition_on_photographs(dlib_resnet: DlibResnet, shared: Path) -> None:
    """A record made with the detector of face_recognition is the same person to a face found by ours."""
    import face_recognition

    detector = Detector()
    for file in sorted((shared / "data/faces/lfw").glob("*/*_0002.jpg"))[:8]:
        bgr = cv2.imread(str(file))
        found = detector.find(bgr, still=True)[0]
        rgb = np.ascontiguousarray(bgr[:, :, ::-1])
        place = face_recognition.face_locations(rgb)[:1]
        theirs = face_recognition.face_encodings(rgb, place, model="small")[0]
        ours = dlib_resnet.forward(chip(bgr, found.landmarks, PLACES, 150)[None])[0]
        cosine = ours @ theirs / np.linalg.norm(ours) / np.linalg.norm(theirs)
        assert cosine > 0.97, file.name


def test_sface_in_float_is_the_packaged_network_block_by_block() -> None:
    """Every weight lies within half a step of the packaged eight bits; both engines run it and agree."""
    import onnxruntime

    data = sface_net.plain(weights.path("face_sface").read_bytes())
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    pictures = np.random.default_rng(5).integers(0, 256, (2, 3, 112, 112)).astype(np.float32)
    (theirs,) = session.run(None, {"data": pictures})
    net = converted.load(data)
    net.setInput(pictures)
    assert np.abs(net.forward() - theirs).max() < 1e-5


def test_a_block_is_brought_back_with_its_own_scale_and_zero() -> None:
    values = np.array([[1, 2, 3, 4, 5]], np.int8)
    zero, scale = np.array([[0, 1, 2]], np.int8), np.array([[1.0, 10.0, 100.0]], np.float32)
    found = sface_net.dequantised(values, zero, scale, 1, 2)
    assert found.tolist() == [[1, 2, 20, 30, 300]]


@pytest.mark.parametrize("size", [0, 100, 30_000, 1_000_000, -300])
def test_a_cut_sface_file_is_an_error_and_never_a_network(size: int) -> None:
    data = weights.path("face_sface").read_bytes()[:size]
    with pytest.raises((sface_net.BadNetwork, WeightsMissing)):
        sface_net.plain(data)


def test_an_encoder_says_what_it_is_and_runs_exactly_that(encoder: Encoder, cache: Path) -> None:
    assert encoder.id in ENCODERS and encoder.version and encoder.cost > 0
    assert hashlib.sha256(encoder.network(cache)).hexdigest() == encoder.sha256


def test_an_embedding_has_unit_length(encoder: Encoder, astronaut: NDArray[np.uint8], face: Face) -> None:
    one = embedded(encoder, astronaut, face)
    assert one.shape == (encoder.size,) and one.dtype == np.float32
    assert np.linalg.norm(one) == pytest.approx(1, abs=1e-5)


def test_a_mirrored_picture_is_the_same_face_to_dlib(
    dlib_resnet: DlibResnet, astronaut: NDArray[np.uint8], face: Face
) -> None:
    points = face.landmarks.copy()
    points[:, 0] = astronaut.shape[1] - 1 - points[:, 0]
    mirrored = Face(face.box, points[[2, 3, 0, 1, 4]], face.score)
    other = embedded(dlib_resnet, np.ascontiguousarray(astronaut[:, ::-1]), mirrored)
    assert embedded(dlib_resnet, astronaut, face) @ other > 0.99


def test_size_of_the_picture_hardly_moves_an_embedding(
    encoder: Encoder, astronaut: NDArray[np.uint8], face: Face
) -> None:
    large = cv2.resize(astronaut, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)
    scaled = Face(tuple(4 * v for v in face.box), face.landmarks * 4 + 1.5, face.score)  # type: ignore[arg-type]
    assert embedded(encoder, astronaut, face) @ embedded(encoder, large, scaled) > 0.98


def test_many_faces_at_once_are_embedded_as_one_by_one(
    encoder: Encoder, astronaut: NDArray[np.uint8], face: Face
) -> None:
    dark = np.asarray(astronaut // 2, np.uint8)
    together = encoder.embed_many([(astronaut, face), (dark, face)])
    assert np.allclose(together[0], embedded(encoder, astronaut, face), atol=1e-6)
    assert np.allclose(together[1], embedded(encoder, dark, face), atol=1e-6)
    assert encoder.embed_many([]) == []


def test_a_template_has_a_vector_of_every_encoder_under_its_name(
    cache: Path, astronaut: NDArray[np.uint8], face: Face
) -> None:
    embedder = Embedder(cache)
    embedder.warm()
    template = embedder.embed(astronaut, face)
    assert template.vectors.keys() == ENCODERS.keys() == set(embedder.names)
    alone = Embedder(cache, ["sface"]).embed(astronaut, face)
    assert alone.vectors.keys() == {"sface"}
    assert np.array_equal(alone.vectors["sface"], template.vectors["sface"])


def test_networks_that_rested_say_the_same_again(cache: Path, astronaut: NDArray[np.uint8], face: Face) -> None:
    embedder = Embedder(cache)
    before = embedder.embed(astronaut, face)
    embedder.rest()
    embedder.rest()
    after = embedder.embed(astronaut, face)
    assert all(np.array_equal(before.vectors[name], after.vectors[name]) for name in embedder.names)


@pytest.mark.parametrize("names", [(), ("nobody",), ("dlib", "nobody")])
def test_an_encoder_that_is_not_in_the_list_is_refused(tmp_path: Path, names: tuple[str, ...]) -> None:
    with pytest.raises(WeightsMissing):
        Embedder(tmp_path, names)


def test_the_converted_networks_are_kept_and_made_again_when_they_are_damaged(tmp_path: Path) -> None:
    Embedder(tmp_path)
    right = {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in tmp_path.iterdir()}
    assert sorted(right.values()) == sorted(kind.sha256 for kind in ENCODERS.values())
    for kept in tmp_path.iterdir():
        kept.write_bytes(kept.read_bytes()[:-1] + b"?")
    Embedder(tmp_path).warm()
    assert {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in tmp_path.iterdir()} == right


def test_the_kept_networks_are_used_again(tmp_path: Path) -> None:
    Embedder(tmp_path)
    first = {kept.name: kept.stat() for kept in tmp_path.iterdir()}
    Embedder(tmp_path)
    again = {kept.name: kept.stat() for kept in tmp_path.iterdir()}
    assert {n: (s.st_ino, s.st_mtime_ns) for n, s in again.items()} == {
        n: (s.st_ino, s.st_mtime_ns) for n, s in first.items()
    }


def test_a_network_that_came_out_otherwise_is_refused_and_not_kept(tmp_path: Path) -> None:
    with pytest.raises(WeightsMissing, match="expected"):
        converted.converted("face_landmarks", lambda data: data[:10], "any.onnx", "0" * 64, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_cache_that_cannot_be_written_only_costs_time(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    Embedder(blocked / "below").warm()
    assert blocked.read_bytes() == b""


def test_the_cache_directory_follows_xdg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert converted.cache_directory() == tmp_path / "biometric-station"


@pytest.mark.parametrize("size", [0, 3, 400, 20_000, 1_000_000, -300])
def test_a_cut_network_file_is_an_error_and_never_a_network(size: int) -> None:
    data = weights.path("face_embedding").read_bytes()[:size]
    with pytest.raises(dlib_net.BadNetwork):
        dlib_net.to_onnx(data)


def test_a_network_file_of_other_layers_is_refused() -> None:
    data = weights.path("face_embedding").read_bytes()
    with pytest.raises(dlib_net.BadNetwork):
        dlib_net.to_onnx(data.replace(b"max_pool_2", b"mux_pool_2"))


def test_a_wrong_chip_is_refused(encoder: Encoder) -> None:
    with pytest.raises(BadImage):
        encoder.forward(np.zeros((1, encoder.input_size - 1, encoder.input_size, 3), np.uint8))
    with pytest.raises(BadImage):
        chip(np.zeros((200, 200, 3), np.uint8), np.zeros((5, 2), np.float32), PLACES, 150)


def test_the_best_frames_make_the_template_and_bad_ones_do_not(
    cache: Path, astronaut: NDArray[np.uint8], face: Face
) -> None:
    embedder = Embedder(cache)
    dark = np.asarray(cv2.GaussianBlur(astronaut, (0, 0), 6) // 6, np.uint8)
    frames = [(dark, face), (astronaut, face), (dark, face)]
    best = embedder.embed_best(frames, 1)
    good = embedder.embed(astronaut, face)
    assert all(best.vectors[name] @ good.vectors[name] > 0.999 for name in good.vectors)
    last = embedder.embed_best(frames, 3)
    assert last.vectors["sface"] @ good.vectors["sface"] < 0.9999  # all three by the encoder that tells quality,
    assert last.vectors["dlib"] @ good.vectors["dlib"] > 0.9999  # the best alone by the other
    assert Embedder(cache, ["dlib"]).embed_best(frames, 2).vectors.keys() == {"dlib"}  # nobody tells quality
    with pytest.raises(BadTemplate):
        embedder.embed_best([], 3)


def test_the_trial_of_frames_counts_people_with_two_pictures(tmp_path: Path, astronaut: NDArray[np.uint8]) -> None:
    for person, count in (("a", 2), ("b", 1), ("c", 2)):
        (tmp_path / "faces" / person).mkdir(parents=True)
        for number in range(count):
            cv2.imwrite(str(tmp_path / "faces" / person / f"{number}.png"), astronaut[:300, 60:360])
    out = tmp_path / "out.json"
    assert frames_trial.main([str(tmp_path / "faces"), "--json", str(out)]) == 0
    found = json.loads(out.read_text())
    assert found["people"] == 2 and set(found) >= {"one", "last", "all", "best"}
    assert frames_trial.main([str(tmp_path / "nothing"), "--json", str(out)]) == 2
