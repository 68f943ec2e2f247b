"""Effects: undecided places, who is affected, risks, and what follows for whom."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from graphmodel.report.boundaries import boundaries
from graphmodel.report.said import gap, none_or, section
from graphmodel.show.content import Notes, Paragraph, table_of
from graphmodel.steps.either_way import other_way
from graphmodel.wording import (
    agree,
    capital,
    counted,
    join_clauses,
    join_names,
    number_word,
    people_phrase,
    plural,
    share_phrase,
    whole,
    with_article,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from graphmodel.handover.patients import Divided
    from graphmodel.report.case import Case
    from graphmodel.show.content import Block, Picture
    from graphmodel.steps.steps import Step

_MANY: Final = 0.1
"""Share of a trust's patients from which on it is a risk that they are parted from the others."""

_GROWTH: Final = 0.1
"""Share of its people by which a footprint changes size that is a risk."""

_NAMED: Final = 3


def undecided_near(case: Case, step: Step) -> list[str]:
    """Return the blocks without a footprint in the other set that a change depends on."""
    outside = case.plan.overlap.outside
    near = {*step.sources, step.into}
    rows = outside[
        (outside["footprint_set"] == step.footprint_set) & outside["footprint"].isin(near)
    ]
    return list(dict.fromkeys(rows["organisation"].tolist()))


def triggers(case: Case) -> list[str]:
    """Return when to come back to the board, a clause for each change that is put off."""
    found: list[str] = []
    for step in case.appraisal.later_steps:
        names = list(
            dict.fromkeys(case.now.organisation(one) for one in undecided_near(case, step))
        )
        if names:
            place = join_names([case.now.organisation(one) for one in step.organisations])
            what = "one" if found else with_article(case.other_label)
            verb = agree(len(names), "has", "have")
            found.append(f"{join_names(names)} {verb} {what} (for {place})")
    return found


def either_way_words(case: Case) -> str:
    """Say how many changes are needed whatever becomes of undecided ground."""
    undecided = case.plan.overlap.uncovered_people
    known = [step for step in case.steps if step.needed_either_way is not None]
    if not case.acts or not undecided or not known:
        return ""
    needed = sum(bool(step.needed_either_way) for step in known)
    whom = f"the {people_phrase(undecided, case.people)} without one"
    which = f"whichever {case.other_label} {whom} are given"
    count = f"{number_word(needed)} {agree(needed, 'change is', 'changes are')}"
    if needed < len(known):
        hanging = len(known) - needed
        return (
            f"{capital(number_word(len(known)))} changes are proposed; {count} needed {which}, and"
            f" {number_word(hanging)} only in some cases."
        )
    first = f"{capital(f'the {count}' if needed > 1 else 'the change is')} needed {which}."
    other = other_way(case.plan)
    more = len(_beyond(case, other.suggestions())) if other is not None else 0
    if more:
        first += f" {capital(number_word(more))} more would be needed only in some cases."
    return first


def _beyond(case: Case, steps: Sequence[Step]) -> list[Step]:
    mine = {step.identity for step in case.steps}
    return [step for step in steps if step.identity not in mine]


def undecided_part(case: Case, _: Mapping[str, Picture], __: Mapping[str, int]) -> Iterator[Block]:
    """Yield what hangs on undecided ground, what waiting or acting costs, and when to come back."""
    overlap = case.plan.overlap
    if not overlap.uncovered_blocks:
        return
    for name in case.sets:
        side = overlap.sides[overlap.side(name)]
        wholly = int(((side.undecided > 0) & (side.covered == 0)).sum())
        partly = int(((side.undecided > 0) & (side.covered > 0)).sum())
        label, other = case.plan.dataset.label(name), case.opposite(name)
        clauses = []
        if wholly:
            verb = agree(wholly, "has", "have")
            clauses.append(
                f"{number_word(wholly)} {plural(label, wholly)} {verb} no {other} at all"
            )
        if partly:
            verb = agree(partly, "has", "have")
            clauses.append(
                f"{number_word(partly)} {verb} part of {'its' if partly == 1 else 'their'}"
                f" {case.people} in none"
            )
        if clauses:
            yield Paragraph(f"{capital(join_clauses(clauses))} (Annex C).")
    if case.appraisal.later is not None and triggers(case):
        yield from _waiting(case)
    elif case.acts and case.steps:
        hanging = [step for step in case.steps if step.needed_either_way is False]
        if hanging:
            moved = people_phrase(sum(step.people for step in hanging), case.people)
            numbers = join_clauses([str(step.rank) for step in hanging])
            which = plural("Change", len(hanging))
            yield Paragraph(
                f"{which} {numbers} ({moved}) {agree(len(hanging), 'hangs', 'hang')} on it, and"
                " might have to be undone; every other change is needed either way."
            )
        else:
            yield Paragraph("Every change is needed whatever they come to.")


