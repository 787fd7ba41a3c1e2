"""What is promised is what was read, in every language; taking back is never harder than giving.

Source: P-1, P-2, P-26.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from sqlalchemy import event

from api.i18n import translator
from api.languages import OFFERED
from api.services.disclosures.answer_disclosure import refuse_request
from api.services.disclosures.read_disclosed import read_disclosed
from api.services.people.give_receipts import make_receipt, own_receipts
from api.services.people.notices import current_notice
from api.services.people.record_consent import (
    apply_consents,
    change_consents,
    own_consents,
    own_person,
)
from data.engine import Stores
from data.repositories import Consents
from privacy.errors import DenyReason
from privacy.inventory import INVENTORY, PersonalField, consent_pairs
from privacy.keys import KeyRing
from privacy.notice import NOTICE_VERSION, TEXT_VERSION, Notice, build_notice, notice_version
from privacy.policy import may_match
from privacy.vocabulary import Channel, Purpose, Viewer
from tests.api_world import World, make_world
from tests.attacks.insiders import Stage, set_stage

MATCH, SKILLS = Purpose.MATCH, PersonalField.SKILLS


@pytest.fixture
def world(sqlite_only: Stores, ring: KeyRing, tmp_path: Path) -> World:
    return make_world(sqlite_only, ring, tmp_path)


WANTED = {(p, f) for f, rule in INVENTORY.items() for p in rule.purposes}


def wanting(notices: Mapping[str, Notice]) -> set[str]:
    """Give what the notices do not say, or do not say in their language."""
    found = set()
    for language, notice in notices.items():
        told = {(part.purpose, line.field): line for part in notice.sections for line in part.lines}
        found |= {f"{language}: {pair} not told" for pair in WANTED ^ set(told)}
        for pair, line in told.items():
            if not all(text.strip() for text in (line.what, line.kept, *line.viewers)):
                found.add(f"{language}: {pair} without words")
        for part in notice.sections:
            if not all(text.strip() for text in (part.name, part.why, part.stop)):
                found.add(f"{language}: {part.purpose} without words")
            for other, same in notices.items():
                if other != language and part.why in {each.why for each in same.sections}:
                    found.add(f"{language}: {part.purpose} not translated")
    return found


def test_every_purpose_and_field_has_its_text_in_every_language() -> None:
    assert len(WANTED) > 25
    assert wanting({language: current_notice(language) for language in OFFERED}) == set()


def test_a_field_left_out_and_a_text_in_another_language_would_be_noticed() -> None:
    """The breaks."""
    notices = {language: current_notice(language) for language in OFFERED}
    first, second = notices["fr"].sections[:2]
    shorter = replace(first, lines=first.lines[1:])
    foreign = replace(second, why=notices["en"].sections[1].why)
    wrong = replace(notices["fr"], sections=(shorter, foreign, *notices["fr"].sections[2:]))
    found = wanting({**notices, "fr": wrong})
    assert f"fr: {(first.purpose, first.lines[0].field)} not told" in found
    assert f"fr: {second.purpose} not translated" in found
    assert wrong.digest != notices["fr"].digest


def test_the_hash_in_a_receipt_is_that_of_the_text_that_was_shown(world: World) -> None:
    amal = world.person()
    pairs = {(Purpose.STORE, SKILLS), (MATCH, SKILLS)}
    for language in OFFERED:
        with world.acting(amal.actor, language) as context:
            apply_consents(
                context, own_person(context), set(), current_notice(language), Channel.SCREEN
            )
        world.later(minutes=1)
        with world.acting(amal.actor, language) as context:
            change_consents(context, pairs, current_notice(language).digest.hex())
            newest = own_receipts(context)[0]
            receipt = make_receipt(context, newest.id)
        shown = build_notice(language, translator(language).pattern)
        assert receipt["notice"] == {
            "id": f"notice/{NOTICE_VERSION}",
            "language": language,
            "sha256": shown.digest.hex(),
        }
        world.later(minutes=1)


def test_giving_and_taking_back_take_the_same_one_form(world: World) -> None:
    """Tick or untick, then save: as many taps; and everything at once is a single one."""
    amal = world.person()
    everything = set(consent_pairs())
    with world.acting(amal.actor, "en") as context:
        digest = current_notice("en").digest.hex()
        change_consents(context, everything - {(MATCH, SKILLS)}, digest)
    with world.acting(amal.actor, "en") as context:
        change_consents(context, everything, digest)
        assert all(line.holds for line in own_consents(context).lines)
    page = (Path(__file__).parents[2] / "api/templates/person/consents.html").read_text("utf-8")
    assert page.count('action="/me/consents"') >= 1
    assert 'value="withdraw"' in page, "taking everything back is one button"


def test_a_wider_rule_ends_every_consent_until_the_new_notice_is_answered(world: World) -> None:
    amal = world.person()
    with world.acting(amal.actor) as context:
        switches = Consents(context.work, context.runtime.key_ring).switches(amal.id)
    rule = INVENTORY[SKILLS]
    viewers = MappingProxyType(
        {**rule.viewers, MATCH: (*rule.viewers[MATCH], Viewer.NAMED_ORGANISATION)}
    )
    wider = notice_version({**INVENTORY, SKILLS: replace(rule, viewers=viewers)}, TEXT_VERSION)
    assert wider != NOTICE_VERSION
    for honoured, allowed in (({NOTICE_VERSION}, True), ({wider}, False)):
        decision = may_match(amal.id, switches, at=world.clock.now, honoured_notices=honoured)
        assert decision.allowed == allowed
    assert decision.reasons == (DenyReason.NOTICE_OUTDATED,)
    answered = [replace(switch, notice_version=wider) for switch in switches]
    assert may_match(amal.id, answered, at=world.clock.now, honoured_notices={wider}).allowed


def statements(stage: Stage) -> int:
    """Count what the databases are asked when the agency looks at its request."""
    asked: list[str] = []

    def note(*told: Any) -> None:
        asked.append(str(told[2]))

    engines = (stage.world.runtime.stores.main, stage.world.runtime.stores.keys)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        with stage.world.acting(stage.agency) as context:
            read_disclosed(context, stage.need, stage.handle)
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
    return len(asked)


def test_refusal_costs_the_service_exactly_what_silence_costs(world: World) -> None:
    """The same answer after the same questions to the databases: time tells nothing either."""
    stage = set_stage(world)
    world.later(days=11)
    request = stage.ask(SKILLS)
    silent = statements(stage)
    with world.acting(stage.amal.actor) as context:
        refuse_request(context, request)
    assert statements(stage) == silent > 5
