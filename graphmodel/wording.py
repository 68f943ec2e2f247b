"""Words for results: numbers, names and sentences that a board paper could carry.

Nobody moves house: people stay where they are, and the footprint they belong to changes. Every
mention of a footprint bears its set's label, since one name may be borne in both sets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


__all__ = [
    "ACTION_LABELS",
    "GRADE_MEANINGS",
    "capital",
    "counted",
    "evidence_clause",
    "evidence_text",
    "footprint_phrase",
    "grade_label",
    "join_clauses",
    "join_names",
    "people_phrase",
    "percent",
    "plural",
    "share_phrase",
    "whole",
]

_NAMED_AT_MOST: Final = 4
_ENDINGS_WITH_ES: Final = ("s", "x", "z", "ch", "sh")


def whole(number: float) -> str:
    """Return a count as text with separators for thousands: ``1,819,451``."""
    return f"{round(number):,}"


def share_phrase(share: float) -> str:
    """Return a share as a percentage with one decimal: ``36.9 %``."""
    return f"{100 * share:.1f} %"


def percent(part: float, total: float) -> str:
    """Return a part of a whole as a percentage; of nothing, 0.0 %."""
    return share_phrase(part / total if total else 0.0)


def people_phrase(number: float, label: str, *, estimated: bool = False) -> str:
    """Return a count of people: exact, or rounded to hundreds behind ``about`` when estimated."""
    if estimated:
        hundreds = round(number, -2)
        return f"about {hundreds:,.0f} {label}" if hundreds or not number else f"under 100 {label}"
    return f"{whole(number)} {label}"


def plural(label: str, count: int = 2) -> str:
    """Return the plural of a label where the count asks for it: ``LDRs``, ``authorities``.

    Of a label with an ``of`` in it the part before that: ``ICBs of 2024``.
    """
    if count == 1 or not label:
        return label
    noun, of, rest = label.partition(" of ")
    if of:
        return f"{plural(noun, count)}{of}{rest}"
    if label.endswith("y") and label[-2:-1].lower() not in tuple("aeiou"):
        return f"{label[:-1]}ies"
    return f"{label}es" if label.endswith(_ENDINGS_WITH_ES) else f"{label}s"


def join_names(names: Sequence[str], *, at_most: int = _NAMED_AT_MOST, quoted: bool = True) -> str:
    """Join names with commas and an ``and``; of more than ``at_most`` the rest are counted.

    A name that itself holds a comma or an ``and`` is quoted, so that the list can be read; clauses
    are not.
    """
    shown = list(names)
    if quoted and len(shown) > 1:
        shown = [f"‘{name}’" if "," in name or " and " in name else name for name in shown]
    if len(shown) > at_most:
        rest = len(shown) - (at_most - 1)
        shown = [*shown[: at_most - 1], f"{rest} others"]
    return join_clauses(shown)


def join_clauses(parts: Sequence[str]) -> str:
    """Join clauses, all of them and as they are, with commas and an ``and``."""
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)


def footprint_phrase(names: Sequence[str], label: str) -> str:
    """Return footprints with the label of their set: ``the Devon and Peninsula LDRs``."""
    bare = [name.removeprefix("The ") for name in names]
    return f"the {join_names(bare)} {plural(label, len(names))}"


def evidence_clause(evidence: Mapping[str, float], label: str) -> str:
    """Say what the memberships rest on: ``inferred membership``, or how many of the people.

    Of several grades, given strongest first, the weakest is named with its share of the people,
    and then what the rest is. Grades of nobody are not named.
    """
    grades = [grade for grade, people in evidence.items() if people > 0]
    if not grades:
        return "no evidence recorded"
    *others, weakest = grades
    if not others:
        return f"{grade_label(weakest)} membership"
    share = percent(evidence[weakest], sum(evidence.values()))
    rest = " or ".join(map(grade_label, others))
    return f"{grade_label(weakest)} membership for {share} of these {label}, {rest} for the rest"


def evidence_text(evidence: Mapping[str, float]) -> str:
    """Return people by grade of evidence: ``documented 561,538; inferred 1,257,913``."""
    return "; ".join(f"{grade} {whole(people)}" for grade, people in evidence.items())


ACTION_LABELS: Final = {"merge": "merge", "move": "change", "new": "new"}
"""What steps are called: organisations stay where they are, and their footprint changes."""


GRADE_MEANINGS: Final = {
    "official": "on a published list of memberships",
    "documented": "a public document names the organisation",
    "area": "a public document names its area",
    "derived": "worked out from other data by a rule",
    "inferred": "a judgement: no document says so",
}
"""What a membership rests on, by grade of evidence, strongest first."""


def capital(text: str) -> str:
    """Return a text with a capital letter first."""
    return f"{text[:1].upper()}{text[1:]}"


def counted(number: int, word: str) -> str:
    """Return a count with its word: ``1 pair``, ``2 pairs``."""
    return f"{number:,} {plural(word, number)}"


def grade_label(grade: str) -> str:
    """Return a grade of evidence as an adjective."""
    return "area-level" if grade == "area" else grade
