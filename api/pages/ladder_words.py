"""Put the changes a need can make into sentences, in one language.

What it does not do: choose which changes are shown (services do).
"""

from collections.abc import Callable, Mapping

from markupsafe import Markup

from api.i18n import Translator
from api.pages.wording import Fact, Wording
from api.services.views.ladder import ChangeView, RelaxationView

ChangeWords = Callable[[RelaxationView | ChangeView], Markup]


def change_words(
    tongue: Translator, words: Wording, sentence: Callable[..., Markup]
) -> ChangeWords:
    """Give the function that words one change of a need."""

    def days(count: Fact) -> str:
        return tongue.text("count.days", count=count)

    def hours(count: Fact) -> str:
        return tongue.text("count.hours_month", count=count)

    def years(count: Fact) -> str:
        return tongue.text("count.years", count=count)

    def skill_level(level: Fact) -> str:
        return tongue.text(f"level.{level}")

    def spoken_level(level: Fact) -> str:
        return tongue.text(f"cefr.{level}")

    def evidence(state: Fact) -> str:
        return tongue.text(f"evidence_state.{state}")

    def mode(code: Fact) -> str:
        return tongue.text(f"mode.{code}")

    put: Mapping[str, Callable[[Fact], str]] = {
        "other_mode": mode,
        "later_season": words.intervals,
        "lower_language_level": spoken_level,
        "lower_skill_level": skill_level,
        "shorter": days,
        "fewer_hours": hours,
        "less_experience": years,
        "evidence_one_step": evidence,
    }

    def say(change: RelaxationView | ChangeView) -> Markup:
        facts: dict[str, object] = {}
        said = put.get(change.code.value)
        for name in ("before", "after"):
            if said is not None and change.facts.get(name) is not None:
                facts[name] = said(change.facts[name])
        if "language" in change.facts:
            facts["language"] = tongue.spoken_language(str(change.facts["language"]))
        if "skill_label" in change.facts:
            facts["skill"] = change.facts["skill_label"]
        return sentence(f"relaxation.{change.code.value}", **facts)

    return say
