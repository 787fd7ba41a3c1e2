"""What a person agrees to decides what is kept and matched, and taking back empties it."""

import json
from datetime import date, timedelta

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.context import Context
from api.errors import Conflict, Invalid
from api.inputs.profile import IdentityInput, WorkInput
from api.services.disclosures.answer_disclosure import answer_request, own_requests
from api.services.disclosures.request_disclosure import request_disclosure
from api.services.matches.rank_matches import agency_ranking, coordinator_ranking
from api.services.matches.review_match import shortlist_match
from api.services.people import read_access_log, record_consent
from api.services.people.edit_profile import own_profile, save_identity, save_work
from api.services.people.erase_person import erase_self
from api.services.people.export_person import export_own_data
from api.services.people.notices import notice_reference
from api.services.people.read_access_log import LONGEST_LIST, access_page, own_access_log
from api.services.people.record_consent import (
    Pair,
    change_consents,
    own_consents,
    own_person,
    withdraw_all,
)
from data.repositories.audit import AuditLog
from matcher.types import EvidenceState
from privacy.audit import AuditAction
from privacy.inventory import PersonalField, consent_pairs
from privacy.policy import Actor
from privacy.vocabulary import ConsentStatus, Purpose
from tests.api_world import World, uri
from tests.factories import claim

NAME = "Zoraide Canary-Quimper"
EVERYTHING = frozenset(consent_pairs())


def agree(world: World, actor: Actor, pairs: frozenset[Pair]) -> None:
    with world.acting(actor) as context:
        change_consents(context, pairs, notice_reference("en"))


def held(context: Context) -> set[Pair]:
    return {(line.purpose, line.field) for line in own_consents(context).lines if line.holds}


def is_ranked(world: World, agency: Actor) -> bool:
    need = world.need(agency, "cage_farming")
    with world.acting(world.coordinator()) as context:
        return bool(coordinator_ranking(context, need.id).matches)


def test_the_sheet_holds_exactly_what_was_ticked_whatever_was_ticked_before(world: World) -> None:
    somebody = world.person()
    first = frozenset(
        {(Purpose.STORE, PersonalField.SKILLS), (Purpose.MATCH, PersonalField.SKILLS)}
    )
    agree(world, somebody.actor, first)
    with world.acting(somebody.actor) as context:
        assert held(context) == first
    agree(world, somebody.actor, EVERYTHING)
    with world.acting(somebody.actor) as context:
        assert held(context) == EVERYTHING


def test_a_use_is_not_taken_without_the_agreement_to_keep_the_field(world: World) -> None:
    somebody = world.person()
    agree(world, somebody.actor, frozenset({(Purpose.MATCH, PersonalField.SKILLS)}))
    with world.acting(somebody.actor) as context:
        assert held(context) == set()


def test_an_outdated_notice_changes_nothing(world: World) -> None:
    somebody = world.person()
    with world.acting(somebody.actor) as context:
        before = held(context)
    with pytest.raises(Conflict), world.acting(somebody.actor) as context:
        change_consents(context, set(), "f" * 64)
    with world.acting(somebody.actor) as context:
        assert held(context) == before


def test_taking_back_the_agreement_to_keep_a_field_empties_it_for_good(world: World) -> None:
    somebody = world.person()
    with world.acting(somebody.actor) as context:
        save_identity(context, IdentityInput(full_name=NAME, phone="+00 000"))
    kept = frozenset(pair for pair in EVERYTHING if pair[1] is not PersonalField.FULL_NAME)
    agree(world, somebody.actor, kept)
    agree(world, somebody.actor, EVERYTHING)
    with world.acting(somebody.actor) as context:
        shown = own_profile(context)
        assert PersonalField.FULL_NAME not in shown.identity
        assert shown.identity[PersonalField.PHONE].value == "+00 000"
        assert shown.work.value.skills


def test_taking_back_every_agreement_leaves_nothing_said(world: World) -> None:
    somebody = world.person()
    with world.acting(somebody.actor) as context:
        save_identity(context, IdentityInput(full_name=NAME))
    agree(world, somebody.actor, frozenset())
    with world.acting(somebody.actor) as context:
        shown = own_profile(context)
        assert shown.identity == {}
        assert shown.work.value.stated_fields() == frozenset()


