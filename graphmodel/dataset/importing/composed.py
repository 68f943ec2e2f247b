"""Names of footprints with something more in them: several in one, list marks, and remarks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from graphmodel.dataset.normal_names import normal_name

if TYPE_CHECKING:
    from collections.abc import Collection

_BETWEEN: Final = re.compile(r"[,/&+•;|]|\band\b", re.IGNORECASE)

_CLEARLY: Final = re.compile(r"[/+•;|]")
"""What stands between names, and hardly ever within one."""

_MORE: Final = re.compile(
    r"[(\[{][^)\]}]*[)\]}]"  # (lead), [1]
    r"|^\s*\w[.)]\s+"  # 1. or a)
    r"|\d+([.,]\d+)?\s*%?|[¹²³⁰-⁹]|[*†‡#%]",
)


def names_within(name: str, known: Collection[str], ignored: frozenset[str]) -> tuple[str, ...]:
    """Return the keys of known names that a name seems to be made up of; none where it is one.

    Keys are as :func:`normal_name` gives them, with the words that are ``ignored``. All parts are
    known or, where what is between them hardly ever stands within a name, at least one is.
    """
    own = normal_name(name, ignored)
    bare = _MORE.sub(" ", name)
    for text, part_of in ((bare, False), *((each, True) for each in (name, bare))):
        parts = [part for part in _BETWEEN.split(text) if re.search(r"\w", part)]
        keys = [normal_name(part, ignored) for part in (parts if part_of else [text])]
        found = tuple(dict.fromkeys(key for key in keys if key in known and key != own))
        if found and (len(found) == len(set(keys)) or _CLEARLY.search(text)):
            return found
    return ()
