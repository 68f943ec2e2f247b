"""Scoring: figures on scales, weights, and what becomes of the order under other weights."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from graphmodel.options.criteria import Criterion

_ALIKE: Final = 1e-9
_DECIMALS: Final = 9

_LEVEL: Final = 1e-7
"""Points by which totals may differ and be equal, since they are rounded."""


@dataclass(frozen=True, eq=False)
class Measured:
    """A criterion with the figures of the options that are scored.

    Attributes
    ----------
    criterion
        The criterion.
    figures
        Of each option, in order; scores where a board gave them by hand.
    worst, best
        The ends of the scale.
    beyond
        Places of the options whose figure lies beyond a fixed scale.
    """

    criterion: Criterion
    figures: tuple[float, ...]
    worst: float
    best: float
    beyond: tuple[int, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether the options differ on it, so that it is scored."""
        spread = max(self.figures) - min(self.figures)
        return spread > _ALIKE * max(1.0, *map(abs, self.figures)) and self.criterion.weight > 0

    @cached_property
    def scores(self) -> tuple[float, ...]:
        """Score of each option, 0 at the worst end of the scale and 100 at the best."""
        span = self.best - self.worst
        found = (100 * (figure - self.worst) / span if span else 0.0 for figure in self.figures)
        # What rounding makes of two equal sums is no difference.
        return tuple(round(min(max(score, 0.0), 100.0), _DECIMALS) + 0.0 for score in found)


def measured(criterion: Criterion, figures: Sequence[float], *, fixed: bool) -> Measured:
    """Return a criterion with figures, on a fixed scale or on one between them."""
    if criterion.scores:
        return Measured(criterion, tuple(figures), 0.0, 100.0)
    if fixed and criterion.worst is not None and criterion.best is not None:
        low, high = sorted((criterion.worst, criterion.best))
        beyond = tuple(n for n, figure in enumerate(figures) if not low <= figure <= high)
        return Measured(criterion, tuple(figures), criterion.worst, criterion.best, beyond)
    ends = min(figures), max(figures)
    worst, best = ends if criterion.better == "higher" else ends[::-1]
    return Measured(criterion, tuple(figures), worst, best)


@dataclass(frozen=True, eq=False)
class Scores:
    """What options score, in all and under other weights.

    Attributes
    ----------
    ids
        The options scored, in their order.
    criteria
        The criteria that count.
    factors
        By what every weight is multiplied in the tests, in all combinations.
    """

    ids: tuple[str, ...]
    criteria: tuple[Measured, ...]
    factors: tuple[float, ...]

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """Weights of the criteria; they add up to 100."""
        given = np.array([one.criterion.weight for one in self.criteria], float)
        return 100 * given / given.sum() if len(given) else given

    @cached_property
    def matrix(self) -> NDArray[np.float64]:
        """Scores, a row for each criterion and a column for each option."""
        rows = [one.scores for one in self.criteria]
        return np.array(rows, float).reshape(len(rows), len(self.ids))

    def totals_by(self, weights: NDArray[np.float64]) -> dict[str, float]:
        """Return the total of each option under some weights."""
        total = float(weights.sum())
        found = weights @ self.matrix / total if total else np.zeros(len(self.ids))
        return dict(zip(self.ids, np.round(found, _DECIMALS).tolist(), strict=True))

    @cached_property
    def totals(self) -> dict[str, float]:
        """Total of each option, from 0 to 100."""
        return self.totals_by(self.weights)

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The options, best first; of equal ones that which comes first in the list."""
        return ordered(self.totals)

    @cached_property
    def _tests(self) -> NDArray[np.float64]:
        """Totals under every test of the weights, a row each."""
        count = len(self.criteria)
        combinations = np.array(list(product(self.factors, repeat=count)), float)
        tried = combinations.reshape(len(self.factors) ** count, count) * self.weights
        sums = tried.sum(axis=1, keepdims=True)
        return np.asarray(np.round(tried @ self.matrix / np.where(sums, sums, 1.0), _DECIMALS))

    @property
    def tests(self) -> int:
        """How many tests of the weights there are."""
        return len(self._tests)

    def _column(self, option: str) -> NDArray[np.float64]:
        return self._tests[:, self.ids.index(option)]

    def ahead(self, one: str, other: str) -> int:
        """Count the tests in which one option stands ahead of another."""
        return int((self._column(one) > self._column(other) + _LEVEL).sum())

    def firsts(self, option: str) -> int:
        """Count the tests in which an option is first, alone or not."""
        return int((self._column(option) >= self._tests.max(axis=1) - _LEVEL).sum())

    def span(self, option: str) -> tuple[float, float]:
        """Return the least and the most that an option scores in the tests."""
        column = self._column(option)
        return float(column.min()), float(column.max())

    def turning(self, one: str, other: str) -> tuple[Measured, float] | None:
        """Return the criterion whose weight is soonest such that two options are level.

        With it the weight, where all weights add up to 100 as they are and the others stay; the one
        that is nearest to what it is, as a factor.
        """
        gaps = self.matrix[:, self.ids.index(one)] - self.matrix[:, self.ids.index(other)]
        lead = float(self.weights @ gaps)
        found = []
        for place, gap in enumerate(gaps.tolist()):
            weight = float(self.weights[place])
            level = weight - lead / gap if abs(gap) > _ALIKE else -1.0
            if level > 0:
                found.append((max(level / weight, weight / level), place, level))
        if not found:
            return None
        _, place, level = min(found)
        return self.criteria[place], level

    def without_option(self, option: str) -> Scores:
        """Return the scores without an option, on scales between the options that are left."""
        kept = [place for place, one in enumerate(self.ids) if one != option]
        again = (
            measured(one.criterion, [one.figures[place] for place in kept], fixed=False)
            for one in self.criteria
        )
        return Scores(
            tuple(self.ids[place] for place in kept),
            tuple(one for one in again if one.counts),
            self.factors,
        )

    def robustness(self, *, between: bool) -> Iterator[tuple[str, str, dict[str, float]]]:
        """Yield what was tried, in detail, with totals; ``between`` if the scale is of options."""
        count = len(self.criteria)
        yield "default", "", self.totals
        yield "equal weights", "", self.totals_by(np.ones(count))
        for place, one in enumerate(self.criteria):
            if count > 1:
                left = np.where(np.arange(count) == place, 0.0, self.weights)
                yield "one left out", one.criterion.id, self.totals_by(left)
        for option in self.ids if between else ():
            if len(self.ids) > 2:  # noqa: PLR2004 - of two one would be left
                yield "option left out", option, self.without_option(option).totals

    def turned_by(self, *, between: bool) -> tuple[str, ...]:
        """Return the options without which the first of the others would be another."""
        if not between:
            return ()
        found = []
        for option in self.ids:
            rest = [one for one in self.order if one != option]
            if len(rest) > 1 and self.without_option(option).order[0] != rest[0]:
                found.append(option)
        return tuple(found)


def ordered(totals: dict[str, float]) -> tuple[str, ...]:
    """Return options by their totals, best first; of equal ones the earlier."""
    return tuple(sorted(totals, key=lambda one: -totals[one]))
