"""Sound inputs of every kind, and ways to damage them: bytes, structure and values.

Everything is drawn from one generator of random numbers, so that the same seed damages in the same
way.
"""

from __future__ import annotations

import csv
import io
import json
import re
import stat
import struct
import warnings
import zipfile
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter

from helpers.hostile import HOSTILE_NAMES
from helpers.messy import HEADER, messy_table
from helpers.tiny import NUMBERS, SETTINGS, TABLES

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

    Rows = list[list[Any]]

RULES: Final = """people = { least = 100, most = 3_000_000 }
groups = { least = 1, most = 4 }
keep = ["stp:E1"]
together = [["stp:E1", "ldr:L1"]]
apart = [["ldr:L1", "ldr:L2"]]
whole = ["stp"]
contiguous = true

[[organisations]]
kind = "provider"
type = "acute"
least = 1

[cost]
stp = 1.0
ldr = 2.0
relationship = 0.5
"""

MATCHES: Final = """what,name,rows,candidate,candidate_name,score,other_candidates,decision
ldr,Penwth,164,penwith,Penwith,92,,new
organisation,NHS Ashby CCG,4,,,,,
"""

NASTY: Final = (
    *HOSTILE_NAMES,
    *("", " ", "\t", "nan", "NaN", "inf", "-inf", "1e308", "-1e308", "1e-320", "1e999"),
    *("0", "-0", "-1", "1.5", "0.5", "1", "007", "1,5", "1,234", "63%", "½", "٣", "９", "1_000"),
    *("9" * 400, "0" * 5_000, "2016-03-01", "01/02/2016", "42430", "TRUE", "#N/A", "#REF!", "None"),
    *("=1+1", "+1", "-1+1", "@SUM(1)", "=cmd|' /C calc'!A0", "\t=1", "'", '"', "\\", "|", "%s{0}"),
    *(
        "😀",
        "👩‍👩‍👧",
        "e\u0301",
        "ﬀ",
        "İ",
        "ß",
        "東京",
        "مستشفى",
        "עברית",
        "\u202eabc\u202c",
        "\u200f",
    ),
    *("a\nb", "a\r\nb", "a\rb", "\u2028", "\x85", "\x00", "\x07", "\x1b[31m", "\x7f", "\ufeff"),
    *("\ufffe", "\uffff", "\U0010ffff", "x" * 10_000, "😀" * 10_000, "a;b", "a;b;c (40%)", ";;;"),
    *("a (40%); b (60%)", "a (400%)", "a (-1%)", "a (nan%)", "E1", "L1", "L2", "stp", "ldr", "01C"),
    *("commissioner", "provider", "name", "kind", "population", "share", "organisation", "a=b,c=d"),
    *("../x", "/etc/passwd", "C:\\x", "CON", "nul", "_x000D_", "__proto__", "joint", "new:1", ","),
    *("official", "a" * 40_000, "," * 300, "(" * 2_000, "[" * 2_000, "e" * 300 + "́" * 300),
)

PLAIN: Final = ("E1", "L1", "stp", "01C", "02D", "0.25", "1", "", "100", "commissioner", "New name")
"""Values that may well be sound: damage that is noticed at once reaches only the first reader."""

JSON_NASTY: Final = (
    *(None, True, False, 0, -1, 1.5, 1e308, -1e308, 5e-324, 10**30, [], {}, [[]], [None], "", "E1"),
    *([1, "a"], {"a": 1}, {"": None}, float("nan"), float("inf"), "\ud800", "x" * 10_000, "😀"),
    *("joint", "stp", "ldr", "nested", "coterminous", "compatible", "\u202e", "\x00", "=1+1"),
)

ENCODINGS: Final = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "utf-7")

