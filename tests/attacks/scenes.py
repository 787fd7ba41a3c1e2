"""A town in which everybody has something of her own: two persons, two agencies, staff.

Amal belongs to agency A's needs, Badr to agency B's; nothing of the one is the other's.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from api.inputs.course import CourseInput
from api.services.disclosures.answer_disclosure import answer_request
from api.services.disclosures.request_disclosure import request_disclosure
from api.services.matches.rank_matches import agency_ranking, coordinator_ranking
from api.services.matches.review_match import shortlist_match
from api.services.needs.keep_courses import change_course, offer_course
from data.repositories import Sessions
from privacy.handles import new_reference, token_digest
from privacy.inventory import PersonalField
from privacy.policy import Actor
from privacy.vocabulary import Role
from tests.api_client import Caller, Door, make_door
from tests.api_world import World
from tests.authenticator import Authenticator
from tests.factories import claim
from tests.stored import Somebody, take_roles

COURSE = {
    "title": "Nets",
    "taught_in": "en",
    "trains_trainers": True,
    "runs": [{"start": "2027-03-01", "remote": True}],
}
ASKED = (PersonalField.FULL_NAME, PersonalField.PHONE)
REVISION = '"2"'


@dataclass
class Owned:
    """What one agency and one person have, by the names of route parameters."""

    agency: Actor
    person: Somebody
    references: dict[str, str] = field(default_factory=dict)
    coordination_handle: str = ""


@dataclass
class Scene:
    """The town, and a caller for everybody."""

    door: Door
    ours: Owned
    theirs: Owned
    callers: dict[str, Caller]


def nobody() -> dict[str, str]:
    """Give references that exist nowhere."""
    names = (
        "need_id",
        "handle",
        "request_id",
        "grant_id",
        "passkey_id",
        "receipt_id",
        "course_id",
    )
    return {name: new_reference() for name in names}


def set_scene(world: World) -> Scene:
    """Build the town."""
    door = make_door(world)
    early = {
        "expired person": door.as_(world.person(claim("triage")).actor),
        "expired member": door.as_(world.agency("Past Coop")),
    }
    world.later(hours=13)
    coordinator, officer = world.coordinator(), world.member(Role.OFFICER)
    ours = _owned(world, door, coordinator, "cage_farming", "Blue Coop")
    theirs = _owned(world, door, coordinator, "risk_models", "Green Coop")
    colleague = world.member(Role.AGENCY_MEMBER, ours.agency.organisation)
    removed = world.member(Role.AGENCY_MEMBER, ours.agency.organisation)
    callers = {
        "anonymous": door.as_(None),
        "person": door.as_(ours.person.actor),
        "other person": door.as_(theirs.person.actor),
        "member": door.as_(ours.agency),
        "colleague": door.as_(colleague),
        "other member": door.as_(theirs.agency),
        "removed member": door.as_(removed),
        "coordinator": door.as_(coordinator),
        "officer": door.as_(officer),
        **early,
        "revoked person": door.as_(ours.person.actor),
        "revoked member": door.as_(ours.agency),
    }
    with world.acting(None) as context:
        take_roles(context.work, removed.account)
        for name in ("revoked person", "revoked member"):
            token = callers[name].token or ""
            Sessions(context.work, world.runtime.key_ring).end(token_digest(token))
    return Scene(door, ours, theirs, callers)


def _owned(world: World, door: Door, coordinator: Actor, skill: str, name: str) -> Owned:
    found = Owned(world.agency(name), world.person(claim(skill)))
    needs = [world.need(found.agency, skill).id for _ in range(2)]
    requests = []
    handles = []
    for need in needs:
        with world.acting(coordinator) as context:
            (ranked,) = coordinator_ranking(context, need).matches
            shortlist_match(context, need, ranked.handle)
            found.coordination_handle = found.coordination_handle or ranked.handle
        with world.acting(found.agency) as context:
            (seen,) = agency_ranking(context, need).matches
            until = world.clock.now.date() + timedelta(days=9)
            asked = request_disclosure(context, need, seen.handle, ASKED, until)
        requests.append(asked.id)
        handles.append(seen.handle)
    with world.acting(found.person.actor) as context:
        grant = answer_request(context, requests[0], ASKED[:1]).id
    caller, device = door.as_(found.person.actor), Authenticator()
    options = caller.post("/passkeys/questions")["options"]
    assert caller.ask("POST", "/passkeys", json={"credential": device.make(options)}).status == 204
    (passkey,) = caller.get("/account")["passkeys"]
    found.references = {
        "need_id": needs[0],
        "handle": handles[0],
        "request_id": requests[1],
        "grant_id": grant,
        "passkey_id": passkey["reference"],
        "section": "languages",
        "course_id": _course(world, found.agency),
    }
    return found


def _course(world: World, agency: Actor) -> str:
    """Offer a course, and change it once: its revision is the scene's."""
    given = CourseInput.model_validate(COURSE)
    with world.acting(agency) as context:
        offered = offer_course(context, given)
        return change_course(context, offered.id, given, offered.revision).id
