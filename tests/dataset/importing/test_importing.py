from __future__ import annotations

import csv
import random
from typing import TYPE_CHECKING, Any

import pytest
from frictionless import Package
from helpers.hostile import HOSTILE_NAMES
from helpers.messy import NEAR, STPS, messy_table, write_csv, write_xlsx

from graphmodel.dataset.importing.importing import import_table
from graphmodel.dataset.reading import check_dataset, read_dataset
from graphmodel.errors import DataError, OptionError
from graphmodel.overlap.assessment import assess

if TYPE_CHECKING:
    from pathlib import Path

    from graphmodel.dataset.dataset import Dataset

HEADER = ["Organisation", "Code", "Type", "Population", "STP", "LDR"]
ROWS = [
    ["Ash CCG", "01A", "CCG", 100, "Upper", "North"],
    ["Birch CCG", "02B", "CCG", 200, "Upper", "South"],
    ["Cold CCG", "03C", "CCG", 300, "Lower", "South"],
]


def decide(path: Path, **decisions: str) -> None:
    """Write decisions into a file of matches, by name."""
    with path.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(lines[0]))
        writer.writeheader()
        for line in lines:
            name = line["name"].removeprefix("'")
            writer.writerow({**line, "decision": decisions.get(name, line["decision"])})


def places(dataset: Dataset, footprint_set: str) -> dict[str, set[str]]:
    """Return the names of the footprints of each organisation, by its name."""
    names = dataset.footprints.set_index(["footprint_set", "footprint"])["name"]
    organisations = dataset.organisations.set_index("organisation")["name"]
    found: dict[str, set[str]] = {}
    for row in dataset.memberships.itertuples():
        if row.footprint_set == footprint_set:
            name = str(names[footprint_set, row.footprint])
            found.setdefault(str(organisations[row.organisation]), set()).add(name)
    return found


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_200_organisations_typed_by_hand_become_a_checked_dataset(
    tmp_path: Path, ending: str
) -> None:
    messy = messy_table()
    write = write_csv if ending == "csv" else write_xlsx
    table = write(tmp_path / f"members.{ending}", messy.lines)
    matches = tmp_path / "mine-matches.csv"

    with pytest.raises(DataError) as caught:
        import_table(table, tmp_path / "mine")
    (doubt,) = caught.value.problems
    assert (doubt.row, doubt.column, doubt.value) == (164, "LDR", NEAR)
    assert "it may be 'Penwith'" in doubt.message
    assert "`matches=" in doubt.remedy
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([table.name, matches.name])

    decide(matches, **{NEAR: "penwith"})
    told: list[str] = []
    imported = import_table(table, tmp_path / "mine", matches=matches, announce=told.append)
    assert tuple(told) == imported.notes
    assert "1 row above the header left out: 1" in told
    assert f"row {messy.total} left out, a total" in told
    uncoded = ", ".join(map(str, messy.uncoded))
    assert f"5 organisations without a code, known by their names instead: rows {uncoded}" in told

    soundness = check_dataset(tmp_path / "mine")
    assert soundness.problems == ()
    dataset = read_dataset(tmp_path / "mine")
    assert dataset.sha256 == imported.dataset.sha256
    report = Package(str(tmp_path / "mine" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
    assert len(dataset.organisations) == 200
    assert dataset.people.sum() == messy.people
    assert dataset.blocks == ("commissioner",)
    assert places(dataset, "stp") == {name: {stp} for name, (stp, _) in messy.places.items()}
    assert places(dataset, "ldr") == {name: set(ldrs) for name, (_, ldrs) in messy.places.items()}
    assert set(dataset.footprints.query("footprint_set == 'stp'")["name"]) == set(STPS)
    assert assess(dataset).people == messy.people


def test_csv_and_workbook_are_the_same_dataset(tmp_path: Path) -> None:
    lines = messy_table(near=False).lines
    one = import_table(write_csv(tmp_path / "m.csv", lines), tmp_path / "one")
    other = import_table(write_xlsx(tmp_path / "m.xlsx", lines), tmp_path / "other")
    for table in ("organisations", "footprints"):
        assert getattr(one.dataset, table).equals(getattr(other.dataset, table))


def test_the_order_of_rows_changes_nothing(tmp_path: Path) -> None:
    lines = messy_table(near=False).lines
    mixed = [*lines[:3], *random.Random(5).sample(lines[3:-2], len(lines) - 5)]  # noqa: S311
    one = import_table(write_csv(tmp_path / "m.csv", lines), tmp_path / "one").dataset
    other = import_table(write_csv(tmp_path / "m.csv", mixed), tmp_path / "other").dataset
    assert one.organisations.equals(other.organisations)
    assert one.footprints.equals(other.footprints)
    # Each membership names the row that it comes from.
    assert one.memberships.drop(columns="source").equals(other.memberships.drop(columns="source"))


def test_a_bundled_dataset_is_found_again_by_its_names(tmp_path: Path) -> None:
    dataset = read_dataset("england-2016")
    chance = random.Random(2)  # noqa: S311 - the same every time
    ways = (
        str.upper,
        str.lower,
        lambda text: text.replace(" and ", " & "),
        lambda text: f"{text}.",
    )
    names = dataset.footprints.set_index(["footprint_set", "footprint"])["name"]
    blocks = dataset.organisations[dataset.organisations["kind"] == "commissioner"]
    cells: dict[tuple[str, str], list[str]] = {}
    for row in dataset.memberships.itertuples():
        way = chance.choice(ways)
        name = way(str(names[row.footprint_set, row.footprint]))
        if row.share < 1:
            name += f" ({100 * row.share:.10g} %)"
        cells.setdefault((row.organisation, row.footprint_set), []).append(name)
    lines: list[list[Any]] = [["CCG", "List size", "STP", "LDR"]]
    lines += [
        [
            chance.choice(ways)(row.name.removeprefix("NHS ")),
            row.population,
            *("; ".join(cells[row.organisation, name]) for name in ("stp", "ldr")),
        ]
        for row in blocks.itertuples(index=False)
    ]
    table = write_csv(tmp_path / "m.csv", lines)
    imported = import_table(table, tmp_path / "mine", reference="england-2016")
    found = assess(imported.dataset)
    assert list(imported.dataset.organisations["organisation"]) == list(blocks["organisation"])
    assert found.coterminous_share == pytest.approx(assess(dataset).coterminous_share, rel=1e-9)
    assert found.people_coterminous == pytest.approx(23232770)
    assert {one.how for one in imported.taken} == {"same name"}


def test_codes_get_their_zeros_back_where_they_are_known(tmp_path: Path) -> None:
    lines = [
        ["Name", "Code", "Population", "STP", "LDR"],
        ["Darlington CCG", "C", 1, "Durham", "Darlington"],
        ["NHS Hartlepool and Stockton CCG", "00K", 1, "Durham", "Darlington"],
        ["Somewhere CCG", "99Z", 1, "Durham", "Darlington"],
    ]
    table = write_csv(tmp_path / "m.csv", lines)
    with pytest.raises(DataError) as caught:
        import_table(table, tmp_path / "mine", reference="england-2016")
    doubts = [problem for problem in caught.value.problems if problem.level == "error"]
    assert [(doubt.column, doubt.value, doubt.row) for doubt in doubts] == [("STP", "Durham", 2)]
    matches = tmp_path / "mine-matches.csv"
    decide(matches, Durham="new")
    told: list[str] = []
    imported = import_table(
        table, tmp_path / "mine", reference="england-2016", matches=matches, announce=told.append
    )
    assert list(imported.dataset.organisations["organisation"]) == ["00C", "00K", "99Z"]
    assert [one.how for one in imported.taken if one.what == "organisation"] == ["leading zeros"]
    assert any("1 code of organisations not in england-2016" in note for note in told)
    (warning,) = (p for p in imported.problems if p.column == "Name")
    assert (warning.row, warning.value) == (3, "NHS Hartlepool and Stockton CCG")
    assert "Stockton-on-Tees" in warning.message


def test_decisions_that_are_no_codes_are_errors(tmp_path: Path) -> None:
    table = write_csv(
        tmp_path / "m.csv", [HEADER, *ROWS, ["Dun CCG", "04D", "CCG", 9, "Uper", "North"]]
    )
    with pytest.raises(DataError):
        import_table(table, tmp_path / "mine")
    matches = tmp_path / "mine-matches.csv"
    decide(matches, Uper="Middle")
    with pytest.raises(DataError) as caught:
        import_table(table, tmp_path / "mine", matches=matches)
    (problem,) = caught.value.problems
    assert (problem.file, problem.row, problem.column) == ("mine-matches.csv", 2, "decision")
    assert "such as upper" in problem.remedy
    decide(matches, Uper="new")
    stps = import_table(table, tmp_path / "mine", matches=matches).dataset.footprints
    assert list(stps.query("footprint_set == 'stp'")["footprint"]) == ["lower", "uper", "upper"]


def test_matches_are_only_written_over_where_they_are_named(tmp_path: Path) -> None:
    table = write_csv(
        tmp_path / "m.csv", [HEADER, *ROWS, ["Dun CCG", "04D", "CCG", 9, "Uper", "Nort"]]
    )
    matches = tmp_path / "mine-matches.csv"
    with pytest.raises(DataError):
        import_table(table, tmp_path / "mine")
    decide(matches, Uper="upper")
    before = matches.read_bytes()
    told: list[str] = []
    with pytest.raises(DataError):
        import_table(table, tmp_path / "mine", announce=told.append)
    assert matches.read_bytes() == before
    assert told[-1].endswith("is there already and is left as it is: use it with `matches`")
    with pytest.raises(DataError) as caught:
        import_table(table, tmp_path / "mine", matches=matches)
    assert [problem.value for problem in caught.value.problems] == ["Nort"]
    decide(matches, Nort="north")
    assert import_table(table, tmp_path / "mine", matches=matches).dataset.name == "mine"


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        (["Dun CCG", "04D", "CCG", "many", "Upper", "North"], "Population", "not a number"),
        (["Dun CCG", "04D", "CCG", "-5", "Upper", "North"], "Population", "negative"),
        (["Dun CCG", "04D", "CCG", "", "Upper", "North"], "Population", "has no population"),
        (["Dun CCG", "01A", "CCG", "5", "Upper", "North"], "Code", "stands in row 2 already"),
        (
            ["ash ccg", "", "CCG", "5", "Upper", "North"],
            "Organisation",
            "its name is that of row 2",
        ),
        (["Dun CCG", "04D", "CCG", "5", "Upper (40%)", "North"], "share", "add up to 0.4"),
        (["Dun CCG", "04D", "CCG", "5", "Upper (40%);Lower", "North"], "share", "some are blank"),
        (["Dun CCG", "04D", "CCG", "5", "Upper;Upper", "North"], "footprint", "already"),
        (["Dun CCG", "2016-03-01", "CCG", "5", "Upper", "North"], "Code", "holds a date"),
    ],
)
def test_problems_have_the_rows_and_headings_of_the_table(
    tmp_path: Path, row: list[str], column: str, said: str
) -> None:
    table = write_csv(tmp_path / "m.csv", [["A title"], HEADER, *ROWS, row][1:])
    with pytest.raises(DataError) as caught:
        import_table(table, tmp_path / "mine")
    (problem,) = caught.value.problems
    assert (problem.file, problem.row, problem.column) == ("m.csv", 5, column)
    assert said in problem.message
    assert not (tmp_path / "mine").exists()


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    bad = [["Dun CCG", "04D", "CCG", "1", "Uper", "1-Mar"], ["", "", "CCG", "1", "Upper", "North"]]
    with pytest.raises(DataError) as caught:
        import_table(write_csv(tmp_path / "m.csv", [HEADER, *ROWS, *bad]), tmp_path / "mine")
    assert sorted((p.row or 0, p.column) for p in caught.value.problems) == [
        (5, "LDR"),
        (5, "STP"),
        (6, "Organisation"),
    ]