def _waiting(case: Case) -> Iterator[Block]:
    appraisal = case.appraisal
    later = appraisal.later_steps
    letters = (appraisal.later.id if appraisal.later else "", case.option.id)
    people = people_phrase(sum(step.people for step in later), case.people)
    count = whole(sum(step.people for step in later))
    hang = f"{capital(number_word(len(later)))} {agree(len(later), 'change', 'changes')}"
    yield Paragraph(f"{hang} of option {letters[0]} {agree(len(later), 'hangs', 'hang')} on it:")
    right = "right"
    act = f"{right}: {people} change once", f"wrong: {count} change, and may have to change back"
    wait = f"{count} change later; until then things stay as they are", f"{right}: nobody changes"
    if appraisal.later is not None and appraisal.later.plan.undecided == "open":
        act, wait = act[::-1], wait[::-1]
    yield table_of(
        "What acting now or waiting costs",
        [
            ("", "long", 3.0),
            (f"If these places get {case.other_set} of their own", "prose", 7.0),
            ("If they follow what is around them", "prose", 7.0),
        ],
        [(f"Change now ({letters[0]})", *act), (f"Wait ({letters[1]})", *wait)],
    )
    yield Paragraph(f"Come back to the board when {join_clauses(triggers(case), 'or when')}.")


def affected_part(case: Case, _: Mapping[str, Picture], __: Mapping[str, int]) -> Iterator[Block]:
    """Yield who is affected: partners, third sets, and what would pull the other way."""
    if not case.acts:
        return
    affected = case.affected
    regrouped = [one for one in affected if one.regrouped]
    if affected:
        before, after = (
            sum(counts) for counts in zip(*(one.counts for one in affected), strict=True)
        )
        fewer, more = (sum(getattr(one, key) for one in affected) for key in ("fewer", "more"))
        which = f"{capital(number_word(len(regrouped)))} {agree(len(regrouped), 'has', 'have')}"
        dealt = (
            f"as many footprints as now ({before:,})"
            if before == after
            else f"{after:,} footprints in place of {before:,}"
        )
        yield Paragraph(
            f"Of {len(affected):,} {case.kinds}, {which[:1].lower()}{which[1:]} other footprints"
            f" than today{' (Annex A)' if regrouped else ''}. Together they deal with {dealt}:"
            f" {none_or(fewer)} with fewer, {none_or(more)} with more."
        )
    notes = [text for third in case.thirds for text in _third_words(case, third)]
    notes += list(_contrary_words(case))
    if notes:
        yield Notes(tuple(notes))


def _third_words(case: Case, third: str) -> Iterator[str]:
    """Yield what becomes of the footprints of a third set, in sentences."""
    label = case.plan.dataset.label(third)
    for name in case.sets:
        mine = [one for one in case.crossed if (one.third, one.footprint_set) == (third, name)]
        into = case.plan.dataset.label(name)
        made = [one.name for one in mine if one.made_whole]
        cut = [one.name for one in mine if one.divided]
        still = [one for one in mine if one.clipped and not one.divided]
        clauses = []
        if made:
            clauses.append(
                f"{join_names(made)} would each have one {into}"
                if len(made) > 1
                else f"{made[0]} would have one {into}"
            )
        if cut:
            clauses.append(f"{join_names(cut)} would be divided between {plural(into)}")
        if not clauses:
            continue
        if still:
            people = people_phrase(sum(one.apart for one in still), case.people)
            clauses.append(
                f"{join_names([one.name for one in still])} would still be cut, with {people} apart"
            )
        yield f"{capital(plural(label))}: {'; '.join(clauses)}."


