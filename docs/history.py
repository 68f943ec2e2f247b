"""Writes ``history.md`` and its picture: plans held against what happened, all that the data allow.

To be run after a change to the data or to what plans are: ``python docs/history.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Final

import graphmodel as gm
from graphmodel.dataset.targets import TARGETS
from graphmodel.planfiles.tracking import FATES
from graphmodel.wording import percent, plural, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE: Final = Path(__file__).parent

PAIRS: Final = (
    ("england-2016", "stp", ("council", "ldr", "local_office", "region"), ("icb_2022", "icb_2026")),
    ("england-2016", "ldr", ("council", "stp", "local_office", "region"), ("icb_2022", "icb_2026")),
    ("england-2016", "icb_2022", ("council",), ("icb_2026",)),
    ("england-2026", "icb_2024", ("council", "authority", "police", "fire"), ("icb",)),
)
"""Dataset, the set that changes, those that may lead it, and those that came later."""

CHIEF: Final = (
    ("stp", "council", "compatible", "icb_2022"),
    ("stp", "council", "compatible", "icb_2026"),
    ("icb_2024", "council", "compatible", "icb"),
    ("ldr", "stp", "compatible", "icb_2022"),
    ("ldr", "stp", "coterminous", "icb_2022"),
)
"""The questions of which more is told: what changes, what leads, target, what came later."""

COLOURS: Final = dict(
    zip(FATES, ("#1b7837", "#7fbf7b", "#bdbdbd", "#d6604d", "#eeeeee"), strict=True)
)

SAID: Final = {fate: fate.replace("_", " ") for fate in FATES} | {"unknown": "cannot be told"}

TEXT: Final = """\
# Does it come true? Plans held against what happened

<!-- Written by docs/history.py: no figure in it is typed by hand. -->

Between 2016 and 2026 England did redraw its footprints. Here every plan that the bundled data allow
is held against the footprints that came later (`graphmodel track`, `track_plan`). A footprint of a
plan is where most of its people went. Of the people whose footprint a plan changes some are now
with those they were to join (*done*), some came to the same because both footprints went into one
(*joined*), some are still with those they were to leave (*not done*), some are *elsewhere*. *Really
changed* are all people who are not where most of their footprint went; of them the plan had named
those that are *foreseen*. *By chance* is how many would be done if as many people, drawn from
blocks on borders, each went across one of them, all equally likely.

![What became of the people whose footprint a plan changes](images/history.svg)

{chief}
## Every pair, lead and target

{table}
## What it shows, and what it cannot

- One country and one history: {count} rows, few of them independent of each other. Targets of the
  same pair name mostly the same people, and 2026 builds on 2022.
- A policy that itself asked for the borders of councils: where councils lead, a plan and the policy
  aim at the same. It shows that a plan names the places that such a policy comes to, not that a
  plan brings them about.
- The ICBs of 2026 are derived from announcements, the parts of divided CCGs from residents, and the
  LDRs are a reconstruction, in good part by judgement.