def test_a_field_without_agreement_is_refused_by_name_and_nothing_of_the_form_is_kept(
    world: World,
) -> None:
    somebody = world.person()
    agree(world, somebody.actor, frozenset({(Purpose.STORE, PersonalField.PHONE)}))
    with pytest.raises(Invalid) as refused, world.acting(somebody.actor) as context:
        save_identity(context, IdentityInput(full_name=NAME, phone="+00 111"))
    assert [field.pointer for field in refused.value.fields] == ["/full_name"]
    assert NAME not in str(refused.value)
    with world.acting(somebody.actor) as context:
        shown = own_profile(context).identity
        assert PersonalField.FULL_NAME not in shown
        assert shown[PersonalField.PHONE].value != "+00 111"


def test_a_profile_is_written_whole_dated_today_and_shown_with_labels(world: World) -> None:
    somebody = world.person()
    given = WorkInput.model_validate(
        {
            "skills": [{"concept": uri("net_mending"), "level": 2, "last_used_year": 2026}],
            "languages": [{"tag": "ar-EG", "level": 7}],
            "windows": [{"from_day": {"month": 11, "day": 1}, "to_day": {"month": 2, "day": 28}}],
            "modes": ["seasonal"],
            "ties": [{"country": "EG", "region": "EG-KFS"}],
            "own_words": "I mend what others throw away",
        }
    )
    with world.acting(somebody.actor) as context:
        save_work(context, given)
    with world.acting(somebody.actor) as context:
        shown = own_profile(context)
    assert [item.concept for item in shown.work.value.skills] == [uri("net_mending")]
    assert shown.work.value.confirmed_on == world.clock.now.date()
    assert shown.work.value.own_words == "I mend what others throw away"
    assert set(shown.labels) == {uri("net_mending")}


def test_an_unknown_concept_is_refused_by_its_place(world: World) -> None:
    somebody = world.person()
    given = WorkInput.model_validate({"skills": [{"concept": "urn:nowhere:skill:flying"}]})
    with pytest.raises(Invalid) as refused, world.acting(somebody.actor) as context:
        save_work(context, given)
    assert [field.pointer for field in refused.value.fields] == ["/skills/0/concept"]


def test_a_person_cannot_raise_the_evidence_behind_her_claims_nor_lose_it_by_saving(
    world: World,
) -> None:
    somebody = world.person(claim("cage_farming", level=3, evidence=EvidenceState.CERTIFIED))
    same = {"skills": [{"concept": uri("cage_farming"), "level": 3}]}
    with world.acting(somebody.actor) as context:
        save_work(context, WorkInput.model_validate(same))
        assert own_profile(context).work.value.skills[0].evidence is EvidenceState.CERTIFIED
    higher = {"skills": [{"concept": uri("cage_farming"), "level": 4}]}
    with world.acting(somebody.actor) as context:
        save_work(context, WorkInput.model_validate(higher))
        assert own_profile(context).work.value.skills[0].evidence is EvidenceState.CLAIMED


@pytest.mark.parametrize(("before", "after"), [(0, 3), (0, 4), (0, 0), (3, 2), (3, 0)])
def test_stating_a_level_or_a_lower_one_keeps_the_evidence(
    world: World, before: int, after: int
) -> None:
    somebody = world.person(claim("cage_farming", before, evidence=EvidenceState.CERTIFIED))
    given = {"skills": [{"concept": uri("cage_farming"), "level": after}]}
    with world.acting(somebody.actor) as context:
        save_work(context, WorkInput.model_validate(given))
        (kept,) = own_profile(context).work.value.skills
    assert (kept.level, kept.evidence) == (after, EvidenceState.CERTIFIED)


def test_withdrawing_takes_a_person_out_of_the_next_ranking_and_keeps_her_profile(
    world: World,
) -> None:
    agency = world.agency()
    somebody = world.person()
    assert is_ranked(world, agency)
    with world.acting(somebody.actor) as context:
        withdraw_all(context)
    assert not is_ranked(world, agency)
    with world.acting(somebody.actor) as context:
        assert own_profile(context).work.value.skills


def test_the_export_holds_every_part_and_the_access_log_tells_of_it(world: World) -> None:
    somebody = world.person()
    with world.acting(somebody.actor) as context:
        save_identity(context, IdentityInput(full_name=NAME))
    with world.acting(somebody.actor) as context:
        exported = export_own_data(context)
    text = json.dumps(exported, ensure_ascii=False)
    assert NAME in text
    assert uri("cage_farming") in text
    assert {item["purpose"] for item in exported["consents"]} >= {"store", "match"}
    assert set(exported["identity"]) == {"full_name", "phone", "email", "address"}
    with world.acting(somebody.actor) as context:
        actions = [line.action for line in own_access_log(context)]
    assert AuditAction.EXPORTED in actions
    assert AuditAction.IDENTITY_WRITTEN in actions


