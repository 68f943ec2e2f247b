"""Words that a board paper could carry."""

from __future__ import annotations

import pytest

from graphmodel.wording import (
    evidence_clause,
    evidence_text,
    footprint_phrase,
    join_clauses,
    join_names,
    people_phrase,
    percent,
    plural,
    share_phrase,
    whole,
)


def test_counts_have_separators_for_thousands_and_no_decimals() -> None:
    assert whole(1819451.27144) == "1,819,451"
    assert whole(999.6) == "1,000"
    assert whole(0) == "0"
    assert whole(-0.2) == "0"


def test_shares_are_percentages_with_one_decimal() -> None:
    assert share_phrase(0.369) == "36.9 %"
    assert share_phrase(1) == "100.0 %"
    assert share_phrase(0.00049) == "0.0 %"


def test_people_are_exact_unless_estimated() -> None:
    assert people_phrase(192_632.4, "registered patients") == "192,632 registered patients"
    assert (
        people_phrase(192_632.4, "registered patients", estimated=True)
        == "about 192,600 registered patients"
    )


@pytest.mark.parametrize(
    ("number", "phrase"),
    [
        (149, "about 100 people"),
        (51, "about 100 people"),
        (12, "under 100 people"),
        (0, "about 0 people"),
    ],
)
def test_an_estimate_never_rounds_people_away(number: float, phrase: str) -> None:
    assert people_phrase(number, "people", estimated=True) == phrase


@pytest.mark.parametrize(
    ("label", "several"),
    [
        ("LDR", "LDRs"),
        ("ICS", "ICSs"),
        ("strategic authority", "strategic authorities"),
        ("survey", "surveys"),
        ("police area", "police areas"),
        ("branch", "branches"),
        ("census", "censuses"),
        ("ICB of 2024", "ICBs of 2024"),
        ("authority of the north", "authorities of the north"),
        ("local office", "local offices"),
        ("Neighbourhood Team (INT)", "Neighbourhood Teams (INTs)"),
        ("y", "ys"),
        ("", ""),
    ],
)
def test_plurals(label: str, several: str) -> None:
    assert plural(label) == several
    assert plural(label, 0) == several
    assert plural(label, 1) == label


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ([], ""),
        (["Devon"], "Devon"),
        (["Devon", "Kent"], "Devon and Kent"),
        (["Devon", "Kent", "Essex"], "Devon, Kent and Essex"),
        (["Devon", "Kent", "Essex", "Surrey"], "Devon, Kent, Essex and Surrey"),
        (["Devon", "Kent", "Essex", "Surrey", "Dorset"], "Devon, Kent, Essex and 2 others"),
        (["Devon"] * 9, "Devon, Devon, Devon and 6 others"),
    ],
)
def test_names_are_joined_and_of_many_the_rest_is_counted(names: list[str], text: str) -> None:
    assert join_names(names) == text


def test_how_many_are_named_can_be_chosen() -> None:
    assert join_names(["A", "B", "C"], at_most=2) == "A and 2 others"
    assert join_names(["A", "B", "C"], at_most=3) == "A, B and C"


def test_names_with_commas_or_and_in_them_are_quoted_in_a_list() -> None:
    names = ["Durham, Darlington and Tees", "Kent", "Bath and Wiltshire"]
    assert join_names(names) == "‘Durham, Darlington and Tees’, Kent and ‘Bath and Wiltshire’"
    assert join_names(names[:1]) == "Durham, Darlington and Tees"  # nothing to confuse it with
    assert join_names(["Sunderland", "Wandsworth"]) == "Sunderland and Wandsworth"


def test_footprints_bear_the_label_of_their_set() -> None:
    assert footprint_phrase(["Peninsula"], "LDR") == "the Peninsula LDR"
    assert footprint_phrase(["Devon", "Peninsula"], "LDR") == "the Devon and Peninsula LDRs"
    assert footprint_phrase(["The Black Country"], "STP") == "the Black Country STP"


def test_evidence_is_named_by_its_grade() -> None:
    assert evidence_clause({"inferred": 192_600}, "people") == "inferred membership"
    assert evidence_clause({"area": 5}, "people") == "area-level membership"
    assert evidence_clause({}, "people") == "no evidence recorded"


def test_of_several_grades_the_weakest_is_named_with_its_share() -> None:
    evidence = {"official": 600.0, "inferred": 400.0}
    assert (
        evidence_clause(evidence, "registered patients")
        == "inferred membership for 40.0 % of these registered patients, official for the rest"
    )
    assert evidence_clause({"area": 0, "derived": 0}, "people") == "no evidence recorded"


def test_evidence_is_told_by_grade() -> None:
    assert evidence_text({"official": 1234.4, "inferred": 1}) == "official 1,234; inferred 1"
    assert evidence_text({}) == ""


def test_clauses_are_joined_as_they_are() -> None:
    assert join_clauses([]) == ""
    assert join_clauses(["a and b"]) == "a and b"
    assert join_clauses(["a, b", *"cdefg"]) == "a, b, c, d, e, f and g"


def test_a_part_of_nothing_is_nothing() -> None:
    assert percent(1, 3) == "33.3 %"
    assert percent(0, 0) == "0.0 %"