def _contrary_words(case: Case) -> Iterator[str]:
    for one in case.contraries:
        labels = plural(case.plan.dataset.label(one.third))
        name = one.plan.overlap.compare[0]
        steps = counted(len(one.plan.suggestions()), "change")
        moved = people_phrase(one.plan.people_moved, case.people)
        places = join_clauses(
            [
                f"part of {place} into {case.now.phrase(name, [theirs])}"
                for place, _, theirs in one.places
            ]
        )
        yield (
            f"Making {labels} whole by itself ({steps}, {moved}) would take {places}, the opposite"
            " way. The two must not be pursued apart."
        )


def _divided(case: Case) -> list[Divided]:
    """Return the trusts whose patients are divided more than they are now, most first."""
    found = [one for one in case.patients if one.parted >= _MANY]
    return sorted(found, key=lambda one: (-one.parted, one.organisation))


def main_costs(case: Case) -> list[str]:
    """Return the main costs of an option, in clauses."""
    found = [
        f"{share_phrase(one.changing)} of the patients counted at {one.name} live where the"
        f" {case.label} changes"
        for one in _divided(case)[:1]
    ]
    cut = case.thirds_where(lambda one: one.divided)
    if cut:
        found.append(f"{join_clauses(cut)} would be divided")
    grown = [one for one in boundaries(case) if one.now and one.after]
    if grown:
        most = max(grown, key=lambda one: (abs(one.after / one.now - 1), one.code))
        change = most.after / most.now - 1
        if abs(change) >= _GROWTH:
            more = "more" if change > 0 else "fewer"
            name = case.now.labelled(most.footprint_set, most.code)
            found.append(f"{name} would have {share_phrase(abs(change))} {more} {case.people}")
    return found


def risks_part(case: Case, _: Mapping[str, Picture], __: Mapping[str, int]) -> Iterator[Block]:
    """Yield risks, from flows, side effects, size, evidence and sensitivity."""
    if not case.acts:
        return
    rows = list(_risks(case))
    yield table_of(
        "What could go wrong",
        [
            ("Risk", "prose", 7.4),
            ("Likelihood", "long", 2.2),
            ("If it happens", "prose", 3.7),
            ("What softens it", "prose", 3.7),
        ],
        rows,
    )


def _risks(case: Case) -> Iterator[tuple[str, str, str, str]]:
    label, labels = case.label, plural(case.label)
    divided = _divided(case)
    if divided:
        shares = [f"{share_phrase(one.changing)} at {one.name}" for one in divided[:_NAMED]]
        rest = len(divided) - len(shares)
        if rest:
            shares.append(f"{number_word(rest)} more (Annex A)")
        where = f"{join_clauses(shares)} live where the {label} changes"
        yield (
            f"Hospital patients divided. Of those counted, {where}",
            "certain",
            f"several {labels}, several plans for one hospital",
            gap("who leads for each hospital"),
        )
    cut = case.thirds_where(lambda one: one.divided)
    if cut:
        yield (
            f"{'; '.join(cut)}: would deal with several {labels} in place of one",
            "certain",
            "more meetings, weaker links",
            gap("joint arrangement, agreed before application"),
        )
    sized = [
        (one.after / one.now - 1, case.now.footprint(one.footprint_set, one.code))
        for one in boundaries(case)
        if one.now and one.after and abs(one.after / one.now - 1) >= _GROWTH
    ]
    if sized:
        sized.sort(key=lambda one: (-abs(one[0]), one[1]))
        told = [
            f"{name} {change:+.0%}".replace("%", " %").replace("-", "−")
            for change, name in sized[:_NAMED]
        ]
        rest = len(sized) - len(told)
        if rest:
            told.append(f"{number_word(rest)} more (Annex B)")
        yield (
            f"{capital(labels)} change size: {join_clauses(told)}",
            "certain",
            "money and posts do not follow in time",
            gap("transfer agreed"),
        )
    hanging = [step for step in case.steps if step.needed_either_way is False]
    if hanging:
        moved = people_phrase(sum(step.people for step in hanging), case.people)
        yield (
            f"Places without {case.other_set} decide otherwise: changes for {moved} hang on them",
            gap("to be judged"),
            "the change has to be undone",
            "wait until they have decided",
        )
    yield from _evidence_risks(case)
    yield (
        "Decisions since the data were made, such as mergers, are not in them",
        gap("to be judged"),
        "some changes differ or fall away",
        "check the lists before applying",
    )


