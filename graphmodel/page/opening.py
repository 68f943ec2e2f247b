"""The moment with which a page opens, in the words of a link to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

from graphmodel.errors import OptionError
from graphmodel.wording import join_clauses

if TYPE_CHECKING:
    from collections.abc import Mapping

VIEWS: Final = ("network", "flow", "map", "matrix", "tables", "plans")
"""What the page can show."""


def check_opening(words: str, data: Mapping[str, Any]) -> str:
    """Return words such as ``plan=joint-41&focus=stp:E54000037&view=map``, as they are.

    Parameters
    ----------
    words
        ``plan`` and ``pin`` (a plan of the page), ``view``, ``moment``, ``colour`` (a set, or
        ``agreement``) and ``focus`` (a code, a name, or ``set:code``), joined by ``&``.
    data
        What the page carries.

    Raises
    ------
    OptionError
        When they name what the page has not.
    """
    names = [each["name"] for each in data["sets"]]
    plans = ["unchanged", *(each["id"] for each in data["plans"])]
    values = {
        "plan": plans,
        "pin": plans,
        "view": list(VIEWS),
        "moment": ["before", "slide", "after"],
        "colour": ["agreement", *names],
    }
    for key, value in parse_qsl(words, keep_blank_values=True) or [(words, "")]:
        if key == "focus":
            if not any(value.casefold() in _called(node, data) for node in data["nodes"]):
                raise OptionError(f"`open`: there is no {value!r} to put in focus")
        elif key not in values:
            raise OptionError(
                f"`open` takes {join_clauses([*values, 'focus'])}, as in view=map, not {key!r}"
            )
        elif value not in values[key]:
            raise OptionError(f"`open`, {key}: {value!r} is none of {join_clauses(values[key])}")
    return words


def _called(node: Mapping[str, Any], data: Mapping[str, Any]) -> set[str]:
    """Return what a link may call a footprint or an organisation."""
    key, code = data["kinds"][node["kind"]]["key"], str(node["code"])
    return {each.casefold() for each in (code, f"{key}:{code}", node["bare"], node["name"])}
