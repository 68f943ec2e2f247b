"""Plans as files: ``plan.json``, written whole and read with suspicion."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from graphmodel.dataset.dataset import Dataset
from graphmodel.dataset.given import given_misfits, with_given
from graphmodel.dataset.stated import stated_dataset
from graphmodel.errors import OptionError, PlanError, RulesError
from graphmodel.files import disk as _atomic
from graphmodel.files.disk import read_bounded
from graphmodel.files.guard import guarded
from graphmodel.files.plain_json import parse_json, plain_mapping, plain_records
from graphmodel.overlap.overlap import build_overlap
from graphmodel.plans.asked import Asked
from graphmodel.plans.costs import cost_figures
from graphmodel.plans.misfits import (
    footprint_misfits,
    portion_misfits,
    refuse,
    used_footprints,
    with_places,
)
from graphmodel.plans.optimum import beside_optimum
from graphmodel.plans.partners import partner_figures
from graphmodel.plans.plan import NEW_PREFIX, Plan, footprint_rows, stated_options
from graphmodel.steps.suggestion import suggestions

if TYPE_CHECKING:
    from graphmodel.overlap.overlap import Overlap
    from graphmodel.planfiles.schema import PlanFile

PLAN_FORMAT: Final = "graphmodel-plan/2"
"""First thing in every plan file; the number changes when old readers would go wrong."""

_FORMAT_1: Final = "graphmodel-plan/1"
"""Of plans that renamed footprints."""

_SIZE_LIMIT: Final = 100_000_000
"""Bytes that a plan file may have."""


@guarded
def plan_to_dict(plan: Plan) -> dict[str, Any]:
    """Return a plan, its cost and its suggestions as JSON-ready values under stable keys.

    ``successors`` and ``assignment`` define the plan; the rest can be recomputed from them and the
    dataset, apart from ``lower_bound``, ``optimal`` and ``support``.
    """
    names: dict[str, dict[str, str]] = {name: {} for name in plan.overlap.compare}
    for (footprint_set, code), name in sorted(plan.names.items()):
        names[footprint_set][code] = name
    return plain_mapping(
        {
            "format": PLAN_FORMAT,
            "dataset": stated_dataset(plan.dataset),
            "compare": plan.overlap.compare,
            "options": stated_options(plan),
            **({"given": plan.given.to_dict()} if plan.given else {}),
            **({"names": names} if plan.names else {}),
            "resulting": _resulting(plan),
            "successors": {
                name: dict(zip(rows["footprint"], rows["successor"], strict=True))
                for name in plan.overlap.compare
                for rows in [plan.successors[plan.successors["footprint_set"] == name]]
            },
            "assignment": _assignment(plan),
            **cost_figures(plan),
            "beside_optimum": beside_optimum(plan).to_dict(),
            "strict": plan.is_strict,
            "meets_target": plan.meets_target if plan.target else None,
            "before": plan.before.to_part(),
            "after": plan.after.to_part(),
            "partners": partner_figures(plan),
            "suggestions": [step.to_dict() for step in suggestions(plan)],
            "out_of_scope": _out_of_scope(plan),
        }
    )


def _resulting(plan: Plan) -> dict[str, list[dict[str, Any]]]:
    groups = plan.groups
    found = {}
    for side in plan.overlap_after.sides:
        rows = plan.resulting[plan.resulting["footprint_set"] == side.footprint_set]
        places = side.codes.get_indexer(pd.Index(rows["footprint"]))
        columns = rows[["footprint", "name"]]
        if groups:
            keys = [(side.footprint_set, code) for code in rows["footprint"]]
            columns = columns.assign(group=pd.Series(keys, columns.index).map(groups))
        found[side.footprint_set] = plain_records(
            columns.assign(people=side.covered[places], people_outside=side.undecided[places])
        )
    return found


def _assignment(plan: Plan) -> list[dict[str, Any]]:
    first, second = plan.overlap.compare
    columns = ["organisation", "a", "b", "people", "evidence", "estimated", "to_a", "to_b"]
    told = {"a": first, "b": second, "to_a": f"to_{first}", "to_b": f"to_{second}"}
    return plain_records(plan.assignment[columns].rename(columns=told))


def _out_of_scope(plan: Plan) -> dict[str, Any]:
    overlap = plan.overlap
    known = pd.MultiIndex.from_frame(plan.successors[["footprint_set", "footprint"]])
    rows = plan.before.rows
    alone = rows[~pd.MultiIndex.from_frame(rows[["footprint_set", "footprint"]]).isin(known)]
    return {
        "alone": plain_records(alone[["footprint_set", "footprint", "name", "people"]]),
        "uncovered": {"blocks": overlap.uncovered_blocks, "people": overlap.uncovered_people},
        "slivers": list(plan.before.slivers),
        "met_for_covered_people_only": plain_records(plan.met_for_covered_only),
    }


@guarded
def write_plan(plan: Plan, path: str | Path) -> None:
    """Write ``plan.json``: UTF-8, the same bytes for the same plan, whole or not at all.

    Raises
    ------
    OSError
        When the folder does not exist or cannot be written to.
    """
    text = json.dumps(plan_to_dict(plan), ensure_ascii=False, indent=1, allow_nan=False)
    _atomic.write_bytes(Path(path), f"{text}\n".encode())


@guarded
def read_plan(path: str | Path, *, dataset: Dataset | str | Path | None = None) -> Plan:
    """Read a plan file and fit it to its dataset.

    Parameters
    ----------
    path
        A file that :func:`write_plan` or the page has saved, or one made by hand.
    dataset
        The dataset it is for, or where to read it; by default the bundled one that it names.

    Raises
    ------
    OptionError
        When the file cannot be read.
    PlanError
        When it is for another dataset, or does not assign what it should.
    DataError
        When the dataset is not sound.

    Examples
    --------
    >>> gm.propose("england-2016").write("plan.json")
    >>> gm.read_plan("plan.json").lead
    'stp'
    """
    _, plan = parse_plan(path, dataset=dataset)
    return plan


def as_plan(plan: Plan | str | Path, dataset: Dataset | str | Path | None = None) -> Plan:
    """Return a plan as it is, or what :func:`read_plan` reads in a file."""
    return plan if isinstance(plan, Plan) else read_plan(plan, dataset=dataset)


def is_plan(source: object) -> bool:
    """Whether something is a plan, or the name of the file of one, and not a dataset."""
    return isinstance(source, Plan) or str(source).lower().endswith(".json")


def parse_plan(
    path: str | Path, *, dataset: Dataset | str | Path | None = None
) -> tuple[dict[str, Any], Plan]:
    """Read a plan file as it stands, and as a plan; see :func:`read_plan`."""
    # Imported here: pydantic is needed by nobody who only makes plans.
    from graphmodel.planfiles.schema import check_plan  # noqa: PLC0415

    path = Path(path)
    stated = load_plan(path)
    file = check_plan(stated, path.name)
    dataset = _dataset_of(file, path, dataset)
    if dataset.sha256 != file.dataset.sha256:
        raise PlanError(
            f"{path.name} is a plan for {file.dataset.name!r} with other contents than"
            f" {dataset.name!r} has now: what decides a plan differs (`sha256`), that is blocks,"
            " their people, codes of footprints, or shares. Give the dataset it was made from"
            " (`dataset`), or bring it over with graphmodel rebase."
        )
    return stated, fitted_plan(file, path.name, dataset)


def fitted_plan(file: PlanFile, name: str, dataset: Dataset) -> Plan:
    """Return the plan that a file defines, fitted to a dataset.

    Parameters
    ----------
    file
        A plan file, as its form was checked.
    name
        What it is called in messages.
    dataset
        What it is for.

    Raises
    ------
    PlanError
        When it does not assign what it should.
    """
    pair = pair_of_plan(file, name, dataset)
    given = file.given.to_given()
    refuse(name, given_misfits(dataset, given))
    overlap = build_overlap(
        with_given(dataset, given), sets=pair, ignore_below=file.options.ignore_below
    )
    stated = file.defined()
    refuse(name, [*footprint_misfits(stated, overlap), *portion_misfits(stated, overlap)])
    try:
        asked = Asked.from_options(
            file.options.model_dump(exclude={"ignore_below"}, exclude_unset=True)
        )
        plan = _plan_of(file, asked, dataset, overlap)
        _check_rules(plan)
    except RulesError as error:
        refuse(name, map(str, error.problems))
        raise
    return plan


def pair_of_plan(file: PlanFile, name: str, dataset: Dataset) -> tuple[str, str]:
    """Return the two sets that a plan file compares.

    Raises
    ------
    PlanError
        When the dataset has not both.
    """
    try:
        return dataset.pair(file.compare)
    except OptionError as error:
        raise PlanError(f"{name}: {error}") from None


def load_plan(path: Path) -> dict[str, Any]:
    """Read a plan file as it stands.

    Raises
    ------
    OptionError
        When it cannot be read.
    PlanError
        When it is no plan of this version.
    """
    try:
        stated = parse_json(read_bounded(path, _SIZE_LIMIT))
    except OSError as error:
        raise OptionError(f"{path} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise PlanError(f"{path.name} is not a plan: {error}.") from None
    if isinstance(stated, dict) and stated.get("format") == _FORMAT_1:
        raise PlanError(
            f"{path.name} is a plan of an earlier version ({_FORMAT_1}), which renamed footprints."
            " Make the plan again with graphmodel suggest."
        )
    if not isinstance(stated, dict) or stated.get("format") != PLAN_FORMAT:
        raise PlanError(f'{path.name} is not a plan: it lacks "format": "{PLAN_FORMAT}".')
    return stated


def _dataset_of(file: PlanFile, path: Path, dataset: Dataset | str | Path | None) -> Dataset:
    # Imported here: a caller with a dataset at hand needs no reader.
    from graphmodel.dataset.bundled import bundled_datasets  # noqa: PLC0415
    from graphmodel.dataset.reading import read_dataset  # noqa: PLC0415

    if isinstance(dataset, Dataset):
        return dataset
    if dataset is not None:
        return read_dataset(dataset)
    if file.dataset.name in {bundled.name for bundled in bundled_datasets()}:
        return read_dataset(file.dataset.name)
    raise PlanError(
        f"{path.name} is for the dataset {file.dataset.name!r}, which is not bundled: say where it"
        " is (`dataset`). What stands behind a + was supposed (`scenario`) or looked at alone"
        " (`within`): give it as well."
    )


def _check_rules(plan: Plan) -> None:
    """See that the rules that a plan was made under are rules of its dataset."""
    if plan.asked.rules is not None:
        # Imported here: hardly any plan has rules.
        from graphmodel.plans.ruled import located_rules  # noqa: PLC0415

        located_rules(plan)


def _plan_of(file: PlanFile, asked: Asked, dataset: Dataset, overlap: Overlap) -> Plan:
    placed = {row[:3]: row[4:] for row in file.defined().rows}
    keys = overlap.portions[["organisation", "a", "b"]].itertuples(index=False, name=None)
    to = [placed[key] for key in keys]
    return Plan(
        dataset=dataset,
        overlap=overlap,
        successors=footprint_rows(
            overlap,
            [
                pd.Series(file.successors[name], dtype=object).sort_index()
                for name in overlap.compare
            ],
            "successor",
        ),
        resulting=footprint_rows(overlap, _names(file, overlap), "name"),
        assignment=with_places(overlap.portions, to),
        asked=asked,
        names={
            (name, code): title
            for name, titles in sorted(file.names.items())
            for code, title in sorted(titles.items())
        },
        given=file.given.to_given(),
        lower_bound=file.lower_bound,
        optimal=file.optimal,
        support={
            (step.footprint_set, step.into): step.support
            for step in file.suggestions
            if step.support is not None
        },
    )


def _names(file: PlanFile, overlap: Overlap) -> list[pd.Series[str]]:
    """Return the names of the resulting footprints, by code.

    Those of today keep their names. A new one has the name that the file lists it with; where it
    lists none, that of the footprint of the other set whose code it bears, and else its code.
    """
    named = []
    for side, other in zip(overlap.sides, overlap.sides[::-1], strict=True):
        name = side.footprint_set
        listed = {row.footprint: row.name for row in (file.resulting or {}).get(name, [])}
        alone = set(side.codes) - set(overlap.edges[side.column])
        known = other.names.to_dict() | listed | side.names.to_dict()
        codes = sorted(set(listed) or used_footprints(file.defined(), side.number, name, alone))
        named.append(
            pd.Series(
                {
                    code: known.get(code, known.get(code.removeprefix(NEW_PREFIX), code))
                    for code in codes
                },
                dtype=object,
            )
        )
    return named
