"""How long the ladder of one need takes: `python -m tests.benchmarks.ladder [people ...]`.

Synthetic people and needs over a synthetic graph of 4 000 skills in groups of ten; drawn with
a fixed seed, so two runs on one machine compare. Each figure is the median and the slowest of
a dozen needs, in milliseconds of the processor (nothing here uses more than one), the index
already filled; the first need is not counted.
"""

import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random  # noqa: TID251 - a seeded world to measure on, no secret
from statistics import median
from time import process_time

import typer

from matcher.index.searching import MatchIndex
from matcher.ladder.climbing import Ladder, climb
from matcher.ladder.learning_goals import what_to_learn
from matcher.ladder.relaxations import relaxations
from matcher.taxonomy import Concept, ConceptKind, Label, Relation, RelationKind, Taxonomy
from matcher.types import (
    Answer,
    Cefr,
    ConceptUri,
    CountryCode,
    Course,
    CourseId,
    CourseRun,
    EvidenceState,
    LanguageRequirement,
    LanguageSkill,
    LanguageTag,
    Level,
    MatchNeed,
    MatchProfile,
    Mode,
    NeedId,
    NeedKind,
    OneOffWindow,
    Place,
    Requirement,
    SkillClaim,
    Slot,
    Teaching,
)
from matcher.weights import VERSION_1

TODAY = date(2026, 10, 1)
SKILLS = 4_000
COUNTRIES = tuple(map(CountryCode, ("EG", "MA", "GE", "MD", "SN", "FR", "DE")))
TONGUES = tuple(map(LanguageTag, ("ar", "fr", "en", "ka", "ro")))
NEEDS = 13


@dataclass(frozen=True)
class World:
    """What is measured on."""

    taxonomy: Taxonomy
    people: tuple[MatchProfile, ...]
    needs: tuple[MatchNeed, ...]
    courses: tuple[Course, ...]


def uri(number: int) -> ConceptUri:
    return ConceptUri(f"urn:bench:{number}")


def graph() -> Taxonomy:
    """Build groups of ten skills under one broader skill each."""
    concepts = [
        Concept(uri(number), ConceptKind.SKILL, (Label("en", str(number)),))
        for number in range(SKILLS)
    ]
    relations = [
        Relation(uri(number), RelationKind.BROADER, uri(number - number % 10))
        for number in range(SKILLS)
        if number % 10
    ]
    return Taxonomy("bench", concepts, relations)


