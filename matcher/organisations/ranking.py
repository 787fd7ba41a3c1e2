"""Organisation to organisation: who could work with whom, and why.

Rules:

- *Conditions*, never points: another country than the asker's; every wanted kind of
  collaboration offered; every essential language spoken; every essential speciality there
  (similarity 80 or more). What an organisation has not said is unknown, never a failure.
- *Score*: a sum over 10**8 as for people. Specialities are ``sum(share * similarity)`` over
  10**6; the other criteria are whole thousandths times 1000.
- *Specialities* 40, *kind* 20, *collaboration* 15, *languages* 15, *size* 10. Kind and size are
  asked only when the search is for a twin, in a sector hit by brain drain: the same kind 1000,
  a kind of the same family 500; the same size 1000, one band apart 600, two bands 200.
- *Collaboration*: ``1000 * offered / wanted``. *Languages*: the mean over those asked, as for
  people. A criterion that is not asked is left out for everybody, its weight shared by
  largest remainder; silence is 0.
- A need of another kind may be put too, when an institution could do what no person can: it
  asks specialities and languages only, and a training delivery or training mission asks for
  teaching. Organisations of the need's own country are then welcome.
- Order: bucket, score, a pseudo-random key of the need and the organisation.

What it does not do: rank people, check who an organisation is, or propose an agreement.
"""

from collections.abc import Iterable
from datetime import date

from matcher.conditions.verdicts import bucket_of
from matcher.languages import (
    Spoken,
    answer,
    is_same_dialect,
    language_value,
    split_tag,
)
from matcher.lots import need_seed, organisation_key
from matcher.organisations.conditions import organisation_conditions
from matcher.organisations.kinds import kind_value, size_value
from matcher.organisations.needs import ORGANISATION_WEIGHTS, PutNeed, put_need
from matcher.taxonomy import Taxonomy
from matcher.types import (
    Bucket,
    ComplementaritySheet,
    Facts,
    FactValue,
    MatchNeed,
    MatchOrganisation,
    OrganisationCriterion,
    OrganisationEvidence,
    OrganisationMatch,
)
from matcher.weights import (
    VERSION_1,
    Weights,
)

_THOUSANDTH = 1000


def rank_organisations(
    need: MatchNeed,
    organisations: Iterable[MatchOrganisation],
    taxonomy: Taxonomy,
    as_of: date,
    weights: Weights = VERSION_1,
) -> tuple[OrganisationMatch, ...]:
    """Rank organisations for a need, best first; those with no asked speciality are left out.

    Args:
        need: With at least one requirement; others rank nobody.
        organisations: Each reference once; the asker itself is not among them.
        taxonomy: The active release.
        as_of: The day of the comparison.
        weights: Where similarity and language levels stand.

    Source: R4-44, R4-56, R4-121.
    """
    if not need.requirements:
        return ()
    asked = put_need(need, taxonomy, weights)
    matches = (_weigh(each, asked, as_of) for each in organisations)
    return tuple(
        sorted(
            (match for match in matches if match.sheet.covered or _touches(match)),
            key=lambda match: (match.bucket, -match.numerator, match.tie_key, match.organisation),
        )
    )


def weigh_organisation(
    organisation: MatchOrganisation,
    need: MatchNeed,
    taxonomy: Taxonomy,
    as_of: date,
    weights: Weights = VERSION_1,
) -> OrganisationMatch:
    """Weigh one organisation for a need, in full, whether it would be listed or not.

    The plain form of ``rank_organisations``, which its tests hold it against.
    """
    return _weigh(organisation, put_need(need, taxonomy, weights), as_of)


def _touches(match: OrganisationMatch) -> bool:
    return any(
        each.value
        for each in match.evidence
        if each.criterion is OrganisationCriterion.SPECIALITIES
    )


