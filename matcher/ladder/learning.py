"""What a profile would be after some courses.

Rules: see ``training``, which plans with it.

What it does not do: say whether anybody can follow them (``following``).
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from matcher.types import (
    AcquiredHow,
    Answer,
    Course,
    LanguageSkill,
    MatchProfile,
    SkillClaim,
    TrainerState,
)


def profile_after(profile: MatchProfile, courses: Iterable[Course], as_of: date) -> MatchProfile:
    """Give the profile somebody would have after some courses.

    Args:
        profile: What she states today.
        courses: What she would have followed, in any order.
        as_of: The day of the comparison; what is learnt counts as used in its year.

    Returns:
        The same person with more claims; nothing she states is taken away or changed but the
        train-the-trainer state.
    """
    followed = sorted(courses, key=lambda course: course.course_id)
    skills = tuple(claim for course in followed for claim in _claims(profile, course, as_of))
    trained = any(course.trains_trainers for course in followed)
    return replace(
        profile,
        skills=(*profile.skills, *skills),
        languages=(*profile.languages, *_languages(profile, followed)),
        train_the_trainer=TrainerState.DONE if trained else profile.train_the_trainer,
    )


def _claims(profile: MatchProfile, course: Course, as_of: date) -> Iterator[SkillClaim]:
    refused = {claim.concept for claim in profile.skills if claim.can_teach is Answer.NO}
    for teaching in course.teaches:
        yield SkillClaim(
            concept=teaching.concept,
            level=teaching.level,
            last_used_year=as_of.year,
            acquired_how=AcquiredHow.FORMAL,
            evidence=course.evidence,
            recognised_in=course.recognised_in,
            can_teach=Answer.NO if teaching.concept in refused else Answer.UNSAID,
        )


def _languages(profile: MatchProfile, followed: Iterable[Course]) -> Iterator[LanguageSkill]:
    if not profile.languages:
        return
    for course in followed:
        if course.teaches_language is not None:
            yield course.teaches_language
