"""Bring the demonstration to a point where every page has something to show, by its use cases.

The journey clicks through all of it; here only the outcome matters.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from api.context import Context, open_context
from api.door import Door
from api.inputs.need import NeedInput
from api.inputs.review import ShortlistReason
from api.runtime import Runtime
from api.services.accounts.sign_in import resume_session, sign_in
from api.services.campaigns.appeal_result import appeal, read_appeals
from api.services.campaigns.campaign_results import all_campaigns
from api.services.disclosures.answer_disclosure import answer_request, own_requests, withdraw_grant
from api.services.disclosures.read_disclosed import read_disclosed
from api.services.disclosures.request_disclosure import request_disclosure
from api.services.matches.known_by_handle import issue_handles
from api.services.matches.review_match import shortlist_match
from api.services.needs.post_need import (
    create_need,
    open_needs,
    own_needs,
    publish_need,
    readable_need,
)
from privacy.handles import COORDINATION
from privacy.inventory import PersonalField
from privacy.vocabulary import PersonId
from tests.browser.people import AGENCY, COORDINATOR, DEMO_PERSON

MANGO = "Appui à une coopérative de transformation de mangues, Ziguinchor"
NOBODY = "Transmettre la facture de la kora à Thiès"
UNREADABLE = "Cherchons personne motivée et dynamique"
DRAFT = "Brouillon – exporter la noix de cajou vers l'Italie"
HATCHERY = "فني مفرخ أسماك بنظام المياه المغلقة"
TOGETHER = "A joint research line and proposal with a German university"
DAYS = 20
SKILL = "urn:passerelle:skill:fruit-vegetable-preserving"

Login = tuple[str, str]


@dataclass(frozen=True)
class Match:
    """One match about the person of the demonstration, as agency and coordination know it."""

    need: str
    handle: str
    handle_of_coordination: str

    @property
    def agency_path(self) -> str:
        """Where the agency finds it."""
        return f"/agency/needs/{self.need}/matches/{self.handle}"

    @property
    def coordination_path(self) -> str:
        """Where the coordinator finds it."""
        return f"/coordination/needs/{self.need}/matches/{self.handle_of_coordination}"


@dataclass(frozen=True)
class Stage:
    """Acts in the demonstration, in somebody's name."""

    runtime: Runtime

    def token(self, login: Login) -> str:
        """Begin a session."""
        return sign_in(Door(self.runtime, "en"), *login).token

    @contextmanager
    def acting(self, login: Login) -> Iterator[Context]:
        """Open a unit of work in somebody's name; it commits when nothing is raised."""
        token = self.token(login)
        with open_context(self.runtime, language="fr") as context:
            resume_session(context, token)
            yield context
            context.commit()

    def need_titled(self, title: str) -> str:
        """Find a need of the agency."""
        with self.acting(AGENCY) as context:
            return next(need.id for need in own_needs(context) if need.title == title)

    def open_need(self, title: str) -> str:
        """Find a published need of anybody."""
        with self.acting(COORDINATOR) as context:
            return next(need.id for need in open_needs(context) if need.title == title)

    def campaign(self) -> str:
        """Find the campaign of the demonstration."""
        with self.acting(COORDINATOR) as context:
            return all_campaigns(context)[0].id

    def appealed(self) -> str:
        """Have the person of the demonstration appeal in its campaign; give the page of it."""
        campaign = self.campaign()
        with self.acting(DEMO_PERSON) as context:
            appeal(context, campaign, "Mes trois saisons de cueillette ne sont pas comptées.")
        with self.acting(COORDINATOR) as context:
            (found,) = read_appeals(context, campaign)
        return f"/coordination/campaigns/{campaign}/appeals/{found.id}"

    def post(self, title: str) -> str:
        """Publish a need the person of the demonstration answers."""
        asked = {"concept": SKILL, "kind": "essential", "minimum_level": 2}
        given = {
            "kind": "mentoring",
            "title": title,
            "language": "fr",
            "beneficiary_group": "vulnerable_women",
            "requirements": [asked],
        }
        with self.acting(AGENCY) as context:
            need = create_need(context, NeedInput.model_validate(given))
            return publish_need(context, need.id, need.revision).id

    def shortlisted(self, need_id: str) -> Match:
        """Have a coordinator put the person of the demonstration forward."""
        person = self._person()
        with self.acting(COORDINATOR) as context:
            need = readable_need(context, need_id)
            known_as = issue_handles(context, COORDINATION, need, [person])[person]
            to_agency = issue_handles(context, need.organisation, need, [person])[person]
        with self.acting(COORDINATOR) as context:
            shortlist_match(context, need_id, known_as, ShortlistReason.GAP_CAN_BE_CLOSED)
        return Match(need_id, to_agency, known_as)

    def asked(self, match: Match) -> Match:
        """Have the agency ask for name and telephone."""
        fields = {PersonalField.FULL_NAME, PersonalField.PHONE}
        with self.acting(AGENCY) as context:
            until = context.today + timedelta(days=DAYS)
            request_disclosure(context, match.need, match.handle, fields, until)
        return match

    def granted(self, match: Match) -> Match:
        """Have the person grant the telephone, and the agency read it."""
        with self.acting(DEMO_PERSON) as context:
            waiting = next(each for each in own_requests(context) if each.can_answer)
            answer_request(context, waiting.id, {PersonalField.PHONE})
        with self.acting(AGENCY) as context:
            read_disclosed(context, match.need, match.handle)
        return match

    def taken_back(self) -> None:
        """Have the person withdraw what she granted."""
        with self.acting(DEMO_PERSON) as context:
            grants = [each.grant for each in own_requests(context) if each.grant is not None]
            for grant in grants:
                if grant.state.value == "active":
                    withdraw_grant(context, grant.id)

    def _person(self) -> PersonId:
        with self.acting(DEMO_PERSON) as context:
            person = context.signed_in().person
        assert person is not None
        return person
