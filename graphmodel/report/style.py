"""Style: what a paper is called, by whom and when, and in whose house style."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, AliasChoices, Field, ValidationError

from graphmodel.errors import CriteriaError, OptionError
from graphmodel.files.findings import Findings
from graphmodel.files.guard import guarded
from graphmodel.files.settings import Part, Text, parsed_settings, settings_content


def _dated(value: Any) -> str:  # noqa: ANN401 - a date of TOML, or its text
    try:
        return str(value if isinstance(value, dt.date) else _day(value)) if value else ""
    except ValueError:
        raise ValueError("this must be a day, as in 2027-04-01") from None


_day = dt.date.fromisoformat

_Day = Annotated[dt.date | str, AfterValidator(_dated)]


class Style(Part):
    """How a paper presents itself; nothing in it is dated unless a date is given here.

    Attributes
    ----------
    title, organisation, author
        What the paper is called, for whose board, and who wrote it.
    date
        Of the meeting, as ``2026-12-04``.
    draft
        Whether it is marked as a draft.
    template
        A Word document whose styles, header and footer are used.
    start
        When changes would take effect; next steps are counted back from it. In files also ``from``.
    """

    title: Text = ""
    organisation: Text = ""
    author: Text = ""
    date: _Day = ""
    draft: bool = False
    template: Text = ""
    start: _Day = Field("", validation_alias=AliasChoices("from", "start"))

    @property
    def starts(self) -> dt.date | None:
        """When changes would take effect."""
        return _day(str(self.start)) if self.start else None


@guarded
def read_style(path: str | Path | None = None, **given: Any) -> Style:  # noqa: ANN401 - see Style
    """Read the style of a paper from a TOML file: the attributes of :class:`Style`.

    Parameters
    ----------
    path
        The file; none where everything is given. The path of a template in it is taken from its
        folder.
    **given
        What takes the place of what the file says; None where nothing does.

    Raises
    ------
    CriteriaError
        When the file cannot be read, or has a key that there is not: with every problem.
    OptionError
        When a day that is given is none.

    Examples
    --------
    >>> gm.read_style(title="Four changes", start="2027-04-01").starts
    datetime.date(2027, 4, 1)
    """
    said: dict[str, Any] = {}
    if path is not None:
        path = Path(path)
        findings = Findings()
        content = settings_content(path, findings)
        found = None if content is None else parsed_settings(content, path.name, Style, findings)
        if findings.failed or found is None:
            raise CriteriaError(findings.problems())
        said = found.model_dump()
        if found.template:
            said["template"] = str(path.parent / found.template)
    said |= {key: value for key, value in given.items() if value is not None}
    try:
        return Style(**said)
    except ValidationError as error:
        (problem, *_) = error.errors(include_url=False)
        message = problem["msg"].removeprefix("Value error, ")
        raise OptionError(f"`{problem['loc'][0]}`: {message}") from None
