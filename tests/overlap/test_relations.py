"""Relations and components, against an oracle that follows the definitions word by word."""

from __future__ import annotations

from itertools import product

import networkx as nx
import numpy as np
import pytest
from helpers.examples import patient
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.overlap.relations import RELATIONS, Structure

Footprint = tuple[str, int]

Graph = tuple[int, int, set[tuple[int, int]], set[int], set[int]]
"""Footprints of A and of B, overlaps, and the footprints of A and of B with people outside."""


def structure_of(graph: Graph) -> Structure:
    size_a, size_b, overlaps, outside_a, outside_b = graph
    pairs = np.array(sorted(overlaps), np.intp).reshape(-1, 2)
    return Structure.of(
        (pairs[:, 0], pairs[:, 1]),
        undecided=(
            np.array([a in outside_a for a in range(size_a)], bool),
            np.array([b in outside_b for b in range(size_b)], bool),
        ),
    )


def relations_in_words(graph: Graph) -> list[str]:
    """Give the relation of every footprint, A before B, as the design's table puts it."""
    size_a, size_b, overlaps, outside_a, outside_b = graph
    footprints = [("a", a) for a in range(size_a)] + [("b", b) for b in range(size_b)]
    overlapped: dict[Footprint, set[Footprint]] = {each: set() for each in footprints}
    for a, b in overlaps:
        overlapped["a", a].add(("b", b))
        overlapped["b", b].add(("a", a))
    everything = {("a", a) for a in outside_a} | {("b", b) for b in outside_b}

    def lies_in(one: Footprint, other: Footprint, outside: set[Footprint]) -> bool:
        """Say whether all of its people are the other's too: it overlaps one, nobody undecided."""
        return overlapped[one] == {other} and one not in outside

    def coterminous(one: Footprint, outside: set[Footprint]) -> bool:
        """Overlaps exactly one, which overlaps nothing else; neither has undecided people."""
        return any(
            overlapped[one] == {other} and overlapped[other] == {one}
            for other in overlapped[one]
            if one not in outside and other not in outside
        )

    def nested(one: Footprint, outside: set[Footprint]) -> bool:
        """Lies wholly in one that holds more, or has undecided people."""
        return any(
            lies_in(one, other, outside) and (overlapped[other] != {one} or other in outside)
            for other in overlapped[one]
        )

    def holding(one: Footprint, outside: set[Footprint]) -> bool:
        """Everything it overlaps lies wholly in it (it may have undecided people)."""
        return (
            overlapped[one] != set()
            and all(lies_in(other, one, outside) for other in overlapped[one])
            and not coterminous(one, outside)
        )

    def agrees(one: Footprint, outside: set[Footprint]) -> list[str]:
        words = {"coterminous": coterminous, "nested": nested, "holding": holding}
        return [word for word, fits in words.items() if fits(one, outside)]

    found = []
    for one in footprints:
        if not overlapped[one]:
            fitting = ["alone"]
        elif agrees(one, everything):
            fitting = agrees(one, everything)
        else:
            # None of these as things stand; one of them if undecided people are left out, or not.
            fitting = ["open" if agrees(one, set()) else "straddling"]
        assert len(fitting) == 1, f"the words give {one} the relations {fitting} in {graph}"
        found += fitting
    return found


def all_relations(graph: Graph) -> list[str]:
    structure = structure_of(graph)
    return structure.names(0) + structure.names(1)


@st.composite
def graphs(draw: st.DrawFn, most: int = 6) -> Graph:
    size_a, size_b = draw(st.integers(1, most)), draw(st.integers(1, most))
    pairs = list(product(range(size_a), range(size_b)))
    # Few overlaps on the whole, so that the rarer relations turn up.
    overlaps = draw(st.sets(st.sampled_from(pairs), max_size=size_a + size_b))
    some_a = st.sets(st.integers(0, size_a - 1), max_size=2)
    some_b = st.sets(st.integers(0, size_b - 1), max_size=2)
    return size_a, size_b, overlaps, draw(some_a), draw(some_b)


@given(graphs())
@settings(patient, max_examples=500)
def test_every_footprint_has_the_relation_that_the_definitions_give_it(graph: Graph) -> None:
    assert all_relations(graph) == relations_in_words(graph)


def test_all_graphs_of_two_by_two_are_as_the_definitions_have_them() -> None:
    pairs = list(product(range(2), range(2)))
    seen = set()
    for overlap_bits, outside_bits in product(product([0, 1], repeat=4), repeat=2):
        overlaps = {pair for pair, bit in zip(pairs, overlap_bits, strict=True) if bit}
        outside = [place for place, bit in enumerate(outside_bits) if bit]
        graph = (
            2,
            2,
            overlaps,
            {a for a in outside if a < 2},
            {place - 2 for place in outside if place > 1},
        )
        assert all_relations(graph) == relations_in_words(graph)
        seen |= set(all_relations(graph))
    assert seen == set(RELATIONS)


