"""Figures: every number of an assessment, as it is told."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from helpers.examples import make_dataset, patient, random_datasets
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.overlap.assessment import assess
from graphmodel.overlap.figures import figures

if TYPE_CHECKING:
    from graphmodel.dataset.dataset import Dataset


@patient
@given(random_datasets(), st.sampled_from([0.0, 0.3]))
def test_a_figure_is_what_stands_under_its_key_in_json(dataset: Dataset, below: float) -> None:
    assessment = assess(dataset, ignore_below=below)
    written = assessment.to_dict()
    told = list(figures(assessment))
    for figure in told:
        assert reduce(lambda part, key: part[key], figure.key.split("."), written) == figure.value
    keys = [figure.key for figure in told]
    assert len(set(keys)) == len(keys)
    assert {f"measures.{key}" for key in written["measures"]} <= {
        ".".join(key.split(".")[:2]) for key in keys
    }


def test_what_is_told_of_each_set_names_that_set_first() -> None:
    # c1 and c2 are a1; b1 holds c1, b2 holds c2 and c3; c3 is a2.
    dataset = make_dataset({"c1": ("a1", "b1", 9), "c2": ("a1", "b2", 4), "c3": ("a2", "b2", 7)})
    told = {figure.key: figure for figure in figures(assess(dataset))}
    assert told["footprints.b"].meaning == "All bs"
    one, other = told["measures.split_join.a"], told["measures.split_join.b"]
    assert one.meaning.endswith("to change so that as nest in bs")
    assert (one.value, other.value) == (4, 4)
    assert other.meaning.endswith("to change so that bs nest in as")
    assert told["relations.a.straddling"].meaning == "As: straddling"
    assert "without_slivers.components" not in told
