"""What was seen while people withdrew: latecomers by the clock and by the log, and how many.

An answer is *stale* if it was asked for after a withdrawal had been committed and still holds
the person, or counts more people than there were. The log tells the same without a clock.
"""

from collections import Counter
from dataclasses import dataclass, field, fields

from privacy.vocabulary import PersonId
from tests.attacks.withdrawal_town import QUESTIONS, Contents


@dataclass(frozen=True)
class Asked:
    """One answer: what was asked, when, by whom, when it began to be sent, who was in it."""

    kind: str
    account: str
    began: float
    sent: float
    status: int
    contents: Contents


@dataclass(frozen=True)
class Away:
    """Somebody was not to be seen: by the clock, and by the numbers of the log."""

    person: PersonId
    log_ref: str
    granting: bool
    since: float
    until: float
    after_entry: int
    before_entry: int


@dataclass
class Findings:
    """What all processes together saw."""

    answers: list[Asked]
    absences: list[Away]
    seen: dict[str, list[int]]
    """Of each member's account, the numbers of the entries of matches seen."""
    looked: list[tuple[int, str]]
    """Numbers of entries about somebody who was seen, and whom they are about."""
    matched: int
    """How many may be matched when everybody is there, and how many of them answer the need."""
    answering: int
    seconds: float = 0.0
    unanswered: int = 0

    def stale(self) -> list[Asked]:
        """Give the answers asked for after a withdrawal's commit that hold the person."""
        return [asked for asked in self.answers if self._is_stale(asked)]

    def _is_stale(self, asked: Asked) -> bool:
        gone = [
            away for away in self.absences if away.since <= asked.began and asked.sent <= away.until
        ]
        if any(_concerns(asked, away) for away in gone):
            return True
        counted, question = asked.contents.counted, QUESTIONS[asked.kind]
        if counted is None:
            return False
        if question.of_all:
            return counted > self.matched - len({away.person for away in gone})
        return counted > self.answering - len({e.person for e in gone if not e.granting})

    def under_way(self) -> int:
        """Count answers asked for before a commit and begun to be sent after it, with her in."""
        return sum(
            asked.began < away.since < asked.sent <= away.until and _concerns(asked, away)
            for asked in self.answers
            for away in self.absences
        )

    def behind_in_the_log(self) -> tuple[int, int]:
        """Give how many answers the log orders, and how many stand behind a withdrawal wrongly."""
        ordered = wrong = 0
        for account, numbers in self.seen.items():
            mine = [
                asked
                for asked in self.answers
                if asked.account == account and QUESTIONS[asked.kind].logged and asked.status == 200
            ]
            assert len(mine) == len(numbers), (len(mine), len(numbers))
            ordered += len(mine)
            wrong += sum(
                away.after_entry < number <= away.before_entry and _concerns(asked, away)
                for asked, number in zip(mine, numbers, strict=True)
                for away in self.absences
            )
        wrong += sum(
            away.after_entry < number <= away.before_entry and person == away.log_ref
            for number, person in self.looked
            for away in self.absences
        )
        return ordered + len(self.looked), wrong


def _concerns(asked: Asked, away: Away) -> bool:
    return away.person in asked.contents.people and (
        away.granting or not QUESTIONS[asked.kind].of_granting
    )


@dataclass
class Total:
    """What all rounds together saw."""

    answers: int = 0
    absences: int = 0
    stale: Counter[str] = field(default_factory=Counter)
    ordered: int = 0
    behind: int = 0
    under_way: int = 0
    unanswered: int = 0
    seconds: float = 0.0
    kinds: Counter[str] = field(default_factory=Counter)
    telling: Counter[str] = field(default_factory=Counter)

    def add(self, seen: Findings) -> None:
        ordered, behind = seen.behind_in_the_log()
        self.answers += len(seen.answers)
        self.absences += len(seen.absences)
        self.stale.update(asked.kind for asked in seen.stale())
        self.ordered, self.behind = self.ordered + ordered, self.behind + behind
        self.under_way += seen.under_way()
        self.unanswered += seen.unanswered
        self.seconds += seen.seconds
        self.kinds.update(asked.kind for asked in seen.answers)
        self.telling.update(
            each.kind for each in seen.answers if each.contents.people or each.contents.counted
        )

    def join(self, other: "Total") -> None:
        """Add what was seen in another town."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))

    def __str__(self) -> str:
        kinds = ", ".join(
            f"{kind} {number}/{self.telling[kind]}" for kind, number in sorted(self.kinds.items())
        )
        return (
            f"{self.answers} answers in {self.seconds:.0f} s, {self.telling.total()} with people "
            f"in them; {self.absences} withdrawals; stale {self.stale.total()}; ordered by the "
            f"log {self.ordered}, behind a withdrawal {self.behind}; under way at a commit "
            f"{self.under_way}; without a turn {self.unanswered} "
            f"(of each kind, all and with people: {kinds})"
        )
