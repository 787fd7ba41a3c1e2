"""Compounds are cut where both halves are known, and nowhere else."""

import pytest

from matcher.linking.compounds import LANGUAGES, Cutter

GERMAN = ("kran", "fuhrer", "netz", "reparatur", "fischer", "boot", "last", "wagen", "kraft")


def pieces(word: str, language: str = "de", words: tuple[str, ...] = GERMAN) -> tuple[str, ...]:
    return Cutter(words, language).pieces(word)


def test_both_halves_stand_beside_the_whole() -> None:
    assert pieces("kranfuhrer") == ("kranfuhr", "kran", "fuhr")


def test_a_joint_between_the_halves_is_taken_away() -> None:
    assert pieces("bootsfuhrer")[1:] == ("boot", "fuhr")
    assert pieces("netzesreparatur")[1:] == ("netz", "reparatur")


def test_a_half_that_is_a_compound_is_cut_again() -> None:
    known = (*GERMAN, "kraftwagen")
    assert pieces("lastkraftwagen", words=known)[1:] == ("last", "kraft", "wag")


@pytest.mark.parametrize("word", ["kranxyzt", "xyztfuhrer", "kran", "bootkra", ""])
def test_what_has_an_unknown_or_short_half_stays_whole(word: str) -> None:
    assert len(pieces(word)) == 1


@pytest.mark.parametrize("language", ["en", "fr", "ar", "es", "pt", "zz"])
def test_other_languages_are_never_cut(language: str) -> None:
    cutter = Cutter(GERMAN, language)
    assert len(cutter.pieces("kranfuhrer")) == 1
    assert cutter.words == []


def test_words_that_are_kept_give_the_same_cuts_again() -> None:
    for language in sorted(LANGUAGES):
        first = Cutter([*GERMAN, "ab"], language)
        again = Cutter(first.words, language)
        for word in ("kranfuhrer", "netzreparatur", "bootswagen"):
            assert again.pieces(word) == first.pieces(word)
        assert "ab" not in first.words


def test_of_several_cuts_the_shortest_joint_wins_then_the_most_even_halves() -> None:
    assert pieces("arbeitsamt", words=("arbeit", "arbeits", "amt", "samt"))[1:] == (
        "arbeit",
        "samt",
    )
    assert pieces("abcdefghijkl", words=("abcd", "efghijkl", "abcdef", "ghijkl"))[1:] == (
        "abcdef",
        "ghijkl",
    )
