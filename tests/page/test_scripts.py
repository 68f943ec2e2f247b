"""The page's scripts: modules in rooms, each after what it imports, in one scope."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Final

import pytest
from helpers.examples import make_dataset

from graphmodel.page.page import explore_page
from graphmodel.page.scripts import Script, joined_scripts, read_script, scripts_in_order

ASSETS: Final = Path(__file__).parents[2] / "graphmodel" / "page" / "assets"
ROOMS: Final = ("model", "plans", "views", "around")
"""Each imports from itself and from those before it, as docs/architecture.md says."""

SCRIPTS: Final = {script.name: script for script in scripts_in_order()}


def ordered(texts: dict[str, str]) -> list[str]:
    return [script.name for script in scripts_in_order(texts.__getitem__)]


def backward(scripts: dict[str, Script]) -> list[str]:
    def place(name: str) -> int:
        return ROOMS.index(name.partition("/")[0])

    return [
        f"{script.name} imports {source}"
        for script in scripts.values()
        for source in script.imports
        if place(source) > place(script.name)
    ]


def clashes(scripts: dict[str, Script]) -> list[str]:
    names = Counter(name for script in scripts.values() for name in script.declared)
    return [name for name, times in names.items() if times > 1]


def missing(scripts: dict[str, Script]) -> list[str]:
    return [
        f"{script.name}: {name} of {source}"
        for script in scripts.values()
        for source, names in script.imports.items()
        for name in names
        if name not in scripts[source].exports
    ]


def test_each_comes_after_what_it_imports() -> None:
    seen: set[str] = set()
    for script in SCRIPTS.values():
        assert seen.issuperset(script.imports), script.name
        seen.add(script.name)


def test_the_order_follows_from_the_imports() -> None:
    texts = {
        "around/main": 'import { b } from "../views/b.js";\nimport { c } from "../views/c.js";\n',
        "views/b": 'import { d } from "../model/d.js";\nexport const b = d;\n',
        "views/c": 'import {\n  d,\n} from "../model/d.js";\nexport const c = d;\n',
        "model/d": "export const d = 1;\n",
    }
    assert ordered(texts) == ["model/d", "views/b", "views/c", "around/main"]


def test_no_script_is_left_out() -> None:
    files = {path.relative_to(ASSETS).with_suffix("").as_posix() for path in ASSETS.rglob("*.js")}
    assert set(SCRIPTS) == files


@pytest.mark.parametrize("inner", ["views/a", "views/b"])
def test_a_circle_is_refused(inner: str) -> None:
    texts = {
        "around/main": 'import { a } from "../views/a.js";\n',
        "views/a": 'import { b } from "./b.js";\nexport const a = 1;\n',
        "views/b": f'import {{ a }} from "../{inner}.js";\nexport const b = 1;\n',
    }
    with pytest.raises(ValueError, match=f"in a circle: around/main views/a .*{inner}"):
        ordered(texts)


@pytest.mark.parametrize(
    "line",
    [
        'import data from "./data.js";',
        'import * as data from "./data.js";',
        'import { nodes as all } from "./data.js";',
        'import "./data.js";',
        "import { nodes } from 'data';",
        "export default 1;",
        "export { nodes };",
        'export * from "./data.js";',
    ],
)
def test_what_the_joining_does_not_understand_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="model/x"):
        read_script("model/x", f"// A script.\n{line}\n")


def test_a_script_is_read() -> None:
    text = (
        'import { nodes, sets } from "../model/data.js";\n\n'
        "const own = 1;\n"
        "export const { kinds, at: [first, second] } = own;\n"
        "export async function load() {\n  const inner = 1;\n}\n"
        "class View {}\n"
    )
    script = read_script("views/x", text)
    assert script.imports == {"model/data": ("nodes", "sets")}
    assert script.exports == ("kinds", "first", "second", "load")
    assert script.declared == ("own", "kinds", "first", "second", "load", "View")
    assert script.text == text.partition("\n\n")[2].replace("export ", "").join(["\n", ""])


def test_every_import_is_of_a_name_that_is_exported() -> None:
    assert missing(SCRIPTS) == []
    shown = {"a": Script("a", {}, ("x",), ("x", "y"), "")}
    assert missing({**shown, "b": Script("b", {"a": ("x", "y")}, (), (), "")}) == ["b: y of a"]


def test_nothing_is_exported_that_nobody_imports() -> None:
    used = {
        (source, name)
        for script in SCRIPTS.values()
        for source, names in script.imports.items()
        for name in names
    }
    exported = {(script.name, name) for script in SCRIPTS.values() for name in script.exports}
    assert exported == used


def test_no_name_is_declared_in_two_scripts() -> None:
    assert clashes(SCRIPTS) == []
    two = {name: Script(name, {}, (), ("x",), "") for name in ("a", "b")}
    assert clashes(two) == ["x"]


def test_rooms_import_from_those_before_them() -> None:
    assert backward(SCRIPTS) == []
    one = Script("plans/a", {"views/b": ("x",), "model/c": ("y",)}, (), (), "")
    assert backward({"plans/a": one}) == ["plans/a imports views/b"]


def test_scripts_and_classes_are_of_a_size() -> None:
    for name, script in SCRIPTS.items():
        assert len((ASSETS / f"{name}.js").read_text("utf-8").splitlines()) <= 450, name
        for found in re.finditer(r"^class .*?^}", script.text, re.MULTILINE | re.DOTALL):
            assert found[0].count("\n") < 300, f"{name}: {found[0].splitlines()[0]}"


def code_of(text: str) -> list[str]:
    """Return lines without indentation, and without those that hold nothing but comments."""
    lines, inside = [], False
    for line in map(str.lstrip, text.splitlines()):
        was_inside, inside = inside, (inside or line.startswith("/**")) and "*/" not in line
        comment = line.startswith("//") or (line.startswith("/**") and line.endswith("*/"))
        if not (was_inside or inside or comment):
            lines.append(line)
    return lines


def test_what_only_readers_need_is_left_out_and_nothing_else() -> None:
    expected = code_of("\n".join([*(script.text for script in SCRIPTS.values()), ""]))
    assert joined_scripts().splitlines()[3:-1] == expected
    for name, each in SCRIPTS.items():
        for text in re.findall(r"`(?:[^`\\]|\\.)*`", "\n".join(code_of(each.text)), re.DOTALL):
            assert "\n" not in text, name  # its indentation would go as well


def test_a_cast_that_begins_a_line_stays_and_so_does_what_follows() -> None:
    text = (
        "/** @type {X} */ (y).z();\n"
        "const kept = 1;\n"
        "/**\n * Told.\n */\n"
        "  /** @type {Y} */ (kept).z();\n"
    )
    assert joined_scripts({"around/main": text}.__getitem__).splitlines()[3:-2] == [
        "/** @type {X} */ (y).z();",
        "const kept = 1;",
        "/** @type {Y} */ (kept).z();",
    ]


@pytest.mark.parametrize("name", ["england-2016", "england-2026"])
def test_a_page_of_england_can_be_mailed(name: str) -> None:
    assert len(explore_page(name).encode()) < 1_500_000


def test_the_page_has_them_as_one_script() -> None:
    script = joined_scripts()
    assert script.startswith('(async () => {\n"use strict";')
    assert script.endswith("})();")
    assert not re.search(r"^\s*(import|export)\b", script, re.MULTILINE)
    assert f"<script>{script}</script>" in explore_page(make_dataset({"p": ("a1", "b1")}))
