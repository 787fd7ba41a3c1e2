"""Make codes that are printed, typed once, and count once.

Rules:

- A code carries 120 random bits, so its plain digest cannot be guessed back and no lock is
  needed against guessing it.
- What is stored binds the code to the account it was made for: moved to another account it
  opens nothing.
- Letters that are read or heard as digits do not occur; small letters, spaces and dashes make
  no difference when it is typed.

What it does not do: remember which codes were used; tables do.
"""

import hashlib
import secrets
from typing import Final

from privacy.canonical import record
from privacy.handles import canonical_login

RECOVERY_CODES: Final = 8
"""Codes on one sheet."""
GROUPS: Final = 6
"""Groups of four letters in one code."""

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_code() -> str:
    """Make one code: 120 random bits in six groups of four.

    >>> len(new_code())
    29
    """
    letters = [secrets.choice(_ALPHABET) for _ in range(GROUPS * 4)]
    return "-".join("".join(letters[at : at + 4]) for at in range(0, GROUPS * 4, 4))


def new_sheet() -> tuple[str, ...]:
    """Make the codes of one sheet."""
    return tuple(new_code() for _ in range(RECOVERY_CODES))


def code_digest(code: str, account: str = "") -> bytes:
    """Give what is stored of a code, 32 bytes.

    Args:
        code: As printed or as typed.
        account: Whose it is; empty for an invitation, which is looked up by the code alone.

    >>> code_digest("k7rm 2xq9", "a") == code_digest("K7RM-2XQ9", "a")
    True
    >>> code_digest("K7RM-2XQ9", "a") == code_digest("K7RM-2XQ9", "b")
    False
    """
    bare = canonical_login(code[:100]).encode("utf-8", "surrogatepass")
    return hashlib.sha256(record("code/1", account, bare)).digest()
