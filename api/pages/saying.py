"""Put what a person says about her work into words, field by field.

It serves her own pages and what an agency was granted. Both hold ``Disclosed`` values; who
calls this has taken the value out on purpose.

What it does not do: open anything, or choose which fields are shown.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from api.contexts.choices import WorkSaid
from api.i18n import Translator
from api.pages.wording import Wording


@dataclass(frozen=True, slots=True)
class Saying:
    """Words of one language for the parts of a work profile."""

    tongue: Translator
    labels: Mapping[str, str]

    def lines(self, field: str, work: WorkSaid) -> tuple[str, ...]:
        """Give what is said in one personal field, one line a statement."""
        parts: dict[str, Callable[[WorkSaid], Iterator[str]]] = {
            "skills": self._skills,
            "experience": self._experience,
            "languages": self._languages,
            "availability": self._availability,
            "places": self._places,
            "willingness": self._willingness,
            "permit_answers": self._permits,
            "own_words": self._words,
        }
        return tuple(parts[field](work)) if field in parts else ()

    def label(self, uri: str) -> str:
        """Name a concept; one the taxonomy has no more keeps its last part."""
        return self.labels.get(uri) or uri.rsplit(":", 1)[-1].rsplit("/", 1)[-1]

    def _skills(self, work: WorkSaid) -> Iterator[str]:
        for claim in work.skills:
            parts = [self.tongue.text(f"level.{claim.level.value}")]
            if claim.last_used_year is not None:
                parts.append(self.tongue.text("skills.used_in", year=claim.last_used_year))
            if claim.evidence.value != "claimed":
                parts.append(self.tongue.text(f"evidence_state.{claim.evidence.value}"))
            yield f"{self.label(claim.concept)} – {self._join(parts)}"

    def _experience(self, work: WorkSaid) -> Iterator[str]:
        for entry in work.experience:
            name = (
                self.label(entry.occupation)
                if entry.occupation
                else self.tongue.text(f"sector.{entry.sector}")
            )
            years = self.tongue.text(
                "experience.years", origin=entry.years_origin, host=entry.years_host
            )
            yield f"{name} – {years}"

    def _languages(self, work: WorkSaid) -> Iterator[str]:
        for spoken in work.languages:
            level = self.tongue.text(f"cefr.{spoken.level.name}")
            yield f"{self.tongue.spoken_language(spoken.tag)} – {level}"

    def _availability(self, work: WorkSaid) -> Iterator[str]:
        if work.modes:
            codes = sorted(each.value for each in work.modes)
            yield self._join(self.tongue.text(f"mode.{code}") for code in codes)
        words = Wording(self.tongue)
        for window in work.windows or ():
            if isinstance(window.start, date):
                yield words.intervals(f"{window.start.isoformat()}/{window.end}")
            else:
                (first_month, first_day), (last_month, last_day) = window.start, window.end
                interval = f"--{first_month:02}-{first_day:02}/--{last_month:02}-{last_day:02}"
                yield self.tongue.text("period.every_year", period=words.intervals(interval))
        if work.hours_per_month is not None:
            yield self.tongue.text("count.hours_month", count=work.hours_per_month)
        if work.longest_mission_days is not None:
            days = self.tongue.text("count.days", count=work.longest_mission_days)
            yield self._pair(self.tongue.text("availability.mission"), days)
        if work.notice_days is not None:
            days = self.tongue.text("count.days", count=work.notice_days)
            yield self._pair(self.tongue.text("availability.notice.said"), days)

    def _places(self, work: WorkSaid) -> Iterator[str]:
        words = Wording(self.tongue)
        if work.residence is not None:
            yield self._pair(self.tongue.text("places.residence.said"), words.place(work.residence))
        for tie in work.ties:
            yield self._pair(self.tongue.text("places.tie"), words.place(tie))

    def _willingness(self, work: WorkSaid) -> Iterator[str]:
        for question, family, code in (
            ("willingness.share", "answer", work.willing_to_share.value),
            ("willingness.trainer", "trainer", work.train_the_trainer.value),
            ("willingness.compensation", "compensation", work.compensation.value),
        ):
            if code != "unsaid":
                answer = self.tongue.text(f"{family}.{code}")
                yield f"{self.tongue.text(question)} – {answer}"
        if work.mentoring_places is not None:
            yield f"{self.tongue.text('willingness.mentoring')} – {work.mentoring_places}"

    def _permits(self, work: WorkSaid) -> Iterator[str]:
        for code, answer in work.permit_answers.items():
            if answer.value != "unsaid":
                said = self.tongue.text(f"answer.{answer.value}")
                yield f"{self.tongue.text(f'permit.{code}')} – {said}"

    def _words(self, work: WorkSaid) -> Iterator[str]:
        yield from (line for line in (work.own_words or "").splitlines() if line.strip())

    def _pair(self, name: str, value: str) -> str:
        return self.tongue.text("list.pair", name=name, value=value)

    def _join(self, parts: Iterable[str]) -> str:
        return self.tongue.text("list.comma").join(parts)