MARKS: Final = (b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xff", b'"', b"\r", b"\n", b",", b";", b"PK")

_BOMB: Final = 40_000_000
"""Bytes of something that packs well."""

_NUMBERS_IN_XML: Final = (
    *(b"NaN", b"inf", b"-inf", b"1e308", b"1e999", b"-1", b"-1e9", b"1e15", b"45000.5", b"60"),
    *(b"2958466", b"1e10", b"0", b"", b"x", b"#N/A", b"99999999", b"4294967295", b"-0", b" 1 "),
)

_REPLACED_IN_XML: Final = (
    (rb'r="[A-Z]+\d+"', (b'r="XFD1048576"', b'r="A1"', b'r="ZZZZ99999999"', b"r='C3'", b"")),
    (rb'<row r="\d+"', (b'<row r="1048576"', b"<row r='1048576'", b"<row", b'<row r="0"')),
    (rb't="s"', (b't="e"', b't="b"', b't="str"', b't="inlineStr"', b't="d"', b't="n"', b"")),
    (rb"<v>[^<]*</v>", tuple(b"<v>%s</v>" % number for number in _NUMBERS_IN_XML)),
    (rb' s="\d+"', (b' s="9999"', b' s="-1"', b"", b' s="1"')),
    (rb'ref="[^"]*"', (b'ref="A1:XFD1048576"', b'ref="A1"', b'ref=""', b'ref="B2:A1"')),
    (rb'name="[^"]*"', (b'name=""', b'name="memberships"', b'name="a&#10;b"', b'name="&lt;x&gt;"')),
    (rb'Target="[^"]*"', (b'Target="../../x"', b'Target="/xl/workbook.xml"', b'Target=""')),
    (rb'r:id="[^"]*"', (b'r:id="rId1"', b'r:id=""', b"")),
    (rb"<sheetData>", (b"<sheetData/><sheetData>", b"", b'<sheetData><row r="7"/>')),
    (rb"<si>", (b"<si><t>x</t></si><si>", b"", b"<si><r/>", b"<si/>")),
    (rb'encoding="UTF-8"', (b'encoding="UTF-16"', b'encoding="latin-1"', b'encoding="x"')),
    (rb"<t[^>]*>[^<]*</t>", (b"<t>&#0;</t>", b"<t>&#x202e;x</t>", b"<t>%s</t>" % (b"x" * 40_000))),
    (rb'formatCode="[^"]*"', (b'formatCode="[h]:mm:ss"', b'formatCode="yyyy"', b'formatCode=""')),
    (rb"<worksheet", (b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', b"<chartsheet")),
    (rb"<workbookPr", (b'<workbookPr date1904="1"', b"")),
)


def some_bytes(content: bytes, chance: random.Random) -> bytes:
    """Return bytes with a few of them changed, cut out, moved or put in."""
    for _ in range(chance.choice((1, 1, 1, 2, 5, 20))):
        size = len(content)
        start = chance.randrange(size + 1)
        end = min(size, start + chance.choice((1, 1, 4, 50, 1_000)))
        other = chance.randrange(size + 1)
        match chance.randrange(8):
            case 0:
                content = content[:start]
            case 1:
                content = content[start:]
            case 2 if start < size:
                bit = content[start] ^ (1 << chance.randrange(8))
                content = content[:start] + bytes([bit]) + content[start + 1 :]
            case 3:
                content = content[:start] + content[end:]
            case 4:
                content = content[:other] + content[start:end] + content[other:]
            case 5:
                token = chance.choice(NASTY).encode("utf-8", "surrogatepass")
                content = content[:start] + token + content[start:]
            case 6:
                content = content[:start] + chance.choice(MARKS) + content[start:]
            case _:
                content = content[:start] + chance.randbytes(end - start) + content[end:]
    return content


def some_cells(  # noqa: C901 - a way each
    rows: Rows, chance: random.Random, values: tuple[Any, ...] = NASTY
) -> Rows:
    """Return rows with other cells in some places, and rows and columns moved or left out."""
    rows = [list(row) for row in rows]
    for _ in range(chance.choice((1, 1, 2, 3, 6, 15))):
        if not rows:
            return [[chance.choice(values)]]
        row = chance.choice(rows)
        column = chance.randrange(max(map(len, rows)) or 1)
        match chance.randrange(14):
            case 0:
                rows.remove(row)
            case 1:
                rows.insert(chance.randrange(len(rows) + 1), list(row))
            case 2:
                chance.shuffle(rows)
            case 3:
                rows = [[*line[:column], *line[column + 1 :]] for line in rows]
            case 4:
                rows = [[*line[: column + 1], *line[column:]] for line in rows]
            case 5:
                row.append(chance.choice(values))
            case 6:
                rows.insert(0, [""] * chance.randrange(4))
            case 7:
                other = chance.choice(rows)
                row[:], other[:] = other[:], row[:]
            case _ if row:
                row[chance.randrange(len(row))] = chance.choice(values)
            case _:
                pass
    return rows


def parsed(text: str) -> Rows:
    """Return the rows of CSV text."""
    return [list(row) for row in csv.reader(io.StringIO(text))]


def csv_content(rows: Rows, chance: random.Random) -> bytes:
    """Return rows as CSV: mostly as it should be, else in another dialect and encoding."""
    stream = io.StringIO()
    writer = csv.writer(
        stream,
        delimiter=_mostly(",", (";", "\t", "|"), chance),
        lineterminator=_mostly("\n", ("\r\n", "\r", "\n\n"), chance),
        quoting=_mostly(csv.QUOTE_MINIMAL, (csv.QUOTE_ALL,), chance),
    )
    writer.writerows(rows)
    encoding = _mostly("utf-8", ENCODINGS, chance)
    return stream.getvalue().encode(encoding, "replace")


def _mostly(usual: Any, others: tuple[Any, ...], chance: random.Random) -> Any:  # noqa: ANN401
    return usual if chance.random() < 0.85 else chance.choice(others)


def some_tables(chance: random.Random) -> dict[str, Rows]:
    """Return the tables of the tiny dataset, some of them with other cells."""
    tables = {name: parsed(text) for name, text in TABLES.items() if name.endswith(".csv")}
    harmless = chance.random() < 0.5
    for name in chance.sample(list(tables), chance.choice((0, 1, 1, 1, 2, 4))):
        tables[name] = (
            _other_texts(tables[name], chance)
            if harmless
            else some_cells(tables[name], chance, chance.choice((NASTY, PLAIN)))
        )
    if chance.random() < (0.3 if harmless else 0.1):
        # A name that is used throughout may be as odd as it likes.
        old, new = chance.choice(("E1", "L2", "stp", "01C", "commissioner")), chance.choice(NASTY)
        tables = {
            name: [[new if cell == old else cell for cell in row] for row in rows]
            for name, rows in tables.items()
        }
    return tables


def _other_texts(rows: Rows, chance: random.Random) -> Rows:
    """Return rows with other texts and numbers where any are allowed: most of it stays sound."""
    for _ in range(chance.choice((1, 2, 5))):
        place = chance.randrange(len(rows[0]))
        row = chance.choice(rows[1:])
        if rows[0][place] in _TEXTS:
            row[place] = chance.choice(NASTY)
        elif rows[0][place] == "population":
            row[place] = chance.choice(("0", "1e10", "1e-9", "5e-324", "", "0.1", "1", "1000"))
    return rows


_TEXTS: Final = ("name", "type", "region", "note", "as_of", "source")


def dataset_entries(chance: random.Random) -> dict[str, bytes]:
    """Return the files of a dataset with some damage."""
    tables = some_tables(chance)
    files = {name: csv_content(rows, chance) for name, rows in tables.items()}
    descriptor = TABLES["datapackage.json"]
    files["datapackage.json"] = (
        some_json(descriptor, chance) if chance.random() < 0.2 else descriptor.encode()
    )
    if chance.random() < 0.3:
        name = chance.choice(list(files))
        files[name] = some_bytes(files[name], chance)
    if chance.random() < 0.1:
        del files[chance.choice(list(files))]
    if chance.random() < 0.1:
        name = chance.choice(("Memberships.csv", "x\ny.csv", "é.csv", "datapackage.jsn", "a.xlsx"))
        files[name] = chance.choice(list(files.values()) or [b""])
    return files


def wide_rows(chance: random.Random) -> Rows:
    """Return a wide table with some damage."""
    lines = messy_table(chance.randrange(5), near=chance.random() < 0.5).lines
    rows = [list(line) for line in lines[: chance.choice((3, 5, 10, 20, 40))]]
    if chance.random() < 0.3:
        rows = rows[2:] or [list(HEADER)]
    return some_cells(rows, chance, chance.choice((NASTY, NASTY, ("", *STRAY))))


STRAY: Final = (
    "Mendhall",
    "Harrowdale; Penwith",
    "Aldhelm Town (40%)",
    "Total",
    7,
    "n/a",
    "12,000",
)


def some_json(text: str, chance: random.Random) -> bytes:  # noqa: C901 - a way each
    """Return JSON text with other values, keys or entries in some places."""
    data = json.loads(text)
    for _ in range(chance.choice((1, 1, 2, 4))):
        spots = list(_spots(data))
        if not spots:
            break
        holder, key = chance.choice(spots)
        match chance.randrange(6):
            case 0:
                del holder[key]
            case 1 if isinstance(holder, list):
                holder.insert(key, holder[key])
            case 1:
                holder[chance.choice(NASTY)] = holder.pop(key)
            case 2:
                other, place = chance.choice(spots)
                holder[key] = json.loads(json.dumps(other[place]))
            case 3 if isinstance(holder[key], (int, float)):
                holder[key] = holder[key] * chance.choice((2, -1, 1e-9, 1 + 1e-9, 1 + 1e-5))
            case 4:
                holder[key] = chance.choice(NASTY)
            case _:
                holder[key] = chance.choice(JSON_NASTY)
    written = json.dumps(data, ensure_ascii=chance.random() < 0.5)
    if chance.random() < 0.1:
        deep = chance.choice((15, 30, 900, 100_000))
        inner = chance.choice(("[" * deep + "]" * deep, '{"a":' * deep + "1" + "}" * deep))
        written = re.sub(r'"[^"]*"(?=[,}\]])', lambda _: inner, written, count=1)
    if chance.random() < 0.1:
        number = chance.choice(("1e999", "-1e999", "9" * 400, "9" * 5_000, "NaN", "01", "0x1"))
        written = re.sub(r"(?<=: )\d[\d.]*", number, written, count=chance.randrange(1, 4))
    return written.encode("utf-8", "surrogatepass")


def _spots(data: Any) -> Any:  # noqa: ANN401 - containers and keys of any JSON
    pairs = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in list(pairs):
        yield data, key
        if isinstance(value, (dict, list)):
            yield from _spots(value)


def some_toml(chance: random.Random) -> bytes:
    """Return rules with other values, or lines, in some places."""
    text = RULES
    lines = [line for line in text.splitlines() if chance.random() < 0.7]
    values = ('"x"', "nan", "inf", "-1", "1e308", "9" * 400, "[]", "{}", "true", "2016-01-01")
    values += ("9" * 5_000, f"0x{'f' * 9_000}", "1e300", "5e-324", "0", "1000", "07:32:00")
    for _ in range(chance.choice((0, 1, 1, 2, 5))):
        if not lines:
            break
        place = chance.randrange(len(lines))
        match chance.randrange(6):
            case 0:
                lines.insert(place, lines[place])
            case 1:
                chance.shuffle(lines)
            case 2:
                token = json.dumps(chance.choice(NASTY), ensure_ascii=chance.random() < 0.5)
                lines[place] = re.sub(r'"[^"]*"', lambda _, new=token: new, lines[place], count=1)
            case 3:
                new = chance.choice(values)
                lines[place] = re.sub(r"\d[\d_.]*", lambda _, new=new: new, lines[place], count=1)
            case 4:
                lines[place] = f"{lines[place].partition('=')[0]}= {chance.choice(values)}"
            case _:
                deep = chance.choice((10, 500, 20_000))
                lines[place] = f"keep = {'[' * deep}{']' * deep}"
    content = "\n".join(lines).encode("utf-8", "surrogatepass")
    return some_bytes(content, chance) if chance.random() < 0.2 else content


def some_archive(files: Mapping[str, bytes], chance: random.Random) -> bytes:
    """Return an archive of files, mostly with some damage that only archives can have."""
    stream = io.BytesIO()
    others = (zipfile.ZIP_STORED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    way = _mostly(zipfile.ZIP_DEFLATED, others, chance)
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", way) as archive:
        warnings.simplefilter("ignore")  # names that are there twice
        top = chance.choice(("", "", "top/", "./", "a/b/", "top\\"))
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(f"{top}{name}"), content, way)
        if chance.random() < 0.4:
            _odd_entry(archive, files, chance)
    content = stream.getvalue()
    for _ in range(chance.choice((0, 0, 1, 1, 2))):
        content = chance.choice((_other_header, some_bytes))(content, chance)
    return content


def _odd_entry(archive: zipfile.ZipFile, files: Mapping[str, bytes], chance: random.Random) -> None:
    names = ("../x.csv", "/x.csv", "C:/x.csv", "a/../../x", "..\\x", "", ".", "organisations.csv/x")
    odd = zipfile.ZipInfo(chance.choice((*names, *files, "é.csv", "x\ny", "😀.csv", "n" * 300)))
    match chance.randrange(5):
        case 0:
            odd.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(odd, "/etc/passwd")
        case 1:
            archive.writestr(odd, b"0" * _BOMB, zipfile.ZIP_DEFLATED)
        case 2:
            archive.writestr(odd, b"0" * 9_000_000, zipfile.ZIP_DEFLATED)
        case 3 if files:
            archive.writestr(odd, chance.choice(list(files.values())))
        case _:
            inner = io.BytesIO()
            with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as nested:
                nested.writestr("bomb", b"0" * _BOMB)
            archive.writestr(odd, inner.getvalue())


def _other_header(content: bytes, chance: random.Random) -> bytes:
    """Return an archive of which one header lies: on flags, method, checksum, sizes or place."""
    signature, fields = chance.choice(
        (
            (
                b"PK\x01\x02",
                ((8, 2), (10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (30, 2), (42, 4)),
            ),
            (b"PK\x03\x04", ((6, 2), (8, 2), (14, 4), (18, 4), (22, 4), (26, 2), (28, 2))),
            (b"PK\x05\x06", ((8, 2), (10, 2), (12, 4), (16, 4), (20, 2))),
        )
    )
    places = [found.start() for found in re.finditer(re.escape(signature), content)]
    if not places:
        return content
    offset, size = chance.choice(fields)
    place = chance.choice(places) + offset
    number = chance.choice((0, 1, 9, 65_535, 2**31, 2**32 - 1, chance.randrange(2**32)))
    mark = struct.pack("<I", number)[:size]
    return content[:place] + mark + content[place + size :]


def dataset_workbook(chance: random.Random) -> bytes:
    """Return a workbook of the tiny dataset with some damage."""
    sheets = {name.removesuffix(".csv"): rows for name, rows in some_tables(chance).items()}
    settings: Rows = [["key", "value"], *map(list, SETTINGS)]
    if chance.random() < 0.2:
        settings = some_cells(settings, chance)
    return some_workbook({**sheets, "settings": settings}, chance)


def some_workbook(sheets: Mapping[str, Rows], chance: random.Random) -> bytes:
    """Return a workbook of sheets, mostly with damage that only workbooks can have."""
    stream = io.BytesIO()
    damaged = chance.random() < 0.6
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        date = book.add_format({"num_format": chance.choice(("yyyy-mm-dd", "[h]:mm", "mmm-yy"))})
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            numbers = (
                {place for place, head in enumerate(rows[0]) if head in NUMBERS} if rows else ()
            )
            for row, cells in enumerate(rows):
                for place, cell in enumerate(cells):
                    _write_cell(page, row, place, cell, place in numbers)
            if damaged and rows and chance.random() < 0.4:
                _odd_cell(page, len(rows), chance, date)
            if chance.random() < 0.05:
                chance.choice((page.hide, page.very_hidden, page.protect))()
    content = stream.getvalue()
    if damaged and chance.random() < 0.5:
        content = _other_parts(content, chance)
    if damaged and chance.random() < 0.15:
        content = chance.choice((_other_header, some_bytes))(content, chance)
    return content


def _write_cell(page: Any, row: int, place: int, cell: Any, number: bool) -> None:  # noqa: ANN401, FBT001
    text = str(cell)[:32_767]
    if (number and re.fullmatch(r"-?\d{1,15}(\.\d+)?", text)) or isinstance(cell, (int, float)):
        page.write_number(row, place, float(text))
    else:
        page.write_string(row, place, text)


def _odd_cell(page: Any, rows: int, chance: random.Random, date: Any) -> None:  # noqa: ANN401
    row, place = chance.randrange(rows), chance.randrange(4)
    match chance.randrange(7):
        case 0:
            page.write_formula(row, place, "=1/0", None, chance.choice(("#DIV/0!", "#N/A", "x", 5)))
        case 1:
            page.write_number(row, place, chance.choice((42_430, 0.5, 0, 60, 2_958_465)), date)
        case 2:
            page.write_boolean(row, place, chance.random() < 0.5)
        case 3:
            page.merge_range(row, place, row + 2, place + chance.randrange(2), "E1")
        case 4:
            page.write_number(row, place, chance.choice((1e15, 1.5, -1, 1e-9, 0.1 + 0.2, 1e307)))
        case 5:
            page.write_string(row + chance.choice((5, 500)), place + 20, "far out")
        case _:
            page.write_rich_string(row, place, "E", date, "1", "x")


def _other_parts(content: bytes, chance: random.Random) -> bytes:
    """Return a workbook with some of its parts edited, left out or there twice."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(chance.choice((1, 1, 2, 4))):
        name = chance.choice(
            [name for name in parts if name.startswith("xl/")] or ["xl/workbook.xml"]
        )
        part = parts.get(name, b"")
        match chance.randrange(8):
            case 0:
                parts.pop(name, None)
            case 1:
                parts[name] = some_bytes(part, chance)
            case 2:
                parts[name] = part.decode("utf-8", "replace").encode("utf-16")
            case 3:
                parts[name] = chance.choice(list(parts.values()) or [b""])
            case _:
                parts[name] = _edited(part, chance)
    return _packed(parts, chance)


def _packed(parts: Mapping[str, bytes], chance: random.Random) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
            if chance.random() < 0.02:
                archive.writestr(zipfile.ZipInfo(name.upper()), part[: len(part) // 2])
    return stream.getvalue()


def _edited(part: bytes, chance: random.Random) -> bytes:
    found = [pair for pair in _REPLACED_IN_XML if re.search(pair[0], part)]
    if not found:
        return part
    pattern, others = chance.choice(found)
    places = list(re.finditer(pattern, part))
    for place in reversed(chance.sample(places, min(len(places), chance.choice((1, 1, 3, 50))))):
        part = part[: place.start()] + chance.choice(others) + part[place.end() :]
    return part
