from __future__ import annotations

import re
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from helpers.examples import make_dataset
from hypothesis import given, settings
from hypothesis import strategies as st

import graphmodel as gm
from graphmodel.dataset.dataset import Dataset, derived
from graphmodel.errors import OptionError
from graphmodel.files.safe_text import guarded, unguarded

KINDS = ("folder", "data.zip", "data.xlsx")
SAID = ("name", "title", "compare", "blocks", "lead", "target", "fixed", "labels", "caveats")
ROWS = {"c1": ("a1", "b1", 10), "c2": ("a2", {"b1": 1 / 3, "b2": 1 / 3, "b3": 1 / 3}, 7.5)}

texts = (
    st.text(
        st.one_of(
            st.sampled_from("='+-@,;\"x1 ＝\u202e"),
            st.characters(exclude_categories=["C", "Z"]),  # neither to be seen nor in any table
        ),
        min_size=1,
    )
    .map(str.strip)
    .filter(bool)
)


def example() -> Dataset:
    partners = {"p": ("provider", "a1", ("b1", "b2"))}
    made = make_dataset(ROWS, partners=partners, neighbours={("c1", "c2"): 3})
    return made.replace(
        lead="a", target="nested", fixed="a", caveats=["=Mind, this"], labels={"a": "A"}
    )


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_reads_as_the_same(kind: str, tmp_path: Path) -> None:
    dataset, path = example(), tmp_path / kind
    gm.write_dataset(dataset, path)
    read = gm.read_dataset(path)
    assert (read.sha256, read.sha256_all) == (dataset.sha256, dataset.sha256_all)
    assert {key: getattr(read, key) for key in SAID} == {key: getattr(dataset, key) for key in SAID}
    gm.write_dataset(read.replace(title="Another"), path)
    assert gm.read_dataset(path).title == "Another"
    assert [one.name for one in tmp_path.iterdir()] == [kind]


# Many at once: what takes long is to write a file and to read it.
@settings(max_examples=6, deadline=None)
@given(
    names=st.lists(texts, min_size=10, max_size=10),
    extra=st.lists(texts, min_size=10, max_size=10),
    people=st.lists(st.floats(0.001, 1e9), min_size=10, max_size=10),
)
def test_any_text_and_number_reads_as_the_same(
    names: list[str], extra: list[str], people: list[float]
) -> None:
    dataset = make_dataset({f"c{place}": ("a1", "b1", 1) for place in range(10)})
    organisations = dataset.organisations.assign(name=names, note=extra, population=people)
    dataset = dataset.replace(organisations=organisations)
    assert dataset.organisations["name"].tolist() == names
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            gm.write_dataset(dataset, Path(folder) / kind)
            assert gm.read_dataset(Path(folder) / kind).sha256_all == dataset.sha256_all


