"""Who owns a need, who reads it, and who was faster."""

from collections.abc import Callable
from dataclasses import replace

import pytest

import api.services.needs.post_need as quota
from api.context import Context
from api.errors import Conflict, Invalid, NotFound, TooMany
from api.services.needs.post_need import (
    close_need,
    copy_to_draft,
    create_need,
    open_needs,
    own_needs,
    publish_need,
    read_need,
    store_advert_again,
    update_need,
)
from api.services.views.need import NeedView
from data.records import Need, NeedStatus
from data.repositories import Needs
from matcher.types import MatchNeed, Mode
from tests.api_world import World, need_input
from tests.factories import occupation


def test_a_new_need_is_a_draft_until_it_is_published(world: World) -> None:
    agency = world.agency()
    with world.acting(agency) as context:
        draft = create_need(context, need_input("cage_farming"))
        assert draft.status is NeedStatus.DRAFT
        opened = publish_need(context, draft.id, draft.revision)
    assert opened.status is NeedStatus.OPEN
    assert opened.revision == draft.revision + 1
    assert opened.organisation == "Blue Coop"
    assert opened.requirements[0].label == "cage farming"


def test_publishing_or_closing_twice_changes_nothing(world: World) -> None:
    agency = world.agency()
    need = world.need(agency, "cage_farming")
    with world.acting(agency) as context:
        assert publish_need(context, need.id, need.revision) == need
        closed = close_need(context, need.id, need.revision)
        assert close_need(context, need.id, closed.revision) == closed


def test_a_foreign_need_and_no_need_at_all_look_the_same(world: World) -> None:
    need = world.need(world.agency(), "cage_farming")
    other = world.agency("Green Coop")
    uses: tuple[Callable[[Context, str], object], ...] = (
        read_need,
        lambda context, reference: publish_need(context, reference, 1),
        lambda context, reference: close_need(context, reference, 1),
        lambda context, reference: update_need(context, reference, need_input(), 1),
    )
    raised = set()
    for reference in (need.id, "a" * 26):
        with world.acting(other) as context:
            for use in uses:
                with pytest.raises(NotFound) as error:
                    use(context, reference)
                raised.add((error.value.code, error.value.status, *error.value.facts))
    assert len(raised) == 1


def test_coordinators_read_what_is_published_and_no_draft(world: World) -> None:
    agency, coordinator = world.agency(), world.coordinator()
    published = world.need(agency, "cage_farming")
    draft = world.need(agency, "fish_health", publish=False)
    with world.acting(coordinator) as context:
        assert [need.id for need in open_needs(context)] == [published.id]
        assert read_need(context, published.id).id == published.id
        with pytest.raises(NotFound):
            read_need(context, draft.id)
    with world.acting(agency) as context:
        assert {need.id for need in own_needs(context)} == {published.id, draft.id}


def test_who_changes_an_older_revision_is_told_and_nothing_is_written(world: World) -> None:
    agency = world.agency()
    need = world.need(agency, "cage_farming")
    with world.acting(agency) as context:
        changed = update_need(
            context, need.id, need_input("cage_farming", title="Fish nurse"), need.revision
        )
        assert changed.status is NeedStatus.OPEN
        with pytest.raises(Conflict) as error:
            update_need(context, need.id, need_input(title="Too late"), need.revision)
        assert read_need(context, need.id).title == "Fish nurse"
    assert error.value.code == "changed_meanwhile"


def test_a_closed_need_is_neither_changed_nor_opened_again(world: World) -> None:
    agency = world.agency()
    need = world.need(agency, "cage_farming")
    with world.acting(agency) as context:
        closed = close_need(context, need.id, need.revision)
        with pytest.raises(Conflict, match="need_closed"):
            publish_need(context, need.id, closed.revision)
        with pytest.raises(Conflict, match="need_closed"):
            update_need(context, need.id, need_input("fish_health"), closed.revision)


def test_unknown_concepts_are_named_by_their_place(world: World) -> None:
    given = need_input(
        requirements=[
            {"concept": "urn:test:skill:cage_farming"},
            {"concept": "urn:test:skill:no_such_thing"},
            {"concept": occupation("fisher")},
        ],
        experience={"occupation": "urn:test:skill:net_mending"},
    )
    with world.acting(world.agency()) as context, pytest.raises(Invalid) as error:
        create_need(context, given)
    assert [field.pointer for field in error.value.fields] == [
        "/requirements/1/concept",
        "/requirements/2/concept",
        "/experience/occupation",
    ]


def test_a_need_without_requirements_may_be_published(world: World) -> None:
    assert world.need(world.agency()).status is NeedStatus.OPEN


def test_what_is_read_of_a_need_is_what_was_said(world: World) -> None:
    need = world.need(
        world.agency(),
        "cage_farming",
        mode="seasonal",
        period={"from_day": {"month": 11, "day": 15}, "to_day": {"month": 1, "day": 31}},
        place={"country": "EG", "region": "EG-KFS"},
        languages=[{"tag": "ar", "minimum": 3}],
        experience={"occupation": occupation("fish_farmer"), "minimum_years": 1},
        employer="A farm",
    )
    assert need.period is not None
    assert need.period.from_day is not None
    assert (need.period.from_day.month, need.period.from_day.day) == (11, 15)
    assert need.place is not None
    assert need.place.region == "EG-KFS"
    assert need.languages[0].minimum_name == "B1"
    assert need.experience is not None
    assert need.experience.occupation_label == "fish farmer"
    assert need.employer == "A farm"


