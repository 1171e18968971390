"""The gate of border profile 1, the portrait it judges and the words that guide a traveller into it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import skimage.data
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.errors import BadImage
from models.face import portrait
from models.face.detect import Detector, Face
from models.face.gate import DEFAULT_LIMITS, Assessment, Component, assess
from models.face.guide import FrameGuidance, answer, eye_distance_range, guide
from models.face.mesh import Mesh, MeshFinder
from models.synthesis.people import travellers
from station.counter.face_capture import gate_values
from station.workflow.face import gate_rank

NOT_PROVIDED = {"2.1", "2.3", "3.2", "6.4"}
MANDATORY = {"1.3", "2.2", "5.1", "5.2", "5.3", "5.4", "5.5", "5.6", "5.7", "7.1", "7.2", "7.5", "7.6"}


def face_at(x: float, y: float, eyes: float, roll: float = 0.0, turn: float = 0.0) -> Face:
    """A face as five points: eye centres `eyes` apart around (x, y), rolled by degrees, nose moved by `turn` * eyes."""
    points = np.array([(0.70, 0), (0.30, 0), (-0.70, 0), (-0.30, 0), (turn, 0.77)]) * eyes
    angle = np.radians(roll)
    points = points @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]) + (x, y)
    half = 0.9 * eyes
    return Face((x - half, y - half * 0.8, x + half, y + half * 1.2), points.astype(np.float32), 1.0)


def mesh_at(face: Face, turn: float = 0.0, nod: float = 0.0) -> Mesh:
    """The mesh of a head of mean proportions, closed lips, where `face` is: turned and tipped back by degrees."""
    points = np.zeros((468, 3))
    places = {
        (33, 263): (0.7, 0.0, 0.1),
        (133, 362): (0.3, 0.0, 0.1),
        (127, 356): (1.1, 0.0, 0.9),
        (234, 454): (1.155, 0.3, 1.0),
        (93, 323): (1.1, 0.7, 0.9),
        (116, 345): (0.8, 0.4, 0.3),
        (50, 280): (0.6, 0.6, 0.2),
        (98, 327): (0.2, 0.8, -0.1),
        (129, 358): (0.25, 0.7, -0.1),
    }
    for (left, right), (x, y, z) in places.items():
        points[left], points[right] = (-x, y, z), (x, y, z)
    rise = np.tan(np.radians(5.2))
    for index, y in ((10, -0.95), (152, 1.75), (151, -0.7), (17, 1.4), (9, -0.5), (200, 1.5), (8, -0.2), (18, 1.45)):
        points[index] = (0.0, y, y * rise)
    a, b, c = np.radians((-turn, nod, face.roll))
    yawed = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]])
    nodded = np.array([[1, 0, 0], [0, np.cos(b), np.sin(b)], [0, -np.sin(b), np.cos(b)]])
    rolled = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    left_eye, right_eye = face.eyes
    placed = points @ (rolled @ nodded @ yawed).T * face.eye_distance
    placed[:, :2] += (left_eye + right_eye) / 2
    return Mesh(placed.astype(np.float32), 1.0)


@pytest.fixture(scope="module")
def finder() -> MeshFinder:
    return MeshFinder()


@pytest.fixture(scope="module")
def near() -> NDArray[np.uint8]:
    """A public-domain portrait, enlarged to the size of a camera frame."""
    whole = np.ascontiguousarray(skimage.data.astronaut()[:, :, ::-1])
    return np.asarray(cv2.resize(whole, None, fx=3.2, fy=3.2, interpolation=cv2.INTER_CUBIC), np.uint8)


@pytest.fixture(scope="module")
def found(near: NDArray[np.uint8]) -> Face:
    return Detector().find(near)[0]


@pytest.fixture(scope="module")
def mesh(finder: MeshFinder, near: NDArray[np.uint8], found: Face) -> Mesh:
    return finder.find(near, found)


def values(assessment: Assessment) -> dict[str, Component]:
    return {component.id: component for component in assessment.components}


def test_every_component_of_the_profile_is_there_once_and_what_has_no_source_says_so(
    near: NDArray[np.uint8], found: Face, mesh: Mesh
) -> None:
    assessment = assess(near, found, mesh, [found])
    assert [c.id for c in assessment.components] == list(DEFAULT_LIMITS)
    assert {c.id for c in assessment.components if c.mandatory} == MANDATORY
    by_id = values(assessment)
    for identifier in NOT_PROVIDED:
        assert by_id[identifier].value is None and by_id[identifier].passed is None
    for identifier in MANDATORY:
        assert by_id[identifier].value is not None


def test_published_limits_are_the_profiles() -> None:
    assert DEFAULT_LIMITS["1.3"] == (-8, 8)
    assert DEFAULT_LIMITS["5.1"] == (800, 1600) and DEFAULT_LIMITS["5.2"] == (600, 1200)
    assert DEFAULT_LIMITS["5.3"] == (0.5, 0.75) and DEFAULT_LIMITS["5.4"] == (0.6, 0.9)
    assert DEFAULT_LIMITS["5.5"] == (0.3, 0.5) and DEFAULT_LIMITS["5.6"] == (0.45, 0.55)
    assert DEFAULT_LIMITS["5.7"] == (120, None) and DEFAULT_LIMITS["7.5"] == (1, 1)


def test_a_well_placed_face_has_the_profiles_geometry(near: NDArray[np.uint8], found: Face, mesh: Mesh) -> None:
    by_id = values(assess(near, found, mesh, [found]))
    for identifier in ("1.3", "5.3", "5.4", "5.5", "5.6", "5.7", "7.5", "4.3"):
        assert by_id[identifier].passed, by_id[identifier]


def test_a_component_without_a_limit_is_not_judged_and_one_outside_fails_alone(
    near: NDArray[np.uint8], found: Face, mesh: Mesh
) -> None:
    free = assess(near, found, mesh, [found], limits={})
    assert all(c.passed is None for c in free.components)
    strict = assess(near, found, mesh, [found], limits={"5.7": (5000, None)})
    assert [c.id for c in strict.components if c.passed is False] == ["5.7"]


def spoiled(kind: str, near: NDArray[np.uint8], face: Face) -> tuple[NDArray[np.uint8], list[Face]]:
    picture, faces = near.copy(), [face]
    left, _, right, _ = (round(v) for v in face.box)
    if kind == "7.2":
        picture = cv2.GaussianBlur(picture, (0, 0), 9)
    elif kind == "7.1":
        picture = np.asarray(picture * 0.15, np.uint8)
    elif kind == "7.6":
        picture = np.asarray(picture // 5 + 100, np.uint8)
    elif kind == "7.5":
        picture = cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    elif kind == "7.3":
        picture[..., 2] = picture[..., 2] // 3
    elif kind == "6.3":
        picture = np.asarray(np.minimum(picture.astype(int) * 3, 255), np.uint8)
    elif kind == "6.1":
        picture[:, : (left + right) // 2] //= 4
    elif kind == "4.3":
        faces = [face, face_at(100, 100, 90)]
    elif kind == "3.1":  # skin over the eyes
        for eye in face.eyes:
            x, y = round(float(eye[0])), round(float(eye[1]))
            reach = round(0.35 * face.eye_distance)
            picture[y - reach : y + reach, x - reach : x + reach] = near[round(float(face.landmarks[4, 1])), x]
    elif kind == "7.4":
        for eye in face.eyes:
            at = round(float(eye[0])), round(float(eye[1]))
            cv2.circle(picture, at, round(0.09 * face.eye_distance), (30, 30, 200), -1)
    return np.asarray(picture, np.uint8), faces


@pytest.mark.parametrize("kind", ["3.1", "4.3", "6.1", "6.3", "7.1", "7.2", "7.3", "7.4", "7.5", "7.6"])
def test_each_pixel_component_fails_for_its_own_fault(
    kind: str, near: NDArray[np.uint8], found: Face, mesh: Mesh
) -> None:
    good = values(assess(near, found, mesh, [found]))[kind]
    picture, faces = spoiled(kind, near, found)
    bad = values(assess(picture, found, mesh, faces))[kind]
    assert bad.passed is False, (kind, good.value, bad.value)
    assert good.passed is not False or kind in {"7.2"}, (kind, good.value, bad.value)


def test_a_smile_with_teeth_is_more_open_than_closed_lips(
    finder: MeshFinder, near: NDArray[np.uint8], found: Face, mesh: Mesh
) -> None:
    drawn = travellers(6)[5].face(0)
    face = Detector().find(drawn)[0]
    closed = values(assess(drawn, face, finder.find(drawn, face)))["2.2"].value
    smile = values(assess(near, found, mesh))["2.2"].value
    assert closed is not None and smile is not None
    assert closed < 0.08 < smile


def test_a_soft_enlargement_is_told_from_a_sharp_picture(near: NDArray[np.uint8], found: Face, mesh: Mesh) -> None:
    whole = np.ascontiguousarray(skimage.data.astronaut()[:, :, ::-1])
    native = Face(
        tuple(v / 3.2 for v in found.box),  # type: ignore[arg-type]
        (found.landmarks + 0.5) / np.float32(3.2) - np.float32(0.5),
        found.score,
    )
    sharp = values(assess(whole, native, mesh))["7.2"].value
    soft = values(assess(near, found, mesh))["7.2"].value
    assert sharp is not None and soft is not None and sharp > 2 * soft


@pytest.mark.parametrize("roll", [-20.0, 0.0, 15.0])
def test_a_portrait_is_upright_and_measures_the_roll_of_the_frame(
    near: NDArray[np.uint8], found: Face, mesh: Mesh, roll: float
) -> None:
    x, y = found.centre
    turn = cv2.getRotationMatrix2D((x, y), -roll, 1.0)
    turned = np.asarray(cv2.warpAffine(near, turn, near.shape[1::-1], borderMode=cv2.BORDER_REPLICATE), np.uint8)
    points = (found.landmarks @ turn[:, :2].T + turn[:, 2]).astype(np.float32)
    face = Face(found.box, points, 1.0)
    assessment = assess(turned, face, mesh)
    assert values(assessment)["1.3"].value == pytest.approx(found.roll + roll, abs=0.2)
    assert values(assessment)["1.3"].passed == (abs(found.roll + roll) <= 8)
    assert abs(assessment.portrait.face.roll) < 0.1
    again = Detector().find(assessment.portrait.pixels)[0]
    assert abs(again.roll) < 4


@settings(max_examples=60, deadline=None)
@given(
    x=st.floats(0, 1280),
    y=st.floats(0, 960),
    eyes=st.floats(8, 400),
    roll=st.floats(-60, 60),
)
def test_a_portrait_is_never_larger_than_allowed_nor_than_its_frame(
    x: float, y: float, eyes: float, roll: float
) -> None:
    frame = np.full((960, 1280, 3), 90, np.uint8)
    cut = portrait.cut(frame, face_at(x, y, eyes, roll))
    height, width = cut.pixels.shape[:2]
    assert width <= 1200 and height <= 1600 and width <= 1280 and height <= 960
    assert cut.face.eye_distance <= eyes * 1.01 + 0.1  # never enlarged
    assert height <= width * 4 / 3 + 2  # flatter only where the frame ends


def test_a_large_frame_is_reduced_to_the_largest_portrait() -> None:
    frame = np.full((4000, 3000, 3), 90, np.uint8)
    pixels = portrait.crop(frame, face_at(1500, 1700, 600))
    assert pixels.shape == (1600, 1200, 3)


def test_a_portrait_of_nothing_is_refused() -> None:
    with pytest.raises(BadImage):
        portrait.cut(np.zeros((480, 640, 3), np.uint8), face_at(100, 100, 2))
    with pytest.raises(BadImage):
        portrait.cut(np.zeros((480, 640), np.uint8), face_at(100, 100, 60))


def test_a_jpeg_fits_its_limit_and_keeps_the_picture(near: NDArray[np.uint8], found: Face, mesh: Mesh) -> None:
    pixels = portrait.crop(near, found)
    data = portrait.encode_jpeg(pixels)
    assert len(data) <= 375_000
    decoded = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert decoded.shape == pixels.shape
    assert np.abs(decoded.astype(int) - pixels).mean() < 3
    noise = np.random.default_rng(1).integers(0, 255, (1600, 1200, 3), np.uint8)
    with pytest.raises(BadImage):  # nothing but noise: no allowed quality fits
        portrait.encode_jpeg(noise, max_bytes=100_000)
    assert len(portrait.encode_jpeg(np.full((800, 600, 3), 120, np.uint8))) < 20_000  # flat: no smallest size


FRAME = (1200, 1600, 3)


@pytest.mark.parametrize(
    ("faces", "expected"),
    [
        ([], FrameGuidance.SEARCHING_FACE),
        ([face_at(800, 520, 180)], FrameGuidance.FACE_RECOGNIZED),
        ([face_at(800, 520, 180), face_at(200, 400, 150)], FrameGuidance.MULTIPLE_FACES),
        ([face_at(800, 520, 180), face_at(200, 400, 30)], FrameGuidance.FACE_RECOGNIZED),  # somebody in the queue
        ([face_at(800, 520, 60)], FrameGuidance.STEP_FORWARD),
        ([face_at(800, 520, 320)], FrameGuidance.STEP_BACK),
        ([face_at(200, 520, 180)], FrameGuidance.STEP_LEFT),
        ([face_at(1450, 520, 180)], FrameGuidance.STEP_RIGHT),
        ([face_at(800, 200, 180)], FrameGuidance.MOVE_DOWN),
        ([face_at(800, 1000, 180)], FrameGuidance.MOVE_UP),
        ([face_at(800, 520, 180, roll=12)], FrameGuidance.LOOK_STRAIGHT),
    ],
)
def test_a_traveller_is_guided_by_the_most_urgent_word(faces: list[Face], expected: FrameGuidance) -> None:
    assert guide(FRAME, faces) is expected


@pytest.mark.parametrize(("turn", "nod"), [(0, 0), (12, 0), (-12, 0), (0, 15), (0, -15), (6, 8)])
def test_a_traveller_who_looks_elsewhere_is_asked_to_look_straight(turn: float, nod: float) -> None:
    face = face_at(800, 520, 180)
    mesh = mesh_at(face, turn, nod)
    assert mesh.yaw == pytest.approx(turn, abs=0.3) and mesh.pitch == pytest.approx(nod, abs=0.3)
    straight = abs(turn) <= 8 and abs(nod) <= 11
    assert (guide(FRAME, [face], mesh=mesh) is FrameGuidance.FACE_RECOGNIZED) == straight
    component = values(assess(np.full(FRAME, 90, np.uint8), face, mesh))
    assert (component["1.1"].passed and component["1.2"].passed) == straight


def test_a_traveller_who_moves_is_asked_to_stand_still_until_the_frames_agree() -> None:
    now, before = face_at(800, 520, 180), face_at(770, 520, 180)
    assert guide(FRAME, [now], [before]) is FrameGuidance.STAND_STILL
    assert guide(FRAME, [now], [before, face_at(801, 520, 180)]) is FrameGuidance.FACE_RECOGNIZED


@settings(max_examples=60, deadline=None)
@given(
    x=st.floats(0, 1600),
    y=st.floats(0, 1200),
    eyes=st.floats(20, 500),
    roll=st.floats(-30, 30),
    turn=st.floats(-20, 20),
    nod=st.floats(-20, 20),
)
def test_whoever_is_recognised_gives_a_portrait_of_the_profiles_geometry(
    x: float, y: float, eyes: float, roll: float, turn: float, nod: float
) -> None:
    face = face_at(x, y, eyes, roll)
    head = mesh_at(face, turn, nod)
    if guide(FRAME, [face], mesh=head) is not FrameGuidance.FACE_RECOGNIZED:
        return
    by_id = values(assess(np.full(FRAME, 90, np.uint8), face, head, [face]))
    for identifier in ("1.1", "1.2", "1.3", "5.1", "5.2", "5.3", "5.4", "5.5", "5.6", "5.7"):
        assert by_id[identifier].passed, by_id[identifier]


@pytest.mark.parametrize("shape", [(480, 640), (720, 1280), (1200, 1600), (1080, 1920), (1280, 720)])
def test_every_camera_has_a_distance_at_which_it_recognises(shape: tuple[int, int]) -> None:
    fewest, most = eye_distance_range(shape)
    assert 0 < fewest < most
    face = face_at(shape[1] / 2, shape[0] * 0.44, (fewest + most) / 2)
    assert guide(shape, [face]) is FrameGuidance.FACE_RECOGNIZED


def test_a_mirrored_face_is_turned_the_other_way_and_tipped_the_same(
    finder: MeshFinder, near: NDArray[np.uint8], found: Face, mesh: Mesh
) -> None:
    width = near.shape[1]
    left, top, right, bottom = found.box
    points = found.landmarks.copy()
    points[:, 0] = width - 1 - points[:, 0]
    mirrored = Face((width - right, top, width - left, bottom), points[[2, 3, 0, 1, 4]], found.score)
    other = finder.find(np.ascontiguousarray(near[:, ::-1]), mirrored)
    assert other.yaw == pytest.approx(-mesh.yaw, abs=4)
    assert other.pitch == pytest.approx(mesh.pitch, abs=4)
    assert other.mouth_gap == pytest.approx(mesh.mouth_gap, abs=0.03)
    assert mesh.presence > 0.99


def test_the_mesh_lies_on_the_face_at_every_size_and_roll(
    finder: MeshFinder, near: NDArray[np.uint8], found: Face, mesh: Mesh
) -> None:
    def distance(found_mesh: Mesh, points: NDArray[np.float64]) -> float:
        return float(np.abs(found_mesh.points[:, :2] - points).max())

    eyes = [np.asarray(eye, np.float64) for eye in found.eyes]
    assert all(np.hypot(*(a - b)) < 0.15 * found.eye_distance for a, b in zip(mesh.eyes, eyes, strict=True))
    for scale, roll in ((0.3, 0), (1.0, 25), (0.5, -15)):
        turn = cv2.getRotationMatrix2D(found.centre, -roll, scale)
        picture = np.asarray(cv2.warpAffine(near, turn, near.shape[1::-1], flags=cv2.INTER_AREA), np.uint8)
        x, y = turn[:, :2] @ found.centre + turn[:, 2]
        half = found.width * scale / 2
        points = (found.landmarks @ turn[:, :2].T + turn[:, 2]).astype(np.float32)
        moved = finder.find(picture, Face((x - half, y - half, x + half, y + half), points, 1.0))
        assert distance(moved, mesh.points[:, :2] @ turn[:, :2].T + turn[:, 2]) < 0.15 * found.eye_distance * scale


def test_a_failed_gate_is_answered_with_what_the_traveller_can_do(
    near: NDArray[np.uint8], found: Face, mesh: Mesh
) -> None:
    assert answer(assess(near, found, mesh, limits={})) is None
    assert (
        answer(assess(near, found, mesh, [found], {"2.2": (None, 0.05)})) is FrameGuidance.CLOSE_MOUTH
    )  # she shows her teeth
    assert answer(assess(near, found, mesh, [found], {"3.1": (0.9, None)})) is FrameGuidance.OPEN_EYES
    assert answer(assess(near, found, mesh, [found], {"7.1": (250, None)})) is None


def test_of_two_captures_the_one_with_more_mandatory_components_ranks_higher(
    near: NDArray[np.uint8], found: Face, mesh: Mesh
) -> None:
    good = assess(near, found, mesh, [found])
    dark = assess(np.asarray(near * 0.1, np.uint8), found, mesh, [found])
    company = assess(near, found, mesh, [found, face_at(90, 90, 60)])
    ranks = [gate_rank(gate_values(assessment)) for assessment in (good, company, dark)]
    assert ranks == sorted(ranks, reverse=True) and len(set(ranks)) == 3
