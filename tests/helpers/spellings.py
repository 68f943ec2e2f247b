"""Names as people spell them."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = st.sampled_from(
    [
        *("NHS", "CCG", "Devon", "devon", "&", "and", "St.", "Saint", "St", "Foundation", "Trust"),
        *(
            "FT",
            "clinical",
            "commissioning",
            "group",
            "The",
            "King's",
            "Kings",
            "Ú",
            "ß",
            "-",
            "01",
        ),
    ]
)


NAMES = st.one_of(st.text(max_size=30), st.lists(WORDS, max_size=8).map(" ".join))
