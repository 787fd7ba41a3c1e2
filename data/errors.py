"""What can go wrong in storage: codes and references, never values."""


class DataError(Exception):
    """Base of every error of this room.

    ``code`` is what a sentence is found by.
    """

    code = "data"

    def __init__(self) -> None:
        super().__init__(self.code)


class StoresUnsafe(DataError):
    """A database was opened without a setting the design relies on."""

    code = "stores_unsafe"

    def __init__(self, setting: str) -> None:
        super().__init__()
        self.setting = setting


class StoresMismatch(DataError):
    """The two databases do not belong together."""

    code = "stores_mismatch"


class NotMigrated(DataError):
    """A database is not at the revision this code needs."""

    code = "not_migrated"


class ReadingOnly(DataError):
    """A unit of work begun for reading was asked to write or to open something sealed."""

    code = "reading_only"


class StoresBusy(DataError):
    """Others wrote for longer than a writer waits for its turn; nothing was read or written."""

    code = "stores_busy"


class NotAllowed(DataError):
    """A decision does not cover what was asked of the repository."""

    code = "not_allowed"


class EpochInUse(DataError):
    """An epoch cannot be retired: it is the current one, or keys are still wrapped under it."""

    code = "epoch_not_empty"


class NotEmpty(DataError):
    """A copy is loaded only where nobody is kept yet."""

    code = "not_empty"


class RowsBelowFloor(DataError):
    """Something sealed is below the level the floor would rise to; ``count`` says how much."""

    code = "rows_below_floor"

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count


class LogRewritten(DataError):
    """The log no longer holds what a signed checkpoint said; nothing more is signed."""

    code = "log_rewritten"


class NotRecorded(DataError):
    """An entry of the log could not be written, so what it was about did not happen."""

    code = "not_recorded"


class WrapsBroken(DataError):
    """Wrapped keys do not open, so nothing may be destroyed."""

    code = "wraps_broken"


class UnknownPerson(DataError):
    """There is no such person (any more)."""

    code = "unknown_person"


class UnknownRelease(DataError):
    """There is no taxonomy release of that name."""

    code = "unknown_release"


class BrokenRelease(DataError):
    """A release names a concept twice, or relates one it does not hold."""

    code = "broken_release"


class LoginTaken(DataError):
    """Another account logs in with this code or address."""

    code = "login_taken"


class StaleRevision(DataError):
    """The record was changed by somebody else in the meantime."""

    code = "stale_revision"


class UnreadableRecord(DataError):
    """A stored document is not of a version or shape this code reads."""

    code = "unreadable_record"

    def __init__(self, part: str) -> None:
        super().__init__()
        self.part = part
