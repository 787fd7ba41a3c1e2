"""Turn what is stored about a person's work back into the input it came from.

A page changes one part of the profile; the service takes the whole. The other parts are
given back as they are.

What it does not do: check anything (the input model does).
"""

from datetime import date

from api.contexts.choices import PlaceSaid, WorkSaid

Tree = dict[str, object]
PARTS = {
    "skills": ("skills",),
    "experience": ("experience",),
    "languages": ("languages",),
    "availability": (
        "modes",
        "windows",
        "hours_per_month",
        "longest_mission_days",
        "notice_days",
    ),
    "places": ("residence", "ties"),
    "willingness": (
        "willing_to_share",
        "train_the_trainer",
        "mentoring_places",
        "compensation",
    ),
    "words": ("own_words",),
    "permits": ("permit_answers",),
}
"""Which parts of the input each page of the profile covers."""


def without(work: WorkSaid, section: str) -> Tree:
    """Give the input for everything but one page's parts."""
    return {name: value for name, value in as_input(work).items() if name not in PARTS[section]}


def only(work: WorkSaid, section: str) -> Tree:
    """Give the input for one page's parts."""
    return {name: value for name, value in as_input(work).items() if name in PARTS[section]}


def as_input(work: WorkSaid) -> Tree:
    """Give a work profile as the input it would be written from."""
    return {
        "skills": [
            {
                "concept": claim.concept,
                "level": claim.level,
                "years": claim.years,
                "last_used_year": claim.last_used_year,
                "acquired_in": claim.acquired_in,
                "acquired_how": claim.acquired_how,
                "can_teach": claim.can_teach,
            }
            for claim in work.skills
        ],
        "experience": [
            {
                "occupation": entry.occupation,
                "sector": entry.sector,
                "years_origin": entry.years_origin,
                "years_host": entry.years_host,
            }
            for entry in work.experience
        ],
        "languages": [{"tag": each.tag, "level": each.level} for each in work.languages],
        "modes": work.modes,
        "windows": _windows(work),
        "hours_per_month": work.hours_per_month,
        "longest_mission_days": work.longest_mission_days,
        "notice_days": work.notice_days,
        "residence": _place(work.residence),
        "ties": [_place(tie) for tie in work.ties],
        "willing_to_share": work.willing_to_share,
        "train_the_trainer": work.train_the_trainer,
        "mentoring_places": work.mentoring_places,
        "compensation": work.compensation,
        "permit_answers": dict(work.permit_answers),
        "own_words": work.own_words,
    }


def _place(place: PlaceSaid | None) -> Tree | None:
    return None if place is None else {"country": place.country, "region": place.region}


def _windows(work: WorkSaid) -> list[Tree] | None:
    if work.windows is None:
        return None
    windows: list[Tree] = []
    for window in work.windows:
        if isinstance(window.start, date):
            windows.append({"start": window.start, "end": window.end})
        else:
            ends = {"from_day": window.start, "to_day": window.end}
            windows.append(
                {name: {"month": each[0], "day": each[1]} for name, each in ends.items()}
            )
    return windows
