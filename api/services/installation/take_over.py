"""Take the service over from another host: its copy, and keys that nobody there ever had.

Rules:

- Everything is done on a copy of the package, in a folder of the new host's own. There every
  person gets a new key, all of hers is sealed anew under it, the new keys are wrapped under a
  new epoch, and the epochs of the host before are destroyed. Only then is it loaded.
- So the key file of the host before opens nothing of what is kept here, nor do keys of
  people that somebody there may have seen. Its secret still proves older rows and finds login
  names; new rows are proven with a secret made here.
- It is loaded only where nobody is kept yet and no key file is, all of it or nothing. The
  databases never hold a wrap of the host before, not even deleted.
- It is in the log, which goes on from that of the host before.

What it does not do: fetch the package or the key file, let staff in (passkeys belong to an
address: invite them), or destroy what the host before has. ``docs/operations.md`` says how.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from api.catalogue import Catalogue
from api.context import open_context
from api.pool import MatchingPool
from api.runtime import Clock, Runtime, open_stores, read_key_ring
from api.services.keys.renew_person_keys import renew_everybody
from api.services.keys.retire_epoch import check_all_wraps, retire_epoch
from api.services.keys.rotate_keys import rotate_keys
from api.services.log.note_action import note_action
from api.settings import Settings
from data.copying import KEYS_FILE, MAIN_FILE, load_copy, open_copy
from data.engine import Stores
from data.errors import WrapsBroken
from data.migrations import require_current, upgrade
from privacy.audit import AuditAction
from privacy.keys import KeyRing
from privacy.policy import SYSTEM

WORK, KEY_FILE = "taking-over", "key-encryption-keys"


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What came over: people, rows in both databases, and the epoch of the new keys."""

    people: int
    rows: int
    epoch: int


def take_over(settings: Settings, package: Path, key_file: Path, clock: Clock) -> TakenOver:
    """Change the keys in a copy of a package, and load it into a new installation.

    Args:
        settings: Of the new installation.
        package: Folder made by ``hand-over prepare``; it is only read.
        key_file: Of the host before; it is only read.
        clock: Tells the time.

    Raises:
        FileExistsError: The new installation has a key file already.
        FileNotFoundError: There is no package, or no key file of the host before.
        NotEmpty: Somebody is kept here already.
        NotMigrated: A database is older than this program.
        WrapsBroken: The key file is not the one of the package.
        privacy.errors.PrivacyError: The key file cannot be used, or something is not what was
            sealed.
    """
    kept = settings.resolved_key_file()
    if kept.exists():
        raise FileExistsError(str(kept))
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    work = settings.home / WORK
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(mode=0o700)
    copied = None
    try:
        for name in (MAIN_FILE, KEYS_FILE):
            shutil.copyfile(package / name, work / name)
            (work / name).chmod(0o600)
        copied = open_copy(work)
        upgrade(copied)
        epoch, people = _change_keys(settings, copied, work / KEY_FILE, key_file, clock)
        rows = _load(settings, copied, work / KEY_FILE, kept)
        return TakenOver(people, rows, epoch)
    finally:
        if copied is not None:
            copied.close()
        shutil.rmtree(work, ignore_errors=True)


def _change_keys(
    settings: Settings, copied: Stores, file: Path, before: Path, clock: Clock
) -> tuple[int, int]:
    old = read_key_ring(before)
    _write(file, old.with_next_server_secret())
    runtime = Runtime(
        settings=settings,
        stores=copied,
        key_ring=read_key_ring(file),
        clock=clock,
        catalogue=Catalogue(),
        pool=MatchingPool(),
    )
    if check_all_wraps(runtime).broken:
        raise WrapsBroken
    people = renew_everybody(runtime)
    while runtime.key_ring.current_epoch in old.epochs:
        rotate_keys(runtime, file)
        retire_epoch(runtime, file)
    with open_context(runtime, actor=SYSTEM) as context:
        note_action(context, AuditAction.HANDED_OVER)
        context.commit()
    return runtime.key_ring.current_epoch, people


def _load(settings: Settings, copied: Stores, file: Path, kept: Path) -> int:
    if settings.is_embedded():
        (settings.home / "keys").mkdir(exist_ok=True, mode=0o700)
    stores = open_stores(settings)
    try:
        if settings.is_embedded():
            upgrade(stores)
        require_current(stores)
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(kept, read_key_ring(file))  # before anything needs it
        try:
            return load_copy(copied, stores)
        except BaseException:
            kept.unlink(missing_ok=True)
            raise
    finally:
        stores.close()


def _write(path: Path, ring: KeyRing) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(ring.to_bytes())
        file.flush()
        os.fsync(file.fileno())
