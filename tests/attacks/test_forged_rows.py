"""Somebody with write access to the databases forges, copies or puts back rows: it opens nothing.

Each forgery is also tried with the proof of rows switched off, where it must succeed: so the
tests would notice if it were not looked at.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from api.errors import Conflict, NotFound
from api.services.disclosures.answer_disclosure import answer_request, own_requests, withdraw_grant
from api.services.disclosures.read_disclosed import read_disclosed
from api.services.disclosures.request_disclosure import request_disclosure
from api.services.matches.rank_matches import agency_ranking
from data.engine import Stores
from privacy.handles import new_handle
from privacy.inventory import PersonalField
from privacy.keys import KeyRing
from privacy.vocabulary import Purpose
from tests.api_world import make_world
from tests.attacks.insiders import NAME, Stage, Which, set_stage
from tests.breaks import forget_proofs

EMAIL = PersonalField.EMAIL
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
"""Proofs do not depend on the kind of database."""


@pytest.fixture
def stage(stores: Stores, ring: KeyRing, tmp_path: Path) -> Stage:
    return set_stage(make_world(stores, ring, tmp_path))


@pytest.fixture
def unproven(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Switch the proof of rows off."""
    return lambda: forget_proofs(monkeypatch)


Forgery = Callable[[Stage], None]


def reopen_withdrawn_switch(stage: Stage) -> None:
    stage.world.withdraw(stage.amal, Purpose.MATCH)
    (row,) = stage.insider.rows(
        "keys", "consent_switch", person=stage.amal.id, purpose="match", field="skills"
    )
    (kept,) = stage.insider.rows(
        "keys", "consent_switch", person=stage.amal.id, purpose="store", field="skills"
    )
    stage.insider.put("keys", "consent_switch", row, status="given", until=kept["until"])


def move_somebody_elses_switch(stage: Stage) -> None:
    badr = stage.world.person()
    stage.world.withdraw(stage.amal, Purpose.MATCH)
    (given,) = stage.insider.rows(
        "keys", "consent_switch", person=badr.id, purpose="match", field="skills"
    )
    (closed,) = stage.insider.rows(
        "keys", "consent_switch", person=stage.amal.id, purpose="match", field="skills"
    )
    stage.insider.put(
        "keys",
        "consent_switch",
        given,
        person=stage.amal.id,
        sequence=closed["sequence"],
        event=closed["event"],
    )
    stage.world.withdraw(badr, Purpose.MATCH)


def move_somebody_elses_ground(stage: Stage) -> None:
    """Copy what the policy said about another person over what it says about this one."""
    badr = stage.world.person()
    (yes,) = stage.insider.rows("keys", "match_ground", person=badr.id)
    stage.world.withdraw(stage.amal, Purpose.MATCH)
    events = stage.insider.rows("main", "consent_event", person=stage.amal.id)
    bearing = [row for row in events if row["purpose"] in {"store", "match"}]
    private = [row for row in bearing if row["field"] in IDENTITY_AND_WORDS]
    number = len(bearing) - len(private)
    stage.insider.put("keys", "match_ground", yes, person=stage.amal.id, number=number)
    stage.world.withdraw(badr, Purpose.MATCH)


IDENTITY_AND_WORDS = frozenset({"full_name", "phone", "email", "address", "own_words"})
FORGED_CONSENTS = (
    reopen_withdrawn_switch,
    move_somebody_elses_switch,
    move_somebody_elses_ground,
)


@pytest.mark.parametrize("forge", FORGED_CONSENTS, ids=lambda forge: str(forge.__name__))
def test_a_forged_consent_matches_nobody(
    stage: Stage, forge: Forgery, unproven: Callable[[], None]
) -> None:
    assert stage.believed()
    forge(stage)
    assert not stage.believed()
    stage.world.later(days=1)  # another day loads the pool anew
    assert not stage.believed()
    unproven()
    stage.world.later(days=1)
    assert stage.believed()


def test_a_withdrawn_switch_and_ground_put_back_stay_withdrawn(stage: Stage) -> None:
    """Their proofs hold, but the history in main has gone on."""
    insider, person = stage.insider, stage.amal.id
    switches = insider.rows("keys", "consent_switch", person=person)
    (ground,) = insider.rows("keys", "match_ground", person=person)
    stage.world.withdraw(stage.amal, Purpose.MATCH)
    for row in switches:
        insider.put("keys", "consent_switch", row)
    insider.put("keys", "match_ground", ground)
    stage.world.later(days=1)
    assert stage.matched() == 0


GRANT_TABLES: tuple[tuple[Which, str], ...] = (("keys", "grant_switch"), ("main", "grant_event"))


def widened(stage: Stage) -> None:
    for which, table in GRANT_TABLES:
        (row,) = stage.insider.rows(which, table, reference=stage.grant)
        stage.insider.put(which, table, row, fields="email full_name phone")


def reopened(stage: Stage) -> None:
    with stage.world.acting(stage.amal.actor) as context:
        withdraw_grant(context, stage.grant)
    for which, table in GRANT_TABLES:
        last = max(
            stage.insider.rows(which, table, reference=stage.grant),
            key=lambda row: int(row["sequence"]),
        )
        stage.insider.put(which, table, last, state="active", ended_at=None)


