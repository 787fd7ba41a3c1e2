"""Which case shows which requirement, and why some requirements have none.

``requirements.yaml`` lists every requirement of chapter 4: those with cases need nothing more,
the others say ``none`` with the reason. Cases name their requirements themselves.

What it does not do: run cases.
"""

import re
from pathlib import Path

import yaml

from tests.matching_cases import Case, read_cases

FOLDER = Path(__file__).parent
CASES = list(read_cases(FOLDER / "matching"))
DOCUMENT = FOLDER.parents[1] / "docs" / "requirements.md"
_ROW = re.compile(r"^\| ((?:R4|P|C)-\d+) \|", re.MULTILINE)


def known_ids() -> set[str]:
    """Give every requirement id the product's own list has."""
    return set(_ROW.findall(DOCUMENT.read_text(encoding="utf-8")))


def without_case() -> dict[str, str]:
    """Give the requirements of chapter 4 that no matching case shows, with the reason."""
    raw = yaml.safe_load((FOLDER / "requirements.yaml").read_text(encoding="utf-8"))
    return {str(reference): str(reason) for reference, reason in raw.items()}


def by_requirement() -> dict[str, list[Case]]:
    """Give the cases of each requirement named by any, ids in their natural order."""
    found: dict[str, list[Case]] = {}
    for case in CASES:
        for reference in case.reference:
            found.setdefault(reference, []).append(case)
    return {reference: found[reference] for reference in sorted(found, key=natural)}


def natural(reference: str) -> tuple[str, int]:
    """Give the key that puts R4-9 before R4-10."""
    kind, _, number = reference.partition("-")
    return kind, int(number)
