"""Demand set against training, skill by skill (C-42)."""

from matcher.ladder.training_capacity import TrainingCapacity, training_capacity
from matcher.types import Level
from tests.factories import TODAY, asks, need, optional, skill, small_taxonomy, trainable
from tests.unit.matcher.training_world import course, run, teaches


def test_every_asked_skill_has_its_demand_and_its_places() -> None:
    needs = [
        need(asks("triage", 2), optional("midwifery"), need_id="a", seats=3),
        need(trainable("triage", 3), asks("net_mending", 1), need_id="b"),
    ]
    courses = [
        course(
            "triage",
            teaches("triage", 3),
            runs=(
                run("2026-11-02", "2026-11-13", seats_left=4),
                run("2027-01-11", "2027-01-22", seats_left=None),
                run("2026-09-01", "2026-09-12", seats_left=9),
            ),
        ),
        course("low", teaches("triage", 2), runs=(run("2026-11-02", "2026-11-13"),)),
        course("past", teaches("net_mending", 2), runs=(run("2026-01-12", "2026-01-23"),)),
    ]
    found = training_capacity(needs, courses, small_taxonomy(), TODAY)
    assert found == (
        TrainingCapacity(skill("triage"), Level.ADVANCED, 2, 4, 1, 4, 1),
        TrainingCapacity(skill("net_mending"), Level.BASIC, 1, 1, 0, 0, 0),
    )
    assert found == training_capacity(needs[::-1], courses[::-1], small_taxonomy(), TODAY)
