import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.operation import groups, judges
from models.operation.groups import any_alarm, differences, sums, suppressed
from models.operation.intervals import sample
from models.operation.traffic import Groups, Impostors, System, Traffic

SYSTEM, NOBODY = System("fused"), judges.faultless()


def crowd(draw, people=3000, visits=6000, base=0.03, times=1.0, share=0.1, alike=0.0, parts=6):
    """Matched visits with a group "A0" of this share whose FNMR is so many times that of everybody else."""
    of = draw.choice(parts, people, p=[share, *[(1 - share) / (parts - 1)] * (parts - 1)])
    mean = np.where(of == 0, base * times, base)
    own = draw.beta(mean * (1 / alike - 1), (1 - mean) * (1 / alike - 1)) if alike else mean
    person = np.concatenate([np.arange(people), draw.integers(0, people, visits - people)])
    missed = draw.random(visits) < own[person]
    return Traffic(
        people=people, person=person, matched=np.ones(visits, bool), said=np.zeros(visits, np.int64),
        scores={SYSTEM: np.where(missed, 0.0, 3.0)}, searches={},
        impostors=Impostors(np.empty(0, np.int64), np.empty(0, np.int64), {}),
        groups={
            "nationality": Groups(tuple(f"A{i}" for i in range(parts)), of),
            "sex": Groups(("F", "M"), draw.integers(0, 2, people)),
        },
        rejected=draw.random(visits) < 0.05, retries=draw.poisson(0.3, visits), seconds=draw.lognormal(3.6, 0.4,
        visits),
    )  # fmt: skip


def cell(found, attribute, group, measure="fnmr"):
    return next(c for c in found.cells if (c.attribute, c.group, c.measure) == (attribute, group, measure))


def test_a_group_that_fares_three_times_worse_is_found_with_what_stands_behind_it():
    found = differences(crowd(np.random.default_rng(1), times=3.0), SYSTEM, 1.0, NOBODY, shuffles=299)
    assert [(a.attribute, a.group, a.measure) for a in found.alarms] == [("nationality", "A0", "fnmr")]
    alarm = found.alarms[0]
    assert alarm.ratio_low < 3 < alarm.ratio_high
    assert alarm.low < 0.09 < alarm.high
    assert alarm.people % 10 == 0
    assert 250 < alarm.people < 350
    assert found.looked_at == 8 * 4


def test_without_a_difference_at_most_one_look_in_twenty_alarms():
    alarms = sum(
        bool(
            differences(crowd(np.random.default_rng(i), 600, 1800, alike=0.1), SYSTEM, 1.0, NOBODY, shuffles=99).alarms
        )
        for i in range(60)
    )
    assert alarms <= 6  # three would be 5 %; seven or more of sixty have a chance below 4 % at that


def test_the_chance_of_a_deviation_is_that_of_every_shuffle_there_is():
    """Six people, all 720 shuffles: the engine's sampled p against the whole truth."""
    errors = np.array([5.0, 4, 0, 1, 0, 0])
    of = np.array([0, 0, 0, 1, 1, 1])
    residuals = errors - errors.mean()
    observed = abs(residuals[of == 0].sum())
    whole = [abs(residuals[list(order)][:3].sum()) >= observed - 1e-9 for order in itertools.permutations(range(6))]
    brought = groups.Sums(("fnmr",), errors[:, None], np.full((6, 1), 5.0))
    shown = {("g", "A"): of == 0, ("g", "B"): of == 1}
    looked = replace(groups._looked(brought, np.ones(6, bool), shown), looked=np.ones((2, 1), bool))
    largest = groups._shuffled(looked, 6000)
    sampled = np.mean(largest >= looked.deviations().max() - 1e-6)
    assert sampled == pytest.approx(np.mean(whole), abs=0.02)


def test_a_group_and_its_rest_are_the_samples_of_their_people():
    traffic = crowd(np.random.default_rng(2), 500, 1500)
    brought, present = sums(traffic, SYSTEM, 1.0, NOBODY), np.ones(500, bool)
    shown, _ = groups._may_be_shown(traffic.groups, present)
    two = groups._two(brought, groups._looked(brought, present, shown), present)
    for g, of in enumerate(shown.values()):
        for k in range(len(brought.measures)):
            for found, which in ((two[g][k].group, of), (two[g][k].rest, ~of)):
                plain = sample(brought.errors[which, k], brought.trials[which, k])
                assert (found.people, found.erring) == (plain.people, plain.erring)
                assert (found.rate, found.trials) == pytest.approx((plain.rate, plain.trials))
                assert (found.variance, found.freedom) == pytest.approx((plain.variance, plain.freedom), rel=1e-6)


