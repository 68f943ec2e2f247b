"""Scores, by hand and by brute force."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphmodel.options.criteria import Criterion
from graphmodel.options.scoring import Scores, measured


def criterion(weight: float, better: str = "lower", **more: float) -> Criterion:
    return Criterion.model_validate(
        {"id": f"c{weight}", "figure": "people_moved", "better": better, "weight": weight, **more}
    )


def test_a_score_lies_between_the_worst_and_the_best() -> None:
    assert measured(criterion(1), [0, 25, 100], fixed=False).scores == (100, 75, 0)
    assert measured(criterion(1, "higher"), [0, 25, 100], fixed=False).scores == (0, 25, 100)


def test_a_fixed_scale_ends_where_it_says() -> None:
    found = measured(criterion(1, worst=100, best=50), [0, 75, 120], fixed=True)
    assert found.scores == (100, 50, 0)
    assert found.beyond == (0, 2)


def test_a_criterion_on_which_all_are_alike_does_not_count() -> None:
    assert not measured(criterion(1), [5, 5], fixed=False).counts
    assert not measured(criterion(1), [0.1 + 0.2, 0.3], fixed=False).counts
    assert not measured(criterion(0), [5, 6], fixed=False).counts


def test_weights_are_divided_by_their_sum() -> None:
    rows = (
        measured(criterion(3), [0, 1], fixed=False),
        measured(criterion(1), [1, 0], fixed=False),
    )
    found = Scores(("A", "B"), rows, (1.0,))
    assert found.totals == {"A": 75, "B": 25}
    assert found.order == ("A", "B")


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([1.0, 2.0, 5.0]), st.lists(st.integers(0, 9), min_size=3, max_size=3)
        ),
        min_size=1,
        max_size=4,
    )
)
def test_tests_of_weights_are_all_combinations(rows: list[tuple[float, list[int]]]) -> None:
    found = [measured(criterion(weight), figures, fixed=False) for weight, figures in rows]
    counting = tuple(one for one in found if one.counts)
    scores = Scores(("A", "B", "C"), counting, (0.5, 1.0, 2.0))
    totals = []
    for factors in product((0.5, 1.0, 2.0), repeat=len(counting)):
        weights = [f * one.criterion.weight for f, one in zip(factors, counting, strict=True)]
        totals.append(
            [
                sum(w * one.scores[n] for w, one in zip(weights, counting, strict=True))
                / (sum(weights) or 1)
                for n in range(3)
            ]
        )
    assert scores.tests == len(totals)
    for place, one in enumerate(scores.ids):
        column = [total[place] for total in totals]
        assert scores.span(one) == pytest.approx((min(column), max(column)))
        for other, letter in enumerate(scores.ids):
            ahead = sum(total[place] > total[other] + 1e-7 for total in totals)
            assert scores.ahead(one, letter) == ahead


def test_the_weight_at_which_two_are_level() -> None:
    rows = (
        measured(criterion(60), [0, 1], fixed=False),  # A is ahead by 100
        measured(criterion(40), [1, 0], fixed=False),  # B is
    )
    scores = Scores(("A", "B"), rows, (1.0,))
    turning = scores.turning("A", "B")
    assert turning is not None
    assert (turning[0].criterion.weight, turning[1]) == (60, pytest.approx(40))


def test_a_scale_between_options_may_turn_round_without_one() -> None:
    # C alone makes A's gap to B on the first criterion small.
    rows = (
        measured(criterion(50), [10, 0, 100], fixed=False),
        measured(criterion(40), [0, 10, 0], fixed=False),
    )
    scores = Scores(("A", "B", "C"), rows, (1.0,))
    assert scores.order[0] == "A"
    assert scores.without_option("C").order[0] == "B"
    assert scores.turned_by(between=True) == ("C",)
    assert scores.turned_by(between=False) == ()
