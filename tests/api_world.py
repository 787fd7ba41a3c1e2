"""A small installation for tests of the services and routes: real stores, a clock that obeys.

People, agencies and coordinators act in it by the use cases themselves; only who they are is
put into the stores directly.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from api.catalogue import Catalogue
from api.context import Context, open_context
from api.inputs.need import NeedInput
from api.pool import MatchingPool
from api.runtime import Runtime
from api.services.accounts.sign_in import start_session
from api.services.needs.post_need import create_need, publish_need
from api.services.views.need import NeedView
from api.settings import Settings
from data.engine import Stores
from data.records import Account, AccountStatus, Organisation, RoleAssignment, WorkProfile
from data.repositories import Accounts, Organisations, TaxonomyReleases
from matcher.types import ConceptUri, SkillClaim
from privacy.handles import new_account_code, new_reference
from privacy.inventory import PersonalField
from privacy.keys import KeyRing
from privacy.policy import Actor
from privacy.vocabulary import ConsentStatus, Purpose, Role
from tests.factories import claim, skill, small_taxonomy
from tests.stored import NOW, Somebody, consent_to, register


@dataclass
class World:
    """An installation, and what time it is there."""

    runtime: Runtime
    clock: "Clock"

    @contextmanager
    def acting(self, actor: Actor | None, language: str = "en") -> Iterator[Context]:
        """Open a unit of work that commits when nothing is raised."""
        with open_context(self.runtime, actor=actor, language=language) as context:
            yield context
            context.commit()

    def later(self, **passed: float) -> None:
        """Let time pass."""
        self.clock.now += timedelta(**passed)

    def person(self, *claims: SkillClaim, **stated: Any) -> Somebody:
        """Register somebody who consents to everything and states this about her work."""
        given = claims or (claim("cage_farming"), claim("fish_health"))
        work = WorkProfile(skills=given, confirmed_on=self.clock.now.date(), **stated)
        with self.acting(None) as context:
            return register(context.work, self.runtime.key_ring, work=work, at=self.clock.now)

    def withdraw(
        self,
        somebody: Somebody,
        *purposes: Purpose,
        field: PersonalField = PersonalField.SKILLS,
    ) -> None:
        """Withdraw a person's consents to these purposes for a field, behind the pool's back."""
        with self.acting(somebody.actor) as context:
            pairs = [(purpose, field) for purpose in purposes]
            consent_to(
                context.work,
                self.runtime.key_ring,
                somebody,
                pairs,
                ConsentStatus.WITHDRAWN,
                self.clock.now,
            )

    def agency(self, name: str = "Blue Coop") -> Actor:
        """Set up an organisation with one member."""
        organisation = new_reference()
        with self.acting(None) as context:
            Organisations(context.work, self.runtime.key_ring).add(
                Organisation(organisation, name, "EG", self.clock.now.date())
            )
        return self.member(Role.AGENCY_MEMBER, organisation)

    def member(self, role: Role, organisation: str | None = None) -> Actor:
        """Set up an account with a role."""
        account = Account(new_reference(), AccountStatus.ACTIVE, "en", self.clock.now.date())
        with self.acting(None) as context:
            accounts = Accounts(context.work, self.runtime.key_ring)
            accounts.add(account, new_account_code(), "$argon2id$fake")
            accounts.assign(RoleAssignment(account.id, role, organisation))
        return Actor(account.id, role, organisation or "")

    def coordinator(self) -> Actor:
        """Set up a coordinator."""
        return self.member(Role.COORDINATOR)

    def need(self, agency: Actor, *skills: str, publish: bool = True, **asked: Any) -> NeedView:
        """Post a need of an agency that asks these skills."""
        with self.acting(agency) as context:
            need = create_need(context, need_input(*skills, **asked))
            return publish_need(context, need.id, need.revision) if publish else need

    def token(self, actor: Actor) -> str:
        """Begin a session and give its token."""
        with self.acting(None) as context:
            if actor.role is Role.PERSON:
                assignment = RoleAssignment(actor.account, actor.role)
                Accounts(context.work, self.runtime.key_ring).assign(assignment)
            return start_session(
                context, RoleAssignment(actor.account, actor.role, actor.organisation or None)
            )


@dataclass
class Clock:
    """A clock that stands still unless told."""

    now: datetime = field(default=NOW)

    def __call__(self) -> datetime:
        return self.now


def need_input(*skills: str, **asked: Any) -> NeedInput:
    """Describe a vacancy that asks these skills at the second level, as an agency would."""
    return NeedInput.model_validate(
        {
            "kind": "vacancy",
            "title": "Fish farm worker",
            "language": "en",
            "requirements": [{"concept": skill(name), "minimum_level": 2} for name in skills],
            "beneficiary_group": "local_enterprises",
            **asked,
        }
    )


def make_world(stores: Stores, ring: KeyRing, home: Path, *, taxonomy: bool = True) -> World:
    """Set up an installation over migrated stores, with the small taxonomy or as it is."""
    clock = Clock()
    runtime = Runtime(
        settings=Settings(
            home=home,
            storage_country="FR",
            insecure_cookies=True,
            argon2_memory_kib=8,
            argon2_iterations=1,
            even_answer_ms=0,
            newcomer_days=0,
            agency_searches_per_hour=0,
            agency_handles_per_day=0,
        ),
        stores=stores,
        key_ring=ring,
        clock=clock,
        catalogue=Catalogue(),
        pool=MatchingPool(),
    )
    if taxonomy:
        _store_taxonomy(stores, clock)
    return World(runtime, clock)


def _store_taxonomy(stores: Stores, clock: Clock) -> None:
    taxonomy = small_taxonomy()
    with stores.begin() as work:
        releases = TaxonomyReleases(work)
        releases.store("test", "0" * 64, taxonomy.concepts, taxonomy.relations, clock.now.date())
        releases.activate("test")
        work.commit()


def uri(name: str) -> ConceptUri:
    """Name a skill of the small taxonomy."""
    return skill(name)
