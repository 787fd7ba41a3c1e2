"""Requests and grants: stored with proof, live only while keys say so."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from data.engine import Stores, UnitOfWork
from data.errors import NotAllowed
from data.records import Identity
from data.repositories import AuditLog, Consents, Grants, Persons
from privacy.audit import AuditAction
from privacy.decision import SYSTEM, Actor, Decision
from privacy.errors import AccessDenied, NotCovered
from privacy.grants import (
    DisclosureRequest,
    Grant,
    GrantState,
    RequestState,
    end_grant,
    grant_request,
    lapse_request,
    refuse_request,
)
from privacy.handles import new_reference
from privacy.inventory import PersonalField
from privacy.keys import KeyRing
from privacy.policy import (
    may_answer_request,
    may_disclose,
    may_open_own,
    may_request_disclosure,
)
from privacy.vocabulary import Role
from tests.breaks import forget_proofs
from tests.stored import IDENTITY, LATER, NOW, Somebody, need_of, register

PHONE = frozenset({PersonalField.PHONE})
ASKED = frozenset({PersonalField.PHONE, PersonalField.FULL_NAME})
COUNTRIES = ("FR", "EG")


class Case:
    """A person, an agency's need, and its question to her."""

    def __init__(self, uow: UnitOfWork, ring: KeyRing, amal: Somebody | None = None) -> None:
        self.uow, self.ring = uow, ring
        self.amal = register(uow, ring) if amal is None else amal
        self.need = need_of(uow)
        self.agency = Actor(new_reference(), Role.AGENCY_MEMBER, self.need.organisation)
        self.grants = Grants(uow, ring)
        self.request = self.ask()

    def ask(self) -> DisclosureRequest:
        request = DisclosureRequest(
            reference=new_reference(),
            organisation=self.need.organisation,
            need=self.need.id,
            person=self.amal.id,
            asked_by=self.agency.account,
            fields=ASKED,
            asked_at=NOW,
            until=NOW + timedelta(days=20),
        )
        decision = may_request_disclosure(
            self.agency,
            self.need.organisation,
            person=self.amal.id,
            fields=ASKED,
            switches=Consents(self.uow, self.ring).switches(self.amal.id),
            earlier=(),
            until=request.until,
            at=NOW,
        )
        self.grants.ask(request, decision)
        return request

    def say_yes(self) -> Grant:
        decision = may_answer_request(self.amal.actor, self.request, at=LATER)
        answered, grant = grant_request(
            self.request, reference=new_reference(), fields=PHONE, at=LATER
        )
        self.grants.answer(answered, grant, decision)
        return grant

    def may_see(self, grant: Grant | None) -> Decision:
        return may_disclose(
            self.agency, grant, person=self.amal.id, need=self.need.id, fields=PHONE, at=LATER
        )

    def withdraw(self, grant: Grant) -> None:
        self.grants.end(end_grant(grant, GrantState.WITHDRAWN, LATER), self.amal.actor, LATER)


