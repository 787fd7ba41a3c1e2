"""Which inputs the form of a need shows for which kind.

Rules:

- Every kind says for whom, what, when, where and in which languages.
- Inputs that only one kind takes (``FIELDS_OF_KINDS``) are shown for that kind alone.
- An input another kind would not need is shown when it holds something.

What it does not do: refuse a field (the input model does).
"""

from collections.abc import Mapping

from api.contexts.choices import KINDS
from api.contexts.page import FormState
from api.inputs.need import FIELDS_OF_KINDS

USUAL = frozenset(
    {"mode", "experience", "evidence_required", "permits", "affinity", "standards", "seats"}
)
INSTITUTIONS = "institutional_collaboration"
"""The kind that looks for an organisation."""
SHOWN: Mapping[str, frozenset[str]] = {
    "vacancy": USUAL | {"employer", "hours_per_month", "covered_costs"},
    "short_mission": USUAL
    | {"employer", "duration_days", "covered_costs", "train_the_trainer_required"},
    "training_delivery": USUAL
    | {"employer", "duration_days", "covered_costs", "train_the_trainer_required"},
    "mentoring": frozenset({"mode", "hours_per_month", "experience", "affinity", "seats"}),
    "internship": USUAL - {"experience"}
    | {"employer", "duration_days", "hours_per_month", "covered_costs"},
    INSTITUTIONS: frozenset(),
}
"""What each kind needs besides what every kind says."""
EVERY = frozenset().union(*SHOWN.values())
NOTHING_SAID = frozenset({"", "1"})
"""Values an input may start with although nobody said anything: one seat."""


def of_another_kind(kind: str) -> frozenset[str]:
    """Name the fields that only other kinds than this one take."""
    if kind not in KINDS:
        return frozenset()
    return frozenset(name for name, taker in FIELDS_OF_KINDS.items() if taker.value != kind)


def shown_inputs(form: FormState) -> frozenset[str]:
    """Name the inputs to show: those of the kind, and those that hold something."""
    kind = form.value("kind")
    if kind not in KINDS:
        return EVERY | FIELDS_OF_KINDS.keys()
    used = {
        name
        for name in EVERY
        for given in form.values
        if (given == name or given.startswith(f"{name}-"))
        and not given.endswith("-code")
        and form.value(given) not in (NOTHING_SAID if name == "seats" else {""})
    }
    own = {name for name, taker in FIELDS_OF_KINDS.items() if taker.value == kind}
    return frozenset(SHOWN[kind] | used | own)
