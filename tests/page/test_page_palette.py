"""The map's colours: what they tell apart is told apart by colour-blind eyes as well."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from graphmodel.files.assets import asset

if TYPE_CHECKING:
    from numpy.typing import NDArray

STYLES: Final = "".join(asset(f"page/assets/{name}.css") for name in ("map", "page"))
HEX: Final = r"#[0-9a-f]{6}\b"

EYES: Final = {
    "normal": np.eye(3),
    # Viénot, Brettel and Mollon 1999, in linear light.
    "red-blind": np.array([[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]]),
    "green-blind": np.array([[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]]),
}
TO_XYZ: Final = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
)


def colours(name: str) -> list[str]:
    """Return what a variable is, in each scheme."""
    found = re.findall(rf"--{name}: *(?:light-dark\()?({HEX})(?:, *({HEX}))?", STYLES)
    return [colour for colour in found[-1] if colour]


def lab(colour: str, eye: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a colour as an eye sees it, in CIE L*a*b*."""
    parts = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    light = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    x, y, z = TO_XYZ @ np.clip(eye @ light, 0, 1) / (0.9505, 1.0, 1.089)
    f = [value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116 for value in (x, y, z)]
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize(
    ("names", "least"),
    [(("cuts", "open", "inside", "same"), 18), ([f"c{n}" for n in range(6)], 17)],
)
def test_colours_differ_for_every_eye(names: list[str], least: float, eye: str) -> None:
    schemes = list(zip(*map(colours, names), strict=True))
    assert schemes
    for scheme in schemes:
        seen = {name: lab(each, EYES[eye]) for name, each in zip(names, scheme, strict=True)}
        for one, other in combinations(seen, 2):
            assert np.linalg.norm(seen[one] - seen[other]) >= least, (one, other, scheme)
