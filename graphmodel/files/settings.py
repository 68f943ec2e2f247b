"""Settings in TOML files: held against a model, with everything that is wrong and where."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError

from graphmodel.files.disk import read_bounded
from graphmodel.files.findings import listed, meant, quoted
from graphmodel.files.tables import CONTROL

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graphmodel.files.findings import Findings

_SIZE_LIMIT = 10_000_000
"""Bytes that a file may have."""


def _printable(text: str) -> str:
    if CONTROL.search(text):
        raise ValueError("this has a control character in it")
    return " ".join(text.split())


Text = Annotated[str, AfterValidator(_printable)]
"""A text that may be empty, its spaces as of one line."""

Word = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_printable)
]
"""A text that may not be empty."""


class Part(BaseModel):
    """A table of such a file: it has no other keys, and values of the right kind."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


_Model = TypeVar("_Model", bound=BaseModel)


def settings_content(path: Path, findings: Findings) -> bytes | None:
    """Return the content of a file; that it cannot be read is noted."""
    try:
        return read_bounded(path, _SIZE_LIMIT)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        findings.add("error", path.name, f"cannot be read: {reason}", "Name a .toml file.")
        return None


def parsed_settings(
    content: bytes, file: str, model: type[_Model], findings: Findings
) -> _Model | None:
    """Return what a file says as a model has it; what is wrong is noted, and then there is none."""
    remedy = 'Texts stand in quotes, lists in square brackets: areas = ["E10000016"].'
    try:
        # Editors on Windows put a mark at the beginning that TOML does not know.
        return model.model_validate(tomllib.loads(content.decode("utf-8-sig")))
    except UnicodeDecodeError:
        findings.add("error", file, "is not text in UTF-8", "Save it as plain text, UTF-8.")
    except RecursionError:
        findings.add("error", file, "is no TOML that can be read: it is nested too deeply")
    except tomllib.TOMLDecodeError as error:
        findings.add("error", file, f"is no TOML: {error}", remedy)
    except ValidationError as error:
        _note_shape(error, file, model, findings)
    except ValueError:
        findings.add("error", file, "is no TOML that can be read: a number is too long")
    return None


def _note_shape(
    error: ValidationError, file: str, model: type[BaseModel], findings: Findings
) -> None:
    """Note keys that are missing or unknown, and values of the wrong kind."""
    for problem in error.errors(include_url=False):
        place = problem["loc"]
        key = str(place[-1]) if place else ""
        message, remedy = problem["msg"].removeprefix("Value error, "), ""
        message = message[:1].lower() + message[1:]
        if problem["type"] == "extra_forbidden":
            known = _keys(model, place[:-1])
            message = f"there is no key {quoted(key)} {_here(place[:-1])}"
            remedy = meant(key, known, f"Known are {listed(known)}.")
            if len(place) > 1 and key in _keys(model, ()):
                # In TOML a key belongs to the table that stands before it.
                remedy = f"Write {quoted(key)} before the first table in brackets."
        elif problem["type"] == "missing":
            message, remedy = "this is missing", f"Write {key} = … here."
            if _tables(model, place):
                tables = ".".join(str(part) for part in place if isinstance(part, str))
                remedy = f"Begin one with [[{tables}]]."
        elif problem["type"] == "string_type":
            message, remedy = "this must be a text", 'Write it in quotes, as in "E10000016".'
        elif problem["type"] in {"list_type", "tuple_type"}:
            message, remedy = "this must be a list", f'For instance {key} = ["one", "other"].'
        elif problem["type"] in {"string_too_short", "too_short"}:
            message, remedy = "this is empty", "Fill it in, or take it out."
        given = problem["input"]
        value = str(given) if isinstance(given, str | int | float) else ""
        findings.add("error", file, message, remedy, column=_place(place), value=value)


def _here(place: tuple[str | int, ...]) -> str:
    return f"in {_place(place)}" if place else "here"


def _place(place: tuple[str | int, ...]) -> str:
    """Return where a value stands: ``scenario 2, gift 1, to``."""
    words = [f" {part + 1}" if isinstance(part, int) else f", {part}" for part in place]
    return "".join(words).removeprefix(", ")


def _models(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401 - whatever types are
    """Yield the models that a field may hold, in lists or not."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def _table(model: type[BaseModel], place: tuple[str | int, ...]) -> type[BaseModel] | None:
    """Return the model of the table at a place."""
    found: type[BaseModel] | None = model
    for part in place:
        if isinstance(part, str) and found is not None:
            named = {field.alias or name: field for name, field in found.model_fields.items()}
            found = next(_models(named[part].annotation), None) if part in named else None
    return found


def _keys(model: type[BaseModel], place: tuple[str | int, ...]) -> tuple[str, ...]:
    table = _table(model, place)
    fields = table.model_fields.items() if table else ()
    return tuple(field.alias or name for name, field in fields)


def _tables(model: type[BaseModel], place: tuple[str | int, ...]) -> bool:
    """Whether a place holds tables, and no values."""
    return _table(model, place) is not None
