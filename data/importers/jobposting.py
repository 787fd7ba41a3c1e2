"""schema.org JobPosting to our columns.

Rules:

- Postings are found wherever JSON-LD allows: an object, an array, ``@graph``, or nested
  lists; each becomes one record of vacancy columns and is then read like any row.
- ``TELECOMMUTE`` is remote, ``INTERN`` an internship; months of experience are completed
  years, rounded down, so a need never asks more than the advert.
- A posting names a start and no end: the start is kept, the end stays unsaid.
- An occupation's code is taken only when its code set says ISCO or ESCO.

What it does not do: fetch contexts or links, or read microdata.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from data.importers.delimited import Cell
from data.importers.languages import read_region
from data.importers.objects import Json
from data.importers.tables import Record
from data.importers.text import clean, looks_like_html, strip_html
from data.importers.words import Column

_PROPERTY = re.compile(r"[a-z][A-Za-z]{1,40}")
_LIST = re.compile(r"[\n;|•·]")
_SHORT_PHRASE = 60
_DEEPEST = 3
_READ = frozenset(
    {
        "title", "name", "description", "identifier", "hiringOrganization", "jobLocation",
        "jobLocationType", "datePosted", "validThrough", "jobStartDate", "employmentType",
        "inLanguage", "totalJobOpenings", "skills", "occupationalCategory",
        "relevantOccupation", "experienceRequirements",
    }
)  # fmt: skip


def find_postings(documents: Iterable[Json]) -> Iterator[Mapping[str, object]]:
    """Give every posting of the documents, in their order."""
    waiting = list[object](documents)[::-1]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value))
        elif isinstance(value, dict):
            if is_posting(value):
                yield value
            else:
                waiting.extend(reversed(list(value.values())))


def is_posting(value: Mapping[str, object]) -> bool:
    """Whether an object says it is a JobPosting."""
    types = _several(value.get("@type", value.get("type")))
    return any(isinstance(one, str) and re.split("[/#:]", one)[-1] == "JobPosting" for one in types)


def to_record(row: int, posting: Mapping[str, object]) -> tuple[Record, tuple[str, ...]]:
    """Write a posting in vacancy columns.

    Gives the record, and the names of the properties that were not read.
    """
    values: dict[str, Cell] = {
        "title": _words(posting.get("title") or posting.get("name")),
        "description": _words(posting.get("description"), "\n\n"),
        "identifier": _first(posting.get("identifier"), "value", "propertyID", "@id"),
        "organisation": _first(posting.get("hiringOrganization"), "name", "legalName"),
        "language": _first(posting.get("inLanguage"), "alternateName", "name", "@id"),
        "posted_on": _first(posting.get("datePosted")),
        "valid_through": _first(posting.get("validThrough")),
        "starts_on": _first(posting.get("jobStartDate")),
        "seats": _first(posting.get("totalJobOpenings"), "value"),
        "kind": _kind(posting),
        "mode": _mode(posting),
        "experience_years": _years(posting.get("experienceRequirements")),
        "skills": [*_skills(posting.get("skills"))],
        "occupation": [
            *_occupations(posting.get("relevantOccupation")),
            *_occupations(posting.get("occupationalCategory")),
        ],
    }
    values |= _location(posting.get("jobLocation"))
    filled = {Column(name): value for name, value in values.items() if value not in (None, "", [])}
    unread = tuple(
        sorted(name for name in posting if name not in _READ and _PROPERTY.fullmatch(name))
    )
    return Record(row, filled), unread


def _several(value: object) -> list[object]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _texts(value: object, *names: str, depth: int = 0) -> Iterator[str]:
    """The texts of a value: plain, ``@value``, or the first of the named properties."""
    if depth > _DEEPEST:
        return
    for one in _several(value):
        if isinstance(one, str | int | float) and not isinstance(one, bool):
            text = str(one)
        elif isinstance(one, dict):
            inner = next((one[name] for name in (*names, "@value") if one.get(name)), None)
            text = next(_texts(inner, *names, depth=depth + 1), "")
        else:
            continue
        if text.strip():
            yield text


def _first(value: object, *names: str) -> str | None:
    return next(_texts(value, *names), None)


def _words(value: object, joint: str = " ") -> str | None:
    parts = (strip_html(part) if looks_like_html(part) else part for part in _texts(value))
    return joint.join(parts) or None


def _kind(posting: Mapping[str, object]) -> str:
    types = {one.upper() for one in _texts(posting.get("employmentType"))}
    return "internship" if "INTERN" in types else "vacancy"


def _mode(posting: Mapping[str, object]) -> str | None:
    types = {one.upper() for one in _texts(posting.get("jobLocationType"))}
    return "remote" if "TELECOMMUTE" in types else None


def _years(value: object) -> int | None:
    for one in _several(value):
        if isinstance(one, dict):
            months = _first(one.get("monthsOfExperience"), "value")
            if months is not None and re.fullmatch(r"\d{1,4}(\.\d+)?", months):
                return int(float(months)) // 12
    return None


def _skills(value: object) -> Iterator[Cell]:
    for one in _several(value):
        if isinstance(one, dict):
            name = _first(one.get("name"))
            concept = _first(one.get("url") or one.get("@id") or one.get("termCode"))
            if name or concept:
                yield {"name": clean(strip_html(name or "")), "concept": concept or ""}
            continue
        for text in _texts(one):
            yield from _phrases(strip_html(text) if looks_like_html(text) else text)


def _phrases(text: str) -> list[str]:
    parts = [part.strip() for part in _LIST.split(text)]
    if len(parts) == 1 and "," in text:
        listed = [part.strip() for part in text.split(",")]
        if all(len(part) <= _SHORT_PHRASE for part in listed):
            parts = listed
    return [part for part in parts if part]


def _occupations(value: object, depth: int = 0) -> Iterator[Cell]:
    if depth > _DEEPEST:
        return
    for one in _several(value):
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            code = _first(one.get("codeValue"))
            name = _first(one.get("name"))
            system = f"{_first(one.get('inCodeSet'), 'name', 'url')} {_first(one.get('url'))}"
            concept = next(_texts([one.get("url"), one.get("@id"), code]), "")
            found: dict[str, Cell] = {"name": clean(strip_html(name or ""))}
            known_system = re.search("isco|esco", system, re.IGNORECASE)
            if code and known_system and re.fullmatch(r"\d{4}(\.\d+)*", code):
                found["isco"] = code
            if "/esco/" in concept:
                found["concept"] = concept
            if found["name"] or "concept" in found:
                yield found
            yield from _occupations(one.get("occupationalCategory"), depth + 1)


def _location(value: object) -> dict[str, Cell]:
    for one in _several(value):
        address = one.get("address", one) if isinstance(one, dict) else one
        if isinstance(address, str):
            return {"locality": address}
        if not isinstance(address, dict):
            continue
        region = _first(address.get("addressRegion"), "name")
        town = _first(address.get("addressLocality"), "name")
        coded = region is not None and read_region(region) is not None
        named = [part for part in (town, None if coded else region) if part]
        return {
            "country": _first(address.get("addressCountry"), "name", "identifier"),
            "region": region if coded else None,
            "locality": ", ".join(named),
        }
    return {}
