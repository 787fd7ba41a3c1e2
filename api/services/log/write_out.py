"""Write opened personal values out as plain values, at the last moment before an answer.

Rules:

- Only what passed the gate is taken: every function asks for ``Disclosed`` values.
- The parts of a work profile have the names under which they are sent in
  (``api.inputs.profile``); skills carry their label and their proof beside them.
- A field that was not granted has no key at all.

What it does not do: open or decide.
"""

from collections.abc import Mapping
from typing import Any

from api.services.disclosures.read_disclosed import DisclosedView
from api.services.people.edit_profile import OwnProfile
from data.records import FIELD_PARTS, WorkProfile
from matcher.types import ExperienceEntry, OneOffWindow, Place, SkillClaim, Window
from privacy.disclosure import Disclosed
from privacy.inventory import PersonalField

Plain = dict[str, Any]


def write_out_profile(profile: OwnProfile) -> Plain:
    """Write a person's own profile, for herself."""
    return {
        "identity": _identity(profile.identity),
        "work": _work(profile.work.value, profile.labels),
        "may_be_kept": sorted(field.value for field in profile.kept),
    }


def write_out_disclosed(view: DisclosedView) -> Plain:
    """Write what a grant opens, for the agency it was given to."""
    answer: Plain = {
        "need_id": view.need_id,
        "handle": view.handle,
        "status": view.status.value,
    }
    if view.granted:
        answer["until"] = view.until.isoformat() if view.until else None
        answer["granted"] = [field.value for field in view.granted]
        answer["fields"] = _identity(view.identity) | {
            field.value: _field(field, shown.value, view.labels)
            for field, shown in sorted(view.work.items())
        }
    return answer


def _identity(shown: Mapping[PersonalField, Disclosed[str]]) -> Plain:
    return {field.value: shown[field].value for field in sorted(shown)}


def _field(field: PersonalField, work: WorkProfile, labels: Mapping[str, str]) -> Any:
    written = _work(work, labels)
    parts = FIELD_PARTS[field]
    return written[parts[0]] if len(parts) == 1 else {part: written[part] for part in parts}


def _work(work: WorkProfile, labels: Mapping[str, str]) -> Plain:
    return {
        "skills": [_claim(claim, labels) for claim in work.skills],
        "experience": [_experience(entry, labels) for entry in work.experience],
        "languages": [{"tag": each.tag, "level": int(each.level)} for each in work.languages],
        "modes": None if work.modes is None else sorted(work.modes),
        "windows": None if work.windows is None else [_window(each) for each in work.windows],
        "hours_per_month": work.hours_per_month,
        "longest_mission_days": work.longest_mission_days,
        "notice_days": work.notice_days,
        "residence": _place(work.residence) if work.residence else None,
        "ties": [_place(each) for each in work.ties],
        "willing_to_share": work.willing_to_share.value,
        "train_the_trainer": work.train_the_trainer.value,
        "mentoring_places": work.mentoring_places,
        "compensation": work.compensation.value,
        "permit_answers": {code: answer.value for code, answer in work.permit_answers.items()},
        "own_words": work.own_words,
    }


def _claim(claim: SkillClaim, labels: Mapping[str, str]) -> Plain:
    return {
        "concept": claim.concept,
        "label": labels.get(claim.concept),
        "level": int(claim.level),
        "years": claim.years,
        "last_used_year": claim.last_used_year,
        "acquired_in": claim.acquired_in.value,
        "acquired_how": claim.acquired_how.value,
        "evidence": claim.evidence.value,
        "recognised_in": claim.recognised_in,
        "can_teach": claim.can_teach.value,
    }


def _experience(entry: ExperienceEntry, labels: Mapping[str, str]) -> Plain:
    return {
        "occupation": entry.occupation,
        "label": labels.get(entry.occupation) if entry.occupation else None,
        "sector": entry.sector,
        "years_origin": entry.years_origin,
        "years_host": entry.years_host,
    }


def _window(window: Window) -> Plain:
    if isinstance(window, OneOffWindow):
        return {"start": window.start.isoformat(), "end": window.end.isoformat()}
    return {"from_day": window.start._asdict(), "to_day": window.end._asdict()}


def _place(place: Place) -> Plain:
    return {"country": place.country, "region": place.region}
