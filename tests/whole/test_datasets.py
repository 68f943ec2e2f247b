from __future__ import annotations

import csv
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

DATASETS = Path(__file__).resolve().parents[2] / "datasets"
NAMES = ("england-2016", "england-2026")
RESOURCES = ("organisations", "footprints", "memberships", "neighbours")
GRADES = ("official", "documented", "area", "derived", "inferred")
BLOCKS = {"england-2016": "commissioner", "england-2026": "area"}

Row = dict[str, str]

each_dataset = pytest.mark.parametrize("name", NAMES)
each_table = pytest.mark.parametrize("resource", RESOURCES)


@cache
def descriptor(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DATASETS / name / "datapackage.json").read_text("utf-8"))
    return found


@cache
def rows(name: str, resource: str) -> list[Row]:
    with (DATASETS / name / f"{resource}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def schema(name: str, resource: str) -> dict[str, Any]:
    (found,) = (r for r in descriptor(name)["resources"] if r["name"] == resource)
    inner: dict[str, Any] = found["schema"]
    return inner


def codes(name: str, kind: str) -> set[str]:
    return {r["organisation"] for r in rows(name, "organisations") if r["kind"] == kind}


def memberships(name: str, footprint_set: str, kind: str) -> list[Row]:
    wanted = codes(name, kind)
    return [
        row
        for row in rows(name, "memberships")
        if row["footprint_set"] == footprint_set and row["organisation"] in wanted
    ]


def footprints_of(name: str, footprint_set: str, organisation: str) -> dict[str, Row]:
    return {
        row["footprint"]: row
        for row in rows(name, "memberships")
        if row["footprint_set"] == footprint_set and row["organisation"] == organisation
    }


def overlaps(name: str) -> dict[tuple[str, str], float]:
    """Return the people in both footprints, for each pair of the two sets compared."""
    first, second = descriptor(name)["graphmodel"]["compare"]
    shares: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for footprint_set in (first, second):
        for row in memberships(name, footprint_set, BLOCKS[name]):
            shares[row["organisation"], footprint_set][row["footprint"]] = float(row["share"] or 1)
    people: dict[tuple[str, str], float] = defaultdict(float)
    for row in rows(name, "organisations"):
        if row["kind"] == BLOCKS[name]:
            for a, in_a in shares[row["organisation"], first].items():
                for b, in_b in shares[row["organisation"], second].items():
                    people[a, b] += int(row["population"]) * in_a * in_b
    return people


def components(pairs: Iterator[tuple[str, str]]) -> int:
    parent: dict[tuple[int, str], tuple[int, str]] = {}

    def find(node: tuple[int, str]) -> tuple[int, str]:
        while parent.setdefault(node, node) != node:
            node = parent[node]
        return node

    for a, b in pairs:
        parent[find((0, a))] = find((1, b))
    return len({find(node) for node in list(parent)})


@each_dataset
def test_package_names_itself_its_licence_and_its_sources(name: str) -> None:
    package = descriptor(name)
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert package["name"] == name
    assert package["title"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", package["version"])
    assert [licence["name"] for licence in package["licenses"]] == ["OGL-UK-3.0"]
    assert all(source["title"] for source in package["sources"])
    assert "Contains OS data © Crown copyright and database right." in package["description"]


def resources(name: str) -> list[str]:
    """Return the tables of a package: of 2026 where partners' people live, of 2016 what was cut."""
    return [*RESOURCES, "flows" if name == "england-2026" else "portions", "towns"]


def test_portions_are_of_what_was_cut_and_agree_with_shares() -> None:
    people = {
        row["organisation"]: float(row["population"])
        for row in rows("england-2016", "organisations")
        if row["kind"] == "commissioner"
    }
    parts = rows("england-2016", "portions")
    assert {row["organisation"] for row in parts} == {"01H", "01Y", "05L", "06H", "99M"}
    sets = ("stp", "council", "icb_2022", "icb_2026")
    shares: dict[tuple[str, ...], float] = {}
    for row in parts:
        for name in sets:
            key = (row["organisation"], name, row[name])
            part = float(row["people"]) / people[row["organisation"]]
            shares[key] = shares.get(key, 0) + part
    held = {
        (row["organisation"], row["footprint_set"], row["footprint"]): float(row["share"] or 1)
        for row in rows("england-2016", "memberships")
        if row["organisation"] in {part["organisation"] for part in parts}
        and row["footprint_set"] in sets
    }
    assert shares == pytest.approx(held, abs=1e-4)


def test_flows_are_of_partners_from_areas_and_no_more_than_all() -> None:
    kinds = {row["organisation"]: row["kind"] for row in rows("england-2026", "organisations")}
    total: dict[str, float] = {}
    for row in rows("england-2026", "flows"):
        assert kinds[row["block"]] == "area"
        partner = row["organisation"]
        total[partner] = total.get(partner, 0) + float(row["share"])
    assert max(total.values()) <= 1 + 1e-6
    councils = {code for code, kind in kinds.items() if kind == "council"}
    assert all(total[code] == pytest.approx(1) for code in councils)  # all their people are known
    trusts = set(total) - councils
    assert {kinds[code] for code in trusts} == {"provider"}
    assert len(trusts) == 207 - 71


@each_dataset
def test_package_says_how_it_is_to_be_read(name: str) -> None:
    settings = descriptor(name)["graphmodel"]
    sets = {row["footprint_set"] for row in rows(name, "footprints")}
    kinds = {row["kind"] for row in rows(name, "organisations")}
    assert len(settings["compare"]) == 2
    assert set(settings["compare"]) <= sets
    assert settings["blocks"] == [BLOCKS[name]]
    assert sets | kinds | {"people"} <= set(settings["labels"])
    assert all(caveat.endswith(".") and "{" not in caveat for caveat in settings["caveats"])


@each_dataset
def test_package_describes_every_file(name: str) -> None:
    files = {path.name for path in (DATASETS / name).iterdir()}
    assert [resource["name"] for resource in descriptor(name)["resources"]] == resources(name)
    further = {"datapackage.json", "boundaries.geojson"}
    further |= {"scenarios.toml"} if name == "england-2026" else set()
    assert {r["path"] for r in descriptor(name)["resources"]} | further == files
    for resource in descriptor(name)["resources"]:
        assert resource["type"] == "table"
        assert resource["encoding"] == "utf-8"


@each_dataset
@each_table
def test_schema_describes_every_column(name: str, resource: str) -> None:
    fields = schema(name, resource)["fields"]
    assert [field["name"] for field in fields] == list(rows(name, resource)[0])
    assert all(field["type"] and field["description"] for field in fields)


@each_dataset
def test_package_is_valid_by_an_independent_library(name: str) -> None:
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(DATASETS / name / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])
    assert [task.name for task in report.tasks] == resources(name)


@each_dataset
@each_table
def test_files_have_the_form_that_can_be_rebuilt_byte_for_byte(name: str, resource: str) -> None:
    content = (DATASETS / name / f"{resource}.csv").read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.endswith(b"\n")
    assert all(cell == cell.strip() for row in rows(name, resource) for cell in row.values())


@each_dataset
@each_table
def test_keys_are_unique_and_whole(name: str, resource: str) -> None:
    key = schema(name, resource)["primaryKey"]
    values = [tuple(row[column] for column in key) for row in rows(name, resource)]
    assert all(all(value) for value in values)
    assert len(set(values)) == len(values)


@each_dataset
@each_table
def test_foreign_keys_hold(name: str, resource: str) -> None:
    for key in schema(name, resource).get("foreignKeys", []):
        other = key["reference"]
        known = {
            tuple(row[column] for column in other["fields"])
            for row in rows(name, other["resource"])
        }
        assert {tuple(row[c] for c in key["fields"]) for row in rows(name, resource)} <= known


@each_dataset
@each_table
def test_required_and_enumerated_values(name: str, resource: str) -> None:
    for field in schema(name, resource)["fields"]:
        constraints = field.get("constraints", {})
        values = {row[field["name"]] for row in rows(name, resource)}
        assert not (constraints.get("required") and "" in values)
        assert values - {""} <= set(constraints.get("enum", values))


@each_dataset
def test_foreign_keys_are_declared(name: str) -> None:
    declared = {
        (resource, *key["fields"])
        for resource in RESOURCES
        for key in schema(name, resource).get("foreignKeys", [])
    }
    assert declared == {
        ("memberships", "organisation"),
        ("memberships", "footprint_set", "footprint"),
        ("neighbours", "organisation"),
        ("neighbours", "neighbour"),
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("england-2016", {"commissioner": 209, "council": 152, "provider": 237}),
        ("england-2026", {"area": 310, "council": 153, "provider": 207}),
    ],
)
def test_number_of_organisations(name: str, expected: dict[str, int]) -> None:
    assert Counter(row["kind"] for row in rows(name, "organisations")) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "england-2016",
            {
                "stp": 44,
                "ldr": 83,
                "council": 152,
                "region": 4,
                "local_office": 13,
                "icb_2022": 42,
                "icb_2026": 36,
            },
        ),
        (
            "england-2026",
            {
                "icb": 36,
                "icb_2024": 42,
                "authority": 22,
                "council": 153,
                "police": 39,
                "fire": 44,
            },
        ),
    ],
)
def test_number_of_footprints(name: str, expected: dict[str, int]) -> None:
    assert Counter(row["footprint_set"] for row in rows(name, "footprints")) == expected


