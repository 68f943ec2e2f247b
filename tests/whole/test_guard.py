"""Whatever is given to a public function, what comes is a result or one of our errors."""

from __future__ import annotations

import dataclasses
import inspect
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from helpers.examples import make_dataset
from helpers.unruly_results import unruly_results

import graphmodel as gm
from graphmodel.files.guard import guarded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

GARBAGE = (
    *(None, 3, -1, float("nan"), float("inf"), "", "x" * 10_000, "\0", b"x", True),
    *((), ("a",), ("a", "a"), ("a", "b", "c"), [3], {}, {"a": 3}, object()),
    *(pd.DataFrame(), pd.DataFrame({"a": [None]}), np.zeros(2), pd.Series([1.0])),
)
FUNCTIONS = [name for name in gm.__all__ if inspect.isfunction(getattr(gm, name))]
DATASET = make_dataset(
    {"c1": ("a1", "b1", 5), "c2": ("a2", "b1", 3), "c3": ("a2", "b2", 2)},
    partners={"p": ("provider", "a1", ("b1", "b2"))},
)
PLAN = gm.led_plan(DATASET, lead="a")


def sound(folder: Path) -> dict[str, Any]:
    """Return a sound argument for each parameter without a default, by its name."""
    PLAN.write(folder / "plan.json")
    later = make_dataset({"c1": ("a1", "b1", 5), "c2": ("a1", "b1", 3), "c3": ("a2", "b2", 2)})
    graph = gm.overlap_graph(DATASET)
    assessment, frontier = gm.assess(DATASET), gm.frontier(DATASET)
    scenario = gm.Scenario("s", (gm.Gift(("c1",), to="a1"),))
    return {
        "dataset": DATASET,
        "plan": PLAN,
        "first": PLAN,
        "second": PLAN,
        "one": DATASET,
        "other": later,
        "overlap": PLAN.overlap,
        "source": DATASET,
        "graph": graph,
        "path": folder / "plan.json",
        "folder": folder / "new",
        "frontier": frontier,
        "lead": "a",
        "footprint_set": "a",
        "scenario": scenario,
        "scenarios": [scenario],
        "within": ["a1"],
        "before": assessment,
        "result": PLAN,
        "actual": "b",
        "soundness": gm.check_dataset(DATASET),
        "table": "none.csv",
    }


def strangers(called: Callable[..., Any], known: dict[str, Any]) -> list[str]:
    """Return what comes of garbage that is neither a result nor one of our errors.

    Each parameter is given garbage in turn, with nothing but what is needed beside it.
    """
    parameters = inspect.signature(called).parameters.values()
    needed = {
        one.name: known[one.name]
        for one in parameters
        if one.default is one.empty and one.kind is not one.VAR_KEYWORD
    }
    others = []
    for parameter in parameters:
        for value in GARBAGE:
            try:
                called(**needed | {parameter.name: value})
            except (gm.GraphmodelError, OSError):
                pass
            except Exception as error:  # noqa: BLE001 - that is what is looked for
                others.append(f"{parameter.name}={value!r}: {type(error).__name__} {error}")
    return others


