"""The OpenAPI document: stable names, one shape of errors, nothing personal in an address."""

import re
from typing import Any

import pytest

from api.app import create_app
from api.catalogue import Catalogue
from api.pool import MatchingPool
from api.runtime import Runtime
from api.settings import Settings
from data.engine import Stores
from privacy.inventory import PersonalField
from privacy.keys import KeyRing
from tests.api_world import Clock
from tests.contracts.test_route_access import EVERYBODY, EXPECTED

OPERATIONS = [
    "read_agency_ladder",
    "read_gaps",
    "read_ladder",
    "read_own_steps",
    "read_steps",
    "change_own_course",
    "close_own_course",
    "describe_own_organisation",
    "offer_own_course",
    "read_catalogue",
    "read_own_course",
    "read_own_courses",
    "read_own_organisation",
    "answer_one_appeal",
    "answer_own_naming",
    "appeal_own_result",
    "leave_one_campaign",
    "read_campaign_appeals",
    "read_one_appeal",
    "read_own_campaign_sheet",
    "read_withdrawals_near",
    "write_own_choices",
    "close_one_campaign",
    "name_for_campaign",
    "post_campaign",
    "read_agency_seats",
    "read_campaigns",
    "read_one_campaign",
    "read_own_campaigns",
    "run_one_campaign",
    "withdraw_organisation",
    "accept_invitation",
    "ask_identity_opening",
    "decide_identity_opening",
    "prove_audit_growth",
    "read_identity_opening",
    "read_identity_openings",
    "read_opened_identity",
    "read_own_exclusions",
    "read_own_openings",
    "read_own_proofs",
    "read_own_receipt",
    "read_own_receipts",
    "read_signing_keys",
    "register_assisted",
    "sign_audit_log",
    "write_own_exclusions",
    "add_passkey",
    "ask_for_new_passkey",
    "ask_for_passkey",
    "ask_for_proof",
    "begin_session_by_passkey",
    "end_sessions_elsewhere",
    "make_recovery_codes",
    "prove_with_passkey",
    "prove_with_passphrase",
    "read_invitation",
    "read_own_ways_in",
    "recover",
    "remove_passkey",
    "write_own_passphrase",
    "ask_for_disclosure",
    "begin_session",
    "change_need",
    "close_own_need",
    "confirm_own_work",
    "end_session",
    "erase_everything",
    "export_data",
    "grant_own_request",
    "import_data",
    "link_own_words",
    "post_need",
    "publish_own_need",
    "read_access_log",
    "read_active_taxonomy",
    "read_agency_requests",
    "read_anonymous_match",
    "read_anonymous_matches",
    "read_disclosed_fields",
    "read_explained_match",
    "read_explained_matches",
    "read_health",
    "read_notice",
    "read_open_needs",
    "read_own_consents",
    "read_own_matches",
    "read_own_need",
    "read_own_needs",
    "read_own_profile",
    "read_own_requests",
    "read_published_need",
    "refuse_own_request",
    "register",
    "review_match",
    "verify_audit_log",
    "withdraw_every_use",
    "withdraw_own_grant",
    "write_own_consents",
    "write_own_identity",
    "write_own_work",
]
"""Names programs are written against: added, never changed."""


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The document of an application that never opened its databases."""
    home = tmp_path_factory.mktemp("nowhere")
    stores = Stores(f"sqlite:///{home}/main.db", f"sqlite:///{home}/keys.db")
    runtime = Runtime(
        settings=Settings(home=home, insecure_cookies=True),
        stores=stores,
        key_ring=KeyRing.generate(),
        clock=Clock(),
        catalogue=Catalogue(),
        pool=MatchingPool(),
    )
    return create_app(runtime).openapi()


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method.upper(), path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def test_it_describes_every_json_route_and_no_page(document: dict[str, Any]) -> None:
    assert {(method, path) for method, path, _ in operations(document)} == set(EXPECTED)


def test_operations_keep_their_names(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert sorted(names) == sorted(OPERATIONS)


def test_every_operation_says_what_it_does(document: dict[str, Any]) -> None:
    for _, path, operation in operations(document):
        assert operation["description"].endswith("."), path
        assert len(operation["tags"]) == 1, path


def test_every_error_is_a_problem(document: dict[str, Any]) -> None:
    for _, path, operation in operations(document):
        for status, answer in operation["responses"].items():
            if status.startswith("2"):
                continue
            assert list(answer["content"]) == ["application/problem+json"], path
    assert "HTTPValidationError" not in str(document)


def test_what_needs_a_session_says_so(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        is_open = EXPECTED[method, path] == EVERYBODY
        assert ("security" in operation) != is_open, path


def test_no_free_text_and_no_personal_field_travels_in_an_address(
    document: dict[str, Any],
) -> None:
    personal = {field.value for field in PersonalField}
    seen = 0
    for _, path, operation in operations(document):
        for parameter in operation.get("parameters", []):
            seen += 1
            assert parameter["in"] in {"path", "query", "header"}
            if parameter["in"] == "query":
                assert parameter["schema"]["type"] in {"integer", "boolean"}, path
            if parameter["in"] == "path":
                assert re.fullmatch(r"handle|\w+_id", parameter["name"])
        assert not personal & set(re.findall(r"\w+", path))
    assert seen > 20


def test_every_list_has_an_end(document: dict[str, Any]) -> None:
    limits = [
        parameter["schema"]
        for _, _, operation in operations(document)
        for parameter in operation.get("parameters", [])
        if parameter["name"] == "limit"
    ]
    assert len(limits) >= 6
    for schema in limits:
        assert (schema["minimum"], schema["maximum"]) == (1, 200)


def test_no_answer_has_a_place_for_an_internal_key(document: dict[str, Any]) -> None:
    for name, schema in document["components"]["schemas"].items():
        for part, described in schema.get("properties", {}).items():
            assert part not in {"person", "person_id", "log_ref"}, name
            assert described.get("format") != "binary", name