- Who was to be named was not known in advance, but the measures were chosen afterwards.
- People *joined* are no success of a plan: a merger did it, which the plan had not asked for.
"""


@dataclass(frozen=True)
class Row:
    """One plan held against one later set."""

    question: tuple[str, str, str, str]
    tracking: gm.Tracking

    @property
    def words(self) -> list[str]:
        """What changes, what leads, target, what came later, as readers know them."""
        label = self.tracking.plan.dataset.label
        changed, lead, target, actual = self.question
        return [plural(label(changed)), plural(label(lead)), target, plural(label(actual))]


def rows() -> Iterator[Row]:
    """Yield everything that the data allow."""
    for name, changed, leads, later in PAIRS:
        dataset = gm.read_dataset(name)
        for lead, target in product(leads, TARGETS):
            sets = (changed, lead) if changed != "ldr" or lead != "stp" else (lead, changed)
            plan = gm.propose(dataset, sets=sets, lead=lead, target=target, redraw=[changed])
            for actual in later:
                yield Row((changed, lead, target, actual), gm.track_plan(plan, actual))


def table(found: list[Row]) -> str:
    """Return all rows as a table."""
    heads = ["what changes", "led by", "target", "held against", "would change", "done", "joined"]
    heads += ["not done", "elsewhere", "cannot be told", "by chance", "really changed", "foreseen"]
    lines = [heads, ["---"] * 4 + ["---:"] * 9]
    for row in found:
        people, reality = row.tracking.changes, row.tracking.reality
        chance = (row.tracking.chance or {}).get("done", 0.0)
        counts = [people["changed"], *(people[fate] for fate in FATES), chance]
        counts += [reality["changed"], reality["foreseen"]]
        lines.append([*row.words, *map(whole, counts)])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def chief(row: Row) -> str:
    """Return what is told of one of the chief questions."""
    tracking, (changed, lead, target, actual) = row.tracking, row.words
    people, reality, label = tracking.changes, tracking.reality, tracking.plan.dataset.people_label
    told = ", ".join(
        f"{whole(people[fate])} ({percent(people[fate], people['changed'])}) {said}"
        for fate, said in SAID.items()
        if round(people[fate])
    )
    chance = percent((tracking.chance or {}).get("done", 0.0), people["changed"])
    listed = "; ".join(
        f"{one.organisation_name} ({whole(one.people)})"
        for one in tracking.unforeseen.head(5).itertuples()
    )
    return (
        f"**{changed}, led by {lead}, {target}, held against {actual}.** Of"
        f" {whole(people['changed'])} {label}: {told}. By chance {chance} would be done. Of"
        f" {whole(reality['changed'])} who really changed, {whole(reality['foreseen'])} were"
        " foreseen" + (f"; not foreseen, the largest first: {listed}.\n" if listed else ".\n")
    )


def beside(row: Row) -> str:
    """Return what other plans would have said, as a table."""
    lines = ["| lead | target | method | would change | done | joined | foreseen |\n"]
    lines.append("| --- | --- | --- | ---: | ---: | ---: | ---: |\n")
    label = row.tracking.plan.dataset.label
    for one in row.tracking.beside.to_dict("records"):
        lead = one["lead"] if one["lead"] == "joint" else plural(label(one["lead"]))
        counts = (whole(one[key]) for key in ("changed", "done", "joined", "foreseen"))
        lines.append(f"| {lead} | {one['target']} | {one['method']} | {' | '.join(counts)} |\n")
    return "".join(lines)


def picture(found: list[Row]) -> str:
    """Return bars of what became of the people of each chief question, and of chance, as SVG."""
    wide, high, left = 900, 46, 330
    size = f'width="{wide}" height="{high * len(found) + 40}"'
    font = 'font-family="sans-serif" font-size="12"'
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" {size} {font}>']
    for number, row in enumerate(found):
        changed, lead, target, actual = row.words
        top = number * high + 8
        words = (f"{changed}, led by {lead}, {target}", f"held against {actual}; below: chance")
        for line, text in enumerate(words):
            parts.append(f'<text x="8" y="{top + 12 + 15 * line}">{text}</text>')
        for line, counts in enumerate((row.tracking.changes, row.tracking.chance or {})):
            place, height = float(left), 20 - 10 * line
            for fate, colour in COLOURS.items():
                share = counts.get(fate, 0.0) / (counts.get("changed") or 1.0)
                width = (wide - left - 10) * share
                parts.append(
                    f'<rect x="{place:.1f}" y="{top + 21 * line}" width="{width:.1f}"'
                    f' height="{height}" fill="{colour}"/>'
                )
                place += width
    top = high * len(found) + 26
    for number, (fate, colour) in enumerate(COLOURS.items()):
        place = left + 105 * number
        parts.append(f'<rect x="{place}" y="{top - 11}" width="12" height="12" fill="{colour}"/>')
        parts.append(f'<text x="{place + 17}" y="{top}">{SAID[fate]}</text>')
    return "\n".join([*parts, "</svg>", ""])


def summary(row: Row) -> str:
    """Return the two sentences of the README."""
    people, reality = row.tracking.changes, row.tracking.reality
    done, joined = (percent(people[fate], people["changed"]) for fate in ("done", "joined"))
    chance = percent((row.tracking.chance or {})["done"], people["changed"])
    label = row.tracking.plan.dataset.people_label
    return (
        f"Of the {whole(people['changed'])} {label} whose STP of 2016 would have had to change for"
        f" none to cut across a council, {done} had changed just so by April 2026, and {joined} had"
        f" come to the same by a merger; chance would have had {chance}. Of the"
        f" {whole(reality['changed'])} who really changed, the plan had named"
        f" {whole(reality['foreseen'])}"
    )


def files(found: list[Row]) -> dict[Path, str]:
    """Return what is written, by where."""
    by_question = {row.question: row for row in found}
    chosen = [by_question[question] for question in CHIEF]
    parts = [f"{chief(row)}\n" for row in chosen]
    parts.append(f"What other plans would have said of the second:\n\n{beside(chosen[1])}\n")
    text = TEXT.format(chief="".join(parts), table=table(found), count=len(found))
    return {HERE / "history.md": text, HERE / "images" / "history.svg": picture(chosen)}


if __name__ == "__main__":
    for path, content in files(list(rows())).items():
        path.write_text(content, encoding="utf-8", newline="\n")
