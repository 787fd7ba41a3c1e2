"""What is no longer used ends, and people are told before."""

from datetime import date, timedelta

from privacy.inventory import INVENTORY, PersonalField
from privacy.retention import NOTICE_DAYS, plan_retention

ACTIVE = date(2025, 1, 1)
END = ACTIVE + timedelta(365)


def test_nothing_is_due_or_announced_while_the_person_is_active() -> None:
    plan = plan_retention(list(PersonalField), ACTIVE, ACTIVE)
    assert not plan.due
    assert not plan.announced
    assert plan.next_on == ACTIVE + timedelta(1)


def test_a_session_ends_after_a_day_without_announcement() -> None:
    plan = plan_retention([PersonalField.SESSION], ACTIVE, ACTIVE + timedelta(1))
    assert plan.due == {PersonalField.SESSION}
    assert not plan.announced
    assert not plan.whole_person


def test_the_person_is_told_thirty_days_before() -> None:
    held = [PersonalField.PHONE, PersonalField.SKILLS]
    before = plan_retention(held, ACTIVE, END - timedelta(NOTICE_DAYS + 1))
    told = plan_retention(held, ACTIVE, END - timedelta(NOTICE_DAYS))
    assert not before.announced
    assert before.next_on == END - timedelta(NOTICE_DAYS)
    assert told.announced == set(held)
    assert told.next_on == END


def test_a_year_after_the_last_sign_in_the_whole_person_is_due() -> None:
    plan = plan_retention(list(PersonalField), ACTIVE, END)
    assert plan.due == set(INVENTORY)
    assert plan.whole_person
    assert plan.next_on is None


def test_where_nothing_is_held_nothing_is_planned() -> None:
    plan = plan_retention([], ACTIVE, END)
    assert (plan.due, plan.announced, plan.whole_person, plan.next_on) == (
        frozenset(),
        frozenset(),
        False,
        None,
    )
