"""Print which matching case shows which requirement: ``python -m tests.cases.listing``."""

import sys

from tests.cases.requirements_map import CASES, by_requirement, natural, without_case


def lines() -> list[str]:
    """Give the list, line by line."""
    found = []
    shown = by_requirement()
    for reference, cases in shown.items():
        found.append(f"{reference}: {len(cases)}")
        found.extend(f"    {case.sentence}" for case in cases)
    found.append("")
    found.append("Without a matching case:")
    reasons = without_case()
    found.extend(f"{each}: {reasons[each]}" for each in sorted(reasons, key=natural))
    of_chapter = [reference for reference in shown if reference.startswith("R4-")]
    found.append("")
    found.append(
        f"{len(CASES)} cases; {len(of_chapter)} requirements of chapter 4 shown, "
        f"{len(reasons)} with a reason why not"
    )
    return found


if __name__ == "__main__":
    sys.stdout.write("\n".join(lines()) + "\n")
