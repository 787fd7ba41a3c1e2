"""How a condition is put: its verdict, its reason and the facts it rests on.

Rules:

- Facts nobody knows are left out.
- What is met is not closable: there is nothing to close.
- Something unmet and not closable makes a match near; anything else open, conditional.

What it does not do: decide which conditions there are (``conditions``).
"""

from matcher.types import (
    Answer,
    Bucket,
    Condition,
    ConditionCode,
    FactValue,
    ReasonCode,
    Verdict,
)

VERDICT_OF_ANSWER = {
    Answer.YES: Verdict.MET,
    Answer.NO: Verdict.UNMET,
    Answer.UNSAID: Verdict.UNKNOWN,
}


def condition(
    code: ConditionCode,
    verdict: Verdict,
    reason: ReasonCode | None,
    closable: bool = False,
    /,
    **facts: FactValue,
) -> Condition:
    """Put one condition; facts that are ``None`` are left out."""
    stated = tuple((key, value) for key, value in facts.items() if value is not None)
    return Condition(code, verdict, reason, closable and verdict is not Verdict.MET, stated)


def at_least(
    code: ConditionCode,
    reason: ReasonCode,
    offered: int | None,
    asked: int,
    /,
    **facts: FactValue,
) -> Condition:
    """Put a condition that asks a number: unknown when nothing is stated."""
    if offered is None:
        return condition(code, Verdict.UNKNOWN, reason, **facts)
    if offered < asked:
        return condition(code, Verdict.UNMET, reason, **facts)
    return condition(code, Verdict.MET, None, **facts)


def bucket_of(conditions: tuple[Condition, ...]) -> Bucket:
    """Sort a match by its deciding conditions: near, conditional, or direct."""
    deciding = [each for each in conditions if each.decides]
    if any(each.verdict is Verdict.UNMET and not each.closable for each in deciding):
        return Bucket.NEAR
    if any(each.verdict is not Verdict.MET for each in deciding):
        return Bucket.CONDITIONAL
    return Bucket.DIRECT
