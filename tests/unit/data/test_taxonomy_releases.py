"""Taxonomy releases in store."""

from datetime import date

import pytest

from data.engine import Stores
from data.errors import BrokenRelease, UnknownRelease
from data.repositories import TaxonomyReleases
from matcher.taxonomy import (
    Concept,
    ConceptKind,
    Label,
    LabelKind,
    Relation,
    RelationKind,
)
from matcher.types import ConceptUri

DAY = date(2026, 11, 22)
A, B, C = ConceptUri("urn:a"), ConceptUri("urn:b"), ConceptUri("urn:c")
CONCEPTS = (
    Concept(
        A,
        ConceptKind.SKILL,
        (
            Label("ar", "إصلاح الشباك"),
            Label("fr", "réparer des filets"),
            Label("fr", "ramendage", LabelKind.ALTERNATIVE),
        ),
        descriptions={"fr": "Réparer à la main."},
        sector="fisheries",
    ),
    Concept(B, ConceptKind.OCCUPATION, (Label("en", "fisher"),), code="6222"),
    Concept(C, ConceptKind.ISCO_GROUP, (), code="0110"),
)
RELATIONS = (
    Relation(B, RelationKind.ESSENTIAL_SKILL, A),
    Relation(B, RelationKind.BROADER, C),
)


def _store(stores: Stores, name: str = "starter", digest: str = "d1") -> bool:
    with stores.begin() as uow:
        written = TaxonomyReleases(uow).store(name, digest, CONCEPTS, RELATIONS, DAY)
        uow.commit()
    return written


def test_a_release_comes_back_as_it_was(stores: Stores) -> None:
    assert _store(stores)
    with stores.begin(reading=True) as uow:
        releases = TaxonomyReleases(uow)
        assert releases.load("starter") == (CONCEPTS, RELATIONS)
        info = releases.active()
    assert info is not None
    assert (info.name, info.digest, info.imported_on) == ("starter", "d1", DAY)
    assert (info.concepts, info.labels, info.relations) == (3, 5, 2)
    assert info.languages == ("ar", "en", "fr")


def test_the_same_digest_is_stored_once(stores: Stores) -> None:
    assert _store(stores)
    assert not _store(stores)
    with stores.begin(reading=True) as uow:
        assert len(TaxonomyReleases(uow).all()) == 1


def test_a_newer_digest_replaces_the_release_and_keeps_it_active(stores: Stores) -> None:
    _store(stores)
    assert _store(stores, digest="d2")
    with stores.begin(reading=True) as uow:
        [info] = TaxonomyReleases(uow).all()
        assert TaxonomyReleases(uow).load("starter") == (CONCEPTS, RELATIONS)
    assert (info.digest, info.active) == ("d2", True)


def test_one_release_is_active(stores: Stores) -> None:
    _store(stores)
    _store(stores, "esco")
    with stores.begin() as uow:
        releases = TaxonomyReleases(uow)
        assert [(info.name, info.active) for info in releases.all()] == [
            ("esco", False),
            ("starter", True),
        ]
        releases.activate("esco")
        active = releases.active()
        assert active is not None
        assert active.name == "esco"
        with pytest.raises(UnknownRelease):
            releases.delete("esco")
        releases.delete("starter")
        assert [info.name for info in releases.all()] == ["esco"]
        assert releases.load("esco")[0] == CONCEPTS


def test_an_interrupted_import_leaves_nothing(stores: Stores) -> None:
    def stop(_done: int) -> None:
        raise KeyboardInterrupt

    def store() -> None:
        with stores.begin() as uow:
            TaxonomyReleases(uow).store("esco", "d", CONCEPTS, RELATIONS, DAY, progress=stop)

    with pytest.raises(KeyboardInterrupt):
        store()
    with stores.begin(reading=True) as uow:
        assert TaxonomyReleases(uow).all() == ()


def test_progress_counts_up_to_everything(stores: Stores) -> None:
    seen: list[int] = []
    with stores.begin() as uow:
        TaxonomyReleases(uow).store("starter", "d", CONCEPTS, RELATIONS, DAY, progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 3 + 5 + 2


@pytest.mark.parametrize(
    ("concepts", "relations"),
    [
        ((*CONCEPTS, CONCEPTS[0]), ()),
        (CONCEPTS, (Relation(A, RelationKind.RELATED, ConceptUri("urn:nowhere")),)),
    ],
)
def test_a_broken_release_is_refused(
    stores: Stores, concepts: tuple[Concept, ...], relations: tuple[Relation, ...]
) -> None:
    with stores.begin() as uow, pytest.raises(BrokenRelease):
        TaxonomyReleases(uow).store("broken", "d", concepts, relations, DAY)


def test_an_unknown_release_is_named_so(stores: Stores) -> None:
    with stores.begin() as uow:
        releases = TaxonomyReleases(uow)
        assert releases.active() is None
        for ask in (releases.load, releases.activate, releases.delete):
            with pytest.raises(UnknownRelease):
                ask("nowhere")
