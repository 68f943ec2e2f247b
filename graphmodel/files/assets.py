"""The package's assets: templates, styles and scripts."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


def asset(name: str) -> str:
    """Return the text of an asset, by its path within the package: ``page/assets/map.css``."""
    return asset_bytes(name).decode("utf-8").replace("\r\n", "\n")


def asset_bytes(name: str) -> bytes:
    """Return an asset as it is, by its path within the package."""
    return resources.files("graphmodel").joinpath(*name.split("/")).read_bytes()


@cache
def templates() -> Environment:
    """Return the environment of all templates: whatever is put in is text, never markup."""
    # Most commands take the text of an asset and fill no template.
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # noqa: PLC0415

    return Environment(
        loader=FunctionLoader(asset),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
