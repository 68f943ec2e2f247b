"""Views: what is shown of each result, and in what order."""

from __future__ import annotations

from functools import cache, singledispatch
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pandas as pd

from graphmodel.dataset.bundled import BundledDataset
from graphmodel.dataset.comparing import DatasetComparison
from graphmodel.dataset.dataset import Dataset
from graphmodel.dataset.importing.importing import Imported
from graphmodel.dataset.reading import Soundness
from graphmodel.dataset.stated import stated_dataset
from graphmodel.dataset.template import Template
from graphmodel.errors import OptionError
from graphmodel.overlap.assessment import Assessment
from graphmodel.overlap.overlap import Overlap
from graphmodel.planfiles.comparison import Comparison
from graphmodel.planfiles.rebase import RebasedPlan
from graphmodel.planfiles.tracking import Tracking
from graphmodel.planfiles.verification import Verification, stated_value
from graphmodel.plans.plan import Plan
from graphmodel.plans.tradeoff import Frontier
from graphmodel.rules.rules import Rules
from graphmodel.scenarios.comparison import ScenarioComparison
from graphmodel.show.answers import assessment_answer, plan_answer
from graphmodel.show.asked_views import view_overlap, view_rules
from graphmodel.show.content import Entries, Heading, Notes, Paragraph, Table, Title, View
from graphmodel.show.data_views import (
    view_dataset,
    view_imported,
    view_soundness,
    view_template,
)
from graphmodel.show.facts import assessment_title, package_place, plan_title
from graphmodel.show.plan_views import view_comparison, view_frontier, view_sensitivity
from graphmodel.show.scenario_views import view_scenarios
from graphmodel.show.sheets import (
    Column,
    Sheet,
    board_sheets,
    facts_sheet,
    measures_sheet,
    relations_sheet,
    rows_sheet,
)
from graphmodel.show.time_views import view_dataset_comparison, view_rebased
from graphmodel.show.track_views import view_tracking
from graphmodel.steps.sensitivity import Sensitivity
from graphmodel.steps.suggestion import Suggestions, suggestions
from graphmodel.wording import (
    ACTION_LABELS,
    TARGET_WORDS,
    capital,
    counted,
    join_names,
    plural,
    share_phrase,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from graphmodel.show.content import Block
    from graphmodel.steps.suggestion import Suggestion


@singledispatch
def view_of(result: object) -> View:
    """Return the view of a result of any command, or of a dataset.

    A later room registers what it makes: ``view_of.register(Report, view_report)``.
    """
    raise OptionError(f"`result` takes a result of this package, not a {type(result).__name__}")


view_of.register(Dataset, view_dataset)
view_of.register(Soundness, view_soundness)
view_of.register(Imported, view_imported)
view_of.register(Template, view_template)
view_of.register(Frontier, view_frontier)
view_of.register(Overlap, view_overlap)
view_of.register(Rules, view_rules)
view_of.register(Comparison, view_comparison)
view_of.register(DatasetComparison, view_dataset_comparison)
view_of.register(RebasedPlan, view_rebased)
view_of.register(Tracking, view_tracking)
view_of.register(Sensitivity, view_sensitivity)
view_of.register(ScenarioComparison, view_scenarios)


@view_of.register(Assessment)
def _view_assessment(assessment: Assessment) -> View:
    """Return the view of an assessment: headline, relations, measures, one row a footprint."""
    dataset = assessment.dataset

    def blocks() -> Iterator[Block]:
        yield Title(assessment_title(assessment))
        yield Table(facts_sheet(assessment), headings=False)
        yield from _boards(assessment)
        yield Heading("How footprints relate to the other set")
        yield Table(relations_sheet(assessment))
        yield Heading("Measures")
        yield Table(_measures_only(measures_sheet(assessment)), headings=False)
        for name in assessment.compare:
            yield Heading(capital(plural(dataset.label(name))))
            yield Table(_of_set(rows_sheet(assessment), name))

    return View(
        assessment.to_dict,
        assessment.to_frame,
        blocks,
        dataset.caveats,
        lambda: assessment_answer(assessment),
    )


def _boards(result: Assessment | Plan) -> Iterator[Block]:
    for sheet in board_sheets(result):
        yield Heading(f"{sheet.columns[0].heading} as a board is told of them")
        yield Table(sheet)


def _measures_only(sheet: Sheet) -> Sheet:
    """Leave out the counts, which the headline has, and the keys."""
    rows = sheet.frame["measure"].str.startswith("measures.")
    return Sheet(sheet.name, sheet.columns[:-1], sheet.frame[rows].reset_index(drop=True))


def _of_set(sheet: Sheet, footprint_set: str) -> Sheet:
    """Leave out the other set, and the column that says which set it is."""
    columns = tuple(column for column in sheet.columns if column.name != "footprint_set")
    rows = sheet.frame["footprint_set"] == footprint_set
    return Sheet(sheet.name, columns, sheet.frame[rows].reset_index(drop=True))


@view_of.register(Plan)
def _view_plan(plan: Plan) -> View:
    """Return the view of a plan: what it costs and brings, then its suggestions by package."""
    steps = cache(lambda: suggestions(plan))

    def blocks() -> Iterator[Block]:
        yield Title(plan_title(plan))
        yield Table(facts_sheet(plan))
        yield from _shortfalls(plan)
        yield from _boards(plan)
        yield from _packages(plan, steps())

    return View(
        plan.to_dict,
        plan.to_frame,
        blocks,
        plan.dataset.caveats,
        lambda: plan_answer(plan, steps()),
    )


@view_of.register(Suggestions)
def _view_suggestions(steps: Suggestions) -> View:
    """Return the view of the suggestions of a plan, by package."""
    plan = steps.plan
    return View(
        lambda: {
            "format": "graphmodel-suggestions/1",
            "dataset": stated_dataset(plan.dataset),
            "compare": list(plan.overlap.compare),
            "suggestions": [step.to_dict() for step in steps],
        },
        plan.to_frame,
        lambda: _packages(plan, steps),
    )


def _packages(plan: Plan, steps: Sequence[Suggestion]) -> Iterator[Block]:
    yield Heading(_suggestions_heading(plan, steps))
    for package, members in groupby(steps, key=lambda step: step.package):
        yield _package(plan, package, list(members))


def _shortfalls(plan: Plan) -> Iterator[Block]:
    if plan.target is not None and not plan.meets_target:
        words = TARGET_WORDS[plan.target]
        yield Paragraph(f"Not all footprints would then {words}.", warning=True)
    if not plan.is_strict:
        names = [f"{row.footprint} ({row.footprint_set})" for row in plan.unkept.itertuples()]
        text = f"Nothing stays of {join_names(names)} in what it becomes."
        yield Paragraph(text, warning=True)
    if plan.optimal is False:
        yield Paragraph("It is not proved that no plan affects fewer people.", warning=True)


def _suggestions_heading(plan: Plan, steps: Sequence[Suggestion]) -> str:
    if not steps:
        return "Suggestions: none"
    packages = len({step.package for step in steps})
    words = TARGET_WORDS.get(str(plan.target), "are settled")
    return (
        f"Suggestions: {counted(len(steps), 'step')} in {counted(packages, 'package')}, the most"
        f" worthwhile first. Beside each package: the share of all {plan.dataset.people_label}"
        f" whose footprints {words} once it is done"
    )


def _package(plan: Plan, package: str, steps: Sequence[Suggestion]) -> Entries:
    place = package_place(plan, package)
    return Entries(
        f"{place} ({package})" if place else package,
        share_phrase(steps[-1].target_share_after),
        tuple(
            (
                str(step.rank),
                ACTION_LABELS[step.action],
                f"{step.reason} Needed either way." if step.needed_either_way else step.reason,
            )
            for step in steps
        ),
    )


@view_of.register
def _view_bundled(bundled: BundledDataset) -> View:
    return _view_datasets((bundled,))


@view_of.register(tuple)
@view_of.register(list)
def _view_datasets(datasets: Sequence[BundledDataset]) -> View:
    """Return the view of the bundled datasets."""

    def data() -> dict[str, Any]:
        return {
            "format": "graphmodel-datasets/1",
            "datasets": [dataset.to_dict() for dataset in datasets],
        }

    def frame() -> pd.DataFrame:
        rows = [
            (one.name, one.title, one.organisation_count, name, count, name in one.compare)
            for one in datasets
            for name, count in one.footprint_counts.items()
        ]
        own = ("dataset", "title", "organisation_count")
        return pd.DataFrame(rows, columns=[*own, "footprint_set", "footprint_count", "compared"])

    def sheet() -> Sheet:
        rows = [
            (
                dataset.name,
                dataset.title,
                " and ".join(dataset.compare),
                ", ".join(f"{name} ({count})" for name, count in dataset.footprint_counts.items()),
                dataset.organisation_count,
            )
            for dataset in datasets
        ]
        columns = (
            Column("name", "Name", "code"),
            Column("title", "Title", "long"),
            Column("compare", "Compares", "long"),
            Column("sets", "Footprint sets", "long"),
            Column("organisations", "Organisations", "count"),
        )
        return Sheet.of("Datasets", columns, rows)

    return View(data, frame, lambda: iter([Table(sheet())]))


@view_of.register(Verification)
def _view_verification(verification: Verification) -> View:
    """Return the view of a verification: what agrees, what is only claimed, what does not agree."""

    def sheet() -> Sheet:
        frame = verification.to_frame()
        shown = tuple(Column(name, name.capitalize()) for name in map(str, frame))
        return Sheet("Verification", shown, frame)

    def blocks() -> Iterator[Block]:
        yield from _verification_blocks(verification, sheet)

    return View(verification.to_dict, verification.to_frame, blocks)


def _verification_blocks(verification: Verification, sheet: Callable[[], Sheet]) -> Iterator[Block]:
    verdict = "is verified" if verification.ok else "does not verify"
    text = f"{verification.plan} {verdict}, against {verification.dataset.name}."
    yield Paragraph(text, warning=not verification.ok)
    yield Heading("Found")
    yield Notes(tuple(_findings(verification)))
    if verification.mismatches:
        yield Heading(counted(len(verification.mismatches), "figure") + " differing")
        table = sheet()
        wrong = table.frame["finding"] == "differs"
        columns = tuple(column for column in table.columns if column.name != "finding")
        yield Table(Sheet(table.name, columns, table.frame[wrong].reset_index(drop=True)))
    if verification.confirmed:
        yield Heading("Confirmed: computed again, and the same")
        yield Notes((", ".join(verification.confirmed),))
    claimed = [
        f"{name}: {value:,}" if name == "lower_bound" else f"{name}: {stated_value(value)}"
        for name, value in verification.claimed.items()
        if value not in (None, [])
    ]
    if claimed:
        yield Heading("Claimed by the file, and held against what can be computed")
        yield Notes(tuple(claimed))
    if verification.unchecked:
        yield Heading("Not checked")
        yield Notes(tuple(f"{one.field}: {one.reason}" for one in verification.unchecked))
    if verification.not_stated:
        yield Heading("Not stated in the file")
        yield Notes((", ".join(verification.not_stated),))


def _findings(verification: Verification) -> Iterator[str]:
    if verification.target is None:
        yield "No target is stated: the plan was made by hand, and is not judged by one."
    elif verification.meets_target:
        yield f"The target is met: {verification.target}, for everybody in both sets."
    else:
        yield f"The target is not met: not everybody in both sets ends {verification.target}."
        for row in verification.in_the_way:
            place = f"{row['footprint']} ({row['footprint_set']})"
            yield f"In the way: {place}, which is {row['relation']}."
    if verification.strict:
        yield "What results keeps something of every footprint that it carries on (strict)."
    for row in verification.unkept:
        yield (
            f"Nothing of {row['footprint']} ({row['footprint_set']}) stays in"
            f" {row['successor']}, which carries it on (not strict)."
        )
    yield from (f"{problem}." for problem in verification.problems)
