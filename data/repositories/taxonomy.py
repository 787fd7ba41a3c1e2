"""Taxonomy releases: import, activation, loading.

Rules:

- A release is stored whole or not at all, in the unit of work's transaction.
- Within a release, concepts, labels and relations are numbered in the order they came, and
  come back in that order.

What it does not do: parse files, or judge a vocabulary.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import groupby, islice
from typing import Any

from sqlalchemy import Table, delete, func, insert, select, update
from sqlmodel import col

from data.engine import UnitOfWork
from data.errors import BrokenRelease, UnknownRelease
from data.models import ConceptRow, LabelRow, RelationRow, ReleaseRow, table_of
from data.records import ReleaseInfo
from matcher.taxonomy import Concept, Label, LabelKind, Relation
from matcher.types import ConceptUri

AT_ONCE = 10_000
"""Rows sent in one statement."""
DESCRIPTION = "description"
"""Kind under which a concept's longer text lies among its labels."""

_RELEASES = table_of(ReleaseRow)
_CONCEPTS = table_of(ConceptRow)
_LABELS = table_of(LabelRow)
_RELATIONS = table_of(RelationRow)
_PARTS = (_RELATIONS, _LABELS, _CONCEPTS)
_LABEL_KINDS = {kind.value: kind for kind in LabelKind}


