"""ESCO's files are read with their traps, from folders and zips, one over the other."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from data.importers.archives import ArchiveLimits
from data.importers.errors import ImportRefused, NoteCode, RefusalCode
from data.importers.esco import read_release
from data.importers.release import ReleaseDraft
from matcher.taxonomy import Concept, ConceptKind, LabelKind, RelationKind
from tests.workbooks import zip_bytes

ESCO = "http://data.europa.eu/esco"
O1, O2, O3 = (f"{ESCO}/occupation/o{n}" for n in (1, 2, 3))
S1, S2, S3 = (f"{ESCO}/skill/s{n}" for n in (1, 2, 3))
G1, G2, G3 = (f"{ESCO}/skill/g{n}" for n in (1, 2, 3))
C6, C62 = f"{ESCO}/isco/C6", f"{ESCO}/isco/C62"
C6222, C0110 = f"{ESCO}/isco/C6222", f"{ESCO}/isco/C0110"

STRUCTURE = {
    "occupations_en.csv": (
        "\ufeffconceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status,"
        "description\r\n"
        f'Occupation,{O1},6222,net hauler,"hauler of nets\nnet hauler",nethauler,released,'
        "Hauls.\r\n"
        f"Occupation,{O2},0110,deck officer,,,released,\r\n"
        f"Occupation,{ESCO}/occupation/old,6222,gone,,,obsolete,\r\n"
    ),
    "skills_en.csv": (
        "conceptType,conceptUri,skillType,preferredLabel,altLabels,description\r\n"
        f"KnowledgeSkillCompetence,{S1},skill/competence,haul nets,,\r\n"
        f"KnowledgeSkillCompetence,{S2},knowledge,knots,,\r\n"
        "KnowledgeSkillCompetence,not an address,knowledge,x,,\r\n"
    ),
    "skillGroups_en.csv": (
        f"conceptType,conceptUri,preferredLabel,altLabels\nSkillGroup,{G1},fishing,\n"
    ),
    "ISCOGroups_en.csv": (
        "conceptType,conceptUri,code,preferredLabel,altLabels\n"
        f"ISCOGroup,{C6},6,primary,\nISCOGroup,{C6222},6222,fishers,\nISCOGroup,{C0110},0110,officers,\n"
    ),
    "broaderRelationsOccPillar_en.csv": (
        "conceptType,conceptUri,broaderType,broaderUri\n"
        f"ISCOGroup,{C6222},ISCOGroup,{C6}\nOccupation,{O1},ISCOGroup,{C6222}\n"
        f"Occupation,{O1},ISCOGroup,{C6222}\nOccupation,{O1},Occupation,{O1}\n"
    ),
    "broaderRelationsSkillPillar.csv": (
        "conceptType,conceptUri,broaderType,broaderUri\n"
        f"KnowledgeSkillCompetence,{S1},SkillGroup,{G3}\n"
        f"KnowledgeSkillCompetence,{S1},SkillGroup,{ESCO}/skill/nowhere\n"
    ),
    "skillSkillRelations.csv": (
        "originalSkillUri,originalSkillType,relationType,relatedSkillType,relatedSkillUri\n"
        f"{S1},skill/competence,optional,knowledge,{S2}\n"
    ),
    "occupationSkillRelations.csv": (
        "occupationUri,relationType,skillType,skillUri\n"
        f"{O1},essential,skill/competence,{S1}\n{O1},optional,knowledge,{S2}\n"
        f"{O2},wishful,knowledge,{S2}\n"
    ),
    "skillsHierarchy_en.csv": (
        "Level 0 URI,Level 0 preferred term,Level 1 URI,Level 1 preferred term,"
        "Level 2 URI,Level 2 preferred term,Level 3 URI,Level 3 preferred term,Description\n"
        f"{G1},fishing\n{G1},fishing,{G2},gear\n{G1},fishing,{G2},gear,{G3},nets,,,Text\n"
    ),
    "conceptSchemes_en.csv": "conceptSchemeUri\nx\n",
}


def folder(path: Path, files: Mapping[str, str]) -> Path:
    path.mkdir(parents=True)
    for name, content in files.items():
        (path / name).write_text(content, encoding="utf-8", newline="")
    return path


@pytest.fixture
def structure(tmp_path: Path) -> Path:
    return folder(tmp_path / "v1", STRUCTURE)


def concept(release: ReleaseDraft, uri: str) -> Concept:
    return next(one for one in release.concepts if one.uri == uri)


def labels(release: ReleaseDraft, uri: str, language: str) -> list[tuple[str, LabelKind]]:
    return [
        (one.text, one.kind) for one in concept(release, uri).labels if one.language == language
    ]


def edges(release: ReleaseDraft) -> set[tuple[str, RelationKind, str]]:
    return {(one.source, one.kind, one.target) for one in release.relations}


def test_one_language_gives_the_whole_structure(structure: Path) -> None:
    release = read_release([structure], "esco-x")
    assert release.name == "esco-x"
    assert {one.uri: (one.kind, one.code) for one in release.concepts} == {
        O1: (ConceptKind.OCCUPATION, "6222"),
        O2: (ConceptKind.OCCUPATION, "0110"),
        S1: (ConceptKind.SKILL, None),
        S2: (ConceptKind.KNOWLEDGE, None),
        G1: (ConceptKind.SKILL_GROUP, None),
        G2: (ConceptKind.SKILL_GROUP, None),
        G3: (ConceptKind.SKILL_GROUP, None),
        C6: (ConceptKind.ISCO_GROUP, "6"),
        C6222: (ConceptKind.ISCO_GROUP, "6222"),
        C0110: (ConceptKind.ISCO_GROUP, "0110"),
    }
    assert labels(release, O1, "en") == [
        ("net hauler", LabelKind.PREFERRED),
        ("hauler of nets", LabelKind.ALTERNATIVE),
        ("nethauler", LabelKind.HIDDEN),
    ]
    assert labels(release, G3, "en") == [("nets", LabelKind.PREFERRED)]
    assert concept(release, O1).descriptions == {"en": "Hauls."}
    assert edges(release) == {
        (C6222, RelationKind.BROADER, C6),
        (O1, RelationKind.BROADER, C6222),
        (S1, RelationKind.BROADER, G3),
        (G2, RelationKind.BROADER, G1),
        (G3, RelationKind.BROADER, G2),
        (S1, RelationKind.RELATED, S2),
        (O1, RelationKind.ESSENTIAL_SKILL, S1),
        (O1, RelationKind.OPTIONAL_SKILL, S2),
    }
    assert len(release.relations) == len(edges(release))
    assert [(note.code, dict(note.facts)) for note in release.notes] == [
        (NoteCode.FILE_IGNORED, {"path": 1, "file": "conceptSchemes_en.csv"}),
        (NoteCode.ROWS_SKIPPED, {"count": 3}),
        (NoteCode.RELATIONS_DANGLING, {"count": 1}),
    ]


def test_later_paths_layer_labels_and_add_concepts(structure: Path, tmp_path: Path) -> None:
    french = folder(
        tmp_path / "fr",
        {
            "occupations_fr.csv": "conceptUri,preferredLabel,altLabels\n"
            f"{O1},pêcheur,pêcheuse|fileyeur | \n{O3},mousse,\n",
            "skills_fr.csv": "conceptUri,preferredLabel,altLabels\n"
            f"{S1},virer les filets,\n{S3},trier,\n",
            "broaderRelationsOccPillar.csv": f"conceptUri,broaderUri\n{O3},{C6222}\n",
        },
    )
    arabic = folder(
        tmp_path / "ar",
        {
            "occupations_ar.csv": "conceptType,conceptUri,preferredLabel,altLabels\n"
            f"Occupation,{O1},صياد,\n",
            "occupations_fr.csv": f"conceptUri,preferredLabel,altLabels\n{O1},marin pêcheur,\n",
        },
    )
    release = read_release([structure, french, arabic], "x")
    assert labels(release, O1, "fr") == [
        ("pêcheur", LabelKind.PREFERRED),
        ("pêcheuse", LabelKind.ALTERNATIVE),
        ("fileyeur", LabelKind.ALTERNATIVE),
        ("marin pêcheur", LabelKind.ALTERNATIVE),
    ]
    assert labels(release, O1, "ar") == [("صياد", LabelKind.PREFERRED)]
    assert concept(release, O3).kind is ConceptKind.OCCUPATION
    assert concept(release, S3).kind is ConceptKind.SKILL
    assert not [one for one in release.relations if one.source in {O3, S3}]
    notes = [(note.code, dict(note.facts)) for note in release.notes]
    assert (NoteCode.CONCEPTS_ADDED, {"path": 2, "count": 2}) in notes
    assert (
        NoteCode.STRUCTURE_NOT_READ,
        {"path": 2, "file": "broaderRelationsOccPillar.csv"},
    ) in notes
    assert (NoteCode.FILE_MISSING, {"path": 3, "file": "skills_ar.csv"}) in notes


def test_missing_files_are_named_and_groups_follow_from_codes(tmp_path: Path) -> None:
    wanted = ("occupations_en.csv", "ISCOGroups_en.csv")
    path = folder(tmp_path / "few", {name: STRUCTURE[name] for name in wanted})
    release = read_release([path], "x")
    assert edges(release) == {
        (O1, RelationKind.BROADER, C6222),
        (O2, RelationKind.BROADER, C0110),
        (C6222, RelationKind.BROADER, C6),
    }
    missing = {note.facts["file"] for note in release.notes if note.code is NoteCode.FILE_MISSING}
    assert missing == {
        "skills_en.csv",
        "skillGroups_en.csv",
        "skillsHierarchy.csv",
        "broaderRelationsOccPillar.csv",
        "broaderRelationsSkillPillar.csv",
        "skillSkillRelations.csv",
        "occupationSkillRelations.csv",
    }
    assert NoteCode.STRUCTURE_DERIVED in {note.code for note in release.notes}


def test_zips_with_nested_folders_read_like_folders(structure: Path, tmp_path: Path) -> None:
    nested = {f"ESCO dataset/en/{name}": content for name, content in STRUCTURE.items()}
    junk = {"__MACOSX/._skills_en.csv": "junk", "copy/en/old/skills_en.csv": "other"}
    (tmp_path / "esco.zip").write_bytes(zip_bytes({**nested, **junk}))
    from_zip = read_release([tmp_path / "esco.zip"], "x")
    from_folder = read_release([structure], "x")
    assert from_zip.concepts == from_folder.concepts
    assert from_zip.relations == from_folder.relations
    assert from_zip.digest == from_folder.digest
    assert (NoteCode.FILE_REPEATED, "skills_en.csv") in [
        (note.code, note.facts.get("file")) for note in from_zip.notes
    ]


def test_progress_ends_at_the_total_and_never_goes_back(structure: Path) -> None:
    seen: list[tuple[int, int]] = []
    read_release(
        [structure, structure], "x", progress=lambda done, total: seen.append((done, total))
    )
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1]


def test_the_digest_tells_releases_apart(structure: Path, tmp_path: Path) -> None:
    first = read_release([structure], "x").digest
    assert read_release([structure], "y").digest == first
    changed = STRUCTURE | {"skills_en.csv": STRUCTURE["skills_en.csv"].replace("haul", "pull")}
    assert read_release([folder(tmp_path / "changed", changed)], "x").digest != first


def test_languages_can_be_chosen(tmp_path: Path) -> None:
    header = "conceptUri,preferredLabel,altLabels\n"
    path = folder(
        tmp_path / "many",
        {f"occupations_{one}.csv": f"{header}{O1},name {one}," for one in ("de", "fr", "pt")},
    )
    release = read_release([path], "x", languages=frozenset({"fr", "pt"}))
    assert {one.language for one in concept(release, O1).labels} == {"fr", "pt"}


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({}, RefusalCode.NOT_A_RELEASE),
        ({"readme.txt": "x"}, RefusalCode.NOT_A_RELEASE),
        ({"occupations.csv": STRUCTURE["occupations_en.csv"]}, RefusalCode.NOT_A_RELEASE),
        ({"skills_en.csv": "uri,label\nx,y\n"}, RefusalCode.COLUMN_MISSING),
        ({"skills_en.csv": ""}, RefusalCode.COLUMN_MISSING),
        ({"skills_en.csv": "conceptUri\n" + "x" * 200_000}, RefusalCode.MALFORMED),
    ],
)
def test_what_is_no_release_is_refused(
    tmp_path: Path, files: Mapping[str, str], code: RefusalCode
) -> None:
    with pytest.raises(ImportRefused) as refused:
        read_release([folder(tmp_path / "bad", files)], "x")
    assert refused.value.code is code


def test_wrong_bytes_and_bombs_are_refused(structure: Path, tmp_path: Path) -> None:
    (structure / "skills_en.csv").write_bytes(b"conceptUri\n\xff\xfe\n")
    with pytest.raises(ImportRefused) as refused:
        read_release([structure], "x")
    assert refused.value.code is RefusalCode.UNKNOWN_ENCODING
    assert refused.value.facts["file"] == "skills_en.csv"
    bomb = tmp_path / "bomb.zip"
    bomb.write_bytes(zip_bytes({"skills_en.csv": b"0" * 100_000}))
    with pytest.raises(ImportRefused) as refused:
        read_release([bomb], "x", limits=ArchiveLimits(ratio_from=1_000))
    assert refused.value.code is RefusalCode.OVERCOMPRESSED
    assert refused.value.facts["path"] == 1
    with pytest.raises(ImportRefused) as refused:
        read_release([structure, tmp_path / "missing.zip"], "x")
    assert (refused.value.code, refused.value.facts) == (RefusalCode.NOT_FOUND, {"path": 2})
