"""What was asked for, as a record and as the options of a plan file."""

from __future__ import annotations

from typing import Any

import pytest
from helpers.examples import make_dataset

from graphmodel.errors import RulesError
from graphmodel.plans.asked import Asked
from graphmodel.plans.communities import community_plans
from graphmodel.plans.joint_frontier import exact_joint_plan
from graphmodel.plans.led import led_plan
from graphmodel.plans.plan import stated_options
from graphmodel.plans.ruled import model_joint_plan
from graphmodel.rules.rules import Rules

CHAIN = make_dataset(
    {
        "c1": ("a1", "b1", 1000),
        "c2": ("a1", "b2", 40),
        "c3": ("a2", "b2", 700),
        "c4": ("a2", "b3", 5),
        "c5": ("a3", "b3", 900),
    }
)


def test_plan_files_state_it_in_the_order_that_they_always_had() -> None:
    first = ["lead", "target", "method", "ignore_below", "undecided"]
    assert list(stated_options(led_plan(CHAIN, lead="a"))) == first
    joint = stated_options(exact_joint_plan(CHAIN, footprints=2))
    assert joint == dict.fromkeys(first) | {
        "lead": "joint",
        "target": "coterminous",
        "method": "exact",
        "ignore_below": 0.0,
        "undecided": "open",  # there is nothing for undecided ground to be coterminous with
        "footprints": 2,
        "rules": {},
    }
    assert list(joint) == [*first, "footprints", "rules"]
    ruled = stated_options(model_joint_plan(CHAIN, rules=Rules(keep=("a:a1",)), footprints=2))
    assert ruled["rules"] == {"keep": ["a:a1"]}
    assert list(ruled)[5:] == [
        *("footprints", "rules", "rules_not_bound", "rules_notes"),
        *("disturbance", "disturbance_lower_bound"),
    ]
    (found, *_) = community_plans(CHAIN, seeds=1)
    assert list(found.options) == [
        *(
            "undecided",
            "footprints",
            "rules",
            "modularity",
            "graphs",
            "resolutions",
            "seeds",
            "runs",
        ),
        *("graph", "resolution", "seed"),
    ]


@pytest.mark.parametrize(
    "options",
    [
        {"lead": "a", "target": "nested", "method": "exact"},
        {"lead": "a", "target": "nested", "method": "exact", "undecided": "open"},
        {"lead": "joint", "target": "coterminous", "method": "louvain", "footprints": 3, "seed": 0},
        {"lead": None, "target": None, "method": "manual", "rules": {"people": {"least": 5}}},
        {"lead": None, "target": None, "method": "manual", "locked": ["a1"], "max_moved": 0.5},
        {"lead": None, "target": None, "method": "guess", "further": 1, "disturbance": 0.0},
    ],
)
def test_what_a_file_carries_is_kept_known_or_not(options: dict[str, Any]) -> None:
    asked = Asked.from_options(options)
    kept = {"lead": asked.lead, "target": asked.target, "method": asked.method}
    written = kept | asked.to_options()
    given = {"undecided": "separate"} | options
    if "footprints" in options:
        given["rules"] = {}
    assert written == given
    # A file cannot ask for a share: it has a plan already.
    assert asked.max_moved is None


def test_rules_that_are_none_are_refused() -> None:
    with pytest.raises(RulesError, match=r"options\.rules"):
        Asked.from_options({"rules": {"peeple": {}}})
