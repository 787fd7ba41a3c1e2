"""Whatever changes what others may see or do has an entry in the log, in the same transaction.

Source: P-13; GDPR article 5(2).
"""

import pytest

from privacy.audit import AuditAction
from tests.contracts.audited_writes import read_functions, services, silent_writers, unrecorded

EXCEPTIONS = {
    "choose_in_campaign.leave_campaign": "the repository of choices records that she leaves",
    "claim_form.claim_form": "a form is sent once only; nobody sees or may do anything more",
    "forget_campaigns.forget_who_left": "called by what records that she took back her agreement",
    "known_by_handle.issue_handles": "a random reference; seeing matches by it is recorded",
    "limit_attempts.open_one_more": "counts towards a limit; opening the account is recorded",
    "make_checkpoint.sign_log": "signs what the log already says, and changes nothing in it",
    "rank_everything._handles": "random references; the list they stand in is recorded",
    "register_person.register_person": "the repository records the opening of the account",
    "release_map.release_map": "the repository records the count before anybody is counted",
    "renew_person_keys.renew_person": "the repository records the renewal in its first step",
    "rotate_keys.move_all": "the epoch was recorded when it began; wraps move, values do not",
    "rotate_keys.rotate_keys": "notes the epoch there already is; beginning one is recorded",
    "sign_in.resume_session": "notes that a session is used, or ends one whose time is over",
    "sign_in.start_session": "an entry for every kind of caller is written by the caller",
    "spend_quota.spend_handles": "counts towards a limit; the list itself is recorded",
    "spend_quota.spend_search": "counts towards a limit; the search itself is recorded",
}
"""Use cases without an entry of their own, with the reason."""

CHANGES = {
    "keep_courses": AuditAction.COURSE_WRITTEN,
    "import_courses": AuditAction.COURSE_WRITTEN,
    "describe_organisation": AuditAction.ORGANISATION_WRITTEN,
    "name_organisation": AuditAction.ORGANISATION_WRITTEN,
    "survey_gaps": AuditAction.SUPPLY_NOTED,
    "plan_campaign": AuditAction.CAMPAIGN_WRITTEN,
    "invite_staff": AuditAction.INVITED,
    "revoke_staff": AuditAction.STAFF_REVOKED,
    "recover_staff": AuditAction.STAFF_RECOVERY_ASKED,
}


def _unrecorded(sources: dict[str, str]) -> dict[str, set[str]]:
    return unrecorded(read_functions(sources, silent_writers()))


def test_every_use_case_that_writes_is_in_the_log() -> None:
    found = _unrecorded(services())
    assert set(found) <= set(EXCEPTIONS), found


def test_every_exception_is_one() -> None:
    assert set(EXCEPTIONS) == set(_unrecorded(services()))
    assert all(len(why) > 20 for why in EXCEPTIONS.values())


def test_the_search_sees_writers() -> None:
    silent = silent_writers()
    assert {"Courses.add", "Organisations.describe", "Supplies.note", "Campaigns.add"} <= silent
    assert not silent & {"Persons.write_identity", "Grants.end", "Consents.record"}
    functions = read_functions(services(), silent)
    assert sum(bool(function.silent) for function in functions.values()) > 40


@pytest.mark.parametrize("module", ["keep_courses", "plan_campaign", "describe_organisation"])
def test_a_use_case_that_forgets_its_entry_is_found(module: str) -> None:
    sources = services()
    assert "    note_action(" in sources[module]
    sources[module] = sources[module].replace("note_action(", "dict(")
    assert any(name.startswith(f"{module}.") for name in _unrecorded(sources))


@pytest.mark.parametrize("module", CHANGES)
def test_each_kind_of_change_has_an_action_of_its_own(module: str) -> None:
    assert f"AuditAction.{CHANGES[module].name}" in services()[module]
