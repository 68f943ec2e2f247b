"""A part of the ground looked at alone, with what it shares people with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

from graphmodel.dataset.dataset import Dataset, blocks_label, derived
from graphmodel.dataset.reading import as_dataset
from graphmodel.errors import OptionError
from graphmodel.files.guard import guarded
from graphmodel.scenarios.applying import apply_scenario, slug
from graphmodel.scenarios.ground import Ground, NoGroundError
from graphmodel.scenarios.reading import read_scenarios
from graphmodel.wording import counted, join_names, people_phrase, plural

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from graphmodel.dataset.dataset import Sets
    from graphmodel.scenarios.ground import Place


@guarded
def within_ground(
    dataset: Dataset | str | Path, within: Iterable[str], *, sets: Sets | None = None
) -> Dataset:
    """Return the dataset of a part of the ground, and of what it shares people with.

    Kept are all footprints of the two sets that hold people of the ground, those that share people
    with these, those that share people with those, and so on: whole components of the overlap
    graph. So each footprint that is kept has the relation and the overlaps that it has in the
    dataset as a whole, and a plan for the part is that part of a plan for the whole (but for a
    number of joint footprints, or a share of people, which are then of the part). Kept with them
    are their blocks, undecided ones too; the partners that deal with them; and the footprints of
    other sets that these are in. Everything else is left as it is: it is in no plan.

    Name, title and the first of the caveats say so. The digest differs from that of the whole.

    Parameters
    ----------
    dataset
        A dataset as read.
    within
        The ground: ``SET:CODE`` of footprints of any set, or names in place of codes;
        ``region:NAME`` for the region of blocks where no set has that name.
    sets
        The sets A and B; by default the dataset's own pair.

    Raises
    ------
    OptionError
        When a set or a place is unknown, or nothing of the ground has a footprint in
        one of the two sets.

    Examples
    --------
    >>> gm.within_ground("england-2026", ["icb:E54000061"]).name
    'england-2026+within-south-yorkshire'
    """
    dataset = as_dataset(dataset)
    pair = dataset.pair(sets)
    ground = Ground(dataset)
    try:
        found = [ground.named(word) for word in within]
    except NoGroundError as error:
        raise OptionError(f"`within`: {error.message}. {error.remedy}") from None
    if not found:
        raise OptionError("`within` takes one or more of SET:CODE")
    rows = dataset.memberships
    compared = rows["footprint_set"].isin(pair)
    held = rows[compared & rows["organisation"].isin(dataset.people.index)]
    kept = _footprints_within(dataset, held, frozenset().union(*(p.blocks for p in found)))
    lacking = [name for name in pair if name not in {footprint_set for footprint_set, _ in kept}]
    if lacking:
        labels = " and no ".join(dataset.label(name) for name in lacking)
        raise OptionError(
            f"`within`: {_told(dataset, found)} shares {dataset.people_label} with no {labels}, so"
            " that there is nothing to compare"
        )
    return _restricted(dataset, pair, kept, found)


@guarded
def ground_of(
    dataset: Dataset | str | Path,
    *,
    scenario: Iterable[str] | None = None,
    scenarios: str | Path | None = None,
    within: Iterable[str] | None = None,
    sets: Sets | None = None,
) -> Dataset:
    """Return a dataset with what is supposed of its ground, and without what is not looked at.

    Parameters
    ----------
    dataset
        A dataset as read.
    scenario
        Names of scenarios to suppose, one after the other.
    scenarios
        The file they are in; by default the dataset's own, which is then given by name or path.
    within, sets
        The ground to look at, as :func:`within_ground` takes it; by default all.

    Raises
    ------
    OptionError
        When a scenario, a set or a place is unknown, or no file of scenarios is.
    ScenarioError
        When a scenario cannot be read, or does not fit the dataset.

    Examples
    --------
    >>> gm.ground_of("england-2026", within=["icb:E54000061"]).name
    'england-2026+within-south-yorkshire'
    """
    found = as_dataset(dataset)
    if scenario:
        file = dataset if scenarios is None else scenarios
        if isinstance(file, Dataset):
            raise OptionError("`scenario` needs the file of `scenarios`, or a dataset by its name")
        for each in read_scenarios(file, names=scenario):
            found = apply_scenario(found, each)
    elif scenarios is not None:
        raise OptionError("`scenarios` names a file: say with `scenario` which to take")
    return within_ground(found, within, sets=sets) if within else found


def _footprints_within(
    dataset: Dataset, held: pd.DataFrame, ground: frozenset[str]
) -> frozenset[tuple[str, str]]:
    """Return the footprints that blocks with people link to the ground, by set and code."""
    # Blocks without people share nobody, and link nothing.
    peopled = held[dataset.people[held["organisation"]].to_numpy() > 0]
    footprints = pd.MultiIndex.from_frame(peopled[["footprint_set", "footprint"]])
    ends, known = footprints.factorize()
    blocks, codes = pd.factorize(peopled["organisation"])
    size = len(known) + len(codes)
    links = sparse.coo_array(
        (np.ones(len(peopled)), (ends, blocks + len(known))), shape=(size, size)
    )
    _, components = csgraph.connected_components(links, directed=False)
    reached = components[len(known) :][np.isin(codes, sorted(ground))]
    return frozenset(known[np.isin(components[: len(known)], reached)])


def _restricted(
    dataset: Dataset,
    pair: tuple[str, str],
    kept: frozenset[tuple[str, str]],
    found: list[Place],
) -> Dataset:
    """Return the dataset without what has nothing to do with some footprints of two sets."""
    rows = dataset.memberships
    inside = np.array(
        [key in kept for key in zip(rows["footprint_set"], rows["footprint"], strict=True)], bool
    )
    organisations = set(rows["organisation"][inside])
    rows = rows[
        rows["organisation"].isin(organisations) & (inside | ~rows["footprint_set"].isin(pair))
    ]
    named = set(zip(rows["footprint_set"], rows["footprint"], strict=True)) | kept
    titles = dataset.footprints
    chosen = [
        key in named for key in zip(titles["footprint_set"], titles["footprint"], strict=True)
    ]
    near = dataset.neighbours
    both = near["organisation"].isin(organisations) & near["neighbour"].isin(organisations)
    flows = dataset.flows
    known = flows["organisation"].isin(organisations) & flows["block"].isin(organisations)
    outlines = tuple(
        outline
        for outline in dataset.boundaries
        if outline.organisation in organisations
        or (outline.footprint_set, outline.footprint) in named
    )
    every = dataset.organisations
    part = derived(
        dataset,
        name=f"{dataset.name}+within-{'-'.join(slug(place.name) for place in found)}",
        title=f"{dataset.title}, within {_told(dataset, found)}",
        organisations=every[every["organisation"].isin(organisations)].reset_index(drop=True),
        footprints=titles[chosen].reset_index(drop=True),
        memberships=rows.reset_index(drop=True),
        neighbours=near[both].reset_index(drop=True),
        boundaries=outlines,
        flows=flows[known].reset_index(drop=True),
        portions=dataset.portions[dataset.portions["organisation"].isin(organisations)].reset_index(
            drop=True
        ),
    )
    return derived(part, caveats=(_caveat(dataset, part, pair, found), *dataset.caveats))


def _told(dataset: Dataset, found: list[Place]) -> str:
    return join_names([f"{place.name} ({dataset.label(place.footprint_set)})" for place in found])


def _caveat(whole: Dataset, part: Dataset, pair: tuple[str, str], found: list[Place]) -> str:
    """Say what is looked at, and that the rest is left as it is."""
    counts = []
    for name in pair:
        before, after = (
            int((dataset.footprints["footprint_set"] == name).sum()) for dataset in (whole, part)
        )
        counts.append(f"{after} of {before} {plural(whole.label(name), before)}")
    people = people_phrase(float(part.people.sum()), part.people_label)
    blocks = counted(len(part.people), blocks_label(part))
    return (
        f"Looked at are {_told(whole, found)} and what shares {part.people_label} with it, directly"
        f" or through others: {' and '.join(counts)}, {blocks} with {people}. Everything else is"
        " left as it is, and shares are of these people."
    )
