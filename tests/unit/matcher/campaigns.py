"""Small campaigns for the tests of the allocation."""

from collections.abc import Iterable, Sequence

from matcher.allocation import (
    Applicant,
    Campaign,
    CandidateEdge,
    Edges,
    Quota,
    QuotaCode,
    QuotaReason,
    Recall,
    SeatedNeed,
)
from matcher.types import Bucket, NeedId, Slot

STATED = QuotaReason("programme_agreement")


def need(name: str, seats: int = 1, **more: object) -> SeatedNeed:
    return SeatedNeed(NeedId(name), seats, **more)  # type: ignore[arg-type]


def person(slot: int, **more: object) -> Applicant:
    lot = more.pop("lot", (slot + 1) * 0x9E3779B97F4A7C15 % (1 << 64))
    return Applicant(Slot(slot), lot, **more)  # type: ignore[arg-type]


def pair(slot: int, name: str, score: int, bucket: Bucket = Bucket.DIRECT) -> CandidateEdge:
    return CandidateEdge(Slot(slot), NeedId(name), bucket, score)


def names(*each: str) -> frozenset[NeedId]:
    return frozenset(NeedId(one) for one in each)


def slots(*each: int) -> frozenset[Slot]:
    return frozenset(Slot(one) for one in each)


def quota(code: str, **more: object) -> Quota:
    return Quota(QuotaCode(code), STATED, **more)  # type: ignore[arg-type]


def recall(name: str, slot: int, *, agreed: bool = True) -> Recall:
    return Recall(NeedId(name), Slot(slot), agreed)


def campaign(
    needs: Sequence[SeatedNeed],
    people: Sequence[Applicant],
    pairs: Iterable[CandidateEdge],
    *,
    seed: int = 1,
    **more: object,
) -> Campaign:
    return Campaign(tuple(needs), tuple(people), Edges.of(pairs), seed, **more)  # type: ignore[arg-type]
