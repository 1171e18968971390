"""The figures of a bench as charts and as the table between two markers of the README."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from models.bench.plot import Plot, Plotted
from models.rates import Trial, det_curve

BEGIN, END = "<!-- figures: written by python -m models.bench -->", "<!-- end of figures -->"
FNMR = "fnmr_at_fmr_0.001"
Result = Mapping[str, Any]


class NoMarkers(ValueError):
    """The README has no place for the table."""


def charts(result: Result, trials: Mapping[str, Trial]) -> list[Plot]:
    """DET curves of both finger matchers, and the cost curves of both modalities."""
    names = {"ours": "this core", "bozorth3": "mindtct + bozorth3"}
    dets = [Plotted(names[key], *(curve.tolist() for curve in det_curve(trial))) for key, trial in trials.items()]
    fingers, faces = result["fingers_curve"], result["faces_curve"]
    return [
        Plot(f"Fingers 1:1, {result['data']['fingers']}", "false match rate", "false non-match rate", dets),
        Plot(
            "Fingers 1:N, one core",
            "prints in the gallery",
            "milliseconds a search",
            [_line("this core", fingers, "ms"), _line("bozorth3", fingers, "bozorth3_ms")],
        ),
        Plot(
            "Faces 1:N, one core",
            "faces in the gallery",
            "milliseconds a search",
            [
                _line("this core", faces, "ms"),
                _line("face_distance", faces, "face_distance_ms"),
                _line("Faiss flat", faces, "faiss_ms"),
            ],
        ),
    ]


def _line(name: str, curve: Sequence[Result], key: str) -> Plotted:
    return Plotted(name, [point["gallery"] for point in curve], [point[key] for point in curve])


def table(result: Result, evaluations: Sequence[Result] = ()) -> str:
    """The table as Markdown, with date, machine and data named. evaluations: results of models.evaluate."""
    machine, data = result["machine"], result["data"]
    extract, match = result["extract_ms"], result["match_us"]
    ours, nbis = result["one_to_one"]["ours"], result["one_to_one"]["bozorth3"]
    fingers, faces = result["fingers_curve"], result["faces_curve"]
    rows = [
        (
            "Extraction of a print, one thread",
            f"{extract['one_thread_core']:.0f} ms",
            f"network on the whole image: {extract['plain_one_thread_core']:.0f} ms; "
            f"mindtct {extract['mindtct_core']:.0f} ms",
            f"{result['extract_speedup']:.1f} x",
        ),
        (
            "Comparison of two prints",
            f"{match['ours']:.0f} us in a batch, {match['ours_alone']:.0f} us alone",
            f"bozorth3 {match['bozorth3']:.0f} us",
            f"{result['ratio_to_bozorth3_one_to_one']:.1f} x",
        ),
        ("Equal error rate, " + data["fingers"], _rate(ours, "eer"), f"NBIS {_rate(nbis, 'eer')}", ""),
        (
            "FNMR at FMR 0.1 %, " + data["fingers"],
            _rate(ours, FNMR),
            f"NBIS {_rate(nbis, 'fnmr_at_fmr_0.001')}",
            "",
        ),
    ]
    rows += [
        (f"Search among {c['gallery']:,} prints",
         f"{c['ms']:.0f} ms: stage 1 {c['stage1_ms']:.1f} ms, stage 2 {c['stage2_ms']:.1f} ms; "
         f"{c['per_second']:,.0f} prints a second, rank 1 {c['rank1']:.2%}",
         f"bozorth3 {c['bozorth3_ms']:,.0f} ms", f"{c['bozorth3_ms'] / c['ms']:.0f} x")
        for c in fingers
    ]  # fmt: skip
    rows += [
        (
            "Prints searched a second, one core",
            f"{result['fingers_per_second_core']:,.0f}",
            "",
            f"{result['ratio_to_bozorth3']:.0f} x",
        ),
        ("Rank-1 rate after both stages", f"{result['fingers_rank1']:.2%}", f"among {fingers[0]['gallery']:,}", ""),
        ("Memory of a print in the gallery", f"{result['fingers_bytes_a_print'] / 1e3:.1f} kB", "", ""),
    ]
    rows += [
        (f"Search among {c['gallery']:,} faces", f"{c['ms']:.1f} ms ({c['wall_ms']:.0f} ms by the clock)",
         f"face_distance {c['face_distance_ms']:.1f} ms; Faiss flat {c['faiss_ms']:.1f} ms",
         f"{c['face_distance_ms'] / c['ms']:.1f} x")
        for c in faces
    ]  # fmt: skip
    rows.append(("Memory of a face in the gallery", f"{result['faces_bytes_a_person']:.0f} B", "", ""))
    for found in evaluations:
        name = found["data"]
        rows.append((f"{name}: equal error rate", _rate(found, "eer"), f"{found['genuine']} genuine pairs", ""))
        if found[FNMR] is not None:
            rows.append((f"{name}: FNMR at FMR 0.1 %", _rate(found, FNMR), "", ""))
        for frames, point in found.get("fused_frames", {}).items():
            if point[FNMR] is not None:
                label = f"{name}: the same, {frames} images a side fused"
                beside = f"one image, same {point['people']} people: {_rate(point['one_image_same_people'], FNMR)}"
                rows.append((label, _rate(point, FNMR), beside, ""))
    head = (
        f"Measured {result['date']} on {machine['processor']}, {machine['cores']} cores, {machine['system']}, "
        f"Python {machine['python']}. Prints: {data['fingers']} ({data['prints']} of {data['different_fingers']} "
        f"fingers); crowds and face vectors are invented. Times are processor time, all threads of a search added up; "
        f"rates carry their 95 % interval.\n\n| what | this core | beside it | ratio |\n|---|---|---|---|\n"
    )
    return head + "".join("| " + " | ".join(row) + " |\n" for row in rows)


def _rate(found: Result, key: str) -> str:
    if found[key] is None:
        return "too few pairs to tell"
    low, high = found[f"{key}_ci95"]
    return f"{found[key] * 100:.2f} % ({low * 100:.2f} to {high * 100:.2f})"


def rewrite(readme: Path, text: str) -> None:
    """Put `text` between the two markers of `readme`. Raises NoMarkers, and then the file is as it was."""
    content = readme.read_text("utf-8")
    start, end = content.find(BEGIN), content.find(END)
    if start < 0 or end < start:
        raise NoMarkers(f"{readme.name} lacks {BEGIN} and {END}")
    readme.write_text(content[: start + len(BEGIN)] + "\n" + text.rstrip() + "\n" + content[end:], encoding="utf-8")
