"""Records of what somebody signs in with beside a passphrase, and of failures.

What it does not do: check any of it (``privacy.passkeys``, ``privacy.recovery``).
"""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Passkey:
    """The public half of a passkey.

    ``owner`` is the random handle its device knows the account by, the same for all passkeys
    of one account. ``may_be_copied`` and ``is_copied`` are what the device said about
    carrying it to other devices.
    """

    id: str
    account: str
    credential: bytes = field(repr=False)
    public_key: bytes = field(repr=False)
    owner: bytes = field(repr=False)
    sign_count: int
    may_be_copied: bool
    is_copied: bool
    created_on: date
    last_used: date | None = None


@dataclass(frozen=True, slots=True)
class LoginFailures:
    """Failures under one login name since the last success.

    ``set_back`` says that the stored count was lowered or deleted behind the service's back;
    ``count`` is then what it was, and ``last_at`` now.
    """

    count: int
    last_at: datetime
    locked_until: datetime | None
    set_back: bool = False


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One running session as its owner sees it; ``number`` counts from the newest, from 1."""

    number: int
    started_at: datetime
    last_used_at: datetime
    is_current: bool
