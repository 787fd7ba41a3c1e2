"""What an allocation answers: a reason for everybody, for every need, and a proof.

Rules:

- Everybody in the campaign has exactly one result with a code; every need has one too.
- A reason speaks of seats, scores as numerators and quota codes, never of another person.
- Codes do not change their meaning; a new situation gets a new code.

What it does not do: word sentences, show one person another's score (a cut is the score of
the last seat, without its holder), or decide: people review an allocation before it binds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from matcher.allocation.types import QuotaCode
from matcher.types import SCORE_DENOMINATOR, NeedId, Slot

JsonValue = str | int | bool | None | list["JsonValue"] | dict[str, "JsonValue"]


class SeatReason(StrEnum):
    """Why a person has a seat or has none, or has none in one need."""

    SEATED = "seated"
    RECALLED = "recalled"
    SEATED_RESERVED = "seated_reserved"
    KEPT = "kept"
    NO_EDGE = "no_edge"
    BUCKET = "bucket"
    CAPACITY = "capacity"
    PREFERENCE_EXCLUDED = "preference_excluded"
    PREFERENCE_TRACK = "preference_track"
    PREFERENCE_ORDER = "preference_order"
    OUTSCORED = "outscored"
    LOT_LOST = "lot_lost"
    QUOTA_FULL = "quota_full"
    RESERVED = "reserved"
    RECALL_FIRST = "recall_first"
    DIRECT_FIRST = "direct_first"
    OTHERS_KEEP = "others_keep"
    NOT_DISPLACED = "not_displaced"
    NO_SEATS = "no_seats"


SEATED_CODES = frozenset(
    {SeatReason.SEATED, SeatReason.RECALLED, SeatReason.SEATED_RESERVED, SeatReason.KEPT}
)


class NeedReason(StrEnum):
    """Why a need is full or has empty seats."""

    FILLED = "filled"
    NOBODY = "nobody"
    SEATED_ELSEWHERE = "seated_elsewhere"
    QUOTA_FULL = "quota_full"
    HELD = "held"


class Objective(StrEnum):
    """What is decided first, second, third: a later one never costs an earlier one anything."""

    RECALLS = "recalls"
    RESERVED_SEATS = "reserved_seats"
    DIRECT_SCORE = "direct_score"
    CONDITIONAL_SCORE = "conditional_score"
    PREFERENCES = "preferences"
    LOT = "lot"


@dataclass(frozen=True, slots=True)
class Seat:
    """One seat taken.

    Attributes:
        need_id: Where.
        reason: ``SEATED``, ``RECALLED``, ``SEATED_RESERVED`` or ``KEPT``.
        numerator: The score of the pair.
        conditional: The match is conditional: something must happen first.
        quota: The quota whose reserve gave the seat.
    """

    need_id: NeedId
    reason: SeatReason
    numerator: int
    conditional: bool = False
    quota: QuotaCode | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one pair has no seat.

    Attributes:
        reason: The code.
        need_id: The need; ``None`` when no pair was left at all.
        numerator: The score of the pair, after steps for preferences.
        cut: The score of the last seat she could have had, for ``OUTSCORED`` and the codes
            that decide between equals.
        quota: The quota that is full, or whose reserve holds the seats.
    """

    reason: SeatReason
    need_id: NeedId | None = None
    numerator: int | None = None
    cut: int | None = None
    quota: QuotaCode | None = None


@dataclass(frozen=True, slots=True)
class PersonResult:
    """One person's result.

    Attributes:
        slot: The person.
        reason: The one code to show first.
        seats: The seats she has, by need.
        refusal: For who has none: the need where she came nearest to a seat, and why not.
    """

    slot: Slot
    reason: SeatReason
    seats: tuple[Seat, ...] = ()
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class NeedResult:
    """One need's result.

    Attributes:
        need_id: The need.
        seats: Its seats.
        filled: Seats taken.
        reason: ``FILLED``, or why seats stay empty.
        last: The score of the last seated, ``None`` when nobody is.
    """

    need_id: NeedId
    seats: int
    filled: int
    reason: NeedReason
    last: int | None


@dataclass(frozen=True, slots=True)
class QuotaResult:
    """How one quota came out; ``short`` counts reserved seats the group could not claim."""

    code: QuotaCode
    reason: str
    at_least: int
    at_most: int | None
    taken: int
    short: int


@dataclass(frozen=True, slots=True)
class Proof:
    """Our own check of one objective, in whole numbers.

    Attributes:
        objective: What was maximised, given all objectives before it.
        value: What the allocation reaches.
        bound: What no allocation can exceed, from prices on persons, seats and quotas.
    """

    objective: Objective
    value: int
    bound: int

    @property
    def gap(self) -> int:
        """How far the value is from the bound; 0 proves that nothing better exists."""
        return self.bound - self.value


@dataclass(frozen=True, slots=True, eq=False)
class Allocation:
    """The whole answer.

    Attributes:
        seed: The published seed of the lot.
        people: Everybody's result, by slot.
        needs: Every need's result, by id.
        quotas: Every quota's result, by code.
        proofs: One for each objective, in the order in which they decide.
        crossing: Quotas cross, so that the answer was proven for this campaign only.
        total_numerator: Sum of the scores of all seats.
        filled: Seats taken.
        seats: Seats there are.
    """

    seed: int
    people: Mapping[Slot, PersonResult]
    needs: Mapping[NeedId, NeedResult]
    quotas: Mapping[QuotaCode, QuotaResult]
    proofs: tuple[Proof, ...]
    crossing: bool
    total_numerator: int
    filled: int
    seats: int

    @property
    def gap(self) -> int:
        """The sum of all gaps: 0, or the allocation would have been refused."""
        return sum(proof.gap for proof in self.proofs)

    def as_json(self) -> dict[str, JsonValue]:
        """Give everything as codes and whole numbers, in a stable order."""
        return {
            "seed": str(self.seed),
            "score_denominator": SCORE_DENOMINATOR,
            "total_numerator": self.total_numerator,
            "seats": self.seats,
            "filled": self.filled,
            "gap": self.gap,
            "crossing_quotas": self.crossing,
            "proofs": [
                {"objective": p.objective.value, "value": p.value, "bound": p.bound}
                for p in self.proofs
            ],
            "quotas": [
                {
                    "code": q.code,
                    "reason": q.reason,
                    "at_least": q.at_least,
                    "at_most": q.at_most,
                    "taken": q.taken,
                    "short": q.short,
                }
                for q in self.quotas.values()
            ],
            "needs": [
                {
                    "need": n.need_id,
                    "seats": n.seats,
                    "filled": n.filled,
                    "reason": n.reason.value,
                    "last": n.last,
                }
                for n in self.needs.values()
            ],
            "people": [_person(result) for result in self.people.values()],
        }


def _person(result: PersonResult) -> dict[str, JsonValue]:
    refusal = result.refusal
    return {
        "slot": int(result.slot),
        "reason": result.reason.value,
        "seats": [
            {
                "need": seat.need_id,
                "reason": seat.reason.value,
                "numerator": seat.numerator,
                "conditional": seat.conditional,
                "quota": seat.quota,
            }
            for seat in result.seats
        ],
        "refusal": None
        if refusal is None
        else {
            "reason": refusal.reason.value,
            "need": refusal.need_id,
            "numerator": refusal.numerator,
            "cut": refusal.cut,
            "quota": refusal.quota,
        },
    }
