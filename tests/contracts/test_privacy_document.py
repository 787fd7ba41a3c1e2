"""What docs/privacy.md says about fields is what the inventory says, line by line.

``python -m tests.contracts.test_privacy_document`` prints the two tables anew.
"""

from pathlib import Path

import pytest

from data.models import KEYS, MAIN
from data.repositories.own_records import OPENED_ELSEWHERE, personal_tables
from privacy.inventory import INVENTORY, FieldRule
from privacy.never_kept import NeverKept
from privacy.records_kept import RECORDS, Erasing, RecordRule
from privacy.vocabulary import Purpose, Viewer

PAGE = Path(__file__).resolve().parents[2] / "docs" / "privacy.md"
VIEWERS = {
    Viewer.PERSON: "herself",
    Viewer.SERVICE: "the service",
    Viewer.COORDINATOR: "coordinators, without her name",
    Viewer.AGENCY_OUTLINE: "agencies, as an outline of nobody",
    Viewer.NAMED_ORGANISATION: "an organisation she grants it to",
    Viewer.PUBLIC_COUNTS: "everybody, inside noisy counts",
}
ERASING = {
    Erasing.DELETED: "deleted",
    Erasing.POINTS_AT_NOBODY: "stays, and points at nobody",
}


def cell(words: str) -> str:
    return words.replace("_", " ")


def field_row(rule: FieldRule) -> str:
    seen = dict.fromkeys(viewer for viewers in rule.viewers.values() for viewer in viewers)
    return " | ".join(
        (
            f"| {cell(rule.field.value)}",
            cell(rule.category.value) + (" (treated as special)" if rule.special else ""),
            ", ".join(purpose.value for purpose in rule.purposes),
            ", ".join(VIEWERS[viewer] for viewer in seen),
            "consent" if rule.basis.value == "consent" else "needed to sign in",
            "sealed" if rule.sealed else "protected by the account",
            f"{rule.retention_days} days |",
        )
    )


def record_row(rule: RecordRule) -> str:
    days = (
        "as long as she is kept" if rule.retention_days is None else f"{rule.retention_days} days"
    )
    return " | ".join(
        (
            f"| {cell(rule.kind.value)}",
            rule.why,
            ", ".join(VIEWERS[viewer] for viewer in rule.viewers),
            days,
            f"{ERASING[rule.erasing]} |",
        )
    )


def tables() -> tuple[list[str], list[str]]:
    fields = [
        "| field | kind | used to | seen by | ground | at rest | kept without activity |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *(field_row(rule) for rule in INVENTORY.values()),
    ]
    records = [
        "| record | why | seen by | kept | when she is erased |",
        "| --- | --- | --- | --- | --- |",
        *(record_row(rule) for rule in RECORDS.values()),
    ]
    return fields, records


def between(text: str, name: str) -> list[str]:
    start, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    return text.split(start, 1)[1].split(end, 1)[0].strip().splitlines()


@pytest.mark.parametrize("name", ["fields", "records"])
def test_the_tables_of_the_page_are_those_of_the_rules(name: str) -> None:
    told = between(PAGE.read_text(encoding="utf-8"), name)
    fields, records = tables()
    assert told == (fields if name == "fields" else records)
    assert len(told) > 10


def test_a_changed_rule_would_be_seen() -> None:
    told = between(PAGE.read_text(encoding="utf-8"), "fields")
    changed = [line.replace("365 days", "400 days") for line in tables()[0]]
    assert told != changed


def test_every_purpose_and_everything_never_kept_is_told() -> None:
    text = PAGE.read_text(encoding="utf-8").lower()
    assert all(f"| {purpose.value} |" in text for purpose in Purpose)
    assert all(cell(kind.value) in text for kind in NeverKept)


def test_every_table_that_leads_to_a_person_is_one_record() -> None:
    named = [table for rule in RECORDS.values() for table in rule.tables]
    assert len(set(named)) == len(named)
    found = {table.name for table in personal_tables()} - {"import_batch"}
    assert found <= set(named)
    known = {name for metadata in (MAIN, KEYS) for name in metadata.tables}
    assert set(named) <= known
    assert known >= OPENED_ELSEWHERE


if __name__ == "__main__":
    for lines in tables():
        print("\n".join(lines), end="\n\n")  # noqa: T201 - this is a command