def test_a_group_s_spread_by_chance_is_that_of_its_shuffled_sums():
    draw = np.random.default_rng(3)
    traffic = crowd(draw, 400, 1200)
    brought = sums(traffic, SYSTEM, 1.0, NOBODY)
    shown, _ = groups._may_be_shown(traffic.groups, np.ones(400, bool))
    looked = groups._looked(brought, np.ones(400, bool), shown)
    residuals = looked.residuals[:, 0].astype(float)
    drawn = np.array([looked.members @ draw.permutation(residuals) for _ in range(4000)])
    assert drawn.std(0) == pytest.approx(looked.spread, rel=0.05)


def test_what_could_have_been_found_is_found_four_times_in_five():
    draw = np.random.default_rng(4)

    def own(times):
        found = differences(crowd(draw, 2000, 4000, times=times), SYSTEM, 1.0, NOBODY, shuffles=99)
        return cell(found, "nationality", "A0")

    size = float(np.mean([own(1.0).detectable for _ in range(8)]))
    assert 1.5 < size < 4
    found = sum(own(size).alarm for _ in range(60))
    assert 38 <= found <= 57  # four in five are 48


def test_fewer_people_could_find_only_larger_differences():
    draw = np.random.default_rng(5)
    few, many = (
        cell(differences(crowd(draw, n, 2 * n), SYSTEM, 1.0, NOBODY, shuffles=99), "nationality", "A0").detectable
        for n in (1000, 8000)
    )
    assert many < few


def test_rejections_retries_and_times_are_looked_at_as_well():
    traffic = crowd(np.random.default_rng(6))
    slow = traffic.groups["sex"].of[traffic.person] == 1
    changed = replace(
        traffic,
        seconds=traffic.seconds * np.where(slow, 1.6, 1),
        retries=traffic.retries * np.where(slow, 3, 1),
        rejected=traffic.rejected | (slow & (np.random.default_rng(7).random(len(traffic)) < 0.1)),
    )
    found = differences(changed, SYSTEM, 1.0, NOBODY, shuffles=299)
    alarms = {(a.attribute, a.group, a.measure) for a in found.alarms}
    assert alarms == {("sex", "M", "seconds"), ("sex", "M", "retries"), ("sex", "M", "rejected")}
    assert cell(found, "sex", "M", "seconds").value > 1.4 * cell(found, "sex", "F", "seconds").value


def test_a_look_that_comes_often_agrees_with_the_whole_one():
    for seed, times in ((1, 3.0), (2, 1.0), (3, 1.0), (4, 4.0)):
        traffic = crowd(np.random.default_rng(seed), times=times)
        brought = sums(traffic, SYSTEM, 1.0, NOBODY)
        whole = differences(traffic, SYSTEM, 1.0, NOBODY, alarm=0.01, shuffles=399)
        assert any_alarm(brought, traffic.groups, np.ones(3000, bool), 0.01) == bool(whole.alarms)


@given(st.lists(st.integers(0, 200), min_size=1, max_size=12), st.integers(0, 60))
def test_what_is_not_shown_cannot_be_told_from_the_total(sizes, unknown):
    everybody = sum(sizes) + unknown
    why = suppressed(sizes, everybody)
    unseen = everybody - sum(size for size, w in zip(sizes, why, strict=True) if not w)
    assert all(w for size, w in zip(sizes, why, strict=True) if size < 30)
    assert unseen == 0 or unseen >= 30 or all(why)
    assert all(everybody - size >= 10 for size, w in zip(sizes, why, strict=True) if not w)


def test_a_lone_small_group_takes_the_next_smallest_with_it():
    assert suppressed([500, 12, 40, 300], 852) == ["", "few", "gives_away", ""]
    assert suppressed([500, 12, 25, 300], 837) == ["", "few", "few", ""]
    assert suppressed([995, 5], 1000) == ["few_others", "few"]


def test_small_groups_are_in_no_cell_and_said_to_be_hidden():
    traffic = crowd(np.random.default_rng(8), 1000, 2000)
    of = np.where(np.arange(1000) < 9, 1, 0)
    found = differences(
        replace(traffic, groups={**traffic.groups, "issuer": Groups(("AAA", "BBB"), of)}),
        SYSTEM,
        1.0,
        NOBODY,
        shuffles=49,
    )
    assert {(h.group, h.reason) for h in found.hidden} == {("BBB", "few"), ("AAA", "few_others")}
    assert not any(c.attribute == "issuer" for c in found.cells)


def test_with_hardly_any_error_there_is_no_verdict_and_no_rate():
    traffic = crowd(np.random.default_rng(9), 500, 1000)
    scores = np.full(1000, 3.0)
    scores[:3] = 0.0
    found = differences(replace(traffic, scores={SYSTEM: scores}), SYSTEM, 1.0, NOBODY, shuffles=49)
    own = [c for c in found.cells if c.measure == "fnmr"]
    assert own
    assert all(c.p is None and c.value is None and not c.alarm and c.detectable is not None for c in own)


def test_no_visits_give_no_cells():
    assert differences(Traffic.of([]), SYSTEM, 1.0, NOBODY).cells == ()
