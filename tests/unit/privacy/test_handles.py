"""References are random, of one form, and say nothing."""

import re

import pytest

from privacy.handles import (
    canonical_login,
    is_reference,
    new_account_code,
    new_handle,
    new_person_id,
    new_reference,
    new_token,
    token_digest,
)


def test_references_have_one_form_and_do_not_repeat() -> None:
    made = {make() for make in (new_reference, new_handle) for _ in range(2000)}
    assert len(made) == 4000
    assert all(is_reference(reference) for reference in made)


@pytest.mark.parametrize("text", ["", "a" * 25, "a" * 27, "A" * 26, "1" * 26, "a" * 26 + "\n"])
def test_other_forms_are_no_references(text: str) -> None:
    assert not is_reference(text)


def test_person_ids_are_sixteen_random_bytes() -> None:
    made = {new_person_id() for _ in range(500)}
    assert len(made) == 500
    assert {len(person) for person in made} == {16}


def test_account_codes_survive_being_read_aloud_and_typed() -> None:
    codes = {new_account_code() for _ in range(500)}
    assert len(codes) == 500
    for code in codes:
        assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}", code)
        typed = code.lower().replace("-", " ").replace("1", "l").replace("0", "o")
        assert canonical_login(typed) == code.replace("-", "")


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("  Amal@EXAMPLE.org", "Amal@example.org"),
        ("amal+work@example.org", "amal+work@example.org"),
        ("\uff41mal@example.org", "amal@example.org"),
        ("abcd-efgh-jk1o", "ABCDEFGHJK10"),
        ("", ""),
    ],
)
def test_logins_have_one_form(typed: str, canonical: str) -> None:
    assert canonical_login(typed) == canonical
    assert canonical_login(canonical) == canonical


def test_tokens_carry_256_bits_and_only_their_digest_is_kept() -> None:
    token = new_token()
    assert len(token) == 43
    assert len(token_digest(token)) == 32
    assert token_digest(token) != token_digest(new_token())
    assert token_digest("\udcff") != token_digest("?")
