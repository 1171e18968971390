"""A month at this station, without a name in it: charts with their tables, on A4 in both languages and as CSV.

Numbers of visits come from the rows of all sealed visits; comparisons, captures and steps from what each leaves behind
for figures when it is sealed, and the report says of how many that is known. Rates and groups are those of
models.operation, with their intervals and with what is too small left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

import numpy as np

from models.operation import judges
from models.operation.evaluate import Rates, det, rates
from models.operation.groups import Differences, differences
from models.operation.intervals import Rate
from models.operation.traffic import ImpostorRow, System, Traffic, VisitRow
from station.charts import NOTHING, Axes, BarChart, CurveChart, Diagram, Heat, Ink, Line, StackChart, figure
from station.domain.days import day_in_both, moment_in_both
from station.domain.outcome import Verdict
from station.domain.satisfaction import AnswerTally
from station.domain.served import Counted, Crossing
from station.errors import StationError
from station.pdf import HEIGHT, WIDTH, Colour, PdfDocument
from station.review import counted
from station.review.forecast import HOURS, WEEK, WEEKS, Forecast, forecast
from station.review.satisfaction import FEWEST, Asked, Element, MonthsAnswers, hidden, months_answers
from station.review.service import BUDGET, Period, ServedCase, ServedVisit, Service, Share, service
from station.review.strangers import Strangers, kept_features
from station.store import records, served
from station.store.errors import RecordKeyGone, RecordMissing
from station.store.session import Store

THRESHOLD = 0.0  # of margins (counted.margin)
AHEAD = 7  # days that are forecast
LEFT, RIGHT, TOP, BOTTOM = 40.0, WIDTH - 40.0, 48.0, HEIGHT - 46.0
GREY: Colour = (0.35, 0.35, 0.35)
RED: Colour = (0.7, 0.15, 0.12)
CHART_HIGH, ROW, SIZE = 150.0, 10.0, 7.0
MOST_ROWS = 40  # of one table on paper; the file has all
DAYS = ("Mon/Sen", "Tue/Sel", "Wed/Rab", "Thu/Kam", "Fri/Jum", "Sat/Sab", "Sun/Min")
STEPS = {
    "document": "document / dokumen",
    "face": "face / wajah",
    "fingers": "fingers / jari",
    "decision": "decision / keputusan",
}
VERDICTS = {
    Verdict.ADMIT.value: "admitted / diizinkan",
    Verdict.REFER.value: "referred / dirujuk",
    Verdict.REFUSE.value: "refused / ditolak",
}
MODALITIES = {"face": "face / wajah", "fingers": "fingers / jari", "fused": "together / gabungan"}
ATTRIBUTES = {
    "age": "age / usia",
    "sex": "sex / jenis kelamin",
    "nationality": "nationality / kebangsaan",
    "issuer": "issuer / penerbit",
}
ELEMENTS = {
    Element.REQUIREMENTS: "requirements / persyaratan",
    Element.PROCEDURE: "procedure / prosedur",
    Element.TIME: "time / waktu",
    Element.COST: "cost / biaya",
    Element.PRODUCT: "product / produk layanan",
    Element.COMPETENCE: "competence / kompetensi",
    Element.BEHAVIOUR: "behaviour / perilaku",
    Element.COMPLAINTS: "complaints / pengaduan",
    Element.FACILITIES: "facilities / sarana",
}
OF_ANSWERS = (
    "travellers asked / pelintas ditanya",
    "satisfaction, mean of 1 to 4 / kepuasan, rata-rata 1 sampai 4",
    "answers 1, 2, 3, 4 in % / jawaban 1, 2, 3, 4 dalam %",
    "indicative index of the year so far, grade / indeks indikatif tahun berjalan, mutu",
)
MEASURES = {
    "fnmr": "FNMR",
    "rejected": "gate rejections / penolakan mutu",
    "retries": "captures more / pengambilan ulang",
    "seconds": "seconds / detik",
}


class NoSuchMonth(StationError):
    """Not a month as YYYY-MM."""

    code = "no_such_month"


@dataclass(frozen=True)
class Month:
    first: date

    @classmethod
    def of(cls, text: str) -> Month:
        """From "2026-11"; raises NoSuchMonth."""
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}", text):
            raise NoSuchMonth("a month is written as 2026-11")
        try:
            return cls(date.fromisoformat(f"{text}-01"))
        except ValueError as error:
            raise NoSuchMonth(f"{text} is no month") from error

    @property
    def after(self) -> date:
        return (self.first + timedelta(days=32)).replace(day=1)

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.first + timedelta(days=i) for i in range((self.after - self.first).days))

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"


@dataclass(frozen=True)
class Findings:
    """What a month's records say."""

    station: str
    month: Month
    zone: tzinfo
    crossings: tuple[Crossing, ...]  # of the month
    before: tuple[Crossing, ...]  # of the weeks that the forecast learns from, the month included
    opened: int  # of the crossings, those of which more than the row is known here
    visits: tuple[ServedVisit, ...]
    cases: tuple[ServedCase, ...]
    rows: tuple[VisitRow, ...]
    strangers: tuple[ImpostorRow, ...]  # comparisons with other people
    judged: tuple[judges.Judged, ...]  # cases that several people judged apart
    answers: tuple[AnswerTally, ...] = ()  # of travellers, of the year up to the month's end
    this_year: int = 0  # visits of the same time
    today: date = date.min  # at the post; of a month that is not over nothing is told of answers
    told: MonthsAnswers | None = None  # instead of `answers`, where several stations' are added up


