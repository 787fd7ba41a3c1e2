"""The skills map tells how many, never who: not by comparing, adding up, or asking again.

Rules (P-6, P-12, R4-13): consent first, three cells a person, exact noise on every cell,
stored releases, a budget that is refused when spent. Each attack is also shown to succeed
once the defence it is aimed at is taken away.
"""

import csv
import io
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from statistics import fmean

import pytest
from sqlalchemy import text

import privacy.aggregates as aggregates
from api.errors import Conflict, Forbidden
from api.services.skills_map.map_grids import GRIDS, HOST, ORIGIN
from api.services.skills_map.release_map import read_map, release_map
from data.engine import Stores
from data.repositories.skills_map import SkillsMap
from privacy.aggregates import (
    RELEASE_EPSILON,
    SMALLEST_SHOWN,
    BudgetSpent,
    Spending,
    bounded_cells,
    column_sums,
    count_cells,
    draw_noise,
    may_release,
    publish_counts,
    row_sums,
)
from privacy.errors import RowForged
from privacy.keys import KeyRing
from privacy.policy import SYSTEM
from privacy.vocabulary import Purpose, Role
from tests.api_client import make_door
from tests.api_world import World, make_world
from tests.attacks.map_attacks import (
    BOUND,
    GRID,
    fit_of_noise,
    guess_by_difference,
    guess_membership,
    people_of,
    published,
    seeded,
)
from tests.factories import claim, place

PEOPLE = 16
SLACK = 0.02
"""What 4 000 guesses may be off by chance (2.5 standard deviations)."""


def test_the_noise_is_the_distribution_it_says() -> None:
    assert fit_of_noise(20_000) > 0.01


def test_a_noise_that_only_ever_adds_would_be_noticed() -> None:
    assert fit_of_noise(4_000, lambda scale, below: abs(draw_noise(scale, below))) < 1e-9


def test_who_knows_everybody_else_cannot_tell_whether_one_person_is_in() -> None:
    rate = guess_membership(4_000)
    assert 0.5 - SLACK < rate < BOUND + SLACK


def test_without_noise_or_bound_membership_would_show() -> None:
    """The breaks: exact counts; and a person who counts in thirty cells."""
    assert guess_membership(400, lambda *_: 0) == 1.0
    assert guess_membership(1_000, cells_of_target=30, bound=tuple) > BOUND + SLACK


def test_comparing_two_releases_tells_no_more_than_one() -> None:
    assert guess_by_difference(1_200, published) < BOUND + 2 * SLACK


def test_comparing_exact_releases_would_tell() -> None:
    assert guess_by_difference(100, lambda counts, _: dict(counts)) == 1.0


def test_nobody_counts_in_more_than_three_cells() -> None:
    people = [*people_of(50), GRID.cells()]
    counts, number = count_cells(GRID, people)
    assert number == len(people)
    assert all(len(bounded_cells(each)) <= 3 for each in people)
    without, _ = count_cells(GRID, people[:-1])
    assert sum(counts.values()) - sum(without.values()) == 3
    assert count_cells(GRID, [[("nowhere", "c0")]]) == (dict.fromkeys(GRID.cells(), 0), 0)


def test_small_cells_are_never_published() -> None:
    below, seen = seeded(3), 0
    for size in (0, 1, 4, 9, 19, 30):
        for _ in range(20):
            shown = publish_counts(dict.fromkeys(GRID.cells(), size), 5_000, below)
            assert shown is not None
            assert all(count >= SMALLEST_SHOWN and count % 5 == 0 for count in shown.values())
            seen += len(shown)
    assert seen
    assert SMALLEST_SHOWN >= 10


def test_empty_cells_hardly_ever_pass_for_full_ones() -> None:
    below = seeded(8)
    empty = [published(dict.fromkeys(GRID.cells(), 0), below) for _ in range(100)]
    assert sum(map(len, empty)) / (100 * len(GRID.cells())) < 0.004


def test_sums_are_sums_of_what_is_shown_and_betray_no_withheld_cell() -> None:
    counts, _ = count_cells(GRID, people_of(400))
    shown = published({**counts, ("r0", "c0"): 3}, seeded(5))
    assert ("r0", "c0") not in shown
    rows, columns = row_sums(GRID, shown), column_sums(GRID, shown)
    others = sum(shown.get(("r0", column), 0) for column in GRID.columns[1:])
    assert rows["r0"] - others == 0
    assert sum(rows.values()) == sum(columns.values()) == sum(shown.values())
    # the break: a sum of true numbers gives the hidden one away
    true_sum = 3 + sum(counts["r0", column] for column in GRID.columns[1:])
    assert true_sum - sum(counts["r0", column] for column in GRID.columns[1:]) == 3


def test_too_few_people_give_no_map_and_still_cost() -> None:
    assert publish_counts(dict.fromkeys(GRID.cells(), 20), 40, seeded(1)) is None


