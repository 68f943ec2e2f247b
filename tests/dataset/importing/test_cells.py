from __future__ import annotations

import pytest

from graphmodel.dataset.importing.cells import (
    is_blank,
    is_number,
    is_total,
    kind_of,
    looks_like_date,
    mentions,
    without_separators,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,234,567", "1234567"),
        ("1 234", "1234"),
        ("1\u00a0234", "1234"),
        ("1’234.5", "1234.5"),
        ("1234", "1234"),
        ("12,34", "12,34"),
        ("0,123", "0,123"),
        ("1,2345", "1,2345"),
        ("many", "many"),
        ("", ""),
    ],
)
def test_thousands_separators(text: str, expected: str) -> None:
    assert without_separators(text) == expected
    assert is_number(text) == expected.replace(".", "").isdigit()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Devon", [("Devon", None)]),
        ("Devon; Cornwall", [("Devon", None), ("Cornwall", None)]),
        (
            "Devon\nCornwall\r\n Dorset|Kent",
            [(n, None) for n in ("Devon", "Cornwall", "Dorset", "Kent")],
        ),
        ("Devon (40%); Cornwall (60 %)", [("Devon", 0.4), ("Cornwall", 0.6)]),
        ("Devon 40%;Cornwall: 59,5%", [("Devon", 0.4), ("Cornwall", 0.595)]),
        ("Devon [0.4]", [("Devon", 0.4)]),
        ("Bath, Swindon and Wiltshire", [("Bath, Swindon and Wiltshire", None)]),
        ("Devon (east)", [("Devon (east)", None)]),
        ("Wave 2", [("Wave 2", None)]),
        ("n/a", []),
        ("-", []),
        ("; ;", []),
        ("40%", [("", 0.4)]),
        ("", []),
    ],
)
def test_footprints_in_a_cell(text: str, expected: list[tuple[str, float | None]]) -> None:
    assert mentions(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2016-03-01",
        "1/3/2016",
        "01.03.16",
        "1-Mar",
        "Mar-01",
        "3 March 2016",
        "2016-03-01 00:00:00",
    ],
)
def test_dates(text: str) -> None:
    assert looks_like_date(text)


@pytest.mark.parametrize(
    "text", ["MAR1", "E06000001", "E06000001-1", "March", "1", "01A", "May", "3-4"]
)
def test_codes_and_names_are_no_dates(text: str) -> None:
    assert not looks_like_date(text)


@pytest.mark.parametrize(
    "text", ["Total", "TOTAL:", "Grand total", "Totals", "England total", "sum", " Sub-total"]
)
def test_totals(text: str) -> None:
    assert is_total(text)


@pytest.mark.parametrize("text", ["Totnes", "Total Care Trust", "", "Summerfield"])
def test_names_are_no_totals(text: str) -> None:
    assert not is_total(text)


@pytest.mark.parametrize(
    ("type_", "name", "expected"),
    [
        ("CCG", "x", ("commissioner", "", True)),
        ("ccgs", "x", ("commissioner", "", True)),
        ("NHS Trust", "x", ("provider", "", True)),
        ("Acute trust", "x", ("provider", "acute", True)),
        ("Mental Health", "x", ("provider", "mental health", True)),
        ("County council", "x", ("council", "county", True)),
        ("London Borough", "x", ("council", "London", True)),
        ("District", "x", ("area", "", True)),
        ("Hospice", "x CCG", ("hospice", "", False)),
        ("", "NHS x CCG", ("commissioner", "", True)),
        ("", "x NHS Foundation Trust", ("provider", "", True)),
        ("", "x Council", ("council", "", True)),
        ("", "x", ("", "", False)),
    ],
)
def test_kinds(type_: str, name: str, expected: tuple[str, str, bool]) -> None:
    assert kind_of(type_, name) == expected


def test_cells_that_say_nothing() -> None:
    assert all(map(is_blank, ("", " ", "N/A", "–", "tbc", "?")))
    assert not any(map(is_blank, ("0", "NAM", "Devon")))
