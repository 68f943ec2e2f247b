"""What is asked of a dataset where nobody says otherwise, and what no plan may redraw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphmodel.dataset.reading import as_dataset
from graphmodel.dataset.targets import JOINT, TARGETS
from graphmodel.errors import OptionError
from graphmodel.files.findings import listed
from graphmodel.files.guard import guarded
from graphmodel.wording import plural

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from graphmodel.dataset.dataset import Dataset, Sets
    from graphmodel.dataset.targets import Target


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of two footprint sets.

    Attributes
    ----------
    compare
        The sets A and B.
    lead
        The set that does not change, or ``joint``.
    target
        What the other set, or both, should come to.

    Examples
    --------
    >>> gm.question_of("england-2016", lead="stp")
    Question(compare=('stp', 'ldr'), lead='stp', target='coterminous')
    """

    compare: tuple[str, str]
    lead: str
    target: Target


@guarded
def question_of(
    dataset: Dataset | str | Path,
    *,
    sets: Sets | None = None,
    lead: str | None = None,
    target: Target | None = None,
    redraw: Iterable[str] = (),
) -> Question:
    """Return what is asked of two sets: what is said, and for the rest what the dataset says.

    Where nothing is said, a set that is fixed leads any pair that it is in, and the dataset's own
    lead its own pair, both with the dataset's target; of other pairs the first set leads, and the
    target is ``coterminous``.

    Parameters
    ----------
    dataset
        A dataset as read.
    sets
        The sets A and B; by default the dataset's own pair.
    lead, target
        What is said of them; None where nothing is.
    redraw
        Sets that may be redrawn although they are fixed.

    Raises
    ------
    OptionError
        When a word is unknown, lead and target do not go together, or a set that is fixed would
        be redrawn.

    Examples
    --------
    >>> gm.question_of("england-2016").lead
    'stp'
    """
    dataset = as_dataset(dataset)
    pair = dataset.pair(sets)
    check_asked(lead or pair[0], target or TARGETS[0], pair)
    fixed = fixed_sets(dataset, pair, redraw)
    own = set(pair) == set(dataset.compare)
    chosen = lead or (fixed[0] if fixed else dataset.lead if own and dataset.lead else pair[0])
    redrawn = [name for name in fixed if name != chosen]
    if redrawn:
        raise OptionError(_refusal(dataset, fixed, redrawn))
    says = own or not set(pair).isdisjoint(dataset.fixed)
    asked = target or (dataset.target if says else None) or "coterminous"
    if (chosen, asked) == (JOINT, "nested") and target is None:
        asked = "coterminous"
    check_asked(chosen, asked, pair)
    return Question(pair, chosen, asked)


def check_asked(lead: str | None, target: str | None, pair: tuple[str, str]) -> None:
    """Refuse a lead or a target that there is not, or that do not go together.

    Raises
    ------
    OptionError
        When it is so.
    """
    for parameter, given, known in (("lead", lead, (*pair, JOINT)), ("target", target, TARGETS)):
        if given not in known:
            choice = f"{', '.join(known[:-1])} or {known[-1]}"
            raise OptionError(f"`{parameter}` takes {choice}, not {given!r}")
    if (lead, target) == (JOINT, "nested"):
        raise OptionError("`target='nested'` needs a set as `lead`: in a joint plan neither leads")


def fixed_sets(
    dataset: Dataset, pair: tuple[str, str], redraw: Iterable[str] = ()
) -> tuple[str, ...]:
    """Return those of two sets that no plan may redraw: the fixed ones that are not in ``redraw``.

    Raises
    ------
    OptionError
        When a set that may be redrawn is unknown.
    """
    allowed = (redraw,) if isinstance(redraw, str) else tuple(redraw)
    for name in allowed:
        if name not in dataset.footprint_sets:
            known = listed(dataset.footprint_sets)
            raise OptionError(f"`redraw` takes a footprint set, not {name!r}; there are {known}")
    return tuple(name for name in pair if name in dataset.fixed and name not in allowed)


def _refusal(dataset: Dataset, fixed: tuple[str, ...], redrawn: list[str]) -> str:
    """Say that a set would be redrawn which is fixed, and what may be asked in its place."""
    labels = " and the ".join(plural(dataset.label(name)) for name in redrawn)
    message = f"this would redraw the {labels}, which {dataset.name} says are fixed"
    meant = f"{' and '.join(f'`redraw={name!r}`' for name in redrawn)} if that is meant"
    instead = f"`lead={fixed[0]!r}`, or " if len(fixed) == 1 else ""
    return f"{message}: give {instead}{meant}"