class TaxonomyReleases:
    """Stores releases of reference data; one of them is active."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    def store(
        self,
        name: str,
        digest: str,
        concepts: Iterable[Concept],
        relations: Iterable[Relation],
        imported_on: date,
        *,
        progress: Callable[[int], None] | None = None,
    ) -> bool:
        """Store a release in this transaction; a second import of the same digest does nothing.

        Args:
            name: Name of the release; an older one of the same name is replaced, and the
                new one is active when the old one was. The first release is active at once.
            digest: Digest of the files it was read from.
            concepts: Each URI once.
            relations: Both ends must be among the concepts.
            imported_on: Day of the import.
            progress: Called after each batch with the number of concepts, labels and
                relations stored so far.

        Returns:
            Whether anything was written.

        Raises:
            BrokenRelease: A concept comes twice, or a relation's end is not a concept.
        """
        self._uow.require_writing()
        earlier = self._row(name)
        if earlier is not None and earlier.digest == digest:
            return False
        active = earlier.active if earlier is not None else self.active() is None
        if earlier is not None:
            self._delete(earlier.id)
        number = 1 + (
            self._uow.main.connection().execute(select(func.max(_RELEASES.c.id))).scalar() or 0
        )
        release = ReleaseRow(
            id=number,
            name=name,
            digest=digest,
            imported_on=imported_on,
            active=active,
            languages="",
            concepts=0,
            labels=0,
            relations=0,
        )
        self._uow.main.add(release)
        self._uow.main.flush()
        writer = _Writer(self._uow, number, progress)
        writer.concepts(concepts)
        writer.relations(relations)
        release.languages = " ".join(sorted(writer.languages))
        release.concepts = len(writer.numbers)
        release.labels = writer.labels_written
        release.relations = writer.relations_written
        self._uow.main.flush()
        return True

    def activate(self, name: str) -> None:
        """Make a release the active one.

        Raises:
            UnknownRelease: There is none of that name.
        """
        self._uow.require_writing()
        if self._row(name) is None:
            raise UnknownRelease
        self._uow.main.connection().execute(
            update(_RELEASES).values(active=_RELEASES.c.name == name)
        )
        self._uow.main.expire_all()

    def delete(self, name: str) -> None:
        """Delete a release that is not active.

        Raises:
            UnknownRelease: There is none of that name, or it is active.
        """
        self._uow.require_writing()
        row = self._row(name)
        if row is None or row.active:
            raise UnknownRelease
        self._delete(row.id)

    def all(self) -> tuple[ReleaseInfo, ...]:
        """Give what is in store, by name."""
        rows = self._uow.main.scalars(select(ReleaseRow).order_by(col(ReleaseRow.name)))
        return tuple(_info(row) for row in rows)

    def active(self) -> ReleaseInfo | None:
        """Give the active release, or ``None``."""
        return next((info for info in self.all() if info.active), None)

    def load(self, name: str) -> tuple[tuple[Concept, ...], tuple[Relation, ...]]:
        """Load a release.

        Raises:
            UnknownRelease: There is none of that name.
        """
        row = self._row(name)
        if row is None:
            raise UnknownRelease
        concepts = self._load_concepts(row.id)
        uris = [concept.uri for concept in concepts]
        columns = (_RELATIONS.c.source, _RELATIONS.c.kind, _RELATIONS.c.target)
        relations = tuple(
            Relation(uris[source], kind, uris[target])
            for source, kind, target in self._rows(_RELATIONS, row.id, *columns)
        )
        return concepts, relations

    def _load_concepts(self, release: int) -> tuple[Concept, ...]:
        columns = (_LABELS.c.concept, _LABELS.c.language, _LABELS.c.kind, _LABELS.c.text)
        wordings = {
            concept: [(language, kind, text) for _, language, kind, text in group]
            for concept, group in groupby(
                self._rows(_LABELS, release, *columns), key=lambda row: row[0]
            )
        }
        parts = (_CONCEPTS.c.number, _CONCEPTS.c.uri, _CONCEPTS.c.kind)
        more = (_CONCEPTS.c.code, _CONCEPTS.c.sector)
        kinds = _LABEL_KINDS
        return tuple(
            Concept(
                uri=ConceptUri(uri),
                kind=kind,
                labels=tuple(
                    [
                        Label(language, text, kinds[what])
                        for language, what, text in wordings.get(number, ())
                        if what != DESCRIPTION
                    ]
                ),
                code=code,
                descriptions={
                    language: text
                    for language, what, text in wordings.get(number, ())
                    if what == DESCRIPTION
                },
                sector=sector,
            )
            for number, uri, kind, code, sector in self._rows(_CONCEPTS, release, *parts, *more)
        )

    def _rows(self, table: Table, release: int, *columns: Any) -> Iterator[Any]:
        result = self._uow.main.connection().execute(
            select(*columns).where(table.c.release == release).order_by(table.c.number)
        )
        return iter(result)

    def _row(self, name: str) -> ReleaseRow | None:
        found = self._uow.main.connection().execute(
            select(_RELEASES.c.id).where(_RELEASES.c.name == name)
        )
        number = found.scalar()
        return None if number is None else self._uow.main.get(ReleaseRow, number)

    def _delete(self, release: int) -> None:
        connection = self._uow.main.connection()
        for table in _PARTS:
            connection.execute(delete(table).where(table.c.release == release))
        connection.execute(delete(_RELEASES).where(_RELEASES.c.id == release))
        self._uow.main.expunge_all()


class _Writer:
    """Numbers the parts of one release and sends them in batches."""

    def __init__(
        self, uow: UnitOfWork, release: int, progress: Callable[[int], None] | None
    ) -> None:
        self._connection = uow.main.connection()
        self._release = release
        self._progress = progress
        self._done = 0
        self.numbers: dict[ConceptUri, int] = {}
        self.languages: set[str] = set()
        self.labels_written = 0
        self.relations_written = 0

    def concepts(self, concepts: Iterable[Concept]) -> None:
        remaining = iter(concepts)
        while batch := list(islice(remaining, AT_ONCE // 4)):
            self._send(_CONCEPTS, self._concept_rows(batch))
            self._send(_LABELS, self._label_rows(batch))

    def relations(self, relations: Iterable[Relation]) -> None:
        remaining = iter(relations)
        while batch := list(islice(remaining, AT_ONCE)):
            self._send(_RELATIONS, self._relation_rows(batch))

    def _concept_rows(self, batch: list[Concept]) -> list[dict[str, Any]]:
        rows = []
        for concept in batch:
            number = len(self.numbers)
            if self.numbers.setdefault(concept.uri, number) != number:
                raise BrokenRelease
            rows.append(
                {
                    "number": number,
                    "uri": concept.uri,
                    "kind": concept.kind,
                    "code": concept.code,
                    "sector": concept.sector,
                }
            )
        return rows

    def _label_rows(self, batch: list[Concept]) -> list[dict[str, Any]]:
        rows = []
        for concept in batch:
            number = self.numbers[concept.uri]
            wordings = [(one.language, one.kind.value, one.text) for one in concept.labels]
            wordings += [(lang, DESCRIPTION, text) for lang, text in concept.descriptions.items()]
            for language, kind, text in wordings:
                self.languages.add(language)
                rows.append(
                    {
                        "number": self.labels_written,
                        "concept": number,
                        "language": language,
                        "kind": kind,
                        "text": text,
                    }
                )
                self.labels_written += 1
        return rows

    def _relation_rows(self, batch: list[Relation]) -> list[dict[str, Any]]:
        rows = []
        for relation in batch:
            ends = self.numbers.get(relation.source), self.numbers.get(relation.target)
            if None in ends:
                raise BrokenRelease
            rows.append(
                {
                    "number": self.relations_written,
                    "source": ends[0],
                    "kind": relation.kind,
                    "target": ends[1],
                }
            )
            self.relations_written += 1
        return rows

    def _send(self, table: Table, rows: list[dict[str, Any]]) -> None:
        for start in range(0, len(rows), AT_ONCE):
            batch = rows[start : start + AT_ONCE]
            self._connection.execute(
                insert(table), [{"release": self._release, **row} for row in batch]
            )
            self._done += len(batch)
            if self._progress is not None:
                self._progress(self._done)


def _info(row: ReleaseRow) -> ReleaseInfo:
    return ReleaseInfo(
        name=row.name,
        digest=row.digest,
        imported_on=row.imported_on,
        active=row.active,
        languages=tuple(row.languages.split()),
        concepts=row.concepts,
        labels=row.labels,
        relations=row.relations,
    )
