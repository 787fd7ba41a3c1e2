"""Consent: history in main, switches in keys, and what happens when they part."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from data.engine import Stores, UnitOfWork
from data.errors import NotAllowed, UnknownPerson
from data.repositories import AuditLog, Consents, Pool
from privacy.audit import AuditAction
from privacy.consent import replay
from privacy.decision import Actor
from privacy.errors import InvalidTransition
from privacy.handles import new_person_id, new_reference
from privacy.inventory import PersonalField
from privacy.keys import KeyRing
from privacy.policy import may_match
from privacy.vocabulary import Channel, ConsentStatus, Purpose, Role
from tests.stored import LATER, NOW, Somebody, consent_event, consent_to, register, registered

SKILLS = (Purpose.MATCH, PersonalField.SKILLS)
STORE_SKILLS = (Purpose.STORE, PersonalField.SKILLS)
GIVEN, WITHDRAWN = ConsentStatus.GIVEN, ConsentStatus.WITHDRAWN


def _bare(uow: UnitOfWork, ring: KeyRing) -> Somebody:
    return register(uow, ring, [], identity=None, work=None)


def _status(uow: UnitOfWork, ring: KeyRing, amal: Somebody) -> ConsentStatus | None:
    found = {(s.purpose, s.field): s for s in Consents(uow, ring).switches(amal.id)}
    switch = found.get(SKILLS)
    return None if switch is None else switch.status


def test_events_are_numbered_and_set_the_switch(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        amal = _bare(uow, ring)
        for status in (GIVEN, ConsentStatus.RENEWED, WITHDRAWN, GIVEN):
            consent_to(uow, ring, amal, [SKILLS], status, LATER)
        consents = Consents(uow, ring)
        history = consents.history(amal.id)
        assert [event.sequence for event in history] == [1, 2, 3, 4]
        assert consents.switches(amal.id) == (replay(history),)


def test_several_events_of_one_consent_can_be_recorded_at_once(
    stores: Stores, ring: KeyRing
) -> None:
    with stores.begin() as uow:
        amal = _bare(uow, ring)
        events = [consent_event(amal.id, *SKILLS, status) for status in (GIVEN, WITHDRAWN)]
        [switch] = Consents(uow, ring).record(events, amal.actor)
        assert (switch.status, switch.sequence) == (WITHDRAWN, 2)


def test_what_cannot_follow_is_refused(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        amal = _bare(uow, ring)
        consent_to(uow, ring, amal, [SKILLS])
        with pytest.raises(InvalidTransition):
            consent_to(uow, ring, amal, [SKILLS])


def test_only_the_person_says_yes_on_screen(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        amal = _bare(uow, ring)
        badr = _bare(uow, ring)
        coordinator = Actor(new_reference(), Role.COORDINATOR)
        for actor in (badr.actor, coordinator):
            with pytest.raises(NotAllowed):
                Consents(uow, ring).record([consent_event(amal.id, *SKILLS)], actor)
        paper = consent_event(
            amal.id, *SKILLS, channel=Channel.PAPER, entered_by=coordinator.account
        )
        Consents(uow, ring).record([paper], coordinator)
        assert _status(uow, ring, amal) is GIVEN


def test_events_of_two_people_are_not_recorded_together(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        amal, badr = _bare(uow, ring), _bare(uow, ring)
        events = [consent_event(amal.id, *SKILLS), consent_event(badr.id, *SKILLS)]
        with pytest.raises(NotAllowed):
            Consents(uow, ring).record(events, amal.actor)


def test_a_stranger_has_no_consent(stores: Stores, ring: KeyRing) -> None:
    stranger = new_person_id()
    with stores.begin() as uow:
        consents = Consents(uow, ring)
        assert consents.record([], Actor("", Role.SYSTEM)) == ()
        assert consents.switches(stranger) == ()
        actor = Actor(new_reference(), Role.PERSON, person=stranger)
        with pytest.raises(UnknownPerson):
            consents.record([consent_event(stranger, *SKILLS)], actor)


def test_every_change_leaves_an_audit_entry(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        amal = _bare(uow, ring)
        consent_to(uow, ring, amal, [SKILLS, STORE_SKILLS])
        entries = AuditLog(uow, ring).of_person(amal.log_ref)
    assert [(entry.action, entry.purpose) for entry in entries[:2]] == [
        (AuditAction.CONSENT_CHANGED, Purpose.STORE),
        (AuditAction.CONSENT_CHANGED, Purpose.MATCH),
    ]


FORGERIES: dict[str, Callable[[UnitOfWork], object]] = {
    "status": lambda uow: uow.keys.connection().execute(
        text("UPDATE consent_switch SET status = 'given' WHERE purpose = 'match'")
    ),
    "until": lambda uow: uow.keys.connection().execute(
        text("UPDATE consent_switch SET until = :u WHERE purpose = 'match'"),
        {"u": LATER + timedelta(days=9)},
    ),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_switch_is_no_consent(stores: Stores, ring: KeyRing, forgery: str) -> None:
    with stores.begin() as uow:
        amal = _bare(uow, ring)
        consent_to(uow, ring, amal, [SKILLS])
        consent_to(uow, ring, amal, [SKILLS], WITHDRAWN, LATER)
        FORGERIES[forgery](uow)
        assert _status(uow, ring, amal) is None


def test_a_switch_put_back_after_withdrawal_is_no_consent(stores: Stores, ring: KeyRing) -> None:
    """The old row carries a proof that holds; the history knows better."""
    with stores.begin() as uow:
        amal = _bare(uow, ring)
        consent_to(uow, ring, amal, [SKILLS])
        keys = uow.keys.connection()
        old = keys.execute(text("SELECT * FROM consent_switch")).mappings().one()
        consent_to(uow, ring, amal, [SKILLS], WITHDRAWN, LATER)
        changes = ", ".join(f"{name} = :{name}" for name in old)
        keys.execute(text(f"UPDATE consent_switch SET {changes}"), dict(old))
        assert _status(uow, ring, amal) is None
        assert not may_match(amal.id, Consents(uow, ring).switches(amal.id), at=LATER).allowed


def test_a_switch_put_back_does_not_stop_a_new_answer(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        amal = _bare(uow, ring)
        consent_to(uow, ring, amal, [SKILLS])
        uow.keys.connection().execute(text("UPDATE consent_switch SET sequence = 7"))
        consent_to(uow, ring, amal, [SKILLS], GIVEN, LATER)
        consents = Consents(uow, ring)
        assert _status(uow, ring, amal) is GIVEN
        statuses = [event.status for event in consents.history(amal.id)]
        assert statuses == [GIVEN, ConsentStatus.EXPIRED, GIVEN]
        assert consents.switches(amal.id) == (replay(consents.history(amal.id)),)


def test_a_stray_switch_without_history_is_removed(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        amal = _bare(uow, ring)
        consent_to(uow, ring, amal, [SKILLS])
        uow.main.connection().execute(text("DELETE FROM consent_event"))
        assert _status(uow, ring, amal) is None
        assert Consents(uow, ring).mend(amal.id, LATER) == (0, 1)
        assert Consents(uow, ring).mend(amal.id, LATER) == (0, 0)


def _crash_on(monkeypatch: pytest.MonkeyPatch, uow: UnitOfWork, second: str) -> None:
    def fail() -> None:
        raise OSError("power cut")

    monkeypatch.setattr(uow.main if second == "main" else uow.keys, "commit", fail)
    with pytest.raises(OSError, match="power cut"):
        uow.commit()


def test_a_withdrawal_interrupted_between_the_commits_counts(
    stores: Stores, ring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    [amal] = registered(stores, ring)
    with stores.begin() as uow:
        consent_to(uow, ring, amal, [SKILLS], WITHDRAWN, LATER)
        _crash_on(monkeypatch, uow, "main")
    monkeypatch.undo()
    with stores.begin() as uow:
        assert _status(uow, ring, amal) is WITHDRAWN
        assert Pool(uow, ring, LATER).load_one(amal.id) is None
        assert list(Pool(uow, ring, LATER).load_matchable()) == []
        assert Consents(uow, ring).mend(amal.id, LATER) == (1, 0)
        assert Consents(uow, ring).history(amal.id)[-1].status is WITHDRAWN
        consent_to(uow, ring, amal, [SKILLS], GIVEN, LATER)
        assert _status(uow, ring, amal) is GIVEN


def test_a_yes_interrupted_between_the_commits_opens_nothing(
    stores: Stores, ring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stores.begin() as uow:
        amal = _bare(uow, ring)
        uow.commit()
    with stores.begin() as uow:
        consent_to(uow, ring, amal, [SKILLS])
        _crash_on(monkeypatch, uow, "keys")
    monkeypatch.undo()
    with stores.begin() as uow:
        assert _status(uow, ring, amal) is None
        consent_to(uow, ring, amal, [SKILLS], GIVEN, LATER)
        assert _status(uow, ring, amal) is GIVEN


def test_a_forged_history_is_not_believed(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        amal = _bare(uow, ring)
        consent_to(uow, ring, amal, [SKILLS], ConsentStatus.REFUSED)
        uow.main.connection().execute(text("UPDATE consent_event SET status = 'requested'"))
        assert Consents(uow, ring).history(amal.id) == ()
        assert _status(uow, ring, amal) is ConsentStatus.REFUSED


def test_consent_times_are_kept_to_the_microsecond(stores: Stores, ring: KeyRing) -> None:
    exact = NOW.replace(microsecond=123457)
    with stores.begin() as uow:
        amal = _bare(uow, ring)
        consent_to(uow, ring, amal, [SKILLS], at=exact)
        [switch] = Consents(uow, ring).switches(amal.id)
    assert switch.since == exact
