"""Forms: names become paths, errors find their input, secrets are not shown again."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.contexts.page import FormState
from api.errors import FieldProblem, Invalid
from api.i18n import translator
from api.inputs.need import NeedInput
from api.inputs.profile import WorkInput
from api.pages.forms import (
    FormInput,
    Nested,
    check_input,
    flat,
    problem_sentence,
    rows_of,
    with_country,
    with_problems,
)
from api.pages.going import own_path


def sent(**values: str | tuple[str, ...]) -> FormInput:
    return FormInput(
        {
            name.replace("__", "-"): (value,) if isinstance(value, str) else value
            for name, value in values.items()
        }
    )


def test_names_become_paths_and_empty_inputs_are_left_out() -> None:
    form = sent(title=" Nets ", place__country="EG", place__region="", form_token="t")
    assert form.nested(ignored={"form_token"}) == {"title": "Nets", "place": {"country": "EG"}}


def test_a_list_keeps_its_order_and_an_error_names_the_row_as_it_stands_on_the_page() -> None:
    form = sent(
        title="Nets",
        kind="vacancy",
        requirements__2__concept="urn:x:a",
        requirements__7__concept="urn:x:b",
        requirements__7__weight="many",
    )
    with pytest.raises(Invalid) as refused:
        check_input(NeedInput, form.nested())
    assert refused.value.fields == (FieldProblem("/requirements-7-weight", "int_parsing"),)


def test_every_missing_input_is_named_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        check_input(NeedInput, sent(seats="none").nested())
    assert {field.pointer for field in refused.value.fields} == {"/kind", "/title", "/seats"}


def test_an_error_of_one_part_is_named_without_the_way_to_it() -> None:
    work: dict[str, object] = {"skills": [{"concept": "urn:x:a", "years": "twelve"}]}
    with pytest.raises(Invalid) as refused:
        check_input(WorkInput, {}, work, inside="skills-0-")
    assert refused.value.fields == (FieldProblem("/years", "int_parsing"),)


def test_what_was_typed_is_shown_again_but_neither_passphrase_nor_token() -> None:
    form = sent(login="K7RM", passphrase="harbour lantern", form_token="t")
    assert form.as_state().values == {"login": ("K7RM",)}
    assert "K7RM" not in repr(form)


def test_a_problem_says_its_own_sentence_for_the_input_then_for_the_code_then_in_general() -> None:
    tongue = translator("en")
    assert problem_sentence(tongue, "title", "missing") == "Give a title."
    assert problem_sentence(tongue, "ties-0-country", "missing") == "Something is missing here."
    assert problem_sentence(tongue, "seats", "no_such_code") == "Check what you wrote here."


def test_a_refusal_that_names_no_place_stands_alone_in_the_summary() -> None:
    state = with_problems(FormState(), translator("en"), (), "sign_in_failed", "No.")
    assert [(each.anchor, each.sentence) for each in state.problems] == [("", "No.")]
    state = with_problems(FormState(), translator("en"), (), "passphrase_wrong", "No.")
    assert state.problem("passphrase") == "No."


def test_a_value_tree_and_its_inputs_are_two_sides_of_one_thing() -> None:
    tree = {
        "title": "Nets",
        "seats": 3,
        "partial_period_ok": True,
        "employer": None,
        "period": {"start": date(2026, 11, 15), "end": date(2027, 1, 31)},
        "languages": [{"tag": "ar", "minimum": 3}, {"tag": "fr", "minimum": 4}],
        "permits": ("work_authorisation", "driving_licence"),
    }
    values = flat(tree)
    assert values["languages-1-tag"] == ("fr",)
    assert values["permits"] == ("work_authorisation", "driving_licence")
    assert "employer" not in values
    back = check_input(
        NeedInput, FormInput({**values, "kind": ("vacancy",)}).nested(several={"permits"})
    )
    assert back.period is not None
    assert back.period.start == date(2026, 11, 15)
    assert [each.tag for each in back.languages] == ["ar", "fr"]
    assert back.partial_period_ok


def test_rows_are_counted_by_their_numbers_and_nothing_else() -> None:
    names = ("languages-0-tag", "languages-11-level", "languages-x-tag", "languages-999-tag")
    assert rows_of(FormState(dict.fromkeys(names, ("x",))), "languages") == (0, 11)
    assert rows_of(FormState({"other-0-tag": ("x",)}), "languages") == ()


def test_a_region_alone_brings_its_country() -> None:
    place: Nested = {"region": "EG-KFS"}
    with_country(place)
    assert place == {"region": "EG-KFS", "country": "EG"}
    other: Nested = {"region": "EG-KFS", "country": "MA"}
    with_country(other)
    assert other["country"] == "MA"


@given(st.dictionaries(st.text("abc-019", max_size=12), st.text(max_size=5), max_size=6))
def test_no_names_of_inputs_break_the_reading(values: dict[str, str]) -> None:
    form = FormInput({name: (value,) for name, value in values.items()})
    try:
        check_input(NeedInput, form.nested())
    except Invalid:
        return
    pytest.fail("a need without title was accepted")


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/me/profile", "/me/profile"),
        ("//example.org/", "/"),
        ("/\\example.org", "/"),
        ("https://example.org/", "/"),
        ("/me\r\nset-cookie: a=b", "/"),
        ("", "/"),
        ("/" + "a" * 400, "/"),
    ],
)
def test_the_way_back_leads_only_to_our_own_pages(address: str, path: str) -> None:
    assert own_path(address) == path
