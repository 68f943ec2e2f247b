"""Fields that say how users write them: read from a mapping, all that is wrong noted, and written.

A field of a frozen dataclass is :func:`declared` by its key in a file, by what its value has to be,
and by the remedy shown where it is not. A key with a dot stands in a table of its own:
``people.least``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, field, fields
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeAlias

import pydantic
from pydantic import AfterValidator, StrictBool, StrictStr, TypeAdapter, ValidationError

from graphmodel.files.findings import Findings, listed, nearest, quoted

if TYPE_CHECKING:
    from collections.abc import Collection

Form: TypeAlias = "Callable[[Reader, str, Any], Any]"
"""What a value has to be: given a reader, key and value, it returns what the field is to hold, or
None where the value is of no use, which it has noted."""


def declared(
    key: str,
    form: Form,
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
    form
        What its value has to be.
    remedy
        What to do where a value, or a table that it stands in, is of the wrong form.
    default, options
        As for any field; ``MISSING`` where the key must be there.
    """
    if "default_factory" not in options:
        options["default"] = default
    return field(metadata={"key": key, "form": form, "remedy": remedy}, **options)


def _declared_of(kind: type) -> dict[str, Field[Any]]:
    return {one.metadata["key"]: one for one in fields(kind) if "key" in one.metadata}


def written(record: object) -> dict[str, Any]:
    """Return a record's declared fields as the mapping it is read from; none that is not set."""
    found: dict[str, Any] = {}
    for name, one in _declared_of(type(record)).items():
        value = getattr(record, one.name)
        unset = "" if one.default is MISSING else one.default
        if one.default_factory is not MISSING:
            unset = one.default_factory()
        # Nothing of another kind passes for what is not set: it is to be seen and refused.
        if isinstance(value, type(unset)) and not (value or unset):
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
        """Return the declared fields of a dataclass that a mapping, under some key, sets."""
        known = _declared_of(kind)
        before = f"{within}." if within else ""
        self._known(mapping, dict.fromkeys(name.partition(".")[0] for name in known), within)
        given = self._flat(mapping, known)
        found = {}
        for name, one in known.items():
            self._remedy = one.metadata["remedy"]
            if name in given:
                value = one.metadata["form"](self, before + name, given[name])
                if value is not None:
                    found[one.name] = value
            elif one.default is MISSING and one.default_factory is MISSING:
                self.wrong(before + name, "", "is missing")
        return found

    def _flat(self, mapping: Mapping[str, Any], known: Mapping[str, Field[Any]]) -> dict[str, Any]:
        """Return values by whole keys, ``people.least`` in place of a table ``people``."""
        found = {}
        for name, value in mapping.items():
            if "." in name:
                continue  # quoted, "people.least" is a key of its own, and no such rule
            inner = [whole for whole in known if whole.startswith(f"{name}.")]
            if not inner:
                found[name] = value
            elif isinstance(value, dict):
                self._known(value, [whole.partition(".")[2] for whole in inner], name)
                found |= {f"{name}.{word}": one for word, one in value.items()}
            elif isinstance(value, int) and known[inner[0]].metadata["form"] is COUNT:
                found |= dict.fromkeys(inner, value)
            else:
                self._remedy = known[inner[0]].metadata["remedy"]
                self.wrong(name, value, "takes limits")
        return found

    def wrong(self, name: str, value: object, message: str, remedy: str = "") -> None:
        """Note what is wrong with a value; the remedy, if none is given, is the field's."""
        shown = value if isinstance(value, str) else _shown(value)
        remedy = remedy or self._remedy
        self.findings.add("error", self._source, message, remedy, column=name, value=shown)

    def _known(self, mapping: Mapping[str, Any], known: Collection[str], place: str) -> None:
        for name in mapping:
            if name not in known:
                near = nearest(name, known)
                hint = f"Did you mean {near}?" if near else f"There are {listed(known)}."
                within = f" in {place}" if place else ""
                spot = f"{place}.{name}" if place else name
                self.wrong(spot, "", f"no such rule{within}", hint)


def _shown(value: object) -> str:
    try:
        return repr(value)
    except ValueError:  # Python writes whole numbers of a few thousand digits only
        return "a number of thousands of digits"


def _form(kind: Any, takes: str, remedy: str = "") -> Form:  # noqa: ANN401 - any type
    """Return the form of values of a type, which are told to be what is taken."""
    adapter: TypeAdapter[Any] = TypeAdapter(kind)

    def read(reader: Reader, name: str, value: object) -> Any:  # noqa: ANN401 - of that type
        try:
            return adapter.validate_python(value)
        except ValidationError:
            reader.wrong(name, value, f"takes {takes}", remedy)
            return None

    return read


_MOST: Final = 1_000_000_000_000
"""Limits and costs beyond this are slips, and their products would leave what floats can hold."""

_DIGITS: Final = "Numbers are written without quotes: 1_000_000."
_NAMED_AT_LEAST: Final = 2

AMOUNT: Final = _form(
    Annotated[float, pydantic.Field(strict=True, ge=0, le=_MOST)],
    f"a number from 0 to {_MOST:,}",
    _DIGITS,
)
COUNT: Final = _form(
    Annotated[int, pydantic.Field(strict=True, ge=1, le=_MOST)],
    f"a whole number from 1 to {_MOST:,}",
    _DIGITS,
)
TEXT: Final = _form(StrictStr, "a text")
LAND: Final = _form(Literal["land"] | StrictBool, 'true, false or "land"')
NAMES: Final = _form(
    Annotated[
        list[Annotated[str, pydantic.Field(strict=True, min_length=1)]],
        pydantic.Field(strict=True),
        AfterValidator(lambda names: tuple(dict.fromkeys(names))),
    ],
    "a list of names",
)
_LISTS: Final = _form(
    Annotated[list[list[Any]], pydantic.Field(strict=True)], "a list of lists of names"
)
_TABLE: Final = _form(dict[str, Any], "a table")
_TABLES: Final = _form(list[dict[str, Any]], "tables")


def lists(reader: Reader, name: str, value: object) -> tuple[tuple[str, ...], ...]:
    """Take a list of lists of names, two or more each."""
    found = []
    for place, given in enumerate(_LISTS(reader, name, value) or (), start=1):
        names = NAMES(reader, f"{name}[{place}]", given)
        if names is not None and len(names) < _NAMED_AT_LEAST:
            reader.wrong(f"{name}[{place}]", given, "names fewer than two footprints")
        found.append(names)
    return tuple(found)


def amounts(reader: Reader, name: str, value: object) -> dict[str, float]:
    """Take a table of numbers from 0."""
    given = _TABLE(reader, name, value) or {}
    return {
        word: AMOUNT(reader, f"{name}.{quoted(word)[1:-1]}", one) for word, one in given.items()
    }


def records(kind: type) -> Form:
    """Return the form of a list of tables, each of them a record of declared fields."""

    def read(reader: Reader, name: str, value: object) -> tuple[Any, ...]:
        given = _TABLES(reader, name, value) or ()
        found = [
            reader.record(kind, one, f"{name}[{place}]") for place, one in enumerate(given, start=1)
        ]
        # What is wrong has been noted: nothing is made of it.
        return () if reader.findings.failed else tuple(kind(**one) for one in found)

    return read
