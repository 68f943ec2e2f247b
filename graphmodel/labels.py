"""Labels: the words that stand beside figures, at the head of columns and in keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphmodel.wording import plural

if TYPE_CHECKING:
    from graphmodel.dataset import Dataset

__all__ = [
    "ACTION_LABELS",
    "GRADE_MEANINGS",
    "blocks_label",
    "capital",
    "counted",
    "grade_label",
]

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


def blocks_label(dataset: Dataset) -> str:
    """Return the word for a block: the label of its kind, where all are of one kind."""
    return dataset.label(dataset.blocks[0]) if len(dataset.blocks) == 1 else "organisation"
