"""What public functions take: a wrong kind of argument is an error that names the parameter."""

from __future__ import annotations

import functools
import inspect
import numbers
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

from graphmodel.errors import OptionError

T = TypeVar("T", bound=Callable[..., Any])

_WORDS: Final = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "True or False",
    "Path": "a path",
    "Sets": "two names of sets",
    "Callable": "a function",
    "NDArray": "an array",
    "Contiguous": "True, False or 'land'",
}
"""What is said of some annotations; of lists see below, and all others are classes."""

_TEXTS: Final = (
    *("Action", "Method", "CommunityMethod", "Target", "Undecided"),
    *("AssessmentTable", "ComparisonTable", "DatasetTable", "FrontierTable", "PlanTable"),
    *("AppraisalTable", "RebasedTable", "TrackingTable"),
)
"""Names of annotations of words; which ones there are, functions know."""

_ANY: Final = ("object", "Any", "IntoFrame")
"""Those that functions look at themselves."""

_LISTS: Final = ("Sequence", "Iterable", "Collection", "tuple", "list")

_MAPPINGS: Final = ("Mapping", "dict")

_CLASSES: Final = {"Planned": "Plan", "NDArray": "ndarray"}
"""Classes that are meant by what rooms before theirs know of them, and by aliases."""

_SHOWN: Final = 40
"""Letters of a value that are shown."""


def guarded(taken: T) -> T:
    """Let a function refuse arguments that are not what their annotations say.

    Of a class, its constructor and all its public methods do, those that it inherits among them.
    Annotations are read as they are written, so that no room has to know the classes of another.
    What is not annotated by a class, a list, a mapping or one of the names above is let through.
    """
    if isinstance(taken, type):
        _guard_members(taken)
        return taken
    signature = inspect.signature(taken)

    @functools.wraps(taken)
    def called(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as what is guarded
        try:
            given = signature.bind(*args, **kwargs)
        except TypeError:
            return taken(*args, **kwargs)  # the call itself says it best
        for name, value in given.arguments.items():
            parameter = signature.parameters[name]
            if parameter.annotation is parameter.empty or parameter.kind is parameter.VAR_KEYWORD:
                continue
            annotation = str(parameter.annotation).strip("\"'")
            if isinstance(value, Iterator) and _takes_list(annotation):
                given.arguments[name] = list(value)  # it can be gone through only once
            found = given.arguments[name]
            if value is not parameter.default and not _fits(found, annotation):
                raise OptionError(f"`{name}` takes {_said(annotation)}, not {_shown(found)}")
        return taken(*given.args, **given.kwargs)

    return called  # type: ignore[return-value]


def _guard_members(kind: type) -> None:
    for name in ("__init__", *(name for name in dir(kind) if not name.startswith("_"))):
        member = inspect.getattr_static(kind, name)
        if isinstance(member, classmethod):
            setattr(kind, name, classmethod(guarded(member.__func__)))
        elif inspect.isfunction(member):
            setattr(kind, name, guarded(member))


def handing(*frames: str) -> Callable[[T], T]:
    """Let a class hand out some of its frames as copies, made when somebody writes to them.

    What a result is made of stays as it is, whatever is done to what was handed out.
    """

    def handed(kind: T) -> T:
        for name in frames:
            setattr(kind, name, _handed(name))
        return kind

    return handed


def _handed(name: str) -> property:
    return property(
        lambda owner: owner.__dict__[name].copy(deep=False),
        # Of frozen classes nothing but the constructor comes here.
        lambda owner, frame: owner.__dict__.update({name: frame}),
    )


def _parts(text: str, mark: str) -> list[str]:
    """Return what stands between marks that are outside of brackets."""
    parts, depth = [""], 0
    for character in text:
        depth += (character == "[") - (character == "]")
        if character == mark and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts]


def _fits(value: Any, annotation: str) -> bool:  # noqa: ANN401 - whatever is given
    return any(_is(value, *_named(one)) for one in _parts(annotation, "|"))


@functools.cache
def _named(annotation: str) -> tuple[str, list[str]]:
    """Return the name of a type, without its module, and what stands in its brackets."""
    name, _, inner = annotation.partition("[")
    return name.rpartition(".")[2], _parts(inner.removesuffix("]"), ",") if inner else []


def _is(value: Any, name: str, inner: list[str]) -> bool:  # noqa: ANN401, PLR0911 - likewise
    if name in {"int", "float"}:
        kind = numbers.Integral if name == "int" else numbers.Real
        return isinstance(value, kind) and not isinstance(value, bool) and value == value  # noqa: PLR0124
    if name == "Literal":
        return repr(value) in [one.replace('"', "'") for one in inner]
    if name in _MAPPINGS:
        return isinstance(value, Mapping) and all(
            _fits(one, inner[0]) and _fits(other, inner[1]) for one, other in value.items()
        )
    if name == "Contiguous":
        return value == "land" if isinstance(value, str) else isinstance(value, bool)
    if name == "Sets":
        return _is(value, "str", []) or _is_list(value, "Sequence", "str")
    if name in _LISTS:
        return _is_list(value, name, inner[0] if inner else "Any")
    # No file and no code has such a character in its name.
    if isinstance(value, str):
        return name in {*_ANY, *_TEXTS, "str"} and "\0" not in value
    if name in {"Path", "Callable"}:
        return isinstance(value, os.PathLike) if name == "Path" else callable(value)
    names = {one.__name__ for one in type(value).__mro__}
    return name in _ANY or (value is None if name == "None" else _CLASSES.get(name, name) in names)


def _is_list(value: Any, name: str, of: str) -> bool:  # noqa: ANN401 - likewise
    wanted = Iterable if name in {"Iterable", "Collection"} else Sequence
    # A frame is gone through by the names of its columns.
    if not isinstance(value, wanted) or isinstance(value, str | bytes | Mapping):
        return False
    return not hasattr(value, "columns") and all(_fits(one, of) for one in value)


def _takes_list(annotation: str) -> bool:
    return any(_named(one)[0] in _LISTS for one in _parts(annotation, "|"))


def _said(annotation: str) -> str:
    told = dict.fromkeys(_word(*_named(one)) for one in _parts(annotation, "|"))
    return " or ".join(told)


def _word(name: str, inner: list[str]) -> str:
    if name == "Literal":
        return f"one of {', '.join(inner)}"
    if name in _LISTS:
        return f"a list of {_said(inner[0])}" if inner else "a list"
    if name in _MAPPINGS:
        return f"a mapping of {_said(inner[0])} to {_said(inner[1])}" if inner else "a mapping"
    if name in _TEXTS:
        return "text"
    name = "Plan" if name == "Planned" else name
    article = "an" if name[0] in "AEIOU" else "a"
    return "None" if name == "None" else _WORDS.get(name, f"{article} {name}")


def _shown(value: object) -> str:
    """Return a value as Python writes it, if that is short, or else what it is."""
    if isinstance(value, str | int | float | bool | tuple | list | dict | None):
        text = re.sub(r" at 0x\w+", "", repr(value))
        return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return f"a {type(value).__name__}"