@pytest.mark.parametrize(
    ("name", "people"), [("england-2016", 57541178), ("england-2026", 56490108)]
)
def test_people(name: str, people: int) -> None:
    blocks = [row for row in rows(name, "organisations") if row["kind"] == BLOCKS[name]]
    assert sum(int(row["population"]) for row in blocks) == people
    assert all(int(row["population"]) > 0 for row in blocks)


@each_dataset
def test_every_footprint_has_ground_and_every_set_a_name_once(name: str) -> None:
    footprints = {(r["footprint_set"], r["footprint"]) for r in rows(name, "footprints")}
    ground = {
        (row["footprint_set"], row["footprint"])
        for row in rows(name, "memberships")
        if row["organisation"] in codes(name, BLOCKS[name])
    }
    assert ground == footprints
    assert len({(r["footprint_set"], r["name"]) for r in rows(name, "footprints")}) == len(
        footprints
    )


@each_dataset
def test_every_block_is_in_every_set(name: str) -> None:
    for footprint_set in {row["footprint_set"] for row in rows(name, "footprints")} - {"authority"}:
        placed = {r["organisation"] for r in memberships(name, footprint_set, BLOCKS[name])}
        assert placed == codes(name, BLOCKS[name])


@each_dataset
def test_shares_of_a_split_block_sum_to_one_and_others_are_blank(name: str) -> None:
    shares: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows(name, "memberships"):
        if row["organisation"] in codes(name, BLOCKS[name]):
            shares[row["organisation"], row["footprint_set"]].append(row["share"])
        else:
            assert row["share"] == ""
    for parts in shares.values():
        if len(parts) == 1:
            assert parts == [""]
        else:
            assert all(0 < float(part) < 1 for part in parts)
            assert sum(map(float, parts)) == pytest.approx(1, abs=1e-9)


