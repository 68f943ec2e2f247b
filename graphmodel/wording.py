"""Words for results: numbers, names and sentences that a board paper could carry.

Nobody moves house: people stay where they are, and the footprint they belong to changes. Every
mention of a footprint bears its set's label, since one name may be borne in both sets.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


_NAMED_AT_MOST: Final = 4
_ENDINGS_WITH_ES: Final = ("s", "x", "z", "ch", "sh")
_VOWELS: Final = (*"aeiou", "hour", "honest", "heir")
_NO_VOWELS: Final = ("uni", "use", "usu", "eu", "one", "once")
_LEAST_SHARE: Final = 0.0005
_TODAY: Final = " (today: "
_TAIL: Final = re.compile(r" of | \(")
_ABBREVIATION: Final = re.compile(r" \(([A-Z]{2,})\)")


def whole(number: float) -> str:
    """Return a count as text with separators for thousands: ``1,819,451``."""
    return f"{round(number):,}"


_NUMBERS: Final = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)


def number_word(number: int) -> str:
    """Return a count as it is written in a sentence: in a word up to twelve."""
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else f"{number:,}"


def people_short(number: float) -> str:
    """Return a round number of people shortly: ``a million``, ``500,000``."""
    return "a million" if number == 1_000_000 else whole(number)  # noqa: PLR2004 - a million


def share_phrase(share: float) -> str:
    """Return a share as a percentage with one decimal: ``36.9 %``."""
    return f"{100 * share:.1f} %"


def percent(part: float, total: float) -> str:
    """Return a part of a whole as a percentage; of nothing, 0.0 %."""
    return share_phrase(part / total if total else 0.0)


def part_phrase(part: float, total: float) -> str:
    """Return a part of a whole that is neither nobody nor everybody, and never reads as such."""
    share = part / total
    if share < _LEAST_SHARE:
        return "under 0.1 %"
    return "over 99.9 %" if share > 1 - _LEAST_SHARE else share_phrase(share)


def people_phrase(number: float, label: str, *, estimated: bool = False) -> str:
    """Return a count of people: exact, or rounded to hundreds behind ``about`` when estimated."""
    if estimated:
        hundreds = round(number, -2)
        return f"about {hundreds:,.0f} {label}" if hundreds or not number else f"under 100 {label}"
    return f"{whole(number)} {singular(label) if round(number) == 1 else label}"


def plural(label: str, count: int = 2) -> str:
    """Return the plural of a label where the count asks for it: ``LDRs``, ``authorities``.

    Of a label with an ``of`` or a bracket in it the part before that: ``ICBs of 2024``; an
    abbreviation in brackets follows: ``Neighbourhood Teams (INTs)``.
    """
    if count == 1 or not label:
        return label
    noun, tail = _noun_and_tail(label)
    short = _ABBREVIATION.fullmatch(tail)
    if tail:
        return plural(noun) + (f" ({plural(short[1])})" if short else tail)
    if label.endswith("y") and label[-2:-1].lower() not in ("", *"aeiou"):
        return f"{label[:-1]}ies"
    return f"{label}es" if label.endswith(_ENDINGS_WITH_ES) else f"{label}s"


def singular(people: str) -> str:
    """Return one of what people are called: ``registered patient``, ``person``."""
    noun, tail = _noun_and_tail(people)
    if noun.endswith("people"):
        return f"{noun.removesuffix('people')}person{tail}"
    if noun.endswith("ies"):
        return f"{noun.removesuffix('ies')}y{tail}"
    return noun.removesuffix("s") + tail if not noun.endswith("ss") else people


def _noun_and_tail(label: str) -> tuple[str, str]:
    """Divide a label where an ``of`` or a bracket begins: what comes before is the noun."""
    found = _TAIL.search(label)
    return (label[: found.start()], label[found.start() :]) if found else (label, "")


def agree(count: int, one: str, many: str) -> str:
    """Return the form of a verb that agrees with a count."""
    return one if count == 1 else many


def join_names(names: Sequence[str], *, at_most: int = _NAMED_AT_MOST, rest: str = "others") -> str:
    """Join names with commas and an ``and``; of more than ``at_most`` the rest are counted.

    A name that itself holds a comma or an ``and`` is quoted, so that the list can be read. ``rest``
    is what those that are not named are called: ``2 others``.
    """
    shown = list(names)
    if len(shown) > 1:
        shown = [f"‘{name}’" if "," in name or " and " in name else name for name in shown]
    if len(shown) > at_most:
        left = len(shown) - (at_most - 1)
        shown = [*shown[: at_most - 1], f"{left} {rest}"]
    return join_clauses(shown)


def join_clauses(parts: Sequence[str], last: str = "and") -> str:
    """Join clauses, all of them and as they are, with commas and an ``and`` or another word."""
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}" if len(parts) > 1 else "".join(parts)


def footprint_phrase(names: Sequence[str], label: str) -> str:
    """Return footprints with the label of their set: ``the Devon and Peninsula LDRs``.

    Of more than four the rest are counted: ``the A, B, C and 2 other LDRs``.
    """
    if len(names) == 1:
        return f"the {labelled(names[0].removeprefix('The '), label)}"
    if not names:
        return f"no {label}"
    bare = [_without_kind(name.removeprefix("The "), label) for name in names]
    if len(names) > _NAMED_AT_MOST:
        return f"the {join_names(bare, rest=f'other {plural(label)}')}"
    return f"the {join_names(bare)} {plural(label)}"


def labelled(name: str, label: str) -> str:
    """Return a name with what it is: ``Devon LDR``; one that says so itself is left as it is."""
    given, today, rest = name.partition(_TODAY)
    if today:
        return f"{labelled(given, label)}{today}{rest}"
    if _without_kind(name, label) == name:
        return f"{name} {label}" if name.casefold() != label.casefold() else name
    # A kind with more said of it, as in ``ICB of 2024``, is told by what is said.
    tail = _noun_and_tail(label)[1]
    dated = tail.startswith(" of ") and not name.casefold().endswith(tail.casefold())
    return name + tail if dated else name


def with_present(given: str, present: str) -> str:
    """Return a name that a user gave with the present one beside: ``Wessex (today: Dorset)``."""
    return given if given == present else f"{given}{_TODAY}{present})"


def _without_kind(name: str, label: str) -> str:
    """Return a name without the kind that it ends in: all of the label, its noun or its letters."""
    words = name.split()
    noun, tail = _noun_and_tail(label)
    short = _ABBREVIATION.fullmatch(tail)
    letters = short[1] if short else noun if noun.isupper() else ""
    kinds = [label, noun, noun.rpartition(" ")[2], letters]
    if letters and "".join(word[0] for word in words[-len(letters) :]).upper() == letters:
        kinds.append(" ".join(words[-len(letters) :]))
    for kind in sorted(filter(None, kinds), key=len, reverse=True):
        if name.casefold().endswith(f" {kind.casefold()}"):
            return name[: -len(kind) - 1].rstrip() or name
    return name


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
    share = part_phrase(evidence[weakest], sum(evidence.values()))
    rest = join_clauses([grade_label(grade) for grade in others], "or")
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

RELATION_WORDS: Final = {
    "coterminous": "matches one",
    "nested": "inside one",
    "holding": "holds whole ones",
    "open": "depends on undecided ground",
    "straddling": "cuts across",
    "alone": "overlaps none",
}
"""What each relation of a footprint to the other set is called, by its name in files."""

BOARD_WORDS: Final = {
    "whole": "made of one or more whole {others}",
    "inside": "inside one {other} that is larger",
    "unfinished": "hold whole {others}, and ground that has none yet",
    "none": "have no {other} yet",
    "open": "open: fit or not, depending on ground that has none yet",
    "across": "cut across the border of {an_other}",
}
"""What a board is told of a set that can change, in six lines; ``other`` is the other set."""

FIT_WORDS: Final = {
    "cuts": "cuts across",
    "open": "depends on undecided ground",
    "inside": "one inside the other",
    "same": "same ground",
    "none": "no {other} yet",
}
"""How footprints fit in five classes, as a map is coloured; ``other`` is the other set."""

TARGET_WORDS: Final = {
    "coterminous": "match one to one",
    "nested": "lie within one, or match it",
    "compatible": "fit one to one, or one to many",
}
"""What footprints do that meet a target."""

UNDECIDED_WORDS: Final = {
    "separate": "If undecided ground gets footprints of its own",
    "open": "If undecided ground follows what is around it",
}
"""How a plan takes undecided ground, as the beginning of a sentence."""


def board_words(line: str, label: str) -> str:
    """Return a line for a board, by its key, with the label of the other set."""
    return BOARD_WORDS[line].format(other=label, others=plural(label), an_other=with_article(label))


def with_article(noun: str) -> str:
    """Return a noun with ``a`` or ``an``, by its sound: ``an LDR``, ``a CCG``, ``an area``."""
    word = noun.split(maxsplit=1)[0] if noun.strip() else ""
    if word.isupper() and word[1:2] not in tuple("AEIOU"):  # said letter by letter
        vowel = word[:1] in tuple("AEFHILMNORSX")
    else:
        low = word.lower()
        vowel = low.startswith(_VOWELS) and not low.startswith(_NO_VOWELS)
    return f"{'an' if vowel else 'a'} {noun}"


def capital(text: str) -> str:
    """Return a text with a capital letter first."""
    return f"{text[:1].upper()}{text[1:]}"


def small(text: str) -> str:
    """Return a text with a small letter first, as it goes on in a sentence."""
    return f"{text[:1].lower()}{text[1:]}"


def counted(number: int, word: str) -> str:
    """Return a count with its word: ``1 pair``, ``2 pairs``."""
    return f"{number:,} {plural(word, number)}"


def grade_label(grade: str) -> str:
    """Return a grade of evidence as an adjective."""
    return "area-level" if grade == "area" else grade
