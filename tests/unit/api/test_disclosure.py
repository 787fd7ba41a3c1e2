"""From shortlist to request, answer, reading and withdrawal; on both sides."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, combinations

import pytest

import api.services.disclosures.request_disclosure as quota
from api.errors import Conflict, Invalid, NotFound, ServiceError, TooMany
from api.inputs.review import RejectReason
from api.services.disclosures.answer_disclosure import (
    answer_request,
    own_requests,
    refuse_request,
    withdraw_grant,
)
from api.services.disclosures.read_disclosed import DisclosedView, read_disclosed
from api.services.disclosures.request_disclosure import agency_requests, request_disclosure
from api.services.log.write_out import write_out_disclosed
from api.services.matches.rank_matches import agency_ranking, coordinator_ranking
from api.services.matches.review_match import reject_match, shortlist_match
from api.services.needs.post_need import close_need, copy_to_draft, read_need
from api.services.people.read_access_log import own_access_log
from api.services.people.record_consent import withdraw_all
from api.services.views.agency import RequestStatusView
from data.repositories import Consents, Grants, Persons
from privacy.audit import AuditAction, Outcome
from privacy.grants import ANSWER_WITHIN, AgencyStatus, GrantState, RequestState
from privacy.inventory import DISCLOSABLE_FIELDS, PersonalField
from privacy.policy import Actor, may_erase
from privacy.vocabulary import ConsentStatus, Purpose
from tests.api_world import World
from tests.stored import IDENTITY, Somebody, consent_event, consent_to

NAME, PHONE, SKILLS = PersonalField.FULL_NAME, PersonalField.PHONE, PersonalField.SKILLS


@dataclass
class Meeting:
    """A person, an agency, a coordinator, and one match between the first two."""

    world: World
    amal: Somebody
    agency: Actor
    coordinator: Actor
    need: str
    handle: str

    def shortlist(self) -> None:
        with self.world.acting(self.coordinator) as context:
            (match,) = coordinator_ranking(context, self.need).matches
            shortlist_match(context, self.need, match.handle)

    def reject(self) -> None:
        with self.world.acting(self.coordinator) as context:
            (match,) = coordinator_ranking(context, self.need).matches
            reject_match(context, self.need, match.handle, RejectReason.SKILLS_DIFFER)

    def ask(self, *fields: PersonalField, days: int = 14) -> RequestStatusView:
        until = self.world.clock.now.date() + timedelta(days=days)
        with self.world.acting(self.agency) as context:
            return request_disclosure(context, self.need, self.handle, fields, until)

    def answer(self, *fields: PersonalField, until: date | None = None) -> str:
        with self.world.acting(self.amal.actor) as context:
            request = own_requests(context)[0]
            return answer_request(context, request.id, fields, until).id

    def refuse(self) -> None:
        with self.world.acting(self.amal.actor) as context:
            refuse_request(context, own_requests(context)[0].id)

    def read(self) -> DisclosedView:
        with self.world.acting(self.agency) as context:
            return read_disclosed(context, self.need, self.handle)

    def status(self) -> RequestStatusView | None:
        with self.world.acting(self.agency) as context:
            (match,) = agency_ranking(context, self.need).matches
            return match.request


def meet(world: World) -> Meeting:
    """Bring a person, an agency and its need together; nobody else answers it."""
    amal, agency, coordinator = world.person(), world.agency(), world.coordinator()
    need = world.need(agency, "cage_farming")
    with world.acting(agency) as context:
        (match,) = agency_ranking(context, need.id).matches
    return Meeting(world, amal, agency, coordinator, need.id, match.handle)


@pytest.fixture
def meeting(world: World) -> Meeting:
    return meet(world)


def test_the_whole_way_from_shortlist_to_withdrawal(meeting: Meeting) -> None:
    meeting.shortlist()
    assert meeting.ask(NAME, PHONE, SKILLS).status is AgencyStatus.WAITING
    with meeting.world.acting(meeting.amal.actor) as context:
        (request,) = own_requests(context)
    assert (request.organisation, request.need_title) == ("Blue Coop", "Fish farm worker")
    assert request.fields == tuple(sorted({NAME, PHONE, SKILLS}))
    assert request.can_answer
    grant = meeting.answer(NAME, SKILLS)
    seen = meeting.read()
    assert seen.status is AgencyStatus.GRANTED
    assert {field: shown.value for field, shown in seen.identity.items()} == {
        NAME: IDENTITY.full_name
    }
    assert set(seen.work) == {SKILLS}
    assert {seen.labels[c.concept] for c in seen.work[SKILLS].value.skills} == {
        "cage farming",
        "fish health",
    }
    with meeting.world.acting(meeting.amal.actor) as context:
        log = own_access_log(context)
        withdraw_grant(context, grant)
    openings = [line for line in log if line.action is AuditAction.FIELDS_DISCLOSED]
    assert {line.organisation for line in openings} == {"Blue Coop"}
    assert {field for line in openings for field in line.fields} == {NAME, SKILLS}
    after = meeting.read()
    assert after.status is AgencyStatus.ENDED
    assert (after.granted, dict(after.identity), dict(after.work)) == ((), {}, {})
    assert write_out_disclosed(after) == {
        "need_id": meeting.need,
        "handle": meeting.handle,
        "status": "ended",
    }


def test_an_attempt_after_the_end_is_in_the_persons_log(meeting: Meeting) -> None:
    meeting.shortlist()
    meeting.ask(NAME)
    grant = meeting.answer(NAME)
    with meeting.world.acting(meeting.amal.actor) as context:
        withdraw_grant(context, grant)
    meeting.read()
    with meeting.world.acting(meeting.amal.actor) as context:
        last = own_access_log(context)[0]
    assert (last.action, last.outcome) == (AuditAction.FIELDS_DISCLOSED, Outcome.DENIED)


@pytest.mark.parametrize("reviewed", [None, "rejected"])
def test_disclosure_is_asked_only_for_a_shortlisted_match(
    meeting: Meeting, reviewed: str | None
) -> None:
    if reviewed:
        meeting.reject()
    with pytest.raises(ServiceError) as error:
        meeting.ask(NAME)
    assert (type(error.value), error.value.code) == (
        (NotFound, "not_found") if reviewed else (Conflict, "not_shortlisted")
    )


def test_what_may_never_be_disclosed_cannot_be_asked(meeting: Meeting) -> None:
    meeting.shortlist()
    with pytest.raises(Invalid) as error:
        meeting.ask(NAME, PersonalField.PERMIT_ANSWERS)
    assert error.value.code == "not_disclosable"
    with pytest.raises(Invalid, match="no_fields"):
        meeting.ask()


@pytest.mark.parametrize(("days", "code"), [(-2, "until_past"), (60, "until_too_late")])
def test_the_end_asked_for_is_neither_over_nor_out_of_reach(
    meeting: Meeting, days: int, code: str
) -> None:
    meeting.shortlist()
    with pytest.raises(Invalid) as error:
        meeting.ask(NAME, days=days)
    assert [(field.pointer, field.code) for field in error.value.fields] == [("/until", code)]


def told_over_time(meeting: Meeting, *, refuses: bool) -> list[object]:
    """Collect everything the agency is told from the request until its answer is due."""
    meeting.shortlist()
    meeting.ask(NAME)
    told: list[object] = []
    for step in range(5):
        if refuses and step == 1:
            meeting.refuse()
        with meeting.world.acting(meeting.agency) as context:
            told.append([each.request.status for each in agency_requests(context)])
        status = meeting.status()
        told += [status and status.status, write_out_disclosed(meeting.read())["status"]]
        if step < 4:
            with pytest.raises(ServiceError) as error:
                meeting.ask(NAME)
            told.append(error.value.code)
        meeting.world.later(hours=ANSWER_WITHIN.days * 6)
    return told


def test_refusal_and_silence_look_the_same_at_every_moment(world: World) -> None:
    first = meet(world)
    refused = told_over_time(first, refuses=True)
    world.withdraw(first.amal, Purpose.MATCH)
    silent = told_over_time(meet(world), refuses=False)
    assert refused == silent
    assert {AgencyStatus.WAITING, AgencyStatus.NO_ANSWER} <= set(map(str, silent))


def test_one_open_request_at_a_time_and_two_in_all(meeting: Meeting) -> None:
    meeting.shortlist()
    meeting.ask(NAME)
    with pytest.raises(Conflict, match="request_open"):
        meeting.ask(PHONE)
    meeting.world.later(days=ANSWER_WITHIN.days)
    assert meeting.ask(PHONE).status is AgencyStatus.WAITING
    meeting.world.later(days=ANSWER_WITHIN.days)
    with pytest.raises(Conflict, match="request_limit"):
        meeting.ask(NAME)


def test_an_answer_after_its_time_or_twice_is_refused(meeting: Meeting) -> None:
    meeting.shortlist()
    meeting.ask(NAME)
    meeting.answer(NAME)
    with pytest.raises(Conflict, match="request_closed"):
        meeting.refuse()
    meeting.world.later(days=15)
    meeting.ask(NAME)
    meeting.world.later(days=ANSWER_WITHIN.days)
    with pytest.raises(Conflict, match="request_closed"):
        meeting.answer(NAME)
    with meeting.world.acting(meeting.amal.actor) as context:
        states = [request.state for request in own_requests(context)]
    assert states == [RequestState.LAPSED, RequestState.GRANTED]


def test_never_more_or_longer_than_asked(meeting: Meeting) -> None:
    meeting.shortlist()
    meeting.ask(NAME, days=3)
    with pytest.raises(Invalid, match="more_than_asked"):
        meeting.answer(NAME, PHONE)
    with pytest.raises(Invalid, match="longer_than_asked"):
        meeting.answer(NAME, until=meeting.world.clock.now.date() + timedelta(days=4))
    with pytest.raises(Invalid, match="no_fields"):
        meeting.answer()


def test_somebody_elses_requests_and_grants_are_not_found(meeting: Meeting) -> None:
    meeting.shortlist()
    asked = meeting.ask(NAME)
    badr = meeting.world.person()
    for reference in (asked.id, "a" * 26):
        with meeting.world.acting(badr.actor) as context:
            with pytest.raises(NotFound):
                answer_request(context, reference, [NAME])
            with pytest.raises(NotFound):
                refuse_request(context, reference)
    grant = meeting.answer(NAME)
    for reference in (grant, "a" * 26):
        with meeting.world.acting(badr.actor) as context, pytest.raises(NotFound):
            withdraw_grant(context, reference)
    assert meeting.read().status is AgencyStatus.GRANTED


SOME = (NAME, PHONE, SKILLS)
SUBSETS = tuple(chain.from_iterable(combinations(SOME, size) for size in range(1, 4)))


@pytest.mark.parametrize("granted", SUBSETS, ids="-".join)
def test_an_agency_reads_the_granted_fields_and_no_other(
    meeting: Meeting, granted: tuple[PersonalField, ...]
) -> None:
    meeting.shortlist()
    meeting.ask(*SOME)
    meeting.answer(*granted)
    view = meeting.read()
    written = write_out_disclosed(view)
    shown = set(view.identity) | set(view.work)
    assert shown == set(granted)
    assert set(written["fields"]) == {field.value for field in shown}
    if NAME not in granted:
        assert str(IDENTITY.full_name) not in str(written)
    for field, item in view.work.items():
        assert item.value.stated_fields() == {field}


def test_the_last_moment_of_a_grant_is_just_before_its_end(meeting: Meeting) -> None:
    meeting.shortlist()
    meeting.ask(NAME, days=2)
    meeting.answer(NAME)
    until = meeting.read().until
    assert until is not None
    meeting.world.clock.now = until - timedelta(microseconds=1)
    assert meeting.read().status is AgencyStatus.GRANTED
    meeting.world.clock.now = until
    assert meeting.read().status is AgencyStatus.ENDED
    with meeting.world.acting(meeting.amal.actor) as context:
        (request,) = own_requests(context)
    assert request.grant is not None
    assert (request.grant.state, request.grant.openings) == (GrantState.EXPIRED, 2)


def test_one_look_at_name_and_skills_is_one_of_the_looks_she_allowed(meeting: Meeting) -> None:
    meeting.shortlist()
    meeting.ask(NAME, SKILLS)
    with meeting.world.acting(meeting.amal.actor) as context:
        asked = own_requests(context)[0].id
        answer_request(context, asked, [NAME, SKILLS], most_openings=2)
    seen = [meeting.read() for _ in range(3)]
    assert [each.status for each in seen] == [
        AgencyStatus.GRANTED,
        AgencyStatus.GRANTED,
        AgencyStatus.ENDED,
    ]
    assert all(set(each.identity) | set(each.work) == {NAME, SKILLS} for each in seen[:2])
    with meeting.world.acting(meeting.amal.actor) as context:
        log = own_access_log(context)
        (request,) = own_requests(context)
    assert request.grant is not None
    assert request.grant.openings == 2
    looks = [line for line in log if line.action is AuditAction.FIELDS_DISCLOSED]
    assert [set(line.fields) for line in looks if line.outcome is Outcome.DONE] == [
        {NAME, SKILLS}
    ] * 2


def test_nothing_was_asked_nothing_is_found(meeting: Meeting) -> None:
    with pytest.raises(NotFound):
        meeting.read()
    meeting.shortlist()
    meeting.ask(NAME)
    assert meeting.read().status is AgencyStatus.WAITING


def test_another_agency_reads_nothing_with_the_same_handle(meeting: Meeting) -> None:
    meeting.shortlist()
    meeting.ask(NAME)
    meeting.answer(NAME)
    other = meeting.world.agency("Green Coop")
    foreign = meeting.world.need(other, "cage_farming")
    for need in (meeting.need, foreign.id):
        with meeting.world.acting(other) as context, pytest.raises(NotFound):
            read_disclosed(context, need, meeting.handle)


def test_withdrawing_everything_ends_grants_and_matching_at_once(meeting: Meeting) -> None:
    meeting.shortlist()
    meeting.ask(NAME)
    meeting.answer(NAME)
    with meeting.world.acting(meeting.amal.actor) as context:
        withdraw_all(context)
    assert meeting.read().status is AgencyStatus.ENDED
    with meeting.world.acting(meeting.agency) as context:
        assert agency_ranking(context, meeting.need).matches == ()
    with pytest.raises(NotFound):
        meeting.ask(NAME)


def test_after_erasure_the_handle_stands_for_nobody(meeting: Meeting) -> None:
    meeting.shortlist()
    meeting.ask(NAME)
    meeting.answer(NAME)
    amal = meeting.amal
    with meeting.world.acting(amal.actor) as context:
        decision = may_erase(amal.actor, amal.id, at=context.now)
        Persons(context.work, meeting.world.runtime.key_ring, context.now).erase(amal.id, decision)
    with pytest.raises(NotFound):
        meeting.read()
    with meeting.world.acting(meeting.agency) as context:
        assert agency_ranking(context, meeting.need).matches == ()
        assert agency_requests(context) == ()


def test_an_organisation_asks_so_many_times_a_day_at_most(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert quota.REQUESTS_PER_DAY == 20
    monkeypatch.setattr(quota, "REQUESTS_PER_DAY", 2)
    agency, coordinator = world.agency(), world.coordinator()
    world.person()
    until = world.clock.now.date() + timedelta(days=5)
    for number in range(3):
        need = world.need(agency, "cage_farming")
        with world.acting(coordinator) as context:
            (match,) = coordinator_ranking(context, need.id).matches
            shortlist_match(context, need.id, match.handle)
        with world.acting(agency) as context:
            (seen,) = agency_ranking(context, need.id).matches
            if number < 2:
                request_disclosure(context, need.id, seen.handle, [NAME], until)
                continue
            with pytest.raises(TooMany, match="request_quota"):
                request_disclosure(context, need.id, seen.handle, [NAME], until)
            world.later(days=1, seconds=1)
        with world.acting(agency) as context:
            request_disclosure(context, need.id, seen.handle, [NAME], until)


def test_every_disclosable_field_can_be_asked_for(meeting: Meeting) -> None:
    meeting.shortlist()
    assert set(meeting.ask(*DISCLOSABLE_FIELDS).fields) == DISCLOSABLE_FIELDS


def test_nothing_further_is_asked_while_a_grant_is_live(meeting: Meeting) -> None:
    meeting.shortlist()
    meeting.ask(NAME, days=14)
    meeting.answer(NAME)
    meeting.world.later(days=ANSWER_WITHIN.days + 1)
    with pytest.raises(Conflict, match="grant_live"):
        meeting.ask(PHONE)
    with meeting.world.acting(meeting.agency) as context:
        assert len(agency_requests(context)) == 1
    meeting.world.later(days=10)
    assert meeting.ask(PHONE).status is AgencyStatus.WAITING


def close(meeting: Meeting) -> None:
    with meeting.world.acting(meeting.agency) as context:
        need = read_need(context, meeting.need)
        close_need(context, need.id, need.revision)


def test_closing_a_need_revokes_its_live_grants(meeting: Meeting) -> None:
    meeting.shortlist()
    meeting.ask(NAME)
    meeting.answer(NAME)
    close(meeting)
    assert meeting.read().status is AgencyStatus.ENDED
    with meeting.world.acting(meeting.amal.actor) as context:
        (request,) = own_requests(context)
        assert request.grant is not None
        switch = Grants(context.work, context.runtime.key_ring).standing(request.grant.id)
    assert request.grant.state is GrantState.REVOKED
    assert switch is not None
    assert switch.state is GrantState.REVOKED


def test_closing_a_need_lets_its_open_requests_lapse(meeting: Meeting) -> None:
    meeting.shortlist()
    meeting.ask(NAME)
    close(meeting)
    with meeting.world.acting(meeting.amal.actor) as context:
        (request,) = own_requests(context)
    assert (request.state, request.can_answer) == (RequestState.LAPSED, False)
    with pytest.raises(Conflict, match="request_closed"):
        meeting.answer(NAME)
    assert meeting.read().status is AgencyStatus.WAITING, "lapsing looks like silence"


def test_a_copy_of_an_open_need_starts_without_handles_reviews_and_grants(
    meeting: Meeting,
) -> None:
    meeting.shortlist()
    meeting.ask(NAME)
    meeting.answer(NAME)
    with meeting.world.acting(meeting.agency) as context:
        need = read_need(context, meeting.need)
        draft = copy_to_draft(context, need.id, need.revision)
        assert read_need(context, meeting.need).status.value == "closed"
        assert (draft.status.value, draft.requirements) == ("draft", need.requirements)
        with pytest.raises(NotFound):
            read_disclosed(context, draft.id, meeting.handle)
    assert meeting.read().status is AgencyStatus.ENDED


def store(meeting: Meeting, status: ConsentStatus, field: PersonalField = NAME) -> None:
    with meeting.world.acting(meeting.amal.actor) as context:
        ring = context.runtime.key_ring
        pairs = [(Purpose.STORE, field)]
        consent_to(context.work, ring, meeting.amal, pairs, status, context.now)


@pytest.mark.parametrize("again", [False, True])
def test_a_grant_opens_no_field_whose_keeping_was_taken_back_also_when_given_again(
    meeting: Meeting, *, again: bool
) -> None:
    meeting.shortlist()
    meeting.ask(NAME, PHONE, SKILLS)
    meeting.answer(NAME, PHONE, SKILLS)
    store(meeting, ConsentStatus.WITHDRAWN)
    if again:
        meeting.world.later(hours=1)
        store(meeting, ConsentStatus.GIVEN)
    seen = meeting.read()
    assert set(seen.granted) == {PHONE, SKILLS}
    assert set(seen.identity) == {PHONE}
    assert set(seen.work) == {SKILLS}
    store(meeting, ConsentStatus.WITHDRAWN, PHONE)
    store(meeting, ConsentStatus.WITHDRAWN, SKILLS)
    assert meeting.read().status is AgencyStatus.ENDED
    with meeting.world.acting(meeting.agency) as context:
        (request,) = agency_requests(context)
    assert request.request.status is AgencyStatus.ENDED


def test_a_grant_opens_no_field_whose_keeping_has_run_out(meeting: Meeting) -> None:
    with meeting.world.acting(meeting.amal.actor) as context:
        soon = context.now + timedelta(days=3)
        event = consent_event(
            meeting.amal.id, Purpose.STORE, NAME, ConsentStatus.RENEWED, context.now, until=soon
        )
        Consents(context.work, context.runtime.key_ring).record([event], meeting.amal.actor)
    meeting.shortlist()
    meeting.ask(NAME)
    meeting.answer(NAME)
    assert meeting.read().status is AgencyStatus.GRANTED
    meeting.world.later(days=3)
    assert meeting.read().status is AgencyStatus.ENDED
    store(meeting, ConsentStatus.RENEWED)
    assert meeting.read().status is AgencyStatus.ENDED


def test_renewing_before_the_end_leaves_a_grant_as_it_is(meeting: Meeting) -> None:
    meeting.shortlist()
    meeting.ask(NAME)
    meeting.answer(NAME)
    meeting.world.later(days=1)
    store(meeting, ConsentStatus.RENEWED)
    assert meeting.read().status is AgencyStatus.GRANTED
