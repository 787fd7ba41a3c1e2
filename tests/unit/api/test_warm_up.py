"""What the first visitor would wait for is ready before she comes."""

from api.catalogue import SKILL_KINDS
from api.languages import OFFERED
from api.services.installation.warm_up import warm_up
from tests.api_world import World


def test_linkers_of_every_offered_language_are_built_once(world: World) -> None:
    warm_up(world.runtime)
    with world.acting(None) as context:
        linker = context.runtime.catalogue.linker(context.work, SKILL_KINDS)
    assert set(OFFERED) <= set(linker._languages)
