import pytest

from matcher.proposals_text import spans


@pytest.mark.parametrize(
    "sentence",
    [
        "No driving licence required",
        "Welding certificates are not necessary",
        "Experience in fishing isn't required",
        "Permis de conduire non exigé",
        "Aucune connaissance de la soudure n'est requise",
        "No se requiere licencia de conducir",
        "Carta de condução não é necessária",
        "لا يشترط إتقان اللحام",
    ],
)
def test_what_is_not_needed_names_no_skill(sentence: str) -> None:
    assert spans(f"Mend fishing nets\n{sentence}\nDress wounds") == (
        "Mend fishing nets",
        "Dress wounds",
    )


@pytest.mark.parametrize(
    "sentence", ["Driving licence required", "Note the catch", "Permis exigé", "Nothing but nets"]
)
def test_what_is_needed_still_does(sentence: str) -> None:
    assert spans(sentence) == (sentence,)


def test_only_the_negated_part_of_a_long_sentence_is_left_out() -> None:
    found = spans(
        "You mend fishing nets and repair wooden boats, no driving licence is required, "
        "dress small wounds of the crew and keep the catch cold"
    )
    assert "dress small wounds of the crew" in found
    assert not any("licence" in span for span in found)
