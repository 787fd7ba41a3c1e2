"""Find and read the CSV files of an ESCO download.

Rules:

- A file is known by its name, whatever folder it lies in: ``occupations_fr.csv``,
  ``broaderRelationsOccPillar.csv`` with or without a language.
- Columns are found by name; missing ones read as blank, short rows are filled up.
- UTF-8, with or without a byte order mark.

What it does not do: give the rows a meaning.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from data.importers.archives import Bundle, Member
from data.importers.errors import ImportRefused, RefusalCode


class EscoRole(Enum):
    """What a file of an ESCO download holds; the value is its name."""

    OCCUPATIONS = "occupations"
    SKILLS = "skills"
    SKILL_GROUPS = "skillGroups"
    ISCO_GROUPS = "ISCOGroups"
    SKILLS_HIERARCHY = "skillsHierarchy"
    BROADER_OCCUPATIONS = "broaderRelationsOccPillar"
    BROADER_SKILLS = "broaderRelationsSkillPillar"
    SKILL_SKILL = "skillSkillRelations"
    OCCUPATION_SKILL = "occupationSkillRelations"


LABEL_ROLES = (
    EscoRole.OCCUPATIONS,
    EscoRole.SKILLS,
    EscoRole.SKILL_GROUPS,
    EscoRole.ISCO_GROUPS,
)
"""Files that name concepts, one for each language."""
_ROLES = {role.value.casefold(): role for role in EscoRole}
_NAME = re.compile(r"([A-Za-z]+)(?:_([A-Za-z]{2,3}))?\.csv", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class EscoFile:
    """One file of a download: what it holds, and its language where it has one."""

    role: EscoRole
    language: str | None
    member: Member


@dataclass(frozen=True, slots=True)
class EscoListing:
    """The files of one folder or zip: known, unknown, and repeated names."""

    files: tuple[EscoFile, ...]
    ignored: tuple[str, ...]
    repeated: tuple[str, ...]


def list_files(bundle: Bundle) -> EscoListing:
    """Sort the files of a folder or zip by what they hold."""
    found: dict[tuple[EscoRole, str | None], EscoFile] = {}
    ignored: list[str] = []
    repeated: list[str] = []
    for member in bundle.members:
        match = _NAME.fullmatch(member.name)
        role = _ROLES.get(match.group(1).casefold()) if match else None
        if match is None or role is None:
            ignored.append(member.name[:80])
            continue
        language = match.group(2).lower() if match.group(2) else None
        if role in LABEL_ROLES and language is None:
            ignored.append(member.name)
        elif (role, language) in found:
            repeated.append(member.name)
        else:
            found[role, language] = EscoFile(role, language, member)
    order = list(EscoRole)
    files = sorted(found.values(), key=lambda one: (order.index(one.role), one.language or ""))
    return EscoListing(tuple(files), tuple(sorted(ignored)), tuple(sorted(repeated)))


def read_rows(
    bundle: Bundle, file: EscoFile, columns: Sequence[str], passed: Callable[[bytes], None]
) -> Iterator[tuple[str, ...]]:
    """Give the named columns of each row, blank where missing.

    Args:
        bundle: Where the file lies.
        file: Which one.
        columns: Names of the wanted columns; the first one must exist.
        passed: Told every chunk of bytes read.

    Raises:
        ImportRefused: Broken, not UTF-8, or without the first column.
    """
    name = file.member.name
    try:
        with (
            bundle.open(file.member, passed) as raw,
            io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text,
        ):
            reader = csv.reader(text)
            header = [one.strip() for one in next(reader, [])]
            wanted = _positions(header, columns)
            width = len(header)
            for row in reader:
                if row:
                    row.extend([""] * (width - len(row)))
                    yield tuple(row[at] if at >= 0 else "" for at in wanted)
    except UnicodeDecodeError:
        raise ImportRefused(RefusalCode.UNKNOWN_ENCODING, file=name) from None
    except csv.Error:
        raise ImportRefused(RefusalCode.MALFORMED, file=name) from None
    except ImportRefused as refused:
        if "file" in refused.facts:
            raise
        raise ImportRefused(refused.code, **{**refused.facts, "file": name}) from None


def _positions(header: Sequence[str], columns: Sequence[str]) -> list[int]:
    if columns[0] not in header:
        raise ImportRefused(RefusalCode.COLUMN_MISSING, column=columns[0])
    return [header.index(one) if one in header else -1 for one in columns]
