"""Stems that name the same concepts translate each other."""

import pytest

from matcher.linking import ConceptList
from matcher.linking.translation import Translation
from tests.unit.matcher.linking_world import SKILL, concept

NAMED = [
    ("a", "repair nets", "réparer des filets"),
    ("b", "repair boats", "réparer des bateaux"),
    ("c", "make nets", "fabriquer des filets"),
    ("d", "paint boats", "peindre des bateaux"),
    ("e", "smoke fish", "fumer du poisson"),
    ("f", "sell fish", "vendre du poisson"),
]
WORLD = ConceptList(
    [concept(uri, SKILL, {"en": [english], "fr": [french]}) for uri, english, french in NAMED]
)


@pytest.fixture(scope="module")
def french() -> Translation:
    return Translation.learn(WORLD, "fr")


@pytest.mark.parametrize(
    ("word", "english"), [("filets", "net"), ("bateau", "boat"), ("poissons", "fish")]
)
def test_a_word_gives_the_english_stem_it_stands_with(
    french: Translation, word: str, english: str
) -> None:
    bag = french.bag([word])
    assert max(bag, key=lambda each: (bag[each], each)) == english
    assert all(0 < share <= 1 for share in bag.values())


def test_an_unknown_word_stays_itself(french: Translation) -> None:
    assert french.bag(["aquaponics"]) == {"aquapon": 1.0}


def test_a_long_known_word_also_stays_itself_but_counts_less(french: Translation) -> None:
    bag = french.bag(["filets"])
    assert 0 < bag["filet"] < bag["net"]


def test_at_most_four_english_stems_a_word() -> None:
    many = ConceptList(
        [
            concept(f"u{n}", SKILL, {"en": [f"{word} alpha beta"], "fr": ["filet"]})
            for n, word in enumerate(("one", "two", "three", "four", "five", "six"))
        ]
    )
    assert len(Translation.learn(many, "fr").bag(["un"])) <= 4
    assert len(Translation.learn(many, "fr").bag(["filet"])) <= 5


def test_nothing_to_learn_from_leaves_every_word_itself() -> None:
    assert Translation.learn(ConceptList([]), "fr").bag(["filets", "net"]) == {
        "filet": 1.0,
        "net": 1.0,
    }


def test_what_is_kept_translates_as_before(french: Translation) -> None:
    again = Translation.from_arrays(french.arrays("t"), "t", "fr")
    for _, _, words in NAMED:
        assert again.bag(words.split()) == french.bag(words.split())


def test_the_order_of_concepts_does_not_matter(french: Translation) -> None:
    turned = Translation.learn(ConceptList(WORLD.concepts[::-1]), "fr")
    for _, _, words in NAMED:
        assert turned.bag(words.split()) == french.bag(words.split())
