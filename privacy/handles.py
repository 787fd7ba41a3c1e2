"""Make references that say nothing: random, unlinkable, deletable.

Rules:

- Every reference comes from the operating system's generator; none is derived from a
  person, so nobody can recompute it, with or without a key.
- References carry 128 bits, tokens 256; what is typed by hand carries 60 and is a name,
  never a secret.
- A handle stands for one person towards one audience and one need; two audiences never
  share one, and deleting its row ends it.
- Only the digest of a token is stored.

What it does not do: remember anything; tables do.
"""

import base64
import hashlib
import re
import secrets
import unicodedata
from typing import Final

from privacy.vocabulary import PersonId

COORDINATION: Final = "coordination"
"""The audience of handles shown to coordinators and on the command line."""

_REFERENCE: Final = re.compile(r"[a-z2-7]{26}")
_CODE_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference() -> str:
    """Make an opaque reference: 128 random bits, lower-case base32, 26 characters.

    >>> is_reference(new_reference())
    True
    """
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()


def is_reference(text: str) -> bool:
    """Tell whether a text has the form of a reference.

    >>> is_reference("../etc/passwd")
    False
    """
    return _REFERENCE.fullmatch(text) is not None


def new_handle() -> str:
    """Make a handle for one (audience, need, person); same form as a reference."""
    return new_reference()


def new_person_id() -> PersonId:
    """Make the internal key of a person, 16 random bytes."""
    return PersonId(secrets.token_bytes(16))


def new_account_code() -> str:
    """Make the code a person signs in with: 60 random bits in three groups of four.

    Letters that are read or heard as digits (I, L, O, U) do not occur.
    """
    letters = [secrets.choice(_CODE_ALPHABET) for _ in range(12)]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))


def canonical_login(text: str) -> str:
    """Bring what somebody typed as account code or e-mail address to one form.

    E-mail: compatibility form, trimmed, domain in lower case; tags after ``+`` stay.
    Account code: upper case without dashes and spaces, I and L read as 1, O as 0.

    >>> canonical_login(" k7rm 2xq9-tvab ")
    'K7RM2XQ9TVAB'
    >>> canonical_login("Amal+work@Example.ORG ")
    'Amal+work@example.org'
    """
    text = unicodedata.normalize("NFKC", text).strip()
    if "@" in text:
        local, _, domain = text.rpartition("@")
        return f"{local}@{domain.lower()}"
    bare = "".join(letter for letter in text if not letter.isspace() and letter != "-")
    return bare.upper().translate(str.maketrans("ILO", "110"))


def new_token() -> str:
    """Make a bearer token: 256 random bits, URL-safe, 43 characters."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> bytes:
    """Give what is stored of a token: its SHA-256, 32 bytes.

    A token is random in full, so a plain digest cannot be guessed back.
    """
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
