"""schema.org JobPosting in every dress it comes in."""

import json

import pytest

from data.importers.errors import ImportRefused, NoteCode, RefusalCode
from data.importers.vacancies import read_vacancies
from matcher.types import Mode, NeedKind

POSTING = {
    "@context": "https://schema.org/",
    "@type": "JobPosting",
    "title": "Net maker",
    "description": "<p>Mend nets.</p><ul><li>Seasonal</li></ul>",
    "identifier": {"@type": "PropertyValue", "name": "Coop", "value": "N-7"},
    "datePosted": "2026-10-01",
    "validThrough": "2026-12-01T00:00:00+02:00",
    "jobStartDate": "2026-11-15",
    "employmentType": ["FULL_TIME", "TEMPORARY"],
    "hiringOrganization": {"@type": "Organization", "name": "Delta Cooperative"},
    "jobLocation": {
        "@type": "Place",
        "address": {
            "@type": "PostalAddress",
            "addressCountry": {"@type": "Country", "name": "Egypt"},
            "addressRegion": "Kafr el-Sheikh",
            "addressLocality": "Baltim",
        },
    },
    "inLanguage": "en",
    "totalJobOpenings": 3,
    "skills": "mend nets, tie knots",
    "relevantOccupation": {
        "@type": "Occupation",
        "name": "Net maker",
        "occupationalCategory": {
            "@type": "CategoryCode",
            "codeValue": "7318",
            "inCodeSet": {"@type": "CategoryCodeSet", "name": "ISCO-08"},
            "name": "Handicraft workers",
        },
    },
    "experienceRequirements": {"monthsOfExperience": 30},
    "baseSalary": {"@type": "MonetaryAmount", "currency": "EGP"},
}

PAGE = """<html><script type="application/ld+json">broken</script><body>
<script type="application/ld+json">HERE</script></body></html>"""


def test_every_mapped_property_is_read() -> None:
    found = read_vacancies(json.dumps(POSTING).encode(), "in.json")
    assert not found.errors
    (draft,) = found.drafts
    assert (draft.title, draft.identifier, draft.organisation) == (
        "Net maker",
        "N-7",
        "Delta Cooperative",
    )
    assert draft.text == "Mend nets.\n\nSeasonal"
    assert draft.place is not None
    assert (draft.place.country, draft.place.region) == ("EG", None)
    assert draft.locality == "Baltim, Kafr el-Sheikh"
    assert draft.starts_on is not None
    assert (draft.ends_on, draft.mode) == (None, None)
    assert str(draft.valid_through) == "2026-12-01"
    assert (draft.kind, draft.seats, draft.language) == (NeedKind.VACANCY, 3, "en")
    assert [one.phrase for one in draft.requirements] == ["mend nets", "tie knots"]
    assert [(one.phrase, one.isco) for one in draft.occupations] == [
        ("Net maker", None),
        ("Handicraft workers", "7318"),
    ]
    assert draft.experience_years == 2
    assert [(note.code, note.facts) for note in found.notes] == [
        (NoteCode.SECTION_NOT_READ, {"section": "baseSalary"})
    ]


@pytest.mark.parametrize(
    ("content", "filename"),
    [
        (json.dumps([POSTING]), "a.json"),
        (json.dumps({"@graph": [{"@type": "WebPage"}, POSTING]}), "a.jsonld"),
        (json.dumps({"@type": "ItemList", "itemListElement": [{"item": POSTING}]}), ""),
        (json.dumps(POSTING) + "\n" + json.dumps({"title": "other"}) + "\n", "a.jsonl"),
        (
            PAGE.replace("HERE", json.dumps(POSTING)),
            "a.html",
        ),
        (json.dumps(POSTING | {"@type": ["Thing", "https://schema.org/JobPosting"]}), ""),
    ],
)
def test_postings_are_found_wherever_they_stand(content: str, filename: str) -> None:
    assert read_vacancies(content.encode(), filename).drafts[0].identifier == "N-7"


def test_remote_and_internship_are_recognised() -> None:
    posting = POSTING | {"jobLocationType": "TELECOMMUTE", "employmentType": "INTERN"}
    (draft,) = read_vacancies(json.dumps(posting).encode(), "a.json").drafts
    assert (draft.mode, draft.kind) == (Mode.REMOTE, NeedKind.INTERNSHIP)


def test_codes_of_other_code_sets_are_not_taken_for_isco() -> None:
    other = {"@type": "CategoryCode", "codeValue": "1132", "inCodeSet": "SOC", "name": "Maker"}
    posting = {"@type": "JobPosting", "title": "x", "occupationalCategory": [other, "Net maker"]}
    (draft,) = read_vacancies(json.dumps(posting).encode(), "a.json").drafts
    assert [(one.phrase, one.isco) for one in draft.occupations] == [
        ("Maker", None),
        ("Net maker", None),
    ]


def test_skills_as_terms_keep_their_identifier() -> None:
    term = {"@type": "DefinedTerm", "name": "mend nets", "url": "urn:passerelle:skill:net-mending"}
    posting = {"@type": "JobPosting", "title": "x", "skills": [term, "<li>tie</li><li>cut</li>"]}
    (draft,) = read_vacancies(json.dumps(posting).encode(), "a.json").drafts
    assert [(one.phrase, one.concept) for one in draft.requirements] == [
        ("mend nets", "urn:passerelle:skill:net-mending"),
        ("tie", None),
        ("cut", None),
    ]


def test_a_page_without_postings_is_refused() -> None:
    page = b'<script type="application/ld+json">{"@type": "WebPage"}</script>'
    with pytest.raises(ImportRefused) as refused:
        read_vacancies(page, "a.html")
    assert refused.value.code is RefusalCode.NO_JOB_POSTING


def test_nesting_without_end_is_no_trouble() -> None:
    deep = json.loads('{"name":' * 200 + '"z"' + "}" * 200)
    posting = {"@type": "JobPosting", "title": "x", "hiringOrganization": deep}
    (draft,) = read_vacancies(json.dumps(posting).encode(), "a.json").drafts
    assert draft.organisation is None
