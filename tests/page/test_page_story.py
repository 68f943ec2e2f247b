"""The story at first sight, held against what the package says of the same data and plans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
from helpers.england import bundled_dataset
from helpers.examples import make_dataset, patient, random_datasets
from helpers.saved_plans import saved, saved_plan
from hypothesis import HealthCheck, Phase, example, given, settings

from graphmodel.overlap.assessment import assess
from graphmodel.page.page import explore_page
from graphmodel.wording import UNDECIDED_WORDS, people_phrase, plural, small, with_article

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from playwright.sync_api import Page

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.overlap.assessment import Assessment
    from graphmodel.plans.plan import Plan
    from graphmodel.steps.suggestion import Suggestion

    Visit = Callable[[str], Page]

pytestmark = pytest.mark.browser

STORY: Final = """() => {
  const { heading, side, sayings } = graphmodel.story();
  const words = (parts) => parts.map((part) => part.textContent ?? part).join("");
  const told = sayings.flatMap(({ bold, rest, sub }) => [bold + rest, words(sub)]);
  return { side, told: [heading, ...told].map((each) => each.replaceAll("\\u00a0", " ")) };
}"""
LED: Final = "graphmodel.data.plans.filter(({ group }) => group === 'led').map(({ id }) => id)"
WORDS: Final = (
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve"),
)


def few(number: int) -> str:
    return WORDS[number] if number < len(WORDS) else f"{number:,}"


def millions(people: float) -> str:
    return f"{people / 1e6:.1f} million" if people >= 1e6 else f"{people:,.0f}"


def first(text: str) -> str:
    return text[:1].upper() + text[1:]


class Story:
    """What the story should say of a set as it is, and of a plan."""

    def __init__(self, before: Assessment, side: int) -> None:
        self.before, self.name = before, before.compare[side]
        self.own, self.other = (
            before.dataset.label(name) for name in (self.name, before.compare[1 - side])
        )
        self.owns, self.an_other = plural(self.own), with_article(self.other)
        self.people = before.dataset.people_label
        self.now = before.relations[self.name]
        self.inside = self.now["nested"] + self.now["holding"]
        self.linked = sum(self.now.values()) - self.now["alone"]

    def heading(self) -> str:
        total, now = sum(self.now.values()), self.now
        if not self.linked:
            return f"No {self.own} shares {self.people} with {self.an_other}"
        every = f"The only {self.own}" if total == 1 else f"All {few(total)} {self.owns}"
        every = f"Both {self.owns}" if total == 2 else every

        def some(number: int, verb: str, verbs: str) -> str:
            of_all = f"{first(few(number))} of {total:,} {self.owns}"
            return f"{every if number == total else of_all} {verb if number == 1 else verbs}"

        border = f"across the border of {self.an_other}"
        if now["straddling"]:
            return f"{some(now['straddling'], 'cuts', 'cut')} {border}"
        if now["open"] == total:
            return f"{some(total, 'depends', 'depend')} on undecided ground"
        if now["open"]:
            depend = "depends" if now["open"] == 1 else "depend"
            which = f"but {few(now['open'])} {depend} on undecided ground"
            return f"No {self.own} cuts {border}, {which}"
        if now["coterminous"]:
            same = some(now["coterminous"], "covers", "cover")
            return f"{same} the same ground as {self.an_other}"
        return f"No {self.own} cuts {border}, and none covers the same ground as one"

    def _people_in(self, *relations: str) -> float:
        rows = self.before.rows[self.before.rows["footprint_set"] == self.name]
        own = rows[rows["relation"].isin(relations)]
        return float((own["people"] - own["people_outside"]).sum())

    def matching(self) -> tuple[str, str]:
        if not self.before.people:
            return f"There are no {self.people} in these data.", ""
        share = f"{100 * self.before.coterminous_share:.1f} % of {self.people}"
        share = share if self.before.people_coterminous else f"None of the {self.people}"
        same, parts = self.now["coterminous"], []
        if self.inside:
            verbs = ("lies", "holds") if self.inside == 1 else ("lie", "hold")
            number = f"{millions(self._people_in('nested', 'holding'))} in {self.inside}"
            which = f"{verbs[0]} wholly inside {self.an_other} or {verbs[1]} whole ones"
            parts.append(f"{number} {plural(self.own, self.inside)} that {which}")
        if none := self.before.uncovered["people"]:
            rows = self.before.rows[self.before.rows["footprint_set"] == self.name]
            mine = float(rows["people_outside"].sum()) == none
            have, are = ("has", "is") if none == 1 else ("have", "are")
            lack = f"{have} no {self.other} yet"
            parts.append(
                f"{millions(none)} {lack if mine else f'{are} in only one of the two or in none'}"
            )
        an_own = with_article(self.own)
        in_them = f"{millions(self.before.people_coterminous)} {self.people} in {same}"
        matched = f"{in_them} {plural(self.own, same)}. " if same else ""
        return (
            f"{share} are where {an_own} and {self.an_other} cover the same ground.",
            matched + (f"{first('; '.join(parts))}." if parts else ""),
        )

    def in_the_way(self) -> tuple[str, str]:
        """Return the sentence, and how what comes after the names ends."""
        cuts, opened = self.now["straddling"], self.now["open"]
        depend = "depends" if opened == 1 else "depend"
        if cuts:
            stand = "stands" if cuts == 1 else "stand"
            more = f". {first(few(opened))} more {depend} on undecided ground." if opened else "."
            return f"{first(few(cuts))} {plural(self.own, cuts)} {stand} in the way.", more
        if opened:
            which = f"{few(opened)} {plural(self.own, opened)} {depend} on it."
            return f"What is in the way is undecided ground: {which}", "."
        if self.linked:
            border = f"cuts across the border of {self.an_other}"
            return f"Nothing stands in the way: no {self.own} {border}.", ""
        return f"Nothing can stand in the way: the two sets share no {self.people}.", ""

    def planned(self, plan: Plan) -> tuple[str, str]:
        steps = list(plan.suggestions())
        if not steps:
            met = plan.target is not None and plan.meets_target
            aim = "No change is needed: what it aims at is met."
            return (aim if met else "The plan changes nothing."), ""
        needed = [step for step in steps if step.needed_either_way]
        hangs = bool(needed) and any(step.needed_either_way is False for step in steps)
        after = plan.after.relations[self.name]
        left = []
        if cuts := after["straddling"]:
            verb = "cuts" if cuts == 1 else "cut"
            left.append(f"{few(cuts)} {plural(self.own, cuts)} {verb} across")
        if opened := after["open"]:
            left.append(
                f"{few(opened)} {'depends' if opened == 1 else 'depend'} on undecided ground"
            )
        same = after["coterminous"]
        ground = (
            f"{same} {'covers' if same == 1 else 'cover'} the same ground, and " if same else ""
        )
        then = f"Then {' and '.join(left) if left else f'{ground}none cuts across'}."
        merged = plan.people_merged
        are = "is" if round(merged) == 1 else "are"
        lost = f"{people_phrase(merged, self.people)} {are} in footprints that are absorbed. "
        then = (lost if merged else "") + then
        told = needed if hangs else steps
        changes = f"{first(few(len(told)))} {plural('change', len(told))}"
        if hangs:
            whole = f"{first(few(len(steps)))}, and {people_phrase(plan.people_moved, self.people)}"
            reading = small(UNDECIDED_WORDS[plan.undecided])
            verb = "is" if len(told) == 1 else "are"
            return (
                f"{changes} {verb} needed: {self._costs(needed)}.",
                f"Needed either way {whole}, {reading}. {then}",
            )
        does = "would settle it" if not cuts else "is planned" if len(told) == 1 else "are planned"
        costs = self._costs(steps)
        # All steps together come to what the plan says of itself.
        assert sum(step.people_moved for step in steps) == pytest.approx(plan.people_moved)
        absorbed = f"{few(plan.footprints_merged)} absorbed in mergers"
        assert (absorbed in costs) == bool(plan.footprints_merged)
        assert (f"{few(plan.new_footprints)} new" in costs) == bool(plan.new_footprints)
        return f"{changes} {does}: {costs}.", f"{'Needed either way ' if needed else ''}{then}"

    def _costs(self, steps: Sequence[Suggestion]) -> str:
        moved = sum(step.people_moved for step in steps)
        parts = []
        if moved:
            sets = {step.footprint_set for step in steps if step.people_moved}
            labels = [
                self.before.dataset.label(each) for each in self.before.compare if each in sets
            ]
            estimated = any(step.estimated for step in steps)
            share = f"{100 * moved / self.before.people_covered:.1f} %"
            share += " of those in both sets" if self.before.uncovered["people"] else ""
            number = people_phrase(moved, self.people, estimated=estimated)
            parts.append(f"another {' or '.join(labels)} for {number} ({share})")
        absorbed = sum(len(step.sources) - 1 for step in steps if step.action == "merge")
        lost = f"{few(absorbed)} absorbed in mergers"
        parts.append(lost if absorbed else "no merger" if moved else "nobody changes")
        if made := sum(step.action == "new" for step in steps):
            parts.append(f"{few(made)} new")
        return ", ".join(parts)


def assert_told(page: Page, before: Assessment, plan: Plan | None) -> None:
    found: dict[str, Any] = page.evaluate(STORY)
    story = Story(before, found["side"])
    heading, matching, matching_more, way, way_more, *planned = found["told"]
    assert heading == story.heading()
    assert (matching, matching_more) == story.matching()
    said, end = story.in_the_way()
    assert way == said
    assert way_more.endswith(end)
    if plan is None:
        assert planned[0].startswith("No plan is chosen.")
    else:
        assert tuple(planned) == story.planned(plan)


SPLIT: Final = make_dataset(
    {
        "c1": ({"a1": 0.5, "a2": 0.5}, "b1", 100),
        "c2": ("a2", "b2", 450),
        "c3": ("a3", "b2", 60),
        "c4": ("a3", None, 10),
        "c5": ("a4", "b3", 1),
    }
)


@pytest.mark.parametrize("name", ["england-2016", "england-2026"])
def test_the_story_of_england_says_what_the_package_says(
    visit: Visit, request: pytest.FixtureRequest, tmp_path: Path, name: str
) -> None:
    dataset = bundled_dataset(name)
    page = visit(request.getfixturevalue(f"page_{name[-4:]}"))
    for identity in page.evaluate(LED):
        page.evaluate("id => graphmodel.choosePlan(id)", identity)
        assert_told(page, assess(dataset), saved_plan(saved(page), dataset, tmp_path))


@settings(
    patient,
    max_examples=8,
    phases=(Phase.explicit, Phase.generate),  # to look for a smaller failure takes a browser long
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@example(dataset=make_dataset({"c1": ("a1", "b1", 5), "c2": ("a2", "b1", 7)}))  # nothing in the way
@example(dataset=make_dataset({"c1": ("a1", "b1"), "c2": ("a1", "b2"), "c3": ("a2", "b2")}))
@example(dataset=make_dataset({"c1": (None, "b1", 3)}, alone={"a": ["a1"]}))  # an empty set
@example(dataset=make_dataset({"c1": ("a1", "b1", 0)}))  # nobody at all
@example(dataset=SPLIT)
@given(dataset=random_datasets(most_blocks=12, split=False, fractions=False))
def test_the_story_says_what_the_package_says(
    visit: Visit, tmp_path: Path, dataset: Dataset
) -> None:
    page = visit(explore_page(dataset))
    before = assess(dataset)
    page.evaluate("graphmodel.choosePlan('unchanged')")
    assert_told(page, before, None)
    for identity in page.evaluate("graphmodel.data.plans.map(({ id }) => id)"):
        page.evaluate("id => graphmodel.choosePlan(id)", identity)
        assert_told(page, before, saved_plan(saved(page), dataset, tmp_path))


def test_a_target_that_is_not_met_is_not_said_to_be(visit: Visit) -> None:
    dataset = make_dataset({"c1": ("a1", "b1", 5), "c2": ("a1", "b2", 7), "c3": ("a2", "b2", 9)})
    page = visit(explore_page(dataset))
    aim = {"kind": "aim", "lead": "b", "target": "coterminous", "words": "Judged"}
    page.evaluate("aim => graphmodel.edit(aim)", aim)
    assert page.evaluate(STORY)["told"][-2] == "The plan changes nothing."
