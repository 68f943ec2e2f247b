"""The solver, called so that nothing but its result comes back."""

from __future__ import annotations

import math
import os
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from scipy.optimize import milp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from graphmodel._rows import Columns, Rows

__all__ = ["INFEASIBLE", "minimise"]

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
    options: Any = {"time_limit": time_limit, "mip_rel_gap": gap}
    if branches is not None:
        options["node_limit"] = branches
    with _nothing_printed():
        return milp(
            objective,
            integrality=columns.whole.astype(int),
            bounds=columns.bounds,
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
