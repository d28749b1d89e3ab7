"""What is likely given all lives: as on paper where everything is known."""

import numpy as np
import pytest

from posada.forecast.learning.curves import Curves
from posada.forecast.learning.likely import Lives, draw_likely, nearness, walk


def lived(random, unknowns, rule, luck=0.0):
    """Lives of these unknowns that a rule and some luck tell of (life, report)."""
    said = rule(unknowns)
    return said + luck * random.standard_normal(said.shape)


def counted(chance):
    """Mean and width of one unknown by counting all numbers, from the logarithm of their chance."""
    at = np.linspace(-6, 6, 2001)
    weight = np.exp(chance(at) - at**2 / 2)
    mean = np.average(at, weights=weight)
    return mean, np.sqrt(np.average((at - mean) ** 2, weights=weight))


@pytest.mark.parametrize(("middle", "wide"), [(0.45, 0.3), (0.3, 0.1)])
def test_a_line_gives_what_paper_gives_wherever_the_steps_brought_the_members(middle, wide):
    """Prior 0, variance 1; seen as 3x, counted with variance 1: mean 3y / 10, variance 1 / 10."""
    random = np.random.default_rng(1)
    before = random.standard_normal((3000, 1))
    lives = Lives(before, 3 * before, np.empty((0, 1)))
    fitted = middle + wide * random.standard_normal((3000, 1))
    drawn = draw_likely(lives, np.array([1.5]), np.ones(1), fitted, random)
    assert drawn.mean() == pytest.approx(0.45, abs=0.03)
    assert drawn.var() == pytest.approx(0.1, rel=0.12)


def test_a_bend_gives_what_counting_all_numbers_gives():
    random = np.random.default_rng(3)
    before = random.standard_normal((6000, 1))
    bent = lambda x: 2 * x + 0.6 * x**2  # noqa: E731
    lives = Lives(before, lived(random, before, bent, 0.5), np.empty((0, 1)))
    fitted = 0.5 + 0.5 * random.standard_normal((6000, 1))
    drawn = draw_likely(lives, np.array([2.0]), np.array([1.0]), fitted, random)
    mean, width = counted(lambda x: -((2.0 - bent(x)) ** 2) / (2 * 1.25))
    assert drawn.mean() == pytest.approx(mean, abs=0.03)
    assert drawn.std() == pytest.approx(width, rel=0.05)


def test_whoever_is_missing_at_one_place_is_not_missing_in_the_sum():
    """Seen as x + u and x - u with u of variance 4: their sum tells x with variance 1 / 2."""
    random = np.random.default_rng(4)
    before = random.standard_normal((3000, 1))
    luck, again = 2 * random.standard_normal((2, 3000, 1))
    said = np.hstack([before + luck, before - luck])
    lives = Lives(before, said, np.hstack([again, -again]))
    drawn = draw_likely(lives, np.array([1.0, 1.0]), np.ones(2), before, random)
    assert drawn.mean() == pytest.approx(2 / 3, abs=0.04)
    assert drawn.var() == pytest.approx(1 / 3, rel=0.08)


def exact_mean_and_width(chance):
    """Of each of two unknowns, by counting all pairs, from the logarithm of their chance."""
    at = np.linspace(-5, 5, 401)
    one, other = np.meshgrid(at, at, indexing="ij")
    weight = np.exp(chance(one, other) - (one**2 + other**2) / 2)
    weight /= weight.sum()
    means = [(weight * x).sum() for x in (one, other)]
    return means, [
        np.sqrt((weight * (x - m) ** 2).sum()) for x, m in zip((one, other), means, strict=True)
    ]


def test_unknowns_that_strengthen_each_other_give_what_counting_all_pairs_gives():
    """As many leave as set out, times the share that goes on."""
    random = np.random.default_rng(12)
    before = random.standard_normal((6000, 2))
    rule = lambda x: np.stack([x[:, 0] + x[:, 1] + x[:, 0] * x[:, 1], x[:, 0]], 1)  # noqa: E731
    lives = Lives(before, lived(random, before, rule, 0.3), np.empty((0, 2)))
    fitted = np.array([1.0, 0.8]) + 0.5 * random.standard_normal((4000, 2))
    drawn = draw_likely(lives, np.array([3.0, 1.0]), np.ones(2), fitted, random)
    means, widths = exact_mean_and_width(
        lambda x, y: -((3 - x - y - x * y) ** 2 + (1 - x) ** 2) / (2 * 1.09)
    )
    assert drawn.mean(axis=0) == pytest.approx(means, abs=0.05)
    assert drawn.std(axis=0) == pytest.approx(widths, rel=0.08)


