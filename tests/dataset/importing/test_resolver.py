from __future__ import annotations

from typing import TYPE_CHECKING

from helpers.tiny import TABLES, write_folder
from helpers.widecases import resolver

from graphmodel.dataset.reading import read_dataset

if TYPE_CHECKING:
    from pathlib import Path


def test_names_are_matched_to_a_dataset(tmp_path: Path) -> None:
    reference = read_dataset(write_folder(tmp_path / "tiny"))
    assert "Upper" in TABLES["footprints.csv"]
    rows = (("east", "", "", "First STP", "upper"), ("Hospitals", "", "E9", "", "Uper"))
    found = resolver(*rows, reference=reference)
    assert found.organisations() == {2: ("01C", "east")}
    assert found.footprints(found.table.columns.sets[0]) == {
        ("First STP", ""): (("E1", "First"),),
        ("", "E9"): (("E9", "E9"),),
    }
    assert found.footprints(found.table.columns.sets[1]) == {("upper", ""): (("L1", "Upper"),)}
    doubts = {(doubt.what, doubt.name): doubt.candidates[0].code for doubt in found.doubts}
    assert doubts == {("organisation", "Hospitals"): "RX1", ("ldr", "Uper"): "L1"}
    decided = {("organisation", "Hospitals"): "RX1", ("ldr", "Uper"): "new"}
    found = resolver(*rows, reference=reference, decided=decided)
    assert found.organisations()[3] == ("RX1", "Hospitals")
    assert found.footprints(found.table.columns.sets[1])["Uper", ""] == (("uper", "Uper"),)
    assert found.doubts == []
    assert [one.how for one in found.taken if one.code == "RX1"] == ["decided"]


def test_a_set_that_the_dataset_has_not_is_said_so() -> None:
    reference = read_dataset("england-2026")
    found = resolver(("x", "y", "", "Devon", "z"), reference=reference)
    found.footprints(found.table.columns.sets[0])
    assert any("england-2026 has no footprint set 'stp'" in note for note in found.notes)


def test_an_organisation_without_code_must_not_be_another() -> None:
    found = resolver(("Devon", "1", "", "x", "y"), ("NHS Devon CCG", "", "", "x", "y"))
    found.organisations()
    (problem,) = found.findings.problems()
    assert (problem.row, problem.column, problem.value) == (3, "Name", "NHS Devon CCG")
    assert "its name is that of row 2" in problem.message
