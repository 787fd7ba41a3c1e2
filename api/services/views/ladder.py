"""What use cases give about the ladder of a need: steps, courses, teams, institutions.

Frozen values that routes and pages show as they are.

Rules:

- People appear under handles of the reader's audience; organisations and courses by their
  own words.
- Codes stay codes; concepts carry their label in the reader's language.

What it does not do: decide what is in it (the use cases do).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from api.services.views.agency import ReasonView
from api.services.views.explaining import BucketCode, ConditionView, ReasonCountView
from api.services.views.need import PlaceView
from matcher.ladder.changes import RelaxationCode
from matcher.ladder.demand_gaps import Supply
from matcher.ladder.following import TrainingQuestion
from matcher.types import (
    Cefr,
    CollaborationKind,
    EvidenceState,
    FactValue,
    Level,
    NeedKind,
    OrganisationKind,
    ReasonCode,
    WageReplacement,
)


@dataclass(frozen=True, slots=True)
class SkillView:
    """A concept with its label."""

    concept: str
    label: str


@dataclass(frozen=True, slots=True)
class MissingSkillView:
    """An asked skill that is not plainly there, with the nearest claim if there is one.

    Levels are 0 (not stated) or 1 to 4.
    """

    skill: SkillView
    reason: ReasonCode
    asked_level: int
    nearest: SkillView | None
    nearest_level: int


@dataclass(frozen=True, slots=True)
class NearMatchView:
    """A near match and what it lacks; ``handle`` is empty for the reader herself."""

    handle: str
    score: str
    missing_skills: tuple[MissingSkillView, ...]
    other_reasons: tuple[ReasonView, ...]


@dataclass(frozen=True, slots=True)
class CourseView:
    """A course of the catalogue, in its organiser's words.

    ``cost_cents`` is the whole price in hundredths of ``currency``, ``None`` when not said.
    """

    id: str
    title: str
    text: str
    language: str
    organisation: str
    taught_in: str
    minimum_cefr: Cefr
    evidence: EvidenceState
    cost_cents: int | None
    currency: str | None
    wage_replacement: WageReplacement
    leave_days: int | None


@dataclass(frozen=True, slots=True)
class TrainingStepView:
    """One course of a plan: when, where, and what it closes."""

    course: CourseView
    start: date
    end: date
    place: PlaceView | None
    remote: bool
    closes: tuple[ConditionView, ...]
    questions: tuple[TrainingQuestion, ...]
    days_off: int


@dataclass(frozen=True, slots=True)
class TrainingPlanView:
    """Courses in their order, and the match before, with and after them.

    ``by`` is the last day they may end, ``None`` when the need has no start.
    """

    handle: str
    steps: tuple[TrainingStepView, ...]
    ends_on: date
    by: date | None
    before: BucketCode
    with_plan: BucketCode
    after: BucketCode
    score_before: str
    score_after: str
    still_open: tuple[ConditionView, ...]


@dataclass(frozen=True, slots=True)
class RelaxationView:
    """One change of a need and what it gains over the pool."""

    code: RelaxationCode
    facts: Mapping[str, FactValue]
    direct: int
    conditional: int
    gained: int
    gained_direct: int


@dataclass(frozen=True, slots=True)
class TeamMemberView:
    """One member and the essential skills she stands for."""

    handle: str
    covers: tuple[SkillView, ...]


@dataclass(frozen=True, slots=True)
class TeamView:
    """Two or three people who cover a need together."""

    members: tuple[TeamMemberView, ...]
    bucket: BucketCode
    score: str
    covers_all: bool


@dataclass(frozen=True, slots=True)
class OrganisationBarView:
    """One term of the score of two organisations, three decimals."""

    criterion: str
    term: str
    most: str
    stated: bool


@dataclass(frozen=True, slots=True)
class InstitutionView:
    """An organisation that could do it, and what the two bring each other."""

    id: str
    name: str
    kind: OrganisationKind | None
    country: str
    bucket: BucketCode
    score: str
    bars: tuple[OrganisationBarView, ...]
    conditions: tuple[ConditionView, ...]
    covered: tuple[SkillView, ...]
    missing: tuple[SkillView, ...]
    besides: tuple[SkillView, ...]
    languages: tuple[str, ...]
    together: tuple[CollaborationKind, ...]


@dataclass(frozen=True, slots=True)
class LadderView:
    """Everything there is to do about one need, from the nearest step to the furthest.

    ``related`` of the pool have at least something of what is asked.
    """

    need: str
    abstained: ReasonCode | None
    pool: int
    related: int
    direct: int
    conditional: int
    why: tuple[ReasonCountView, ...]
    near: tuple[NearMatchView, ...]
    training: tuple[TrainingPlanView, ...]
    relaxations: tuple[RelaxationView, ...]
    teams: tuple[TeamView, ...]
    institutions: tuple[InstitutionView, ...]


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change of a need that would gain enough people to point at none; no number."""

    code: RelaxationCode
    facts: Mapping[str, FactValue]


@dataclass(frozen=True, slots=True)
class AgencyLadderView:
    """What an agency can do about a need nobody fits: change it, or ask an organisation."""

    changes: tuple[ChangeView, ...]
    institutions: tuple[InstitutionView, ...]


@dataclass(frozen=True, slots=True)
class FirstThingView:
    """Something to do or to find out before the start, and the last day for it."""

    condition: ConditionView
    by: date | None


@dataclass(frozen=True, slots=True)
class OwnLadderView:
    """What the reader and one need could do to come together."""

    need: str
    bucket: BucketCode
    score: str
    first: tuple[FirstThingView, ...]
    near: NearMatchView | None
    plan: TrainingPlanView | None
    relaxations: tuple[RelaxationView, ...]


@dataclass(frozen=True, slots=True)
class NeedLineView:
    """One need in a list: its words and who posts it."""

    id: str
    title: str
    language: str
    kind: NeedKind
    organisation: str


@dataclass(frozen=True, slots=True)
class UnmetNeedView:
    """A need nobody meets directly, how far anybody comes, and the commonest reasons."""

    need: NeedLineView
    supply: Supply
    conditional: int
    near: int
    related: int
    why: tuple[ReasonCountView, ...]


@dataclass(frozen=True, slots=True)
class SupplyView:
    """How far anybody comes to a need since a day, and whether that is nearer than before."""

    supply: Supply
    since: date
    nearer: bool


@dataclass(frozen=True, slots=True)
class UnneededSkillView:
    """A skill no open need asks, and how many people state it."""

    skill: SkillView
    people: int


@dataclass(frozen=True, slots=True)
class TrainingCapacityView:
    """A skill open needs ask, and the places to learn it; ``runs_unsaid`` do not say how many."""

    skill: SkillView
    level: Level
    needs: int
    seats: int
    courses: int
    places_left: int
    runs_unsaid: int


@dataclass(frozen=True, slots=True)
class GapsView:
    """What the two sides as a whole do not have for each other.

    ``needs`` counts the open needs by supply, ``left_out`` are in no count. ``training`` has the
    skills most needs ask.
    """

    needs: Mapping[Supply, int]
    left_out: int
    people: int
    people_direct: int
    people_reached: int
    unmet: tuple[UnmetNeedView, ...]
    unneeded: tuple[UnneededSkillView, ...]
    training: tuple[TrainingCapacityView, ...]
    at_least: int
