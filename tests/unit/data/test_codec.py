"""Documents of work profiles and needs."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.codec import (
    read_need,
    read_permits,
    read_work,
    write_need,
    write_permits,
    write_work,
)
from data.errors import UnreadableRecord
from data.records import WorkProfile
from matcher.types import (
    Answer,
    ConceptUri,
    ExperienceEntry,
    ExperienceRequirement,
    LanguageRequirement,
    LanguageSkill,
    MatchNeed,
    MonthDay,
    NeedId,
    OneOffWindow,
    Place,
    Requirement,
    SkillClaim,
    Standard,
    YearlyWindow,
)
from tests.stored import WORK

_days = st.dates(date(1990, 1, 1), date(2100, 1, 1))
_windows = st.one_of(
    st.tuples(_days, _days).map(lambda two: OneOffWindow(min(two), max(two))),
    st.builds(
        YearlyWindow,
        start=_days.map(lambda day: MonthDay(day.month, day.day)),
        end=_days.map(lambda day: MonthDay(day.month, day.day)),
    ),
)
_text = st.text(max_size=8)
_whole = st.none() | st.integers(0, 2**40)
_concept = _text.map(ConceptUri)
_places = st.builds(Place, country=_text, region=st.none() | _text)
_claims = st.builds(
    SkillClaim,
    concept=_concept,
    years=_whole,
    last_used_year=_whole,
    recognised_in=st.none() | _text,
)
_entries = st.builds(ExperienceEntry, occupation=st.none() | _concept, sector=st.none() | _text)


def _several(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(strategy, max_size=3).map(tuple)


_works = st.builds(
    WorkProfile,
    skills=_several(_claims),
    experience=_several(_entries),
    languages=_several(st.builds(LanguageSkill, tag=_text)),
    windows=st.none() | _several(_windows),
    hours_per_month=_whole,
    residence=st.none() | _places,
    ties=_several(_places),
    mentoring_places=_whole,
    confirmed_on=st.none() | _days,
    permit_answers=st.just({}),
    own_words=st.none(),
)
_needs = st.builds(
    MatchNeed,
    need_id=st.just(NeedId("n")),
    requirements=_several(st.builds(Requirement, concept=_concept)),
    languages=_several(st.builds(LanguageRequirement, tag=_text)),
    period=st.none() | _windows,
    place=st.none() | _places,
    experience=st.none() | st.builds(ExperienceRequirement, occupation=st.none() | _concept),
    standards=_several(st.builds(Standard, code=_text)),
    permits=_several(_text),
)


@given(_works)
@settings(max_examples=60, deadline=None)
def test_a_work_profile_comes_back_as_it_was(work: WorkProfile) -> None:
    assert read_work(write_work(work)) == work


@given(_needs)
@settings(max_examples=60, deadline=None)
def test_a_need_comes_back_as_it_was(need: MatchNeed) -> None:
    assert read_need(need.need_id, write_need(need)) == need


@given(st.dictionaries(_text, st.sampled_from(Answer)))
def test_permit_answers_come_back_as_they_were(answers: dict[str, Answer]) -> None:
    assert read_permits(write_permits(answers)) == answers


def test_not_stated_and_none_stay_different() -> None:
    nothing, none = WorkProfile(), WorkProfile(modes=frozenset(), windows=())
    assert write_work(nothing) == b'{"v":1}'
    assert read_work(write_work(none)) == none != nothing


def test_permit_answers_and_own_words_are_not_in_the_document() -> None:
    document = write_work(WORK)
    assert b"seamans_book" not in document
    assert b"qwxz" not in document


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"\xff",
        b"[]",
        b"1",
        b"{}",
        b'{"v":2}',
        b'{"v":1,"surname":"x"}',
        b'{"v":1,"own_words":"x"}',
        b'{"v":1,"skills":{}}',
        b'{"v":1,"skills":[{}]}',
        b'{"v":1,"skills":[{"concept":"a","level":true}]}',
        b'{"v":1,"skills":[{"concept":"a","level":9}]}',
        b'{"v":1,"hours_per_month":NaN}',
        b'{"v":1,"hours_per_month":"3"}',
        b'{"v":1,"hours_per_month":null}',
        b'{"v":1,"modes":["remote","remote"]}',
        b'{"v":1,"windows":[["2026-02-01","2026-01-01"]]}',
        b'{"v":1,"windows":[[[13,1],[1,1]]]}',
        b'{"v":1,"windows":["ab"]}',
        b'{"v":1,"confirmed_on":"yesterday"}',
    ],
)
def test_what_was_not_written_here_is_refused_without_being_shown(document: bytes) -> None:
    with pytest.raises(UnreadableRecord) as refused:
        read_work(document)
    assert refused.value.__context__ is None or refused.value.__suppress_context__
    assert str(refused.value) == "unreadable_record"


@pytest.mark.parametrize("document", [b'{"v":1}', b'{"v":1,"answers":{"a":"maybe"}}', b"{}"])
def test_strange_permit_answers_are_refused(document: bytes) -> None:
    with pytest.raises(UnreadableRecord):
        read_permits(document)


def test_a_need_without_its_kind_is_refused() -> None:
    with pytest.raises(UnreadableRecord):
        read_need(NeedId("n"), '{"v":1}')
