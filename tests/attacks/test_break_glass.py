"""Nobody opens an identity alone, nobody without her seeing it, and no grant comes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.errors import Conflict, Forbidden, Invalid, NotFound, ServiceError
from api.services.disclosures.answer_disclosure import own_requests
from api.services.disclosures.open_in_emergency import (
    OpeningView,
    ask_opening,
    count_new_openings,
    decide_opening,
    open_identity,
    openings_to_see,
    own_openings,
    read_opening,
)
from api.services.matches.known_by_handle import issue_handles
from api.services.people.export_person import export_own_data
from api.services.people.read_access_log import own_access_log
from api.services.people.record_consent import withdraw_all
from data.engine import Stores
from data.repositories import Needs
from privacy.audit import AuditAction, Outcome
from privacy.breakglass import DECIDE_WITHIN, OPEN_FOR, OpeningReason, agree_to_opening
from privacy.errors import SealBroken
from privacy.handles import COORDINATION
from privacy.inventory import PersonalField
from privacy.keys import KeyRing
from privacy.opening_policy import may_decide_opening
from privacy.policy import Actor
from privacy.vocabulary import Role
from tests.api_client import make_door
from tests.api_world import World, make_world
from tests.attacks.insiders import Insider
from tests.stored import IDENTITY, Somebody

NAME, PHONE = PersonalField.FULL_NAME, PersonalField.PHONE
WHY = "She called for help from the boat and the line went dead."
MICROSECOND = timedelta(microseconds=1)


@dataclass
class Scene:
    """A match, two coordinators, an officer and an agency."""

    world: World
    amal: Somebody
    asker: Actor
    second: Actor
    officer: Actor
    agency: Actor
    need: str
    handle: str

    def ask(
        self, actor: Actor | None = None, *fields: PersonalField, text: str = WHY
    ) -> OpeningView:
        with self.world.acting(actor or self.asker) as context:
            return ask_opening(
                context,
                self.need,
                self.handle,
                fields or (NAME,),
                reason=OpeningReason.DANGER,
                text=text,
            )

    def decide(self, actor: Actor, opening: OpeningView, *, agree: bool = True) -> OpeningView:
        with self.world.acting(actor) as context:
            return decide_opening(context, opening.id, agree=agree)

    def open(self, actor: Actor, opening: OpeningView) -> dict[str, Any]:
        with self.world.acting(actor) as context:
            shown = open_identity(context, opening.id).identity
            return {field.value: given.value for field, given in shown.items()}

    def log(self) -> list[tuple[AuditAction, Outcome, Role]]:
        with self.world.acting(self.amal.actor) as context:
            lines = own_access_log(context, None)
        return [(line.action, line.outcome, line.role) for line in reversed(lines)]


@pytest.fixture
def scene(stores: Stores, ring: KeyRing, tmp_path: Path) -> Scene:
    world = make_world(stores, ring, tmp_path)
    amal, agency = world.person(), world.agency()
    need = world.need(agency, "cage_farming").id
    with world.acting(world.coordinator()) as context:
        stored = Needs(context.work).get(need)
        assert stored is not None
        handle = issue_handles(context, COORDINATION, stored, [amal.id])[amal.id]
    return Scene(
        world,
        amal,
        world.coordinator(),
        world.coordinator(),
        world.member(Role.OFFICER),
        agency,
        need,
        handle,
    )


def test_two_people_open_it_for_an_hour_and_she_reads_all_of_it_at_once(scene: Scene) -> None:
    opening = scene.ask(None, NAME, PHONE)
    with scene.world.acting(scene.amal.actor) as context:  # in the same moment
        (told,) = own_openings(context)
        assert count_new_openings(context) == 1
    assert (told.text, told.state, told.fields) == (WHY, "asked", (NAME, PHONE))
    with scene.world.acting(scene.second) as context:
        assert read_opening(context, opening.id).text == WHY
    scene.world.later(hours=2)
    assert scene.decide(scene.second, opening).state == "open"
    expected = {"full_name": IDENTITY.full_name, "phone": IDENTITY.phone}
    assert scene.open(scene.asker, opening) == expected
    scene.world.clock.now += OPEN_FOR - MICROSECOND
    assert scene.open(scene.asker, opening) == expected
    scene.world.clock.now += MICROSECOND
    with pytest.raises(Forbidden, match="not_opened"):
        scene.open(scene.asker, opening)
    told_in_log = [line for line in scene.log() if line[2] is not Role.PERSON]
    opened = [line for line in told_in_log if line[0].value.startswith(("opening_", "identity_o"))]
    assert {role for _, _, role in opened} == {Role.COORDINATOR}
    assert [(action, outcome) for action, outcome, _ in opened] == [
        (AuditAction.OPENING_ASKED, Outcome.DONE),
        (AuditAction.OPENING_READ, Outcome.DONE),
        (AuditAction.OPENING_AGREED, Outcome.DONE),
        (AuditAction.IDENTITY_OPENED, Outcome.DONE),
        (AuditAction.IDENTITY_OPENED, Outcome.DONE),
        (AuditAction.IDENTITY_OPENED, Outcome.DENIED),
    ]
    with scene.world.acting(scene.amal.actor) as context:
        (exported,) = export_own_data(context)["identity_openings"]
    assert (exported["text"], exported["reason"], exported["state"]) == (WHY, "danger", "agreed")


@pytest.mark.parametrize("backend", ["sqlite"])
def test_who_decides_is_told_that_she_stopped_every_use(scene: Scene) -> None:
    opening = scene.ask()

    def told() -> bool:
        with scene.world.acting(scene.second) as context:
            return read_opening(context, opening.id).has_stopped

    assert not told()
    with scene.world.acting(scene.amal.actor) as context:
        withdraw_all(context)
    assert told()
    page = make_door(scene.world).client.get(
        f"/coordination/openings/{opening.id}",
        headers={
            "authorization": f"Bearer {scene.world.token(scene.second)}",
            "accept": "text/html",
            "accept-language": "en",
        },
    )
    assert "She has stopped being matched" in page.text


def test_nothing_is_granted_by_it(scene: Scene) -> None:
    opening = scene.ask()
    scene.decide(scene.officer, opening)
    scene.open(scene.asker, opening)
    insider = Insider(scene.world.runtime.stores)
    assert insider.rows("main", "grant_event") == []
    assert insider.rows("keys", "grant_switch") == []
    with scene.world.acting(scene.amal.actor) as context:
        assert own_requests(context) == ()


Misuse = Callable[[Scene, OpeningView], object]


def agreeing_alone(scene: Scene, opening: OpeningView) -> object:
    return scene.decide(scene.asker, opening)


def agreeing_late(scene: Scene, opening: OpeningView) -> object:
    scene.world.clock.now += DECIDE_WITHIN
    return scene.decide(scene.second, opening)


def agreeing_twice(scene: Scene, opening: OpeningView) -> object:
    scene.decide(scene.second, opening, agree=False)
    return scene.decide(scene.officer, opening)


def opening_unasked(scene: Scene, opening: OpeningView) -> object:
    return scene.open(scene.asker, opening)


def opening_declined(scene: Scene, opening: OpeningView) -> object:
    scene.decide(scene.second, opening, agree=False)
    return scene.open(scene.asker, opening)


def opening_by_the_second(scene: Scene, opening: OpeningView) -> object:
    scene.decide(scene.second, opening)
    return scene.open(scene.second, opening)


def opening_by_the_officer(scene: Scene, opening: OpeningView) -> object:
    scene.decide(scene.officer, opening)
    return scene.open(scene.officer, opening)


def opening_by_the_agency(scene: Scene, opening: OpeningView) -> object:
    scene.decide(scene.second, opening)
    return scene.open(scene.agency, opening)


MISUSES: tuple[Misuse, ...] = (
    agreeing_alone,
    agreeing_late,
    agreeing_twice,
    opening_unasked,
    opening_declined,
    opening_by_the_second,
    opening_by_the_officer,
    opening_by_the_agency,
)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_every_way_around_the_second_person_is_refused_and_told_to_her(scene: Scene) -> None:
    for misuse in MISUSES:
        opening = scene.ask()
        told = [outcome for _, outcome, _ in scene.log()].count(Outcome.DENIED)
        with pytest.raises((Forbidden, Conflict)):
            misuse(scene, opening)
        denied = [outcome for _, outcome, _ in scene.log()].count(Outcome.DENIED)
        assert denied == told + 1, misuse
    assert len(MISUSES) == 8


@pytest.mark.parametrize("backend", ["sqlite"])
def test_without_the_second_person_one_alone_would_open_it(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The break: nobody asks whether who agrees is who asked, neither the rule nor the step."""

    def anybody(_: Actor, opening: Any, *, at: Any) -> Any:
        return may_decide_opening(scene.second, opening, at=at)

    def agreed(opening: Any, _: str, at: Any) -> Any:
        return agree_to_opening(opening, scene.second.account, at)

    monkeypatch.setattr("api.services.disclosures.open_in_emergency.may_decide_opening", anybody)
    monkeypatch.setattr("api.services.disclosures.open_in_emergency.agree_to_opening", agreed)
    opening = scene.ask()
    assert agreeing_alone(scene, opening)
    assert scene.open(scene.asker, opening) == {"full_name": IDENTITY.full_name}


