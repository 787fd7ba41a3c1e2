"""What the documents say is true of the code: ids, paths, links, variables, decisions."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml

from api.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
DECISIONS = DOCS / "decisions"
REQUIREMENTS = DOCS / "requirements.md"

PLACES = ("matcher", "privacy", "data", "api", "tests", "docs")
SUFFIXES = {".py", ".md", ".yaml", ".yml", ".toml", ".html", ".css", ".po", ".tsv", ".csv", ".json"}
HOW_MANY = {"R4": 131, "P": 28, "C": 50}

CITED = re.compile(r"(?<![\w-])(?:R4|P|C)-\d{1,3}(?![\w-])")
ROW = re.compile(r"^\| ((?:R4|P|C)-\d+) \| (.+) \| (.+) \|$", re.MULTILINE)
WHERE = re.compile(r"later|(?:in part: )?`[^`, ]+`(?:, `[^`, ]+`)*")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(\s*<?([^)\s>]+)>?[^)]*\)|^\[[^\]]+\]:\s*(\S+)", re.MULTILINE)
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
VARIABLE = re.compile(r"PASSERELLE_[A-Z0-9_]+")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def rows() -> list[tuple[str, str, str]]:
    return ROW.findall(read(REQUIREMENTS))


def written_files() -> list[Path]:
    found = [path for path in ROOT.iterdir() if path.suffix in {".md", ".toml", ".yml", ".py"}]
    for place in PLACES:
        found += [path for path in (ROOT / place).rglob("*") if path.suffix in SUFFIXES]
    return sorted(path for path in found if path.is_file() and path != REQUIREMENTS)


def citations() -> Iterator[tuple[str, str]]:
    for path in written_files():
        for cited in CITED.findall(read(path)):
            yield str(path.relative_to(ROOT)), cited


def pages() -> list[Path]:
    return [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]


def links(page: Path) -> list[str]:
    found = (one or other for one, other in LINK.findall(FENCE.sub("", read(page))))
    return [target for target in found if not ELSEWHERE.match(target)]


def leads_nowhere(page: Path, link: str) -> bool:
    path = unquote(link.partition("#")[0])
    target = (page.parent / path).resolve() if path else page
    return not (target.is_relative_to(ROOT) and target.exists())


def variables_of_the_settings() -> set[str]:
    prefix = str(Settings.model_config["env_prefix"])
    return {f"{prefix}{name}".upper() for name in Settings.model_fields}


def test_every_requirement_stands_once_and_none_is_left_out() -> None:
    told = Counter(requirement for requirement, _, _ in rows())
    wanted = {f"{family}-{n}" for family, most in HOW_MANY.items() for n in range(1, most + 1)}
    assert set(told) == wanted
    assert [requirement for requirement, times in told.items() if times > 1] == []


def test_every_requirement_is_one_sentence() -> None:
    assert [
        requirement
        for requirement, sentence, _ in rows()
        if not sentence.endswith(".") or re.search(r"[.!?] [A-Z]", sentence)
    ] == []


def test_every_requirement_says_where_it_is_carried_or_that_it_is_not() -> None:
    told = rows()
    assert [requirement for requirement, _, where in told if not WHERE.fullmatch(where)] == []
    named = [(requirement, path) for requirement, _, w in told for path in re.findall("`(.+?)`", w)]
    assert len(named) > 50
    assert [(requirement, path) for requirement, path in named if not (ROOT / path).is_file()] == []


def test_every_cited_requirement_exists() -> None:
    known = {requirement for requirement, _, _ in rows()}
    found = list(citations())
    assert len(found) >= 30
    assert {place.split("/")[0] for place, _ in found} >= {"matcher", "tests"}
    assert [(place, cited) for place, cited in found if cited not in known] == []


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("Source: R4-33, R4-75; decision 0004.", ["R4-33", "R4-75"]),
        ("reference: [P-5, P-7]", ["P-5", "P-7"]),
        ("as R4-" + "999 asks (C-1).", ["R4-" + "999", "C-1"]),
        ("RFC-9457, MAP-12, P-256-curve, EGYPT-P-1, R4-, C-x", []),
    ],
)
def test_a_citation_is_told_from_other_words(text: str, cited: list[str]) -> None:
    assert CITED.findall(text) == cited


def test_every_relative_link_leads_to_a_file() -> None:
    found = [(page, link) for page in pages() for link in links(page)]
    assert len(found) >= 10
    assert any(page.name == "README.md" and page.parent == ROOT for page, _ in found)
    broken = [(str(page.relative_to(ROOT)), link) for page, link in found]
    assert [
        told for told, (page, link) in zip(broken, found, strict=True) if leads_nowhere(page, link)
    ] == []


def test_a_broken_link_would_be_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "[a](missing.md#part) ![b](<gone.png> 'title') [c](https://example.org) [d](#here)\n"
        "```\n[e](in-a-fence.md)\n```\n\n[f]: absent.md\n",
        encoding="utf-8",
    )
    assert links(page) == ["missing.md#part", "gone.png", "#here", "absent.md"]
    assert leads_nowhere(DOCS / "requirements.md", "missing.md")
    assert leads_nowhere(DOCS / "requirements.md", "../../outside")
    assert not leads_nowhere(DOCS / "requirements.md", "glossary.md#matching")


def test_the_operations_page_names_exactly_the_variables_that_are_read() -> None:
    documented = set(VARIABLE.findall(read(DOCS / "operations.md")))
    assert len(documented) > 8
    assert documented == variables_of_the_settings()


def test_the_deployment_sets_only_variables_that_are_read() -> None:
    services = yaml.safe_load(read(ROOT / "docker-compose.yml"))["services"].values()
    given = {name for service in services for name in service.get("environment") or {}}
    ours = {name for name in given if VARIABLE.fullmatch(name)}
    assert len(ours) > 4
    assert ours <= variables_of_the_settings()


def test_every_decision_is_listed_once_and_numbered_without_gaps() -> None:
    decisions = sorted(path.name for path in DECISIONS.glob("*.md") if path.name != "README.md")
    assert len(decisions) >= 3
    listed = [link for link in links(DECISIONS / "README.md") if re.match(r"\d{4}-", link)]
    assert sorted(listed) == decisions
    assert [name[:4] for name in decisions] == [f"{n:04}" for n in range(1, len(decisions) + 1)]


def test_the_glossary_gives_each_word_once() -> None:
    told = re.findall(r"^\| (\*\*.+?\*\*) \|", read(DOCS / "glossary.md"), re.MULTILINE)
    words = Counter(word for cell in told for word in re.findall(r"\*\*(.+?)\*\*", cell))
    assert len(words) > 50
    assert [word for word, times in words.items() if times > 1] == []
