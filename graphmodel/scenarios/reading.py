"""Scenarios from a file: what it has to look like, and everything that is wrong with it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    ValidationError,
)

from graphmodel.dataset.bundled import located
from graphmodel.errors import OptionError, ScenarioError
from graphmodel.files.archives import Archive, Folder, open_archive
from graphmodel.files.disk import read_bounded
from graphmodel.files.findings import Findings, listed, meant, quoted
from graphmodel.files.guard import guarded
from graphmodel.files.tables import CONTROL
from graphmodel.scenarios.scenario import Gift, Scenario, named_scenarios, note_receiver

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphmodel.files.archives import Files

OWN_FILE: Final = "scenarios.toml"
"""The file of a dataset's own scenarios, beside its tables."""

_SIZE_LIMIT: Final = 10_000_000
"""Bytes that a file of scenarios may have."""


def _printable(text: str) -> str:
    if CONTROL.search(text):
        raise ValueError("this has a control character in it")
    return " ".join(text.split())


_Text = Annotated[str, AfterValidator(_printable)]

_Word = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_printable)
]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _Gift(_Part):
    areas: Annotated[tuple[_Word, ...], Strict(False), Field(min_length=1)]  # noqa: FBT003
    to: _Word = ""
    new: _Word = ""
    code: _Word = ""
    footprint_set: _Word = Field("", alias="set")


class _Scenario(_Part):
    name: _Word
    gift: Annotated[list[_Gift], Field(min_length=1)]
    status: _Text = ""
    as_of: _Text = ""
    source: _Text = ""
    note: _Text = ""


class _File(_Part):
    scenario: Annotated[list[_Scenario], Field(min_length=1)]


_KNOWN: Final = {
    0: tuple(_File.model_fields),
    2: tuple(_Scenario.model_fields),
    4: ("areas", "to", "new", "code", "set"),
}
"""The keys there are, by how deep they stand in the file."""


@guarded
def read_scenarios(
    source: str | Path, *, names: Iterable[str] | None = None
) -> tuple[Scenario, ...]:
    """Read a file of scenarios, or those that a dataset brings with it.

    Nothing in it is looked up here: :func:`graphmodel.apply_scenario` does that, for one dataset.

    Parameters
    ----------
    source
        A ``.toml`` file; or a dataset, as :func:`graphmodel.read_dataset` takes it, that has a
        file ``scenarios.toml`` in its folder or zip.
    names
        Names of those that are wanted, in this order; by default all, in the order of the file.

    Raises
    ------
    ScenarioError
        When the file cannot be read, or says what no scenario says: with every problem.
    OptionError
        When there is no such dataset, it brings no scenarios, or none of a name.

    Examples
    --------
    >>> from pathlib import Path
    >>> gift = gm.Gift(("E06000059",), new="Wessex")
    >>> _ = Path("mine.toml").write_text(gm.scenarios_toml([gm.Scenario("Wessex", (gift,))]))
    >>> [scenario.name for scenario in gm.read_scenarios("mine.toml")]
    ['Wessex']
    """
    findings = Findings()
    path = Path(source)
    if path.suffix.lower() == ".toml":
        name, content = path.name, _content(path, findings)
    else:
        name, content = OWN_FILE, _own(source, findings)
    found = () if content is None else _parsed(content, name, findings)
    if findings.failed:
        raise ScenarioError(findings.problems())
    return found if names is None else tuple(named_scenarios(found, names))


def _content(path: Path, findings: Findings) -> bytes | None:
    try:
        return read_bounded(path, _SIZE_LIMIT)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        findings.add("error", path.name, f"cannot be read: {reason}", "Name a .toml file.")
        return None


def _own(source: str | Path, findings: Findings) -> bytes | None:
    """Return the content of the file that a dataset brings with it."""
    path = located(source, findings)
    files: Files | None = None
    if path.is_dir():
        files = Folder(path)
    elif path.suffix.lower() == ".zip":
        content = _content(path, findings)
        archive = None if content is None else open_archive(content, path.name, findings)
        files = None if archive is None else Archive(path.name, archive)
    if findings.failed:
        return None
    if files is None or OWN_FILE not in files.names():
        raise OptionError(f"{quoted(str(source))} brings no {OWN_FILE}: name a file of scenarios")
    return files.read(OWN_FILE, findings)


