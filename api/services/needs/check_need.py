"""What a need must be before it is stored or published.

Rules:

- Concepts must be of the active taxonomy: skills where skills are asked, occupations where
  experience is.
- Who looks for another organisation has described its own; a need that is open, or whose
  organisation withdrew its description, keeps what it said of it.
- Nobody pays for being chosen or placed: a need whose words ask for it is refused (C-21).
- A published need names a target group or a sector (R4-37).

What it does not do: store anything (``post_need``).
"""

from collections.abc import Iterator

from api.context import Context
from api.errors import FieldProblem, Invalid
from api.inputs.need import Asker, NeedInput
from api.services.needs.describe_organisation import own_organisation
from api.services.people.guard_free_text import check_need_text
from data.records import Need, NeedStatus
from matcher.fees import asks_candidates_to_pay
from matcher.taxonomy import ConceptKind
from matcher.types import ConceptUri, MatchNeed

ASKED_AS_SKILL = frozenset({ConceptKind.SKILL, ConceptKind.KNOWLEDGE, ConceptKind.SKILL_GROUP})
ASKED_AS_OCCUPATION = frozenset({ConceptKind.OCCUPATION, ConceptKind.ISCO_GROUP})


def names_for_whom(body: MatchNeed) -> bool:
    """Say whether a need names a target group or a sector (R4-37)."""
    return bool(body.beneficiary_group or (body.experience and body.experience.sector))


def own_asker(context: Context) -> Asker | None:
    """Describe the actor's organisation as one that looks for another, once it described itself."""
    body = own_organisation(context).body
    return Asker(body.kind, body.place.country, body.size_band) if body else None


def asker_of(context: Context, given: NeedInput, before: Need | None) -> Asker | None:
    """Describe who asks, for a need that looks for an organisation; ``None`` for the others.

    Raises:
        Invalid: ``organisation_undescribed``.
    """
    if given.collaboration is None:
        return None
    known = before.body.collaboration if before else None
    asker = None if before and before.status is NeedStatus.OPEN else own_asker(context)
    if asker is None and known is not None:
        return Asker(known.asker_kind, known.asker_country, known.asker_size)
    if asker is None:
        problem = FieldProblem("/collaboration", "organisation_undescribed")
        raise Invalid("organisation_undescribed", fields=(problem,))
    return asker


def check_texts(given: NeedInput, before: Need | None) -> None:
    """Refuse new words that ask what is never kept, and words that make people pay.

    Raises:
        Invalid: ``never_kept`` or ``candidate_fee``, with the places.
    """
    group = before.body.beneficiary_group if before else None
    unit = before.body.course_unit if before else None
    known = before.body.collaboration if before else None
    source = before.body.analysis if before else None
    services = given.collaboration.services if given.collaboration else ()
    check_need_text(
        {
            **{
                f"/collaboration/services/{number}": (
                    text,
                    text if known and text in known.services else None,
                )
                for number, text in enumerate(services)
            },
            "/course_unit": (given.course_unit, unit),
            "/employer": (given.employer, before.employer if before else None),
            "/title": (given.title, before.title if before else None),
            "/text": (given.text, before.text if before else None),
            "/beneficiary_group": (given.beneficiary_group, group),
            "/analysis/words": (
                given.analysis.words if given.analysis else None,
                source.words if source else None,
            ),
        }
    )
    texts = (("/title", given.title), ("/text", given.text))
    charged = tuple(
        FieldProblem(place, "candidate_fee")
        for place, text in texts
        if asks_candidates_to_pay(text)
    )
    if charged:
        raise Invalid("candidate_fee", fields=charged)


def check_concepts(context: Context, given: NeedInput) -> None:
    """Refuse concepts that the active taxonomy does not have, or has as something else.

    Raises:
        Invalid: ``unknown_concept``, with the places.
    """
    taxonomy = context.runtime.catalogue.taxonomy(context.work)
    wrong = [
        pointer
        for pointer, uri, kinds in _concepts(given)
        if uri not in taxonomy or taxonomy.concept(uri).kind not in kinds
    ]
    if wrong:
        raise Invalid(
            "unknown_concept",
            fields=tuple(FieldProblem(pointer, "unknown_concept") for pointer in wrong),
        )


def _concepts(given: NeedInput) -> Iterator[tuple[str, ConceptUri, frozenset[ConceptKind]]]:
    for number, item in enumerate(given.requirements):
        yield f"/requirements/{number}/concept", ConceptUri(item.concept), ASKED_AS_SKILL
    if given.experience and given.experience.occupation:
        occupation = ConceptUri(given.experience.occupation)
        yield "/experience/occupation", occupation, ASKED_AS_OCCUPATION