def test_one_persons_log_shows_nothing_of_another(world: World) -> None:
    somebody, other = world.person(), world.person()

    def written(reader: Actor) -> int:
        with world.acting(reader) as context:
            actions = [line.action for line in own_access_log(context)]
        return actions.count(AuditAction.IDENTITY_WRITTEN)

    before = written(somebody.actor), written(other.actor)
    with world.acting(other.actor) as context:
        save_identity(context, IdentityInput(full_name=NAME))
    assert (written(somebody.actor), written(other.actor)) == (before[0], before[1] + 1)


def test_erasing_needs_the_passphrase_and_leaves_nobody(world: World) -> None:
    agency = world.agency()
    somebody = world.person()
    assert is_ranked(world, agency)
    with pytest.raises(Invalid), world.acting(somebody.actor) as context:
        erase_self(context, passphrase_is_right=False)
    with world.acting(somebody.actor) as context:
        erase_self(context, passphrase_is_right=True)
    assert not is_ranked(world, agency)
    with world.acting(None) as context:
        context.actor = somebody.actor
        with pytest.raises(Exception, match="not_found"):
            own_person(context)


def test_dates_that_do_not_exist_and_codes_nobody_knows_are_refused_without_repeating_them() -> (
    None
):
    for given, code in (
        ({"languages": [{"tag": "xx-YY"}]}, "unknown_language"),
        ({"residence": {"country": "ZZ"}}, "unknown_country"),
        ({"ties": [{"country": "EG", "region": "MA-01"}]}, "unknown_region"),
        ({"windows": [{"start": "2026-05-01", "end": "2026-04-01"}]}, "period_order"),
        ({"windows": [{"start": "2026-05-01"}]}, "incomplete_period"),
        ({"windows": [{"from_day": {"month": 2, "day": 30}}]}, "invalid_date"),
        ({"skills": [{"concept": "a"}, {"concept": "a"}]}, "named_twice"),
        ({"experience": [{"years_host": 3}]}, "experience_in_what"),
        ({"skills": [{"concept": "a", "last_used_year": 1802}]}, "invalid_year"),
        ({"birth_date": "1990-01-01"}, "extra_forbidden"),
    ):
        with pytest.raises(ValueError, match="validation error") as refused:
            WorkInput.model_validate(given)
        errors = refused.value.errors(include_input=False)  # type: ignore[attr-defined]  # Pydantic's
        assert code in {item["type"] for item in errors}, given
        assert "xx-YY" not in str(refused.value)
    assert WorkInput.model_validate(
        {"windows": [{"start": "2026-05-01", "end": "2026-06-01"}]}
    ).windows[0].start == date(2026, 5, 1)  # type: ignore[index]  # given above


def test_stopping_everything_keeps_a_profile_whose_agreements_to_keep_have_run_out(
    world: World,
) -> None:
    somebody = world.person()
    with world.acting(somebody.actor) as context:
        save_identity(context, IdentityInput(full_name=NAME))
    world.later(days=366)
    with world.acting(somebody.actor) as context:
        withdraw_all(context)
    with world.acting(somebody.actor) as context:
        shown = own_profile(context)
        statuses = {
            line.status for line in own_consents(context).lines if line.purpose is not Purpose.STORE
        }
    assert shown.identity[PersonalField.FULL_NAME].value == NAME
    assert shown.work.value.skills
    assert statuses == {ConsentStatus.WITHDRAWN}


def test_an_agreement_that_ran_out_is_shown_and_empties_nothing_until_it_is_removed_knowingly(
    world: World,
) -> None:
    somebody = world.person()
    with world.acting(somebody.actor) as context:
        save_identity(context, IdentityInput(full_name=NAME, phone="+00 000"))
    world.later(days=366)
    with world.acting(somebody.actor) as context:
        lines = own_consents(context).lines
    assert {line.field for line in lines if line.ran_out} == {
        line.field for line in lines if line.purpose is Purpose.STORE
    }
    keep_phone = frozenset({(Purpose.STORE, PersonalField.PHONE)})
    agree(world, somebody.actor, keep_phone)
    with world.acting(somebody.actor) as context:
        assert own_profile(context).identity[PersonalField.FULL_NAME].value == NAME
        assert held(context) == keep_phone
    with world.acting(somebody.actor) as context:
        change_consents(
            context,
            keep_phone,
            notice_reference("en"),
            removed={PersonalField.FULL_NAME, PersonalField.PHONE},
        )
    with world.acting(somebody.actor) as context:
        shown = own_profile(context)
    assert PersonalField.FULL_NAME not in shown.identity
    assert shown.identity[PersonalField.PHONE].value == "+00 000"
    assert shown.work.value.skills


