"""Long passphrases that are tried first, and how they are recognised.

Rules:

- What counts is the text without case, spaces, punctuation and marks on letters, and without
  figures or exclamation marks around it.
- One of these twice, or with figures before or after, is as well known as itself.
- A run along the keyboard, the alphabet or the figures is known whatever its length.

What it does not do: know leaked lists; it stops what everybody tries.
"""

import unicodedata
from collections.abc import Collection, Iterator
from typing import Final

_KNOWN: Final = """
password passwordpassword mypassword mypasswordis thisismypassword passphrase mypassphrase
thisismypassphrase letmein letmeinplease pleaseletmein iloveyou iloveyousomuch iloveyouforever
welcome welcometotheworld administrator superadministrator changeme changemeplease
changethispassword defaultpassword secretpassword mysecretpassword nopassword
forgotmypassword idontknowmypassword trustno1trustno1 correcthorsebatterystaple
onetwothreefourfive onetwothreefourfivesix onetwothreefourfivesixseven
thequickbrownfox thequickbrownfoxjumpsoverthelazydog tobeornottobe
tobeornottobethatisthequestion maytheforcebewithyou onceuponatime
itwasabrightcolddayinapril loremipsumdolorsitamet inthebeginningwastheword
helloworldhelloworld opensesame abracadabra supercalifragilisticexpialidocious
motdepasse monmotdepasse cestmonmotdepasse motdepassemotdepasse unmotdepasse
phrasedepasse maphrasedepasse jetaime jetaimepourtoujours bonjourtoutlemonde bonjourlemonde
ilétaitunefois êtreounepasêtre jepensedoncjesuis untiensvautmieuxquedeuxtulauras
libertéégalitéfraternité vivelafrance undeuxtroisquatrecinq undeuxtroisquatrecinqsix
portezcevieuxwhiskyaujugeblondquifume aclairefontaine frèrejacquesfrèrejacques
كلمةالسر كلمةالمرور كلمةالسرالخاصةبي بسماللهالرحمنالرحيم السلامعليكم
السلامعليكمورحمةاللهوبركاته الحمدللهربالعالمين لاالهالاالله ماشاءالله انشاءالله
واحداثنانثلاثةاربعةخمسة passerelle bienvenuesurpasserelle welcometopasserelle
"""
_RUNS: Final = (
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789012345678901234567890",
    "ضصثقفغعهخحجدشسيبلاتنمكطئءؤرلاىةوزظ",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
)
_SHORTEST_RUN: Final = 3


def _bare(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if letter.isalnum())


def _is_run(bare: str) -> bool:
    """Say whether a text is made of stretches of a keyboard, an alphabet or the figures."""
    rows = [*_RUNS, *(row[::-1] for row in _RUNS)]
    place = 0
    while place < len(bare):
        size = _SHORTEST_RUN
        if not any(bare[place : place + size] in row for row in rows) or place + size > len(bare):
            return False
        while place + size < len(bare) and any(bare[place : place + size + 1] in r for r in rows):
            size += 1
        place += size
    return bool(bare)


class CommonPassphrases(Collection[str]):
    """What everybody tries, recognised in its usual disguises."""

    def __init__(self, known: Collection[str]) -> None:
        self._known: Final = frozenset(_bare(text) for text in known)

    def __contains__(self, passphrase: object) -> bool:
        """Say whether a passphrase is one of them, or one in disguise."""
        if not isinstance(passphrase, str):
            return False
        bare = _bare(passphrase)
        core = bare.strip("0123456789")
        half = core[: len(core) // 2]
        once = half if half + half == core else core
        return bool({bare, core, once} & self._known) or _is_run(bare)

    def __iter__(self) -> Iterator[str]:
        """Give them without their disguises."""
        return iter(sorted(self._known))

    def __len__(self) -> int:
        """Count them without their disguises."""
        return len(self._known)


COMMON_PASSPHRASES: Final = CommonPassphrases(_KNOWN.split())
