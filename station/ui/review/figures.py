"""Figures of the post: this shift, the service, arrivals, and what the station found of itself. Each part is a few
numbers beside charts, and below each chart the table of the same strings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from PySide6.QtCore import QDate, QLocale, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from station.charts import NOTHING, BarChart, Diagram, Figure, Heat
from station.domain.figures import (
    AnswersTold,
    ArrivalsTold,
    FiguresPart,
    ServiceTold,
    ShareOf,
    ShiftNow,
    Times,
)
from station.domain.outcome import Modality
from station.domain.self_look import ErrorTold, SelfLook, SelfLooks, WorseGroup
from station.ui import keys, words
from station.ui.keys import Act
from station.ui.office.file_dialogs import ask_where_to_save
from station.ui.page import Action, Chrome, Key, Page
from station.ui.review.figures_desk import FiguresPresenter, FiguresState
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Notice, Pairs, button, label
from station.ui.widgets.chart import ChartView, NumbersTable
from station.ui.widgets.meters import ChoiceTable

PARTS = {
    FiguresPart.SHIFT: Act.FIGURES_SHIFT,
    FiguresPart.SERVICE: Act.FIGURES_SERVICE,
    FiguresPart.ARRIVALS: Act.FIGURES_ARRIVALS,
    FiguresPart.LOOKS: Act.FIGURES_LOOKS,
}
MOST_FACTS = 13
Facts = list[tuple[str, str]]


class FiguresScreen(Page[FiguresState, FiguresPresenter]):
    """`closed`: back to where whoever looks came from."""

    has_rail = False
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left, self._right = Card(), Card()
        self._choices: dict[FiguresPart, QPushButton] = {}
        choices = QGridLayout()
        choices.setSpacing(8)
        for place, part in enumerate(PARTS):
            made = self._choices[part] = button("choice")
            made.setCheckable(True)
            made.clicked.connect(partial(self._show, part))
            choices.addWidget(made, *divmod(place, 2))
        self._finding, self._facts = Notice(), Pairs(MOST_FACTS)
        self._about = label("small", wrap=True)
        self._list = ChoiceTable(1)
        self._left.body.addLayout(choices)
        for part_widget in (self._finding, self._facts, self._about):
            self._left.body.addWidget(part_widget)
        self._left.body.addWidget(self._list, 1)
        self._left.body.addStretch(0)
        self._chart, self._numbers = ChartView(), NumbersTable()
        self._none = label(wrap=True)
        self._right.body.addWidget(self._chart, 3)
        self._right.body.addWidget(self._numbers, 2)
        self._right.body.addWidget(self._none)
        self._right.body.addStretch(0)
        self._charts: tuple[Diagram, ...] = ()
        column = QVBoxLayout()
        column.addWidget(self._right)
        self.stand_beside((self._left, 42), (column, 58))

    def _show(self, part: FiguresPart, _checked: bool) -> None:
        self.presenter.show(part)

    def join(self, presenter: FiguresPresenter) -> None:
        super().join(presenter)
        self.link(self._list.chosen, self._choose)

    def _choose(self, place: str) -> None:
        self.presenter.choose(int(place))

    def first_focus(self) -> QWidget | None:
        return self._list if self._list.isEnabled() else None

    def translate(self) -> None:
        self._list.setAccessibleName(self.tr("Charts of this part"))
        self._list.setHorizontalHeaderLabels([self.tr("Charts")])

    # ---- what is shown

    def paint_state(self, state: FiguresState) -> None:
        figures = state.figures
        for part, made in self._choices.items():
            made.setVisible(state.whole or part is FiguresPart.SHIFT)
            made.setChecked(part is state.part)
            made.setText(f"{words.say(part)}    {keys.cap(PARTS[part])}")
            made.setAccessibleDescription(keys.cap(PARTS[part]))
        self._left.heading.setText(words.say(state.part))
        tone, finding, facts, about = Tone.INFO, "", list[tuple[str, str]](), ""
        charts: list[Diagram] = []
        if isinstance(figures, ShiftNow):
            facts, charts, about = self._of_shift(figures)
        elif isinstance(figures, ServiceTold):
            facts, charts, about = self._of_service(figures)
        elif isinstance(figures, ArrivalsTold):
            facts, charts, about = self._of_arrivals(figures)
        elif isinstance(figures, SelfLooks):
            facts, charts, about = self._of_looks(figures)
            tone, finding = self._verdict(figures)
        self._finding.say(tone, finding)
        self._facts.show_rows(facts)
        self._about.setText(about)
        self._about.setVisible(bool(about))
        self._charts = tuple(replace(chart, writing=words.WRITING) for chart in charts)
        chosen = min(state.chart, max(0, len(charts) - 1))
        self._list.setVisible(bool(charts))
        self._left.body.setStretch(self._left.body.count() - 1, 0 if charts else 1)  # what is left stays together
        self._list.show_choices([(str(n), (chart.title,)) for n, chart in enumerate(charts)], str(chosen))
        self._show_chart(self._charts[chosen] if charts else None, busy=state.busy)

    def _show_chart(self, chart: Diagram | None, *, busy: bool) -> None:
        self._right.heading.setText(self.tr("Chart"))
        self._right.heading.setVisible(chart is None)  # a chart paints its own title
        self._chart.show_chart(chart, self._sentence(chart))
        self._numbers.setVisible(chart is not None)
        if chart is not None:
            self._numbers.show_table(chart.table(), chart.title)
        reading = self.tr("The figures are being read …") if busy else self.tr("There is nothing to show yet.")
        self._none.setText("" if chart is not None else reading)
        self._none.setVisible(chart is None)

    def _sentence(self, chart: Diagram | None) -> str:
        """The chart for somebody who does not see it; the numbers follow in the table."""
        if isinstance(chart, BarChart):
            known = [(name, v) for name, v in zip(chart.labels, chart.values, strict=True) if v is not None]
            if known:
                least, most = min(known, key=lambda one: one[1]), max(known, key=lambda one: one[1])
                return self.tr("From {least} ({where}) to {most} ({there}); the last, {name}, is {last}.").format(
                    least=words.number(least[1], chart.digits), where=chart.say(least[0]),
                    most=words.number(most[1], chart.digits), there=chart.say(most[0]),
                    name=chart.say(known[-1][0]), last=words.number(known[-1][1], chart.digits),
                )  # fmt: skip
        return self.tr("The numbers are in the table below.")

    # ---- this shift

    def _of_shift(self, now: ShiftNow) -> tuple[Facts, list[Diagram], str]:
        facts = [(self.tr("Visits today"), words.number(sum(c.visits for c in now.counters)))]
        facts += [
            (self.tr("A visit takes"), self._times(now.visit)),
            (self.tr("Within {seconds} s").format(seconds=words.number(now.budget)), _share(now.in_budget)),
        ]
        charts: list[Diagram] = []
        if not now.own:
            facts.append((self.tr("Cases that wait"), words.number(sum(count for *_, count in now.waiting))))
            facts.append((self.tr("The oldest since"), _clock(now.oldest, now.at)))
            charts.append(
                BarChart(
                    self.tr("Counters and officers today"), self.tr("Counter, officer"), self.tr("Visits"),
                    tuple(f"{c.counter} · {c.officer}" for c in now.counters),
                    tuple(float(c.visits) for c in now.counters),
                    more=(
                        (self.tr("Last hour"), tuple(Figure(c.last_hour) for c in now.counters)),
                        (self.tr("Median, s"), tuple(Figure(c.times.median, 1) for c in now.counters)),
                        (self.tr("Last visit"), tuple(_clock(c.last_at, now.at) for c in now.counters)),
                    ),
                )
            )  # fmt: skip
        charts.append(self._steps(now.steps, now.visit, now.budget))
        charts.append(
            BarChart(
                self.tr("Visits by hour today"), self.tr("Hour"), self.tr("Visits"),
                tuple(f"{hour:02}" for hour in range(len(now.hours))), tuple(float(n) for n in now.hours),
            )
        )  # fmt: skip
        if not now.own:
            charts.append(
                BarChart(
                    self.tr("Cases that wait, by kind and post"), self.tr("Kind, post"), self.tr("Cases"),
                    tuple(f"{words.say(kind)} · {post or NOTHING}" for kind, post, _ in now.waiting),
                    tuple(float(count) for *_, count in now.waiting),
                )
            )  # fmt: skip
        since = self.tr("Since midnight of this post; read at {time}. A figure of fewer than ten visits is not told.")
        return facts, charts, since.format(time=f"{now.at:%H:%M}")

    def _steps(self, steps: Sequence[tuple[str, Times]], visit: Times, budget: float) -> Diagram:
        names = {
            "document": self.tr("Document"),
            "face": self.tr("Face"),
            "fingers": self.tr("Fingers"),
            "decision": self.tr("Decision"),
        }
        rows = [*((names.get(step, step), times) for step, times in steps), (self.tr("Whole visit"), visit)]
        return BarChart(
            self.tr("Seconds by step, median, against the budget of a visit"), self.tr("Step"), self.tr("Median, s"),
            tuple(name for name, _ in rows), tuple(times.median for _, times in rows), digits=1, budget=budget,
            more=(
                (self.tr("95 of 100, s"), tuple(Figure(times.most, 1) for _, times in rows)),
                (self.tr("Visits"), tuple(Figure(times.of) for _, times in rows)),
            ),
        )  # fmt: skip

    # ---- service

    def _of_service(self, told: ServiceTold) -> tuple[Facts, list[Diagram], str]:
        answers = told.satisfaction
        fnmr = NOTHING if told.fnmr is None else _rate(*told.fnmr)
        mean = NOTHING
        if answers.mean is not None:
            limits = (
                ""
                if answers.low is None or answers.high is None
                else (f"{words.number(answers.low, 2)} – {words.number(answers.high, 2)}; ")
            )
            mean = f"{words.number(answers.mean, 2)} ({limits}n = {words.number(answers.answered or 0)})"
        index = self.tr("each element needs {count} answers").format(count=words.number(answers.smallest))
        if answers.index is not None and answers.grade is not None:
            index = f"{words.number(answers.index, 2)}, {answers.grade}"
        facts = [
            (self.tr("Visits"), words.number(told.visits)),
            (self.tr("Speed: a visit takes"), self._times(told.visit)),
            (self.tr("Within {seconds} s").format(seconds=words.number(told.budget)), _share(told.in_budget)),
            (self.tr("Accuracy: FNMR"), fnmr),
            (self.tr("Transparency: cases answered"), _share(told.answered)),
            (self.tr("Ruling told to the counter"), _share(told.explained)),
            (self.tr("Until the answer"), self._times(told.until_answer)),
            (self.tr("Security: all checks done"), _share(told.complete)),
            (self.tr("Comfort: no further capture"), _share(told.without_retake)),
            (self.tr("Accessibility: helped, succeeded"), _share(told.helped)),
            (self.tr("All others, succeeded"), _share(told.others)),
            (self.tr("Satisfaction, 1 to 4"), mean),
            (self.tr("Indicative index, grade"), index),
        ]
        charts = [self._steps(told.steps, told.visit, told.budget), *self._of_answers(answers)]
        about = self.tr(
            "{first} to {last}, with limits that hold in 95 of 100 such times. Satisfaction is of {month}: one tap, "
            "and one of nine elements drawn by chance; no official survey. Nothing is told of fewer than ten answers."
        )
        month = QLocale().toString(QDate(answers.month.year, answers.month.month, 1), "MMMM yyyy")
        return facts, charts, about.format(first=words.day(told.first), last=words.day(told.last), month=month)

    def _of_answers(self, told: AnswersTold) -> list[Diagram]:
        element = {
            "requirements": self.tr("Requirements"),
            "procedure": self.tr("Procedure"),
            "time": self.tr("Time"),
            "cost": self.tr("Cost"),
            "product": self.tr("Product of the service"),
            "competence": self.tr("Competence"),
            "behaviour": self.tr("Behaviour"),
            "complaints": self.tr("Complaints"),
            "facilities": self.tr("Facilities"),
        }
        made: list[Diagram] = [
            BarChart(
                self.tr("Satisfaction by element, year so far"), self.tr("Element"), self.tr("Mean, 1 to 4"),
                tuple(element.get(one.element, one.element) for one in told.elements),
                tuple(one.mean for one in told.elements), digits=2,
                more=((self.tr("Answers"), tuple(Figure(one.answers) for one in told.elements)),),
            )
        ]  # fmt: skip
        verdicts = {"admit": self.tr("Admitted"), "refer": self.tr("Referred"), "refuse": self.tr("Refused")}
        by = [*told.by_language, *((verdicts.get(key, key), asked, said) for key, asked, said in told.by_outcome)]
        if by:
            made.append(
                BarChart(
                    self.tr("Travellers who answered, by language and decision"), self.tr("Language, decision"),
                    self.tr("Answered"), tuple(key for key, *_ in by), tuple(float(said) for *_, said in by),
                    more=((self.tr("Asked"), tuple(Figure(asked) for _, asked, _ in by)),),
                )
            )  # fmt: skip
        return made

    # ---- arrivals

    def _of_arrivals(self, told: ArrivalsTold) -> tuple[Facts, list[Diagram], str]:
        total = sum(count for _, count in told.days)
        facts = [
            (self.tr("Arrivals"), words.number(total)),
            (self.tr("A day"), words.number(total / len(told.days), 1) if told.days else NOTHING),
            (self.tr("Error of the forecast, an hour"), _rounded(told.error)),
            (self.tr("Same hour of last week"), _rounded(told.naive_error)),
        ]
        about = self.tr("{first} to {last}, by the records of this station.")
        if told.error is not None:
            about += " " + (
                self.tr("The forecast was better than the same hour of last week over the last four weeks.")
                if told.better
                else self.tr("The forecast was no better than the same hour of last week over the last four weeks.")
            )
        return facts, self._of_days(told), about.format(first=words.day(told.first), last=words.day(told.last))

    def _of_days(self, told: ArrivalsTold) -> list[Diagram]:
        arrivals = self.tr("Arrivals")
        days = [QLocale().dayName(n, QLocale.FormatType.ShortFormat) for n in range(1, 8)]
        hours = tuple(f"{hour:02}" for hour in range(24))
        ahead = told.hours_ahead

        def by_kind(title: str, name: str, rows: Sequence[tuple[str, int]], others: int) -> Diagram:
            shown = [*rows, *([(self.tr("all others"), others)] if others else [])]
            return BarChart(title, name, arrivals, tuple(k for k, _ in shown), tuple(float(n) for _, n in shown))

        purposes = [(words.say_key("purpose", key), count) for key, count in told.purposes]
        return [
            BarChart(
                self.tr("Arrivals expected in the next 24 hours"), self.tr("Hour"), arrivals,
                tuple(f"{one.at:%H}" for one in ahead), tuple(one.mean for one in ahead),
                tuple(one.low for one in ahead), tuple(one.high for one in ahead), digits=1,
                limits=("80 % <", "80 % >"),
            ),
            BarChart(
                self.tr("Arrivals expected in the next days"), self.tr("Day"), arrivals,
                tuple(day for day, _ in told.days_ahead), tuple(count for _, count in told.days_ahead),
            ),
            Heat(
                self.tr("Arrivals by hour and weekday"), self.tr("Hour"), hours, tuple(days),
                tuple(tuple(float(told.week[day][hour]) for day in range(7)) for hour in range(24)),
            ),
            BarChart(
                self.tr("Arrivals by day"), self.tr("Day"), arrivals,
                tuple(day for day, _ in told.days), tuple(float(count) for _, count in told.days),
            ),
            by_kind(
                self.tr("Arrivals by nationality"), self.tr("Nationality"), told.nationalities,
                told.other_nationalities,
            ),
            by_kind(self.tr("Arrivals by purpose"), self.tr("Purpose"), purposes, told.other_purposes),
            by_kind(self.tr("Arrivals by post"), self.tr("Post"), told.posts, 0),
        ]  # fmt: skip

    # ---- what the station found of itself

    def _verdict(self, told: SelfLooks) -> tuple[Tone, str]:
        if not told.looks:
            return Tone.INFO, self.tr("The station has not looked at itself yet. It does once a week, by itself.")
        newest = told.looks[0]
        if not newest.alarm:
            return Tone.OK, self.tr("No alarm on {day}: {visits} visits of {people} or more people.").format(
                day=words.day_there(newest.until),
                visits=words.number(newest.visits),
                people=words.number(newest.people),
            )
        parts = []
        if newest.above:
            parts.append(
                self.tr("FNMR is above {claim} %: more genuine travellers fail than is claimed.").format(
                    claim=words.number(newest.claim * 100)
                )
            )
        parts += [self._worse(group) for group in newest.groups]
        if newest.worse and not newest.groups:
            parts.append(self.tr("A group of travellers fares worse."))
        return Tone.BAD, self.tr("Alarm on {day}:").format(day=words.day_there(newest.until)) + " " + " ".join(parts)

    def _worse(self, group: WorseGroup) -> str:
        measure = {
            "fnmr": self.tr("fail to match"),
            "rejected": self.tr("are rejected by the quality gate"),
            "retries": self.tr("are captured again"),
            "seconds": self.tr("stand at the counter"),
        }.get(group.measure, group.measure)
        return self.tr("{group} ({people} or more people) {measure} {times} times as much ({low} – {high}).").format(
            group=f"{self._attribute(group.attribute)} {group.group}", people=words.number(group.people),
            measure=measure, times=words.number(group.ratio, 1), low=words.number(group.ratio_low, 1),
            high=words.number(group.ratio_high, 1),
        )  # fmt: skip

    def _attribute(self, name: str) -> str:
        return {
            "nationality": self.tr("Nationality"),
            "issuer": self.tr("Issuer"),
            "sex": self.tr("Sex"),
            "age": self.tr("Age"),
        }.get(name, name)

    def _of_looks(self, told: SelfLooks) -> tuple[Facts, list[Diagram], str]:
        if not told.looks:
            return [], [], ""
        newest = told.looks[0]
        size = NOTHING
        if newest.detectable is not None:
            least, most = (words.number(ratio, 1) for ratio in newest.detectable)
            size = f"{least} – {most} ×"
        claim = words.number(newest.claim * 100)
        matched = [one for one in newest.errors if one.measure == "fmr"]
        fmr = next((one for one in matched if one.modality == Modality.FUSED.value), next(iter(matched), None))
        facts = [
            (self.tr("Week"), f"{words.number(newest.week)} / {words.number(told.of)}"),
            (self.tr("Visits since 1 January"), words.number(newest.visits)),
            (self.tr("People"), f"{words.number(newest.people)}+"),
            (self.tr("FNMR"), NOTHING if newest.fnmr is None else _rate(*newest.fnmr)),
            (self.tr("FMR"), NOTHING if fmr is None else _rate(fmr.value, fmr.low, fmr.high, 3)),
            (self.tr("Evidence against {claim} %").format(claim=claim), self._against(newest)),
            (self.tr("Groups and measures looked at"), words.number(newest.looked_at)),
            (self.tr("Differences that would be found"), size),
        ]
        looks = told.looks[::-1]
        weeks = tuple(str(look.week) for look in looks)
        alarms = tuple(self.tr("yes") if look.alarm else self.tr("no") for look in looks)
        rate, low, high = (tuple(_percent(look, place) for look in looks) for place in range(3))
        charts: list[Diagram] = [
            BarChart(
                self.tr("FNMR of the year so far, by week, %"), self.tr("Week"), "FNMR, %", weeks, rate, low, high,
                digits=2, budget=newest.claim * 100,
                more=(
                    (self.tr("Visits"), tuple(Figure(look.visits) for look in looks)),
                    (self.tr("Alarm"), alarms),
                ),
            ),
            BarChart(
                self.tr("Evidence against the claim, by week"), self.tr("Week"), self.tr("Evidence"), weeks,
                tuple(look.evidence for look in looks), digits=1, budget=newest.limit,
            ),
        ]  # fmt: skip
        if newest.errors:
            charts.insert(1, self._errors(newest.errors))
        about = self.tr(
            "The station looks at all visits of the year once a week. In a year in which nothing is wrong, {budget} of "
            "100 stations at most have any alarm. No alarm at a post of few people is no proof."
        )
        return facts, charts, about.format(budget=words.number(told.budget * 100))

    def _errors(self, errors: Sequence[ErrorTold]) -> Diagram:
        """As the monthly report has them."""
        known = {one.value: one for one in Modality}
        names = (
            f"{one.measure.upper()} {words.say(known[one.modality]) if one.modality in known else one.modality}"
            for one in errors
        )
        return BarChart(
            self.tr("Errors of comparison, %, with 95 % limits"), self.tr("Error rate"), "%", tuple(names),
            tuple(None if one.value is None else one.value * 100 for one in errors),
            tuple(one.low * 100 for one in errors), tuple(one.high * 100 for one in errors), digits=3,
            more=(
                (self.tr("People, at least"), tuple(Figure(one.people) for one in errors)),
                (self.tr("Comparisons"), tuple(Figure(one.trials) for one in errors)),
            ),
        )  # fmt: skip

    def _against(self, look: SelfLook) -> str:
        return self.tr("{value}; an alarm from {limit}").format(
            value=words.number(min(look.evidence, 1e6), 1), limit=words.number(look.limit)
        )

    def _times(self, times: Times) -> str:
        if times.median is None or times.most is None:
            return f"{NOTHING} (n = {words.number(times.of)})"
        text = self.tr("{median} s (95 %: {most} s)")
        return text.format(median=words.number(times.median, 1), most=words.number(times.most, 1))

    # ---- around the page

    def chrome(self) -> Chrome:
        state, go = self.state, self.presenter
        if state.problem is not None:
            message = (Tone.BAD, words.say_problem(state.problem.code))
        elif state.saved:
            message = (Tone.OK, self.tr("Saved as {file}.").format(file=state.saved))
        elif state.busy:
            message = (Tone.INFO, self.tr("The figures are being read …"))
        else:
            message = (Tone.INFO, self.tr("The arrow keys go through the charts; Tab to the numbers."))
        parts = PARTS if state.whole else {FiguresPart.SHIFT: Act.FIGURES_SHIFT}
        ready = bool(self._charts) and not state.busy
        return Chrome(
            self.tr("Figures"),
            self.tr("Numbers of this post, without a traveller's name.")
            if state.whole
            else self.tr("Your own visits and times of today."),
            None,
            message,
            (
                Action(Act.REFRESH, self.tr("Read again"), go.again, not state.busy, "", "refresh-cw"),
                Action(Act.SAVE_FIGURE, self.tr("Save"), self._save, ready),
                Action(Act.BACK, self.tr("Back"), self.closed.emit, True, "primary"),
            ),
            keys=tuple(Key(act, partial(go.show, part)) for part, act in parts.items()),
        )

    def _save(self) -> None:
        if not self._charts:
            return
        chart = self._charts[min(self.state.chart, len(self._charts) - 1)]
        kinds = self.tr("Table (*.csv);;Picture (*.svg);;Paper (*.pdf)")
        name = f"{self.state.part.value}-{self.state.chart + 1}.csv"
        ask_where_to_save(self, self.tr("Save"), name, kinds, partial(self.presenter.save, chart))


def _clock(value: datetime | None, now: datetime) -> str:
    """By the post's clock, which is that of `now`; with the day where it is not today."""
    if value is None:
        return NOTHING
    there = value.astimezone(now.tzinfo)
    return f"{there:%H:%M}" if there.date() == now.date() else f"{words.day_there(there)} {there:%H:%M}"


def _share(share: ShareOf) -> str:
    if share.value is None or share.low is None or share.high is None:
        return f"{NOTHING} (n = {words.number(share.of)})"
    low, high = (words.number(limit * 100, 1) for limit in (share.low, share.high))
    return f"{words.number(share.value * 100, 1)} % ({low} – {high})"


def _rate(value: float | None, low: float, high: float, digits: int = 2) -> str:
    limits = f"{words.number(low * 100, digits)} – {words.number(high * 100, digits)} %"
    return limits if value is None else f"{words.number(value * 100, digits)} % ({limits})"


def _rounded(value: float | None) -> str:
    return NOTHING if value is None or math.isnan(value) else words.number(value, 2)


def _percent(look: SelfLook, place: int) -> float | None:
    value = look.fnmr[place] if look.fnmr is not None else None
    return None if value is None or math.isnan(value) else value * 100
