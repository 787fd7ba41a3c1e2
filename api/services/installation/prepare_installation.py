"""Bring an installation into the state in which it may serve.

Rules:

- The embedded databases are migrated at every start; a server's databases only on demand
  (``python -m api migrate``), and a start against older ones is refused.
- What a crash or a restored backup left apart is mended before anybody is served.
- What is not to be kept any longer is let go (``apply_retention``).
- A program that seals in an older way than was sealed here already is refused.
- Without any taxonomy the starter vocabulary is imported and made active.
"""

from api.context import open_context
from api.runtime import Runtime
from api.services.log.note_action import note_action
from api.services.people.apply_retention import apply_retention
from data.importers.starter import load_starter
from data.migrations import require_current, upgrade
from data.migrations.rights import grant_rights
from data.records import Mended
from data.repositories.reconcile import reconcile
from data.repositories.seal_floor import require_able_to_seal
from data.repositories.taxonomy import TaxonomyReleases
from privacy.audit import AuditAction

STARTER = "starter"


def prepare_installation(runtime: Runtime, *, migrate: bool, retain: bool = True) -> Mended:
    """Migrate (or check), mend, and make sure there is a vocabulary.

    Args:
        runtime: The process's runtime.
        migrate: Bring the databases to the newest revision; otherwise only check.
        retain: Let go of what is past its time.

    Returns:
        What was found apart and mended.

    Raises:
        NotMigrated: The databases are older than this code, and ``migrate`` is false.
        StoresMismatch: The two databases belong to different installations.
        SealBroken: The program is older than what was sealed here already.
    """
    if migrate:
        upgrade(runtime.stores)
        grant_rights(runtime.stores)
    require_current(runtime.stores)
    with open_context(runtime, reading=True) as context:
        require_able_to_seal(context.work, runtime.key_ring)
    mended = reconcile(runtime.stores, runtime.key_ring, runtime.clock())
    if retain:
        apply_retention(runtime)
    ensure_starter(runtime)
    return mended


def ensure_starter(runtime: Runtime) -> None:
    """Import the starter vocabulary, and make it active when nothing else is."""
    with open_context(runtime, reading=True) as context:
        if TaxonomyReleases(context.work).active() is not None:
            return
    starter = load_starter()
    with open_context(runtime) as context:
        releases = TaxonomyReleases(context.work)
        releases.store(STARTER, starter.digest, starter.concepts, starter.relations, context.today)
        if releases.active() is None:
            releases.activate(STARTER)
        note_action(context, AuditAction.IMPORTED)
        context.commit()
