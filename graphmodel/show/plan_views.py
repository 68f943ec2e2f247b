"""Views of the frontier and of two plans compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from graphmodel.dataset.dataset import blocks_label
from graphmodel.show.answers import frontier_answer
from graphmodel.show.content import Heading, Paragraph, Table, Title, View
from graphmodel.show.facts import plan_title, plan_words
from graphmodel.show.sheets import Column, Sheet
from graphmodel.show.time_views import differences_sheet
from graphmodel.wording import (
    capital,
    counted,
    grade_label,
    join_names,
    labelled,
    people_phrase,
    plural,
    whole,
    with_article,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.planfiles.comparison import Comparison
    from graphmodel.plans.tradeoff import Frontier
    from graphmodel.show.content import Block
    from graphmodel.steps.sensitivity import Sensitivity

_WHOSE: Final = {"first": "first plan only", "second": "second plan only", "both": "both plans"}


def view_frontier(frontier: Frontier) -> View:
    """Return the view of a frontier: every point, why it ends, and the alternatives."""
    dataset = frontier.dataset
    first, second = (plural(dataset.label(name)) for name in frontier.overlap.compare)

    def blocks() -> Iterator[Block]:
        yield Title(f"{dataset.title} – {first} and {second} made the same")
        if frontier.plans:
            yield Paragraph(
                f"A joint footprint is {with_article(dataset.label(frontier.overlap.compare[0]))}"
                f" and {with_article(dataset.label(frontier.overlap.compare[1]))} on the same"
                " ground. For every number of them: the fewest"
                f" {dataset.people_label} who could change footprint, and what that absorbs."
            )
            yield Table(_points(frontier))
        yield Paragraph(frontier.note)
        if frontier.plans:
            yield Paragraph(_evidence_note(frontier))
        yield Heading("Beside them" if frontier.plans else "Plans that there are")
        yield Table(_alternatives(frontier))

    return View(
        frontier.to_dict,
        lambda: frontier.to_frame("points" if frontier.plans else "alternatives"),
        blocks,
        dataset.caveats,
        lambda: frontier_answer(frontier),
    )


def _evidence_note(frontier: Frontier) -> str:
    """Say what the changes along the frontier rest on."""
    changing = [plan for plan in frontier.plans if plan.people_moved > 0]
    grades = {grade for plan in changing for grade in plan.people_moved_by_evidence}
    if not changing:
        return "Nobody's footprint changes in any of these plans."
    if grades == {"inferred"}:
        return "Every one of these changes rests on inferred memberships alone."
    ordered = [g for g in changing[-1].people_moved_by_evidence if g in grades]
    return f"These changes rest on memberships of these grades: {', '.join(ordered)}."


def _cost_columns(dataset: Dataset, compare: tuple[str, str]) -> tuple[Column, ...]:
    people = capital(dataset.people_label)
    return (
        Column("people_moved", f"{people} whose footprint changes", "people"),
        Column("people_merged", f"{people} in absorbed footprints", "people"),
        *(
            Column(f"people_moved_{name}", f"Whose {dataset.label(name)} changes", "people")
            for name in compare
        ),
        Column("people_moved_inferred", "On inferred evidence", "people"),
        Column("footprints_merged", "Footprints absorbed", "count"),
        Column("new_footprints", "New footprints", "count"),
        Column("partners_less_burdened", "Partners with fewer footprints", "count"),
        Column("partners_more_burdened", "Partners with more", "count"),
    )


def _points(frontier: Frontier) -> Sheet:
    columns = (
        Column("footprints", "Joint footprints", "count"),
        *_cost_columns(frontier.dataset, frontier.overlap.compare),
    )
    return Sheet("Frontier", columns, frontier.to_frame())


def _alternatives(frontier: Frontier) -> Sheet:
    columns = (
        Column("plan", "Plan", "label"),
        *_cost_columns(frontier.dataset, frontier.overlap.compare),
        Column("beside_optimum_note", "Beside the joint plans", "long"),
    )
    words = [capital(plan_words(plan)) for plan in frontier.alternatives]
    return Sheet("Alternatives", columns, frontier.to_frame("alternatives").assign(plan=words))


def view_comparison(comparison: Comparison) -> View:
    """Return the view of two plans compared: in words, figures, steps and partners."""
    dataset = comparison.dataset
    figures = Sheet(
        "Figures",
        (
            Column("figure", "Figure", "label", words=_figure_words(comparison, dataset)),
            Column("first", "First plan", "count"),
            Column("second", "Second plan", "count"),
            Column("change", "Difference", "change"),
        ),
        comparison.figures.round(0).astype({"first": int, "second": int, "change": int}),
    )
    steps = Sheet(
        "Steps",
        (
            Column("plan", "In", words=_WHOSE),
            Column("reason", "Step", "prose"),
            *(
                (Column("memberships_change", "Where memberships differ", "flag"),)
                if len(comparison.memberships)
                else ()
            ),
        ),
        comparison.steps,
    )
    partners = Sheet(
        "Partners",
        (
            Column("name", "Partner"),
            Column("kind", "Kind"),
            Column("first", "Footprints under the first", "count"),
            Column("second", "Under the second", "count"),
            Column("change", "Difference", "change"),
        ),
        comparison.partners,
    )

    def blocks() -> Iterator[Block]:
        yield Title(f"{dataset.title} – two plans compared")
        for words in comparison.words:
            yield Paragraph(words)
        yield Heading("Figures")
        yield Table(figures)
        if len(comparison.steps):
            yield Heading("Steps of one plan only, then those of both")
            yield Table(steps)
        if len(comparison.partners):
            yield Heading("Partners who would deal with another number of footprints")
            yield Table(partners)
        if len(comparison.memberships):
            yield Heading("Memberships that differ between the data")
            yield Table(differences_sheet(comparison.memberships, dataset))

    return View(comparison.to_dict, comparison.to_frame, blocks)


def _figure_words(comparison: Comparison, dataset: Dataset) -> dict[str, str]:
    """Return what the figures of a comparison are called on screen."""
    people = capital(dataset.people_label)
    fixed = {
        "people_moved": f"{people} whose footprint changes",
        "people_moved.estimated": "  Estimated",
        "footprints_merged": "Footprints absorbed in mergers",
        "people_merged": f"  {people} in them",
        "new_footprints": "New footprints",
        "partners.burden": "Footprints that partners deal with",
        "partners.with_fewer": "  Partners with fewer than now",
        "partners.with_more": "  Partners with more than now",
        "partners.footprints_kept": "Partner relationships that go on",
    }
    words = {}
    for figure in comparison.figures["figure"]:
        kind, _, name = figure.partition(".")
        if figure in fixed:
            words[figure] = fixed[figure]
        elif kind == "resulting":
            words[figure] = f"{capital(plural(dataset.label(name)))} that result"
        elif name in dataset.footprint_sets:
            words[figure] = f"  Whose {dataset.label(name)} changes"
        else:
            words[figure] = f"  On {grade_label(name)} evidence"
    return words


def view_sensitivity(sensitivity: Sensitivity) -> View:
    """Return the view of a sensitivity: how firm a plan is, and what hangs on each membership."""
    plan = sensitivity.plan
    dataset = plan.dataset

    def sheet() -> Sheet:
        people = capital(dataset.people_label)
        words = {name: dataset.label(name) for name in plan.overlap.compare}
        frame = sensitivity.to_frame()
        for code in ("footprint", "instead"):
            places = zip(frame["footprint_set"], frame[f"{code}_name"], strict=True)
            frame[f"{code}_name"] = [name and labelled(name, words[one]) for one, name in places]
        columns = (
            Column("organisation", "Code", "code"),
            Column("organisation_name", capital(blocks_label(dataset))),
            Column("footprint_set", "Kind", words=words),
            Column("footprint_name", "Is in", "long"),
            Column("evidence", "Evidence"),
            Column("people", people, "people"),
            Column("instead_name", "Taken to be in", "long"),
            Column("steps_vanishing", "Steps not made then", "count"),
            Column("steps_changing", "In another form", "count"),
            Column("steps_appearing", "Added", "count"),
            Column("people_moved_change", f"More {dataset.people_label} affected", "people"),
            Column("failure", "Why there is no such plan", "long"),
        )
        return Sheet("Sensitivity", columns, frame)

    def blocks() -> Iterator[Block]:
        yield Title(plan_title(plan))
        grades = join_names([grade_label(grade) for grade in sensitivity.grades]) or "no"
        count, steps = len(sensitivity.effects), len(sensitivity.steps)
        tested = f"{counted(count, 'membership')} on {grades} evidence"
        fewest, most = sensitivity.people_moved_range
        span = people_phrase(most, dataset.people_label)
        if whole(fewest) != whole(most):
            span = f"{whole(fewest)} to {span}"
        yield Paragraph(
            f"{'Each of ' if count > 1 else ''}{tested} is taken to be otherwise"
            f"{', by itself, in the one alternative tried' if count else ''}. Of"
            f" {counted(steps, 'step')}, {len(sensitivity.firm)} would be suggested all the same;"
            f" {span} would change footprint."
        )
        table = sheet()
        matters = [effect.matters for effect in sensitivity.effects]
        yield Heading(f"{counted(sum(matters), 'membership')} on which suggestions hang")
        rows = table.frame[pd.Series(matters, index=table.frame.index, dtype=bool)]
        yield Table(Sheet(table.name, table.columns, rows.reset_index(drop=True)))

    return View(sensitivity.to_dict, sensitivity.to_frame, blocks)