def test_a_new_notice_empties_nothing_when_everything_is_stopped(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody = world.person()
    monkeypatch.setattr(record_consent, "HONOURED_VERSIONS", frozenset({"another"}))
    with world.acting(somebody.actor) as context:
        withdraw_all(context)
        assert any(line.ran_out for line in own_consents(context).lines)
    with world.acting(somebody.actor) as context:
        assert own_profile(context).work.value.skills


def test_the_consent_page_offers_to_keep_or_to_remove_what_ran_out(world: World) -> None:
    somebody = world.person()
    world.later(days=366)
    with TestClient(create_app(world.runtime), base_url="http://testserver") as client:
        headers = {"Authorization": f"Bearer {world.token(somebody.actor)}"}
        page = client.get("/me/consents", headers=headers).text
        fresh = client.get("/me/access-log", headers=headers)
    assert 'name="removed" value="full_name"' in page
    assert 'name="consents" value="store:full_name"' in page
    assert fresh.status_code == 200


def test_her_own_openings_never_push_what_others_did_out_of_the_log(world: World) -> None:
    somebody = world.person()
    need = world.need(world.agency(), "cage_farming")
    with world.acting(world.coordinator()) as context:
        coordinator_ranking(context, need.id)
    with world.acting(somebody.actor) as context:
        log = AuditLog(context.work, world.runtime.key_ring)
        for _ in range(LONGEST_LIST + 20):
            log.append(
                AuditAction.OWN_DATA_OPENED,
                somebody.actor,
                context.now,
                person=somebody.log_ref,
            )
    with world.acting(somebody.actor) as context:
        page = access_page(context)
        lines = own_access_log(context)
        whole = own_access_log(context, None)
        exported = export_own_data(context)
    assert AuditAction.PROFILE_REVIEWED in {line.action for line in page.others}
    assert AuditAction.PROFILE_REVIEWED in {line.action for line in lines}
    counted = {each.action: each.count for each in page.own}
    assert counted[AuditAction.OWN_DATA_OPENED] >= LONGEST_LIST + 20
    assert not any(line.own for line in page.others)
    assert len(exported["access_log"]) > len(whole) > LONGEST_LIST


def test_what_others_did_is_paged_to_the_last_line(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_access_log, "LONGEST_LIST", 2)
    somebody = world.person()
    need = world.need(world.agency(), "cage_farming")
    for _ in range(3):
        with world.acting(world.coordinator()) as context:
            coordinator_ranking(context, need.id)
    with world.acting(somebody.actor) as context:
        everything = [line for line in own_access_log(context, None) if not line.own]
        page, number = access_page(context), 1
        found = list(page.others)
        while page.older:
            page = access_page(context, page.older)
            assert page.newer == number
            number += 1
            found += page.others
    assert found == everything
    assert len([line for line in found if line.action is AuditAction.PROFILE_REVIEWED]) == 3


def test_the_export_names_the_reviews_about_her_and_the_need_of_each_request_and_grant(
    world: World,
) -> None:
    somebody, agency, coordinator = world.person(), world.agency(), world.coordinator()
    need = world.need(agency, "cage_farming")
    with world.acting(coordinator) as context:
        (match,) = coordinator_ranking(context, need.id).matches
        shortlist_match(context, need.id, match.handle)
    with world.acting(agency) as context:
        (seen,) = agency_ranking(context, need.id).matches
        request_disclosure(
            context,
            need.id,
            seen.handle,
            [PersonalField.FULL_NAME],
            world.clock.now.date() + timedelta(days=5),
        )
    with world.acting(somebody.actor) as context:
        answer_request(context, own_requests(context)[0].id, [PersonalField.FULL_NAME])
    with world.acting(somebody.actor) as context:
        exported = export_own_data(context)
    (review,) = exported["reviews"]
    assert (review["need"], review["need_title"]) == (need.id, need.title)
    assert (review["decision"], review["reason"]) == ("shortlisted", "meets_need")
    assert review["score"] == match.explanation.score
    for part in ("requests", "grants"):
        assert [(each["need"], each["need_title"]) for each in exported[part]] == [
            (need.id, need.title)
        ]
