"""Two or three people who cover a need together (R4-38)."""

from matcher.ladder.teams import Team, find_teams
from matcher.scoring import weigh
from matcher.types import (
    Answer,
    Bucket,
    EvidenceState,
    MatchNeed,
    MatchProfile,
    Mode,
    NeedKind,
)
from matcher.weights import VERSION_1
from tests.factories import (
    TODAY,
    asks,
    claim,
    need,
    optional,
    place,
    profile,
    skill,
    small_taxonomy,
    trainable,
)

CAGES, PONDS, NETS = (asks(name) for name in ("cage_farming", "triage", "net_mending"))


def teams(asked: MatchNeed, *people: MatchProfile, size: int = 3) -> tuple[Team, ...]:
    return find_teams(asked, people, small_taxonomy(), VERSION_1, TODAY, size=size)


def slots(found: tuple[Team, ...]) -> list[list[int]]:
    return [sorted(member.slot for member in team.members) for team in found]


CAGE = profile(claim("cage_farming"), slot=1)
NURSE = profile(claim("triage"), slot=2)
MENDER = profile(claim("net_mending"), slot=3)


def test_two_people_cover_what_neither_does_alone() -> None:
    (team,) = teams(need(CAGES, PONDS), CAGE, NURSE)
    assert {member.slot: member.covers for member in team.members} == {
        1: (skill("cage_farming"),),
        2: (skill("triage"),),
    }
    assert team.covers_all
    assert team.bucket is Bucket.DIRECT
    # Both skills 80 hundredths each over 60 of 64 hundredths; nobody confirmed her profile.
    assert team.numerator == 94 * 800_000


def test_three_are_asked_only_when_two_are_not_enough() -> None:
    asked = need(CAGES, PONDS, NETS)
    assert slots(teams(asked, CAGE, NURSE, MENDER)) == [[1, 2, 3]]
    assert teams(asked, CAGE, NURSE, MENDER, size=2) == ()
    both = profile(claim("triage"), claim("net_mending"), slot=4)
    assert slots(teams(asked, CAGE, NURSE, MENDER, both)) == [[1, 4]]


def test_whoever_covers_everything_alone_needs_no_team() -> None:
    alone = profile(claim("cage_farming"), claim("triage"), slot=4)
    assert slots(teams(need(CAGES, PONDS), CAGE, NURSE, alone)) == [[1, 2]]
    assert teams(need(CAGES), CAGE, NURSE) == ()


def test_every_member_keeps_every_other_condition() -> None:
    asked = need(CAGES, PONDS, mode=Mode.REMOTE)
    remote = frozenset({Mode.REMOTE})
    cage = profile(claim("cage_farming"), slot=1, modes=remote)
    on_site = profile(claim("triage"), slot=2, modes=frozenset({Mode.SEASONAL}))
    assert teams(asked, cage, on_site) == ()
    silent = profile(claim("triage"), slot=3)
    (team,) = teams(asked, cage, on_site, silent)
    assert team.bucket is Bucket.CONDITIONAL


def test_a_level_too_low_or_unstated_covers_nothing() -> None:
    for level in (0, 1):
        assert teams(need(CAGES, PONDS), CAGE, profile(claim("triage", level), slot=2)) == ()


def test_a_proof_one_step_short_waits_and_more_covers_nothing() -> None:
    asked = need(CAGES, PONDS, evidence_required=EvidenceState.ATTESTED)
    proven = profile(claim("triage", evidence=EvidenceState.CERTIFIED), slot=2)
    (team,) = teams(asked, CAGE, proven)
    assert team.bucket is Bucket.CONDITIONAL
    strict = need(CAGES, PONDS, evidence_required=EvidenceState.VALIDATED)
    assert teams(strict, CAGE, proven) == ()


def test_whoever_refuses_to_teach_a_skill_does_not_stand_for_it() -> None:
    asked = need(CAGES, PONDS, kind=NeedKind.TRAINING_DELIVERY)
    willing = Answer.YES
    cage = profile(claim("cage_farming"), slot=1, willing_to_share=willing)
    nurse = profile(claim("triage", can_teach=Answer.NO), slot=2, willing_to_share=willing)
    assert teams(asked, cage, nurse) == ()


def test_a_trainable_skill_nobody_has_makes_the_team_conditional() -> None:
    asked = need(CAGES, PONDS, trainable("net_mending"), optional("engine_repair"))
    (team,) = teams(asked, CAGE, NURSE)
    assert (team.bucket, team.covers_all) == (Bucket.CONDITIONAL, False)
    (whole,) = teams(
        need(CAGES, PONDS, trainable("net_mending")),
        profile(claim("cage_farming"), claim("net_mending"), slot=1),
        NURSE,
    )
    assert (whole.bucket, whole.covers_all) == (Bucket.DIRECT, True)


def test_the_better_team_stands_first_and_the_order_of_the_pool_changes_nothing() -> None:
    asked = need(CAGES, PONDS, place=place("EG"))
    near = place("EG")
    cage = profile(claim("cage_farming"), slot=1, residence=near)
    people = [
        cage,
        profile(claim("triage", evidence=EvidenceState.CERTIFIED), slot=2),
        profile(claim("triage"), slot=3, residence=near),
        profile(claim("triage", evidence=EvidenceState.CERTIFIED), slot=4, residence=near),
    ]
    found = teams(asked, *people)
    assert slots(found) == [[1, 4], [1, 3], [1, 2]]
    assert found == teams(asked, *reversed(people))


def test_a_team_is_as_near_as_its_furthest_member() -> None:
    asked = need(CAGES, PONDS, place=place("EG", "EG-C"))
    there = profile(claim("cage_farming"), slot=1, residence=place("EG", "EG-C"))
    elsewhere = profile(claim("triage"), slot=2, residence=place("EG", "EG-ALX"))
    (team,) = teams(asked, there, elsewhere)
    one = weigh(elsewhere, asked, small_taxonomy(), VERSION_1, TODAY)
    skills, near, freshness = one.evidence
    assert (near.value, freshness.value) == (600_000, 0)
    assert team.numerator == skills.weight * 800_000 + near.weight * 600_000