def _parsed(content: bytes, file: str, findings: Findings) -> tuple[Scenario, ...]:
    """Return the scenarios of a file; what is wrong with it is noted."""
    remedy = 'Texts stand in quotes, lists in square brackets: areas = ["E10000016"].'
    try:
        # Editors on Windows put a mark at the beginning that TOML does not know.
        model = _File.model_validate(tomllib.loads(content.decode("utf-8-sig")))
    except UnicodeDecodeError:
        findings.add("error", file, "is not text in UTF-8", "Save it as plain text, UTF-8.")
    except RecursionError:
        findings.add("error", file, "is no TOML that can be read: it is nested too deeply")
    except tomllib.TOMLDecodeError as error:
        findings.add("error", file, f"is no TOML: {error}", remedy)
    except ValidationError as error:
        _note_shape(error, file, findings)
    except ValueError:
        findings.add("error", file, "is no TOML that can be read: a number is too long")
    else:
        _note_sense(model, file, findings)
        return (
            ()
            if findings.failed
            else tuple(
                Scenario(
                    gifts=tuple(Gift(**gift.model_dump()) for gift in one.gift),
                    **one.model_dump(exclude={"gift"}),
                )
                for one in model.scenario
            )
        )
    return ()


def _note_shape(error: ValidationError, file: str, findings: Findings) -> None:
    """Note keys that are missing or unknown, and values of the wrong kind."""
    for problem in error.errors(include_url=False):
        place = problem["loc"]
        key = str(place[-1])
        message, remedy = problem["msg"].removeprefix("Value error, "), ""
        message = message[:1].lower() + message[1:]
        if problem["type"] == "extra_forbidden":
            known = _KNOWN.get(len(place) - 1, ())
            message = f"there is no key {quoted(key)} here"
            remedy = meant(key, known, f"Known are {listed(known)}.")
        elif problem["type"] == "missing":
            message, remedy = "this is missing", f"Write {key} = … here."
            if key in {"scenario", "gift"}:
                table = "[[scenario]]" if key == "scenario" else "[[scenario.gift]]"
                remedy = f"Begin one with {table}."
        elif problem["type"] == "string_type":
            message, remedy = "this must be a text", 'Write it in quotes, as in "E10000016".'
        elif problem["type"] in {"list_type", "tuple_type"}:
            message, remedy = "this must be a list", f'For instance {key} = ["one", "other"].'
        elif problem["type"] in {"string_too_short", "too_short"}:
            message, remedy = "this is empty", "Fill it in, or take it out."
        given = problem["input"]
        value = str(given) if isinstance(given, str | int | float) else ""
        findings.add("error", file, message, remedy, column=_place(place), value=value)


def _place(place: tuple[str | int, ...]) -> str:
    """Return where a value stands: ``scenario 2, gift 1, to``."""
    words = [f" {part + 1}" if isinstance(part, int) else f", {part}" for part in place]
    return "".join(words).removeprefix(", ")


def _note_sense(model: _File, file: str, findings: Findings) -> None:
    """Note what no single key says: names used twice, gifts to nobody or to two."""
    seen: dict[str, int] = {}
    for number, scenario in enumerate(model.scenario, start=1):
        first = seen.setdefault(scenario.name.casefold(), number)
        if first != number:
            findings.add(
                "error",
                file,
                f"scenario {first} has this name already",
                "Scenarios are asked for by name: give it another.",
                column=f"scenario {number}, name",
                value=scenario.name,
            )
        for place, gift in enumerate(scenario.gift, start=1):
            column = f"scenario {number}, gift {place}"
            note_receiver(findings, file, column, to=gift.to, new=gift.new, code=gift.code)
