from __future__ import annotations

from helpers.widecases import resolver


def test_names_beside_codes_name_the_rest() -> None:
    found = resolver(
        ("a", "1", "E1", "Devon", "x"), ("b", "2", "", "devon.", "x"), ("c", "3", "E1", "", "x")
    )
    stp = found.footprints(found.table.columns.sets[0])
    assert stp == {
        ("Devon", "E1"): (("E1", "Devon"),),
        ("devon.", ""): (("E1", "Devon"),),
        ("", "E1"): (("E1", "Devon"),),
    }
    assert [(one.written, one.code) for one in found.taken] == [("devon.", "E1")]


def test_a_code_with_two_names_is_an_error() -> None:
    found = resolver(
        *(("a", "1", "E1", "Devon", "x"), ("b", "2", "E1", "Devon", "x")),
        ("c", "3", "E1", "Dorset", "x"),
    )
    found.footprints(found.table.columns.sets[0])
    (problem,) = found.findings.problems()
    assert (problem.row, problem.value) == (4, "Dorset")
    assert "the code 'E1' is also that of 'Devon'" in problem.message


def test_a_name_with_two_codes_is_in_doubt_without_one() -> None:
    found = resolver(
        *(("a", "1", "E1", "Devon", "x"), ("b", "2", "E2", "Devon", "x")),
        ("c", "3", "", "Devon", "x"),
    )
    stp = found.footprints(found.table.columns.sets[0])
    assert ("Devon", "") not in stp
    (doubt,) = found.doubts
    assert [one.code for one in doubt.candidates] == ["E1", "E2"]


def test_the_label_of_a_set_is_left_out_of_names() -> None:
    found = resolver(("a", "1", "", "Devon STP", "x"), ("b", "2", "", "Devon", "x"))
    stp = found.footprints(found.table.columns.sets[0])
    assert set(stp.values()) == {(("devon", "Devon"),)}
    assert found.notes == ["the word 'STP' is left out at the end of names"]
