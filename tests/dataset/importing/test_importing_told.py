from __future__ import annotations

from typing import TYPE_CHECKING

from helpers.messy import write_csv

from graphmodel.dataset.importing.importing import import_table

if TYPE_CHECKING:
    from pathlib import Path

HEADER = ["Organisation", "Code", "Type", "Population", "STP", "LDR"]
ROWS = [
    ["Ash CCG", "01A", "CCG", 100, "Upper", "North"],
    ["Birch CCG", "02B", "CCG", 200, "Upper", "South"],
    ["Cold CCG", "03C", "CCG", 300, "Lower", "South"],
]


def test_the_result_as_json(tmp_path: Path) -> None:
    lines = [HEADER, *ROWS, ["Dun CCG", "04D", "CCG", 400, "upper", "North"]]
    found = import_table(write_csv(tmp_path / "m.csv", lines), tmp_path / "mine").to_dict()
    assert found["organisation_count"] == 4
    assert found["footprint_counts"] == {"ldr": 2, "stp": 2}
    assert found["matches"] == [
        {
            "what": "stp",
            "written": "upper",
            "code": "upper",
            "name": "Upper",
            "how": "same name",
            "rows": [5],
        }
    ]
