"""What a case may expect of a campaign: who gets which seat, and the reason of everybody.

Notation: ``campaign`` has ``seed``, ``conditional``, ``quotas`` (code, reason, group, needs,
at_least, at_most), ``recalls`` (``{person: need}``, agreed) and ``withdrawn`` (needs taken
back after the first answer).

What it does not do: check that the total is greatest (the allocation proves that itself).
"""

from matcher.allocation import (
    Allocation,
    Applicant,
    Campaign,
    Edges,
    Quota,
    QuotaCode,
    QuotaReason,
    Recall,
    SeatedNeed,
    allocate,
    replace_withdrawn,
)
from matcher.mentoring import places_of
from matcher.ranking import rank_all
from matcher.types import NeedId, Slot
from matcher.weights import VERSION_1
from tests.case_fields import Fields, Table
from tests.cases.ladder_checks import TAXONOMY
from tests.matching_cases import Case


def check_campaign(case: Case) -> None:
    """Compare an allocation with what a case expects."""
    names = {profile.slot: name for name, profile in case.pool.items()}
    told = Fields("campaign", case.campaign)
    withdrawn = frozenset(map(NeedId, told.take("withdrawn", [])))
    campaign = _campaign(case, told, {name: slot for slot, name in names.items()})
    told.done()
    answer = allocate(campaign)
    if withdrawn:
        answer = replace_withdrawn(campaign, answer, withdrawn)
    fields = Fields("expect", case.expect)
    wanted = fields.take("seats", {})
    assert {name: _seats(answer, names, name) for name in wanted} == wanted, "seats"
    reasons = {names[slot]: result.reason.value for slot, result in answer.people.items()}
    wanted = fields.take("results", {})
    assert {name: reasons.get(name) for name in wanted} == wanted, "results"
    fields.done()


def _seats(answer: Allocation, names: dict[Slot, str], name: str) -> list[str]:
    [result] = [each for slot, each in answer.people.items() if names[slot] == name]
    return sorted(seat.need_id for seat in result.seats)


def _campaign(case: Case, told: Fields, slots: dict[str, Slot]) -> Campaign:
    people = list(case.pool.values())
    quotas = tuple(_quota(each, slots) for each in told.take("quotas", []))
    seed, conditional = told.take("seed", 1), told.take("conditional", False)
    recalls = tuple(
        Recall(NeedId(need), slots[name], agreed=True)
        for name, need in told.take("recalls", {}).items()
    )
    needs = tuple((case.mentees or case.needs).values())
    return Campaign(
        needs=tuple(SeatedNeed(need.need_id, need.seats) for need in needs),
        applicants=tuple(
            Applicant(person.slot, person.lot, places_of(person) if case.mentees else 1)
            for person in people
        ),
        edges=Edges.of_matches(
            match
            for need in needs
            for match in rank_all(need, people, TAXONOMY, VERSION_1, case.as_of).matches
        ),
        seed=seed,
        quotas=quotas,
        recalls=recalls,
        conditional=conditional,
    )


def _quota(raw: Table, slots: dict[str, Slot]) -> Quota:
    fields = Fields("quota", raw)
    group, needs = fields.take("group"), fields.take("needs")
    quota = Quota(
        QuotaCode(fields.take("code")),
        QuotaReason(fields.take("reason", "")),
        None if group is None else frozenset(slots[name] for name in group),
        None if needs is None else frozenset(map(NeedId, needs)),
        fields.take("at_least", 0),
        fields.take("at_most"),
    )
    fields.done()
    return quota
