"""Every code an operator can meet has its words, and no fault says more than it may."""

import io
import logging

from sqlalchemy.exc import IntegrityError

from api.commands.faults import sentence_for
from api.commands.logs import PlaceOnly
from api.commands.sentences import (
    FAULTS,
    FILE_FAULTS,
    NOTES,
    ROW_FAULTS,
    note_lines,
)
from data.errors import DataError, StaleRevision
from data.importers.errors import ImportNote, ImportRefused, NoteCode, RefusalCode, RowCode
from privacy.errors import KeyProblem

CANARY = "Canary Canarsson"


def test_every_code_of_the_importers_has_words() -> None:
    assert set(FILE_FAULTS) == set(RefusalCode)
    assert set(ROW_FAULTS) == set(RowCode)
    assert set(NOTES) == set(NoteCode)
    assert {problem.value for problem in KeyProblem} <= set(FAULTS)
    storage = {kind.code for kind in DataError.__subclasses__() if kind is not ImportRefused}
    internal = {"data", "reading_only", "not_allowed", "unknown_person", "login_taken"}
    assert storage - internal <= set(FAULTS)


def test_notes_of_one_kind_are_one_line() -> None:
    notes = [ImportNote(NoteCode.FILE_MISSING, {"path": 1, "file": f"{n}.csv"}) for n in range(30)]
    notes += [ImportNote(NoteCode.IDENTITY_NOT_READ, {}, row) for row in (2, 5, 5)]
    notes.append(ImportNote(NoteCode.DATES_DAY_FIRST))
    first, second, third = note_lines(notes)
    assert first.endswith(": 0.csv, 1.csv, 2.csv, 3.csv, 4.csv, 5.csv and 24 more")
    assert second.endswith(": row 2, row 5")
    assert third == f"note: {NOTES[NoteCode.DATES_DAY_FIRST]}"


def test_a_fault_nobody_foresaw_names_its_place_not_its_message() -> None:
    def fail_here() -> None:
        raise ValueError(CANARY)

    try:
        fail_here()
    except ValueError as error:
        told = sentence_for(error)
    assert "ValueError in fail_here, line" in told
    assert CANARY not in told


def test_a_database_fault_repeats_neither_statement_nor_values() -> None:
    error = IntegrityError(f"INSERT {CANARY}", {"name": CANARY}, ValueError(CANARY))
    assert CANARY not in sentence_for(error)
    assert sentence_for(StaleRevision()) == FAULTS["stale_revision"]


def test_a_logged_exception_shows_kind_and_place_only() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(PlaceOnly("%(levelname)s %(name)s: %(message)s"))
    log = logging.getLogger("tests.place-only")
    log.propagate = False
    log.addHandler(handler)
    try:
        raise ValueError(CANARY)
    except ValueError:
        log.exception("went wrong", stack_info=True)
    assert "ERROR tests.place-only: went wrong\n  ValueError in test_a_logged" in stream.getvalue()
    assert CANARY not in stream.getvalue()
    assert "Traceback" not in stream.getvalue()
