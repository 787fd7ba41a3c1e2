"""Words for codes on the terminal, from the same catalogues as the pages."""

from collections.abc import Sequence

from api.i18n import translator
from api.services.views.explaining import ConditionView
from matcher.explanation import sentence_key
from matcher.types import Bucket, ReasonCode, Verdict
from privacy.vocabulary import Role

MOST_GAPS = 3


def bucket_word(bucket: Bucket, language: str) -> str:
    """Name a bucket."""
    return translator(language).text(f"bucket.{bucket.name.lower()}")


def role_word(role: Role, language: str) -> str:
    """Name a role."""
    return translator(language).text(f"role.{role.value}")


def reason_words(reason: ReasonCode, verdict: Verdict, label: str, language: str) -> str:
    """Say a reason, as a no or as a silence, with the concept it names if any."""
    sentence = translator(language).text(f"reason.{sentence_key(reason, verdict)}").rstrip(".")
    return f"{sentence}: {label}" if label else sentence


def gap_words(gaps: Sequence[ConditionView], language: str) -> str:
    """Say what is still open, the first few reasons."""
    said = [
        reason_words(gap.reason, gap.verdict, str(gap.facts.get("skill_label") or ""), language)
        for gap in gaps
        if gap.reason is not None
    ]
    more = len(said) - MOST_GAPS
    return "; ".join(said[:MOST_GAPS]) + (f"; +{more}" if more > 0 else "")
