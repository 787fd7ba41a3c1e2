"""Needs of organisations."""

from collections.abc import Sequence

from sqlmodel import col, select

from data.codec import read_need, write_need
from data.engine import UnitOfWork
from data.errors import StaleRevision
from data.models import NeedRow
from data.records import Need, NeedStatus
from matcher.types import NeedId
from privacy.handles import is_reference

AT_ONCE = 500
"""References asked for in one statement."""


class Needs:
    """Stores needs and finds them."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    def add(self, need: Need) -> None:
        """Store a new need, with its revision as given."""
        self._uow.require_writing()
        row = NeedRow(id=need.id, organisation=need.organisation, created_on=need.created_on)
        _fill(row, need)
        self._uow.main.add(row)
        self._uow.main.flush()

    def change(self, need: Need) -> None:
        """Replace a need; ``need.revision`` must be the stored one plus one.

        Raises:
            StaleRevision: Somebody else changed it in the meantime, or it is gone.
        """
        self._uow.require_writing()
        row = self._uow.main.get(NeedRow, need.id)
        if row is None or row.revision + 1 != need.revision:
            raise StaleRevision
        _fill(row, need)
        self._uow.main.flush()

    def get(self, need: str) -> Need | None:
        """Give one need, or ``None``, also for what cannot be a reference."""
        row = self._uow.main.get(NeedRow, need) if is_reference(need) else None
        return None if row is None else _record(row)

    def many(self, needs: Sequence[str]) -> dict[str, Need]:
        """Give several needs by reference; unknown ones are left out."""
        found: dict[str, Need] = {}
        wanted = sorted(set(needs))
        for start in range(0, len(wanted), AT_ONCE):
            rows = self._uow.main.exec(
                select(NeedRow).where(col(NeedRow.id).in_(wanted[start : start + AT_ONCE]))
            )
            found.update((row.id, _record(row)) for row in rows)
        return found

    def all(
        self, organisation: str | None = None, status: NeedStatus | None = None
    ) -> tuple[Need, ...]:
        """Give needs, of one organisation or all, in one status or all, newest day first."""
        query = select(NeedRow)
        if organisation is not None:
            query = query.where(NeedRow.organisation == organisation)
        if status is not None:
            query = query.where(NeedRow.status == status)
        rows = self._uow.main.exec(query.order_by(col(NeedRow.created_on).desc(), col(NeedRow.id)))
        return tuple(_record(row) for row in rows)

    def by_source(self, organisation: str, source_key: str) -> Need | None:
        """Give the need an earlier import made of the same advert, or ``None``."""
        row = self._uow.main.exec(
            select(NeedRow).where(
                NeedRow.organisation == organisation, NeedRow.source_key == source_key
            )
        ).first()
        return None if row is None else _record(row)

    def source_digests(self, organisation: str) -> dict[str, tuple[str, str]]:
        """Give ``source_key -> (need, content digest)`` of an organisation's imported needs."""
        rows = self._uow.main.exec(
            select(NeedRow.source_key, NeedRow.id, NeedRow.content_digest).where(
                NeedRow.organisation == organisation, col(NeedRow.source_key).is_not(None)
            )
        )
        return {key: (need, digest or "") for key, need, digest in rows if key is not None}


def _fill(row: NeedRow, need: Need) -> None:
    row.status = need.status
    row.title = need.title
    row.text = need.text
    row.language = need.language
    row.body = write_need(need.body)
    row.revision = need.revision
    row.employer = need.employer
    row.source_key = need.source_key
    row.content_digest = need.content_digest


def _record(row: NeedRow) -> Need:
    need_id = NeedId(row.id)
    return Need(
        id=need_id,
        organisation=row.organisation,
        status=row.status,
        title=row.title,
        text=row.text,
        language=row.language,
        body=read_need(need_id, row.body),
        created_on=row.created_on,
        revision=row.revision,
        employer=row.employer,
        source_key=row.source_key,
        content_digest=row.content_digest,
    )
