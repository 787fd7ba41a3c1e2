"""Sentences for what goes wrong on the command line.

Rules:

- One sentence says what is wrong and, where there is one, the way out.
- Nothing of a person, no statement and no address of a database is repeated; a fault nobody
  foresaw names its kind and its place in the source.

What it does not do: choose exit codes (``api.commands.output``).
"""

import traceback
from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from api.commands.sentences import FAULTS, FILE_FAULTS, facts_of
from api.errors import ServiceError
from api.i18n import MissingSentence, translator
from api.runtime import SecretUnsafe
from api.settings import SettingsInvalid
from data.errors import DataError, UnreadableRecord
from data.importers.errors import ImportRefused
from matcher.errors import MatcherError
from privacy.errors import KeyUnusable, PrivacyError

LANGUAGE = "en"
SQLITE_FAULTS = {
    "SQLITE_BUSY": "Another process is writing; try again in a moment.",
    "SQLITE_FULL": "The disk is full; nothing was written.",
    "SQLITE_READONLY": "The database may not be written here.",
    "SQLITE_CANTOPEN": "The database file cannot be opened.",
    "SQLITE_NOTADB": "The database file is no database of ours.",
    "SQLITE_CORRUPT": "The database file is damaged; restore a backup.",
}


def sentence_for(error: Exception) -> str:
    """Give the sentence for whatever ended a command."""
    for kind, sentence in _SENTENCES:
        if isinstance(error, kind):
            return sentence(error)
    return f"Unexpected fault: {_place(error)}."


def _refusal(error: ServiceError) -> str:
    if error.code in FAULTS:
        return FAULTS[error.code]
    tongue = translator(LANGUAGE)
    code = f"error.{error.code}"
    return tongue.text(code, **error.facts) if tongue.has(code) else f"Refused: {error.code}."


def _file(refused: ImportRefused) -> str:
    return FILE_FAULTS[refused.code] + facts_of(refused.facts)


def _known(error: DataError | MatcherError | PrivacyError) -> str:
    code = getattr(error, "code", type(error).__name__)
    part = f" ({error.part})" if isinstance(error, UnreadableRecord) else ""
    return FAULTS.get(code, f"Refused: {code}{part}.")


def _database(error: SQLAlchemyError) -> str:
    original = error.orig if isinstance(error, DBAPIError) else None
    name = getattr(original, "sqlite_errorname", None)
    if isinstance(name, str):
        family = next((one for one in SQLITE_FAULTS if name.startswith(one)), None)
        return SQLITE_FAULTS[family] if family else f"The database refused: {name}."
    if original is not None and type(original).__name__ == "OperationalError":
        return "A database does not answer, or does not accept the account or its password."
    if original is None:
        return (
            "A database address cannot be used; it looks like "
            "postgresql+psycopg://account@host/database."
        )
    return f"The database refused: {type(original).__name__}."


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {frames[-1].name}, line {frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"


def _place_of_file(error: OSError) -> str:
    return f"{error.filename or 'The system'}: {error.strerror or type(error).__name__}"


_SENTENCES: tuple[tuple[type[Exception], Callable[[Any], str]], ...] = (
    (ServiceError, _refusal),
    (ImportRefused, lambda error: f"Nothing was imported: {_file(error)}."),
    (KeyUnusable, lambda error: f"The key file cannot be used: {FAULTS[error.problem.value]}"),
    (SecretUnsafe, str),
    (SettingsInvalid, str),
    (DataError, _known),
    (MatcherError, _known),
    (PrivacyError, _known),
    (SQLAlchemyError, _database),
    (MissingSentence, lambda error: f"A sentence is missing from this installation: {error}"),
    (OSError, _place_of_file),
)
"""What says which error, the particular before the general."""