@pytest.mark.parametrize("backend", ["sqlite"])
def test_only_identity_for_a_reason_by_a_coordinator_can_be_asked_for(scene: Scene) -> None:
    attempts: tuple[tuple[type[ServiceError], Callable[[], object]], ...] = (
        (ServiceError, lambda: scene.ask(scene.officer)),
        (ServiceError, lambda: scene.ask(scene.agency)),
        (Invalid, lambda: scene.ask(None, PersonalField.SKILLS)),
        (Invalid, lambda: scene.ask(None, NAME, PersonalField.PERMIT_ANSWERS)),
        (Invalid, lambda: scene.ask(text="please")),
        (Invalid, lambda: scene.ask(text="x" * 1001)),
    )
    for refused, ask in attempts:
        with pytest.raises(refused):
            ask()
    with scene.world.acting(scene.second) as context:
        assert openings_to_see(context) == ()
    with scene.world.acting(scene.second) as context, pytest.raises(NotFound):
        read_opening(context, "a" * 26)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_forged_opening_opens_nothing(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    insider = Insider(scene.world.runtime.stores)
    badr = scene.world.person()
    opening = scene.ask()
    scene.decide(scene.second, opening)
    (row,) = insider.rows("main", "identity_opening")
    forgeries: tuple[dict[str, Any], ...] = (
        {"fields": "full_name phone"},
        {"person": badr.id},
        {"asked_by": scene.second.account},
        {"state": "asked"},
        {"sequence": 7},
    )
    for changed in forgeries:
        insider.put("main", "identity_opening", row, **changed)
        for actor in (scene.asker, scene.second):
            with pytest.raises(NotFound):
                scene.open(actor, opening)
    monkeypatch.setattr(KeyRing, "verify_row", lambda *_: None)
    insider.put("main", "identity_opening", row, fields="full_name phone")
    assert set(scene.open(scene.asker, opening)) == {"full_name", "phone"}


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_reason_is_sealed_and_moves_to_no_other_opening(scene: Scene) -> None:
    first, other = scene.ask(), scene.ask(text="Another reason, quite as long as it must be.")
    insider = Insider(scene.world.runtime.stores)
    (row,) = insider.rows("main", "identity_opening", reference=first.id)
    (moved,) = insider.rows("main", "identity_opening", reference=other.id)
    assert WHY.encode() not in bytes(row["reason_sealed"])
    insider.put("main", "identity_opening", row, reason_sealed=moved["reason_sealed"])
    with scene.world.acting(scene.second) as context, pytest.raises(SealBroken):
        read_opening(context, first.id)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_reason_is_looked_at_like_every_free_text(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is asked, stored or told; without the guard (the break) it would be."""
    text = "She wrote that she is HIV positive and then the line went dead."
    before = scene.log()
    with pytest.raises(Invalid) as refused:
        scene.ask(text=text)
    assert [(each.pointer, each.code) for each in refused.value.fields] == [
        ("/text", "never_kept_health")
    ]
    assert "HIV" not in str(refused.value.args) + str(refused.value.facts)
    assert scene.log() == before
    guard = "api.services.disclosures.open_in_emergency.check_own_text"
    monkeypatch.setattr(guard, lambda *_: None)
    assert scene.ask(text=text).id
