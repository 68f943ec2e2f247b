"""Files of criteria: read, or refused with everything that is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

import graphmodel as gm
from graphmodel.options.criteria import Criteria, read_criteria

ONE = '[[criterion]]\nid = "fit"\nweight = 2\n'
TWO = '[[option]]\nid = "A"\nplan = "nothing"\n[[option]]\nid = "B"\nlead = "a"\n'


def problems(tmp_path: Path, content: str) -> list[str]:
    path = tmp_path / "criteria.toml"
    path.write_text(content, "utf-8")
    with pytest.raises(gm.CriteriaError) as caught:
        read_criteria(path)
    assert caught.value.kind == "criteria"
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('[[option]]\nid = "A"\nscale = "fixed"\n', "there is no key 'scale' in option 1"),
        ('[[option]]\nid = "A"\nscale = "fixed"\n', "'scale' before the first table in brackets"),
        (ONE + "waight = 3\n", "Did you mean 'weight'?"),
        ("[tests]\nmay_chnage = []\n", "there is no key 'may_chnage' in tests"),
        ('[[criterion]]\nid = "fit"\n', "Write weight = … here"),
        (ONE + ONE, "the id 'fit' is there 2 times"),
        (ONE.replace("2", "0"), "no criterion weighs anything"),
        (ONE.replace("2", "nan"), "criterion 1, weight"),
        (ONE.replace("2", "-1"), "criterion 1, weight"),
        (ONE.replace("fit", "cost"), "this criterion goes by nothing"),
        (ONE + 'figure = "people_movd"\n', "Did you mean 'people_moved'?"),
        (ONE + 'figure = "people_moved"\nscores = { A = 5 }\n', "by a figure or by scores"),
        (ONE + "scores = { A = 5 }\n", "need a source"),
        (TWO + ONE + 'scores = { A = 5 }\nsource = "us"\n', "no score for B"),
        (TWO + ONE + 'scores = { A = 5, B = 1, C = 1 }\nsource = "us"\n', "no option: C"),
        (ONE + "scores = { A = 101 }\n", "criterion 1, scores, A"),
        ('scale = "fixed"\n' + ONE, "a fixed scale needs the worst and the best"),
        ('scale = "fixed"\n', "a fixed scale needs criteria of its own"),
        (ONE + "worst = 1\nbest = 1\n", "the worst and the best are the same"),
        (TWO + 'plan = "x.json"\n', "an option is a plan, or what is asked for one"),
        (
            "[recommend]\ntests_of_weights = [1, 2, 3]\n"
            + "".join(
                f'[[criterion]]\nid = "x{n}"\nweight = 1\nfigure = "people_moved"\n'
                for n in range(13)
            ),
            "1,594,323 tests of weights",
        ),
    ],
)
def test_what_makes_no_sense_is_told(tmp_path: Path, content: str, said: str) -> None:
    assert any(said in problem for problem in problems(tmp_path, content))


def test_everything_has_a_default(tmp_path: Path) -> None:
    (tmp_path / "empty.toml").write_text("", "utf-8")
    assert read_criteria(tmp_path / "empty.toml") == Criteria()


def test_plans_are_looked_for_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text('[[option]]\nid = "B"\nplan = "mine.json"\n', "utf-8")
    assert Path(read_criteria(tmp_path / "x.toml").option[0].plan) == tmp_path / "mine.json"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(gm.CriteriaError, match=r"none\.toml.*cannot be read"):
        read_criteria(tmp_path / "none.toml")
