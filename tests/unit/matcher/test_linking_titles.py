import numpy as np
import pytest

from matcher.linking import OCCUPATIONS_AND_GROUPS, SKILLS, IndexMaker, Linker
from matcher.linking.hearing import letter_bag
from matcher.linking.ranking import Ranking
from matcher.linking.weights_occupations import OCCUPATION_WEIGHTS
from tests.unit.matcher.linking_world import OCCUPATION, WORLD, concept

MAKE = IndexMaker(WORLD)


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("Senior Nurse", "nurse"),
        ("Nurse II", "nurse"),
        ("Jr. fisherman", "fisherman"),
        ("Nurse (Re-Advertised)", "nurse"),
        ("Re advert: nurse", "nurse"),
    ],
)
def test_how_senior_somebody_is_tells_no_occupation_from_another(title: str, plain: str) -> None:
    linker = Linker(MAKE, OCCUPATIONS_AND_GROUPS)
    long, short = linker.link([title, plain], "en")
    assert long.query == title
    assert long.concepts == short.concepts


@pytest.mark.parametrize("title", ["Senior", "senior II", "II", "Jr it 2"])
def test_a_title_of_nothing_but_levels_keeps_them(title: str) -> None:
    index = MAKE(OCCUPATIONS_AND_GROUPS, "en")
    (read,) = Ranking(index, OCCUPATION_WEIGHTS).read([title])
    assert " ".join(read).startswith(title.split(maxsplit=1)[0].casefold())


def test_a_level_that_stands_in_a_label_is_kept() -> None:
    world = [*WORLD.concepts, concept("boss", OCCUPATION, {"en": ["senior nurse"]})]
    linker = Linker.build(type(WORLD)(world, WORLD.relations), OCCUPATIONS_AND_GROUPS)
    (linked,) = linker.link(["Senior nurse"], "en")
    assert linked.concepts[0].uri == "boss"


def test_a_level_is_kept_in_skills() -> None:
    index = MAKE(SKILLS, "en")
    (read,) = Ranking(index, OCCUPATION_WEIGHTS).read(["care for senior guests"])
    assert "senior" in read


def test_the_product_with_all_labels_is_the_sum_over_pieces() -> None:
    letters = MAKE(SKILLS, "en").letters
    numbers, weights = letters.pieces.vector(letter_bag(("mending", "nets", "nets")))
    plain = weights @ letters.by_piece[numbers].toarray()
    np.testing.assert_allclose(letters.cosines(numbers, weights), plain, atol=1e-6)
    assert not letters.cosines(numbers[:0], weights[:0]).any()
