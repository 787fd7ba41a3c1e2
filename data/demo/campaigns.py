"""Read one campaign of the demonstration.

What it does not do: check that its needs and people exist (``loader``), or run it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from data.campaign_records import QuotaGround, Track
from data.demo.entries import Entry
from data.demo.errors import DemoFault


@dataclass(frozen=True, slots=True)
class DemoSeatLine:
    """One need of a campaign, by its key."""

    need: str
    seats: int
    track: Track | None


@dataclass(frozen=True, slots=True)
class DemoQuota:
    """A quota; ``listed`` are the keys of the people on its list."""

    name: str
    ground: QuotaGround
    track: Track | None
    at_least: int
    at_most: int | None
    listed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoChoice:
    """What somebody chose, by the keys of the person and the needs."""

    person: str
    tracks: frozenset[Track]
    ranked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoCampaign:
    """A campaign that is run when the demonstration is filled.

    ``preference_step`` is in thousandths of the score.
    """

    key: str
    name: str
    seed: int
    conditional: bool
    lines: tuple[DemoSeatLine, ...]
    quotas: tuple[DemoQuota, ...]
    preference_step: int
    choices: tuple[DemoChoice, ...]


def read_campaign(entry: Entry) -> DemoCampaign:
    """Read a campaign.

    Raises:
        DemoFileInvalid: A field is wrong or unknown.
    """
    campaign = DemoCampaign(
        key=entry.text("key"),
        name=entry.text("name"),
        seed=entry.number("seed", 0),
        conditional=entry.flag("conditional"),
        lines=tuple(_lines(entry)),
        quotas=tuple(_quotas(entry)),
        preference_step=entry.number("preference_step", 0),
        choices=tuple(_choices(entry)),
    )
    entry.done()
    return campaign


def _lines(entry: Entry) -> Iterator[DemoSeatLine]:
    for line in entry.entries("needs"):
        found = DemoSeatLine(
            line.text("need"), line.number("seats", 1), line.maybe_code(Track, "track")
        )
        line.done()
        yield found


def _choices(entry: Entry) -> Iterator[DemoChoice]:
    for choice in entry.entries("choices"):
        tracks = choice.maybe_codes(Track, "tracks") or frozenset(Track)
        yield DemoChoice(choice.text("person"), tracks, choice.names("ranked"))
        choice.done()


def _quotas(entry: Entry) -> Iterator[DemoQuota]:
    for quota in entry.entries("quotas"):
        ground = quota.maybe_code(QuotaGround, "ground")
        if ground is None:
            raise quota.fault(DemoFault.MISSING, "ground")
        found = DemoQuota(
            name=quota.text("name"),
            ground=ground,
            track=quota.maybe_code(Track, "track"),
            at_least=quota.number("at_least", 0),
            at_most=quota.maybe_number("at_most"),
            listed=quota.names("listed"),
        )
        quota.done()
        yield found
