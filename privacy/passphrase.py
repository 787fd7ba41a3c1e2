"""Check and keep passphrases without keeping them.

Rules:

- At least 15 characters, or five different words; no rule on kinds of letters, no forced
  change. Refused: what repeats itself, the account's own name, what is on a given list.
- Argon2id with the cost OWASP names first (46 MiB, one pass, one lane) and a secret from
  the key file mixed in, so stolen hashes alone cannot be tried.
- Stored as a PHC string; its ``keyid`` names the version of the mixed-in secret.
- An unknown account costs the same work as a known one and gives the same answer.
- A stored cost beyond a limit is refused, so a planted hash cannot exhaust memory.

What it does not do: limit the rate of attempts, or how many run at once; 46 MiB are in use
during each, so the caller bounds that.
"""

import base64
import re
import secrets
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from privacy.errors import KeyUnusable

SHORTEST: Final = 15
"""Fewest characters, unless there are words enough."""
WORDS: Final = 5
"""Different words that are enough, however short."""
LONGEST: Final = 256
"""Most characters."""
FEWEST_WORDS_TO_CHOOSE: Final = 1024
"""A list to suggest from has at least as many words: five of them carry 50 bits."""

_SALT_BYTES: Final = 16
_HASH_BYTES: Final = 32
_HIGHEST_MEMORY_KIB: Final = 256 * 1024
_HIGHEST_PASSES: Final = 10
_HIGHEST_LANES: Final = 8
_STORED: Final = re.compile(
    r"\$argon2id\$v=19\$m=(?P<m>\d{1,7}),t=(?P<t>\d{1,3}),p=(?P<p>\d{1,2}),keyid=(?P<key>[\w+/]{2})"
    r"\$(?P<salt>[A-Za-z0-9+/]+)\$(?P<hash>[A-Za-z0-9+/]+)",
    re.ASCII,
)


class PassphraseProblem(StrEnum):
    """Why a passphrase is not accepted."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    REPETITIVE = "repetitive"
    LIKE_ACCOUNT = "like_account"
    COMMON = "common"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one hash costs.

    Units: KiB of memory, passes, lanes.
    """

    memory_kib: int = 46 * 1024
    passes: int = 1
    lanes: int = 1


USUAL_COST: Final = Cost()
"""The cost of new hashes."""


class Peppers(Protocol):
    """Where the mixed-in secrets come from; the key ring is one."""

    @property
    def pepper_version(self) -> int:
        """Version new hashes use, 1 to 255."""
        ...

    def pepper(self, version: int) -> bytes:
        """Give the secret of a version."""
        ...


def passphrase_problems(
    passphrase: str, account: str = "", common: Collection[str] = ()
) -> tuple[PassphraseProblem, ...]:
    """Say why a passphrase is not accepted; empty when it is.

    Args:
        passphrase: As typed.
        account: The account's name, which it must not contain.
        common: Passphrases known to be used often, in lower case.

    >>> passphrase_problems("correct horse battery staple")
    ()
    >>> [problem.value for problem in passphrase_problems("aaaaaaaaaaaaaaaaaaaa")]
    ['repetitive']
    """
    if len(passphrase) > LONGEST:
        return (PassphraseProblem.TOO_LONG,)
    text = _normalised(passphrase)
    if any(unicodedata.category(letter) in {"Cc", "Cs", "Cn"} for letter in text):
        return (PassphraseProblem.UNREADABLE,)
    problems = []
    folded = text.casefold()
    words = {word for word in folded.split() if len(word) > 1}
    if len(text) < SHORTEST and len(words) < WORDS:
        problems.append(PassphraseProblem.TOO_SHORT)
    if _is_repetitive(folded):
        problems.append(PassphraseProblem.REPETITIVE)
    if len(account) > 3 and _bare(account) in _bare(folded):
        problems.append(PassphraseProblem.LIKE_ACCOUNT)
    if folded in common:
        problems.append(PassphraseProblem.COMMON)
    return tuple(problems)


def suggest_passphrase(words: Sequence[str]) -> str:
    """Suggest five random words of a list.

    Raises:
        ValueError: The list has fewer than ``FEWEST_WORDS_TO_CHOOSE`` different words.
    """
    choice = sorted(set(words))
    if len(choice) < FEWEST_WORDS_TO_CHOOSE:
        raise ValueError("too few words to choose from")
    return " ".join(secrets.choice(choice) for _ in range(WORDS))


def hash_passphrase(passphrase: str, peppers: Peppers, cost: Cost = USUAL_COST) -> str:
    """Give what is stored of a passphrase: a PHC string with a fresh salt.

    Args:
        passphrase: Accepted by ``passphrase_problems``.
        peppers: Gives the secret mixed in.
        cost: Lower only in tests.
    """
    version = peppers.pepper_version
    plain = Argon2id(
        salt=secrets.token_bytes(_SALT_BYTES),
        length=_HASH_BYTES,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
        secret=peppers.pepper(version),
    ).derive_phc_encoded(_octets(passphrase))
    front, salt, digest = plain.rsplit("$", 2)
    key = base64.b64encode(bytes([version])).decode().rstrip("=")
    return f"{front},keyid={key}${salt}${digest}"


def verify_passphrase(
    passphrase: str, stored: str | None, peppers: Peppers, cost: Cost = USUAL_COST
) -> bool:
    """Tell whether a passphrase is the stored one.

    Args:
        passphrase: As typed.
        stored: What ``hash_passphrase`` gave; ``None`` for an unknown account, which costs
            the same work and is never right.
        peppers: Gives the secret mixed in.
        cost: Of the work done for unknown accounts.

    Returns:
        False as well when the stored string is not of the expected form.
    """
    parts = None if stored is None else _STORED.fullmatch(stored[:512])
    if parts is None or not _affordable(parts):
        hash_passphrase(passphrase[:LONGEST], peppers, cost)
        return False
    plain = "$argon2id$v=19$m={m},t={t},p={p}${salt}${hash}".format(**parts.groupdict())
    try:
        secret = peppers.pepper(_key_version(parts))
        Argon2id.verify_phc_encoded(_octets(passphrase), plain, secret)
    except (InvalidKey, KeyUnusable):
        return False
    return len(passphrase) <= LONGEST


def needs_new_hash(stored: str, peppers: Peppers, cost: Cost = USUAL_COST) -> bool:
    """Tell whether a stored string should be made anew at the next sign-in."""
    parts = _STORED.fullmatch(stored)
    return (
        parts is None
        or _key_version(parts) != peppers.pepper_version
        or (int(parts["m"]), int(parts["t"]), int(parts["p"]))
        != (cost.memory_kib, cost.passes, cost.lanes)
    )


def _normalised(passphrase: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", passphrase).split())


def _octets(passphrase: str) -> bytes:
    return _normalised(passphrase[:LONGEST]).encode("utf-8", "surrogatepass")


def _bare(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _is_repetitive(text: str) -> bool:
    return len(set(text)) < 5 or any(
        text == (text[:size] * len(text))[: len(text)] for size in range(1, len(text) // 2 + 1)
    )


def _affordable(parts: re.Match[str]) -> bool:
    memory, passes, lanes = int(parts["m"]), int(parts["t"]), int(parts["p"])
    return (
        0 < lanes <= _HIGHEST_LANES
        and 0 < passes <= _HIGHEST_PASSES
        and 8 * lanes <= memory <= _HIGHEST_MEMORY_KIB
    )


def _key_version(parts: re.Match[str]) -> int:
    return base64.b64decode(parts["key"] + "==")[0]
