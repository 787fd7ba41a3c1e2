"""The table of attacks: which promise, shown by which tests, and what proves each attack.

It is read from ``proofs.yaml``. What it does not do: run anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("proofs.yaml")


@dataclass(frozen=True)
class Proof:
    """One line of the table.

    ``breaks`` switch the defence off and assert that the attack is found; ``without`` says why
    there are none. ``long`` is the module and the arguments of the full length, empty when the
    suite's form is whole.
    """

    number: str
    promise: str
    tests: tuple[str, ...]
    breaks: tuple[str, ...]
    databases: str
    without: str = ""
    long: tuple[str, ...] = ()

    def command(self) -> tuple[str, ...]:
        """Give the arguments of Python that run it at full length."""
        if self.long:
            return ("-m", *self.long)
        return ("-m", "pytest", "-q", *dict.fromkeys((*self.tests, *self.breaks)))

    def lines(self) -> list[str]:
        """Put it into words."""
        broken = [f"  break: {one}" for one in self.breaks] or [f"  no break: {self.without}"]
        return [
            f"{self.number}  {self.promise}",
            *(f"  test: {one}" for one in self.tests),
            *broken,
            f"  databases: {self.databases}",
            f"  full length: python -m tests.attacks {self.number}"
            + (f"  (python -m {' '.join(self.long)})" if self.long else "  (its tests)"),
        ]


def read_proofs(path: Path = FILE) -> Mapping[str, Proof]:
    """Read the table, in its order."""
    given: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {
        number: Proof(
            number=number,
            promise=row["promise"],
            tests=tuple(row["tests"]),
            breaks=tuple(row.get("breaks", ())),
            databases=row["databases"],
            without=row.get("without", ""),
            long=tuple(row.get("long", ())),
        )
        for number, row in given.items()
    }