def read(
    store: Store, station: str, month: Month, zone: tzinfo, mode: str, strangers: Strangers | None = None
) -> Findings:
    """The month's records, one at a time: no picture outlives its turn. `strangers` compares each with others."""
    start, end = (datetime(d.year, d.month, d.day, tzinfo=zone) for d in (month.first, month.after))
    learned = min(start, end - timedelta(weeks=WEEKS + 4))
    with store.reading() as unit:
        before = served.crossings(unit, learned, end, mode)
        all_cases = list(served.cases_between(unit, start, end, mode))
        kept = served.counted(unit, start, end, mode)
        this_year = served.count(unit, datetime(month.first.year, 1, 1, tzinfo=zone), end, mode)
    of_visit = {v: [c for c in all_cases if c.visit == v] for v in {c.visit for c in all_cases}}
    crossings = [c for c in before if c.sealed_at >= start]
    visits: list[ServedVisit] = []
    rows: list[VisitRow] = []
    met: list[ImpostorRow] = []
    for crossing in crossings:
        found = kept.get(crossing.visit) or _opened(store, crossing.visit)
        if found is not None:
            visits.append(counted.served(found))
            if (row := counted.visit_row(found, of_visit.get(crossing.visit, ()))) is not None:
                rows.append(row)
        if strangers is not None and (live := kept_features(store, crossing.visit)) is not None:
            met += strangers.met(crossing.visit, crossing.person, crossing.sealed_at, live)
    told = tuple(counted.served_case(c, zone) for c in all_cases)
    judged = tuple(found for found in map(counted.judged, all_cases) if found is not None)
    return Findings(
        station, month, zone, tuple(crossings), tuple(before),
        len(visits), tuple(visits), told, tuple(rows), tuple(met), judged, this_year=this_year,
    )  # fmt: skip


def _opened(store: Store, visit: str) -> Counted | None:
    """Of a visit that was sealed before such figures were kept: out of its record, while that opens here."""
    with suppress(RecordKeyGone, RecordMissing), store.reading() as unit:
        return counted.counted(records.visit(unit, visit))
    return None


@dataclass(frozen=True)
class MonthlyReport:
    """A month as it is printed: what is told of it, and the charts by the name of their file."""

    station: str
    month: Month
    lines: tuple[tuple[str, str], ...]  # what, how much
    charts: tuple[tuple[str, Diagram], ...]
    notes: tuple[str, ...]  # in both languages
    alarms: tuple[str, ...]


