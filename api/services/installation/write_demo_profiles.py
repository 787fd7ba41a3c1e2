"""Write the demonstration's people as a file of profiles, the way a campaign would send one.

Rules:

- Skills and occupations stand in English words, so that the file can be imported against any
  taxonomy release: linking the words is then part of what is tried.
- A row holds what the person lets the matcher see, or, when she does not let herself be
  matched, what she lets be kept. No name, contact or answer about permits is written.
- The yes of the demonstration stands as if given on paper, on the day of writing, under the
  notice that stands.

What it does not do: store, or write anything about real people.
"""

from collections.abc import Iterator
from datetime import date

from data.demo.loader import load_demo
from data.demo.records import DemoPerson
from data.importers.starter import load_starter
from data.records import WorkProfile
from matcher.taxonomy import Taxonomy
from matcher.types import (
    Cefr,
    EvidenceState,
    ExperienceEntry,
    Level,
    OneOffWindow,
    Place,
    SkillClaim,
    Window,
)
from privacy.notice import NOTICE_VERSION
from privacy.vocabulary import Purpose

LANGUAGE = "en"
Row = dict[str, object]


def demo_profile_rows(today: date) -> Iterator[Row]:
    """Give one row a person, keyed by the columns of a file of profiles.

    Args:
        today: The day dates of the demonstration count from.
    """
    starter = load_starter()
    taxonomy = Taxonomy("starter", starter.concepts, starter.relations)
    for person in load_demo(today).people:
        shown = _shown(person)
        if shown.stated_fields():
            yield {**_agreed(person, today), **_work(shown, taxonomy)}


def _shown(person: DemoPerson) -> WorkProfile:
    wanted = Purpose.MATCH if person.is_matchable else Purpose.STORE
    fields = frozenset(field for purpose, field in person.consents if purpose is wanted)
    return person.work.only(fields)


def _agreed(person: DemoPerson, today: date) -> Row:
    return {
        "identifier": person.key,
        "language": LANGUAGE,
        "consent_store": "yes",
        "consent_match": "yes" if person.is_matchable else "no",
        "consented_on": today.isoformat(),
        "notice_version": NOTICE_VERSION,
    }


def _work(work: WorkProfile, taxonomy: Taxonomy) -> Row:
    row: Row = {}
    for number, claim in enumerate(work.skills, 1):
        row.update(_skill(claim, number, taxonomy))
    for number, entry in enumerate(work.experience, 1):
        row.update(_experience(entry, number, taxonomy))
    row |= {
        "languages": [
            f"{one.tag}: {one.level.name.lower()}" if one.level is not Cefr.UNKNOWN else one.tag
            for one in work.languages
        ],
        "modes": sorted(mode.value for mode in work.modes or ()),
        "windows": [_window(one) for one in work.windows or ()],
        "hours_per_month": work.hours_per_month,
        "longest_mission_days": work.longest_mission_days,
        "notice_days": work.notice_days,
        "country": work.residence.country if work.residence else None,
        "region": work.residence.region if work.residence else None,
        "ties": [_place(place) for place in work.ties],
        "willing_to_share": _said(work.willing_to_share.value),
        "train_the_trainer": _said(work.train_the_trainer.value),
        "mentoring_places": work.mentoring_places,
        "compensation": _said(work.compensation.value),
        "own_words": work.own_words,
        "confirmed_on": work.confirmed_on.isoformat() if work.confirmed_on else None,
    }
    return {column: value for column, value in row.items() if value not in (None, [])}


def _skill(claim: SkillClaim, number: int, taxonomy: Taxonomy) -> Row:
    evidence = claim.evidence
    if evidence is EvidenceState.RECOGNISED:  # a file cannot say which country did
        evidence = EvidenceState.CERTIFIED
    level = None if claim.level is Level.UNKNOWN else claim.level.name.lower()
    return {
        f"skill {number}": taxonomy.label(claim.concept, LANGUAGE),
        f"skill level {number}": level,
        f"skill years {number}": claim.years,
        f"skill last used {number}": claim.last_used_year,
        f"skill acquired in {number}": _said(claim.acquired_in.value),
        f"skill acquired how {number}": _said(claim.acquired_how.value),
        f"skill evidence {number}": evidence.name.lower(),
        f"skill can teach {number}": _said(claim.can_teach.value),
    }


def _experience(entry: ExperienceEntry, number: int, taxonomy: Taxonomy) -> Row:
    occupation = entry.occupation
    return {
        f"occupation {number}": taxonomy.label(occupation, LANGUAGE) if occupation else None,
        f"occupation sector {number}": entry.sector,
        f"occupation years origin {number}": entry.years_origin,
        f"occupation years host {number}": entry.years_host,
    }


def _window(window: Window) -> str:
    if isinstance(window, OneOffWindow):
        return f"{window.start.isoformat()}/{window.end.isoformat()}"
    start, end = window.start, window.end
    return f"{start.month:02}-{start.day:02}/{end.month:02}-{end.day:02}"


def _place(place: Place) -> str:
    return place.region or place.country


def _said(value: str) -> str | None:
    return None if value == "unsaid" else value
