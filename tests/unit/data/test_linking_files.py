from pathlib import Path

import pytest

from data.linking_files import LinkingFiles
from matcher.linking import OCCUPATIONS_AND_GROUPS, SKILLS, Linker
from matcher.taxonomy import Taxonomy
from tests.unit.matcher.linking_world import CONCEPTS, RELATIONS

PHRASES = ["réparation des filets", "net mending", "welding", "qqqq", ""]


def world() -> Taxonomy:
    return Taxonomy("world", CONCEPTS, RELATIONS)


def never() -> Taxonomy:
    raise AssertionError("the release was read although its files are there")


@pytest.mark.parametrize("language", ["en", "fr", "ar", "de"])
def test_what_is_loaded_links_as_what_was_made(tmp_path: Path, language: str) -> None:
    for kinds in (SKILLS, OCCUPATIONS_AND_GROUPS):
        made = Linker(LinkingFiles(tmp_path, "d", world, keep=True), kinds)
        first = made.link(PHRASES, language)
        loaded = Linker(LinkingFiles(tmp_path, "d", never, keep=False), kinds)
        assert loaded.link(PHRASES, language) == first


def test_nothing_is_written_unless_it_is_to_be_kept(tmp_path: Path) -> None:
    LinkingFiles(tmp_path / "none", "d", world, keep=False)(SKILLS, "en")
    assert list(tmp_path.iterdir()) == []


def test_file_of_another_release_is_not_taken(tmp_path: Path) -> None:
    LinkingFiles(tmp_path, "one", world, keep=True)(SKILLS, "en")
    with pytest.raises(AssertionError, match="release was read"):
        LinkingFiles(tmp_path, "other", never, keep=True)(SKILLS, "en")


@pytest.mark.parametrize("damage", [b"", b"not a file of arrays", None])
def test_damaged_file_is_made_again(tmp_path: Path, damage: bytes | None) -> None:
    sound = LinkingFiles(tmp_path, "d", world, keep=True)(SKILLS, "en")
    for path in tmp_path.iterdir():
        path.write_bytes(path.read_bytes()[:-200] if damage is None else damage)
    again = LinkingFiles(tmp_path, "d", world, keep=True)(SKILLS, "en")
    assert again.entries.uris == sound.entries.uris
    LinkingFiles(tmp_path, "d", never, keep=False)(SKILLS, "en")


def test_folder_that_takes_no_files_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    index = LinkingFiles(tmp_path / "file", "d", world, keep=True)(SKILLS, "en")
    assert index.entries.uris


def test_language_that_is_no_language_stays_in_its_folder(tmp_path: Path) -> None:
    LinkingFiles(tmp_path / "here", "d", world, keep=True)(SKILLS, "../../x")
    assert [path.name for path in tmp_path.iterdir()] == ["here"]
