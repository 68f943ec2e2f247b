"""A dataset to start from: a small worked example, with notes on every column."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graphmodel.dataset.descriptor import NOTES_SHEET, SETTINGS_SHEET, Settings
from graphmodel.dataset.writing import NOTES, check_free, dataset_files
from graphmodel.errors import OptionError
from graphmodel.files.archives import DESCRIPTOR
from graphmodel.files.disk import create_file, create_folder
from graphmodel.shown import Shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.worksheet import Worksheet

    from graphmodel.dataset.writing import ColumnNote

__all__ = ["EXAMPLE", "Template", "new_dataset", "template_workbook"]

_NOTES_FILE: Final = "NOTES.md"


_TITLE: Final = "The March: an invented example to be written over"


_CAVEAT: Final = "This is the invented example of a new dataset: nothing in it is true."


EXAMPLE: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "organisations": (
        ("01A", "Ashdown CCG", "commissioner", "", "120000", "53.20", "-1.60", "March"),
        ("02B", "Birchley CCG", "commissioner", "", "95000", "53.20", "-1.30", "March"),
        ("03C", "Coldbrook CCG", "commissioner", "", "140000", "53.05", "-1.60", "March"),
        ("04D", "Dunmere CCG", "commissioner", "", "60000", "53.05", "-1.30", "March"),
        ("05E", "Elmstead CCG", "commissioner", "", "80000", "52.90", "-1.60", "March"),
        ("06F", "Fernhill CCG", "commissioner", "", "110000", "52.90", "-1.30", "March"),
        ("07G", "Gorsewood CCG", "commissioner", "", "70000", "52.75", "-1.60", "March"),
        ("08H", "Harefield CCG", "commissioner", "", "130000", "52.75", "-1.30", "March"),
        ("C01", "Upper March Council", "council", "county", "", "53.12", "-1.45", "March"),
        ("C02", "Lower March Council", "council", "county", "", "52.82", "-1.45", "March"),
        ("R01", "March Hospitals NHS Trust", "provider", "acute", "", "53.04", "-1.58", "March"),
        ("R02", "Marchside NHS Trust", "provider", "community", "", "52.76", "-1.31", "March"),
    ),
    "footprints": (
        ("stp", "S1", "Upper March"),
        ("stp", "S2", "Middle March"),
        ("stp", "S3", "Lower March"),
        ("ldr", "L1", "Ashdown and Birchley"),
        ("ldr", "L2", "Coldbrook and Dunmere"),
        ("ldr", "L3", "Elmstead and Fernhill"),
        ("ldr", "L4", "Gorsewood and Harefield"),
    ),
    "memberships": (
        ("01A", "stp", "S1", "", "official", "2016-10", "letter of October 2016"),
        ("01A", "ldr", "L1", "", "documented", "2016-06", "minutes of the board"),
        ("02B", "stp", "S1", "", "official", "2016-10", "letter of October 2016"),
        ("02B", "ldr", "L1", "", "documented", "2016-06", "minutes of the board"),
        ("03C", "stp", "S1", "", "official", "2016-10", "letter of October 2016"),
        ("03C", "ldr", "L2", "", "documented", "2016-06", "minutes of the board"),
        ("04D", "stp", "S2", "", "official", "2016-10", "letter of October 2016"),
        ("04D", "ldr", "L2", "", "inferred", "", "its neighbours"),
        ("05E", "stp", "S2", "", "official", "2016-10", "letter of October 2016"),
        ("05E", "ldr", "L3", "", "documented", "2016-06", "minutes of the board"),
        ("06F", "stp", "S2", "0.7", "official", "2016-10", "people of its wards"),
        ("06F", "stp", "S3", "0.3", "official", "2016-10", "people of its wards"),
        ("06F", "ldr", "L3", "", "documented", "2016-06", "minutes of the board"),
        ("07G", "stp", "S3", "", "official", "2016-10", "letter of October 2016"),
        ("07G", "ldr", "L4", "", "area", "2016-06", "map in the plan"),
        ("08H", "stp", "S3", "", "official", "2016-10", "letter of October 2016"),
        ("08H", "ldr", "L4", "", "area", "2016-06", "map in the plan"),
        ("C01", "stp", "S1", "", "official", "2016-10", ""),
        ("C01", "stp", "S2", "", "official", "2016-10", ""),
        ("C01", "ldr", "L1", "", "derived", "", "its people"),
        ("C01", "ldr", "L2", "", "derived", "", "its people"),
        ("C02", "stp", "S2", "", "official", "2016-10", ""),
        ("C02", "stp", "S3", "", "official", "2016-10", ""),
        ("C02", "ldr", "L3", "", "derived", "", "its people"),
        ("C02", "ldr", "L4", "", "derived", "", "its people"),
        ("R01", "stp", "S1", "", "official", "2016-10", ""),
        ("R01", "ldr", "L2", "", "derived", "", "its headquarters"),
        ("R02", "stp", "S3", "", "official", "2016-10", ""),
        ("R02", "ldr", "L4", "", "derived", "", "its headquarters"),
    ),
    "neighbours": (
        ("01A", "02B", "12.5", "land"),
        ("01A", "03C", "15", "land"),
        ("02B", "04D", "14", "land"),
        ("03C", "04D", "9.5", "land"),
        ("03C", "05E", "16", "land"),
        ("04D", "06F", "11", "land"),
        ("05E", "06F", "13", "land"),
        ("05E", "07G", "10", "land"),
        ("06F", "08H", "17", "land"),
        ("07G", "08H", "", "water"),
    ),
}
"""The rows of the example's tables, in the order of the columns of ``NOTES``."""


