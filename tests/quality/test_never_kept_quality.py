"""The free-text guard finds most of what it should, and leaves trades alone (P-7)."""

import pytest

from data.importers.starter import load_starter
from privacy.free_text import find_never_kept, without_never_kept
from privacy.never_kept import NeverKept
from tests.growth import grows_faster_than_its_input
from tests.quality.never_kept import labelled, measure

TEXTS = list(labelled())
LANGUAGES = ("en", "fr", "ar", "es", "pt")


def test_precision_and_recall_stay_where_they_are() -> None:
    figures = measure(TEXTS)
    assert len(TEXTS) >= 130
    assert figures.precision >= 0.98
    assert figures.recall >= 0.98


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_served(language: str) -> None:
    figures = measure([text for text in TEXTS if text.language == language])
    assert figures.precision >= 0.94
    assert figures.recall >= 0.94


def test_trades_are_never_flagged() -> None:
    trades = [text.text for text in TEXTS if not text.kinds]
    assert len(trades) >= 40
    assert [text for text in trades if find_never_kept(text)] == []


def test_the_words_of_trades_in_the_starter_vocabulary_pass() -> None:
    """A sample: every health trade, and every twelfth label of the others."""
    concepts = load_starter().concepts
    labels = [label.text for concept in concepts for label in concept.labels]
    health = [
        label.text
        for concept in concepts
        if concept.sector in {"health", "care", "fisheries"}
        for label in concept.labels
    ]
    sample = [*labels[::12], *health[::3]]
    assert len(sample) > 3_000
    flagged = [find for text in sample for find in find_never_kept(text)]
    assert {find.kind for find in flagged} <= {NeverKept.LEGAL_STATUS}
    assert len(flagged) <= 9


def test_letters_accents_and_digits_make_no_difference() -> None:
    for one, other in (
        ("JE SUIS SANS PAPIERS", "je suis sans‑papiers"),
        ("أَنَا لَاجِئَة", "انا لاجئه"),
        ("هاتف 01007777777", "هاتف ٠١٠٠٧٧٧٧٧٧٧"),
        ("Tenho diabetes", "TENHO DIABETES"),
        ("situation irrégulière", "situation irre\u0301gulie\u0300re"),
    ):
        kinds = [[each.kind for each in find_never_kept(text)] for text in (one, other)]
        assert kinds[0] == kinds[1] != []


@pytest.mark.parametrize("text", [text.text for text in TEXTS if text.kinds][::7])
def test_what_is_taken_out_is_gone(text: str) -> None:
    assert find_never_kept(without_never_kept(f"Weld. {text} Paint.")) == ()


@pytest.mark.parametrize("piece", ["passport:", "1 2 ", "my a an had ", "@a. ", "+1 ", "a", "A1"])
def test_a_long_text_takes_no_long_time(piece: str) -> None:
    assert not grows_faster_than_its_input(find_never_kept, piece, 20_000)


def test_a_time_that_grows_with_the_square_would_be_noticed() -> None:
    def slow(text: str) -> None:
        for end in range(0, len(text), 20):
            find_never_kept(text[:end])

    assert grows_faster_than_its_input(slow, "passport:", 1_600)