def test_a_request_comes_back_as_it_was(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        case = Case(uow, ring)
        grants = case.grants
        assert grants.request(case.request.reference) == case.request
        assert grants.requests_of_person(case.amal.id) == (case.request,)
        organisation = case.need.organisation
        assert grants.requests_of_organisation(organisation) == (case.request,)
        assert grants.requests_of_organisation(organisation, new_reference()) == ()
        about = grants.requests_about(organisation, case.need.id, case.amal.id)
        assert about == (case.request,)
        assert grants.request(new_reference()) is None


def test_a_yes_opens_exactly_the_granted_fields_for_the_agency(
    stores: Stores, ring: KeyRing
) -> None:
    with stores.begin() as uow:
        case = Case(uow, ring)
        case.say_yes()
        grant = case.grants.live(case.need.organisation, case.need.id, case.amal.id, LATER)
        decision = case.may_see(grant)
        opened = Persons(uow, ring, LATER).open_identity(case.amal.id, decision, COUNTRIES)
        assert opened == Identity(phone=IDENTITY.phone)
        assert grant is not None
        assert case.grants.openings(grant.reference) == 1
        actions = [e.action for e in AuditLog(uow, ring).of_person(case.amal.log_ref)[:3]]
    assert actions == [
        AuditAction.FIELDS_DISCLOSED,
        AuditAction.DISCLOSURE_ANSWERED,
        AuditAction.DISCLOSURE_REQUESTED,
    ]


def test_a_withdrawn_grant_opens_nothing_even_for_a_decision_made_before(
    stores: Stores, ring: KeyRing
) -> None:
    with stores.begin() as uow:
        case = Case(uow, ring)
        grant = case.say_yes()
        decision = case.may_see(grant)
        case.withdraw(grant)
        with pytest.raises(AccessDenied):
            Persons(uow, ring, LATER).open_identity(case.amal.id, decision, COUNTRIES)
        assert (
            case.grants.live_of(case.need.organisation, case.need.id, [case.amal.id], LATER) == {}
        )


def test_a_grant_ends_with_its_time(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        case = Case(uow, ring)
        grant = case.say_yes()
        where = (case.need.organisation, case.need.id, case.amal.id)
        assert case.grants.live(*where, grant.until - timedelta(microseconds=1)) == grant
        assert case.grants.live(*where, grant.until) is None


def test_a_grant_is_for_one_organisation_and_need(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        case = Case(uow, ring)
        case.say_yes()
        other = Case(uow, ring, case.amal)
        live = case.grants.live
        assert live(other.need.organisation, case.need.id, case.amal.id, LATER) is None
        assert live(case.need.organisation, other.need.id, case.amal.id, LATER) is None


def test_states_of_a_grant_are_kept(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        case = Case(uow, ring)
        grant = case.say_yes()
        case.withdraw(grant)
        [last] = case.grants.of_person(case.amal.id)
        assert (last.state, last.sequence) == (GrantState.WITHDRAWN, 2)
        assert case.grants.get(grant.reference) == last
        assert case.grants.standing(grant.reference) == last
        assert case.grants.of_organisation(case.need.organisation) == (last,)
        count = uow.main.connection().execute(text("SELECT count(*) FROM grant_event"))
        assert count.scalar_one() == 2


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE grant_switch SET fields = 'address email full_name phone'",
        "UPDATE grant_switch SET organisation = 'aaaaaaaaaaaaaaaaaaaaaaaaaa'",
        "UPDATE grant_switch SET state = 'active', sequence = 9",
        "UPDATE grant_switch SET fields = 'everything'",
    ],
)
def test_a_forged_grant_is_none(stores: Stores, ring: KeyRing, forgery: str) -> None:
    with stores.begin() as uow:
        case = Case(uow, ring)
        grant = case.say_yes()
        uow.keys.connection().execute(text(forgery))
        assert case.grants.standing(grant.reference) is None


def test_a_grant_put_back_after_its_end_is_none(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        case = Case(uow, ring)
        grant = case.say_yes()
        old = uow.keys.connection().execute(text("SELECT * FROM grant_switch")).mappings().one()
        case.withdraw(grant)
        changes = ", ".join(f"{name} = :{name}" for name in old)
        uow.keys.connection().execute(text(f"UPDATE grant_switch SET {changes}"), dict(old))
        assert case.grants.standing(grant.reference) is None
        assert case.grants.mend(LATER) == (0, 1)
        standing = case.grants.standing(grant.reference)
        assert standing is not None
        assert standing.state is GrantState.WITHDRAWN


def test_a_grant_without_its_switch_ends(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        case = Case(uow, ring)
        grant = case.say_yes()
        uow.keys.connection().execute(text("DELETE FROM grant_switch"))
        assert case.grants.mend(LATER) == (1, 1)
        last = case.grants.get(grant.reference)
        assert last is not None
        assert last.state is GrantState.EXPIRED
        assert case.grants.mend(LATER) == (0, 0)


def test_an_end_interrupted_between_the_commits_counts(
    stores: Stores, ring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stores.begin() as uow:
        case = Case(uow, ring)
        grant = case.say_yes()
        uow.commit()

    def fail() -> None:
        raise OSError("power cut")

    with stores.begin() as uow:
        ended = end_grant(grant, GrantState.WITHDRAWN, LATER)
        Grants(uow, ring).end(ended, case.amal.actor, LATER)
        monkeypatch.setattr(uow.main, "commit", fail)
        with pytest.raises(OSError, match="power cut"):
            uow.commit()
    monkeypatch.undo()
    with stores.begin() as uow:
        assert Grants(uow, ring).standing(grant.reference) == ended
        assert Grants(uow, ring).mend(LATER) == (1, 0)
        assert Grants(uow, ring).get(grant.reference) == ended


def test_refusal_and_silence_open_nothing(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        case = Case(uow, ring)
        decision = may_answer_request(case.amal.actor, case.request, at=LATER)
        case.grants.answer(refuse_request(case.request, LATER), None, decision)
        refused = case.grants.request(case.request.reference)
        assert refused is not None
        assert refused.state is RequestState.REFUSED
        silent = Case(uow, ring, case.amal)
        silent.grants.lapse(lapse_request(silent.request, silent.request.answer_by))
        assert case.grants.of_person(case.amal.id) == ()


def test_a_request_is_answered_once(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        case = Case(uow, ring)
        case.say_yes()
        with pytest.raises(NotAllowed):
            case.say_yes()


def test_only_the_right_question_stores_a_request_or_an_answer(
    stores: Stores, ring: KeyRing
) -> None:
    with stores.begin() as uow:
        case = Case(uow, ring)
        own = may_open_own(case.amal.actor, case.amal.id, ASKED, at=LATER)
        with pytest.raises(NotCovered):
            case.grants.ask(replace(case.request, reference=new_reference(), number=2), own)
        with pytest.raises(NotCovered):
            case.grants.answer(refuse_request(case.request, LATER), None, own)


def test_an_answer_and_its_grant_belong_together(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        case = Case(uow, ring)
        decision = may_answer_request(case.amal.actor, case.request, at=LATER)
        answered, grant = grant_request(
            case.request, reference=new_reference(), fields=PHONE, at=LATER
        )
        with pytest.raises(NotAllowed):
            case.grants.answer(answered, None, decision)
        with pytest.raises(NotAllowed):
            case.grants.answer(answered, replace(grant, request=new_reference()), decision)


def test_only_the_person_withdraws_and_only_others_revoke(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        case = Case(uow, ring)
        grant = case.say_yes()
        withdrawn = end_grant(grant, GrantState.WITHDRAWN, LATER)
        revoked = end_grant(grant, GrantState.REVOKED, LATER)
        for ended, actor in (
            (withdrawn, case.agency),
            (withdrawn, SYSTEM),
            (revoked, case.amal.actor),
            (revoked, case.agency),
            (grant, case.amal.actor),
        ):
            with pytest.raises(NotAllowed):
                case.grants.end(ended, actor, LATER)
        case.grants.end(revoked, SYSTEM, LATER)
        assert case.grants.standing(grant.reference) == revoked


SPOILT_HISTORIES = [
    "UPDATE grant_event SET mac = 'x'",
    "UPDATE grant_event SET fields = 'everything'",
    "UPDATE grant_event SET sequence = 7",
    (
        "INSERT INTO grant_event SELECT reference, 2, request, organisation, need, person, fields,"
        " granted_at, until, state, ended_at, most_openings, purpose, mac FROM grant_event"
    ),
    "DELETE FROM grant_event",
]


@pytest.mark.parametrize("spoil", SPOILT_HISTORIES)
def test_a_grant_whose_history_is_spoilt_opens_nothing_and_can_be_ended(
    stores: Stores, ring: KeyRing, spoil: str
) -> None:
    with stores.begin() as uow:
        case = Case(uow, ring)
        grant = case.say_yes()
        where = (case.need.organisation, case.need.id, case.amal.id, LATER)
        assert case.grants.live(*where) == grant
        decision = case.may_see(grant)
        uow.main.connection().execute(text(spoil))
        assert case.grants.live(*where) is None
        assert case.grants.standing(grant.reference) is None
        with pytest.raises(AccessDenied):
            Persons(uow, ring, LATER).open_identity(case.amal.id, decision, COUNTRIES)
        assert case.grants.of_person(case.amal.id) == (grant,)
        assert case.grants.of_organisation(case.need.organisation) == (grant,)
        assert case.grants.get(grant.reference) == grant
        case.withdraw(grant)
        ended = case.grants.get(grant.reference)
        assert ended is not None
        assert ended.state is GrantState.WITHDRAWN
        assert case.grants.of_person(case.amal.id) == (ended,)
        assert case.grants.live(*where) is None
        with pytest.raises(NotAllowed):
            case.withdraw(grant)


def test_a_grant_whose_request_is_spoilt_opens_nothing(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        case = Case(uow, ring)
        grant = case.say_yes()
        uow.main.connection().execute(text("UPDATE disclosure_request SET mac = 'x'"))
        assert case.grants.standing(grant.reference) is None
        assert case.grants.get(grant.reference) == grant
        case.withdraw(grant)


def test_a_spoilt_history_without_proofs_being_checked_is_believed(
    stores: Stores, ring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tests above must be able to fail."""
    with stores.begin() as uow:
        case = Case(uow, ring)
        grant = case.say_yes()
        uow.main.connection().execute(text("UPDATE grant_event SET mac = 'x'"))
        forget_proofs(monkeypatch)
        assert case.grants.standing(grant.reference) == grant


@pytest.mark.parametrize("spoil", SPOILT_HISTORIES[:4])
def test_mending_ends_a_grant_whose_history_is_spoilt(
    stores: Stores, ring: KeyRing, spoil: str
) -> None:
    with stores.begin() as uow:
        case = Case(uow, ring)
        grant = case.say_yes()
        uow.main.connection().execute(text(spoil))
        assert case.grants.mend(LATER) == (1, 1)
        ended = case.grants.get(grant.reference)
        assert ended is not None
        assert ended.state is GrantState.EXPIRED
        assert case.grants.standing(grant.reference) == ended
        [*_, last] = AuditLog(uow, ring).chain()
        assert (last.entry.action, last.entry.grant) == (
            AuditAction.TAMPERING_FOUND,
            grant.reference,
        )
        assert case.grants.mend(LATER) == (0, 0)