def test_kinds_blocks_evidence_and_sets_can_be_said(tmp_path: Path) -> None:
    lines = [
        ["Body", "Kind", "People", "One", "Other", "Third"],
        ["Ash", "x", "1", "a", "c", "e"],
        ["Birch", "y", "2", "b", "c", "e"],
    ]
    table = write_csv(tmp_path / "m.csv", lines)
    with pytest.raises(DataError, match=r"organisations of several kinds have people.*`blocks="):
        import_table(table, tmp_path / "mine", sets="One,Other")
    imported = import_table(
        table, tmp_path / "mine", sets="two=Other,One,Third", blocks="y", evidence="inferred"
    )
    dataset = imported.dataset
    assert (dataset.compare, dataset.blocks) == (("two", "one"), ("y",))
    assert set(dataset.memberships["evidence"]) == {"inferred"}
    assert dataset.label("two") == "Other"
    assert "Other and One are compared; Third can be, with `sets`" in imported.notes
    kind = import_table(table, tmp_path / "kind", sets="One,Other", kind="area").dataset
    assert kind.blocks == ("area",)
    assert list(kind.organisations["Third"]) == ["e", "e"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"columns": "Organisation"}, "`columns` takes pairs"),
        ({"columns": "name="}, "no heading for 'name'"),
        ({"columns": "name=Code,name=Code"}, "twice"),
        ({"columns": "nome=Code"}, "did you mean 'name'"),
        ({"sets": "STP"}, "two footprint sets are needed"),
        ({"sets": "STP,"}, "`sets` takes headings"),
        ({"evidence": "oficial"}, "did you mean 'official'"),
        ({"blocks": "moon"}, "no organisation is of the kind 'moon'"),
        ({"reference": "england"}, "there is no dataset 'england'"),
        ({"sheet": "x"}, "of a workbook only"),
    ],
)
def test_options_that_make_no_sense(tmp_path: Path, options: dict[str, Any], said: str) -> None:
    table = write_csv(tmp_path / "m.csv", [HEADER, *ROWS])
    with pytest.raises(OptionError, match=said):
        import_table(table, tmp_path / "mine", **options)
    assert not (tmp_path / "mine").exists()


