"""What a plan can aim at, and that both sets may change: words that datasets and plans share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

from graphmodel.files.findings import listed, meant, quoted

if TYPE_CHECKING:
    from collections.abc import Collection

    from graphmodel.dataset.descriptor import Settings
    from graphmodel.files.findings import Findings

Target: TypeAlias = Literal["coterminous", "nested", "compatible"]

TARGETS: Final[tuple[Target, ...]] = get_args(Target)
"""What a plan can aim at."""

Undecided: TypeAlias = Literal["separate", "open"]

UNDECIDED: Final[tuple[Undecided, ...]] = get_args(Undecided)
"""How a plan can take undecided ground: as footprints of its own, or as what will follow."""

JOINT: Final = "joint"
"""The lead of a plan in which both sets may change."""


def check_question(
    settings: Settings,
    compare: tuple[str, str] | None,
    sets: Collection[str],
    findings: Findings,
) -> tuple[str | None, Target | None]:
    """Return the lead and the target that a dataset declares, None for those that it does not.

    What makes no sense is noted; the pair compared is None where it is not known.
    """
    lead, target = settings.lead, settings.target
    file, column = settings.file, "plan.lead" if settings.in_workbook else "plan"
    column = column if file else "lead"
    leads = (*(compare or ()), JOINT)
    if lead and compare and lead not in leads:
        message = f"the lead {quoted(lead)} is neither of the sets compared nor {JOINT}"
        remedy = f"Give one of {listed(leads)}."
        findings.add("error", file, message, remedy, column=column, value=lead)
    if target and target not in TARGETS:
        remedy = meant(target, TARGETS, f"Give one of {listed(TARGETS)}.")
        findings.add(
            "error",
            file,
            f"the target {quoted(target)} is unknown",
            remedy,
            column=column.replace("lead", "target"),
            value=target,
        )
    if (lead, target) == (JOINT, "nested"):
        message = "in a joint plan neither set leads, so that none can be nested in it"
        findings.add("error", file, message, "Name one of the two sets as lead.", column=column)
    for name in settings.fixed:
        if sets and name not in sets:
            remedy = meant(name, sets, f"There are {listed(sets)}.")
            message = f"{quoted(name)} is fixed, but there is no such footprint set"
            findings.add("error", file, message, remedy, column="fixed", value=name)
        elif lead and compare and name in compare and lead != name:
            message = f"{quoted(name)} is fixed, and a plan led by {quoted(lead)} would redraw it"
            remedy = f"Make {quoted(name)} the lead, or take it out of those that are fixed."
            findings.add("error", file, message, remedy, column="fixed", value=name)
    return lead or None, target if target in TARGETS else None