def trade(random: Random) -> int:
    """Draw the first skill of a trade; some trades are far more common than others."""
    return min(int(random.paretovariate(0.7)), SKILLS // 20) * 20 % SKILLS


def person(slot: int, random: Random) -> MatchProfile:
    first = trade(random)
    numbers = {first + random.randrange(20) for _ in range(random.randrange(3, 10))}
    numbers |= {random.randrange(SKILLS) for _ in range(2)}
    start = TODAY + timedelta(days=random.randrange(-60, 200))
    return MatchProfile(
        slot=Slot(slot),
        skills=tuple(
            SkillClaim(
                uri(number % SKILLS),
                Level(random.randrange(5)),
                last_used_year=random.choice((None, 2026, 2022, 2012)),
                evidence=random.choice(tuple(EvidenceState)),
            )
            for number in sorted(numbers)
        ),
        languages=tuple(
            LanguageSkill(tag, Cefr(random.randrange(1, 8)))
            for tag in random.sample(TONGUES, random.randrange(3))
        ),
        modes=random.choice((None, frozenset({Mode.REMOTE}), frozenset(Mode))),
        windows=random.choice((None, (OneOffWindow(start, start + timedelta(days=150)),))),
        residence=Place(random.choice(COUNTRIES)),
        ties=(Place(random.choice(COUNTRIES)),),
        willing_to_share=random.choice(tuple(Answer)),
        confirmed_on=TODAY - timedelta(days=random.randrange(900)),
        lot=random.getrandbits(64),
    )


def need(number: int, random: Random) -> MatchNeed:
    first = trade(random)
    picked = random.sample(range(20), 4)
    start = TODAY + timedelta(days=random.randrange(60, 150))
    return MatchNeed(
        NeedId(f"need-{number}"),
        NeedKind.VACANCY,
        requirements=tuple(
            Requirement(uri((first + each) % SKILLS), minimum_level=Level(random.randrange(2, 5)))
            for each in picked
        ),
        languages=(LanguageRequirement(random.choice(TONGUES), Cefr.C1),),
        mode=random.choice((Mode.SEASONAL, Mode.LONG_TERM_RETURN)),
        period=OneOffWindow(start, start + timedelta(days=60)),
        place=Place(random.choice(COUNTRIES)),
    )


def course(number: int, asked: MatchNeed, random: Random) -> Course:
    taught = random.choice(asked.requirements)
    spoken = random.random() < 0.1
    starts = [TODAY + timedelta(days=random.randrange(5, 60)) for _ in range(3)]
    return Course(
        CourseId(f"course-{number:04}"),
        (Teaching(taught.concept, taught.minimum_level),),
        tuple(
            CourseRun(start, start + timedelta(days=10), remote=True, seats_left=9)
            for start in starts
        ),
        random.choice(TONGUES),
        teaches_language=LanguageSkill(random.choice(TONGUES), Cefr.C1) if spoken else None,
    )


def world(size: int, random: Random) -> World:
    needs = tuple(need(number, random) for number in range(NEEDS))
    courses = tuple(course(number, random.choice(needs), random) for number in range(200))
    people = tuple(person(slot, random) for slot in range(1, size + 1))
    return World(graph(), people, needs, courses)


def timed(work: Callable[[MatchNeed], object], needs: tuple[MatchNeed, ...]) -> str:
    """Run something for every need but the first, and put its times in milliseconds."""
    work(needs[0])
    taken = []
    for asked in needs[1:]:
        began = process_time()
        work(asked)
        taken.append(1000 * (process_time() - began))
    return f"{median(taken):9.1f} {max(taken):9.1f}"


def measure(size: int) -> None:
    """Print the figures for one size of pool."""
    drawn = world(size, Random(7))
    index = MatchIndex(drawn.taxonomy, VERSION_1, TODAY)
    began = process_time()
    for each in drawn.people:
        index.add(each)
    typer.echo(
        f"\n{size} people, index filled in {process_time() - began:.1f} s; ms: median, slowest"
    )
    ladders: list[Ladder] = []
    typer.echo(f"  ranking alone      {timed(lambda n: index.rank_profiles(n, 20), drawn.needs)}")
    typer.echo(f"  relaxations        {timed(lambda n: relaxations(n, index), drawn.needs)}")
    whole = timed(lambda n: ladders.append(climb(n, index, drawn.courses, (), TODAY)), drawn.needs)
    typer.echo(f"  the whole ladder   {whole}")
    one = drawn.people[0]
    began = process_time()
    goals = what_to_learn(one, drawn.needs, drawn.taxonomy, VERSION_1, TODAY, drawn.courses)
    typer.echo(
        f"  what one could learn: {len(goals)} goals, {1000 * (process_time() - began):.1f} ms"
    )
    for found in ladders[:4]:
        teams = [len(team.members) for team in found.teams]
        best = found.relaxations[0] if found.relaxations else None
        typer.echo(
            f"  {found.need_id}: direct {found.direct}, conditional {found.conditional}, "
            f"related {found.why.related}, plans {len(found.training)}, teams {teams}, "
            f"relaxations {len(found.relaxations)}"
            + (f" (best {best.code}: {best.gained})" if best else "")
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    typer.echo(f"  memory at most {peak:.0f} MiB")


if __name__ == "__main__":
    for wanted in sys.argv[1:] or ("10000", "100000"):
        measure(int(wanted))