def test_the_ledger_refuses_the_fifth_release_of_a_year_and_one_too_soon() -> None:
    day = date(2026, 1, 1)
    spent = [
        Spending(day + timedelta(days=90 * number), f"grid{number}", RELEASE_EPSILON, True)
        for number in range(4)
    ]
    may_release("another", day + timedelta(days=300), spent[:3])
    with pytest.raises(BudgetSpent, match="budget_spent"):
        may_release("another", day + timedelta(days=300), spent)
    may_release("another", day + timedelta(days=365), spent)
    with pytest.raises(BudgetSpent, match="too_soon"):
        may_release("grid3", day + timedelta(days=300), spent[3:])
    with pytest.raises(BudgetSpent, match="budget_spent"):
        may_release("x", day, [Spending(day, "y", Fraction(1, 10), False) for _ in range(31)])


@pytest.fixture
def world(sqlite_only: Stores, ring: KeyRing, tmp_path: Path) -> World:
    """Give an installation with people from Egypt who mostly agree to be counted."""
    world = make_world(sqlite_only, ring, tmp_path)
    for number in range(PEOPLE):
        region = "EG-KFS" if number % 2 else "EG-ALX"
        somebody = world.person(claim("cage_farming", 3), ties=(place("EG", region),))
        if number == 0:
            world.withdraw(somebody, Purpose.STATISTICS)
    return world


@pytest.fixture
def enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let few people be enough for a map."""
    monkeypatch.setattr(aggregates, "FEWEST_PEOPLE", -1_000)
    monkeypatch.setattr(aggregates, "SMALLEST_SHOWN", 5)


def exact(world: World, grid: str = ORIGIN) -> int:
    """Count what reaches the count, before any noise."""
    with world.acting(SYSTEM) as context:
        store = SkillsMap(context.work, world.runtime.key_ring)
        return len(list(store.countable(SYSTEM, context.now)))


def test_only_people_who_agree_now_are_counted(world: World) -> None:
    assert exact(world) == PEOPLE - 1
    somebody = world.person(claim("cage_farming", 3), ties=(place("EG", "EG-KFS"),))
    assert exact(world) == PEOPLE
    world.withdraw(somebody, Purpose.STATISTICS)
    assert exact(world) == PEOPLE - 1
    world.later(days=370)
    assert exact(world) == 0


def test_a_forged_agreement_counts_nobody(world: World) -> None:
    """The rows of keys carry proofs; changing one to a yes removes the person instead."""
    with world.acting(SYSTEM) as context:
        connection = context.work.keys.connection()
        sql = "UPDATE consent_switch SET status = 'given' WHERE status = 'withdrawn'"
        assert connection.execute(text(sql)).rowcount == 1
    assert exact(world) == PEOPLE - 1


def test_who_asks_a_thousand_times_gets_one_answer(world: World, enough: None) -> None:
    with world.acting(SYSTEM) as context:
        made = release_map(context, below=seeded(2))
    assert made.shown is not None
    with world.acting(None) as context:
        seen = {str(read_map(context)) for _ in range(1_000)}
    assert len(seen) == 1
    client = make_door(world).client
    for path in ("/map", "/map/table.csv", "/map/picture.svg"):
        answers = {client.get(path).content for _ in range(3)}
        assert len({len(answer) for answer in answers}) == 1
    rows = list(csv.reader(io.StringIO(client.get("/map/table.csv").text)))
    shown = {row[0]: int(row[-1]) for row in rows[1:]}
    assert shown == {row: n for row, n in row_sums(made.grid, made.shown).items() if n}


def test_noise_drawn_for_every_answer_would_average_out() -> None:
    """The break: whoever asks a thousand times then knows the true number."""
    below = seeded(4)
    answers = [published(dict.fromkeys(GRID.cells(), 42), below)["r0", "c0"] for _ in range(1_000)]
    assert abs(fmean(answers) - 42) < 1
    assert len(set(answers)) > 3


def test_a_release_is_refused_too_soon_and_stored_rows_cannot_be_changed(
    world: World, enough: None
) -> None:
    with world.acting(SYSTEM) as context:
        release_map(context, below=seeded(2))
        release_map(context, HOST, below=seeded(2))
    with world.acting(SYSTEM) as context, pytest.raises(Conflict, match="map_too_soon"):
        release_map(context)
    world.later(days=91)
    with world.acting(SYSTEM) as context:
        release_map(context, below=seeded(3))
        assert SkillsMap(context.work, world.runtime.key_ring).ledger()[-1].published
    with world.acting(SYSTEM) as context:
        sql = "UPDATE map_release SET epsilon_thousandths = 0 WHERE number = 1"
        context.work.main.connection().execute(text(sql))
    with world.acting(SYSTEM) as context, pytest.raises(RowForged):
        release_map(context, "origin-region")


def test_agencies_and_people_release_nothing(world: World) -> None:
    for actor in (world.agency(), world.person().actor):
        with world.acting(actor) as context, pytest.raises(Forbidden):
            release_map(context)
    with world.acting(world.member(Role.OFFICER)) as context:
        assert release_map(context).shown is None
    with world.acting(None) as context:
        assert read_map(context) is None


def test_every_grid_is_public_and_fixed() -> None:
    assert {name: len(grid.cells()) for name, grid in GRIDS.items()} == {
        "origin-country": 130,
        "origin-region": 2574,
        "host-country": 221,
    }