@given(st.text(st.sampled_from("'=+-@ x\t＝"), max_size=6))
def test_what_is_guarded_is_no_formula_and_comes_back(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not re.match("[ ]*[=+@-]", guarded(text))


def test_nothing_is_lost_that_is_no_dataset(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "thesis.docx").write_text("x", "utf-8")
    with pytest.raises(OptionError, match=r"holds more than a dataset: thesis\.docx"):
        gm.write_dataset(example(), tmp_path / "folder")
    for name in ("data.xlsx", "notes.txt"):
        (tmp_path / name).write_text("mine", "utf-8")
        with pytest.raises(OptionError, match="is no dataset: choose another name"):
            gm.write_dataset(example(), tmp_path / name)
        assert (tmp_path / name).read_text("utf-8") == "mine"
    with pytest.raises(OptionError, match="create it first"):
        gm.write_dataset(example(), tmp_path / "no" / "folder")


def test_the_ending_of_another_file_makes_no_folder(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"not written as \.TAR: choose a folder, a \.zip"):
        gm.write_dataset(example(), tmp_path / "data.TAR")
    assert not list(tmp_path.iterdir())
    gm.write_dataset(example(), tmp_path / "data.2026")
    assert (tmp_path / "data.2026").is_dir()


def test_text_that_no_workbook_holds_is_refused(tmp_path: Path) -> None:
    dataset = example()
    long = dataset.replace(organisations=dataset.organisations.assign(note="x" * 40_000))
    with pytest.raises(OptionError, match="nothing has been written"):
        gm.write_dataset(long, tmp_path / "a.xlsx")
    assert not list(tmp_path.iterdir())
    gm.write_dataset(long, tmp_path / "a.zip")


def test_a_part_is_replaced_and_checked() -> None:
    dataset = example()
    assert dataset.replace(name="x").sha256_all == dataset.sha256_all
    twice = pd.concat([dataset.memberships, dataset.memberships.head(1)])
    for changed in (dataset.replace, lambda **parts: replace(dataset, **parts)):
        with pytest.raises(gm.DataError, match=r"memberships, row 10, column footprint .*already"):
            changed(memberships=twice)
        with pytest.raises(gm.DataError, match=r"column evidence .'guess'.: the word is none of"):
            changed(memberships=dataset.memberships.assign(evidence="guess"))
    with pytest.raises(OptionError, match="no part 'names'; did you mean 'name'"):
        dataset.replace(names="x")
    # No share is an equal share, as in a file.
    equal = dataset.replace(memberships=dataset.memberships.assign(share=None))
    assert equal.sha256_all == dataset.sha256_all
    assert gm.check_dataset(dataset).ok


def test_organisations_are_moved() -> None:
    dataset = example()
    moved = dataset.move({"c1": {"b": {"b1": 0.4, "b2": 0.6}}, "c2": {"b": "b3"}}, name="if")
    rows = moved.memberships[moved.memberships["footprint_set"] == "b"]
    rows = rows[rows["organisation"] != "p"]
    assert rows[["organisation", "footprint", "share"]].to_numpy().tolist() == [
        ["c1", "b1", 0.4],
        ["c1", "b2", 0.6],
        ["c2", "b3", 1.0],
    ]
    assert set(rows["evidence"]) == {"inferred"}
    assert set(rows["source"]) == {"supposed in if"}
    assert moved.name == "if"
    assert (
        moved.caveats[0]
        == "Supposed, not fact (if): c1 in the b b1, c1 in the b b2, c2 in the b b3."
    )
    assert dataset.move({"c1": {"a": "a1"}}, name="x").sha256 == dataset.sha256


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ({"c11": {"b": "b1"}}, "there is no organisation 'c11'; did you mean 'c1'"),
        ({"c1": {"bb": "b1"}}, "no footprint set 'bb'"),
        ({"c1": {"b": "b11"}}, "the set 'b' has no footprint 'b11'; did you mean 'b1'"),
        ({"c1": {"b": {"b1": 0.5}}}, "the shares of 'c1' in 'b' add up to 0.5, not 1"),
        ({"c1": {"b": {"b1": -1, "b2": 2}}}, "a share must be more than 0"),
        ({}, "names no organisation"),
    ],
)
def test_a_move_that_makes_no_sense_is_refused(places: dict[str, Any], said: str) -> None:
    with pytest.raises(gm.GraphmodelError, match=re.escape(said)):
        example().move(places, name="x")
    with pytest.raises(OptionError, match="`evidence` is one of official"):
        example().move({"c1": {"b": "b1"}}, name="x", evidence="guess")


def test_frames_handed_out_change_nothing() -> None:
    dataset = example()
    before = dataset.sha256_all, gm.assess(dataset).to_dict()
    for table in ("organisations", "footprints", "memberships", "neighbours", "partners"):
        frame = getattr(dataset, table)
        frame.loc[0, frame.columns[0]] = "X"
        assert getattr(dataset, table).iloc[0, 0] != "X"
    people = dataset.people
    people.iloc[0] = 0
    with pytest.warns(pd.errors.ChainedAssignmentError):
        dataset.memberships.loc[0, "footprint"] = "X"
    fresh = derived(dataset)
    assert (fresh.sha256_all, gm.assess(dataset).to_dict()) == before
    assert fresh.people.equals(dataset.people)
