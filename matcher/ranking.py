"""The order of matches, and the slow obvious ranking the index is measured against.

Rules:

- Order: bucket (direct, conditional, near), then score, then a pseudo-random key drawn for
  the need and the person, then the need's id. It is total; nobody is first among equals by
  having come first.
- A match is listed when at least one requirement gets a value above 0; the others appear in
  the counted reasons only.
- A need without a readable requirement abstains: nobody is ranked and the reason says so.
- Without a direct match the answer says why, counted over the whole pool and, apart, over
  those who are listed.

What it does not do: hide anything from anybody (``explanation``), or be fast (``index``).
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from matcher.ladder.gaps import Reason, no_direct_match, reasons_of
from matcher.prepared import prepare
from matcher.scoring import weigh_prepared
from matcher.taxonomy import Taxonomy
from matcher.types import (
    Bucket,
    MatchNeed,
    MatchProfile,
    NeedKind,
    Ranking,
    ReasonCode,
    ScoredMatch,
)
from matcher.weights import VERSION_1, Weights

OrderKey = tuple[int, int, int, str]


def order_key(match: ScoredMatch, weights: Weights = VERSION_1) -> OrderKey:
    """Give the key that sorts matches best first, among one need's or one person's.

    Args:
        match: Weighed under ``weights``.
        weights: The version the caller ranks under.

    Raises:
        ValueError: The match was weighed under another version: scores do not compare.
    """
    if match.weights_version != weights.version:
        raise ValueError("weights_version")
    return (match.bucket, -match.numerator, match.tie_key, match.need_id)


def abstention(need: MatchNeed) -> ReasonCode | None:
    """Say why nobody can be ranked for a need, if so.

    What an organisation asks of organisations is answered by ``organisations``, not by
    people; a need without a readable requirement ranks nobody instead of everybody first.
    """
    if need.kind is NeedKind.INSTITUTIONAL_COLLABORATION:
        return ReasonCode.FOR_ORGANISATIONS
    return None if need.requirements else ReasonCode.NO_REQUIREMENTS


def is_listed(match: ScoredMatch) -> bool:
    """Tell whether a match has anything to show: some requirement with a value above 0."""
    return any(child.value for evidence in match.evidence for child in evidence.children)


def rank_all(
    need: MatchNeed,
    profiles: Iterable[MatchProfile],
    taxonomy: Taxonomy,
    weights: Weights,
    as_of: date,
    *,
    limit: int | None = None,
) -> Ranking:
    """Rank profiles for a need by weighing every one of them.

    Args:
        need: Any need.
        profiles: The pool, each slot once.
        taxonomy: The active release.
        weights: The version in force.
        as_of: The day of the comparison.
        limit: How many to list at most; all when ``None``.
    """
    pool = tuple(profiles)
    abstained = abstention(need)
    if abstained is not None:
        return Ranking(need.need_id, (), len(pool), abstained=abstained)
    prepared = prepare(need, taxonomy, weights, as_of)
    matches = [weigh_prepared(profile, prepared) for profile in pool]
    listed = sorted(filter(is_listed, matches), key=lambda match: order_key(match, weights))
    why = None
    if not any(match.bucket is Bucket.DIRECT for match in listed):
        why = no_direct_match(len(pool), _counted(matches), len(listed), _counted(listed))
    return Ranking(need.need_id, tuple(listed[:limit]), len(pool), why)


def _counted(matches: Iterable[ScoredMatch]) -> Counter[Reason]:
    counts = Counter[Reason]()
    for match in matches:
        counts.update(reasons_of(match.conditions))
    return counts


def rank_all_needs(
    profile: MatchProfile,
    needs: Iterable[MatchNeed],
    taxonomy: Taxonomy,
    weights: Weights,
    as_of: date,
    *,
    limit: int | None = None,
) -> tuple[ScoredMatch, ...]:
    """Rank needs for a profile by weighing every one of them; those that abstain are left out."""
    matches = (
        weigh_prepared(profile, prepare(need, taxonomy, weights, as_of))
        for need in needs
        if abstention(need) is None
    )
    listed = sorted(filter(is_listed, matches), key=lambda match: order_key(match, weights))
    return tuple(listed[:limit])
