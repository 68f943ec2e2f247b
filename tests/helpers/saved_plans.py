"""Plans that a page saves, and what differs between one thing computed twice."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final

from graphmodel.planfiles.planfile import parse_plan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.plans.plan import Plan

_SAME: Final = 1e-9


def saved(page: Page) -> dict[str, Any]:
    """Return the plan file that the page would save."""
    found: dict[str, Any] = json.loads(page.evaluate("JSON.stringify(graphmodel.planFile())"))
    return found


def saved_plan(stated: dict[str, Any], dataset: Dataset, folder: Path) -> Plan:
    """Return a plan that a page saved as the package reads it, with figures of its own."""
    file = folder / "saved.json"
    file.write_text(json.dumps(stated), encoding="utf-8")
    return parse_plan(file, dataset=dataset)[1]


def differences(stated: Any, recomputed: Any, path: str = "") -> Iterator[str]:  # noqa: ANN401
    """Name the values of two JSON-like things that differ by more than rounding."""
    if isinstance(stated, dict) and isinstance(recomputed, dict):
        for key in sorted({*stated, *recomputed}):
            yield from differences(stated.get(key), recomputed.get(key), f"{path}.{key}")
    elif isinstance(stated, list | tuple) and isinstance(recomputed, list | tuple):
        if len(stated) != len(recomputed):
            yield f"{path}: {len(stated)} and {len(recomputed)} entries"
        for place, pair in enumerate(zip(stated, recomputed, strict=False)):
            yield from differences(*pair, f"{path}.{place}")
    elif isinstance(stated, bool) or not isinstance(stated, int | float):
        if stated != recomputed:
            yield f"{path}: {stated!r} and {recomputed!r}"
    elif not math.isclose(stated, recomputed, rel_tol=_SAME, abs_tol=_SAME):
        yield f"{path}: {stated!r} and {recomputed!r}"
