"""Measure what is read out of whole adverts, on our own gold for the starter vocabulary.

    python -m tests.quality.adverts [--half chosen|kept] [--show] [--choose]

``gold/adverts/LANGUAGE.yaml`` holds adverts line by line. A line that names skills ends in
`` => `` and the essential ones, or `` ~> `` and the optional ones; a line without either
names none (boilerplate, headings, what is not needed). ``may`` lists skills that are neither
demanded nor held against an answer, since readers would differ.

The floors of ``matcher.proposals`` are chosen on one half (every other advert of each
language, the first one included), as those that find most skills with at least nine right in
ten, ``--choose`` prints them; the other half is only reported.
"""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product, starmap
from pathlib import Path

import yaml

from data.importers.starter import load_starter
from matcher.linking import OCCUPATIONS_AND_GROUPS, SKILLS, IndexMaker, Linked, Linker
from matcher.proposals import FLOORS, Floors, Proposals, ProposedSkill, propose
from matcher.taxonomy import Taxonomy
from matcher.types import RequirementKind

FOLDER = Path(__file__).parent / "gold" / "adverts"
LANGUAGES = ("ar", "en", "es", "fr", "pt")
SURE_FROM = 0.8
"""Confidence from which proposals are counted apart."""
_TRIED = (
    (0.2, 0.25, 0.3, 0.35, 0.4, 0.5),
    (0.4, 0.5, 0.6, 0.7),
    (0.5, 0.6, 0.7, 0.8, 0.9),
    (0.7, 0.8, 0.9),
)
_PRECISE = 0.9
_MARK = re.compile(r" (=>|~>) ")
_SKILL, _OCCUPATION = "urn:passerelle:skill:", "urn:passerelle:occupation:"


@dataclass(frozen=True, slots=True)
class Advert:
    """An advert, and what a reader finds in it."""

    language: str
    chosen_on: bool
    title: str
    occupation: str
    lines: tuple[str, ...]
    silent: tuple[str, ...]
    essential: frozenset[str]
    optional: frozenset[str]
    may: frozenset[str]

    @property
    def text(self) -> str:
        """The text below the title."""
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class Figures:
    """How well adverts were read; all but ``adverts`` and ``wrongly_linked`` are shares.

    ``precision`` is the share of proposals read from the text that are right, ``surer`` of
    those of at least the confidence asked, ``found`` the share of named skills that are
    proposed, ``found_surely`` with that confidence; ``kinds`` the share of right proposals
    whose kind is right; ``supposed`` the share of right ones among those that come from the
    occupation alone; ``wrongly_linked`` counts proposals from lines that name no skill.
    """

    adverts: int
    first: float
    among_three: float
    precision: float
    found: float
    surer: float
    found_surely: float
    kinds: float
    supposed: float
    wrongly_linked: int


def read_adverts(folder: Path = FOLDER) -> list[Advert]:
    """Read all adverts, in the order of languages and files."""
    adverts = []
    for language in LANGUAGES:
        text = (folder / f"{language}.yaml").read_text(encoding="utf-8")
        for number, item in enumerate(yaml.safe_load(text)):
            parts = [_MARK.split(line) for line in item["lines"]]
            adverts.append(
                Advert(
                    language,
                    number % 2 == 0,
                    item["title"],
                    _OCCUPATION + item["occupation"],
                    tuple(part[0] for part in parts),
                    tuple(part[0] for part in parts if len(part) == 1),
                    _named(parts, "=>"),
                    _named(parts, "~>"),
                    frozenset(_SKILL + each for each in item["may"]),
                )
            )
    return adverts


def linkers() -> tuple[Linker, Linker, Taxonomy]:
    """Give linkers of occupations and skills over the starter vocabulary, and it."""
    draft = load_starter()
    make = IndexMaker(draft)
    taxonomy = Taxonomy("starter", draft.concepts, draft.relations)
    return Linker(make, OCCUPATIONS_AND_GROUPS), Linker(make, SKILLS), taxonomy


def read_out(
    adverts: Iterable[Advert],
    occupations: Linker,
    skills: Linker,
    taxonomy: Taxonomy,
    floors: Floors = FLOORS,
) -> list[tuple[Advert, Proposals]]:
    """Give what is proposed for each advert."""
    return [
        (
            each,
            propose(
                each.title,
                each.text,
                each.language,
                occupations=occupations,
                skills=skills,
                taxonomy=taxonomy,
                floors=floors,
            ),
        )
        for each in adverts
    ]


