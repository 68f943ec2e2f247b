"""View of scenarios compared: one row each, and where each comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphmodel.dataset.targets import JOINT
from graphmodel.show.content import Entries, Paragraph, Table, Title, View
from graphmodel.show.sheets import Column, Sheet
from graphmodel.wording import RELATION_WORDS, capital, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphmodel.scenarios.comparison import ScenarioComparison
    from graphmodel.show.content import Block


def view_scenarios(comparison: ScenarioComparison) -> View:
    """Return the view of scenarios compared: the question, one row each, and their sources."""
    dataset = comparison.dataset

    def blocks() -> Iterator[Block]:
        yield Title(f"{dataset.title} – scenarios compared")
        yield Paragraph(_asked(comparison))
        yield Table(_sheet(comparison))
        yield Paragraph(
            "Each scenario is an assumption, taken by itself; ground that it leaves out stays"
            " undecided. Relations are numbers of footprints, in this order:"
            f" {', '.join(RELATION_WORDS[name] for name in _relations(comparison))}."
        )
        entries = [
            (str(number), outcome.name, _about(outcome.to_dict()))
            for number, outcome in enumerate(comparison.outcomes[1:], start=1)
        ]
        if entries:
            yield Entries("Where they come from", "", tuple(entries))

    return View(comparison.to_dict, comparison.to_frame, blocks, dataset.caveats)


def _asked(comparison: ScenarioComparison) -> str:
    """Say what is asked under each scenario."""
    question, label = comparison.question, comparison.dataset.label
    first, second = (plural(label(name)) for name in question.compare)
    if question.lead == JOINT:
        return f"Asked of each: how the {first} and the {second} can be made {question.target}."
    other = second if question.lead == question.compare[0] else first
    return (
        f"Asked of each: how the {other} can be made {question.target} with the"
        f" {plural(label(question.lead))}, which stay as they are."
    )


def _relations(comparison: ScenarioComparison) -> list[str]:
    first = comparison.question.compare[0]
    return list(comparison.outcomes[0].assessment.relations[first])


def _about(row: dict[str, str]) -> str:
    """Say how far a scenario has come, and who says so."""
    status = ", ".join(filter(None, (row["status"], row["as_of"])))
    parts = [part.rstrip(".") for part in (status, row["source"], row["note"]) if part]
    return f"{'. '.join(parts)}." if parts else "no source given"


def _sheet(comparison: ScenarioComparison) -> Sheet:
    dataset, compare = comparison.dataset, comparison.question.compare
    people = capital(dataset.people_label)
    frame = comparison.to_frame()
    frame["scenario"] = [outcome.name for outcome in comparison.outcomes]
    for name in compare:
        counts = frame[[f"relations_{name}_{relation}" for relation in _relations(comparison)]]
        frame[f"{name}_relations"] = [" ".join(map(str, row)) for row in counts.to_numpy().tolist()]
    columns = (
        Column("scenario", "Scenario", "label"),
        Column("status", "Status", "long"),
        Column("people_given", f"{people} given a footprint", "people"),
        Column("coterminous_share", "Coterminous share", "share"),
        *(
            Column(f"{name}_relations", f"Relations of {plural(dataset.label(name))}")
            for name in compare
        ),
        Column("people_moved", f"{people} whose footprint changes", "people"),
        Column("people_merged", f"{people} in absorbed footprints", "people"),
        Column("coterminous_share_after", "Coterminous share then", "share"),
        Column("partner_burden_before", "Footprints that partners deal with", "count"),
        Column("partner_burden_after", "Then", "count"),
    )
    return Sheet("Scenarios", columns, frame)
