"""Access, portability, rectification, restriction, objection: each works, at once and whole."""

import json
from typing import Any

import pytest
from sqlalchemy import Column, LargeBinary, MetaData, String, Table

from api.errors import Invalid
from api.inputs.profile import WorkInput
from api.services.matches.rank_matches import agency_ranking, coordinator_ranking
from api.services.matches.review_match import shortlist_match
from api.services.people.edit_profile import own_profile, save_work
from api.services.people.export_person import export_own_data
from api.services.people.import_own_data import import_own_data
from api.services.people.notices import notice_reference
from api.services.people.record_consent import change_consents, own_consents, withdraw_all
from data.models import KEYS, MAIN
from data.repositories._erasure import IN_KEYS, IN_MAIN
from data.repositories.own_records import LEFT_OUT, OPENED_ELSEWHERE, personal_tables, unexplained
from matcher.types import Answer, EvidenceState
from privacy.inventory import PersonalField
from privacy.vocabulary import Purpose
from tests.api_world import World
from tests.factories import claim, place, season, speaks, worked
from tests.stored import IDENTITY, Somebody

SAID: dict[str, Any] = {
    "experience": (worked(7, "finance_programmer"),),
    "languages": (speaks("ar-EG"),),
    "windows": (season((3, 17), (4, 23)),),
    "residence": place("GR", "GR-J"),
    "ties": (place("EG", "EG-DK"),),
    "willing_to_share": Answer.YES,
    "own_words": "Nets are letters to the sea",
    "permit_answers": {"seafarer_book": Answer.YES},
}


def export(world: World, somebody: Somebody) -> dict[str, Any]:
    with world.acting(somebody.actor) as context:
        found: dict[str, Any] = json.loads(json.dumps(export_own_data(context)))
    return found


def said(found: dict[str, Any]) -> dict[str, Any]:
    return {part: found[part] for part in ("identity", "work", "own_words", "permit_answers")}


def test_every_column_about_a_person_is_exported_opened_or_explained() -> None:
    """A new column without an export mapping fails here, before anybody asks for her data."""
    tables = personal_tables()
    assert {"person", "account", "handle", "review", "consent_event", "grant_event"} <= {
        table.name for table in tables
    }
    assert [name for table in tables for name in unexplained(table)] == []
    assert all(len(why) > 10 for why in LEFT_OUT.values())
    leads = {
        table.name
        for metadata in (MAIN, KEYS)
        for table in metadata.tables.values()
        if {"person", "identity.person"}
        & {key.target_fullname.split(".")[0] for key in table.foreign_keys}
        or "person" in table.c
    }
    assert leads - {table.name for table in tables} == {*OPENED_ELSEWHERE, "audit_entry"}


def test_erasing_reaches_every_table_that_leads_to_a_person() -> None:
    """A new table about people that erasure does not know fails here."""
    known = {table.name for table in (*IN_MAIN, *IN_KEYS)} | {"person", "tombstone"}
    leads = {table.name for table in personal_tables() if "person" in table.c}
    assert len(leads) > 8
    assert leads - known == set()


def test_a_new_binary_column_without_a_reason_would_be_noticed() -> None:
    forgotten = Table(
        "diary", MetaData(), Column("person", LargeBinary()), Column("photo", LargeBinary())
    )
    assert unexplained(forgotten) == ["diary.photo"]
    assert unexplained(Table("t", MetaData(), Column("account", String()))) == []


def test_the_export_holds_what_she_said_and_every_record_about_her(world: World) -> None:
    agency, coordinator = world.agency(), world.coordinator()
    amal, other = world.person(claim("cage_farming"), **SAID), world.person()
    need = world.need(agency, "cage_farming").id
    with world.acting(coordinator) as context:
        for match in coordinator_ranking(context, need).matches:
            shortlist_match(context, need, match.handle)
    with world.acting(agency) as context:
        agency_ranking(context, need)
    found = export(world, amal)
    assert found["identity"]["full_name"] == IDENTITY.full_name
    assert found["own_words"] == SAID["own_words"]
    records = found["records"]
    assert {"person", "account", "handle", "review", "consent_event", "consent_switch"} <= set(
        records
    )
    assert {row["audience"] for row in records["handle"]} == {agency.organisation, "coordination"}
    assert len(found["reviews"]) == len(records["review"]) == 1
    assert len(found["consents"]) == len(records["consent_event"])
    assert found["receipts"]
    assert any(line["role"] == "coordinator" for line in found["access_log"])
    text = json.dumps(found)
    for hidden in (other.log_ref, other.account, coordinator.account, other.id.hex()):
        assert hidden not in text
    assert list(world.runtime.settings.home.rglob("*.json")) == []


