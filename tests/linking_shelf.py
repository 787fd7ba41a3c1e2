"""Indexes of words of the whole starter vocabulary, prepared once for all tests of a run.

Preparing them takes ten seconds; they depend on nothing but the vocabulary, and their files are
named after it. Nobody's data are there when they are made. What is about preparing does not use
the shelf.
"""

import os
import shutil
from pathlib import Path

import pytest

from api.languages import OFFERED
from data.importers.release import ReleaseDraft
from data.importers.starter import load_starter
from data.linking_files import LinkingFiles
from matcher.linking import OCCUPATIONS_AND_GROUPS, SKILLS
from matcher.taxonomy import Taxonomy
from tests.once import made_once


def files_on(shelf: Path, starter: ReleaseDraft) -> LinkingFiles:
    """Give the indexes on a shelf; what is missing is made and laid there."""
    taxonomy = Taxonomy(starter.name, starter.concepts, starter.relations)
    return LinkingFiles(shelf, starter.digest, lambda: taxonomy, keep=True)


def stock(shelf: Path) -> None:
    """Prepare whatever an installation with the starter vocabulary looks for."""
    files = files_on(shelf, load_starter())
    for language in OFFERED:
        for kinds in (SKILLS, OCCUPATIONS_AND_GROUPS):
            files(kinds, language)


@pytest.fixture(scope="session")
def linking_shelf(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Path:
    """Give the stocked shelf."""
    return made_once("linking-shelf", stock, tmp_path_factory, pytestconfig)


def borrow(shelf: Path, home: Path) -> None:
    """Lay what is prepared into an installation's home; files there are only ever replaced."""
    shutil.copytree(shelf, home / "linking", dirs_exist_ok=True, copy_function=_link)


def _link(made: str, place: str) -> None:
    try:
        os.link(made, place)
    except OSError:  # not every file system has links
        shutil.copyfile(made, place)