def report(found: Findings) -> MonthlyReport:
    """The report of what was read."""
    measured = service(Period(found.visits, found.cases))
    known = judges.of(found.judged)
    traffic = Traffic.of(found.rows, found.strangers)
    told = {s: rates(traffic, s, THRESHOLD, known) for s in traffic.systems}
    charts: list[tuple[str, Diagram]] = [
        ("hours", _hours(found)),
        ("verdicts", _verdicts(found)),
        ("steps", _steps(measured)),
        ("nationalities", _states(found)),
        ("days", _days(found)),
    ]
    if told:
        charts.append(("errors", _errors(told)))
        if (curves := _det(traffic, known)).lines:
            charts.append(("det", curves))
    charts.append(("forecast", (ahead := _ahead(found))[0]))
    seen = None
    if told:
        main = System("fused") if System("fused") in told else next(iter(told))
        seen = differences(traffic, main, THRESHOLD, known)
        charts += [(f"groups-{measure}", _groups(seen, measure)) for measure in MEASURES if _cells(seen, measure)]
    answers = found.told or months_answers(found.answers, found.month.first, found.today, found.this_year)
    charts += _answered(answers)
    notes = (*_notes(found, told, seen, ahead[1]), *_of_answers(answers))
    lines = (*_lines(found, measured), *_satisfaction(answers))
    return MonthlyReport(found.station, found.month, lines, tuple(charts), notes, _alarms(seen))


def _lines(found: Findings, measured: Service) -> tuple[tuple[str, str], ...]:
    speed, comfort = measured.speed, measured.comfort
    return (
        ("visits / pemeriksaan", str(len(found.crossings))),
        ("people / pelintas", str(len({c.person for c in found.crossings}))),
        ("arrivals / kedatangan", str(sum(c.direction == "arrival" for c in found.crossings))),
        ("departures / keberangkatan", str(sum(c.direction == "departure" for c in found.crossings))),
        ("seconds a visit, median / detik per pemeriksaan, median", figure(speed.visit.median, 1)),
        ("seconds, 95 of 100 / detik, 95 dari 100", figure(speed.visit.most, 1)),
        (f"within {BUDGET:.0f} s / dalam {BUDGET:.0f} detik", _percent(speed.in_budget)),
        ("cases answered / kasus terjawab", _percent(measured.transparency.answered)),
        ("cases told to the counter / kasus disampaikan ke loket", _percent(measured.transparency.explained)),
        ("all checks done / semua pemeriksaan lengkap", _percent(measured.security.complete)),
        ("without a further capture / tanpa pengambilan ulang", _percent(comfort.without_retake)),
        ("needed help, succeeded / perlu bantuan, berhasil", _percent(measured.accessibility.succeeded)),
        ("all others, succeeded / lainnya, berhasil", _percent(measured.accessibility.others_succeeded)),
    )  # fmt: skip


def _satisfaction(told: MonthsAnswers) -> tuple[tuple[str, str], ...]:
    first, year = told.first, told.year
    few = f"{NOTHING} (n < {FEWEST})" if told.over else NOTHING
    limits = "" if first.low is None or first.high is None else f"{first.low:.2f} – {first.high:.2f}; "
    shares = "" if first.shares is None else " / ".join(f"{share * 100:.0f}" for share in first.shares)
    index = f"{NOTHING} (n < {year.smallest})" if told.over else NOTHING
    values = (
        str(first.asked) if first.asked >= FEWEST else few,
        few if first.mean is None else f"{first.mean:.2f} ({limits}n = {first.answered})",
        shares or few,
        index if year.value is None else f"{year.value:.2f}, {year.grade}",
    )
    return tuple(zip(OF_ANSWERS, values, strict=True))


