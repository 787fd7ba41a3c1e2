"""Tables of taxonomy releases: public reference data, held by number within a release."""

from datetime import date

from sqlalchemy import Boolean, Date, ForeignKey, Integer, String, Text

from data.models.columns import MainRow, coded, plain
from matcher.taxonomy import ConceptKind, RelationKind

PUBLIC = "public reference data"
NUMBER = "number within public reference data"


class ReleaseRow(MainRow, table=True):
    """A release, with its counts."""

    __tablename__ = "taxonomy_release"

    id: int = plain(Integer(), NUMBER, primary_key=True, autoincrement=False)
    name: str = plain(String(64), PUBLIC, unique=True)
    digest: str = plain(String(64), PUBLIC)
    imported_on: date = plain(Date(), PUBLIC)
    active: bool = plain(Boolean(create_constraint=False), PUBLIC)
    languages: str = plain(Text(), PUBLIC)
    concepts: int = plain(Integer(), PUBLIC)
    labels: int = plain(Integer(), PUBLIC)
    relations: int = plain(Integer(), PUBLIC)


class ConceptRow(MainRow, table=True):
    """A concept of a release."""

    __tablename__ = "taxonomy_concept"

    release: int = plain(Integer(), NUMBER, ForeignKey("taxonomy_release.id"), primary_key=True)
    number: int = plain(Integer(), NUMBER, primary_key=True, autoincrement=False)
    uri: str = plain(Text(), PUBLIC)
    kind: ConceptKind = plain(coded(ConceptKind), PUBLIC)
    code: str | None = plain(String(16), PUBLIC, nullable=True)
    sector: str | None = plain(String(64), PUBLIC, nullable=True)


class LabelRow(MainRow, table=True):
    """A wording of a concept; kind ``description`` is its longer text."""

    __tablename__ = "taxonomy_label"

    release: int = plain(Integer(), NUMBER, ForeignKey("taxonomy_release.id"), primary_key=True)
    number: int = plain(Integer(), NUMBER, primary_key=True, autoincrement=False)
    concept: int = plain(Integer(), NUMBER)
    language: str = plain(String(35), PUBLIC)
    kind: str = plain(String(16), PUBLIC)
    text: str = plain(Text(), PUBLIC)


class RelationRow(MainRow, table=True):
    """A directed edge between two concepts of a release."""

    __tablename__ = "taxonomy_relation"

    release: int = plain(Integer(), NUMBER, ForeignKey("taxonomy_release.id"), primary_key=True)
    number: int = plain(Integer(), NUMBER, primary_key=True, autoincrement=False)
    source: int = plain(Integer(), NUMBER)
    kind: RelationKind = plain(coded(RelationKind), PUBLIC)
    target: int = plain(Integer(), NUMBER)
