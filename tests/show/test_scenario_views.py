"""The table of scenarios."""

from __future__ import annotations

import io

from helpers.examples import make_dataset

from graphmodel.scenarios.comparison import compare_scenarios
from graphmodel.scenarios.scenario import Gift, Scenario
from graphmodel.show.printing import print_view
from graphmodel.show.views import view_of

DATASET = make_dataset(
    {"c1": ("a1", "b1", 100), "c2": ("a2", None, 20)}, labels={"a": "ICB", "b": "authority"}
)
OWN = Scenario("Own", (Gift(("c2",), new="x"),), status="bid", as_of="2025", source="A page.")
BARE = Scenario("Bare", (Gift(("c2",), to="b1"),))


def printed(form: str, **asked: str) -> str:
    stream = io.StringIO()
    view = view_of(compare_scenarios(DATASET, [OWN, BARE], **asked))  # type: ignore[arg-type]
    print_view(view, form, stream)  # type: ignore[arg-type]
    return stream.getvalue()


def test_what_a_person_reads() -> None:
    text = " ".join(printed("table").split())
    assert "how the authorities can be made coterminous with the ICBs, which stay as they" in text
    assert "as things stand" in text
    assert "bid, 2025. A page." in text
    assert "no source given" in text
    joint = " ".join(printed("table", lead="joint").split())
    assert "how the ICBs and the authorities can be made coterminous." in joint


def test_what_a_program_reads() -> None:
    header, *rows = printed("csv").splitlines()
    assert header.startswith("scenario,status,as_of,source,note,people_given")
    assert {"relations_a_coterminous", "relations_b_straddling"} <= set(header.split(","))
    assert [row.split(",")[0] for row in rows] == ["", "Own", "Bare"]
