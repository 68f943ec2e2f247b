"""Scenarios from a file: what it has to look like, and everything that is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import Field, Strict

from graphmodel.dataset.bundled import located
from graphmodel.errors import OptionError, ScenarioError
from graphmodel.files.archives import Archive, Folder, open_archive
from graphmodel.files.findings import Findings, quoted
from graphmodel.files.guard import guarded
from graphmodel.files.settings import Part, Text, Word, parsed_settings, settings_content
from graphmodel.scenarios.scenario import Gift, Scenario, named_scenarios, note_receiver

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphmodel.files.archives import Files

OWN_FILE: Final = "scenarios.toml"
"""The file of a dataset's own scenarios, beside its tables."""


class _Gift(Part):
    areas: Annotated[tuple[Word, ...], Strict(False), Field(min_length=1)]  # noqa: FBT003
    to: Word = ""
    new: Word = ""
    code: Word = ""
    footprint_set: Word = Field("", alias="set")


class _Scenario(Part):
    name: Word
    gift: Annotated[list[_Gift], Field(min_length=1)]
    status: Text = ""
    as_of: Text = ""
    source: Text = ""
    note: Text = ""


class _File(Part):
    scenario: Annotated[list[_Scenario], Field(min_length=1)]


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
        name, content = path.name, settings_content(path, findings)
    else:
        name, content = OWN_FILE, _own(source, findings)
    found = () if content is None else _parsed(content, name, findings)
    if findings.failed:
        raise ScenarioError(findings.problems())
    return found if names is None else tuple(named_scenarios(found, names))


def _own(source: str | Path, findings: Findings) -> bytes | None:
    """Return the content of the file that a dataset brings with it."""
    path = located(source, findings)
    files: Files | None = None
    if path.is_dir():
        files = Folder(path)
    elif path.suffix.lower() == ".zip":
        content = settings_content(path, findings)
        archive = None if content is None else open_archive(content, path.name, findings)
        files = None if archive is None else Archive(path.name, archive)
    if findings.failed:
        return None
    if files is None or OWN_FILE not in files.names():
        raise OptionError(f"{quoted(str(source))} brings no {OWN_FILE}: name a file of scenarios")
    return files.read(OWN_FILE, findings)


def _parsed(content: bytes, file: str, findings: Findings) -> tuple[Scenario, ...]:
    """Return the scenarios of a file; what is wrong with it is noted."""
    model = parsed_settings(content, file, _File, findings)
    if model is None:
        return ()
    _note_sense(model, file, findings)
    if findings.failed:
        return ()
    return tuple(
        Scenario(
            gifts=tuple(Gift(**gift.model_dump()) for gift in one.gift),
            **one.model_dump(exclude={"gift"}),
        )
        for one in model.scenario
    )


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
