"""Prepare a release for linking, so that nobody waits for it later.

Rules:

- The languages of the pages are prepared, as far as the release speaks them, and English.
- What is prepared is kept beside the databases; where it is there already nothing happens.

What it does not do: link, or choose a release.
"""

from collections.abc import Callable

from api.context import open_context
from api.languages import OFFERED
from api.runtime import Runtime
from data.repositories.taxonomy import TaxonomyReleases
from matcher.linking import OCCUPATIONS_AND_GROUPS, SKILLS


def prepare_linking(
    runtime: Runtime, name: str | None, preparing: Callable[[int, int], None]
) -> int:
    """Prepare the indexes of a release.

    Args:
        runtime: The process's runtime; without a folder of its own nothing is prepared.
        name: The release; the active one when ``None``.
        preparing: Told how many indexes are ready, and how many there will be.

    Returns:
        How many indexes are ready.
    """
    if runtime.catalogue.folder is None:
        return 0
    with open_context(runtime, reading=True) as context:
        releases = TaxonomyReleases(context.work)
        info = next(
            each for each in releases.all() if (each.active if name is None else each.name == name)
        )
        source = runtime.catalogue.source(context.work, info.name, info.digest, keep=True)
    spoken = [each for each in OFFERED if each in info.languages or each == "en"]
    wanted = [(kinds, each) for each in spoken for kinds in (SKILLS, OCCUPATIONS_AND_GROUPS)]
    for done, (kinds, language) in enumerate(wanted):
        preparing(done, len(wanted))
        source(kinds, language)
    preparing(len(wanted), len(wanted))
    return len(wanted)