def prolonged(stage: Stage) -> None:
    (row,) = stage.insider.rows("keys", "grant_switch", reference=stage.grant)
    later = stage.world.clock.now + timedelta(days=25)
    for which, table in GRANT_TABLES:
        stage.insider.write(
            which,
            f"UPDATE {table} SET until = :until WHERE reference = :reference",
            until=later.replace(tzinfo=None).isoformat(" ") + ".000000"
            if isinstance(row["until"], str)
            else later,
            reference=stage.grant,
        )
    stage.world.later(days=15)


FORGED_GRANTS: tuple[tuple[Forgery, frozenset[str]], ...] = (
    (widened, frozenset({"full_name", "phone", "email"})),
    (reopened, frozenset({"full_name"})),
    (prolonged, frozenset({"full_name"})),
)


@pytest.mark.parametrize(
    ("forge", "gained"), FORGED_GRANTS, ids=lambda value: getattr(value, "__name__", "")
)
def test_a_forged_grant_opens_nothing(
    stage: Stage, forge: Forgery, gained: frozenset[str], unproven: Callable[[], None]
) -> None:
    forge(stage)
    assert stage.read() == {}
    unproven()
    assert set(stage.read()) == gained


def test_an_old_grant_put_back_opens_nothing(stage: Stage) -> None:
    (row,) = stage.insider.rows("keys", "grant_switch", reference=stage.grant)
    with stage.world.acting(stage.amal.actor) as context:
        withdraw_grant(context, stage.grant)
    stage.insider.put("keys", "grant_switch", row)
    assert stage.read() == {}


def test_a_grant_moved_to_another_person_or_organisation_opens_nothing(
    stage: Stage, unproven: Callable[[], None]
) -> None:
    badr, rival = stage.world.person(), stage.world.agency("Green Coop")
    (row,) = stage.insider.rows("keys", "grant_switch", reference=stage.grant)
    (event,) = stage.insider.rows("main", "grant_event", reference=stage.grant)
    need = stage.world.need(rival, "cage_farming").id
    with stage.world.acting(rival) as context:
        handles = [match.handle for match in agency_ranking(context, need).matches]
    for changed in (
        {"person": badr.id},
        {"organisation": rival.organisation, "need": need},
        {"organisation": rival.organisation, "need": need, "person": badr.id},
    ):
        stage.insider.put("keys", "grant_switch", row, **changed)
        stage.insider.put("main", "grant_event", event, **changed)
        assert stage.read() == {}
        for handle in handles:
            with stage.world.acting(rival) as context, pytest.raises(NotFound):
                read_disclosed(context, need, handle)
    stage.insider.put("keys", "grant_switch", row)
    stage.insider.put("main", "grant_event", event)
    assert set(stage.read()) == {"full_name"}


def test_a_forged_request_is_none(stage: Stage, unproven: Callable[[], None]) -> None:
    stage.world.later(days=8)
    with stage.world.acting(stage.amal.actor) as context:
        withdraw_grant(context, stage.grant)
    request = stage.ask(NAME)
    (row,) = stage.insider.rows("main", "disclosure_request", reference=request)
    for changed in (
        {"fields": "email full_name phone"},
        {"until": row["asked_at"]},
        {"organisation": stage.world.agency("Green Coop").organisation},
        {"number": 7},
    ):
        stage.insider.put("main", "disclosure_request", row, **changed)
        with stage.world.acting(stage.amal.actor) as context:
            assert request not in {each.id for each in own_requests(context)}
            with pytest.raises(NotFound):
                answer_request(context, request, [NAME])
    stage.insider.put("main", "disclosure_request", row, fields="email full_name")
    unproven()
    with stage.world.acting(stage.amal.actor) as context:
        (found,) = [each for each in own_requests(context) if each.id == request]
    assert set(found.fields) == {NAME, EMAIL}


def test_an_answered_request_put_back_as_open_grants_only_what_she_says(stage: Stage) -> None:
    """It can be asked again at most: the yes is still hers, and bounded by the request."""
    (row,) = stage.insider.rows("main", "disclosure_request")
    stage.insider.put(
        "main", "disclosure_request", row, state="requested", answered_at=None, sequence=1
    )
    with stage.world.acting(stage.amal.actor) as context, pytest.raises((NotFound, Conflict)):
        answer_request(context, str(row["reference"]), [NAME])


def test_exchanged_and_invented_handles_open_nothing_more(stage: Stage) -> None:
    """Handles carry no proof: they only point, and a grant names its person."""
    badr = stage.world.person()
    with stage.world.acting(stage.agency) as context:
        handles = {match.handle for match in agency_ranking(context, stage.need).matches}
    (other,) = handles - {stage.handle}
    insider = stage.insider
    statement = "UPDATE handle SET person = :person WHERE handle = :handle"
    (mine,) = insider.rows("main", "handle", handle=stage.handle)
    insider.write("main", "DELETE FROM handle WHERE handle = :handle", handle=other)
    insider.write("main", statement, person=badr.id, handle=stage.handle)
    with stage.world.acting(stage.agency) as context, pytest.raises(NotFound):
        read_disclosed(context, stage.need, stage.handle)
    rival = stage.world.agency("Green Coop")
    need = stage.world.need(rival, "cage_farming").id
    invented = new_handle()
    insider.put(
        "main",
        "handle",
        mine,
        handle=invented,
        audience=rival.organisation,
        need=need,
        person=stage.amal.id,
    )
    with stage.world.acting(rival) as context, pytest.raises(NotFound):
        read_disclosed(context, need, invented)
    until = stage.world.clock.now.date() + timedelta(days=9)
    with stage.world.acting(rival) as context, pytest.raises(Conflict, match="not_shortlisted"):
        request_disclosure(context, need, invented, [NAME], until)
