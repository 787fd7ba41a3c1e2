"""Run the disclosure stories written for people in disclosure/*.yaml."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from privacy.disclosure import disclose
from privacy.errors import InvalidTransition, RuleBroken
from privacy.grants import (
    DisclosureRequest,
    Grant,
    GrantState,
    agency_status,
    end_grant,
    grant_request,
    refuse_request,
)
from privacy.inventory import PersonalField
from privacy.policy import may_disclose
from tests.unit.privacy.builders import (
    AGENCY_MEMBER,
    AMAL,
    BORIS,
    BORIS_ACTING,
    COORDINATOR,
    GRANT,
    NEED,
    OFFICER,
    OTHER_MEMBER,
    OTHER_NEED,
    request,
)

CASES = [
    case
    for path in sorted((Path(__file__).parent / "disclosure").glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]
ACTORS = {
    "agency": AGENCY_MEMBER,
    "other_agency": OTHER_MEMBER,
    "coordinator": COORDINATOR,
    "officer": OFFICER,
    "another_person": BORIS_ACTING,
}


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def fields_of(step: dict[str, Any]) -> frozenset[PersonalField]:
    return frozenset(PersonalField(name) for name in step["fields"])


def asked(step: dict[str, Any]) -> DisclosureRequest:
    return request(
        fields=fields_of(step), asked_at=moment(step["day"]), until=moment(step["until"])
    )


def answered(
    open_request: DisclosureRequest, step: dict[str, Any]
) -> tuple[DisclosureRequest, Grant | None]:
    if "refuses" in step:
        return refuse_request(open_request, moment(step["day"])), None
    return grant_request(
        open_request,
        reference=GRANT,
        fields=fields_of(step),
        at=moment(step["day"]),
        until=moment(step["until"]) if "until" in step else None,
        most_openings=step.get("most_openings"),
    )


def refused(step: dict[str, Any], attempt: Any) -> bool:
    """Tell whether the step was to be refused, after seeing that it was."""
    if "refused" not in step:
        return False
    with pytest.raises((RuleBroken, InvalidTransition)) as caught:
        attempt()
    code = caught.value.code if isinstance(caught.value, RuleBroken) else "transition"
    assert code == step["refused"]
    return True


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_disclosure_goes_as_the_story_says(case: dict[str, Any]) -> None:
    if refused(case["asked"], lambda: asked(case["asked"])):
        return
    standing, grant = asked(case["asked"]), None
    if "answer" in case and not refused(case["answer"], lambda: answered(standing, case["answer"])):
        standing, grant = answered(standing, case["answer"])
    if "ended" in case:
        assert grant is not None
        grant = end_grant(grant, GrantState(case["ended"]["as"]), moment(case["ended"]["day"]))
    for told in case.get("agency_told", ()):
        assert agency_status(standing, grant, moment(told["day"])) == told["status"], told
    for attempt in case.get("opened", ()):
        decision = may_disclose(
            ACTORS[attempt.get("by", "agency")],
            grant,
            person=BORIS if "of" in attempt else AMAL,
            need=OTHER_NEED if "for" in attempt else NEED,
            fields=fields_of(attempt),
            at=moment(attempt["day"]),
            openings=attempt.get("openings", 0),
        )
        assert list(decision.reasons) == attempt.get("why_not", []), attempt
        assert decision.allowed == attempt.get("shown", False)
        if decision.allowed:
            shown = disclose(decision, AMAL, dict.fromkeys(fields_of(attempt), "value"))
            assert set(shown) == fields_of(attempt)


def test_there_are_stories_and_each_names_its_requirement() -> None:
    assert len(CASES) >= 12
    assert all(case["reference"].startswith("P-") for case in CASES)
    assert len({case["name"] for case in CASES}) == len(CASES)
