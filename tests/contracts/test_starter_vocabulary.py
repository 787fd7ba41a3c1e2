"""The starter vocabulary is whole: languages, labels, links, codes; and the check looks."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from data.importers.errors import ImportRefused, RefusalCode
from data.importers.release import ReleaseDraft
from data.importers.starter import FOLDER, LANGUAGES, find_problems, load_starter
from matcher.taxonomy import ConceptKind, LabelKind, RelationKind


@pytest.fixture(scope="module")
def release() -> ReleaseDraft:
    return load_starter()


def test_it_is_large_enough(release: ReleaseDraft) -> None:
    kinds = Counter(concept.kind for concept in release.concepts)
    assert kinds[ConceptKind.SKILL] + kinds[ConceptKind.KNOWLEDGE] >= 400
    assert kinds[ConceptKind.OCCUPATION] >= 120
    assert kinds[ConceptKind.KNOWLEDGE] >= 40
    assert kinds[ConceptKind.SKILL_GROUP] >= 20


def test_every_sector_of_the_sources_is_there(release: ReleaseDraft) -> None:
    sectors = {concept.sector for concept in release.concepts}
    assert sectors >= {
        "fisheries", "agriculture", "health", "education", "construction", "ict", "business",
        "crafts", "tourism", "logistics", "energy", "care", "transversal",
    }  # fmt: skip


def test_every_concept_is_named_in_every_language(release: ReleaseDraft) -> None:
    seen = 0
    for concept in release.concepts:
        preferred = Counter(
            label.language for label in concept.labels if label.kind is LabelKind.PREFERRED
        )
        assert preferred == dict.fromkeys(LANGUAGES, 1), concept.uri
        seen += len(preferred)
    assert seen >= 5 * 520


def test_arabic_is_written_in_arabic(release: ReleaseDraft) -> None:
    texts = [
        label.text
        for concept in release.concepts
        for label in concept.labels
        if label.language == "ar" and label.kind is LabelKind.PREFERRED
    ]
    latin = [text for text in texts if not any("\u0600" <= one <= "\u06ff" for one in text)]
    assert len(texts) > 520
    assert len(latin) < len(texts) // 100


def test_occupations_have_skills_and_codes(release: ReleaseDraft) -> None:
    essential = Counter(
        relation.source
        for relation in release.relations
        if relation.kind is RelationKind.ESSENTIAL_SKILL
    )
    for concept in release.concepts:
        if concept.kind is ConceptKind.OCCUPATION:
            assert concept.code is not None
            assert len(concept.code) == 4
            assert essential[concept.uri] >= 3, concept.uri


def test_relations_join_known_concepts_once(release: ReleaseDraft) -> None:
    known = {concept.uri for concept in release.concepts}
    assert len(known) == len(release.concepts)
    assert len(set(release.relations)) == len(release.relations) > 2_000
    for relation in release.relations:
        assert relation.source in known
        assert relation.target in known
        assert relation.source != relation.target


def test_loading_twice_gives_the_same_release(release: ReleaseDraft) -> None:
    assert load_starter() == release


def test_a_broken_copy_of_the_whole_is_refused(tmp_path: Path) -> None:
    for path in FOLDER.glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    broken = tmp_path / "fisheries.yaml"
    text = broken.read_text(encoding="utf-8")
    broken.write_text(text.replace("      es: {", "      xx: {", 1), encoding="utf-8")
    with pytest.raises(ImportRefused) as refused:
        load_starter(tmp_path)
    assert refused.value.code is RefusalCode.INVALID_VOCABULARY
    assert refused.value.facts["file"] == "fisheries"


def _labels(word: str, *, alone: bool = False) -> dict[str, Any]:
    return {
        language: {"preferred": f"{word} {language}"}
        | ({} if alone else {"alternative": [f"{word} other {language}"]})
        for language in LANGUAGES
    }


def _small() -> dict[str, Any]:
    return {
        "sector": "small",
        "groups": [{"id": "group", "labels": _labels("group", alone=True)}],
        "skills": [
            {"id": "one", "kind": "skill", "broader": ["group"], "labels": _labels("one")},
            {
                "id": "two",
                "kind": "knowledge",
                "broader": ["one"],
                "related": ["one"],
                "labels": _labels("two"),
            },
        ],
        "occupations": [
            {
                "id": "maker",
                "isco": "0110",
                "labels": _labels("maker"),
                "essential": ["one"],
                "optional": ["two"],
            }
        ],
    }


def _write(folder: Path, document: object) -> Path:
    (folder / "small.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
    return folder


def test_a_sound_small_vocabulary_loads(tmp_path: Path) -> None:
    release = load_starter(_write(tmp_path, _small()))
    assert [concept.uri for concept in release.concepts] == [
        "urn:passerelle:skill-group:group",
        "urn:passerelle:skill:one",
        "urn:passerelle:skill:two",
        "urn:passerelle:occupation:maker",
    ]
    assert len(release.relations) == 5


def _set(section: str, at: int, name: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        document[section][at][name] = value

    return change


def _label(section: str, at: int, names: dict[str, Any]) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        document[section][at]["labels"]["fr"] = names

    return change


def _other_sector(document: dict[str, Any]) -> None:
    document["sector"] = "other"


BREAKS = {
    "fr has a preferred label": _label("skills", 0, {"alternative": ["x"]}),
    "fr preferred label is unique": _label(
        "skills", 1, {"preferred": "ONE  fr", "alternative": ["x"]}
    ),
    "fr has an alternative label": _label("skills", 0, {"preferred": "x"}),
    "fr labels differ and are texts": _label(
        "skills", 0, {"preferred": "x", "alternative": ["X", "y"]}
    ),
    "fr alternative is nobody else's preferred label": _label(
        "skills", 0, {"preferred": "x", "alternative": ["two fr"]}
    ),
    "exactly the five languages": _set("skills", 0, "labels", {**_labels("q"), "de": {}}),
    "id is unique": _set("skills", 1, "id", "one"),
    "id is kebab-case": _set("skills", 1, "id", "Two_"),
    "only known keys": _set("skills", 1, "colour", "blue"),
    "kind is skill or knowledge": _set("skills", 1, "kind", ["skill"]),
    "a skill has something broader": _set("skills", 1, "broader", []),
    "broader is known": _set("skills", 1, "broader", ["nowhere"]),
    "related is no group": _set("skills", 1, "related", ["group"]),
    "related is another concept": _set("skills", 1, "related", ["two"]),
    "related names each once": _set("skills", 1, "related", ["one", "one"]),
    "above a group stands a group": _set("groups", 0, "broader", ["one"]),
    "the hierarchy has no cycle": _set("skills", 0, "broader", ["two"]),
    "isco is four digits in quotes": _set("occupations", 0, "isco", 110),
    "an occupation has essential skills": _set("occupations", 0, "essential", []),
    "essential is not optional": _set("occupations", 0, "optional", ["one"]),
    "optional is no group": _set("occupations", 0, "optional", ["group"]),
    "sector is the file's name": _other_sector,
}


@pytest.mark.parametrize("rule", BREAKS)
def test_each_rule_is_really_looked_at(tmp_path: Path, rule: str) -> None:
    document = _small()
    BREAKS[rule](document)
    _write(tmp_path, document)
    assert rule in {problem.rule for problem in find_problems(tmp_path)}
    with pytest.raises(ImportRefused):
        load_starter(tmp_path)


@pytest.mark.parametrize("document", [[], 5, {"sector": "small", "skills": 5}, {"sector": "small"}])
def test_odd_shapes_do_not_break_the_check(tmp_path: Path, document: object) -> None:
    find_problems(_write(tmp_path, document))


def test_no_yaml_and_no_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as refused:
        load_starter(tmp_path)
    assert refused.value.code is RefusalCode.NOT_FOUND
    (tmp_path / "small.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(ImportRefused) as refused:
        load_starter(tmp_path)
    assert (refused.value.code, refused.value.facts) == (
        RefusalCode.MALFORMED,
        {"file": "small.yaml"},
    )
