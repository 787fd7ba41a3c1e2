"""Passphrases are long rather than complicated, and never kept."""

import re

import pytest

from privacy.keys import KeyRing
from privacy.passphrase import (
    USUAL_COST,
    Cost,
    PassphraseProblem,
    hash_passphrase,
    needs_new_hash,
    passphrase_problems,
    suggest_passphrase,
    verify_passphrase,
)
from tests.unit.privacy.builders import fixed_ring

CHEAP = Cost(memory_kib=64)
GOOD = "river lantern copper thistle"
STORED_1 = (
    "$argon2id$v=19$m=64,t=1,p=1,keyid=AQ$ss5eztIhN7qU2nlX7i2jKQ$"
    "GiKzGucHxzS89z4/iv61uJ9m/h/bJmTBFoZ6W2IRmNw"
)
P = PassphraseProblem


@pytest.mark.parametrize(
    "passphrase",
    [GOOD, "ab cd ef gh ij", "مركب شبكة بحر سمك ملح", "fifteen letters", "UPPER lower 12 !"],
)
def test_length_is_enough(passphrase: str) -> None:
    assert passphrase_problems(passphrase) == ()


@pytest.mark.parametrize(
    ("passphrase", "problem"),
    [
        ("", P.TOO_SHORT),
        ("fourteen chars", P.TOO_SHORT),
        ("a b c d e f", P.TOO_SHORT),
        ("ab ab ab ab ab", P.TOO_SHORT),
        ("x" * 257, P.TOO_LONG),
        ("qwertyuqwertyuqwertyu", P.REPETITIVE),
        ("aabbaabbaabbaabbaabb", P.REPETITIVE),
        ("my code is K7RM-2XQ9-TVAB", P.LIKE_ACCOUNT),
        ("Password password one", P.COMMON),
        ("river lantern\x00copper", P.UNREADABLE),
        ("river lantern \udcff copper", P.UNREADABLE),
    ],
)
def test_what_is_not_accepted(passphrase: str, problem: PassphraseProblem) -> None:
    common = {"password password one"}
    assert problem in passphrase_problems(passphrase, "K7RM-2XQ9-TVAB", common)


def test_spaces_at_the_ends_do_not_make_it_longer() -> None:
    assert P.TOO_SHORT in passphrase_problems("short" + " " * 20)


def test_only_the_same_passphrase_verifies() -> None:
    ring = KeyRing.generate()
    stored = hash_passphrase(GOOD, ring, CHEAP)
    assert verify_passphrase(GOOD, stored, ring, CHEAP)
    assert verify_passphrase(f"  {GOOD}\t", stored, ring, CHEAP)
    for wrong in (GOOD.upper(), GOOD + "s", "", GOOD + "x" * 300):
        assert not verify_passphrase(wrong, stored, ring, CHEAP)


def test_the_same_letters_typed_on_another_keyboard_verify() -> None:
    ring = KeyRing.generate()
    stored = hash_passphrase("résumé of the river", ring, CHEAP)
    assert verify_passphrase("re\u0301sume\u0301 of the river", stored, ring, CHEAP)


def test_a_stolen_hash_is_useless_without_the_key_file() -> None:
    stored = hash_passphrase(GOOD, KeyRing.generate(), CHEAP)
    assert not verify_passphrase(GOOD, stored, KeyRing.generate(), CHEAP)


def test_a_stored_passphrase_of_today_still_verifies() -> None:
    """This fixture is never regenerated."""
    assert verify_passphrase(GOOD, STORED_1, fixed_ring(), CHEAP)


def test_what_is_stored_is_a_phc_string_naming_cost_and_secret() -> None:
    stored = hash_passphrase(GOOD, fixed_ring())
    assert re.fullmatch(r"\$argon2id\$v=19\$m=47104,t=1,p=1,keyid=AQ\$[^$]{22}\$[^$]{43}", stored)
    assert verify_passphrase(GOOD, stored, fixed_ring())
    assert (USUAL_COST.memory_kib, USUAL_COST.passes, USUAL_COST.lanes) == (47104, 1, 1)


def test_an_older_secret_still_verifies_and_asks_for_a_new_hash() -> None:
    old = KeyRing.generate()
    stored = hash_passphrase(GOOD, old, CHEAP)
    new = old.with_next_server_secret()
    assert verify_passphrase(GOOD, stored, new, CHEAP)
    assert needs_new_hash(stored, new, CHEAP)
    assert not needs_new_hash(stored, old, CHEAP)
    assert needs_new_hash(stored, old, USUAL_COST)
    assert needs_new_hash("$2b$old", old, CHEAP)


@pytest.mark.parametrize(
    "stored",
    [
        None,
        "",
        "$argon2id$",
        "$argon2id$v=19$m=4000000,t=1,p=1,keyid=AQ$c2FsdHNhbHRzYWx0c2FsdA$aGFzaA",
        "$argon2id$v=19$m=64,t=999,p=1,keyid=AQ$c2FsdHNhbHRzYWx0c2FsdA$aGFzaA",
        "$argon2id$v=19$m=64,t=1,p=0,keyid=AQ$c2FsdHNhbHRzYWx0c2FsdA$aGFzaA",
    ],
)
def test_an_unknown_account_or_planted_hash_costs_one_hash_and_is_wrong(
    stored: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked: list[Cost] = []
    monkeypatch.setattr(
        "privacy.passphrase.hash_passphrase", lambda _text, _ring, cost: worked.append(cost)
    )
    assert not verify_passphrase(GOOD, stored, fixed_ring(), CHEAP)
    assert worked == [CHEAP]


@pytest.mark.parametrize(
    "stored",
    [
        "$argon2id$v=19$m=64,t=1,p=1,keyid=CQ$c2FsdHNhbHRzYWx0c2FsdA$aGFzaA",
        "$argon2id$v=19$m=64,t=1,p=1,keyid=AQ$c2FsdHNhbHRzYWx0c2FsdA$aGFzaA",
        "$argon2id$v=19$m=64,t=1,p=1,keyid=AQ$a$a",
    ],
)
def test_a_damaged_hash_is_wrong_and_raises_nothing(stored: str) -> None:
    assert not verify_passphrase(GOOD, stored, fixed_ring(), CHEAP)


def test_suggestions_are_five_words_of_a_long_list() -> None:
    words = [f"word{number}" for number in range(1024)]
    suggested = {suggest_passphrase(words) for _ in range(50)}
    assert len(suggested) == 50
    assert all(len(text.split()) == 5 for text in suggested)
    with pytest.raises(ValueError, match="too few"):
        suggest_passphrase(words[:-1])
