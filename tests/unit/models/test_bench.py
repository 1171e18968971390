"""The bench runs as a whole on little data, and its plot and table say what it measured."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from models.bench import faces, plot, report
from models.bench.__main__ import main
from models.bench.timing import core_seconds

KEYS = {
    "fingers_per_second_core",
    "fingers_rank1",
    "extract_speedup",
    "ratio_to_bozorth3",
    "ratio_to_face_distance",
    "fingers_curve",
    "faces_curve",
    "one_to_one",
    "machine",
    "date",
}


def test_the_bench_measures_everything_in_one_run_and_writes_the_readme(tmp_path: Path, shared: Path) -> None:
    prints = tmp_path / "some-prints"
    prints.mkdir()
    for finger in ("012-01", "012-02", "012-03"):
        for impression in (1, 2):
            name = f"{finger}_{impression}.png"
            (prints / name).symlink_to(shared / "data/fingerprints/uareu4000" / name)
    readme = tmp_path / "README.md"
    readme.write_text(f"# Top\n{report.BEGIN}\nold figures\n{report.END}\nthe rest\n")
    out = tmp_path / "out.json"
    arguments = ["--data", str(prints), "--ppi", "512", "--json", str(out), "--fingers", "20,50", "--faces", "100,1000"]
    assert main([*arguments, "--readme", str(readme)]) == 0
    found = json.loads(out.read_text())
    assert set(found) >= KEYS
    assert "faces_1m_ms" not in found  # a figure that was not measured is not told
    assert found["fingers_rank1"] == 1.0 and found["faces_rank1"] == 1.0
    assert [point["gallery"] for point in found["fingers_curve"]] == [20, 50]
    assert found["one_to_one"]["ours"]["genuine"] == 3 and found["one_to_one"]["ours"]["impostor"] == 12
    ET.fromstring(out.with_suffix(".svg").read_text())  # noqa: S314  our own file
    text = readme.read_text()
    assert "old figures" not in text and text.startswith("# Top\n") and text.endswith("the rest\n")
    assert "some-prints" in text and found["date"] in text and "too few pairs to tell" in text


def test_the_accuracy_page_has_a_place_for_the_figures(tmp_path: Path) -> None:
    page = tmp_path / "accuracy.md"
    page.write_text((Path(__file__).parents[3] / "docs/accuracy.md").read_text("utf-8"), encoding="utf-8")
    report.rewrite(page, "new figures")
    assert f"{report.BEGIN}\nnew figures\n{report.END}" in page.read_text("utf-8")


def test_without_prints_or_markers_the_bench_says_so(tmp_path: Path) -> None:
    assert main(["--data", str(tmp_path), "--json", str(tmp_path / "out.json")]) == 2
    assert main(["--data", str(tmp_path / "absent"), "--json", str(tmp_path / "out.json")]) == 2
    with pytest.raises(report.NoMarkers):
        (tmp_path / "README.md").write_text("no markers")
        report.rewrite(tmp_path / "README.md", "table")
    assert (tmp_path / "README.md").read_text() == "no markers"


def test_drawn_faces_are_as_alike_as_faces_of_two_people() -> None:
    vectors = faces.crowd(400)
    alike = (vectors @ vectors.T)[0, 1:]
    assert 0.7 < alike.mean() < 0.9 and alike.max() < 0.95


def test_a_chart_places_points_by_their_logarithm_and_leaves_out_zeros() -> None:
    line = plot.Plotted("a <curve>", [1, 10, 100, 1000], [1, 10, 100, 0])
    root = ET.fromstring(plot.svg([plot.Plot("title", "x", "y", [line])]))  # noqa: S314
    paths = [e.get("d", "") for e in root.iter("{http://www.w3.org/2000/svg}path")]
    (curve,) = [d for d in paths if d.count("L") == 2]
    points = [tuple(map(float, pair.split())) for pair in curve.removeprefix("M").split("L")]
    (x0, y0), (x1, y1), (x2, y2) = points
    assert x1 - x0 == pytest.approx(x2 - x1, abs=0.2) and y0 - y1 == pytest.approx(y1 - y2, abs=0.2)
    assert y0 > y1  # upwards
    assert "a <curve>" in "".join(root.itertext())


def test_a_chart_without_points_is_still_a_document() -> None:
    ET.fromstring(plot.svg([plot.Plot("t", "x", "y", [plot.Plotted("empty", [0], [0])])]))  # noqa: S314


def test_core_time_leaves_out_waiting() -> None:
    import time

    assert core_seconds(lambda: time.sleep(0.02), 3) < 0.01
