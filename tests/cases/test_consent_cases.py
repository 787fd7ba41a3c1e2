"""Run the consent stories written for people in consent/*.yaml."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from privacy.consent import ConsentSwitch, apply_event, why_invalid
from privacy.errors import InvalidTransition, RuleBroken
from privacy.inventory import PersonalField
from privacy.notice import HONOURED_VERSIONS, NOTICE_VERSION
from privacy.vocabulary import Channel, ConsentStatus, Purpose, Role
from tests.unit.privacy.builders import event

CASES = [
    case
    for path in sorted((Path(__file__).parent / "consent").glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def happen(
    switch: ConsentSwitch | None, step: dict[str, Any], purpose: Purpose, field: PersonalField
) -> ConsentSwitch:
    return apply_event(
        switch,
        event(
            ConsentStatus(step["event"]),
            purpose=purpose,
            field=field,
            at=moment(step["day"]),
            until=moment(step["until"]) if "until" in step else None,
            by=Role(step["by"]) if "by" in step else None,
            channel=Channel(step.get("channel", "screen")),
            entered_by="k" * 26 if "channel" in step else "",
            notice_version="0.earlier" if "notice" in step else NOTICE_VERSION,
            sequence=1 if switch is None else switch.sequence + 1,
        ),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_consent_goes_as_the_story_says(case: dict[str, Any]) -> None:
    purpose = Purpose(case.get("purpose", "match"))
    field = PersonalField(case.get("field", "skills"))
    history: list[tuple[datetime, ConsentSwitch]] = []
    for step in case["happens"]:
        last = history[-1][1] if history else None
        if step.get("refused") == "transition":
            with pytest.raises(InvalidTransition):
                happen(last, step, purpose, field)
        elif "refused" in step:
            with pytest.raises(RuleBroken) as caught:
                happen(last, step, purpose, field)
            assert caught.value.code == step["refused"]
        else:
            history.append((moment(step["day"]), happen(last, step, purpose, field)))
    for check in case["holds"]:
        at = moment(check["day"])
        standing = [switch for since, switch in history if since <= at]
        reason = why_invalid(standing[-1] if standing else None, at, HONOURED_VERSIONS)
        assert reason == check.get("why_not"), check


def test_there_are_stories_and_each_names_its_requirement() -> None:
    assert len(CASES) >= 15
    assert all(case["reference"].startswith("P-") for case in CASES)
    assert len({case["name"] for case in CASES}) == len(CASES)