@each_dataset
def test_organisations_lie_in_england(name: str) -> None:
    for row in rows(name, "organisations"):
        assert 49.86 < float(row["latitude"]) < 55.82, row
        assert -6.42 < float(row["longitude"]) < 1.77, row
        assert row["located_by"]
        assert row["region"]


@each_dataset
def test_neighbours_are_unordered_pairs_of_blocks(name: str) -> None:
    for row in rows(name, "neighbours"):
        assert row["organisation"] < row["neighbour"]
        assert {row["organisation"], row["neighbour"]} <= codes(name, BLOCKS[name])
        assert (float(row["border_km"]) > 0) == (row["kind"] == "land")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("england-2016", {"land": 524, "water": 29}), ("england-2026", {"land": 781, "water": 23})],
)
def test_number_of_neighbours(name: str, expected: dict[str, int]) -> None:
    assert Counter(row["kind"] for row in rows(name, "neighbours")) == expected


@each_dataset
def test_every_block_has_a_neighbour(name: str) -> None:
    paired = {row[end] for row in rows(name, "neighbours") for end in ("organisation", "neighbour")}
    assert paired == codes(name, BLOCKS[name])


@each_dataset
def test_every_membership_says_how_it_is_known(name: str) -> None:
    for row in rows(name, "memberships"):
        assert row["evidence"] in GRADES
        assert row["source"]
        assert re.fullmatch(r"(\d{4}(-\d{2}(-\d{2})?)?)?", row["as_of"])


