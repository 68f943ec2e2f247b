from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from helpers.tiny import TABLES, edited, only, place, text, write_folder

from graphmodel.dataset.reading import read_dataset

if TYPE_CHECKING:
    from pathlib import Path

    from helpers.fixtures import Check

    from graphmodel.dataset.dataset import Dataset

ORGANISATIONS = "organisations.csv"
FOOTPRINTS = "footprints.csv"
MEMBERSHIPS = "memberships.csv"
DESCRIPTOR = "datapackage.json"
NO_BLOCKS = edited(DESCRIPTOR, '"blocks": ["commissioner"],', "")


def read(tmp_path: Path, changes: dict[str, str | None]) -> Dataset:
    return read_dataset(write_folder(tmp_path / "x", dict(changes)))


def test_the_one_kind_with_people_is_the_block(tmp_path: Path) -> None:
    dataset = read(tmp_path, dict(NO_BLOCKS))
    assert dataset.blocks == ("commissioner",)
    assert dataset.weighted
    assert dataset.people.to_dict() == {"01C": 1000, "02D": 500.5, "03E": 250}


def test_two_kinds_with_people_must_be_chosen_from(check: Check, tmp_path: Path) -> None:
    hospital = edited(ORGANISATIONS, "provider,acute,,", "provider,acute,7,")
    problem = only(check(NO_BLOCKS | hospital))
    assert place(problem) == (ORGANISATIONS, None, "population", "")
    assert "commissioner, provider" in problem.message
    assert '"graphmodel": {"blocks": ["commissioner"]} in datapackage.json' in problem.remedy
    assert read(tmp_path, dict(hospital)).people.index.tolist() == ["01C", "02D", "03E"]


def test_without_people_every_organisation_is_a_block(tmp_path: Path) -> None:
    header, *rows = TABLES[ORGANISATIONS].splitlines()
    header = header.replace("population", "staff")
    dataset = read(
        tmp_path,
        NO_BLOCKS
        | {
            ORGANISATIONS: "\n".join([header, *rows]),
            MEMBERSHIPS: TABLES[MEMBERSHIPS],
        },
    )
    assert dataset.blocks == ("commissioner", "provider")
    assert not dataset.weighted
    assert dataset.people.tolist() == [1, 1, 1, 1]
    assert dataset.people_label == "members"


def test_declared_blocks_without_people_count_as_members(check: Check) -> None:
    header, *rows = TABLES[ORGANISATIONS].splitlines()
    changes = {ORGANISATIONS: "\n".join([header.replace("population", "staff"), *rows])}
    soundness = check(changes)
    assert soundness.ok
    assert "counts as one member" in only(soundness, "warning").message


def test_declared_blocks_that_there_are_not(check: Check) -> None:
    problem = only(check(edited(DESCRIPTOR, '["commissioner"]', '["comissioner"]')))
    assert place(problem) == (DESCRIPTOR, None, "blocks", "comissioner")
    assert "Did you mean 'commissioner'?" in problem.remedy


def test_a_block_without_population(check: Check) -> None:
    problem = only(check(edited(ORGANISATIONS, ",500.5,", ",,")))
    assert place(problem) == (ORGANISATIONS, 3, "population", "")
    assert "the block '02D' has no population" in problem.message


def test_blocks_without_anybody(check: Check) -> None:
    table = TABLES[ORGANISATIONS].replace(",1000,", ",0,").replace(",500.5,", ",0,")
    assert check({ORGANISATIONS: table}).ok
    problem = only(check({ORGANISATIONS: table.replace(",250,", ",0,")}))
    assert "all populations are 0" in problem.message


@pytest.mark.parametrize("kind", ["comissioner", "Commissioner"])
def test_kinds_that_look_like_a_slip(check: Check, kind: str) -> None:
    changes = edited(ORGANISATIONS, "South,commissioner", f"South,{kind}")
    changes |= edited(MEMBERSHIPS, "03E,ldr,L2,,,,\n", "")
    warning = only(check(changes), "warning")
    assert place(warning) == (ORGANISATIONS, 4, "kind", kind)
    assert "Did you mean 'commissioner'?" in warning.remedy
    assert check(edited(ORGANISATIONS, ",provider", ",school")).problems == ()


def test_without_a_descriptor_the_two_sets_are_compared(tmp_path: Path) -> None:
    dataset = read(tmp_path, {DESCRIPTOR: None})
    assert (dataset.name, dataset.title) == ("x", "x")
    assert dataset.compare == ("stp", "ldr")
    assert dict(dataset.labels) == {}


@pytest.mark.parametrize("descriptor", [None, "{}"])
def test_more_than_two_sets_must_be_chosen_from(check: Check, descriptor: str | None) -> None:
    table = TABLES[FOOTPRINTS] + "icb,I1,New\n"
    problem = only(check({DESCRIPTOR: descriptor, FOOTPRINTS: table}))
    assert place(problem) == (DESCRIPTOR, None, "compare", "")
    assert "more than two footprint sets (stp, ldr, icb)" in problem.message
    assert '"graphmodel": {"compare": ["stp", "ldr"]} in datapackage.json' in problem.remedy


def test_one_set_is_not_enough(check: Check) -> None:
    changes = {
        DESCRIPTOR: None,
        FOOTPRINTS: TABLES[FOOTPRINTS].split("ldr", maxsplit=1)[0],
        MEMBERSHIPS: "organisation,footprint_set,footprint\n01C,stp,E1\n02D,stp,E2\n03E,stp,E2\n",
    }
    problem = only(check(changes))
    assert "two footprint sets are needed to compare; there is stp" in problem.message