@dataclass(frozen=True)
class Template(Shown):
    """What has been created.

    Attributes
    ----------
    folder
        The folder, or None.
    workbook
        The workbook, or None.
    """

    folder: Path | None
    workbook: Path | None

    @property
    def paths(self) -> tuple[Path, ...]:
        """Whatever there is of the two."""
        return tuple(path for path in (self.folder, self.workbook) if path is not None)

    def to_dict(self) -> dict[str, Any]:
        """Return the result as a JSON-ready mapping."""
        return {
            "folder": None if self.folder is None else str(self.folder),
            "workbook": None if self.workbook is None else str(self.workbook),
        }


def new_dataset(
    folder: str | Path | None = None, *, workbook: str | Path | None = None
) -> Template:
    """Create a dataset to start from, as a folder, a workbook, or both.

    It is a small invented example that is sound, with notes on every column.

    Parameters
    ----------
    folder
        Where to create a folder; nothing may be there but an empty folder.
    workbook
        Where to create an .xlsx workbook; nothing may be there.

    Raises
    ------
    OptionError
        When neither is named, or something is there already.
    OSError
        When they cannot be written.
    """
    target = None if folder is None else Path(folder)
    book = None if workbook is None else Path(workbook)
    if target is None and book is None:
        raise OptionError("name a folder to create, or a workbook with --xlsx")
    if target is not None:
        check_free(target)
    if book is not None:
        _check_workbook(book)
    try:
        if target is not None:
            create_folder(target, _files(_name(target.resolve().name)))
        if book is not None:
            # Writing workbooks takes a while to load.

            create_file(book, template_workbook(_settings(_name(book.stem)), EXAMPLE))
    except FileExistsError as error:
        raise OptionError(f"{error.filename} has been created by somebody else by now") from None
    return Template(target, book)


def _check_workbook(book: Path) -> None:
    if book.suffix.lower() != ".xlsx":
        raise OptionError(f"the name of a workbook ends in .xlsx, unlike {book.name}")
    if book.exists() or book.is_symlink():
        raise OptionError(f"{book} is there already: choose another name, or move it away")
    if not book.resolve().parent.is_dir():
        raise OptionError(f"the folder {book.parent} does not exist: create it first")


def _name(text: str) -> str:
    return re.sub(r"[^a-z0-9._-]+", "-", text.lower()).strip("-.") or "dataset"