@pytest.mark.parametrize(
    "changed",
    [
        {"requirements": [{"concept": "urn:test:skill:fish_health", "minimum_level": 2}]},
        {"languages": [{"tag": "ar", "minimum": 5}]},
        {"mode": "remote"},
        {"seats": 2},
        {"duration_days": 30},
        {"place": {"country": "EG"}},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_what_an_open_need_asks_never_changes_while_a_draft_may(
    world: World, changed: dict[str, object]
) -> None:
    agency = world.agency()
    draft = world.need(agency, "cage_farming", publish=False)
    given = need_input("cage_farming", title="Another title").model_copy()
    other = type(given).model_validate(
        {**need_input("cage_farming").model_dump(exclude_unset=True), **changed}
    )
    with world.acting(agency) as context:
        draft = update_need(context, draft.id, other, draft.revision)
        draft = update_need(context, draft.id, need_input("cage_farming"), draft.revision)
        need = publish_need(context, draft.id, draft.revision)
        with pytest.raises(Conflict, match="need_is_open"):
            update_need(context, need.id, other, need.revision)
        titled = update_need(context, need.id, given, need.revision)
        assert (titled.title, titled.requirements) == ("Another title", need.requirements)


def test_an_organisation_describes_so_many_needs_a_day(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert quota.NEEDS_PER_DAY == 50
    monkeypatch.setattr(quota, "NEEDS_PER_DAY", 2)
    agency = world.agency()
    world.need(agency, "cage_farming")
    last = world.need(agency, "cage_farming")
    with world.acting(agency) as context:
        with pytest.raises(TooMany, match="need_quota"):
            create_need(context, need_input("fish_health"))
        with pytest.raises(TooMany, match="need_quota"):
            copy_to_draft(context, last.id, last.revision)
        assert read_need(context, last.id).status is NeedStatus.OPEN
    world.need(world.agency("Green Coop"), "cage_farming")
    world.later(days=1)
    world.need(agency, "cage_farming")


def test_drafts_of_earlier_days_are_not_published_without_limit(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quota, "NEEDS_PER_DAY", 2)
    agency, drafts = world.agency(), []
    for _ in range(4):
        drafts.append(world.need(agency, "cage_farming", publish=False))
        world.later(days=1)

    def publish(number: int) -> NeedView:
        with world.acting(agency) as context:
            return publish_need(context, drafts[number].id, drafts[number].revision)

    publish(0)
    second = publish(1)
    assert second.status is NeedStatus.OPEN
    with pytest.raises(TooMany, match="need_quota"):
        publish(2)
    with world.acting(agency) as context:
        close_need(context, second.id, second.revision)
    with pytest.raises(TooMany, match="need_quota"):
        publish(2)
    with world.acting(agency) as context:
        assert read_need(context, drafts[2].id).status is NeedStatus.DRAFT
    world.need(world.agency("Green Coop"), "cage_farming")
    world.later(days=1)
    assert publish(2).status is NeedStatus.OPEN


def imported(world: World, status: NeedStatus, change: dict[str, object]) -> tuple[Need, Need]:
    """Import an advert, then a changed one in its place; give the need before and after."""
    agency = world.agency()
    view = world.need(agency, "cage_farming", publish=status is NeedStatus.OPEN)
    with world.acting(agency) as context:
        needs = Needs(context.work)
        found = needs.get(view.id)
        assert found is not None
        before = replace(found, source_key="advert-1", content_digest="a" * 64, revision=9)
        needs.change(replace(before, revision=found.revision + 1))
        before = replace(before, revision=found.revision + 1)
    body = replace(before.body, **change)  # type: ignore[arg-type]  # parts of a need
    after = replace(before, title="Now otherwise", body=body, content_digest="b" * 64)
    with world.acting(None) as context:
        stored = store_advert_again(context, before, after)
        assert Needs(context.work).by_source(before.organisation, "advert-1") == stored
        old = Needs(context.work).get(before.id)
        assert old is not None
    return old, stored


def asks(body: MatchNeed) -> Mode | None:
    return body.mode


def test_an_advert_that_asks_otherwise_closes_the_open_need_and_becomes_a_new_one(
    world: World,
) -> None:
    old, new = imported(world, NeedStatus.OPEN, {"mode": Mode.REMOTE})
    assert (old.status, asks(old.body), old.source_key) == (NeedStatus.CLOSED, None, None)
    assert (new.status, asks(new.body), new.revision) == (NeedStatus.OPEN, Mode.REMOTE, 1)
    assert new.id != old.id == old.body.need_id
    assert new.body.need_id == new.id


def test_an_advert_that_only_reads_otherwise_stays_the_same_need(world: World) -> None:
    old, new = imported(world, NeedStatus.OPEN, {})
    assert old == new
    assert (new.status, new.title) == (NeedStatus.OPEN, "Now otherwise")


def test_a_draft_made_of_an_advert_follows_it(world: World) -> None:
    old, new = imported(world, NeedStatus.DRAFT, {"mode": Mode.REMOTE})
    assert old == new
    assert (new.status, asks(new.body)) == (NeedStatus.DRAFT, Mode.REMOTE)
