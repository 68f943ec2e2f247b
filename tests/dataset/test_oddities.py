from __future__ import annotations

from typing import TYPE_CHECKING

from helpers.tiny import TABLES, edited, only, place, text

if TYPE_CHECKING:
    from helpers.fixtures import Check

ORGANISATIONS = "organisations.csv"
FOOTPRINTS = "footprints.csv"
MEMBERSHIPS = "memberships.csv"


def test_footprints_without_members(check: Check) -> None:
    soundness = check({FOOTPRINTS: f"{TABLES[FOOTPRINTS]}ldr,L3,Empty\n"})
    assert soundness.ok
    warning = only(soundness, "warning")
    assert place(warning) == (FOOTPRINTS, 6, "footprint", "L3")
    assert "nobody is a member" in warning.message
    assert "in no plan" in warning.why


def test_footprints_without_a_block(check: Check) -> None:
    changes = {
        FOOTPRINTS: f"{TABLES[FOOTPRINTS]}ldr,L3,Partners\nclub,K1,Club\n",
        MEMBERSHIPS: f"{TABLES[MEMBERSHIPS]}RX1,ldr,L3,,,,\nRX1,club,K1,,,,\n",
    }
    # A set without any block in it, such as the club, is no ground: nothing is amiss.
    warning = only(check(changes), "warning")
    assert place(warning) == (FOOTPRINTS, 6, "footprint", "L3")
    assert "only partners" in warning.message


def test_two_sets_of_one_label(check: Check) -> None:
    soundness = check(edited("datapackage.json", '"ldr": "LDR"', '"ldr": "Stp."'))
    assert soundness.ok
    warning = only(soundness, "warning")
    assert place(warning) == ("datapackage.json", None, "labels", "Stp.")
    assert warning.message == "these sets have the same label: 'stp', 'ldr'"
    # A set without a label goes by its name.
    assert not check(edited("datapackage.json", '"ldr": "LDR"', '"xyz": "STP"')).problems
    assert check(edited("datapackage.json", '"stp": "STP", "ldr": "LDR"', '"ldr": "stp"')).problems


def test_blocks_without_a_footprint(check: Check) -> None:
    soundness = check(edited(MEMBERSHIPS, "02D,ldr,L2,1,,,\n", ""))
    assert soundness.ok
    message = only(soundness, "warning").message
    assert message == "one block has no footprint in the set 'ldr': 02D"


def test_a_code_that_is_wrong_is_told_once(check: Check) -> None:
    problem = only(check(edited(MEMBERSHIPS, "02D,ldr,L2,1", "2D,ldr,L2,1")))
    assert place(problem) == (MEMBERSHIPS, 7, "organisation", "2D")
    changes = edited(MEMBERSHIPS, "02D,ldr,L2,1", "2D,ldr,L2,1")
    assert len(check(changes).problems) == 1


def test_blocks_split_in_both_sets(check: Check) -> None:
    table = TABLES[MEMBERSHIPS] + "01C,ldr,L2,,,,\n"
    soundness = check({MEMBERSHIPS: table})
    assert soundness.ok
    warning = only(soundness, "warning")
    assert place(warning) == (MEMBERSHIPS, 2, "organisation", "01C")
    assert "estimated as the product of its shares" in warning.message
    assert "Cut it at the source" in warning.remedy


def test_partners_in_no_footprint(check: Check) -> None:
    table = f"{TABLES[ORGANISATIONS]}RX2,Surgery,provider,,,52,0,,\n"
    warning = only(check({ORGANISATIONS: table}), "warning")
    assert place(warning) == (ORGANISATIONS, 6, "organisation", "RX2")
    assert "belongs to no footprint of any set" in warning.message


def test_names_that_are_the_same_but_for_the_way_they_are_written(check: Check) -> None:
    warning = only(check(edited(ORGANISATIONS, "West", "EAST.")), "warning")
    assert place(warning) == (ORGANISATIONS, 3, "name", "EAST.")
    assert "this is the name of row 2 as well, 'East', but for" in warning.message
    warning = only(check(edited(FOOTPRINTS, "Second", "First")), "warning")
    assert place(warning) == (FOOTPRINTS, 3, "name", "First")
    assert warning.message == "this is the name of row 2 as well"
    # Two sets may well have the same names, and so may organisations of two kinds.
    assert check(edited(FOOTPRINTS, "Upper", "First")).problems == ()
    assert check(edited(ORGANISATIONS, "Hospital", "East")).problems == ()


def test_what_could_not_be_read_is_not_odd(check: Check) -> None:
    problem = only(check(edited(MEMBERSHIPS, "organisation,", "organisations,")))
    assert "organisation" in text(problem)
    assert not [p for p in check({FOOTPRINTS: None}).problems if p.level == "warning"]


def test_files_and_resources_that_are_not_read(check: Check) -> None:
    warning = only(check({"practices.csv": "a,b\n1,2\n"}), "warning")
    assert place(warning) == ("practices.csv", None, "", "")
    assert "this is not read" in warning.message
    warning = only(check({"practices.csv": None, "neighbors.csv": "x"}), "warning")
    assert "looks like 'neighbours.csv'" in warning.message
    assert check({"neighbors.csv": None, "NOTES.md": "x", "map.png": b"x"}).problems == ()
    resources = '"resources": [{"name": "practices", "path": "practices.csv"}], "title"'
    changes = edited("datapackage.json", '"title"', resources)
    warning = only(check(changes), "warning")
    assert "the resource 'practices' is not read" in warning.message
