"""The course catalogue keeps what it was given."""

from dataclasses import replace
from datetime import date

import pytest

from data.codec import read_course, read_organisation, write_course, write_organisation
from data.engine import Stores
from data.errors import StaleRevision, UnreadableRecord
from data.records import CourseOffer, CourseStatus, Organisation
from data.repositories.courses import Courses
from data.repositories.organisations import Organisations
from matcher.types import (
    Cefr,
    CollaborationKind,
    ConceptUri,
    CountryCode,
    EvidenceState,
    LanguageSkill,
    LanguageTag,
    Level,
    OrganisationKind,
    OrganisationRef,
    Place,
    RegionCode,
    SizeBand,
)
from matcher.types.organisation import MatchOrganisation
from matcher.types.training import Course, CourseId, CourseRun, Teaching, WageReplacement
from privacy.handles import new_reference
from privacy.keys import KeyRing

DAY = date(2026, 5, 1)
KAFR = Place(CountryCode("EG"), RegionCode("EG-KFS"))


def full_course(reference: str) -> Course:
    return Course(
        course_id=CourseId(reference),
        teaches=(Teaching(ConceptUri("urn:test:skill:a"), Level.EXPERT, Level.BASIC),),
        runs=(
            CourseRun(DAY, date(2026, 5, 9), KAFR, seats=12, seats_left=0),
            CourseRun(DAY, DAY, remote=True),
        ),
        language=LanguageTag("ar-EG"),
        minimum_cefr=Cefr.B1,
        teaches_language=LanguageSkill(LanguageTag("el"), Cefr.A2),
        trains_trainers=True,
        evidence=EvidenceState.RECOGNISED,
        recognised_in=CountryCode("EG"),
        cost_cents=0,
        currency="EGP",
        wage_replacement=WageReplacement.PARTIAL,
        paid_by="organiser",
        leave_days=9,
    )


def offer(organisation: str) -> CourseOffer:
    reference = new_reference()
    return CourseOffer(
        id=reference,
        organisation=organisation,
        status=CourseStatus.OPEN,
        title="Fish health",
        text="Ten days",
        language="en",
        body=full_course(reference),
        created_on=DAY,
        source_key="id:1",
    )


def add_organisation(stores: Stores, ring: KeyRing, body: MatchOrganisation | None = None) -> str:
    reference = body.reference if body else new_reference()
    with stores.begin() as work:
        Organisations(work, ring).add(Organisation(reference, "Centre", "EG", DAY, body))
        work.commit()
    return reference


def test_a_course_comes_back_as_it_was_given(stores: Stores, ring: KeyRing) -> None:
    course = offer(add_organisation(stores, ring))
    with stores.begin() as work:
        Courses(work).add(course)
        work.commit()
    with stores.begin(reading=True) as work:
        assert Courses(work).get(course.id) == course
        assert Courses(work).by_source(course.organisation, "id:1") == course
        assert Courses(work).all(status=CourseStatus.CLOSED) == ()
        assert Courses(work).get("no reference") is None


def test_a_change_of_a_course_somebody_else_changed_is_refused(
    stores: Stores, ring: KeyRing
) -> None:
    course = offer(add_organisation(stores, ring))
    with stores.begin() as work:
        Courses(work).add(course)
        closed = replace(course, status=CourseStatus.CLOSED, revision=2)
        Courses(work).change(closed)
        with pytest.raises(StaleRevision):
            Courses(work).change(closed)
        assert Courses(work).all(status=CourseStatus.OPEN) == ()


def test_what_an_organisation_offers_comes_back_and_can_be_taken_back(
    stores: Stores, ring: KeyRing
) -> None:
    body = MatchOrganisation(
        OrganisationRef(new_reference()),
        OrganisationKind.HOSPITAL,
        KAFR,
        specialities=(ConceptUri("urn:test:skill:a"),),
        offers=frozenset(CollaborationKind),
        size_band=SizeBand.UP_TO_999,
        languages=(LanguageSkill(LanguageTag("ar"), Cefr.NATIVE),),
    )
    reference = add_organisation(stores, ring, body)
    with stores.begin() as work:
        found = Organisations(work, ring).get(reference)
        assert found is not None
        assert found.body == body
        Organisations(work, ring).describe(reference, None)
        again = Organisations(work, ring).get(reference)
        assert again is not None
        assert again.body is None


def test_documents_with_anything_unknown_are_refused() -> None:
    course = full_course("c")
    assert read_course(course.course_id, write_course(course)) == course
    with pytest.raises(UnreadableRecord):
        read_course(course.course_id, write_course(course).replace('"runs"', '"walks"'))
    with pytest.raises(UnreadableRecord):
        read_organisation(OrganisationRef("o"), '{"v":1,"kind":"castle"}')
    partner = MatchOrganisation(OrganisationRef("o"), OrganisationKind.CHAMBER, KAFR)
    assert read_organisation(OrganisationRef("o"), write_organisation(partner)) == partner
