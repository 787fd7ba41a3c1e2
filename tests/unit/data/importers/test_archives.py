"""Folders and zips are opened without trusting them."""

import io
import zipfile
from pathlib import Path

import pytest

from data.importers.archives import ArchiveLimits, Bundle
from data.importers.errors import ImportRefused, RefusalCode
from tests.workbooks import zip_bytes


def refusal(content: bytes, limits: ArchiveLimits | None = None) -> RefusalCode:
    with pytest.raises(ImportRefused) as refused:
        read_all(content, limits)
    return refused.value.code


def read_all(content: bytes, limits: ArchiveLimits | None) -> None:
    with Bundle(io.BytesIO(content), limits) as bundle:
        for member in bundle.members:
            with bundle.open(member) as stream:
                stream.read()


def test_members_are_known_by_their_last_name_and_never_leave(tmp_path: Path) -> None:
    content = zip_bytes({"../../evil/a.csv": "x", "/etc/b.csv": "y", "n/c.csv": "z"})
    (tmp_path / "in.zip").write_bytes(content)
    before = sorted(tmp_path.rglob("*"))
    with Bundle(tmp_path / "in.zip") as bundle:
        assert {member.name for member in bundle.members} == {"a.csv", "b.csv", "c.csv"}
        for member in bundle.members:
            with bundle.open(member) as stream:
                assert len(stream.read()) == 1
    assert sorted(tmp_path.rglob("*")) == before


def test_forks_and_hidden_files_are_passed_over() -> None:
    content = zip_bytes({"__MACOSX/._a.csv": "x", ".DS_Store": "x", "deep/er/a.csv": "x"})
    with Bundle(io.BytesIO(content)) as bundle:
        assert [member.path for member in bundle.members] == ["deep/er/a.csv"]


def test_caps_on_files_sizes_and_ratio() -> None:
    content = zip_bytes({"a.csv": b"0" * 50_000, "b.csv": b"1" * 50_000})
    assert refusal(content, ArchiveLimits(files=1)) is RefusalCode.TOO_MANY_FILES
    assert refusal(content, ArchiveLimits(member_bytes=49_999)) is RefusalCode.TOO_BIG
    assert refusal(content, ArchiveLimits(total_bytes=99_999)) is RefusalCode.TOO_BIG
    assert refusal(content, ArchiveLimits(ratio_from=1, ratio=50)) is RefusalCode.OVERCOMPRESSED


def test_a_lying_size_does_not_get_past_the_cap() -> None:
    content = bytearray(zip_bytes({"a.csv": b"0" * 50_000}))
    directory = content.rfind(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    assert refusal(bytes(content)) is RefusalCode.TRUNCATED


def test_damage_is_refused() -> None:
    content = zip_bytes({"a.csv": bytes(range(256)) * 20})
    assert refusal(content[:-10]) is RefusalCode.TRUNCATED
    damaged = bytearray(content)
    damaged[60] ^= 0xFF
    assert refusal(bytes(damaged)) is RefusalCode.TRUNCATED


def test_encrypted_members_are_refused() -> None:
    content = bytearray(zip_bytes({"a.csv": "x"}))
    content[content.rfind(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(content)) is RefusalCode.ENCRYPTED


def test_unknown_packing_is_refused() -> None:
    content = bytearray(zip_bytes({"a.csv": "x"}))
    at = content.rfind(b"PK\x01\x02") + 10
    content[at : at + 2] = (77).to_bytes(2, "little")
    assert refusal(bytes(content)) is RefusalCode.UNKNOWN_FORMAT


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as refused:
        Bundle(tmp_path / "nothing.zip")
    assert refused.value.code is RefusalCode.NOT_FOUND


def test_folders_read_like_zips(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.csv").write_text("x")
    (tmp_path / ".hidden").write_text("x")
    with Bundle(tmp_path) as bundle:
        assert [(member.name, member.size) for member in bundle.members] == [("a.csv", 1)]
        with bundle.open(bundle.members[0]) as stream:
            assert stream.read() == b"x"


def test_stored_zips_work_too(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.csv", "x")
    with Bundle(tmp_path / "a.zip") as bundle:
        assert bundle.members[0].size == 1