def _evidence_risks(case: Case) -> Iterator[tuple[str, str, str, str]]:
    found = case.sensitivity
    if found is None or not found.effects or not found.steps:
        return
    gone = sorted(case.rank_of[step.identity] for step in found.steps if found.vanishes_in(step))
    low, high = found.people_moved_range
    span = f"{whole(low)} to {whole(high)}" if low < high else whole(low)
    grade = found.grades[0]
    how = "worked out by a rule" if grade == "derived" else "a judgement"
    many = f"{counted(len(found.effects), 'membership')} {agree(len(found.effects), 'is', 'are')}"
    ranks = join_clauses(list(map(str, gone)))
    fragile = (
        f"in some {plural('change', len(gone))} {ranks} would not be made"
        if gone
        else "in none would any of the changes fall away"
    )
    tried = f"The plan was made again as if each were otherwise: {fragile}"
    yield (
        f"Memberships are wrong: {many} {how}. {tried}",
        "low" if not gone else gap("to be judged"),
        f"the {case.label} of {span} {case.people} would change",
        "check against official lists (Annex D)",
    )


def implications_part(
    case: Case, _: Mapping[str, Picture], numbers: Mapping[str, int]
) -> Iterator[Block]:
    """Yield what is known of implications, and the gaps that only the board can fill."""
    if not case.acts:
        return
    plan = case.plan
    altered = boundaries(case)
    ended = [one for one in altered if one.kind == "abolished"]
    whom = f"{number_word(len(altered))} {plural(case.label, len(altered))}"
    estimate = (
        f"; {people_phrase(plan.people_moved_estimated, case.people, estimated=True)} by estimate"
        if plan.people_moved_estimated
        else "; nothing is estimated"
    )
    kinds = Counter(one.kind for one in case.affected if one.regrouped)
    partners = [counted(kinds[kind], kind) for kind in sorted(kinds)]
    thirds = case.thirds_where(lambda one: one.divided or one.made_whole)
    trusts = len(case.patients)
    closes = f"{none_or(len(ended))} would end"
    rows = [
        (
            "Finance",
            f"Money for {people_phrase(plan.people_moved, case.people)} to divide{estimate}",
            gap("allocations, running costs, deficits carried over, pooled budgets"),
        ),
        (
            "Workforce",
            f"{capital(whom)} with other ground than now; {closes}",
            gap("posts, transfer, consultation with staff"),
        ),
        (
            "Quality and safety",
            f"Patients of {counted(trusts, 'hospital trust')} live where the {case.label} changes"
            if trusts
            else "Not known from the plan",
            gap("quality impact assessment, safeguarding"),
        ),
        (
            "Equality",
            f"The places named in {section(numbers, 'recommendation')}",
            gap("equality impact assessment"),
        ),
        (
            "Legal",
            f"Boundaries of {whom}",
            gap("legislation, constitutions, contracts, agreements"),
        ),
        (
            "Engagement",
            "; ".join([capital(whom), *partners, *thirds]),
            gap("what was heard, from whom"),
        ),
        (
            "Digital and data",
            f"Codes of {whom} to be looked at",
            gap("systems, information governance"),
        ),
    ]
    yield table_of(
        "",
        [
            ("", "text", 2.8),
            ("Known from the plan", "prose", 7.4),
            ("For the board to complete", "prose", 6.8),
        ],
        rows,
    )
