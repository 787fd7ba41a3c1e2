"""Needs, reviews, handles, organisations and imports."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from data.engine import Stores, UnitOfWork
from data.errors import StaleRevision
from data.records import ImportBatch, NeedStatus, Review, ReviewDecision
from data.repositories import Handles, Imports, Needs, Organisations, Reviews
from matcher.types import Bucket, ConceptUri, MatchNeed, NeedId, NeedKind, Requirement
from privacy.handles import COORDINATION, new_reference
from privacy.keys import KeyRing
from privacy.vocabulary import PersonId
from tests.stored import LATER, NOW, need_of, register


def _people(uow: UnitOfWork, ring: KeyRing, count: int) -> list[PersonId]:
    return [register(uow, ring, [], None, None).id for _ in range(count)]


def test_a_need_comes_back_as_it_was(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        need = need_of(uow, ring=ring)
        needs = Needs(uow)
        assert needs.get(need.id) == need
        assert needs.get(new_reference()) is None
        assert needs.many([need.id, new_reference()]) == {need.id: need}
        organisation = Organisations(uow, ring).get(need.organisation)
        assert organisation is not None
        assert Organisations(uow, ring).names([need.organisation]) == {
            need.organisation: "Blue Coop"
        }
        assert Organisations(uow, ring).all() == (organisation,)


def test_needs_are_listed_by_organisation_and_status(stores: Stores) -> None:
    with stores.begin() as uow:
        ours = need_of(uow)
        theirs = need_of(uow)
        needs = Needs(uow)
        draft = replace(ours, id=NeedId(new_reference()), status=NeedStatus.DRAFT)
        draft = replace(draft, body=replace(draft.body, need_id=draft.id))
        needs.add(draft)
        assert set(needs.all(ours.organisation)) == {ours, draft}
        assert needs.all(ours.organisation, NeedStatus.DRAFT) == (draft,)
        assert set(needs.all(status=NeedStatus.OPEN)) == {ours, theirs}


def test_a_change_builds_on_the_stored_revision(stores: Stores) -> None:
    with stores.begin() as uow:
        need = need_of(uow)
        needs = Needs(uow)
        body = MatchNeed(need.id, NeedKind.VACANCY, (Requirement(ConceptUri("urn:a")),))
        changed = replace(need, revision=2, body=body, title="Other")
        needs.change(changed)
        assert needs.get(need.id) == changed
        for stale in (changed, replace(need, id=NeedId(new_reference()))):
            with pytest.raises(StaleRevision):
                needs.change(stale)


def test_an_advert_is_recognised_by_its_source(stores: Stores) -> None:
    with stores.begin() as uow:
        need = need_of(uow)
        needs = Needs(uow)
        imported = replace(
            need, id=NeedId(new_reference()), source_key="board:17", content_digest="aa"
        )
        imported = replace(imported, body=replace(need.body, need_id=imported.id))
        needs.add(imported)
        assert needs.by_source(need.organisation, "board:17") == imported
        assert needs.by_source(new_reference(), "board:17") is None
        assert needs.source_digests(need.organisation) == {"board:17": (imported.id, "aa")}
        with pytest.raises(IntegrityError):
            needs.add(replace(imported, id=NeedId(new_reference())))


def test_the_latest_review_of_a_match_counts(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        need = need_of(uow)
        [amal, badr] = _people(uow, ring, 2)
        review = Review(
            id=new_reference(),
            need=need.id,
            person=amal,
            decision=ReviewDecision.REJECTED,
            reason="SKILL_MISSING",
            bucket=Bucket.NEAR,
            numerator=73_200_000,
            weights_version="1",
            taxonomy_release="starter",
            decided_by=new_reference(),
            decided_on=NOW.date(),
        )
        reviews = Reviews(uow, ring)
        reviews.record(review)
        later = replace(review, id=new_reference(), decision=ReviewDecision.SHORTLISTED)
        reviews.record(later)
        assert reviews.get(need.id, amal) == later
        assert reviews.get(need.id, badr) is None
        assert reviews.of_need(need.id) == reviews.of_person(amal) == (later,)


def test_a_handle_stays_the_same_within_audience_and_need(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        need, other = need_of(uow), need_of(uow)
        people = _people(uow, ring, 3)
        handles = Handles(uow)
        first = handles.issue(need.organisation, need.id, people[:2], LATER)
        again = handles.issue(need.organisation, need.id, people, LATER + timedelta(days=1))
        assert {person: again[person] for person in people[:2]} == first
        elsewhere = handles.issue(other.organisation, other.id, people, LATER)
        coordination = handles.issue(COORDINATION, need.id, people, LATER)
        every = [*again.values(), *elsewhere.values(), *coordination.values()]
        assert len(set(every)) == 9
        found = handles.resolve(again[people[0]], need.organisation, LATER)
        assert found is not None
        assert (found.person, found.need) == (people[0], need.id)
        assert found.expires_at == LATER + timedelta(days=1)
        assert len(handles.of_person(people[0])) == 3


def test_a_handle_of_another_audience_or_past_its_end_is_nobody(
    stores: Stores, ring: KeyRing
) -> None:
    with stores.begin() as uow:
        need = need_of(uow)
        [amal] = _people(uow, ring, 1)
        handles = Handles(uow)
        handle = handles.issue(need.organisation, need.id, [amal], LATER)[amal]
        assert handles.resolve(handle, need.organisation, NOW) is not None
        assert handles.resolve(handle, COORDINATION, NOW) is None
        assert handles.resolve(new_reference(), need.organisation, NOW) is None
        assert handles.resolve(handle, need.organisation, LATER) is None
        assert handles.delete_expired(LATER) == 1
        assert handles.of_person(amal) == ()
        assert handles.issue(need.organisation, need.id, [], LATER) == {}


def test_an_import_of_the_same_file_is_recognised(stores: Stores) -> None:
    with stores.begin() as uow:
        batch = ImportBatch(
            new_reference(), "vacancies", "d" * 64, None, None, NOW.date(), 3, 2, 1, 0
        )
        imports = Imports(uow)
        assert imports.seen("vacancies", batch.digest) is None
        imports.record(batch)
        assert imports.seen("vacancies", batch.digest) == batch
        assert imports.seen("profiles", batch.digest) is None
        assert imports.all() == (batch,)
