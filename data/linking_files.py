"""Prepared indexes of linking, kept as files beside the databases.

Rules:

- One file an index, and one for what a release is about; a name tells the release's digest,
  the layout of the arrays, the family of kinds and the language, so a file of another release
  or layout is never taken for this one.
- A file is written beside its place and moved there whole. One that is missing, cut short or
  not readable is made again; where nothing can be written, indexes live in memory only.
- Only taxonomies are in these files: nothing personal, no phrase anybody wrote.

What it does not do: build indexes (``matcher.linking``), or choose the active release.
"""

import hashlib
import os
import threading
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np

from matcher.linking import LAYOUT, IndexMaker, Kinds, LanguageIndex
from matcher.linking.meaning import Meaning
from matcher.linking.vectors import Arrays
from matcher.taxonomy import Taxonomy

_UNREADABLE = (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile)


class LinkingFiles:
    """Indexes of one release: loaded where a file is, else made and kept.

    Args:
        folder: Where the files lie; it is made when first needed.
        digest: Digest of the release.
        taxonomy: Gives the release; called only when something must be made.
        keep: Whether what must be made is written; else it lives in memory.
    """

    def __init__(
        self, folder: Path, digest: str, taxonomy: Callable[[], Taxonomy], *, keep: bool
    ) -> None:
        self._keep = keep
        self._folder = folder
        self._release = hashlib.sha256(f"{LAYOUT}/{digest}".encode()).hexdigest()[:24]
        self._taxonomy = taxonomy
        self._maker: IndexMaker | None = None
        self._open: dict[tuple[Kinds, str], LanguageIndex] = {}
        self._lock = threading.Lock()

    def __call__(self, kinds: Kinds, language: str) -> LanguageIndex:
        """Give the index of a family of kinds for a primary language."""
        with self._lock:
            index = self._open.get((kinds, language))
            if index is None:
                path = self._path(f"{'+'.join(sorted(kinds))}-{_safe(language)}")
                index = _loaded(path)
                if index is None:
                    index = self._make()(kinds, language)
                    self._save(path, index.arrays())
                self._open[kinds, language] = index
            return index

    def _make(self) -> IndexMaker:
        """Give what makes indexes, with the release's meaning loaded or made and kept."""
        if self._maker is None:
            taxonomy = self._taxonomy()
            path = self._path("meaning")
            try:
                with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                    meaning = Meaning.from_arrays(arrays)
            except _UNREADABLE:
                meaning = Meaning.learn(taxonomy)
                self._save(path, meaning.arrays())
            self._maker = IndexMaker(taxonomy, meaning)
        return self._maker

    def _save(self, path: Path, arrays: Arrays) -> None:
        if self._keep:
            _save(path, arrays)

    def _path(self, name: str) -> Path:
        return self._folder / f"{self._release}-{name}.npz"


def _loaded(path: Path) -> LanguageIndex | None:
    """Read an index, or nothing where the file is missing or damaged."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return LanguageIndex.from_arrays(dict(arrays))
    except _UNREADABLE:
        return None


def _save(path: Path, arrays: Arrays) -> None:
    """Write arrays whole or not at all; a folder that takes no files is no error."""
    beside = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as file:
            np.savez(file, allow_pickle=False, **dict(arrays))
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _safe(language: str) -> str:
    """Give a language tag that can stand in a file's name, whatever was asked."""
    plain = language.isascii() and language.isalnum() and len(language) <= 8
    return language if plain else hashlib.sha256(language.encode()).hexdigest()[:16]
