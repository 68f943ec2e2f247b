"""Fields that say how users write them: read from a mapping, all that is wrong noted, and written.

A field of a frozen dataclass is :func:`declared` by its key in a file, a method of :class:`Reader`
that takes its value, and the remedy shown where that value is of no use. A key with a dot stands in
a table of its own: ``people.least``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, field, fields
from typing import TYPE_CHECKING, Any, Final

from graphmodel.files.findings import Findings, listed, nearest, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

__all__ = ["Reader", "declared", "written"]

_MOST: Final = 1_000_000_000_000
"""Limits and costs beyond this are slips, and their products would leave what floats can hold."""

_NAMED_AT_LEAST: Final = 2


def declared(
    key: str,
    read: Callable[[Reader, str, Any], Any],
    remedy: str = "",
    *,
    default: object = None,
    **options: Any,  # noqa: ANN401 - as a field takes them
) -> Any:  # noqa: ANN401 - a field may stand for anything
    """Return a field of a dataclass that says how it is written.

    Parameters
    ----------
    key
        Its key in a file.
    read
        Method of :class:`Reader` that is given key and value, and returns what the field holds, or
        None where the value is of no use, which it has noted.
    remedy
        What to do where a value, or a table that it stands in, is of the wrong form.
    default, options
        As for any field; ``MISSING`` where the key must be there.
    """
    if "default_factory" not in options:
        options["default"] = default
    return field(metadata={"key": key, "read": read, "remedy": remedy}, **options)


def _declared_of(kind: type) -> dict[str, Field[Any]]:
    return {one.metadata["key"]: one for one in fields(kind) if "key" in one.metadata}


def written(record: object) -> dict[str, Any]:
    """Return a record of declared fields as the mapping it is read from; nothing that is not set.

    Parameters
    ----------
    record
        An instance of a dataclass with declared fields.
    """
    found: dict[str, Any] = {}
    for name, one in _declared_of(type(record)).items():
        value = getattr(record, one.name)
        if value is None or value is False or value in ("", (), {}):
            continue
        table, _, word = name.rpartition(".")
        (found.setdefault(table, {}) if table else found)[word] = _plain(value)
    return found


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return dict(value)
    return written(value) if hasattr(value, "__dataclass_fields__") else value


class Reader:
    """Takes values as a file gives them, and notes what is wrong.

    Parameters
    ----------
    source
        The file as its owner knows it.
    """

    def __init__(self, source: str) -> None:
        self.findings = Findings()
        self._source = source
        self._remedy = ""

    def record(self, kind: type, mapping: Mapping[str, Any], within: str = "") -> dict[str, Any]:
        """Return the fields of a dataclass that a mapping sets, by their names.

        Parameters
        ----------
        kind
            A dataclass with declared fields.
        mapping
            Keys and values.
        within
            Key that the mapping itself stands under.
        """
        known = _declared_of(kind)
        before = f"{within}." if within else ""
        self._known(mapping, dict.fromkeys(name.partition(".")[0] for name in known), within)
        given = self._flat(mapping, known)
        found = {}
        for name, one in known.items():
            self._remedy = one.metadata["remedy"]
            if name in given:
                value = one.metadata["read"](self, before + name, given[name])
                if value is not None:
                    found[one.name] = value
            elif one.default is MISSING and one.default_factory is MISSING:
                self._wrong(before + name, "", "is missing")
        return found

    def _flat(self, mapping: Mapping[str, Any], known: Mapping[str, Field[Any]]) -> dict[str, Any]:
        """Return values by whole keys, ``people.least`` in place of a table ``people``."""
        found = {}
        for name, value in mapping.items():
            inner = [whole for whole in known if whole.startswith(f"{name}.")]
            if not inner:
                found[name] = value
            elif isinstance(value, dict):
                self._known(value, [whole.partition(".")[2] for whole in inner], name)
                found |= {f"{name}.{word}": one for word, one in value.items()}
            elif isinstance(value, int) and known[inner[0]].metadata["read"] is Reader.count:
                found |= dict.fromkeys(inner, value)
            else:
                self._remedy = known[inner[0]].metadata["remedy"]
                self._wrong(name, value, "takes limits")
        return found

    def _wrong(self, name: str, value: object, message: str, remedy: str | None = None) -> None:
        shown = value if isinstance(value, str) else _shown(value)
        hint = self._remedy if remedy is None else remedy
        self.findings.add("error", self._source, message, hint, column=name, value=shown)

    def _known(self, mapping: Mapping[str, Any], known: Collection[str], place: str) -> None:
        for name in mapping:
            if name not in known:
                near = nearest(name, known)
                hint = f"Did you mean {near}?" if near else f"There are {listed(known)}."
                within = f" in {place}" if place else ""
                spot = f"{place}.{name}" if place else name
                self._wrong(spot, "", f"no such rule{within}", hint)

    def amount(self, name: str, value: object) -> float | None:
        """Take a number from 0."""
        return self._number(name, value, whole=False)

    def count(self, name: str, value: object) -> int | None:
        """Take a whole number from 1."""
        found = self._number(name, value, whole=True)
        return None if found is None else int(found)

    def _number(self, name: str, value: object, *, whole: bool) -> float | None:
        fits = isinstance(value, (int, float)) and not isinstance(value, bool)
        if fits and isinstance(value, (int, float)) and value <= _MOST:
            if whole and isinstance(value, int) and value >= 1:
                return value
            if not whole and value >= 0:
                return float(value)
        wanted = f"a {'whole number from 1' if whole else 'number from 0'} to {_MOST:,}"
        remedy = "Numbers are written without quotes: 1_000_000."
        self._wrong(name, value, f"takes {wanted}", remedy)
        return None

    def text(self, name: str, value: object) -> str | None:
        """Take a text."""
        if isinstance(value, str):
            return value
        self._wrong(name, value, "takes a text")
        return None

    def names(self, name: str, value: object) -> tuple[str, ...] | None:
        """Take a list of names."""
        if isinstance(value, list) and all(isinstance(one, str) and one for one in value):
            return tuple(dict.fromkeys(value))
        self._wrong(name, value, "takes a list of names")
        return None

    def lists(self, name: str, value: object) -> tuple[tuple[str, ...], ...] | None:
        """Take a list of lists of names, two or more each."""
        if not isinstance(value, list) or not all(isinstance(names, list) for names in value):
            self._wrong(name, value, "takes a list of lists of names")
            return None
        found = []
        for place, given in enumerate(value, start=1):
            names = self.names(f"{name}[{place}]", given)
            if names is not None and len(names) < _NAMED_AT_LEAST:
                self._wrong(f"{name}[{place}]", given, "names fewer than two footprints")
            elif names is not None:
                found.append(names)
        return tuple(found)

    @staticmethod
    def records(kind: type) -> Callable[[Reader, str, Any], tuple[Any, ...] | None]:
        """Take a list of tables, each of them a record of declared fields."""

        def read(self: Reader, name: str, value: object) -> tuple[Any, ...] | None:
            if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
                self._wrong(name, value, "takes tables")
                return None
            found = [
                self.record(kind, one, f"{name}[{place}]")
                for place, one in enumerate(value, start=1)
            ]
            # What is wrong has been noted: nothing is made of it.
            return None if self.findings.failed else tuple(kind(**one) for one in found)

        return read

    def amounts(self, name: str, value: object) -> dict[str, float] | None:
        """Take a table of numbers from 0."""
        if not isinstance(value, dict):
            self._wrong(name, value, "takes a table")
            return None
        read = {
            word: self.amount(f"{name}.{quoted(word)[1:-1]}", one) for word, one in value.items()
        }
        return {word: one for word, one in read.items() if one is not None}

    def land(self, name: str, value: object) -> str | bool | None:
        """Take true, false or the text "land"."""
        if isinstance(value, bool) or value == "land":
            return value if isinstance(value, bool) else "land"
        self._wrong(name, value, 'takes true, false or "land"')
        return None


def _shown(value: object) -> str:
    try:
        return repr(value)
    except ValueError:  # Python writes whole numbers of a few thousand digits only
        return "a number of thousands of digits"