def test_headings_with_commas_can_be_named(tmp_path: Path) -> None:
    lines = [["Organisation", "List, all ages", "STP", "LDR"], ["Ash", 1, "a", "b"]]
    table = write_csv(tmp_path / "m.csv", lines)
    columns = "name=Organisation,population=List, all ages"
    dataset = import_table(table, tmp_path / "mine", columns=columns).dataset
    assert dataset.people.tolist() == [1]


def test_nothing_is_written_over(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "m.csv", [HEADER, *ROWS])
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for name, said in (("full", "not empty"), ("file", "no folder"), ("a/b", "does not exist")):
        with pytest.raises(OptionError, match=said):
            import_table(table, tmp_path / name)
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["x"]


def test_hostile_names_are_data_and_never_formulas(tmp_path: Path) -> None:
    names = [*HOSTILE_NAMES, "@SUM(1)", "+1+1", "-1+1"]
    lines = [["Organisation", "Population", "STP", "LDR", "=1+1"]]
    lines += [[name, "1", f"{name} a", f"{names[-1 - n]} b", name] for n, name in enumerate(names)]
    table, matches = write_csv(tmp_path / "m.csv", lines), tmp_path / "mine-matches.csv"
    with pytest.raises(DataError) as caught:
        import_table(table, tmp_path / "mine")
    decide(matches, **{problem.value: "new" for problem in caught.value.problems})
    imported = import_table(table, tmp_path / "mine", matches=matches)
    assert read_dataset(tmp_path / "mine").sha256 == imported.dataset.sha256
    for path in [matches, *(tmp_path / "mine").glob("*.csv")]:
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.reader(stream):
                assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)
    assert HOSTILE_NAMES[0] in set(imported.dataset.organisations["name"])
    assert any("with an apostrophe before what would run" in note for note in imported.notes)


def test_columns_that_are_kept_never_take_the_place_of_others(tmp_path: Path) -> None:
    lines = [["Organisation", "Population", "STP", "LDR", "name", "kinder", "Latitude"]]
    lines += [["Ash CCG", 1, "a", "b", "x", "y", "51.5"]]
    dataset = import_table(write_csv(tmp_path / "m.csv", lines), tmp_path / "mine").dataset
    assert dataset.organisations.loc[0, "name"] == "Ash CCG"
    assert dataset.organisations.loc[0, "name (in the table)"] == "x"
    assert dataset.organisations.loc[0, "kinder"] == "y"
    assert dataset.organisations.loc[0, "latitude"] == 51.5
    assert check_dataset(tmp_path / "mine").problems == ()