def test_undecided_ground_keeps_open_what_would_straddle_without_it_only_if_decided_so() -> None:
    # a0 and a1 both overlap b0; a1 has undecided people, and so neither lies in b0 nor holds it.
    graph = (2, 1, {(0, 0), (1, 0)}, {1}, set[int]())
    assert all_relations(graph) == ["nested", "open", "open"]
    # With a second overlap of a1 it straddles whatever undecided ground does.
    graph = (2, 2, {(0, 0), (1, 0), (1, 1)}, {1}, set[int]())
    assert all_relations(graph) == ["nested", "straddling", "straddling", "nested"]


@pytest.mark.parametrize(
    ("overlaps", "outside_a", "outside_b", "expected"),
    [
        ({(0, 0)}, set(), set(), ["coterminous", "coterminous"]),
        ({(0, 0)}, set(), {0}, ["nested", "holding"]),
        ({(0, 0)}, {0}, set(), ["holding", "nested"]),
        ({(0, 0)}, {0}, {0}, ["open", "open"]),
        (set(), {0}, set(), ["alone", "alone"]),
    ],
)
def test_undecided_people_turn_agreement_into_holding_or_leave_it_open(
    overlaps: set[tuple[int, int]], outside_a: set[int], outside_b: set[int], expected: list[str]
) -> None:
    assert all_relations((1, 1, overlaps, outside_a, outside_b)) == expected


def test_a_leaf_of_a_straddling_footprint_is_nested_and_no_conflict_of_its_own() -> None:
    # a0 and a1 both overlap b0 and b1 crosswise; a2 lies in b1 with nobody elsewhere.
    graph = (3, 2, {(0, 0), (0, 1), (1, 1), (1, 0), (2, 1)}, set(), set())
    assert all_relations(graph) == ["straddling", "straddling", "nested"] + ["straddling"] * 2


@given(graphs())
@settings(patient, max_examples=200)
def test_the_six_relations_add_up_to_the_footprints(graph: Graph) -> None:
    structure = structure_of(graph)
    for side in (0, 1):
        counts = structure.counts(side)
        assert tuple(counts) == (
            "coterminous",
            "nested",
            "holding",
            "open",
            "straddling",
            "alone",
        )
        assert sum(counts.values()) == graph[side]
        assert [counts[word] for word in RELATIONS] == [
            structure.names(side).count(word) for word in RELATIONS
        ]


@given(graphs())
@settings(patient, max_examples=200)
def test_coterminous_footprints_come_in_pairs(graph: Graph) -> None:
    structure = structure_of(graph)
    assert structure.counts(0)["coterminous"] == structure.counts(1)["coterminous"]


@given(graphs())
@settings(patient, max_examples=200)
def test_without_people_outside_nobody_straddles_where_every_component_is_a_star(
    graph: Graph,
) -> None:
    size_a, size_b, overlaps, _, _ = graph
    structure = structure_of((size_a, size_b, overlaps, set(), set()))
    network = nx.Graph([(("a", a), ("b", b)) for a, b in overlaps])
    stars = all(
        network.subgraph(part).number_of_edges()
        == max(degree for _, degree in network.degree(part))
        for part in nx.connected_components(network)
    )
    straddling = structure.counts(0)["straddling"] + structure.counts(1)["straddling"]
    assert (straddling == 0) is stars


@given(graphs())
@settings(patient, max_examples=200)
def test_components_are_those_of_networkx_and_footprints_alone_have_their_own(graph: Graph) -> None:
    size_a, size_b, overlaps, _, _ = graph
    network = nx.Graph()
    network.add_nodes_from(("a", a) for a in range(size_a))
    network.add_nodes_from(("b", b) for b in range(size_b))
    network.add_edges_from((("a", a), ("b", b)) for a, b in overlaps)
    parts = list(nx.connected_components(network))
    structure = structure_of(graph)
    assert structure.component_count == sum(len(part) > 1 for part in parts)

    number = {("a", a): int(one) for a, one in enumerate(structure.components[0])}
    number |= {("b", b): int(one) for b, one in enumerate(structure.components[1])}
    assert sorted(set(number.values())) == list(range(len(parts)))
    for part in parts:
        (own,) = {number[each] for each in part}
        assert (own < structure.component_count) is (len(part) > 1)
