"""Put a match into bars and conditions, with labels, for the person and the coordinator.

Rules:

- Three decimals, and what is shown adds up: the score is rounded once, and its thousandths
  are shared among the bars, and each bar's among its requirements, by largest remainder.
- No bar shows more than the most it could have: what rounding leaves over goes to the next.

What it does not do: show anything to an agency (``anonymise_matches``).
"""

from collections.abc import Mapping, Sequence
from datetime import date

from api.services.views.agency import ReasonView
from api.services.views.explaining import (
    Bar,
    BucketCode,
    ConditionView,
    Explanation,
    ReasonCountView,
    RequirementBar,
    ReviewView,
)
from data.records import Review
from matcher import explanation as explained
from matcher.taxonomy import Taxonomy
from matcher.types import (
    SCORE_DENOMINATOR,
    Bucket,
    ConceptUri,
    Condition,
    Facts,
    FactValue,
    ScoredMatch,
)
from matcher.weights import largest_remainder

SHOWN = 1000
"""Steps of the score as shown: three decimals."""
CONCEPT_FACTS = frozenset({"skill", "claim"})


def bucket_code(bucket: Bucket) -> BucketCode:
    """Name a bucket."""
    return BucketCode(bucket.name.lower())


def shown(thousandths: int) -> str:
    """Write thousandths with three decimals.

    >>> shown(732)
    '0.732'
    """
    return f"{thousandths // SHOWN}.{thousandths % SHOWN:03d}"


def shown_score(numerator: int) -> str:
    """Write the score a numerator stands for, with three decimals."""
    return shown(_rounded(numerator, SCORE_DENOMINATOR))


def describe_match(match: ScoredMatch, taxonomy: Taxonomy, language: str) -> Explanation:
    """Explain a match in full, in the reader's language."""
    full = explained.explain(match)
    total = _rounded(full.numerator, full.denominator)
    terms = share_shown(
        [bar.term for bar in full.bars], total, [bar.weight * SHOWN // 100 for bar in full.bars]
    )
    return Explanation(
        bucket=bucket_code(full.bucket),
        band=full.band,
        score=shown(total),
        bars=tuple(
            _bar(bar, term, taxonomy, language) for bar, term in zip(full.bars, terms, strict=True)
        ),
        left_out=full.left_out,
        conditions=tuple(describe_condition(each, taxonomy, language) for each in full.conditions),
        proposed_by_machine=full.machine_proposals,
        as_of=date.fromisoformat(full.as_of),
        weights_version=full.weights_version,
        taxonomy_release=full.taxonomy_release,
    )


def reason_key(view: ConditionView | ReasonCountView | ReasonView) -> str:
    """Give the key of the sentence for a reason: a silence has another than a no."""
    return explained.sentence_key(view.reason, view.verdict) if view.reason else ""


def describe_review(review: Review | None) -> ReviewView | None:
    """Give what was decided, without who decided."""
    return None if review is None else ReviewView(review.decision, review.reason, review.decided_on)


def _rounded(numerator: int, denominator: int) -> int:
    return (2 * numerator * SHOWN + denominator) // (2 * denominator)


def share_shown(terms: Sequence[int], total: int, most: Sequence[int]) -> tuple[int, ...]:
    """Share the shown total among bars by largest remainder, none above its most.

    Args:
        terms: What each bar gives, in the score's own unit.
        total: What is shown in all, in thousandths; ``most`` has room for it.
        most: The most each bar may show, in thousandths.
    """
    parts = list(largest_remainder(terms, total))
    spare = 0
    for position, cap in enumerate(most):
        spare += max(0, parts[position] - cap)
        parts[position] = min(parts[position], cap)
    # Those that round down the most come first; a bar without a term gets none.
    order = sorted(
        range(len(parts)), key=lambda each: (-(terms[each] * total % max(1, sum(terms))), each)
    )
    while spare:
        open_still = [each for each in order if parts[each] < most[each] and terms[each]]
        if not open_still:
            break
        for position in open_still[:spare]:
            parts[position] += 1
            spare -= 1
    return tuple(parts)


def _bar(bar: explained.Bar, term: int, taxonomy: Taxonomy, language: str) -> Bar:
    terms = largest_remainder([child.term for child in bar.children], term)
    return Bar(
        criterion=bar.criterion,
        term=shown(term),
        most=shown(bar.weight * SHOWN // 100),
        stated=bar.stated,
        facts=describe_facts(bar.facts, taxonomy, language),
        requirements=_requirements(bar.children, terms, taxonomy, language),
    )


def _requirements(
    children: Sequence[explained.RequirementBar],
    terms: Sequence[int],
    taxonomy: Taxonomy,
    language: str,
) -> tuple[RequirementBar, ...]:
    return tuple(
        RequirementBar(
            concept=child.concept,
            label=taxonomy.label(child.concept, language),
            kind=child.kind,
            asked_level=int(child.asked_level),
            coverage=child.coverage,
            nearest=child.claim,
            nearest_label=taxonomy.label(child.claim, language) if child.claim else None,
            nearest_level=int(child.claim_level),
            share=child.weight,
            similarity=child.similarity,
            level_factor=child.level_factor,
            strength=child.strength,
            term=shown(term),
        )
        for child, term in zip(children, terms, strict=True)
    )


def describe_condition(condition: Condition, taxonomy: Taxonomy, language: str) -> ConditionView:
    """Describe a condition with labelled facts."""
    return ConditionView(
        code=condition.code,
        verdict=condition.verdict,
        reason=condition.reason,
        closable=condition.closable,
        decides=condition.decides,
        facts=describe_facts(condition.facts, taxonomy, language),
    )


def describe_facts(facts: Facts, taxonomy: Taxonomy, language: str) -> Mapping[str, FactValue]:
    """Give facts by name, the concepts among them with their label beside them."""
    found = dict(facts)
    for name in CONCEPT_FACTS & set(found):
        found[f"{name}_label"] = taxonomy.label(ConceptUri(str(found[name])), language)
    return found
