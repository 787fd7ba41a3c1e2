"""Bring what was written under an earlier release into the names of the active one.

Rules:

- A concept the active release knows stays; another gets its counterpart where that is sure,
  and is flagged as proposed by machine; else it stays as it is and meets only its like.
- Of two requirements that fall together the stricter counts; of two claims the index takes
  the best.

What it does not do: decide what is sure (``matcher.relinking``), or store anything.
"""

from dataclasses import replace

from api.asking import Asking
from matcher.proposals import stricter
from matcher.types import (
    ConceptUri,
    Course,
    ExperienceEntry,
    MatchNeed,
    MatchOrganisation,
    MatchProfile,
    Requirement,
    SkillClaim,
)


def carried(context: Asking, uri: ConceptUri) -> ConceptUri:
    """Give the active release's name of a concept, itself where there is no sure one."""
    return context.catalogue.counterpart(context.work, uri) or uri


def carried_profile(context: Asking, profile: MatchProfile) -> MatchProfile:
    """Give a profile in the names of the active release, machine-made ones flagged."""
    taxonomy = context.catalogue.taxonomy(context.work)
    claims: list[SkillClaim] = []
    for claim in profile.skills:
        if claim.concept in taxonomy:
            claims.append(claim)
            continue
        concept = carried(context, claim.concept)
        machine = claim.proposed_by_machine or concept != claim.concept
        claims.append(replace(claim, concept=concept, proposed_by_machine=machine))
    entries: list[ExperienceEntry] = []
    for entry in profile.experience:
        if entry.occupation is None or entry.occupation in taxonomy:
            entries.append(entry)
            continue
        occupation = carried(context, entry.occupation)
        machine = entry.proposed_by_machine or occupation != entry.occupation
        entries.append(replace(entry, occupation=occupation, proposed_by_machine=machine))
    return replace(profile, skills=tuple(claims), experience=tuple(entries))


def carried_need(context: Asking, need: MatchNeed) -> MatchNeed:
    """Give a need in the names of the active release; of two that fall together, the stricter."""
    taxonomy = context.catalogue.taxonomy(context.work)
    asked: dict[ConceptUri, Requirement] = {}
    for item in need.requirements:
        if item.concept not in taxonomy:
            concept = carried(context, item.concept)
            machine = item.proposed_by_machine or concept != item.concept
            item = replace(item, concept=concept, proposed_by_machine=machine)  # noqa: PLW2901
        known = asked.get(item.concept)
        asked[item.concept] = item if known is None else stricter(known, item)
    experience = need.experience
    wanted = experience.occupation if experience is not None else None
    if experience is not None and wanted is not None and wanted not in taxonomy:
        occupation = carried(context, wanted)
        machine = experience.proposed_by_machine or occupation != wanted
        experience = replace(experience, occupation=occupation, proposed_by_machine=machine)
    return replace(need, requirements=tuple(asked.values()), experience=experience)


def carried_course(context: Asking, course: Course) -> Course:
    """Give a course in the names of the active release."""
    teaches = tuple(
        replace(each, concept=carried(context, each.concept)) for each in course.teaches
    )
    return course if teaches == course.teaches else replace(course, teaches=teaches)


def carried_organisation(context: Asking, organisation: MatchOrganisation) -> MatchOrganisation:
    """Give an organisation in the names of the active release."""
    specialities = tuple(
        dict.fromkeys(carried(context, each) for each in organisation.specialities)
    )
    return replace(organisation, specialities=specialities)
