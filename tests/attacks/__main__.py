"""List the attacks with what proves them, or run some of them at full length.

python -m tests.attacks            the table
python -m tests.attacks T12 T19    these two, at full length, one after the other
python -m tests.attacks all        every attack that is longer than its form in the suite
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence

from tests.attacks.proofs import read_proofs


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, or run what is named; 1 when something was found."""
    proofs = read_proofs()
    parser = argparse.ArgumentParser(prog="python -m tests.attacks")
    parser.add_argument("which", nargs="*", metavar="T1", help="numbers, or all; none: list them")
    which: list[str] = parser.parse_args(arguments).which
    if which == ["all"]:
        which = [number for number, proof in proofs.items() if proof.long]
    unknown = [number for number in which if number not in proofs]
    if unknown:
        parser.error(f"there is no {', '.join(unknown)}; without a number all are listed")
    if not which:
        for proof in proofs.values():
            sys.stdout.write("\n".join((*proof.lines(), "", "")))
        return 0
    failed = []
    for command in dict.fromkeys(proofs[number].command() for number in which):
        sys.stdout.write(f"python {' '.join(command)}\n")
        sys.stdout.flush()
        if subprocess.run([sys.executable, *command], check=False).returncode:
            failed.append(command)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
