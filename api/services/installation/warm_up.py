"""Get ready what the first visitor would otherwise wait for.

What it does not do: fill the matching pool; that is recorded and happens on first use.
"""

from api.catalogue import OCCUPATION_KINDS, SKILL_KINDS
from api.context import open_context
from api.errors import Conflict
from api.languages import OFFERED
from api.runtime import Runtime


def warm_up(runtime: Runtime) -> None:
    """Load the taxonomy and build the linkers of the offered languages."""
    try:
        with open_context(runtime, reading=True) as context:
            linkers = [
                runtime.catalogue.linker(context.work, kinds)
                for kinds in (SKILL_KINDS, OCCUPATION_KINDS)
            ]
    except Conflict:  # no taxonomy yet: there is nothing to prepare
        return
    for linker in linkers:
        for language in OFFERED:
            linker.prepare(language)
