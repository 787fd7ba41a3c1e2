"""Seal very often, also in processes parted from this one, and look for a repeated nonce.

python -m tests.attacks.nonces --seals 1000000
"""

import argparse
import os
import sys

from privacy.binding import Binding
from privacy.inventory import PHONE_COLUMN
from privacy.keys import PersonKey
from privacy.sealing import seal
from tests.unit.privacy.builders import AMAL

PLACE = Binding(PHONE_COLUMN, AMAL, AMAL, 1, 1)
KEY = PersonKey(AMAL, 1, bytes(32))


def nonces(seals: int) -> bytes:
    """Give the nonces of so many envelopes under one key."""
    return b"".join(seal(KEY, PLACE, b"")[14:26] for _ in range(seals))


def of_children(children: int, seals: int) -> list[bytes]:
    """Let processes forked from this one seal, and give the nonces of each."""
    found = []
    for _ in range(children):
        ours, theirs = os.pipe()
        child = os.fork()
        if child == 0:
            with os.fdopen(theirs, "wb") as out:
                out.write(nonces(seals))
            os._exit(0)
        os.close(theirs)
        with os.fdopen(ours, "rb") as content:
            found.append(content.read())
        os.waitpid(child, 0)
    return found


def repeated(parts: list[bytes]) -> tuple[int, int]:
    """Count nonces, and those that came before."""
    every = [part[at : at + 12] for part in parts for at in range(0, len(part), 12)]
    return len(every), len(every) - len(set(every))


def main() -> int:
    """Seal as often as asked, half of it in four children, and print what was seen."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seals", type=int, default=1_000_000)
    seals: int = parser.parse_args().seals
    count, again = repeated([nonces(seals // 2), *of_children(4, seals // 8)])
    sys.stdout.write(f"{count} envelopes under one key, {again} nonces repeated\n")
    return 1 if again else 0


if __name__ == "__main__":
    sys.exit(main())