@each_dataset
def test_names_are_readable(name: str) -> None:
    for row in rows(name, "organisations"):
        assert row["name"] != row["name"].upper()
        assert "  " not in row["name"]
        assert not re.search(r"'S\b|\b(And|Of|For|Upon|Nhs)\b|, (City|County) of", row["name"])
    names = [row["name"] for row in rows(name, "organisations")]
    assert len(set(names)) == len(names)
    for row in rows(name, "footprints"):
        assert not re.search(r"^NHS|Board$|, City of|&", row["name"])


@each_dataset
def test_every_council_is_in_both_sets_compared_as_far_as_there_is_one(name: str) -> None:
    first, second = descriptor(name)["graphmodel"]["compare"]
    assert {r["organisation"] for r in memberships(name, first, "council")} == codes(
        name, "council"
    )
    if second == "ldr":
        placed = {r["organisation"] for r in memberships(name, second, "council")}
        assert placed == codes(name, "council")


def test_evidence_for_the_ldr_of_each_ccg() -> None:
    found = Counter(row["evidence"] for row in memberships("england-2016", "ldr", "commissioner"))
    assert found == {"documented": 52, "area": 65, "inferred": 92}


def test_great_ormond_street_alone_is_in_no_stp_but_has_an_ldr() -> None:
    placed = {row["organisation"] for row in memberships("england-2016", "stp", "provider")}
    assert codes("england-2016", "provider") - placed == {"RP4"}
    assert list(footprints_of("england-2016", "ldr", "RP4")) == ["LDR61"]


def test_cumbria_ccg_is_split_between_two_stps() -> None:
    split = footprints_of("england-2016", "stp", "01H")
    assert {code: round(float(row["share"]), 3) for code, row in split.items()} == {
        "E54000002": 0.631,
        "E54000004": 0.369,
    }
    others = [r for r in memberships("england-2016", "stp", "commissioner") if r["share"]]
    assert {row["organisation"] for row in others} == {"01H"}


def test_peninsula_ldr_holds_two_stps() -> None:
    assert {a for a, b in overlaps("england-2016") if b == "LDR79"} == {"E54000036", "E54000037"}


def test_partner_lists_of_2016_bear_their_dates() -> None:
    councils = memberships("england-2016", "stp", "council")
    assert {(row["evidence"], row["as_of"]) for row in councils} == {("official", "2019-04")}
    trusts = Counter(
        (r["evidence"], r["as_of"]) for r in memberships("england-2016", "stp", "provider")
    )
    assert trusts == {
        ("official", "2019-04"): 267,
        ("official", "2018-06"): 19,
        ("official", ""): 10,
        ("derived", "2019-04"): 3,
    }


def test_documented_ldr_partners_are_not_derived_again() -> None:
    partners = [
        row for kind in ("council", "provider") for row in memberships("england-2016", "ldr", kind)
    ]
    assert Counter(row["evidence"] for row in partners) == {"documented": 49, "derived": 386}
    assert footprints_of("england-2016", "ldr", "RX9")["LDR41"]["evidence"] == "documented"
    assert footprints_of("england-2016", "ldr", "RX9")["LDR42"]["evidence"] == "derived"


def test_council_is_in_every_ldr_with_a_twentieth_of_its_people() -> None:
    # Derbyshire has 4.2 % of its people in the Greater Manchester LDR.
    assert list(footprints_of("england-2016", "ldr", "E10000007")) == ["LDR41"]
    # Bassetlaw is 14.2 % of Nottinghamshire.
    assert list(footprints_of("england-2016", "ldr", "E10000024")) == ["LDR30", "LDR42"]


