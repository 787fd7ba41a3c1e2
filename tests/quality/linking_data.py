"""Published releases linking is measured and taught on, from a folder given at run time."""

from pathlib import Path

from data.importers.esco import read_release
from data.importers.release import ReleaseDraft
from data.linking_files import LinkingFiles
from matcher.linking import SKILLS
from matcher.taxonomy import Taxonomy
from tests.quality.linking_sets import GoldSet

_ORDER = (
    "esco-v1.1.1-en.zip",
    "esco-occupation-labels-21-languages.zip",
    "esco-v1.0-fr-es.zip",
    "esco-v1.0-ar-en-occupations.zip",
    "esco-v1.2-fr-labels.zip",
)
_NEWER = "esco-v1.2-fr-labels.zip"


def read_everything(folder: Path, *, newest: bool = True) -> ReleaseDraft:
    """Read all releases of a folder as one: structure from the first, labels from all.

    Without ``newest``, the newer French labels are left out.
    """
    known = [
        folder / name for name in _ORDER if (folder / name).exists() and (newest or name != _NEWER)
    ]
    others = sorted(path for path in folder.glob("*.zip") if path.name not in _ORDER)
    return read_release([*known, *others], "published")


def prepared_files(data: Path, keep: Path) -> LinkingFiles:
    """Give indexes of all releases of a folder, read as one, kept as files in another folder."""

    def taxonomy() -> Taxonomy:
        draft = read_everything(data / "esco")
        return Taxonomy("published", draft.concepts, draft.relations)

    named = sorted(f"{path.name}/{path.stat().st_size}" for path in (data / "esco").glob("*.zip"))
    return LinkingFiles(keep, " ".join(named), taxonomy, keep=True)


def newer_labels(before: ReleaseDraft, after: ReleaseDraft) -> GoldSet:
    """Take the French labels a newer release has and an older one has not as phrases.

    They are wordings of skills in a language with labels, which nothing else here is.
    """
    old = {
        concept.uri: {label.text.casefold() for label in concept.labels if label.language == "fr"}
        for concept in before.concepts
        if concept.kind in SKILLS
    }
    right: dict[str, set[str]] = {}
    for concept in after.concepts:
        for label in concept.labels:
            known = old.get(concept.uri)
            if label.language == "fr" and known and label.text.casefold() not in known:
                right.setdefault(label.text, set()).add(concept.uri)
    frozen = {query: frozenset(uris) for query, uris in sorted(right.items())}
    return GoldSet("skill-labels-newer-fr", "fr", "skill", frozen)