@pytest.mark.parametrize("name", FUNCTIONS)
def test_garbage_gives_one_of_our_errors(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert strangers(getattr(gm, name), sound(tmp_path)) == []


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return something of every public class that has methods, or that users make."""
    folder = tmp_path_factory.mktemp("results")
    known = sound(folder)
    made = [
        *(DATASET, PLAN, PLAN.overlap, PLAN.before, known["frontier"], known["scenario"]),
        *(known["scenario"].gifts[0], PLAN.suggestions()[0], gm.check_dataset(DATASET)),
        *(gm.compare_plans(PLAN, PLAN), gm.compare_datasets(DATASET, known["other"])),
        *(one for one in unruly_results(folder) if isinstance(one, gm.RebasedPlan | gm.Tracking)),
        *(gm.plan_sensitivity(PLAN), gm.Rules(people_least=1), gm.OrganisationRule("provider")),
        gm.score_options(PLAN),
    ]
    return {type(one).__name__: one for one in made}


METHODS = [
    (name, method)
    for name in gm.__all__
    for kind in [getattr(gm, name)]
    if isinstance(kind, type) and not issubclass(kind, Exception)
    for method, member in inspect.getmembers(kind)
    if not method.startswith("_")
    and (inspect.isfunction(member) or inspect.ismethod(member))
    and set(inspect.signature(member).parameters) - {"self"}
]


@pytest.mark.parametrize(("name", "method"), METHODS)
def test_garbage_given_to_a_method_gives_one_of_our_errors(
    name: str,
    method: str,
    results: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    step = results["Suggestion"]
    known = sound(tmp_path) | {
        "organisations": DATASET.organisations,
        "memberships": DATASET.memberships,
        "name": "other",
        "places": {"c1": {"a": "a2"}},
        "word": "a",
        "level": "error",
        "step": step,
        "other": step,
        "mapping": {},
        "below": 0.1,
        "undone": np.zeros(1, int),
        "letter": "A",
    }
    assert strangers(getattr(results[name], method), known) == []


@pytest.mark.parametrize("name", ["Gift", "OrganisationRule", "Plan", "Rules", "Scenario"])
def test_garbage_is_refused_by_what_users_make(name: str, results: dict[str, Any]) -> None:
    sound = results[name]
    parts = {one.name: getattr(sound, one.name) for one in dataclasses.fields(sound)}
    assert strangers(lambda: type(sound)(**parts), {}) == []
    others = []
    for part in parts:
        for value in GARBAGE:
            try:
                dataclasses.replace(sound, **{part: value})
            except gm.GraphmodelError:
                pass
            except Exception as error:  # noqa: BLE001 - that is what is looked for
                others.append(f"{part}={value!r}: {type(error).__name__} {error}")
    assert others == []


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: gm.assess(3), "`dataset` takes a Dataset or text or a path, not 3"),
        (lambda: gm.assess(PLAN), "`dataset` takes a Dataset or text or a path, not a Plan"),
        (
            lambda: gm.assess(DATASET, sets=4),
            "`sets` takes two names of sets or None, not 4",
        ),
        (
            lambda: gm.frontier(DATASET, redraw="a"),
            "`redraw` takes a list of text, not 'a'",
        ),
        (
            lambda: gm.assess(DATASET, ignore_below="1"),
            "`ignore_below` takes a number, not '1'",
        ),
        (lambda: gm.other_way(None), "`plan` takes a Plan, not None"),
    ],
)
def test_a_wrong_kind_is_told_by_parameter(call: Callable[[], object], said: str) -> None:
    with pytest.raises(gm.OptionError) as caught:
        call()
    assert str(caught.value) == said


def test_names_do_where_datasets_do() -> None:
    named = gm.assess("england-2026", sets="icb,police")
    assert named.compare == ("icb", "police")
    assert gm.assess("england-2026", sets=["icb", "police"]).to_dict() == named.to_dict()


def test_annotations_are_read_as_written() -> None:
    @guarded
    def taken(one: int = 0, *rest: str, many: dict[str, tuple[int, ...]] | None = None) -> object:
        return one, rest, many

    assert taken(np.int64(3), many={"a": (1, 2)})
    for wrong in ({"one": True}, {"one": 1.5}, {"many": {"a": ("b",)}}, {"many": {1: (1,)}}):
        with pytest.raises(gm.OptionError, match="takes"):
            taken(**wrong)
    with pytest.raises(TypeError):
        taken(two=2)


def test_what_can_be_gone_through_only_once_is_looked_at_and_handed_on() -> None:
    @guarded
    def taken(some: Iterable[str] | None = None) -> list[str]:
        return list(some or ())

    assert taken(iter("ab")) == taken(some=(one for one in "ab")) == ["a", "b"]
    with pytest.raises(gm.OptionError, match=r"`some` takes a list of text or None, not \[3\]"):
        taken(iter([3]))  # type: ignore[list-item]
