"""What a dataset says about itself: ``datapackage.json``, or the sheet ``settings``."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from graphmodel.files.archives import DESCRIPTOR, leaves_folder
from graphmodel.files.assets import asset
from graphmodel.files.findings import listed, meant, quoted
from graphmodel.files.tables import CONTROL, decode

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from graphmodel.files.findings import Findings
    from graphmodel.files.tables import Table

OPTIONAL_TABLES: Final = ("neighbours", "flows", "portions", "towns")

TABLES: Final = ("organisations", "footprints", "memberships", *OPTIONAL_TABLES)
"""The tables of a dataset, those that may be left out at the end."""

KINDS: Final = ("commissioner", "area", "council", "provider")
"""The usual kinds of organisations; there may be others."""

SETTINGS_SHEET: Final = "settings"

SETTINGS: Final = tomllib.loads(asset("dataset/settings.toml"))
"""What each row of that sheet means, by its key."""

NOTES_SHEET: Final = "notes"
"""A sheet for people, which is not read."""

OPTIONS: Final = ("compare", "blocks", "plan", "fixed", "labels", "caveats")
_PLAN: Final = ("lead", "target")


@dataclass(frozen=True)
class Settings:
    """What a dataset says about itself, and in which file, or in which it would.

    The file is blank where arguments say it. What it says is as in :class:`Dataset`. Sets compared
    and blocks are None where they are not declared, and empty where the declaration makes no sense;
    lead and target are blank where they are not declared.
    """

    file: str
    name: str
    title: str
    compare: tuple[str, ...] | None = None
    blocks: tuple[str, ...] | None = None
    lead: str = ""
    target: str = ""
    fixed: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    caveats: tuple[str, ...] = ()
    sources: tuple[Mapping[str, Any], ...] = ()
    licenses: tuple[Mapping[str, Any], ...] = ()
    in_workbook: bool = False

    def advice(self, option: str, values: Iterable[str]) -> str:
        """Return how to set an option that takes a list."""
        if not self.file:
            return f"Pass `{option}={list(values)}`."
        if self.in_workbook:
            row = f"{option} | {', '.join(values)}"
            return f"Put the row {row} in a sheet {SETTINGS_SHEET} with the columns key and value."
        inner = json.dumps({option: list(values)}, ensure_ascii=False)
        return f'Put "graphmodel": {inner} in {DESCRIPTOR}.'


def read_descriptor(
    content: bytes, stem: str, findings: Findings
) -> tuple[Settings, dict[str, str]]:
    """Return the settings in a data package's descriptor, and the paths that it gives of tables.

    The dataset is called ``stem`` when the descriptor gives no name. A blank path is one that
    cannot be used, which is noted.
    """
    said = _Descriptor(findings, DESCRIPTOR)
    data = said.mapping(_parsed(content, findings), "the file")
    settings = settings_said(data, DESCRIPTOR, stem, findings)
    return settings, said.paths(data.get("resources"))


def settings_said(data: dict[str, Any], file: str, stem: str, findings: Findings) -> Settings:
    """Return the settings in what a descriptor says, or arguments in its form (of no file)."""
    said = _Descriptor(findings, file)
    options = said.mapping(data.get("graphmodel"), '"graphmodel"')
    plan = said.mapping(options.get("plan"), '"plan"')
    for given, known in ((options, OPTIONS), (plan, _PLAN)):
        for key in given:
            if key not in known:
                _note_unknown(key, known, file, findings)
    name = said.word(data, "name") or stem
    return Settings(
        file,
        name,
        said.word(data, "title") or name,
        compare=said.words(options, "compare"),
        blocks=said.words(options, "blocks"),
        lead=said.word(plan, "lead"),
        target=said.word(plan, "target"),
        fixed=said.words(options, "fixed") or (),
        labels=said.labels(options.get("labels")),
        caveats=said.words(options, "caveats") or (),
        sources=said.mappings(data, "sources"),
        licenses=said.mappings(data, "licenses"),
    )


def read_settings(table: Table, stem: str, findings: Findings) -> Settings:
    """Return the settings in a sheet with the columns ``key`` and ``value``.

    The dataset is called ``stem`` when the sheet gives no name.
    """
    given: dict[str, list[str]] = {}
    labels: dict[str, str] = {}
    missing = [column for column in ("key", "value") if column not in table.frame]
    for column in missing:
        message = f"the column {column!r} is missing"
        remedy = "The sheet needs the columns key and value."
        findings.add("error", table.file, message, remedy, row=1, column=column)
    pairs = [] if missing else zip(table.frame["key"], table.frame["value"], strict=True)
    for row, (key, value) in zip(table.rows, pairs, strict=False):
        if key.startswith("label."):
            labels[key.removeprefix("label.")] = value
        elif key in SETTINGS and value:
            given.setdefault(key, []).append(value)
        elif key not in SETTINGS:
            _note_unknown(key, SETTINGS, table.file, findings, row=int(row))
    name = given.get("name", [stem])[0]
    return Settings(
        table.file,
        name,
        given.get("title", [name])[0],
        compare=_split(given, "compare", table, findings),
        blocks=_split(given, "blocks", table, findings),
        lead=given.get("plan.lead", [""])[0],
        target=given.get("plan.target", [""])[0],
        fixed=_split(given, "fixed", table, findings) or (),
        labels=labels,
        caveats=tuple(given.get("caveat", ())),
        sources=tuple({"title": title} for title in given.get("source", ())),
        licenses=tuple({"name": name} for name in given.get("licence", ())),
        in_workbook=True,
    )


def _split(
    given: Mapping[str, list[str]], key: str, table: Table, findings: Findings
) -> tuple[str, ...] | None:
    if key not in given:
        return None
    words = ",".join(given[key]).split(",")
    result = tuple(word.strip() for word in words if word.strip())
    if not result:
        remedy = "Write words separated by commas."
        findings.add("error", table.file, f"{key} names nothing", remedy, column=key)
    return result


def _parsed(content: bytes, findings: Findings) -> object:
    text = decode(content, DESCRIPTOR, findings)
    if text is None:
        return None
    try:
        data: object = json.loads(text)
        # An escape such as \ud800 alone is no character: nothing could print or save it.
        json.dumps(data, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else type(error).__name__
        row = error.lineno if isinstance(error, json.JSONDecodeError) else None
        remedy = "Look for a missing comma, quotation mark or bracket, here or just before."
        findings.add("error", DESCRIPTOR, f"this is no JSON ({reason})", remedy, row=row)
        return None
    if data is None:
        findings.add("error", DESCRIPTOR, "the file must be a JSON object, in braces")
    return data


class _Descriptor:
    """Takes what a descriptor says; what is of another kind than it should be is noted."""

    def __init__(self, findings: Findings, file: str) -> None:
        self._error = partial(findings.add, "error", file)
        self._warn = partial(findings.add, "warning", file)

    def mapping(self, value: object, what: str) -> dict[str, Any]:
        if isinstance(value, dict):
            return value
        if value is not None:
            self._error(f"{what} must be a JSON object, in braces")
        return {}

    def mappings(self, values: Mapping[str, Any], key: str) -> tuple[Mapping[str, Any], ...]:
        found = values.get(key, ())
        if isinstance(found, list) and all(
            isinstance(item, dict)
            and all(_is_text(text) for text in item.values() if isinstance(text, str))
            for item in found
        ):
            return tuple(found)
        if found not in ((), None):
            message = f'"{key}" is ignored: it must be a list of JSON objects'
            self._warn(message, column=key)
        return ()

    def word(self, values: Mapping[str, Any], key: str) -> str:
        value = values.get(key)
        if value is None or _is_text(value):
            return str(value or "").strip()
        self._error(f'"{key}" must be a text', column=key)
        return ""

    def words(self, values: Mapping[str, Any], key: str) -> tuple[str, ...] | None:
        value = values.get(key)
        if value is None:
            return None
        may_be = bool(value) or key in {"caveats", "fixed"}
        if isinstance(value, list) and may_be and all(_is_text(w) and w.strip() for w in value):
            return tuple(word.strip() for word in value)
        remedy = f'For instance "{key}": ["one", "other"].'
        self._error(f"{key} must be a list of texts", remedy, column=key)
        return ()

    def labels(self, value: object) -> dict[str, str]:
        labels = self.mapping(value, '"labels"')
        for word, label in labels.items():
            if not _is_text(label):
                message = f"the label of {quoted(word)} must be a text"
                self._error(message, column="labels", value=str(label))
        return {word: label for word, label in labels.items() if _is_text(label)}

    def paths(self, resources: object) -> dict[str, str]:
        """Return the paths that resources declare for tables; blank ones have been noted."""
        paths: dict[str, str] = {}
        if resources is not None and not isinstance(resources, list):
            self._error("resources must be a list", column="resources")
        for resource in resources if isinstance(resources, list) else ():
            name = resource.get("name") if isinstance(resource, dict) else None
            path = resource.get("path") if isinstance(resource, dict) else None
            if not isinstance(name, str) or name not in TABLES:
                what = quoted(name) if isinstance(name, str) else "without a name"
                remedy = f"Read are {listed(TABLES)}."
                self._warn(f"the resource {what} is not read", remedy, column="resources")
                continue
            if isinstance(path, list) and len(path) == 1:
                path = path[0]
            paths[name] = ""
            if not isinstance(path, str) or not path.strip() or not _is_text(path):
                message = f"the resource {quoted(name)} has no path, or several"
                self._error(message, 'Give one "path".', column=name)
            elif leaves_folder(path):
                message = "the path of a table must stay inside the dataset's folder"
                remedy = "Put the file there, and write its path from there."
                self._error(message, remedy, column=name, value=path)
            else:
                paths[name] = path
        return paths


def _is_text(value: object) -> bool:
    return isinstance(value, str) and CONTROL.search(value) is None


def _note_unknown(
    key: str, known: Collection[str], file: str, findings: Findings, row: int | None = None
) -> None:
    message = f"the setting {quoted(key)} is unknown and ignored"
    remedy = meant(key, known, f"Known are {listed(known)}.")
    findings.add("warning", file, message, remedy, row=row, column="key", value=key)