def test_names_of_trusts_in_2016() -> None:
    names = {r["organisation"]: r["name"] for r in rows("england-2016", "organisations")}
    assert names["REF"] == "Royal Cornwall Hospitals NHS Trust"
    assert names["RWE"] == "University Hospitals of Leicester NHS Trust"
    assert names["RJ7"] == "St George's University Hospitals NHS Foundation Trust"
    assert names["RCU"] == "Sheffield Children's NHS Foundation Trust"
    assert names["RTD"] == "The Newcastle upon Tyne Hospitals NHS Foundation Trust"
    assert names["RTQ"] == "2gether NHS Foundation Trust"
    assert names["E06000052"] == "Cornwall Council"


def test_stp_and_ldr_overlap_as_known() -> None:
    people = overlaps("england-2016")
    alone = {
        pair: count
        for pair, count in people.items()
        if sum(pair[0] == a for a, _ in people) == 1 and sum(pair[1] == b for _, b in people) == 1
    }
    assert len(people) == 89
    assert components(iter(people)) == 38
    assert len(alone) == 19
    assert sum(alone.values()) == pytest.approx(23232770)
    assert sum(people.values()) == pytest.approx(57541178)


def test_icb_and_authority_overlap_as_known() -> None:
    people = overlaps("england-2026")
    assert len(people) == 33
    assert components(iter(people)) == 14


def test_areas_without_an_authority() -> None:
    placed = {row["organisation"] for row in memberships("england-2026", "authority", "area")}
    without = codes("england-2026", "area") - placed
    assert len(without) == 107
    status = {
        r["organisation"]: r["authority_status"] for r in rows("england-2026", "organisations")
    }
    assert {code for code in codes("england-2026", "area") if not status[code]} == without


def test_evidence_for_the_areas_of_2026() -> None:
    def found(footprint_set: str) -> Counter[str]:
        return Counter(r["evidence"] for r in memberships("england-2026", footprint_set, "area"))

    assert found("icb") == {"official": 193, "derived": 117}
    assert found("authority") == {"official": 141, "documented": 62}
    for footprint_set in ("icb_2024", "council", "police", "fire"):
        assert found(footprint_set) == {"official": 310}
    for row in memberships("england-2026", "icb", "area"):
        earlier = footprints_of("england-2026", "icb_2024", row["organisation"])
        assert (row["evidence"] == "official") == (row["footprint"] in earlier)


def test_partners_of_2026_are_derived() -> None:
    partners = codes("england-2026", "council") | codes("england-2026", "provider")
    found = [row for row in rows("england-2026", "memberships") if row["organisation"] in partners]
    assert {row["evidence"] for row in found} == {"derived"}
    assert {row["footprint_set"] for row in found} == {"icb", "authority"}


def test_council_is_in_every_icb_and_authority_with_a_twentieth_of_its_people() -> None:
    people: dict[str, int] = {}
    for row in rows("england-2026", "organisations"):
        if row["population"]:
            people[row["organisation"]] = int(row["population"])
    council = {
        row["organisation"]: row["footprint"]
        for row in memberships("england-2026", "council", "area")
    }
    for footprint_set in ("icb", "authority"):
        together: Counter[tuple[str, str]] = Counter()
        for row in memberships("england-2026", footprint_set, "area"):
            area = row["organisation"]
            together[council[area], row["footprint"]] += people[area]
        expected = {pair for pair, count in together.items() if count >= 0.05 * people[pair[0]]}
        placed = memberships("england-2026", footprint_set, "council")
        assert {(row["organisation"], row["footprint"]) for row in placed} == expected


def test_unplaced_trusts() -> None:
    trusts = codes("england-2026", "provider")
    icb = {row["organisation"] for row in memberships("england-2026", "icb", "provider")}
    authority = {
        row["organisation"] for row in memberships("england-2026", "authority", "provider")
    }
    assert trusts - icb == {"RMY", "RWR", "RWX", "RXX", "RY4", "RYE"}
    assert len(trusts - authority) == 71 + 32
    assert len(memberships("england-2026", "icb", "provider")) == 201
    caveats = " ".join(descriptor("england-2026")["graphmodel"]["caveats"])
    assert "71 of the 207 trusts are not in the table of patients" in caveats
    assert "Another 32 trusts have fewer than 20 % of their patients" in caveats