def _answered(told: MonthsAnswers) -> list[tuple[str, Diagram]]:
    """Charts of the answers; none where nothing may be told."""
    year = told.year
    labels = tuple(ELEMENTS.values())
    made: list[tuple[str, Diagram]] = []
    if any(mean is not None for mean in year.means.values()):
        made.append((
            "satisfaction",
            BarChart(
                "Satisfaction of the year so far, means of 1 to 4 / Kepuasan tahun berjalan, rata-rata 1 sampai 4",
                "element / unsur", "mean / rata-rata", labels, tuple(year.means[e] for e in ELEMENTS), digits=2,
            ),
        ))  # fmt: skip
        made.append((
            "satisfaction-sample",
            BarChart(
                "Answers by element, and how many an index needs / Jawaban per unsur dan sampel minimum",
                "element / unsur", "answers / jawaban", labels,
                tuple(None if (n := year.answers[e]) is None else float(n) for e in ELEMENTS),
                budget=float(year.smallest),
            ),
        ))  # fmt: skip
    by: list[tuple[str, Asked]] = [*told.by_language.items()]
    by += [(VERDICTS.get(key, key), cell) for key, cell in told.by_outcome.items()]
    if by:
        made.append((
            "satisfaction-answered",
            BarChart(
                "Travellers who answered, by language and by decision / Pelintas yang menjawab",
                "language, decision / bahasa, keputusan", "answered / menjawab",
                tuple(label for label, _ in by), tuple(float(cell.answered) for _, cell in by),
            ),
        ))  # fmt: skip
        made.append((
            "satisfaction-asked",
            BarChart(
                "Travellers who were asked, by language and by decision / Pelintas yang ditanya",
                "language, decision / bahasa, keputusan", "asked / ditanya",
                tuple(label for label, _ in by), tuple(float(cell.asked) for _, cell in by),
            ),
        ))  # fmt: skip
    return made


def _of_answers(told: MonthsAnswers) -> tuple[str, ...]:
    if not told.over:
        return (
            "Answers of travellers are told when the month is over: a day more would tell the answers of a day.",
            "Jawaban pelintas disampaikan setelah bulan berakhir: selisih sehari akan mengungkap jawaban sehari.",
        )
    return (
        "Travellers, those referred or refused too, give one tap; then one of the nine elements is asked, drawn by "
        f"chance. An indication and no official survey. Nothing is told of fewer than {FEWEST} answers.",
        "Pelintas, juga yang dirujuk atau ditolak, memberi satu jawaban; lalu satu dari sembilan unsur ditanyakan "
        f"secara acak. Hanya indikasi, bukan survei resmi. Kurang dari {FEWEST} jawaban tidak disampaikan.",
    )


def _percent(share: Share) -> str:
    if share.value is None or share.low is None or share.high is None:
        return f"{NOTHING} (n < 10)"
    return f"{share.value * 100:.1f} % ({share.low * 100:.1f} – {share.high * 100:.1f}; n = {share.of})"


def _days(found: Findings) -> BarChart:
    on = Counter(c.sealed_at.astimezone(found.zone).date() for c in found.crossings)
    days = found.month.days
    return BarChart(
        "Visits by day / Pemeriksaan per hari", "day / hari", "visits / pemeriksaan",
        tuple(f"{d.day}" for d in days), tuple(float(on[d]) for d in days),
    )  # fmt: skip


def _hours(found: Findings) -> Heat:
    at = Counter(
        (local.weekday(), local.hour)
        for local in (c.sealed_at.astimezone(found.zone) for c in found.crossings if c.direction == "arrival")
    )
    hours = tuple(f"{h:02}" for h in range(HOURS))
    values = tuple(tuple(float(at[d, h]) for h in range(HOURS)) for d in range(WEEK))
    return Heat("Arrivals by weekday and hour / Kedatangan per hari dan jam", "day / hari", DAYS, hours, values)