def test_chance_that_grows_with_an_unknown_tells_of_it():
    """Seen as x with a deviation of exp(x / 2), and nothing else known: -2 says that x is not 2."""
    random = np.random.default_rng(13)
    before = random.standard_normal((6000, 1))
    luck = np.exp(before / 2) * random.standard_normal(before.shape)
    lives = Lives(before, 2 * before + luck, np.empty((0, 1)))
    fitted = -1 + 0.6 * random.standard_normal((4000, 1))
    drawn = draw_likely(lives, np.array([-3.0]), np.full(1, 0.1), fitted, random)
    variance = lambda x: 0.1 + np.exp(x)  # noqa: E731
    mean, width = counted(lambda x: -((-3 - 2 * x) ** 2 / variance(x) + np.log(variance(x))) / 2)
    assert drawn.mean() == pytest.approx(mean, abs=0.03)
    assert drawn.std() == pytest.approx(width, rel=0.07)


def test_few_lives_are_trusted_as_far_as_they_go():
    """Of 40 lives that luck moves as much as the unknown, the truth is as far off as they say."""
    random = np.random.default_rng(14)
    far = []
    for _ in range(400):
        before = random.standard_normal((40, 2))
        truth = random.standard_normal((1, 2))
        said, seen = (lived(random, x, lambda x: x, 1.0) for x in (before, truth))
        drawn = draw_likely(
            Lives(before, said, np.empty((0, 2))), seen[0], np.full(2, 1e-6), before, random
        )
        far.append((truth[0] - drawn.mean(axis=0)) / drawn.std(axis=0))
    assert np.square(far).mean() == pytest.approx(1, abs=0.17)


def test_what_no_report_speaks_of_stays_as_it_was():
    random = np.random.default_rng(5)
    before = random.standard_normal((2000, 2))
    lives = Lives(before, lived(random, before[:, :1], lambda x: 3 * x, 1.0), np.empty((0, 1)))
    drawn = draw_likely(lives, np.array([1.5]), np.ones(1), before.copy(), random)
    assert drawn[:, 1].mean() == pytest.approx(0, abs=0.06)
    assert drawn[:, 1].std() == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize(("unknowns", "reports"), [(1, 1), (12, 1), (1, 60), (20, 300)])
def test_any_number_of_reports_and_unknowns_gives_numbers(unknowns, reports):
    random = np.random.default_rng(6)
    before = random.standard_normal((300, unknowns))
    effect = random.standard_normal((unknowns, reports))
    lives = Lives(before, lived(random, before, lambda x: x @ effect, 1.0), np.empty((0, reports)))
    drawn = draw_likely(lives, np.zeros(reports), np.ones(reports), before, random)
    assert drawn.shape == before.shape
    assert np.isfinite(drawn).all()
    assert np.abs(drawn).max() < 6


def test_lives_that_say_nothing_leave_what_was_known():
    random = np.random.default_rng(7)
    before = random.standard_normal((2000, 2))
    lives = Lives(before, np.zeros((2000, 3)), np.empty((0, 3)))
    drawn = draw_likely(lives, np.array([5.0, 0.0, 1.0]), np.ones(3), before, random)
    assert drawn.mean(axis=0) == pytest.approx([0, 0], abs=0.06)
    assert drawn.std(axis=0) == pytest.approx([1, 1], abs=0.05)


def test_a_curve_follows_lines_and_bends_and_not_chance():
    random = np.random.default_rng(8)
    before = random.standard_normal((300, 3))
    said = lived(random, before, lambda x: 5 + x[:, :1] - 2 * x[:, 1:2] ** 2, 0.3)
    curves = Curves.through(before, said, np.ones(300), steady=True)
    asked = np.array([[1.0, 1.0, 0.0], [-1.0, 0.0, 2.0]])
    assert curves.at(asked)[:, 0] == pytest.approx([4.0, 4.0], abs=0.2)
    assert curves.slope(asked[0])[:, 0] == pytest.approx([1.0, -4.0, 0.0], abs=0.2)


def test_lives_near_the_fit_count_more():
    fitted = np.array([[0.9], [1.1]])
    near, far = nearness(np.array([[1.0], [3.0]]), fitted)
    assert near == pytest.approx(1)
    assert far < 0.01


def test_too_many_unknowns_for_curves_give_no_draws():
    random = np.random.default_rng(10)
    before = random.standard_normal((300, 60))
    said = lived(random, before, lambda x: x[:, :20], 1.0)
    fitted = before[:100] / 2
    drawn = draw_likely(
        Lives(before, said, np.empty((0, 20))), np.ones(20), np.ones(20), fitted, random
    )
    assert drawn is None


def test_a_walk_stays_where_it_is_likely():
    class Narrow:
        def likelihood(self, unknowns):
            return -(((unknowns - 1) / 0.1) ** 2).sum(axis=1) / 2

    random = np.random.default_rng(9)
    walked = walk(Narrow(), 1 + 0.2 * random.standard_normal((2000, 2)), random)
    assert walked.mean(axis=0) == pytest.approx([1, 1], abs=0.01)
    assert walked.std(axis=0) == pytest.approx([0.1, 0.1], rel=0.06)
