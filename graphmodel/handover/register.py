"""The change register, and the look-up of every block: what others carry a plan out with."""

from __future__ import annotations

from collections import defaultdict
from math import fsum
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from graphmodel.dataset.notes import EVIDENCE_GRADES
from graphmodel.overlap.names import footprint_names
from graphmodel.wording import evidence_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graphmodel.plans.plan import Plan
    from graphmodel.steps.suggestion import Suggestion

TO_BE_ISSUED: Final = "to be issued"
"""The code of a footprint whose ground changes: statistical codes change with a boundary."""

_TYPES: Final = {
    "change": "str",
    "step": "Int64",
    **dict.fromkeys(("footprint_set", "kind", "link", "old_code", "old_name"), "str"),
    **dict.fromkeys(("new_footprint", "new_code", "new_name", "from"), "str"),
    **dict.fromkeys(("people", "share_of_old", "share_of_new"), "float64"),
    **dict.fromkeys(("people_old", "people_new"), "float64"),
    "estimated": "bool",
    **dict.fromkeys(("organisations", "organisation_names", "evidence"), "str"),
    "needed_either_way": "boolean",
    **dict.fromkeys(("instrument", "status"), "str"),
}


class Register:
    """The pairs of old and new footprints of both sets, with who is in both.

    Parameters
    ----------
    plan
        A plan.
    start
        The day from which it is to be in force, as ``2027-04-01``; blank where none is given.
    """

    def __init__(self, plan: Plan, start: str = "") -> None:
        self._plan = plan
        self._start = start
        self.ground = plan.to_frame("assignment")
        self._steps: dict[tuple[str, str, str], Suggestion] = {
            (step.footprint_set, source, step.into): step
            for step in plan.suggestions()
            for source in step.sources
        }
        self._pairs = {name: self._pairs_of(name) for name in plan.overlap.compare}
        self._kept = {
            (name, new)
            for name, pairs in self._pairs.items()
            for old, new in pairs
            if old == new and _alone((old, new), pairs)
        }

    def _pairs_of(self, name: str) -> dict[tuple[str, str], pd.DataFrame]:
        """Return the rows of the ground by old and new footprint; none of one without blocks."""
        rows = self.ground[self.ground[name] != ""]
        pairs = {
            (str(old), str(new)): part for (old, new), part in rows.groupby([name, f"to_{name}"])
        }
        held = {old for old, _ in pairs}
        for old, new in self._plan.successor[self._plan.overlap.side(name)].items():
            if old not in held:
                pairs[str(old), str(new)] = rows.iloc[:0]
        return pairs

    def code(self, footprint_set: str, new: str) -> str:
        """Return the code that a new footprint has, or that it has yet to get one."""
        return new if (footprint_set, new) in self._kept or not new else TO_BE_ISSUED

    def frame(self) -> pd.DataFrame:
        """Return one row a pair of old and new footprint that share a block, of both sets.

        Of an old footprint, and of a new one, the shares add to 1.

        Returns
        -------
        pandas.DataFrame
            By set: first who changes to a footprint that does not carry on their own, by step, then
            footprints with another boundary, then the others. Columns: ``change`` (its number);
            ``step`` (that of the plan; missing without); ``footprint_set``; ``kind``: ``new`` (the
            new footprint carries none on), ``merged`` and ``abolished`` (the new one carries on
            several: that whose code it bears, and the others), ``boundary change``, ``unchanged``;
            ``link``: ``continues`` (the new footprint carries the old one on) or ``transfer``;
            ``old_code``, ``old_name``; ``new_footprint``, ``new_name`` (as in the plan: the code
            of the footprint that it carries on, or one that begins with ``NEW:``); ``new_code``
            (the same, or "to be issued"); ``from`` (the day); ``people`` (in both), as a share of
            those of either (of blocks, where nobody lives), and those of either; ``estimated``
            (whether a block is divided); ``organisations``, ``organisation_names`` (the blocks of a
            transfer); ``evidence`` (people by grade); ``needed_either_way``; ``instrument`` and
            ``status`` (to be filled in).
        """
        rows = [row for name in self._plan.overlap.compare for row in self._rows(name)]
        for number, row in enumerate(rows, start=1):
            row["change"] = f"C{number:0{max(3, len(str(len(rows))))}}"
        return pd.DataFrame(rows, columns=list(_TYPES)).astype(_TYPES)

    def _rows(self, name: str) -> list[dict[str, Any]]:
        pairs = self._pairs[name]
        named = {**footprint_names(self._plan.overlap), **footprint_names(self._plan.overlap_after)}
        old_people, old_blocks = _sums(pairs, 0)
        new_people, new_blocks = _sums(pairs, 1)
        found = []
        for (old, new), part in pairs.items():
            people = fsum(part["people"])
            kind, link = self._kind(name, old, new)
            step = self._steps.get((name, old, new))
            blocks = part.drop_duplicates("organisation") if link == "transfer" else part.iloc[:0]
            news = part[f"to_{name}_name"].tolist() or [named.get((name, new), new)]
            olds = part[f"{name}_name"].tolist() or [named.get((name, old), old)]
            changes = kind != "unchanged"
            found.append(
                {
                    "step": step.rank if step else None,
                    "footprint_set": name,
                    "kind": kind,
                    "link": link,
                    "old_code": old,
                    "old_name": olds[0],
                    "new_footprint": new,
                    "new_code": self.code(name, new),
                    "new_name": news[0],
                    "from": self._start if changes else "",
                    "people": people,
                    "share_of_old": _share(people, old_people[old], len(part), old_blocks[old]),
                    "share_of_new": _share(people, new_people[new], len(part), new_blocks[new]),
                    "people_old": old_people[old],
                    "people_new": new_people[new],
                    "estimated": bool(part["estimated"].any()),
                    "organisations": "; ".join(blocks["organisation"]),
                    "organisation_names": "; ".join(blocks["organisation_name"]),
                    "evidence": _evidence(part),
                    "needed_either_way": step.needed_either_way if step else None,
                    "instrument": "to be given" if changes else "",
                    "status": "proposed" if changes else "",
                }
            )
        return sorted(
            found,
            key=lambda row: (
                row["kind"] == "unchanged",
                row["link"] == "continues",
                row["step"] or 0,
                row["old_code"],
                row["new_footprint"],
            ),
        )

    def _kind(self, name: str, old: str, new: str) -> tuple[str, str]:
        successor = self._plan.successor[self._plan.overlap.side(name)]
        continues = str(successor.loc[old]) == new
        carried = int((successor == new).sum())
        link = "continues" if continues else "transfer"
        if not carried:
            return "new", link
        if continues and carried > 1:
            return ("merged" if old == new else "abolished"), link
        unchanged = old == new and _alone((old, new), self._pairs[name])
        return ("unchanged" if unchanged else "boundary change"), link

    def look_up(self) -> pd.DataFrame:
        """Return one row a block and pair of footprints that it has, now and with the plan.

        Returns
        -------
        pandas.DataFrame
            By block: the columns of the plan's table ``assignment`` but what changes, each set with
            ``to_…_code`` as in the register; ``share`` (of the block); ``best_fit`` (whether most
            of the block is in this row: one for each block); ``changes`` (whether a footprint is
            another one); ``step`` (those of the plan, joined by semicolons); ``from``.
        """
        rows, sets = self.ground, self._plan.overlap.compare
        rows = rows.drop(columns=[f"{name}_changes" for name in sets])
        for name in sets:
            codes = [self.code(name, new) for new in rows[f"to_{name}"]]
            rows.insert(list(rows).index(f"to_{name}") + 1, f"to_{name}_code", codes)
        parts = rows.groupby("organisation")["people"]
        total, count = parts.transform("sum"), parts.transform("size")
        share = (rows["people"] / total.where(total > 0)).fillna(1 / count)
        best = share.groupby(rows["organisation"]).idxmax()
        pairs = [list(zip(rows[name], rows[f"to_{name}"], strict=True)) for name in sets]
        steps = [
            [self._steps.get((name, *pair)) if pair[0] != pair[1] else None for pair in own]
            for name, own in zip(sets, pairs, strict=True)
        ]
        changes = [any(old != new for old, new in each) for each in zip(*pairs, strict=True)]
        return rows.assign(
            share=share,
            best_fit=rows.index.isin(best),
            changes=changes,
            step=[
                "; ".join(str(step.rank) for step in each if step)
                for each in zip(*steps, strict=True)
            ],
            **{"from": [self._start if changed else "" for changed in changes]},
        )


def _alone(pair: tuple[str, str], pairs: Iterable[tuple[str, str]]) -> bool:
    """Whether neither end of a pair is in another one."""
    return not any((one == pair[0]) != (two == pair[1]) for one, two in pairs)


def _sums(
    pairs: dict[tuple[str, str], pd.DataFrame], place: int
) -> tuple[dict[str, float], dict[str, int]]:
    """Return the people, and the rows, of every old or new footprint."""
    people: dict[str, list[float]] = defaultdict(list)
    for pair, part in pairs.items():
        people[pair[place]] += part["people"].tolist()
    return (
        {code: fsum(counts) for code, counts in people.items()},
        {code: len(counts) for code, counts in people.items()},
    )


def _share(people: float, of_people: float, blocks: int, of_blocks: int) -> float:
    if of_people:
        return people / of_people
    return blocks / of_blocks if of_blocks else 1.0


def _evidence(part: pd.DataFrame) -> str:
    def graded() -> Iterator[tuple[str, float]]:
        for grade in EVIDENCE_GRADES:
            yield grade, fsum(part.loc[part["evidence"] == grade, "people"])

    return evidence_text({grade: people for grade, people in graded() if people})