def _states(found: Findings) -> BarChart:
    """Nationalities with ten people or more; the rest together, and never so that one of them could be reckoned."""
    people: dict[str, set[str]] = {}
    for crossing in found.crossings:
        people.setdefault(crossing.nationality, set()).add(crossing.person)
    everybody = len({c.person for c in found.crossings})
    unseen = hidden({state: len(who) for state, who in people.items()}, everybody)
    visits = Counter(c.nationality for c in found.crossings)
    shown = sorted((state for state in people if state not in unseen), key=lambda state: (-visits[state], state))
    most, rest = shown[:20], shown[20:]
    labels, values = list(most), [float(visits[state]) for state in most]
    if others := sum(visits[state] for state in [*rest, *(str(state) for state in unseen)]):
        labels.append("+")
        values.append(float(others))
    title = "Visits by nationality; + all others / Pemeriksaan per kebangsaan; + lainnya"
    return BarChart(title, "nationality / kebangsaan", "visits / pemeriksaan", tuple(labels), tuple(values))


def _verdicts(found: Findings) -> StackChart:
    rows, shares = [], []
    for key, label in (("arrival", "arrival / datang"), ("departure", "departure / berangkat")):
        of = Counter(c.verdict for c in found.crossings if c.direction == key and c.verdict in VERDICTS)
        total = sum(of.values())
        rows.append(label)
        shares.append(tuple(of[v] / total for v in VERDICTS) if total >= 10 else None)
    title = "Decisions / Keputusan"
    return StackChart(title, "direction / arah", tuple(VERDICTS.values()), tuple(rows), tuple(shares))


def _steps(measured: Service) -> BarChart:
    steps = [(label, measured.speed.steps.get(name)) for name, label in STEPS.items()]
    whole = measured.speed.visit
    return BarChart(
        "Seconds by step, median, against the budget of a visit / Detik per langkah, median, dan batas pemeriksaan",
        "step / langkah", "seconds / detik",
        (*(label for label, _ in steps), "visit / pemeriksaan"),
        (*(spread.median if spread else None for _, spread in steps), whole.median),
        digits=1, budget=BUDGET,
    )  # fmt: skip


def _errors(told: dict[System, Rates]) -> BarChart:
    found = [
        (f"{name} {MODALITIES.get(s.modality, s.modality)}", rate)
        for s, r in told.items()
        for name, rate in (("FNMR", r.fnmr), ("FMR", r.fmr))
        if rate is not None
    ]

    def percent(rate: Rate, part: str) -> float | None:
        value = getattr(rate, part)
        return None if value is None else float(value) * 100

    return BarChart(
        "Errors of comparison, % with 95 % limits / Galat perbandingan, % dengan batas 95 %", "rate / galat", "%",
        tuple(label for label, _ in found), tuple(percent(r, "value") for _, r in found),
        tuple(percent(r, "low") for _, r in found), tuple(percent(r, "high") for _, r in found), digits=3,
    )  # fmt: skip


def _det(traffic: Traffic, known: judges.Judges) -> CurveChart:
    """FMR and FNMR of the month's own traffic at other thresholds than the one in use, from ten times as lax to a
    hundred times as strict. Points that few people make are left out."""
    at = np.linspace(-np.log(10), np.log(100), 13)
    lines = []
    for system in traffic.systems:
        found = det(traffic, system, at.tolist(), known if known.known else judges.faultless())
        sound = np.isfinite(found.fmr) & np.isfinite(found.fnmr) & (found.fmr > 0) & (found.fnmr > 0)
        points = tuple((float(x), float(y)) for x, y in zip(found.fmr[sound], found.fnmr[sound], strict=True))
        if len(points) > 1:
            lines.append(Line(MODALITIES.get(system.modality, system.modality), points))
    return CurveChart(
        "DET: other thresholds on the same visits / ambang lain atas data yang sama", "FMR", "FNMR", tuple(lines)
    )


