"""Which needs answer the reader's own profile, why, and what is missing.

Rules:

- She is ranked by exactly what an agency's or coordinator's ranking would use of her: the
  fields she agreed to have matched.
- Needs of organisations she excluded are not among them: they do not see her either.
- When she is not matched at all, the answer says why, in codes.
- She sees bars, conditions, facts, and what a coordinator decided about her.

What it does not do: open her profile anew; what is matched is already in the pool.
"""

from api.context import Context
from api.services.matches.describe_match import describe_match, describe_review
from api.services.needs.describe_need import describe_needs
from api.services.people.record_consent import own_person
from api.services.views.own import OwnMatch, OwnMatches
from data.records import NeedStatus
from data.repositories.consents import Consents
from data.repositories.needs import Needs
from data.repositories.reviews import Reviews
from privacy.policy import may_match

LONGEST_LIST = 200
USUAL_LIST = 50


def own_matches(context: Context, limit: int = USUAL_LIST) -> OwnMatches:
    """Rank the published needs for the person who asks.

    Raises:
        NotFound: The account belongs to nobody (any more).
    """
    person = own_person(context)
    switches = Consents(context.work, context.runtime.key_ring).switches(person.id)
    decision = may_match(person.id, switches, at=context.now)
    if not decision.allowed:
        return OwnMatches((), decision.reasons, has_skills=False, fields=())
    pool = context.runtime.pool
    pool.refresh(context)
    profile = pool.profile(context, person.id)
    excluded = Consents(context.work, context.runtime.key_ring).excluded_by(person.id)
    needs = {
        need.id: need
        for need in Needs(context.work).all(status=NeedStatus.OPEN)
        if need.organisation not in excluded
    }
    found = pool.rank_needs(context, person.id, needs.values(), limit)
    views = describe_needs(context, [needs[match.need_id] for match in found])
    reviews = {
        review.need: review
        for review in Reviews(context.work, context.runtime.key_ring).of_person(person.id)
    }
    taxonomy = context.runtime.catalogue.taxonomy(context.work)
    return OwnMatches(
        matches=tuple(
            OwnMatch(
                need=view,
                explanation=describe_match(match, taxonomy, context.language),
                review=describe_review(reviews.get(match.need_id)),
            )
            for match, view in zip(found, views, strict=True)
        ),
        why_not=(),
        has_skills=profile is not None and bool(profile.skills),
        fields=tuple(sorted(decision.fields)),
    )
