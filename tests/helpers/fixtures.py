"""The types of fixtures that many tests ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from playwright.sync_api import Page

from graphmodel.dataset.reading import Soundness

Check: TypeAlias = Callable[[Mapping[str, str | bytes | None]], Soundness]
"""Checks the tiny dataset with some files changed."""


Shared: TypeAlias = Callable[[str, Callable[[], bytes]], bytes]
"""Makes a file once for all workers of a run."""


Visit: TypeAlias = Callable[[str], Page]
"""Opens a page offline; whatever goes wrong there fails the test."""