def _ahead(found: Findings) -> tuple[BarChart, Forecast]:
    local = [c.sealed_at.astimezone(found.zone) for c in found.before if c.direction == "arrival"]
    first = min((at.date() for at in local), default=found.month.first)
    end = found.month.after if found.today == date.min else min(found.month.after, found.today)
    counts = np.zeros((max(0, (end - first).days), HOURS), np.int64)  # whole days: today is not over
    for at in local:
        if at.date() < end:
            counts[(at.date() - first).days, at.hour] += 1
    made = forecast(counts, first, (), AHEAD)
    known = [bool(np.isfinite(hours).all()) for hours in made.mean]
    days = [made.first + timedelta(days=i) for i in range(AHEAD)]
    # sums over the hours of a day: the band of a sum is narrower than the sum of the bands, which is what is told
    values = tuple(float(made.mean[i].sum()) if known[i] else None for i in range(AHEAD))
    return (
        BarChart(
            "Arrivals expected in the next days / Perkiraan kedatangan hari berikutnya", "day / hari",
            "arrivals / kedatangan", tuple(f"{d:%m-%d}" for d in days), values, digits=0,
        ),
        made,
    )  # fmt: skip


def _cells(seen: Differences, measure: str) -> list[int]:
    return [i for i, cell in enumerate(seen.cells) if cell.measure == measure and cell.value is not None]


def _groups(seen: Differences, measure: str) -> BarChart:
    cells = [seen.cells[i] for i in _cells(seen, measure)]
    times, digits = (100.0, 2) if measure in ("fnmr", "rejected") else (1.0, 2)

    def of(value: float | None) -> float | None:
        return None if value is None else value * times

    unit = " %" if times == 100.0 else ""
    return BarChart(
        f"{MEASURES[measure]}{unit} by group, 95 % limits / per kelompok, batas 95 %", "group / kelompok",
        f"{MEASURES[measure]}{unit}", tuple(f"{c.attribute}:{c.group}" for c in cells),
        tuple(of(c.value) for c in cells), tuple(of(c.low) for c in cells), tuple(of(c.high) for c in cells),
        digits=digits,
    )  # fmt: skip


def _alarms(seen: Differences | None) -> tuple[str, ...]:
    if seen is None:
        return ()
    return tuple(
        f"{MEASURES[c.measure]}, {ATTRIBUTES.get(c.attribute, c.attribute)} {c.group}: "
        f"{figure(c.ratio, 1)} x ({figure(c.ratio_low, 1)} – {figure(c.ratio_high, 1)}), "
        f"{c.people}+ people / pelintas, p = {figure(c.p, 3)}"
        for c in seen.alarms
    )


def _notes(found: Findings, told: dict[System, Rates], seen: Differences | None, ahead: Forecast) -> tuple[str, ...]:
    notes = [
        f"Steps, captures and comparisons are of {found.opened} of {len(found.crossings)} visits: of the others this "
        "station no longer knows them.",
        f"Langkah, pengambilan, dan perbandingan berasal dari {found.opened} dari {len(found.crossings)} pemeriksaan: "
        "selebihnya tidak lagi diketahui stasiun ini.",
    ]
    if any(not r.corrected for r in told.values()):
        notes += [
            "FNMR is as ruled: fewer than 30 known cases of each kind, so how often those who ruled err is not known.",
            "FNMR sesuai putusan: kurang dari 30 kasus yang diketahui, sehingga tingkat kekeliruan belum diketahui.",
        ]
    for name, r in told.items():
        if r.fnmr is not None:
            notes.append(
                f"{MODALITIES.get(name.modality, name.modality)}: {r.fnmr.people // 10 * 10}+ people / pelintas, "
                f"{r.fnmr.trials:.0f} visits / pemeriksaan"
            )
    if seen is not None:
        sizes = [c.detectable for c in seen.cells if c.measure == "fnmr" and c.detectable is not None]
        size = f"{min(sizes):.1f} – {max(sizes):.1f} x" if sizes else NOTHING
        few = len(seen.hidden)
        notes += [
            f"{seen.looked_at} groups and measures were looked at; differences in FNMR of {size} would be found.",
            f"{seen.looked_at} kelompok dan ukuran diperiksa; perbedaan FNMR sebesar {size} dapat ditemukan.",
            f"{few} groups are too small to be shown / {few} kelompok terlalu kecil untuk ditampilkan.",
        ]
    scaled = ahead.scaled_error
    if scaled is None:
        notes.append("The forecast has no history to be tried on. / Perkiraan belum dapat diuji.")
    else:
        english = "better than" if ahead.better else "no better than"
        indonesian = "lebih baik daripada" if ahead.better else "tidak lebih baik daripada"
        notes += [
            f"Forecast, error an hour {figure(ahead.error, 2)} against {figure(ahead.naive_error, 2)}: {english} "
            "the same hour of last week.",
            f"Perkiraan, galat per jam {figure(ahead.error, 2)} dibanding {figure(ahead.naive_error, 2)}: {indonesian} "
            "jam yang sama minggu lalu.",
        ]
    return tuple(notes)


