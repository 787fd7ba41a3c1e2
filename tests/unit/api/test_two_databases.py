"""The main job on both kinds of database, and what several workers at once may see."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event, Semaphore

import pytest

from api.pool import MatchingPool
from api.services.disclosures.answer_disclosure import answer_request, own_requests, withdraw_grant
from api.services.disclosures.read_disclosed import read_disclosed
from api.services.disclosures.request_disclosure import request_disclosure
from api.services.log.verify_audit import verify_audit
from api.services.matches.rank_matches import agency_ranking, coordinator_ranking
from api.services.matches.rank_needs import own_matches
from api.services.matches.review_match import shortlist_match
from data.engine import Stores
from privacy.grants import AgencyStatus
from privacy.inventory import PersonalField
from privacy.keys import KeyRing
from privacy.policy import SYSTEM
from privacy.vocabulary import PersonId, Purpose
from tests.api_world import World, make_world
from tests.factories import asks, need

ASKED = need(asks("cage_farming"))
LOOK = 0.2
"""Seconds between two looks at whether a worker is still there."""


@pytest.fixture
def world(stores: Stores, ring: KeyRing, tmp_path: Path) -> World:
    """An installation on SQLite, then one on PostgreSQL."""
    return make_world(stores, ring, tmp_path)


def test_the_main_job_from_consent_to_withdrawal(world: World) -> None:
    amal, agency, coordinator = world.person(), world.agency(), world.coordinator()
    posted = world.need(agency, "cage_farming")
    with world.acting(amal.actor) as context:
        assert [match.need.id for match in own_matches(context).matches] == [posted.id]
    with world.acting(coordinator) as context:
        (ranked,) = coordinator_ranking(context, posted.id).matches
        shortlist_match(context, posted.id, ranked.handle)
    with world.acting(agency) as context:
        (seen,) = agency_ranking(context, posted.id).matches
        until = world.clock.now.date() + timedelta(days=10)
        request_disclosure(context, posted.id, seen.handle, [PersonalField.PHONE], until)
    with world.acting(amal.actor) as context:
        (asked,) = own_requests(context)
        grant = answer_request(context, asked.id, [PersonalField.PHONE])
    with world.acting(agency) as context:
        opened = read_disclosed(context, posted.id, seen.handle)
    assert set(opened.identity) == {PersonalField.PHONE}
    with world.acting(amal.actor) as context:
        withdraw_grant(context, grant.id)
    with world.acting(agency) as context:
        after = read_disclosed(context, posted.id, seen.handle)
    assert (after.status, dict(after.identity)) == (AgencyStatus.ENDED, {})
    with world.acting(SYSTEM) as context:
        assert verify_audit(context).ok


def test_no_ranking_that_starts_after_a_withdrawal_has_the_person_in_it(world: World) -> None:
    """Two workers rank without pause while people withdraw in a third."""
    people = [world.person() for _ in range(6)]
    workers = [World(replace(world.runtime, pool=MatchingPool()), world.clock) for _ in range(2)]
    withdrawn: list[PersonId] = []
    stop = Event()
    turns = [Semaphore(0) for _ in workers]

    def rank_on(worker: World, ranked: Semaphore) -> int:
        rankings = 0
        while not stop.is_set():
            gone = set(withdrawn)
            with worker.acting(None) as context:
                worker.runtime.pool.refresh(context)
                found = worker.runtime.pool.rank_people(context, ASKED, 50).people
            assert not gone & {person for person, _ in found}
            rankings += 1
            ranked.release()
        return rankings

    with ThreadPoolExecutor(2) as threads:
        running = [threads.submit(rank_on, *each) for each in zip(workers, turns, strict=True)]
        try:
            for somebody in people[:5]:
                for ranked, each in zip(turns, running, strict=True):
                    while not (ranked.acquire(timeout=LOOK) or each.done()):
                        continue  # each ranks once more before the next one leaves
                world.withdraw(somebody, Purpose.MATCH)
                withdrawn.append(somebody.id)
        finally:
            stop.set()
        assert all(each.result() >= 5 for each in running)
    for worker in workers:
        with worker.acting(None) as context:
            worker.runtime.pool.refresh(context)
            ((last, _),) = worker.runtime.pool.rank_people(context, ASKED, 50).people
        assert last == people[5].id
