"""Put on record that a file was imported: what became of its rows, never what they hold."""

from collections.abc import Mapping
from typing import Protocol

from api.context import Context
from api.services.log.note_action import note_action
from data.importers.errors import RowError
from data.records import ImportBatch
from data.repositories.imports import Imports
from privacy.audit import AuditAction
from privacy.handles import new_reference


class ReadFile(Protocol):
    """A file as its importer read it: its digest, and what was wrong with its rows."""

    @property
    def digest(self) -> str:
        """Recognises the file."""
        ...

    @property
    def errors(self) -> tuple[RowError, ...]:
        """Each with its row; a row counts once as refused."""
        ...


def record_import(
    context: Context,
    kind: str,
    parsed: ReadFile,
    counts: Mapping[str, int],
    organisation: str | None = None,
) -> None:
    """Keep one import, and note it in the log, in the same transaction.

    Args:
        context: A writing unit of work.
        kind: What the rows are: ``vacancies``, ``courses``, ``profiles``.
        parsed: The file.
        counts: How many rows were ``created``, ``updated``, ``unchanged``; absent ones are 0.
        organisation: Whose needs or courses they are, if anybody's.
    """
    Imports(context.work).record(
        ImportBatch(
            id=new_reference(),
            kind=kind,
            digest=parsed.digest,
            account=(context.actor.account or None) if context.actor else None,
            organisation=organisation,
            imported_on=context.today,
            created=counts.get("created", 0),
            updated=counts.get("updated", 0),
            unchanged=counts.get("unchanged", 0),
            refused=len({error.row for error in parsed.errors}),
        )
    )
    note_action(context, AuditAction.IMPORTED, subject=organisation or "")