def test_trust_of_a_split_icb_follows_its_patients() -> None:
    def only(trust: str) -> str:
        (code,) = footprints_of("england-2026", "icb", trust)
        return code

    names = {r["footprint"]: r["name"] for r in rows("england-2026", "footprints")}
    assert names[only("RQW")] == "Essex"
    assert names[only("RDU")] == "Thames Valley"
    assert names[only("RWH")] == "Central East"


def test_misnamed_trust_is_put_right() -> None:
    (trust,) = (r for r in rows("england-2026", "organisations") if r["organisation"] == "RYE")
    assert trust["name"] == "South Central Ambulance Service NHS Foundation Trust"
    assert trust["type"] == "ambulance"
    assert trust["icb_listed"] == ""


def test_areas_are_named_after_districts_and_parts() -> None:
    names = {r["organisation"]: r["name"] for r in rows("england-2026", "organisations")}
    assert names["E06000001-1"] == "Hartlepool"
    assert names["E07000177-2"] == "Cherwell (part in Northamptonshire)"
    assert names["E06000023-1"] == "Bristol"


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: ANN401 - a script, not a package
    monkeypatch.syspath_prepend(str(DATASETS))
    monkeypatch.delitem(sys.modules, "build", raising=False)  # there is a package of that name
    return importlib.import_module("build")


def test_build_sets_names_in_title_case(build: Any) -> None:  # noqa: ANN401
    common = sys.modules[build.SourceError.__module__]
    assert (
        common.title_case("THE ROYAL  STOKE-ON-TRENT NHS TRUST")
        == "The Royal Stoke-on-Trent NHS Trust"
    )
    assert common.trust_name("KING'S COLLEGE", "Queen's College") == "King's College"
    assert common.trust_name("ST. PETERS AND ST JOHN", "St Peter's and St John") == (
        "St Peter's and St John"
    )


def test_build_apportions_shares_that_sum_to_one(build: Any) -> None:  # noqa: ANN401
    apportion = sys.modules[build.SourceError.__module__].apportion
    assert apportion({"a": 5}) == {"a": ""}
    assert apportion({"a": 1, "b": 1, "c": 1}) == {
        "a": "0.333334",
        "b": "0.333333",
        "c": "0.333333",
    }


def test_build_lists_what_differs(build: Any, tmp_path: Path) -> None:  # noqa: ANN401
    for folder in ("built", "kept"):
        for name in NAMES:
            shutil.copytree(DATASETS / name, tmp_path / folder / name)
    kept = tmp_path / "kept" / "england-2016"
    assert build.differences(tmp_path / "built", tmp_path / "kept", NAMES) == []
    (kept / "footprints.csv").unlink()
    (kept / "notes.txt").write_text("mine", encoding="utf-8")
    text = (kept / "neighbours.csv").read_text("utf-8")
    (kept / "neighbours.csv").write_text(text.replace("00D", "00E", 1), "utf-8", newline="\n")
    assert build.differences(tmp_path / "built", tmp_path / "kept", NAMES) == [
        "england-2016/footprints.csv: missing",
        "england-2016/neighbours.csv: differs from line 2",
        "england-2016/notes.txt: not made by the build",
    ]


def test_build_says_which_source_is_missing(
    build: Any,  # noqa: ANN401
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert build.main(["--sources", str(tmp_path), "--check"]) == 2
    assert "trust_networks.csv is missing" in capsys.readouterr().err


@pytest.mark.skipif(
    "GRAPHMODEL_SOURCES" not in os.environ, reason="GRAPHMODEL_SOURCES names no source tables"
)
def test_datasets_are_what_the_sources_give() -> None:
    command = [sys.executable, str(DATASETS / "build.py"), "--check"]
    command += ["--sources", os.environ["GRAPHMODEL_SOURCES"]]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
