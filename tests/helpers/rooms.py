"""The rooms of the package: what their faces say, what is really imported, and the page of both.

``PYTHONPATH=tests python -m helpers.rooms`` writes what is derived into ``docs/architecture.md``.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parents[2]
PACKAGE: Final = ROOT / "graphmodel"
PAGE: Final = ROOT / "docs" / "architecture.md"
GROUND: Final = ("errors", "wording", "shown")
"""Modules below all rooms: a room of one file each."""


@dataclass(frozen=True)
class Room:
    """A room as its face tells of it."""

    name: str
    purpose: str
    may_import: tuple[str, ...]
    modules: tuple[str, ...]


@dataclass(frozen=True)
class Import:
    """A name that a module takes from another of the package, wherever in the file it does."""

    module: str
    line: int
    source: str
    name: str
    for_types: bool = False

    def __str__(self) -> str:
        return f"{self.module}, line {self.line}: {self.name} of {self.source}"


def is_named_type(found: Import) -> bool:
    """Whether it is a type of a later room that ``shown`` names, as nothing else may."""
    return found.module == "shown" and found.for_types


def room_of(module: str) -> str:
    """Return the room in which a module lies, by its dotted name within the package."""
    return module.partition(".")[0]


def modules_of(package: Path = PACKAGE) -> dict[str, Path]:
    """Return the file of every module by its dotted name within the package."""
    found = {
        ".".join(path.relative_to(package).with_suffix("").parts): path
        for path in sorted(package.rglob("*.py"))
    }
    return {name: path for name, path in found.items() if not name.startswith("__")}


def imports_of(module: str, path: Path, known: set[str]) -> Iterator[Import]:
    """Yield what a module imports of the package: at the top, in functions, and for types only."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    guarded = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        types = node in guarded
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith("graphmodel."):
                    source = alias.name.removeprefix("graphmodel.")
                    yield Import(module, node.lineno, source, "*", types)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            if (node.module or "").split(".")[0] != "graphmodel":
                continue
            source = (node.module or "").removeprefix("graphmodel").removeprefix(".")
            for alias in node.names:
                inner = f"{source}.{alias.name}".removeprefix(".")
                if inner in known:
                    yield Import(module, node.lineno, inner, "*", types)
                else:
                    yield Import(module, node.lineno, source, alias.name, types)
        elif isinstance(node, ast.ImportFrom):
            yield Import(module, node.lineno, "." * node.level + (node.module or ""), "relative")


@cache
def all_imports(package: Path = PACKAGE) -> tuple[Import, ...]:
    """Return every import within the package."""
    modules = modules_of(package)
    return tuple(
        found for name, path in modules.items() for found in imports_of(name, path, set(modules))
    )


def rooms(package: Path = PACKAGE) -> dict[str, Room]:
    """Return the rooms by name, from the ground up."""
    found = {}
    for face in sorted(package.glob("*/__init__.py")):
        name = face.parent.name
        text = ast.get_docstring(ast.parse(face.read_text(encoding="utf-8"))) or ""
        purpose = text.partition("\n\n")[0].replace("\n", " ")
        says = re.search(r"^May import: ([\w,\s]+)\.$", text, re.MULTILINE)
        allowed = tuple(re.findall(r"\w+", says[1])) if says else ()
        modules = sorted(path.stem for path in face.parent.glob("*.py") if path != face)
        inner = sorted(path.parent.name for path in face.parent.glob("*/__init__.py"))
        found[name] = Room(name, purpose, allowed, (*modules, *(f"{one}/" for one in inner)))
    below = {name: [one for one in room.may_import if one in found] for name, room in found.items()}
    return {name: found[name] for name in TopologicalSorter(below).static_order()}


def derived(package: Path = PACKAGE) -> str:
    """Return what of the page on architecture follows from the faces: a table and a picture."""
    lines = ["| room | what it is for | modules |", "| --- | --- | --- |"]
    found = rooms(package)
    for room in found.values():
        modules = ", ".join(f"`{module}`" for module in room.modules)
        lines.append(f"| `{room.name}` | {room.purpose} | {modules} |")
    lines += ["", "```mermaid", "flowchart BT"]
    above: dict[str, set[str]] = {}
    for room in found.values():
        direct = [one for one in room.may_import if one in found]
        # What is imported by something that is imported goes without an arrow of its own.
        through = set().union(*(above[one] for one in direct)) if direct else set()
        above[room.name] = set(direct) | through
        lines += [f"  {room.name} --> {one}" for one in direct if one not in through]
    lines += ["```"]
    return "\n".join(lines)


def page_with(text: str, part: str) -> str:
    """Return the page on architecture with the derived part put in."""
    before, _, rest = text.partition("<!-- derived -->\n")
    return f"{before}<!-- derived -->\n{part}\n<!-- end -->{rest.partition('<!-- end -->')[2]}"


if __name__ == "__main__":
    PAGE.write_text(page_with(PAGE.read_text(encoding="utf-8"), derived()), encoding="utf-8")
