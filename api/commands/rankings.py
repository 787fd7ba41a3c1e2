"""Rankings as tables and as JSON.

What it does not do: rank, or show anything of a person but her reference and her work.
"""

from collections.abc import Iterable, Sequence
from textwrap import wrap

import typer

from api.commands.tables import WIDTH, print_table
from api.commands.wording import bucket_word, gap_words, reason_words
from api.services.matches.rank_everything import Overview, RankedNeed, RankedPerson
from api.services.matches.rank_for_reference import NeedForReference
from matcher.types import Bucket, Verdict

MOST_REASONS = 5
MACHINE = " *"


def need_as_json(item: RankedNeed) -> dict[str, object]:
    """Give one ranked need as a JSON object."""
    return {
        "need": item.need_id,
        "title": item.title,
        "kind": item.kind.value,
        "organisation": item.organisation,
        "counts": {bucket.name.lower(): n for bucket, n in sorted(item.counts.items())},
        "abstained": item.abstained,
        "no_direct_match": [
            {"reason": reason, "verdict": verdict, "concept": label or None, "count": count}
            for reason, verdict, label, count in item.reasons
        ],
        "best": [_person_as_json(person) for person in item.best],
    }


def _person_as_json(person: RankedPerson) -> dict[str, object]:
    return {
        "handle": person.handle,
        "bucket": person.bucket.name.lower(),
        "score": person.score,
        "meets": person.strengths,
        "close_to": person.close,
        "reasons": [gap.reason for gap in person.gaps],
        "proposed_by_machine": person.machine_proposals,
    }


def ranked_need_as_json(item: NeedForReference) -> dict[str, object]:
    """Give one need ranked for a person as a JSON object."""
    return {
        "need": item.need_id,
        "title": item.title,
        "bucket": item.bucket.name.lower(),
        "score": item.score,
        "reasons": [gap.reason for gap in item.gaps],
    }


def totals_as_json(overview: Overview, took: float) -> dict[str, object]:
    """Give the totals of an overview as a JSON object; ``seconds`` is the time of ranking."""
    return {
        "needs": len(overview.needs),
        "with_skills": overview.with_skills,
        "with_occupation": overview.with_occupation,
        "people": overview.pool,
        "seconds": round(took, 3),
        "best_match": {
            "direct": overview.by_best.get(Bucket.DIRECT, 0),
            "conditional": overview.by_best.get(Bucket.CONDITIONAL, 0),
            "near": overview.by_best.get(Bucket.NEAR, 0),
            "nobody": overview.by_best.get(None, 0),
        },
        "not_ranked": overview.not_ranked,
        "reasons": [
            {"reason": reason, "verdict": verdict, "count": n}
            for (reason, verdict), n in overview.reasons
        ],
        "missing": [{"label": label, "count": n} for label, n in overview.missing],
    }


def print_need(item: RankedNeed, lang: str, facts: Iterable[str] = ()) -> None:
    """Print one need: its best people, or why nobody fits directly, and facts about it."""
    title = f"{item.title} — {item.organisation} ({item.kind.value.replace('_', ' ')})"
    if item.best:
        print_table(
            title,
            ["reference", "bucket", "score", "meets", "close to", "still open"],
            [
                [
                    person.handle,
                    bucket_word(person.bucket, lang),
                    person.score + (MACHINE if person.machine_proposals else ""),
                    ", ".join(person.strengths),
                    ", ".join(person.close),
                    gap_words(person.gaps, lang),
                ]
                for person in item.best
            ],
            whole=3,
        )
    else:
        for line in wrap(title, WIDTH):
            typer.echo(line)
    if item.abstained:
        typer.echo(f"  nobody is ranked: {reason_words(item.abstained, Verdict.UNMET, '', lang)}")
    elif item.reasons:
        typer.echo("  no direct match: (people of the trade × what is missing)")
        for reason, verdict, label, count in item.reasons[:MOST_REASONS]:
            said = reason_words(reason, verdict, label, lang)
            typer.echo(f"    {count or '–':>5} × {said}")
    elif not item.best:
        typer.echo("  nobody may be matched yet")
    for line in facts:
        typer.echo(line)
    typer.echo("")


def print_needs_for(handle: str, found: Sequence[NeedForReference], lang: str) -> None:
    """Print the needs ranked for one person."""
    if not found:
        typer.echo("no open need for her at present")
        return
    print_table(
        f"Needs for {handle}",
        ["need", "title", "bucket", "score", "still open"],
        [
            [
                item.need_id,
                item.title,
                bucket_word(item.bucket, lang),
                item.score,
                gap_words(item.gaps, lang),
            ]
            for item in found
        ],
        whole=1,
    )


def print_totals(overview: Overview, lang: str, took: float | None) -> None:
    """Print how many needs have a direct, conditional or near best match, and why not."""
    by_best = overview.by_best
    typer.echo(
        f"{len(overview.needs)} needs ({overview.with_skills} ask for skills, "
        f"{overview.with_occupation} for an occupation), {overview.pool} people who may be "
        f"matched{'' if took is None else f', ranked in {took:.2f} s'}"
    )
    typer.echo(
        f"best match: direct {by_best.get(Bucket.DIRECT, 0)}, "
        f"conditional {by_best.get(Bucket.CONDITIONAL, 0)}, "
        f"near {by_best.get(Bucket.NEAR, 0)}, nobody {by_best.get(None, 0)}, "
        f"not ranked {overview.not_ranked}"
    )
    if any(person.machine_proposals for item in overview.needs for person in item.best):
        typer.echo("* rests on skills proposed by machine")
    if overview.reasons:
        typer.echo("commonest reasons, over all people and needs without a direct match:")
        for (reason, verdict), count in overview.reasons:
            typer.echo(f"  {count:>6} × {reason_words(reason, verdict, '', lang)}")
    if overview.missing:
        typer.echo("skills missing most often:")
        for label, count in overview.missing:
            typer.echo(f"  {count:>6} × {label}")
