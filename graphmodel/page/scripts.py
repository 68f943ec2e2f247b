"""The page's scripts: ES modules while they are worked on, joined into one script of the page.

Linters, type checks and browsers see modules. A page that is opened from a disk may load none, so
their imports and exports are taken out, and they are joined with each after those it imports.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graphmodel.files.assets import asset

if TYPE_CHECKING:
    from collections.abc import Callable

_START: Final = "around/main"
"""The script that starts the page, from which all others are found."""

_IMPORT: Final = re.compile(
    r'^import \{(\s*\w+(?:,\s*\w+)*,?\s*)\} from "(\.[^"]*)\.js";\n', re.MULTILINE
)
_DECLARED: Final = re.compile(
    r"^(export )?(?:(?:async )?function\*? (\w+)|class (\w+)|(?:const|let) (\w+|[{[][^=]*[}\]]) =)",
    re.MULTILINE,
)
_BEGIN: Final = """(async () => {
"use strict";
await document.fonts.load("16px Inter");"""
_SPARED: Final = re.compile(r"^[ \t]*(?://.*\n|/\*\*(?s:(?!\*/).)*\*/\n)|^[ \t]+", re.MULTILINE)
"""Comments that have lines of their own, and indentation: what only readers of modules need. No
text in the scripts goes over several lines."""

_STRANGE: Final = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


@dataclass(frozen=True)
class Script:
    """A script of the page: what it imports and declares, and the text that is left of it.

    Parameters
    ----------
    name
        Its path below the assets, without the suffix: ``model/data``.
    imports
        The names that it takes from other scripts, by the names of these.
    exports
        The names that others may import.
    declared
        All names that it declares at the top, which share one scope with those of all others.
    text
        The script without its imports and without the word ``export``.
    """

    name: str
    imports: dict[str, tuple[str, ...]]
    exports: tuple[str, ...]
    declared: tuple[str, ...]
    text: str


def joined_scripts(read: Callable[[str], str] | None = None) -> str:
    """Return the page's scripts as one, in a scope of its own, run once the font is there.

    Parameters
    ----------
    read
        As of :func:`scripts_in_order`.
    """
    texts = [script.text for script in scripts_in_order(read)]
    return _SPARED.sub("", "\n".join([_BEGIN, *texts, "})();"]))


def scripts_in_order(read: Callable[[str], str] | None = None) -> list[Script]:
    """Return the scripts that the page starts with, in the order in which modules would run.

    Parameters
    ----------
    read
        How the text of a script is read by its name; by default from the package's assets.

    Raises
    ------
    ValueError
        When scripts import each other in a circle, or one imports or exports in another way than
        the joining understands.
    """
    read = read or (lambda name: asset(f"page/assets/{name}.js"))
    found: dict[str, Script] = {}

    def take(name: str, *importers: str) -> None:
        if name in importers:
            raise ValueError(f"scripts import each other in a circle: {' '.join(importers)} {name}")
        if name not in found:
            script = read_script(name, read(name))
            for source in script.imports:
                take(source, *importers, name)
            found[name] = script

    take(_START)
    return list(found.values())


def read_script(name: str, text: str) -> Script:
    """Return a script as it is joined, by its name and its text.

    Raises
    ------
    ValueError
        When it imports or exports in another way than by ``import { name } from "./other.js";`` and
        by ``export`` before a declaration.
    """
    folder = posixpath.dirname(name)
    imports = {
        posixpath.normpath(posixpath.join(folder, path)): tuple(re.findall(r"\w+", names))
        for names, path in _IMPORT.findall(text)
    }
    body = _IMPORT.sub("", text)
    exports: list[str] = []
    declared: list[str] = []
    for export, *names in _DECLARED.findall(body):
        here = re.findall(r"\w+(?=\s*[,}\]]|$)", "".join(names))
        declared += here
        exports += here if export else []
    body = _DECLARED.sub(lambda found: found[0].removeprefix("export "), body)
    if strange := _STRANGE.search(body):
        raise ValueError(f"{name}.js: the page cannot be joined of this: {strange[0]}")
    return Script(name, imports, tuple(exports), tuple(declared), body)
