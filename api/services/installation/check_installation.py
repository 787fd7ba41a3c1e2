"""Look at an installation and say what is well and what is not; change nothing.

Rules:

- Every check is made, also after one that failed; what cannot be looked at is not well.
- A finding names a fact of the installation: no address with a password, no key, nothing of
  a person.

What it does not do: mend (``prepare_installation``).
"""

import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from api.context import Context
from api.i18n import MissingSentence, translator
from api.languages import OFFERED
from api.runtime import SecretUnsafe, open_key_ring, open_stores
from api.services.installation.link_phrases import active_taxonomy
from api.settings import Settings
from data.engine import Stores
from data.errors import DataError
from data.migrations import require_current
from data.repositories.audit import AuditLog
from data.repositories.taxonomy import TaxonomyReleases
from privacy.errors import PrivacyError
from privacy.keys import KeyRing

OLDEST_PYTHON = (3, 11)
LEAST_FREE_BYTES = 500_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was looked at, whether it is well, and a fact about it."""

    check: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Health:
    """Whether this process can serve; ``taxonomy`` is the name of the active release."""

    status: str
    taxonomy: str


def check_health(context: Context) -> Health:
    """Say that the databases answer and something can be matched.

    Raises:
        Conflict: ``no_taxonomy``.
    """
    return Health("ok", active_taxonomy(context).name)


def check_installation(settings: Settings) -> Iterator[Finding]:
    """Make every check there is, one after the other."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("python", sys.version_info >= OLDEST_PYTHON, version)
    yield _checked("languages", _languages)
    yield _address(settings)
    yield _signing_in(settings)
    yield _country(settings)
    yield _checked("disk", lambda: _disk(settings.home))
    ring = _key_ring(settings)
    yield _checked("keys", lambda: _keys(settings, ring))
    yield from _databases(settings, ring)


def _databases(settings: Settings, ring: KeyRing | None) -> Iterator[Finding]:
    if settings.is_embedded() and not (settings.home / "main.sqlite3").exists():
        yield Finding("databases", ok=False, detail="not there yet")
        return
    try:
        stores = open_stores(settings)
    except SecretUnsafe as error:
        yield Finding("databases", ok=False, detail=str(error))
        return
    except (DataError, SQLAlchemyError, OSError) as error:
        yield Finding("databases", ok=False, detail=type(error).__name__)
        return
    try:
        yield _checked("databases", lambda: _current(stores))
        yield _checked("taxonomy", lambda: _taxonomy(stores))
        yield _checked("audit log", lambda: _audit(stores, ring))
    finally:
        stores.close()


def _checked(check: str, look: Callable[[], tuple[bool, str]]) -> Finding:
    try:
        ok, detail = look()
    except (DataError, PrivacyError, SQLAlchemyError, OSError, MissingSentence) as error:
        ok, detail = False, type(error).__name__
    return Finding(check, ok, detail)


def _languages() -> tuple[bool, str]:
    counts = {language: len(translator(language).sentences) for language in OFFERED}
    facts = ", ".join(f"{language} {count}" for language, count in counts.items())
    return len(set(counts.values())) == 1, facts


def _address(settings: Settings) -> Finding:
    origin = settings.public_origin
    safe = not settings.insecure_cookies and (origin or "https://").startswith("https://")
    loopback = settings.insecure_cookies and settings.demo
    detail = origin or ("loopback only" if settings.insecure_cookies else "as requested")
    return Finding("address", ok=safe or loopback, detail=detail)


def _signing_in(settings: Settings) -> Finding:
    """Say who may sign in with a passphrase; only a demonstration lets everybody."""
    if settings.demo:
        detail = "demonstration: coordinators and officers with a passphrase too"
        return Finding("signing in", ok=settings.insecure_cookies, detail=detail)
    detail = "coordinators and officers by passkey only"
    if settings.public_origin and not settings.trusted_proxies:
        detail += "; behind a proxy, name it in PASSERELLE_TRUSTED_PROXIES"
    return Finding("signing in", ok=True, detail=detail)


def _country(settings: Settings) -> Finding:
    """Say where the data are kept; until that is known nobody is asked to show anything."""
    detail = settings.storage_country or "name it in PASSERELLE_STORAGE_COUNTRY"
    return Finding("country of the data", ok=bool(settings.storage_country), detail=detail)


def _disk(home: Path) -> tuple[bool, str]:
    there = next(folder for folder in (home, *home.absolute().parents) if folder.exists())
    free = shutil.disk_usage(there).free
    return free >= LEAST_FREE_BYTES, f"{free // 1_000_000} MB free"


def _key_ring(settings: Settings) -> KeyRing | None:
    try:
        if settings.key_socket is not None:
            return open_key_ring(settings)
        return KeyRing.from_bytes(settings.resolved_key_file().read_bytes())
    except (OSError, PrivacyError):
        return None


def _keys(settings: Settings, ring: KeyRing | None) -> tuple[bool, str]:
    if settings.key_socket is not None:
        if ring is None:
            return False, "the key process does not answer"
        return True, f"epoch {ring.current_epoch}, held by the key process"
    path = settings.resolved_key_file()
    readable_by_all = stat.S_IMODE(path.stat().st_mode) & stat.S_IRWXO
    if ring is None:
        return False, "the key file cannot be used"
    if readable_by_all:
        return False, "everybody may read the key file"
    return True, f"epoch {ring.current_epoch}"


def _current(stores: Stores) -> tuple[bool, str]:
    require_current(stores)
    return True, f"{stores.main.dialect.name}, current"


def _taxonomy(stores: Stores) -> tuple[bool, str]:
    with stores.begin(reading=True) as work:
        active = TaxonomyReleases(work).active()
    if active is None:
        return False, "none is active"
    return True, f"{active.name}: {active.concepts} concepts"


def _audit(stores: Stores, ring: KeyRing | None) -> tuple[bool, str]:
    if ring is None:
        return False, "cannot be checked without the keys"
    with stores.begin(reading=True) as work:
        verdict = AuditLog(work, ring).verify()
    if verdict.problem is not None:
        return False, f"entry {verdict.broken_at}: {verdict.problem.value}"
    return True, f"{verdict.count} entries"
