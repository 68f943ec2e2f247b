"""Columns and rows of a mixed-integer model, collected in pieces and handed over as sparse ones."""

from __future__ import annotations

import math
import os
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import ArrayLike, NDArray
    from scipy.optimize import LinearConstraint


class Columns:
    """The variables: all of them between 0 and 1 unless said otherwise."""

    def __init__(self) -> None:
        self.count = 0
        self._whole: list[NDArray[np.bool_]] = []
        self._upper: list[NDArray[np.float64]] = []

    def add(
        self, wanted: NDArray[np.bool_], *, whole: bool, upper: float = 1.0
    ) -> NDArray[np.intp]:
        """Add a variable wherever one is wanted; return their numbers, or -1, in that shape."""
        numbers = np.full(wanted.shape, -1, np.intp)
        count = int(np.count_nonzero(wanted))
        numbers[wanted] = self.count + np.arange(count)
        self.count += count
        self._whole.append(np.full(count, whole))
        self._upper.append(np.full(count, upper))
        return numbers

    @property
    def whole(self) -> NDArray[np.bool_]:
        """Which variables are whole numbers."""
        return np.concatenate(self._whole)

    @property
    def upper(self) -> NDArray[np.float64]:
        """The most that each variable may be."""
        return np.concatenate(self._upper)


class Rows:
    """The constraints, each between two limits."""

    def __init__(self) -> None:
        self.count = 0
        self._parts: list[tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]] = []
        self._limits: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = []

    def add(
        self,
        terms: Iterable[tuple[ArrayLike, ArrayLike]],
        *,
        least: ArrayLike = -np.inf,
        most: ArrayLike = np.inf,
    ) -> None:
        """Add rows, one for each item of the arrays; a variable of number -1 counts as 0.

        Parameters
        ----------
        terms
            Variables and their coefficients; arrays of variables are one-dimensional, or
            two-dimensional with a row for each constraint.
        least, most
            Limits.
        """
        arrays = [(np.asarray(one, np.intp), np.asarray(by, float)) for one, by in terms]
        size = max(len(variables) for variables, _ in arrays)
        if not size:
            return
        for variables, by in arrays:
            wide = variables.reshape(len(variables), -1)
            coefficients = np.broadcast_to(by, variables.shape).reshape(wide.shape)
            rows = np.broadcast_to(np.arange(size)[:, None] + self.count, wide.shape)
            there = wide >= 0
            self._parts.append((rows[there], wide[there], coefficients[there]))
        limits = (np.broadcast_to(np.asarray(one, float), (size,)) for one in (least, most))
        self._limits.append((next(limits), next(limits)))
        self.count += size

    def add_one(
        self,
        variables: ArrayLike,
        coefficients: ArrayLike = 1.0,
        *,
        least: float = -np.inf,
        most: float = np.inf,
    ) -> None:
        """Add one row."""
        chosen = np.atleast_1d(np.asarray(variables, np.intp)).reshape(1, -1)
        by = np.broadcast_to(np.asarray(coefficients, float).ravel(), (chosen.size,))
        self.add([(chosen, by.reshape(1, -1))], least=least, most=most)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Take back, on leaving, whatever has been added meanwhile."""
        state = self.count, len(self._parts), len(self._limits)
        try:
            yield
        finally:
            self.count, parts, limits = state
            del self._parts[parts:], self._limits[limits:]

    def constraint(self, columns: int) -> LinearConstraint:
        """Return everything added so far."""
        from scipy.optimize import LinearConstraint  # noqa: PLC0415 - slow, as below

        rows, variables, values = (np.concatenate(part) for part in zip(*self._parts, strict=True))
        matrix = sparse.csr_array(
            sparse.coo_array((values, (rows, variables)), shape=(self.count, columns))
        )
        least, most = (np.concatenate(part) for part in zip(*self._limits, strict=True))
        return LinearConstraint(matrix, least, most)


INFEASIBLE: Final = 2
"""The solver's status for a model without solutions."""

_REDIRECTING: Final = threading.Lock()


def minimise(
    objective: NDArray[Any],
    columns: Columns,
    rows: Rows,
    *,
    time_limit: float = math.inf,
    gap: float = 0.0,
    branches: int | None = None,
) -> Any:  # noqa: ANN401 - as scipy gives it
    """Minimise an objective; the result is as :func:`scipy.optimize.milp` gives it.

    Parameters
    ----------
    objective
        A cost for every variable.
    columns, rows
        Variables and constraints.
    time_limit
        Seconds.
    gap
        Share of the objective that need not be proved.
    branches
        How many, after which the solver stops: other than seconds, the same on every machine.
    """
    # It takes a while to load, and most plans do without.
    from scipy.optimize import Bounds, milp  # noqa: PLC0415

    options: Any = {"time_limit": time_limit, "mip_rel_gap": gap}
    if branches is not None:
        options["node_limit"] = branches
    with _nothing_printed():
        return milp(
            objective,
            integrality=columns.whole.astype(int),
            bounds=Bounds(0.0, columns.upper),
            constraints=rows.constraint(columns.count),
            options=options,
        )


@contextmanager
def _nothing_printed() -> Iterator[None]:
    """Keep standard output clean: the solver has some remarks that no option silences."""
    with _REDIRECTING:
        sys.stdout.flush()
        saved = os.dup(1)
        try:
            with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - no path of anybody's
                os.dup2(nowhere.fileno(), 1)
            yield
        finally:
            os.dup2(saved, 1)
            os.close(saved)
