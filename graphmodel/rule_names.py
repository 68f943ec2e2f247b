"""What users call footprints in rules: set and code, set and name, or what one alone bears."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphmodel._findings import listed, nearest

if TYPE_CHECKING:
    from graphmodel.setting import Setting

__all__ = ["FootprintNames"]


class FootprintNames:
    """Finds the footprints of A and B by what users call them.

    Parameters
    ----------
    setting
        The overlap whose footprints are meant.
    """

    def __init__(self, setting: Setting) -> None:
        self._compare = setting.overlap.compare
        self._sets = setting.dataset.footprint_sets
        rows = setting.overlap.footprints
        self._by_word: dict[tuple[str, str], list[int]] = {}
        for side, name in enumerate(self._compare):
            mine = rows[rows["footprint_set"] == name].set_index("footprint")["name"]
            for place, code in enumerate(setting.overlap.codes[side]):
                for word in dict.fromkeys((code, mine.loc[code])):
                    number = place + side * setting.first_count
                    self._by_word.setdefault((name, word), []).append(number)
        self._labels = setting.labels

    def find(self, name: str) -> tuple[int | None, str, str]:
        """Return a footprint's number; or None, what is wrong, and what to do about it."""
        before, colon, word = name.partition(":")
        sets, word = ((before,), word.strip()) if colon and before in self._sets else ((), name)
        if sets and before not in self._compare:
            return None, f"{before} is not compared here", f"These are: {listed(self._compare)}."
        places = [
            place for one in sets or self._compare for place in self._by_word.get((one, word), ())
        ]
        if len(places) == 1:
            return places[0], "", ""
        if places:
            shown = listed(self._labels[place] for place in places)
            return None, "names several footprints", f"Write one of {shown}, by set and code."
        known = {f"{one}:{other}": (one, other) for one, other in self._by_word}
        if not sets:
            known = {other: (one, other) for one, other in self._by_word} | known
        near = nearest(name, known)
        remedy = "Write it by set and code, such as stp:E54000035."
        if near:
            remedy = f"Did you mean {self._labels[self._by_word[known[near]][0]]}?"
        return None, "there is no such footprint", remedy