def _settings(name: str) -> Settings:
    return Settings(
        DESCRIPTOR,
        name,
        _TITLE,
        compare=("stp", "ldr"),
        blocks=("commissioner",),
        labels={
            "stp": "STP",
            "ldr": "LDR",
            "commissioner": "CCG",
            "provider": "trust",
            "people": "registered patients",
        },
        caveats=(_CAVEAT,),
        sources=({"title": "Invented"},),
    )


def _files(name: str) -> dict[str, bytes]:
    tables = {table: (list(note.columns), EXAMPLE[table]) for table, note in NOTES.items()}
    files = dataset_files(_settings(name), tables, description=_CAVEAT)
    return {**files, _NOTES_FILE: _notes(name).encode()}


def _notes(name: str) -> str:
    """Return the notes on every column, as Markdown."""
    lines = [
        f"# {name}",
        "",
        "An invented example: write your own rows over it, table by table, and look with",
        "",
        f"    graphmodel check {name}",
        "",
        "whether all is well. Every problem is listed with its row and what to do about it.",
        "",
        "- Save the tables as CSV in UTF-8, under their names.",
        "- Codes are text: format their columns as Text before you open or paste them in Excel,",
        "  which otherwise turns 0101 into 101, and MAR1 into a date.",
        "- `datapackage.json` says what the dataset is called, which two footprint sets are",
        "  compared, which kind of organisation carries the people, and what sets and kinds are",
        "  called in results (`labels`). Sentences under `caveats` stand beside every result.",
        "- Further columns of `organisations.csv` are kept and shown.",
    ]
    for table, note in NOTES.items():
        lines += ["", f"## {table}.csv", "", note.text, "", "| column | what it holds |"]
        lines += ["| --- | --- |"]
        lines += [f"| `{column}` | {said.text} |" for column, said in note.columns.items()]
    return "\n".join(lines) + "\n"