@pytest.mark.parametrize(
    ("compare", "said"),
    [
        ('["stp", "ldrs"]', "Did you mean 'ldr'?"),
        ('["stp", "stp"]', "exactly two different"),
        ('["stp"]', "exactly two different"),
        ('["stp", "ldr", "stp"]', "exactly two different"),
        ('"stp"', "must be a list"),
        ("[]", "must be a list"),
        ("[1, 2]", "must be a list"),
    ],
)
def test_sets_that_cannot_be_compared(check: Check, compare: str, said: str) -> None:
    problem = only(check(edited(DESCRIPTOR, '["stp", "ldr"]', compare)))
    assert (problem.file, problem.column) == (DESCRIPTOR, "compare")
    assert said in text(problem)


@pytest.mark.parametrize("name", ["joint", "people", "to_stp", "l,dr", "stp_name", "undecided"])
def test_names_that_no_set_can_have(check: Check, name: str) -> None:
    changes = {
        file: TABLES[file].replace("ldr,", f'"{name}",') for file in (FOOTPRINTS, MEMBERSHIPS)
    }
    problem = only(check({**changes, DESCRIPTOR: None}))
    assert place(problem) == (FOOTPRINTS, 4, "footprint_set", name)
    assert "cannot name a footprint set" in problem.message


def test_shares(tmp_path: Path) -> None:
    table = (
        TABLES[MEMBERSHIPS]
        .replace("02D,ldr,L2,1", "02D,ldr,L1,")
        .replace("RX1,stp,E1,", "RX1,stp,E1,0.3")
    )
    table += "02D,ldr,L2,,,,\n"
    dataset = read(tmp_path, {MEMBERSHIPS: table})
    shares = dataset.memberships.set_index(["organisation", "footprint"])["share"]
    assert shares["01C"].to_dict() == {"L1": 1, "E1": 0.6, "E2": 0.4}
    assert shares["02D"].to_dict() == {"L1": 0.5, "L2": 0.5, "E2": 1}
    assert shares["RX1"].to_dict() == {"L1": 0.5, "L2": 0.5, "E1": 1}


@pytest.mark.parametrize(
    ("share", "total"), [("0.3", "0.9"), ("0.41", "1.01"), ("0.400002", "1.000002")]
)
def test_shares_that_do_not_sum_to_one(check: Check, share: str, total: str) -> None:
    problem = only(check(edited(MEMBERSHIPS, "E2,0.4", f"E2,{share}")))
    assert place(problem) == (MEMBERSHIPS, 2, "share", "0.6")
    assert f"the shares of '01C' in 'stp' add up to {total}, not 1 (rows 2, 3)" in problem.message


def test_shares_that_sum_to_one_nearly(check: Check) -> None:
    assert check(edited(MEMBERSHIPS, "E2,0.4", "E2,0.4000009")).ok


def test_one_share_alone(check: Check) -> None:
    problem = only(check(edited(MEMBERSHIPS, "02D,ldr,L2,1", "02D,ldr,L2,0.5")))
    assert place(problem) == (MEMBERSHIPS, 7, "share", "0.5")
    assert "add up to 0.5, not 1 (row 7)" in problem.message


def test_shares_given_in_part(check: Check) -> None:
    problem = only(check(edited(MEMBERSHIPS, "E2,0.4", "E2,")))
    assert place(problem) == (MEMBERSHIPS, 2, "share", "0.6")
    assert "some are blank (rows 2, 3)" in problem.message
    assert "none for equal shares" in problem.remedy


def test_shares_of_partners_are_ignored(check: Check) -> None:
    table = (
        TABLES[MEMBERSHIPS]
        .replace("RX1,ldr,L1,", "RX1,ldr,L1,0.9")
        .replace("RX1,stp,E1,", "RX1,stp,E1,0.1")
    )
    assert check({MEMBERSHIPS: table}).problems == ()


def test_a_bad_share_is_told_once(check: Check) -> None:
    problem = only(check(edited(MEMBERSHIPS, "E2,0.4", "E2,1.4")))
    assert place(problem) == (MEMBERSHIPS, 3, "share", "1.4")


FLOWS = "flows.csv"
HEADER = "organisation,block,share\n"


def test_flows(tmp_path: Path) -> None:
    dataset = read(tmp_path, {FLOWS: f"{HEADER}RX1,02D,0.25\nRX1,01C,0.5\n"})
    assert dataset.flows.to_numpy().tolist() == [["RX1", "01C", 0.5], ["RX1", "02D", 0.25]]
    assert read(tmp_path, {FLOWS: None}).flows.empty


@pytest.mark.parametrize(
    ("rows", "where", "message"),
    [
        ("02D,01C,0.5", (2, "organisation", "02D"), "a block is no partner"),
        ("RX1,RX1,0.5", (2, "block", "RX1"), "a partner is no block"),
        ("RX9,01C,0.5", (2, "organisation", "RX9"), "there is no organisation 'RX9'"),
        ("RX1,01,0.5", (2, "block", "01"), "there is no organisation '01'"),
        ("RX1,01C,", (2, "share", ""), "the cell is blank"),
        ("RX1,01C,40", (2, "share", "40"), "a share is at most 1"),
        ("RX1,01C,0.7\nRX1,02D,0.4", (2, "share", "0.7"), "add up to 1.1, more than 1"),
        ("RX1,01C,0.3\nRX1,01C,0.4", (3, "block", "01C"), "stands in row 2 already"),
    ],
)
def test_flows_of_nobody_from_nowhere(
    check: Check, rows: str, where: tuple[int, str, str], message: str
) -> None:
    problem = only(check({FLOWS: f"{HEADER}{rows}\n"}))
    assert place(problem) == (FLOWS, *where)
    assert message in problem.message


def test_flows_may_be_rounded(check: Check) -> None:
    assert check({FLOWS: f"{HEADER}RX1,01C,0.505\nRX1,02D,0.5\n"}).ok
