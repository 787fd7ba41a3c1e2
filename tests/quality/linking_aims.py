"""What linking aims at on the published sets, and whether figures reach it."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

COUNTRIES = "mean of the occupation titles of countries"
WITHOUT_GROUPS = " without groups"


class Figures(NamedTuple):
    """What was measured on one set: shares in [0, 1]."""

    mrr: float
    first: float
    tenth: float


class Aim(NamedTuple):
    """One figure of one set, and what it should reach."""

    of: str
    figure: str
    least: float


AIMS = (
    Aim(COUNTRIES, "mrr", 0.52),
    Aim("occupation-titles-bel-fr", "mrr", 0.55),
    Aim("vacancy-titles-ethiopia-en", "first", 0.44),
    Aim("vacancy-titles-ethiopia-en", "tenth", 0.75),
    Aim("vacancy-titles-ethiopia-en" + WITHOUT_GROUPS, "first", 0.44),
    Aim("vacancy-titles-ethiopia-en" + WITHOUT_GROUPS, "tenth", 0.75),
    Aim("vacancy-titles-malaysia-en", "mrr", 0.38),
    Aim("vacancy-titles-malaysia-en" + WITHOUT_GROUPS, "mrr", 0.38),
    Aim("sentence-skills-tech-en", "mrr", 0.60),
    Aim("sentence-skills-house-en", "mrr", 0.42),
    Aim("skill-labels-deu-de", "mrr", 0.32),
    Aim("skill-labels-swe-sv", "mrr", 0.20),
)
"""Vacancies are held against their aims twice: groups of occupations are never right there."""
_SHOWN = {"mrr": "MRR", "first": "A@1", "tenth": "A@10"}


def with_mean(measured: Mapping[str, Figures]) -> dict[str, Figures]:
    """Add the mean of the titles of countries, where there are any."""
    titles = [
        figures
        for name, figures in measured.items()
        if name.startswith("occupation-titles") and not name.endswith(WITHOUT_GROUPS)
    ]
    if not titles:
        return dict(measured)
    mean = Figures(*(sum(column) / len(titles) for column in zip(*titles, strict=True)))
    return {**measured, COUNTRIES: mean}


def verdicts(measured: Mapping[str, Figures]) -> Iterator[str]:
    """Give a line for each aim whose set was measured: the figure, the aim, met or missed."""
    figures = with_mean(measured)
    for aim in AIMS:
        if aim.of in figures:
            found = getattr(figures[aim.of], aim.figure)
            met = "met" if found >= aim.least else "MISSED"
            yield f"{aim.of:<46}{_SHOWN[aim.figure]:>5}{found:>7.3f}  aim {aim.least:.2f}  {met}"