_CREATED: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""A fixed date, so that the same template gives the same file."""


_ROWS: Final = 5_000
"""Rows for which there are lists to choose from."""


_WIDTH: Final = 16


_WIDE: Final = 34


_KINDS: Final = ("commissioner", "area", "council", "provider")


_LISTS: Final[Mapping[tuple[str, str], tuple[Any, bool]]] = {
    ("organisations", "kind"): (list(_KINDS), False),
    ("footprints", "footprint_set"): (["stp", "ldr"], False),
    ("memberships", "organisation"): (f"=organisations!$A$2:$A${_ROWS}", True),
    ("memberships", "footprint_set"): (["stp", "ldr"], False),
    ("memberships", "footprint"): (f"=footprints!$B$2:$B${_ROWS}", True),
    ("neighbours", "organisation"): (f"=organisations!$A$2:$A${_ROWS}", True),
    ("neighbours", "neighbour"): (f"=organisations!$A$2:$A${_ROWS}", True),
}
"""What a column is chosen from, and whether nothing else makes sense there."""


_SETTING_NOTES: Final = {
    "name": "One short word for the dataset.",
    "title": "What it is called.",
    "compare": "The two footprint sets to compare, separated by a comma.",
    "blocks": "The kind of organisation that carries people.",
    "label.<word>": "What a set, a kind or people are called in results.",
    "caveat": "A sentence to stand beside every result. There may be several rows.",
    "source": "Where the data is from. There may be several rows.",
    "licence": "The licence of the data.",
}


def template_workbook(settings: Settings, tables: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """Return a dataset as a workbook to be filled in.

    Parameters
    ----------
    settings
        What the dataset says about itself.
    tables
        The rows of each table, in the order of the columns of ``NOTES``.
    """
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    from xlsxwriter import Workbook  # noqa: PLC0415 - not every command writes workbooks

    with Workbook(stream, options) as book:
        book.set_properties({"title": settings.title, "created": _CREATED})
        formats = {
            "header": book.add_format({"bold": True, "bottom": 1}),
            # As text, codes such as 0101 and MAR1 stay what they are.
            "text": book.add_format({"num_format": "@"}),
            "number": book.add_format({"num_format": "General"}),
            "wrapped": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        for table, rows in tables.items():
            _write_table(book.add_worksheet(table), table, rows, formats)
        _write_settings(book.add_worksheet(SETTINGS_SHEET), settings, formats)
        _write_notes(book.add_worksheet(NOTES_SHEET), formats)
    return stream.getvalue()


def _write_table(
    sheet: Worksheet, table: str, rows: Sequence[Sequence[str]], formats: Mapping[str, Any]
) -> None:
    for place, (column, note) in enumerate(NOTES[table].columns.items()):
        form = formats["number" if note.numeric else "text"]
        sheet.set_column(place, place, _WIDE if column in {"name", "source"} else _WIDTH, form)
        sheet.write_string(0, place, column, formats["header"])
        sheet.write_comment(0, place, note.text, {"x_scale": 2, "author": "graphmodel"})
        for row, cells in enumerate(rows, start=1):
            if note.numeric and cells[place]:
                sheet.write_number(row, place, float(cells[place]), form)
            elif cells[place]:
                sheet.write_string(row, place, cells[place], form)
        _add_validation(sheet, table, column, place, note)
    sheet.freeze_panes(1, 0)


def _add_validation(
    sheet: Worksheet, table: str, column: str, place: int, note: ColumnNote
) -> None:
    options: dict[str, Any] = {}
    if (table, column) in _LISTS or note.words:
        source, strict = _LISTS.get((table, column), (list(note.words), True))
        options = {"validate": "list", "source": source}
        options["error_type"] = "stop" if strict else "warning"
    elif note.numeric:
        low = note.limits.get("minimum", note.limits.get("exclusiveMinimum", 0))
        high = note.limits.get("maximum")
        options = {"validate": "decimal", "error_type": "stop"}
        if "exclusiveMinimum" in note.limits:
            # No spreadsheet knows a limit that is left out.
            low = 1e-9
        options |= (
            {"criteria": ">=", "value": low}
            if high is None
            else {"criteria": "between", "minimum": low, "maximum": high}
        )
    if options:
        options |= {"error_title": column, "error_message": note.text[:255], "ignore_blank": True}
        sheet.data_validation(1, place, _ROWS - 1, place, options)


def _write_settings(sheet: Worksheet, settings: Settings, formats: Mapping[str, Any]) -> None:
    rows = [
        ("key", "value"),
        ("name", settings.name),
        ("title", settings.title),
        ("compare", ", ".join(settings.compare or ())),
        ("blocks", ", ".join(settings.blocks or ())),
        *((f"label.{word}", label) for word, label in settings.labels.items()),
        *(("caveat", text) for text in settings.caveats),
        *(("source", str(source["title"])) for source in settings.sources),
    ]
    sheet.set_column(0, 0, _WIDTH + 6, formats["text"])
    sheet.set_column(1, 1, 2 * _WIDE, formats["text"])
    for row, cells in enumerate(rows):
        form = formats["text" if row else "header"]
        for place, text in enumerate(cells):
            sheet.write_string(row, place, text, form)
    sheet.freeze_panes(1, 0)


def _write_notes(sheet: Worksheet, formats: Mapping[str, Any]) -> None:
    rows = [
        ("Sheet", "Column", "What it holds"),
        *(
            row
            for table, note in NOTES.items()
            for row in (
                (table, "", note.text),
                *((table, column, said.text) for column, said in note.columns.items()),
            )
        ),
        (SETTINGS_SHEET, "", "What the dataset says about itself: one row for each key."),
        *((SETTINGS_SHEET, key, text) for key, text in _SETTING_NOTES.items()),
        (NOTES_SHEET, "", "This sheet is not read: write in it what you like."),
    ]
    sheet.set_column(0, 1, _WIDTH)
    sheet.set_column(2, 2, 3 * _WIDE)
    for row, cells in enumerate(rows):
        for place, text in enumerate(cells):
            sheet.write_string(row, place, text, formats["wrapped" if row else "header"])
    sheet.freeze_panes(1, 0)