def files(made: MonthlyReport, at: datetime) -> Iterator[tuple[str, bytes]]:
    """Names and contents: the report as PDF, and each chart's table as CSV beside it."""
    name = f"report-{made.month}"
    yield f"{name}.pdf", pdf(made, at)
    for key, chart in made.charts:
        yield f"{name}-{key}.csv", chart.csv().encode("utf-8-sig")  # with a mark, as spreadsheets want it


def pdf(made: MonthlyReport, at: datetime) -> bytes:
    """A4 in both languages; under each chart the table of its numbers."""
    paper = PdfDocument(f"{made.station} {made.month}")
    title = f"Monthly report / Laporan bulanan {made.month}"
    y = _head(paper, made, title, at)
    for what, how_much in made.lines:
        paper.text(LEFT, y, what, 9)
        paper.text(RIGHT, y, how_much, 9, bold=True, right=True)
        y += 14
    y += 6
    for alarm in made.alarms:
        paper.text(LEFT, y, f"! Difference / Perbedaan: {alarm}", 9, bold=True, colour=RED)
        y += 14
    for note in made.notes:
        for line in _wrapped(note):
            paper.text(LEFT, y, line, 8, colour=GREY)
            y += 11
    y += 10
    for key, chart in made.charts:
        y = _chart(paper, made, title, key, chart, y, at)
    return paper.to_bytes()


def _head(paper: PdfDocument, made: MonthlyReport, title: str, at: datetime) -> float:
    paper.text(LEFT, TOP, title, 14, bold=True)
    paper.text(RIGHT, TOP, made.station, 11, bold=True, colour=GREY, right=True)
    last = made.month.after - timedelta(days=1)
    days = f"{day_in_both(made.month.first)} – {day_in_both(last)}; {moment_in_both(at)}"
    paper.text(LEFT, TOP + 14, days, SIZE, colour=GREY)
    paper.text(RIGHT, BOTTOM + 16, str(paper.pages), SIZE, colour=GREY, right=True)
    return TOP + 36


def _chart(
    paper: PdfDocument, made: MonthlyReport, title: str, key: str, chart: Diagram, y: float, at: datetime
) -> float:
    table = chart.table()
    shown = table[: MOST_ROWS + 1]
    if y + CHART_HIGH + (len(shown) + 2) * ROW > BOTTOM:
        paper.page()
        y = _head(paper, made, title, at)
    chart.paint(paper, Axes(LEFT, y, RIGHT - LEFT, CHART_HIGH), Ink())
    y += CHART_HIGH + 12
    for number, row in enumerate(shown):
        wide = (RIGHT - LEFT - 150) / max(1, len(row) - 1)
        paper.text(LEFT, y, row[0], SIZE, bold=number == 0)
        for i, value in enumerate(row[1:]):
            paper.text(
                LEFT + 150 + (i + 1) * wide, y, value, SIZE if len(row) < 12 else 4.5, bold=number == 0, right=True
            )
        y += ROW
    if len(table) > len(shown):
        paper.text(LEFT, y, f"... report-{made.month}-{key}.csv", SIZE, colour=GREY)
        y += ROW
    return y + 16


def _wrapped(text: str, letters: int = 110) -> Iterator[str]:
    line = ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > letters:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    if line:
        yield line