def measure(read: Sequence[tuple[Advert, Proposals]], confidence: float) -> Figures:
    """Compare proposals with gold, and count those at least so confident apart."""
    first = three = named = 0
    marks: list[tuple[bool, bool, bool]] = []
    supposed: list[bool] = []
    wrongly = 0
    for advert, proposals in read:
        at = [each.uri for each in proposals.occupations]
        first += at[:1] == [advert.occupation]
        three += advert.occupation in at
        named += len(advert.essential | advert.optional)
        for skill in proposals.skills:
            right = skill.concept in advert.essential | advert.optional
            if not right and skill.concept in advert.may:
                continue
            if skill.span is None:
                supposed.append(right)
            else:
                marks.append((right, skill.confidence >= confidence, _is_kind(advert, skill)))
                wrongly += not right and any(skill.span in line for line in advert.silent)
    rightly = [mark for mark in marks if mark[0]]
    sure = [mark for mark in marks if mark[1]]
    return Figures(
        len(read),
        first / len(read),
        three / len(read),
        _share(len(rightly), len(marks)),
        _share(len(rightly), named),
        _share(sum(mark[0] for mark in sure), len(sure)),
        _share(sum(mark[0] for mark in sure), named),
        _share(sum(mark[2] for mark in rightly), len(rightly)),
        _share(sum(supposed), len(supposed)),
        wrongly,
    )


def _is_kind(advert: Advert, skill: ProposedSkill) -> bool:
    essential = skill.kind is RequirementKind.ESSENTIAL
    return skill.concept in (advert.essential if essential else advert.optional)


def _named(parts: Iterable[Sequence[str]], mark: str) -> frozenset[str]:
    return frozenset(
        _SKILL + name for part in parts if part[1:2] == [mark] for name in part[2].split(", ")
    )


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def main(arguments: list[str]) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description="How well whole adverts are read.")
    parser.add_argument("--half", choices=("chosen", "kept"), help="one half only")
    parser.add_argument("--show", action="store_true", help="show what was missed and wrong")
    parser.add_argument("--choose", action="store_true", help="choose the floors anew")
    asked = parser.parse_args(arguments)
    occupations, skills, taxonomy = linkers()
    if asked.choose:
        sys.stdout.write(f"{_chosen(occupations, skills, taxonomy)}\n")
        return 0
    read = read_out(read_adverts(), occupations, skills, taxonomy)
    sys.stdout.write(
        "adverts            A@1   A@3  right found  sure found kinds supposed from boilerplate\n"
    )
    for half, chosen in (("chosen", True), ("kept", False)):
        if asked.half not in {None, half}:
            continue
        of_half = [pair for pair in read if pair[0].chosen_on is chosen]
        for language in (*LANGUAGES, ""):
            part = [pair for pair in of_half if language in {"", pair[0].language}]
            figures = measure(part, SURE_FROM)
            sys.stdout.write(
                f"{half:<8}{language:<4}{figures.adverts:>4}{figures.first:>6.2f}"
                f"{figures.among_three:>6.2f}{figures.precision:>6.2f}{figures.found:>6.2f}"
                f"{figures.surer:>6.2f}{figures.found_surely:>6.2f}{figures.kinds:>6.2f}"
                f"{figures.supposed:>6.2f}{figures.wrongly_linked:>5}\n"
            )
        if asked.show:
            for line in _told(of_half):
                sys.stdout.write(f"{line}\n")
    return 0


class _Remembered(Linker):
    """A linker that answers what it was asked before without looking again."""

    def __init__(self, linker: Linker) -> None:
        self._linker = linker
        self._answers: dict[tuple[tuple[str, ...], str, int], list[Linked]] = {}

    def link(self, phrases: Sequence[str], language: str, top: int = 10) -> list[Linked]:
        """Link, or remember."""
        asked = (tuple(phrases), language, top)
        if asked not in self._answers:
            self._answers[asked] = self._linker.link(phrases, language, top)
        return self._answers[asked]


def _chosen(occupations: Linker, skills: Linker, taxonomy: Taxonomy) -> Floors:
    """Give the floors that find most skills with nine right in ten; the lowest of equals."""
    adverts = [each for each in read_adverts() if each.chosen_on]
    remembered = _Remembered(occupations), _Remembered(skills)
    best: tuple[float, Floors] = (0.0, FLOORS)
    for floors in starmap(Floors, product(*_TRIED)):
        figures = measure(read_out(adverts, *remembered, taxonomy, floors), SURE_FROM)
        if figures.precision >= _PRECISE and figures.found > best[0]:
            best = (figures.found, floors)
    return best[1]


def _told(read: Iterable[tuple[Advert, Proposals]]) -> Iterator[str]:
    for advert, proposals in read:
        found = proposals.occupation.uri if proposals.occupation else "nothing"
        right = "" if found == advert.occupation else f" instead of {advert.occupation}"
        yield f"{advert.language} {advert.title}: {found}{right}"
        for skill in proposals.skills:
            known = skill.concept in advert.essential | advert.optional
            mark = "" if known else "may " if skill.concept in advert.may else "WRONG "
            kind = "" if not known or _is_kind(advert, skill) else " KIND"
            yield f"   {skill.confidence:.2f} {mark}{skill.concept}{kind} < {skill.span}"
        got = {skill.concept for skill in proposals.skills}
        missed = sorted((advert.essential | advert.optional) - got)
        yield f"   missed {', '.join(missed)}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
