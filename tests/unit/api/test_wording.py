"""Facts, periods, places and sentences in words."""

from dataclasses import dataclass
from datetime import date

import pytest
from markupsafe import Markup

from api.i18n import translator
from api.pages.shell import environment, sentence_maker
from api.pages.wording import Wording, filled, ratio, short
from api.services.views.need import DayOfYearView, PeriodView, PlaceView


@dataclass(frozen=True)
class Lesson:
    language: str
    season: str
    place: str


LESSONS = (
    Lesson("fr", "chaque année, du 15 novembre au 31 janvier", "Kafr el-Cheikh, Égypte"),
    Lesson("en", "every year, November 15 to January 31", "Kafr el-Sheikh, Egypt"),
    Lesson("ar", "كل سنة، من 15 نوفمبر إلى 31 يناير", "كفر الشيخ، مصر"),
)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.language)
def test_a_season_and_a_place_read_naturally(lesson: Lesson) -> None:
    words = Wording(translator(lesson.language))
    season = PeriodView(None, None, DayOfYearView(11, 15), DayOfYearView(1, 31))
    assert words.period(season) == lesson.season
    assert words.place(PlaceView("EG", "EG-KFS")) == lesson.place


def test_a_dated_period_names_both_ends_with_their_years() -> None:
    words = Wording(translator("fr"))
    period = PeriodView(date(2027, 1, 21), date(2027, 2, 10), None, None)
    assert words.period(period) == "du 21 janvier 2027 au 10 février 2027"


def test_intervals_of_the_matcher_are_read_dated_and_yearly() -> None:
    words = Wording(translator("en"))
    assert words.intervals("2026-11-15/2027-01-31;--11-01/--02-28") == (
        "November 15, 2026 to January 31, 2027, November 1 to February 28"
    )


def test_a_fact_is_shown_with_its_label_and_an_unknown_one_not_at_all() -> None:
    words = Wording(translator("en"))
    shown = words.facts(
        "skill",
        {
            "skill": "urn:x:a",
            "asked_level": 2,
            "claim": None,
            "similarity": 55,
            "skill_label": "nets",
        },
    )
    assert shown == ["Asked: nets", "Level asked: On one’s own"]


def test_the_same_fact_reads_by_what_it_is_about() -> None:
    words = Wording(translator("fr"))
    assert words.facts("mode", {"asked": "seasonal"}) == ["Demandé\xa0: En saison"]
    assert words.facts("languages", {"asked": "ar-EG:B1"}) == [
        "Demandé\xa0: arabe (Égypte) – B1 – la vie courante"
    ]


def test_bars_are_filled_by_what_they_could_add() -> None:
    assert (filled("0.300", "0.600"), filled("0.000", "0.600"), filled("0.1", "0")) == (50, 0, 0)
    assert ratio("0.150", "0.600") == "0.25"
    assert Wording(translator("fr")).figure("0.732") == "0,732"
    assert Wording(translator("ar")).figure("0.732") == "0.732"


def test_people_read_the_first_eight_letters_of_a_handle() -> None:
    assert short("abcdefghijklmnopqrstuvwxyz") == "ABCD-EFGH"


def test_facts_in_a_sentence_are_escaped_and_set_apart() -> None:
    say = sentence_maker(translator("fr"))
    assert say("consents.until", day="<b>1</b> mai") == Markup(
        "jusqu’au <bdi>&lt;b&gt;1&lt;/b&gt; mai</bdi>"
    )
    assert say("count.days", count=3) == Markup("3 jours")


def test_one_fact_cannot_take_the_place_of_another() -> None:
    say = sentence_maker(translator("en"))
    assert say("list.pair", name="\ue000value\ue001", value="x").count("<bdi>") == 2


def test_a_missing_value_is_an_error_and_never_an_empty_place() -> None:
    with pytest.raises(Exception, match="is undefined"):
        environment("fr").from_string("{{ nowhere }}").render()