def test_what_was_exported_can_be_brought_back_whole(world: World) -> None:
    """Portability: export, begin anew elsewhere, import, and the export says the same."""
    amal = world.person(claim("cage_farming", 3, years=4), claim("risk_models"), **SAID)
    before = export(world, amal)
    newcomer = world.person(claim("net_mending"))
    with world.acting(newcomer.actor) as context:
        taken = import_own_data(context, before)
    assert taken.left_out == ()
    assert said(export(world, newcomer)) == said(before)


def test_what_she_does_not_keep_here_is_left_out_and_proofs_count_as_claims(world: World) -> None:
    amal = world.person(claim("cage_farming", evidence=EvidenceState.CERTIFIED), **SAID)
    before = export(world, amal)
    newcomer = world.person(claim("net_mending"))
    world.withdraw(newcomer, Purpose.STORE, field=PersonalField.PHONE)
    with world.acting(newcomer.actor) as context:
        taken = import_own_data(context, before)
    assert taken.left_out == (PersonalField.PHONE,)
    with world.acting(newcomer.actor) as context:
        profile = own_profile(context)
    assert PersonalField.PHONE not in profile.identity
    (kept,) = profile.work.value.skills
    assert kept.evidence is EvidenceState.CLAIMED


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"format": "passerelle-export/0"},
        {"format": "passerelle-export/1", "identity": []},
        {"format": "passerelle-export/1", "identity": {"full_name": 3}},
    ],
)
def test_what_is_no_export_is_refused_and_changes_nothing(
    world: World, broken: dict[str, Any]
) -> None:
    amal = world.person(**SAID)
    before = said(export(world, amal))
    with world.acting(amal.actor) as context, pytest.raises(Invalid, match="unreadable_export"):
        import_own_data(context, broken)
    assert said(export(world, amal)) == before


def test_never_kept_words_do_not_come_in_by_a_file(world: World) -> None:
    amal = world.person(**SAID)
    given = {**export(world, amal), "own_words": "I am undocumented."}
    with world.acting(amal.actor) as context, pytest.raises(Invalid, match="never_kept"):
        import_own_data(context, given)


def matched(world: World, need: str) -> int:
    with world.acting(world.coordinator()) as context:
        return len(coordinator_ranking(context, need).matches)


def test_restriction_pauses_matching_at_once_and_keeps_everything(world: World) -> None:
    need = world.need(world.agency(), "cage_farming").id
    amal = world.person(claim("cage_farming"), **SAID)
    assert matched(world, need) == 1
    before = said(export(world, amal))
    with world.acting(amal.actor) as context:
        withdraw_all(context)
    assert matched(world, need) == 0
    assert said(export(world, amal)) == before
    with world.acting(amal.actor) as context:
        holds = {line.purpose for line in own_consents(context).lines if line.holds}
    assert holds == {Purpose.STORE}


def test_objection_to_one_use_leaves_the_others(world: World) -> None:
    need = world.need(world.agency(), "cage_farming").id
    amal = world.person(claim("cage_farming"))
    with world.acting(amal.actor) as context:
        wanted = frozenset(
            (line.purpose, line.field)
            for line in own_consents(context).lines
            if line.holds and line.purpose is not Purpose.STATISTICS
        )
        change_consents(context, wanted, notice_reference("en"))
    assert matched(world, need) == 1
    with world.acting(amal.actor) as context:
        holds = {line.purpose for line in own_consents(context).lines if line.holds}
    assert Purpose.STATISTICS not in holds
    assert Purpose.MATCH in holds


def test_rectification_is_matched_on_the_next_request(world: World) -> None:
    need = world.need(world.agency(), "net_mending").id
    amal = world.person(claim("cage_farming"))
    with world.acting(amal.actor) as context:
        save_work(
            context,
            WorkInput.model_validate(
                {"skills": [{"concept": "urn:test:skill:net_mending", "level": 3}]}
            ),
        )
    with world.acting(world.coordinator()) as context:
        (match,) = coordinator_ranking(context, need).matches
    assert match.explanation.bucket.value == "direct"