def _weigh(organisation: MatchOrganisation, asked: PutNeed, as_of: date) -> OrganisationMatch:
    covers = tuple(
        max((near.get(each, 0) for each in organisation.specialities), default=0)
        for near in asked.near
    )
    conditions = tuple(organisation_conditions(organisation, asked, covers))
    evidence = tuple(
        _evidence(criterion, weight, organisation, asked, covers)
        for criterion, weight in asked.criteria.items()
    )
    seed = need_seed(asked.need.need_id)
    return OrganisationMatch(
        need_id=asked.need.need_id,
        organisation=organisation.reference,
        bucket=bucket_of(conditions) if conditions else Bucket.DIRECT,
        numerator=sum(each.term for each in evidence),
        conditions=conditions,
        evidence=evidence,
        left_out=tuple(each for each, _ in ORGANISATION_WEIGHTS if each not in asked.criteria),
        sheet=_sheet(organisation, asked, covers),
        weights_version=asked.weights.version,
        as_of=as_of,
        tie_key=organisation_key(seed, organisation.reference),
    )


def _evidence(
    criterion: OrganisationCriterion,
    weight: int,
    organisation: MatchOrganisation,
    asked: PutNeed,
    covers: tuple[int, ...],
) -> OrganisationEvidence:
    if criterion is OrganisationCriterion.SPECIALITIES:
        value = sum(share * cover for share, cover in zip(asked.shares, covers, strict=True))
        return OrganisationEvidence(criterion, weight, value, bool(organisation.specialities))
    if criterion is OrganisationCriterion.LANGUAGES:
        value, stated = _languages_value(organisation, asked), bool(organisation.languages)
        return OrganisationEvidence(criterion, weight, value * _THOUSANDTH, stated)
    if criterion is OrganisationCriterion.COLLABORATION:
        offered = asked.wanted & (organisation.offers or frozenset())
        value, stated = 1000 * len(offered) // len(asked.wanted), organisation.offers is not None
        facts = _compared(";".join(sorted(asked.wanted)), ";".join(sorted(offered)))
        return OrganisationEvidence(criterion, weight, value * _THOUSANDTH, stated, facts)
    request = asked.request
    assert request is not None  # kind and size are asked by a request only
    if criterion is OrganisationCriterion.KIND:
        value = kind_value(organisation.kind, request.asker_kind)
        facts = _compared(request.asker_kind.value, organisation.kind.value)
        return OrganisationEvidence(criterion, weight, value * _THOUSANDTH, facts=facts)
    value = size_value(organisation.size_band, request.asker_size)
    facts = _compared(int(request.asker_size), int(organisation.size_band))
    stated = bool(organisation.size_band)
    return OrganisationEvidence(criterion, weight, value * _THOUSANDTH, stated, facts)


def _compared(asked: FactValue, stated: FactValue) -> Facts:
    return (("asked", asked), ("stated", stated))


def _languages_value(organisation: MatchOrganisation, asked: PutNeed) -> int:
    total = 0
    for wanted in asked.need.languages:
        total += max(
            (
                language_value(
                    skill.level,
                    wanted.minimum,
                    is_same_dialect(skill.tag, wanted.tag),
                    asked.weights,
                )
                for skill in organisation.languages
                if split_tag(skill.tag)[0] == split_tag(wanted.tag)[0]
            ),
            default=0,
        )
    return total // len(asked.need.languages)


def _sheet(
    organisation: MatchOrganisation, asked: PutNeed, covers: tuple[int, ...]
) -> ComplementaritySheet:
    enough = asked.weights.essential_similarity
    requirements = asked.need.requirements
    there = {
        requirement.concept
        for requirement, cover in zip(requirements, covers, strict=True)
        if cover >= enough
    }
    answering = {
        each
        for each in organisation.specialities
        if any(near.get(each, 0) >= enough for near in asked.near)
    }
    return ComplementaritySheet(
        covered=tuple(each.concept for each in requirements if each.concept in there),
        missing=tuple(each.concept for each in requirements if each.concept not in there),
        besides=tuple(sorted(set(organisation.specialities) - answering)),
        languages=tuple(
            wanted.tag
            for wanted in asked.need.languages
            if any(
                answer(skill, wanted) >= Spoken.OTHER_DIALECT for skill in organisation.languages
            )
        ),
        together=tuple(sorted(asked.wanted & (organisation.offers or frozenset()))),
        asker_country=asked.request.asker_country if asked.request else None,
        partner_country=organisation.place.country,
    )
