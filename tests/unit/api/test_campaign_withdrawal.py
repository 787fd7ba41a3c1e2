"""When an organisation withdraws: who could do instead, and what an authority is told (R4-105)."""

from api.inputs.campaign import CampaignInput
from api.inputs.organisation import OrganisationInput
from api.services.campaigns.plan_campaign import create_campaign
from api.services.campaigns.replace_organisation import withdrawals_near
from api.services.campaigns.run_campaign import withdraw_apart
from api.services.campaigns.work_apart import opening_as
from api.services.needs.describe_organisation import describe_organisation
from matcher.types import OrganisationKind
from privacy.policy import Actor
from tests.api_client import make_door
from tests.api_world import World
from tests.factories import claim


def described(world: World, name: str, kind: OrganisationKind) -> Actor:
    agency = world.agency(name)
    with world.acting(agency) as context:
        describe_organisation(context, OrganisationInput(kind=kind))
    return agency


def test_one_action_names_who_could_do_instead_and_tells_the_authority(world: World) -> None:
    world.person(claim("cage_farming", 3))
    leaving = described(world, "Leaving", OrganisationKind.COOPERATIVE)
    described(world, "Staying", OrganisationKind.COOPERATIVE)
    described(world, "School", OrganisationKind.TRAINING_CENTRE)
    town = described(world, "Town hall", OrganisationKind.MUNICIPALITY)
    coordinator = world.coordinator()
    need = world.need(leaving, "cage_farming")
    given = {"name": "Harvest", "needs": [{"need": need.id, "seats": 3}], "seed": 1}
    with world.acting(coordinator) as context:
        campaign = create_campaign(context, CampaignInput.model_validate(given))
        assert campaign.replacements == ()
    with world.acting(town) as context:
        assert withdrawals_near(context) == ()
    opening = opening_as(world.runtime, coordinator, "en")
    (found,) = withdraw_apart(opening, campaign.id, leaving.organisation).replacements
    assert found.organisation.name == "Leaving"
    assert [each.name for each in found.instead] == ["Staying"]
    assert [each.name for each in found.authorities] == ["Town hall"]
    with world.acting(town) as context:
        (told,) = withdrawals_near(context)
    assert (told.campaign, told.organisation, told.seats) == ("Harvest", "Leaving", 3)
    door = make_door(world)
    page = door.client.get(
        "/agency/campaigns",
        headers={"authorization": f"Bearer {world.token(town)}", "accept-language": "en"},
    )
    assert "places are open again" in page.text
    assert door.as_(leaving).get("/campaign-seats/withdrawals") == []
