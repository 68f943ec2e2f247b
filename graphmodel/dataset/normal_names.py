"""Names without what differs from one way of writing them to another.

Left out are case, accents and punctuation, and the words *NHS* and *CCG*; ``&`` is *and*, ``St.``
is *Saint*, and ``FT`` is *Foundation Trust*.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from graphmodel.files.safe_text import INVISIBLE

_APOSTROPHES: Final = re.compile("['’‘`´ʼ]")
_OTHER: Final = re.compile(r"[\W_]+")

_LONG_FORMS: Final = (
    ("clinical commissioning group", "ccg"),
    ("foundation trust", "ft"),
    ("national health service", "nhs"),
    ("st", "saint"),
)

_LEFT_OUT: Final = frozenset({"nhs", "ccg", "the"})


@lru_cache(maxsize=65_536)
def normal_name(name: str, ignored: frozenset[str] = frozenset()) -> str:
    """Return what a name has in common with other ways of writing it.

    Further words that say nothing, such as the label of a footprint set, are ``ignored``; they are
    given in lower case.
    """
    # A fixed point, since leaving one word out can bring the words of a long form together.
    before, text = None, name
    while text != before:
        before, text = text, _step(text, ignored)
    return text


def _step(name: str, ignored: frozenset[str]) -> str:
    letters = unicodedata.normalize("NFKD", INVISIBLE.sub("", name)).casefold()
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    text = _APOSTROPHES.sub("", letters).replace("&", " and ").replace("+", " and ")
    text = f" {' '.join(_OTHER.sub(' ', text).split())} "
    for long, short in _LONG_FORMS:
        text = text.replace(f" {long} ", f" {short} ").replace(f" {long} ", f" {short} ")
    words = text.split()
    kept = [word for word in words if word not in _LEFT_OUT and word not in ignored]
    # A name of nothing but such words is a name all the same, and so is one of punctuation.
    return " ".join(kept or words) or letters.strip()


def code_of(name: str, key: str | None = None) -> str:
    """Return a code for what has none: its name as one word, the same however it is spelt.

    Where it is known, ``key`` is what the name has in common with other spellings.
    """
    key = normal_name(name) if key is None else key
    return key.replace(" ", "-") if re.search(r"\w", key) else key
