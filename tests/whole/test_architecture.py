"""Rooms are what their faces say, and imports go one way."""

from __future__ import annotations

import ast
import re
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

import pytest
from helpers.rooms import (
    GROUND,
    PACKAGE,
    PAGE,
    Import,
    all_imports,
    derived,
    imports_of,
    is_named_type,
    modules_of,
    page_with,
    room_of,
    rooms,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def strangers(imports: Iterable[Import]) -> list[str]:
    """Return the imports that a room's face does not allow."""
    allowed = {name: {name, *room.may_import} for name, room in rooms().items()}
    allowed |= {name: {"", *GROUND[: place + 1]} for place, name in enumerate(GROUND)}
    allowed["cli"].add("")  # the public names, which is what a command calls
    return [
        str(found)
        for found in imports
        if room_of(found.source) not in allowed[room_of(found.module)] and not is_named_type(found)
    ]


def test_imports_go_where_the_faces_say() -> None:
    assert strangers(all_imports()) == []


def test_a_face_allows_nothing_that_is_not_used() -> None:
    used = {(room_of(found.module), room_of(found.source)) for found in all_imports()}
    for room in rooms().values():
        if room.name == "cli":
            continue  # it calls the public names
        assert [one for one in room.may_import if (room.name, one) not in used] == [], room.name


@pytest.mark.parametrize(
    "line",
    [
        "from graphmodel.plans.plan import Plan",
        "def f():\n    from graphmodel.plans import plan",
        "if TYPE_CHECKING:\n    from graphmodel.plans.plan import Plan",
        "import graphmodel.plans.plan",
        "from graphmodel import plans",
        "from graphmodel import Plan",
    ],
)
def test_a_backward_import_is_found(line: str, tmp_path: Path) -> None:
    file = tmp_path / "new.py"
    file.write_text(line, "utf-8")
    found = list(imports_of("overlap.new", file, set(modules_of())))
    assert len(strangers(found)) == 1


def test_types_of_later_rooms_are_named_where_all_are_asked_for_only(tmp_path: Path) -> None:
    file = tmp_path / "new.py"
    line = "from graphmodel.plans.plan import Plan"
    file.write_text(f"if TYPE_CHECKING:\n    {line}", "utf-8")
    for module, found in (("shown", 0), ("wording", 1)):
        assert len(strangers(imports_of(module, file, set(modules_of())))) == found
    file.write_text(line, "utf-8")
    assert len(strangers(imports_of("shown", file, set(modules_of())))) == 1


def test_rooms_are_in_no_circle() -> None:
    assert list(rooms())[-1] == "cli"


def test_modules_are_in_no_circle() -> None:
    graph: dict[str, set[str]] = {name: set() for name in modules_of()}
    for found in all_imports():
        if found.source in graph and found.source != found.module and not is_named_type(found):
            graph[found.module].add(found.source)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


def test_private_names_stay_in_their_room() -> None:
    assert [
        str(found)
        for found in all_imports()
        if room_of(found.source) != room_of(found.module)
        and any(part.startswith("_") for part in (*found.source.split("."), found.name))
    ] == []


def test_private_names_of_modules_are_not_reached_for() -> None:
    modules = modules_of()
    for name, path in modules.items():
        tree = ast.parse(path.read_text("utf-8"))
        taken = {
            found.source for found in imports_of(name, path, set(modules)) if found.name == "*"
        }
        names = {source.rpartition(".")[2] for source in taken if room_of(source) != room_of(name)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                assert not (node.value.id in names and node.attr.startswith("_")), (name, node.attr)


def test_imports_are_absolute() -> None:
    assert [str(found) for found in all_imports() if found.name == "relative"] == []


def test_nothing_but_the_command_line_knows_of_it() -> None:
    for name, path in modules_of().items():
        if room_of(name) != "cli":
            assert not re.search(r"^\s*(import|from) typer", path.read_text("utf-8"), re.MULTILINE)


def test_the_exact_room_can_be_read_alone() -> None:
    imports = [found for found in all_imports() if room_of(found.module) == "exact"]
    assert {room_of(found.source) for found in imports} <= {"exact", "errors"}
    for name, path in modules_of().items():
        if room_of(name) == "exact":
            others = re.findall(r"^\s*(?:import|from) (\w+)", path.read_text("utf-8"), re.MULTILINE)
            assert not {"pandas", "networkx"} & set(others), name


def test_the_tolls_can_be_taken_out() -> None:
    tolls = {"exact.tolls", "exact.toll_cuts", "exact.regions"}
    assert [
        str(found)
        for found in all_imports()
        if room_of(found.module) == "exact" and found.module not in tolls and found.source in tolls
    ] == []
    face = (PACKAGE / "exact" / "__init__.pyi").read_text("utf-8")
    assert not any(name.partition(".")[2] in face for name in tolls)


def test_rooms_are_of_a_size() -> None:
    found = rooms()
    assert 8 <= len(found) <= 16
    entries = {path.name for path in PACKAGE.iterdir()} - {"__pycache__"}
    assert len(entries) <= 23
    for path in modules_of().values():
        assert len(path.read_text("utf-8").splitlines()) <= 450, path


def test_the_page_says_what_the_faces_say() -> None:
    text = PAGE.read_text("utf-8")
    assert page_with(text, derived()) == text, "PYTHONPATH=tests python -m helpers.rooms"
