"""The inputs of a need's form: what they start with, and what they say when sent.

Rules:

- Dates that were typed count, even when the choice above them was forgotten.
- Saving what the form was opened with changes nothing that is asked.
- What only another kind takes is left out.

What it does not do: check anything (the input model does), or show it.
"""

import dataclasses

from api.contexts.choices import STANDARDS
from api.contexts.offers import TARGET_GROUPS
from api.contexts.page import FormState
from api.pages.forms import FormInput, Nested, flat, with_country
from api.pages.need_kinds import INSTITUTIONS, of_another_kind
from api.services.views.need import NeedView

SEVERAL = frozenset({"permits", "affinity", "covered_costs", "collaboration-wanted"})
SERVICE = "collaboration-services-"
STEPS = frozenset(
    {"search", "add", "drop", "reshape", "search_occupation", "choose_occupation", "no_occupation"}
)
"""Buttons that change the form and store nothing."""
OF_THE_FORM = frozenset(
    {
        "form_token",
        "form_revision",
        "form_period",
        "form_label",
        "form_phrase",
        "form_occupation",
        "form_occupation_phrase",
        "form_group",
        "save",
        *STEPS,
    }
)
"""First parts of names that belong to the form and not to the need."""


def state_of(need: NeedView) -> FormState:
    """Give what the inputs start with when a need is changed."""
    values = flat(dataclasses.asdict(need))
    values = {name: kept for name, kept in values.items() if not name.startswith("standards-")}
    values["form_revision"] = (str(need.revision),)
    if need.open_ended:
        values.pop("period-end", None)
    if need.experience and need.experience.occupation_label:
        values["form_occupation"] = (need.experience.occupation_label,)
    group = need.beneficiary_group or ""
    values["form_group"] = ("",)
    if group in TARGET_GROUPS:
        values["form_group"] = values.pop("beneficiary_group")
    period = need.period
    values["form_period"] = (
        ("none",) if period is None else ("dated",) if period.start else ("yearly",),
    )[0]
    for number, each in enumerate(need.requirements):
        values[f"form_label-{number}"] = (each.label,)
    for number, asked in enumerate(need.languages):
        values[f"languages-{number}-essential"] = ("yes" if asked.essential else "no",)
    services = values.pop(SERVICE.rstrip("-"), ())
    values.update({f"{SERVICE}{number}": (each,) for number, each in enumerate(services)})
    for standard in need.standards:
        if standard.code not in STANDARDS:
            continue
        number = STANDARDS.index(standard.code)
        values[f"standards-{number}-state"] = (standard.state.value,)
        if standard.valid_until:
            values[f"standards-{number}-valid_until"] = (standard.valid_until.isoformat(),)
    return FormState(values)


PERIODS = {"dated": ("start", "end"), "yearly": ("from_day", "to_day")}
"""The two kinds of period, and the inputs of their ends."""


def tree_of(form: FormInput, *, seeks: bool = True) -> Nested:
    """Give what the form says of the need.

    Args:
        form: What was sent.
        seeks: Whether a need of that kind says that it looks for an organisation, even when
            nothing of it was filled in.
    """
    tree = form.nested(several=SEVERAL, ignored=OF_THE_FORM)
    for name in of_another_kind(form.one("kind")):
        tree.pop(name, None)
    if form.one("form_group"):
        tree.setdefault("beneficiary_group", form.one("form_group"))
    if seeks and form.one("kind") == INSTITUTIONS:
        tree.setdefault("collaboration", {})
    period = tree.pop("period", None)
    given = period if isinstance(period, dict) else {}
    # Dates that were typed count, even when the choice above them was forgotten.
    typed = next((kind for kind, ends in PERIODS.items() if given.keys() & set(ends)), "none")
    chosen = form.one("form_period")
    wanted = PERIODS.get(typed if chosen in {"", "none"} else chosen)
    if wanted:
        kept = {name: given[name] for name in wanted if name in given}
        if form.one("open_ended") and "start" in kept:
            kept["end"] = kept["start"]
        tree["period"] = kept
    with_country(tree.get("place"))
    spoken = tree.get("languages")
    if isinstance(spoken, dict):
        named = {
            row: each for row, each in spoken.items() if isinstance(each, dict) and "tag" in each
        }
        tree["languages"] = dict(named)
        if not named:
            del tree["languages"]
    standards = tree.get("standards")
    if isinstance(standards, dict):
        stated: Nested = {
            row: each
            for row, each in standards.items()
            if isinstance(each, dict) and each.keys() - {"code"}
        }
        tree["standards"] = stated
        if not stated:
            del tree["standards"]
    return tree
