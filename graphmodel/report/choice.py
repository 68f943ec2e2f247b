"""The choice: options, what speaks for and against each, how they score, what is recommended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphmodel.options.criteria import CUT
from graphmodel.options.third_sets import crossed_footprints
from graphmodel.report.said import (
    listed_options,
)
from graphmodel.show.content import Paragraph, table_of
from graphmodel.wording import (
    agree,
    capital,
    counted,
    join_clauses,
    number_word,
    people_phrase,
    people_short,
    plural,
    share_phrase,
    small,
    whole,
    with_article,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from graphmodel.options.appraisal import Option
    from graphmodel.options.scoring import Measured
    from graphmodel.report.case import Case
    from graphmodel.show.content import Block, Picture
    from graphmodel.shown import Kind

_GOOD: Final = 70.0
"""Score from which on a criterion speaks for an option; under it, it speaks against it."""


def options_part(case: Case, _: Mapping[str, Picture], __: Mapping[str, int]) -> Iterator[Block]:
    """Yield the options, with what speaks for each that is scored and what against it."""
    yield Paragraph(_tests_words(case))
    yield _options(case)
    scored = [one for one in case.appraisal.options if not one.fails]
    if len(scored) > 1:
        yield table_of(
            "What speaks for each option, and what against it, where they differ",
            [("", "label", 0.7), ("For", "prose", 8.1), ("Against", "prose", 8.2)],
            [
                (one.id, *(capital("; ".join(told)) or "–" for told in _for_and_against(case, one)))
                for one in scored
            ],
        )


def _place_of_subject(case: Case, options: Sequence[Option]) -> frozenset[int]:
    chosen = case.appraisal.recommended
    return frozenset(place for place, one in enumerate(options) if one is chosen)


def _tests_words(case: Case) -> str:
    tests = case.appraisal.criteria.tests
    labels = [plural(case.plan.dataset.label(name)) for name in case.sets]
    found = [f"it redraws nothing but {join_clauses(labels)}"]
    if tests.most_people_changed is not None:
        most = people_phrase(tests.most_people_changed, case.people)
        found.append(f"it changes the {case.label} of no more than {most}")
    if tests.least_people_in_footprint is not None:
        least = people_phrase(tests.least_people_in_footprint, case.people)
        found.append(f"no {case.label} that it makes or alters has fewer than {least}")
    many = "a test" if len(found) == 1 else f"{number_word(len(found))} tests"
    return (
        f"Each option had to pass {many} before it was scored: {join_clauses(found)}. In every"
        f" option everybody keeps one {case.label} and nobody moves house."
    )


def _options(case: Case) -> Block:
    plan, options = case.plan, case.appraisal.options
    sets = [
        name
        for name in plan.overlap.compare
        if name in case.sets or any(one.plan.people_moved_by_set[name] for one in options)
    ]
    rows = []
    for one in options:
        merged = one.plan.footprints_merged
        ended = f"{merged} ({whole(one.plan.people_merged)})" if merged else "0"
        rows.append(
            (
                *(one.id, one.name),
                *(one.plan.people_moved_by_set[name] for name in sets),
                *(ended, one.plan.new_footprints),
                f"no, {one.fails}" if one.fails else "yes",
            )
        )
    columns: list[tuple[str, Kind, float]] = [("", "label", 0.7), ("Option", "long", 5.2)]
    columns += [(f"{capital(plan.dataset.label(name))} changes", "people", 2.3) for name in sets]
    columns += [
        ("Abolished", "figure", 2.6),
        ("New", "count", 1.0),
        ("Scored", "long", 2.9),
    ]
    people = case.people
    caption = f"The options, {people} whose footprint changes; footprints abolished, with {people}"
    return table_of(caption, columns, rows, strong=_place_of_subject(case, options))


def _for_and_against(case: Case, option: Option) -> tuple[list[str], list[str]]:
    """Return what speaks for an option and what against it, as clauses, where options differ."""
    good: list[str] = []
    bad: list[str] = []
    place = case.appraisal.scores.ids.index(option.id)
    for one in case.appraisal.scores.criteria:
        told = figure_clause(case, one, one.figures[place])
        (good if one.scores[place] >= _GOOD else bad).append(told)
    for name in case.sets:
        found = {third: crossed_footprints(option.plan, third, name) for third in case.thirds}
        label = case.plan.dataset.label(name)
        made, cut = (
            join_clauses(
                [
                    counted(count, case.plan.dataset.label(third))
                    for third, crossed in found.items()
                    for count in [sum(getattr(one, key) for one in crossed)]
                    if count
                ]
            )
            for key in ("made_whole", "divided")
        )
        if made:
            good.append(f"{made} then in one {label} in place of several")
        if cut:
            bad.append(f"{cut} divided between {plural(label)}")
    return good, bad


def figure_clause(case: Case, measured: Measured, figure: float) -> str:
    """Say what a figure is, in a clause."""
    criterion, label, other = measured.criterion, case.label, case.other_label
    labels, people = plural(label), people_phrase(figure, case.people)
    if criterion.scores:
        return f"{small(criterion.name)}: {figure:g} of 100"
    if criterion.figure.startswith(CUT):
        third = case.plan.dataset.label(criterion.figure.removeprefix(CUT))
        return f"{counted(round(figure), third)} in several {labels}"
    partners = case.kinds
    count = f"{figure:,.0f}" if figure else "no"
    size = people_short(criterion.small or 1_000_000.0)
    told = {
        "people_straddling": f"{labels} with {people} cut across {with_article(other)}",
        "people_moved": f"the {label} of {people} changes",
        "people_merged": f"{people} are in {labels} that are abolished",
        "people_regretted": f"for {people} the change might have to be undone",
        "people_open": f"{labels} with {people} wait for others to decide",
        "coterminous_share": f"{share_phrase(figure)} of {case.people} are in {labels} that match"
        f" one {other} exactly",
        "partners_with_several": f"{count} {partners} have several {labels}",
        "partners_with_more": f"{count} {partners} have more {labels} than now",
        "people_in_small": f"{people} are in {labels} of under {size}",
        "share_uncertain": f"{share_phrase(figure)} of those concerned are placed by a rule or a"
        " judgement",
        "organisations_split": f"{count} {plural(case.block)} are divided",
        "new_footprints": f"{count} {labels} are new",
    }
    none = {
        "people_straddling": f"no {label} cuts across {with_article(other)}",
        "people_moved": f"nobody’s {label} changes",
        "people_merged": f"no {label} is abolished",
        "people_regretted": "nothing might have to be undone",
        "people_open": "nothing is left open",
        "people_in_small": f"no {label} has under {size}",
        "share_uncertain": "it rests on published memberships",
    }
    return (
        none[criterion.figure]
        if not figure and criterion.figure in none
        else told[criterion.figure]
    )


def scores_part(case: Case, shown: Mapping[str, Picture], _: Mapping[str, int]) -> Iterator[Block]:
    """Yield the scores, and how far the order hangs on the weights."""
    appraisal = case.appraisal
    scores = appraisal.scores
    if not scores.criteria:
        return
    between = appraisal.criteria.scale == "options"
    scale = (
        "0 is the worst of the options that are scored and 100 the best; those between are placed"
        " in proportion."
        if between
        else "0 and 100 are the ends of a fixed scale (Annex E)."
    )
    yield Paragraph(
        f"{scale} A weight says how much it matters to go from the worst to the best. Figures are"
        " in scores.csv, definitions in Annex E."
    )
    rows: list[tuple[object, ...]] = [
        (one.criterion.name, _weight(weight), *(f"{score:.0f}" for score in one.scores))
        for one, weight in zip(scores.criteria, scores.weights.tolist(), strict=True)
    ]
    totals = (f"{scores.totals[one]:.1f}" for one in scores.ids)
    rows.append(("Total", "100", *totals))
    wide = min(1.9, 8.0 / len(scores.ids))
    columns: list[tuple[str, Kind, float]] = [("Criterion", "long", 15.4 - wide * len(scores.ids))]
    columns += [("Weight", "figure", 1.6), *((one, "figure", wide) for one in scores.ids)]
    yield table_of("", columns, rows, strong=frozenset([len(rows) - 1]))
    alike = [small(one.criterion.name) for one in appraisal.measured if not one.counts]
    notes = (
        [f"Not scored, because all options are alike or it weighs nothing: {'; '.join(alike)}."]
        if alike
        else []
    )
    notes += [
        f"‘{one.criterion.name}’ was scored by hand: {one.criterion.source}."
        for one in appraisal.measured
        if one.criterion.scores
    ]
    notes += [f"{capital(text)}." for text in appraisal.messages]
    if notes:
        yield Paragraph(" ".join(notes), small=True)
    if "scores" in shown:
        yield shown["scores"]
    yield Paragraph(" ".join(_robustness(case)))


def _robustness(case: Case) -> Iterator[str]:
    """Yield how far the order of the options hangs on the weights."""
    appraisal = case.appraisal
    scores = appraisal.scores
    best = appraisal.recommended or appraisal.first
    rivals = [one for one in scores.order if one != best.id]
    if not rivals:
        return
    factors = join_clauses([f"{factor:g}" for factor in scores.factors], "or")
    every = f"the {scores.tests:,} tests in which each weight is multiplied by {factors}"
    sure = [one for one in rivals if scores.ahead(best.id, one) == scores.tests]
    if sure:
        named = listed_options([appraisal.option(one) for one in sorted(sure)])
        yield f"Option {best.id} stands ahead of {named} in all of {every}."
        every = "those tests"
    for one in sorted(rivals):
        ahead = scores.ahead(best.id, one)
        if one not in sure:
            yield (
                f"It stands ahead of option {one} in {ahead:,} of {every}."
                if sure
                else (f"Option {best.id} stands ahead of option {one} in {ahead:,} of {every}.")
            )
            every = "those tests"
    for one in rivals:
        turning = scores.turning(best.id, one)
        if turning is not None:
            measured, weight = turning
            own = float(scores.weights[scores.criteria.index(measured)])
            of_all = 100 * weight / (100 - own + weight)
            yield (
                f"{best.id} and {one} would be level if ‘{small(measured.criterion.name)}’ weighed"
                f" {_weight(of_all)} of 100 in place of {_weight(own)}."
            )
    turned = scores.turned_by(between=appraisal.criteria.scale == "options")
    for one in turned:
        rest = scores.without_option(one)
        yield (
            f"The scale lies between the options: if option {one} were left out, option"
            f" {rest.order[0]} ({rest.totals[rest.order[0]]:.1f}) would come first of the others."
        )


def _weight(weight: float) -> str:
    return f"{weight:.0f}" if weight >= 10 or weight == round(weight) else f"{weight:.1f}"  # noqa: PLR2004 - two digits


def standing_words(case: Case) -> str:
    """Say how the options come out, in a sentence for the summary."""
    appraisal = case.appraisal
    scores, second = appraisal.scores, appraisal.second
    if second is None or not scores.criteria:
        return ""
    first = appraisal.first

    def told(one: str) -> str:
        return f"option {one} ({scores.totals[one]:.1f} of 100)"

    rest = [told(one) for one in scores.order[2:]]
    others = f"; behind {agree(len(rest), 'is', 'are')} {join_clauses(rest)}" if rest else ""
    chosen, later = appraisal.recommended, appraisal.later
    if not appraisal.tied and later is None:
        behind = [told(one) for one in scores.order[1:]]
        clear = "" if appraisal.turned else " clearly"
        return f"On the criteria {told(first.id)} is{clear} ahead of {join_clauses(behind)}."
    text = f"On the criteria {told(first.id)} and {told(second.id)} come out level{others}."
    if not appraisal.tied:
        text = (
            f"On the criteria {told(first.id)} is ahead of {told(second.id)}, and under other"
            f" weights it is not{others}."
        )
    if chosen is None or later is None:
        return f"{text} So no option is recommended."
    return f"{text} {chosen.id} is part of {later.id}, so agreeing it now closes nothing off."
