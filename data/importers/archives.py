"""Open folders and zips of files without trusting their sizes or names.

Rules:

- Nothing is extracted; members are read as streams and known by their last name only, so
  a member's path can never lead anywhere.
- Before any member is opened: number of members, declared sizes, compression ratio and
  encryption are checked; while reading, bytes are counted against the same caps.
- Directories, hidden files and the resource forks of other systems are passed over.

What it does not do: know what the files mean.
"""

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from data.importers.errors import ImportRefused, RefusalCode

MIB = 1024 * 1024
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    LookupError,
    OverflowError,
)
"""What the readers of zips raise on damaged ones."""


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """Caps on what a folder or zip may hold.

    ``ratio`` is uncompressed over compressed size and applies to members larger than
    ``ratio_from`` bytes, since small texts compress arbitrarily well.

    Units: bytes.
    """

    files: int = 5_000
    member_bytes: int = 256 * MIB
    total_bytes: int = 2_048 * MIB
    ratio: int = 200
    ratio_from: int = 8 * MIB


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a folder or zip: its last name, its path inside, and its size."""

    name: str
    path: str
    size: int


class CountedStream(io.RawIOBase):
    """A readable stream that reports bytes as they pass and stops at a cap."""

    def __init__(self, source: BinaryIO, cap: int, passed: Callable[[bytes], None]) -> None:
        super().__init__()
        self._source = source
        self._left = cap
        self._passed = passed

    def readable(self) -> bool:
        """Always true."""
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        """Fill ``buffer``; see ``io.RawIOBase``.

        Raises:
            ImportRefused: The member is longer than the cap, broken or cut short.
        """
        try:
            chunk = self._source.read(len(buffer))
        except _DAMAGE:
            raise ImportRefused(RefusalCode.TRUNCATED) from None
        self._left -= len(chunk)
        if self._left < 0:
            raise ImportRefused(RefusalCode.TOO_BIG)
        self._passed(chunk)
        buffer[: len(chunk)] = chunk
        return len(chunk)


class Bundle:
    """The files of one folder or zip, readable one at a time.

    Raises:
        ImportRefused: Neither a folder nor a sound zip, or above the caps.
    """

    def __init__(self, source: Path | BinaryIO, limits: ArchiveLimits | None = None) -> None:
        self._limits = limits or ArchiveLimits()
        self._zip: zipfile.ZipFile | None = None
        self._folder: Path | None = None
        if isinstance(source, Path) and source.is_dir():
            self._folder = source
            members = _folder_members(source, self._limits)
        else:
            if isinstance(source, Path) and not source.is_file():
                raise ImportRefused(RefusalCode.NOT_FOUND)
            self._zip = _open_zip(source)
            members = _zip_members(self._zip, self._limits)
        self.members: tuple[Member, ...] = tuple(members)

    def __enter__(self) -> "Bundle":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the zip; harmless for a folder."""
        if self._zip is not None:
            self._zip.close()

    @contextmanager
    def open(
        self, member: Member, passed: Callable[[bytes], None] = lambda _: None
    ) -> Iterator[BinaryIO]:
        """Open one member for reading.

        Args:
            member: One of ``members``.
            passed: Told every chunk read, for progress and digests.

        Raises:
            ImportRefused: Encrypted, packed in an unknown way, or broken.
        """
        try:
            raw: BinaryIO
            if self._zip is not None:
                raw = self._zip.open(member.path)  # type: ignore[assignment]
            else:
                assert self._folder is not None
                raw = (self._folder / member.path).open("rb")
        except (NotImplementedError, RuntimeError):
            raise ImportRefused(RefusalCode.UNKNOWN_FORMAT) from None
        except _DAMAGE:
            raise ImportRefused(RefusalCode.TRUNCATED) from None
        with (
            raw,
            io.BufferedReader(
                CountedStream(raw, self._limits.member_bytes, passed), 256 * 1024
            ) as stream,
        ):
            yield stream


def _folder_members(folder: Path, limits: ArchiveLimits) -> list[Member]:
    members: list[Member] = []
    total = 0
    for path in sorted(folder.rglob("*")):
        if path.name.startswith(".") or not path.is_file():
            continue
        size = path.stat().st_size
        total += size
        members.append(Member(path.name, path.relative_to(folder).as_posix(), size))
        _check_totals(len(members), size, total, limits)
    return sorted(members, key=_shallow_first)


def _open_zip(source: Path | BinaryIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(source)
    except (*_DAMAGE, NotImplementedError):
        raise ImportRefused(RefusalCode.TRUNCATED) from None


def _zip_members(archive: zipfile.ZipFile, limits: ArchiveLimits) -> list[Member]:
    members: list[Member] = []
    total = 0
    for info in archive.infolist():
        path = PurePosixPath(info.filename.replace("\\", "/"))
        folder = info.filename.endswith("/") or not path.name
        if folder or path.name.startswith(".") or "__MACOSX" in path.parts:
            continue
        if info.flag_bits & 0x1:
            raise ImportRefused(RefusalCode.ENCRYPTED)
        total += info.file_size
        members.append(Member(path.name, info.filename, info.file_size))
        _check_totals(len(members), info.file_size, total, limits)
        if (
            info.file_size > limits.ratio_from
            and info.file_size > max(info.compress_size, 1) * limits.ratio
        ):
            raise ImportRefused(RefusalCode.OVERCOMPRESSED, limit=limits.ratio)
    return sorted(members, key=_shallow_first)


def _shallow_first(member: Member) -> tuple[int, str]:
    return (member.path.count("/"), member.path)


def _check_totals(count: int, size: int, total: int, limits: ArchiveLimits) -> None:
    if count > limits.files:
        raise ImportRefused(RefusalCode.TOO_MANY_FILES, limit=limits.files)
    if size > limits.member_bytes or total > limits.total_bytes:
        raise ImportRefused(RefusalCode.TOO_BIG, limit=limits.total_bytes)
