"""Small honest inputs for tests: a taxonomy built from code, profiles and needs.

The taxonomy is made of words of fisheries, health and finance, deep enough to hold every
kind of similarity. Nothing is read from disk.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from matcher.taxonomy import (
    Concept,
    ConceptKind,
    Label,
    LabelKind,
    Relation,
    RelationKind,
    Taxonomy,
)
from matcher.types import (
    Cefr,
    ConceptUri,
    CountryCode,
    ExperienceEntry,
    LanguageRequirement,
    LanguageSkill,
    LanguageTag,
    Level,
    MatchNeed,
    MatchProfile,
    MonthDay,
    NeedId,
    NeedKind,
    OneOffWindow,
    Place,
    RegionCode,
    Requirement,
    RequirementKind,
    SkillClaim,
    Slot,
    YearlyWindow,
)

TODAY = date(2026, 10, 1)

GROUPS = ("aquaculture", "fishing", "health_care", "finance", "teaching")
SKILLS: Mapping[str, str | None] = {
    "cage_farming": "fish_farming",
    "pond_farming": "fish_farming",
    "fish_farming": "aquaculture",
    "fish_health": "aquaculture",
    "broodstock_care": "aquaculture",
    "net_mending": "fishing",
    "gill_netting": "fishing",
    "engine_repair": None,
    "wound_care": "health_care",
    "triage": "health_care",
    "midwifery": "health_care",
    "ledger_systems": "finance",
    "risk_models": "finance",
    "lesson_planning": "teaching",
    "adult_teaching": "teaching",
}
"""Skill to its broader concept."""
RELATED = (("engine_repair", "gill_netting"),)
OCCUPATIONS: Mapping[str, tuple[str, ...]] = {
    "fish_farmer": ("cage_farming", "pond_farming"),
    "fish_doctor": ("fish_health",),
    "fisher": ("net_mending", "gill_netting", "engine_repair"),
    "deckhand": ("net_mending", "engine_repair"),
    "nurse": ("wound_care", "triage"),
    "midwife": ("midwifery", "triage"),
    "finance_programmer": ("ledger_systems", "risk_models"),
}
OCCUPATION_GROUPS: Mapping[str, tuple[str, ...]] = {
    "fishery_workers": ("fish_farmer", "fish_doctor", "fisher", "deckhand"),
    "health_workers": ("nurse", "midwife"),
}


def skill(name: str) -> ConceptUri:
    """Give the URI of a skill or skill group of the small taxonomy."""
    return ConceptUri(f"urn:test:skill:{name}")


def occupation(name: str) -> ConceptUri:
    """Give the URI of an occupation or occupation group of the small taxonomy."""
    return ConceptUri(f"urn:test:occupation:{name}")


def small_taxonomy() -> Taxonomy:
    """Build the small taxonomy."""
    concepts = [_concept(skill(name), ConceptKind.SKILL_GROUP, name) for name in GROUPS]
    concepts += [_concept(skill(name), ConceptKind.SKILL, name) for name in SKILLS]
    concepts += [_concept(occupation(o), ConceptKind.OCCUPATION, o) for o in OCCUPATIONS]
    concepts += [_concept(occupation(g), ConceptKind.ISCO_GROUP, g) for g in OCCUPATION_GROUPS]
    return Taxonomy("test", concepts, list(_relations()))


def _concept(uri: ConceptUri, kind: ConceptKind, name: str) -> Concept:
    words = name.replace("_", " ")
    labels = (Label("en", words), Label("en", f"{words} work", LabelKind.ALTERNATIVE))
    return Concept(uri, kind, labels)


def _relations() -> Iterable[Relation]:
    for name, group in SKILLS.items():
        if group is not None:
            yield Relation(skill(name), RelationKind.BROADER, skill(group))
    for one, other in RELATED:
        yield Relation(skill(one), RelationKind.RELATED, skill(other))
    for name, skills in OCCUPATIONS.items():
        for each in skills:
            yield Relation(occupation(name), RelationKind.ESSENTIAL_SKILL, skill(each))
    for group, members in OCCUPATION_GROUPS.items():
        for member in members:
            yield Relation(occupation(member), RelationKind.BROADER, occupation(group))


def claim(name: str, level: int = 3, **stated: Any) -> SkillClaim:
    """Claim a skill, in use this year unless stated otherwise."""
    stated.setdefault("last_used_year", TODAY.year)
    return SkillClaim(skill(name), Level(level), **stated)


def profile(*claims: SkillClaim, slot: int = 1, **stated: Any) -> MatchProfile:
    """Make a profile that states its skills and whatever else is given."""
    return MatchProfile(slot=Slot(slot), skills=claims, **stated)


def asks(
    name: str, level: int = 2, weight: int = 1, kind: RequirementKind = RequirementKind.ESSENTIAL
) -> Requirement:
    """Ask a skill."""
    return Requirement(skill(name), kind, Level(level), weight)


def optional(name: str, level: int = 1, weight: int = 1) -> Requirement:
    """Ask a skill that is welcome, not needed."""
    return asks(name, level, weight, RequirementKind.OPTIONAL)


def trainable(name: str, level: int = 1, weight: int = 1) -> Requirement:
    """Ask a skill that can be learnt before the start."""
    return asks(name, level, weight, RequirementKind.TRAINABLE)


def need(*requirements: Requirement, need_id: str = "need-1", **asked: Any) -> MatchNeed:
    """Make a vacancy that asks its requirements and whatever else is given."""
    asked.setdefault("kind", NeedKind.VACANCY)
    return MatchNeed(NeedId(need_id), requirements=requirements, **asked)


def speaks(tag: str, level: Cefr = Cefr.NATIVE) -> LanguageSkill:
    """Speak a language."""
    return LanguageSkill(LanguageTag(tag), level)


def asks_language(tag: str, minimum: Cefr = Cefr.B1, essential: bool = True) -> LanguageRequirement:
    """Ask a language."""
    return LanguageRequirement(LanguageTag(tag), minimum, essential)


def place(country: str, region: str | None = None) -> Place:
    """Name a place."""
    return Place(CountryCode(country), RegionCode(region) if region else None)


def season(start: tuple[int, int], end: tuple[int, int]) -> YearlyWindow:
    """Give a yearly window between two (month, day) pairs."""
    return YearlyWindow(MonthDay(*start), MonthDay(*end))


def dated(start: str, end: str) -> OneOffWindow:
    """Give a dated window between two ISO dates."""
    return OneOffWindow(date.fromisoformat(start), date.fromisoformat(end))


def worked(years: int, at: str, abroad: int = 0) -> ExperienceEntry:
    """State years in an occupation, at home and abroad."""
    return ExperienceEntry(occupation(at), years_origin=years, years_host=abroad)
