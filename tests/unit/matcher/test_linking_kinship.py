"""Who does it, doing it and what is done are heard as one word where labels know one of them."""

import pytest

from matcher.linking import OCCUPATIONS_AND_GROUPS, SKILLS, ConceptList, Linker
from matcher.linking.kinship import Kinship
from matcher.normalise import plain, stem
from tests.unit.matcher.linking_world import OCCUPATION, SKILL, concept

CONCEPTS = [
    concept(
        "mend",
        SKILL,
        {
            "en": ["mend fishing nets"],
            "fr": ["ramender les filets de pêche", "réparation de filets"],
            "es": ["tejer redes"],
            "pt": ["tecer redes"],
            "ar": ["إصلاح شباك الصيد"],
        },
    ),
    concept("make", SKILL, {"en": ["make boats"], "fr": ["construire des bateaux"]}),
    concept("repair", SKILL, {"en": ["repair engines"], "fr": ["réparation de moteurs"]}),
    concept("sell", SKILL, {"en": ["sell bread"], "fr": ["vendre du pain"], "ar": ["بيع الخبز"]}),
    concept("mender", OCCUPATION, {"en": ["mending hand"], "fr": ["ouvrier au ramendage"]}),
    concept("baker", OCCUPATION, {"en": ["baker"], "fr": ["boulanger"]}),
]
SKILLED = Linker.build(ConceptList(CONCEPTS), SKILLS)


@pytest.mark.parametrize(
    ("known", "unknown", "language"),
    [
        ("mend", "mender", "en"),
        ("mending", "mender", "en"),
        ("tailor", "tailoring", "en"),
        ("ramender", "ramendeur", "fr"),
        ("ramendage", "ramendeuse", "fr"),
        ("soudure", "soudeur", "fr"),
        ("tejer", "tejedor", "es"),
        ("tecer", "tecedor", "pt"),
        ("إصلاح", "مصلح", "ar"),
    ],
)
def test_an_unknown_word_is_heard_as_its_known_relative(
    known: str, unknown: str, language: str
) -> None:
    one, other = (stem(plain(word), language) for word in (known, unknown))
    if one != other:
        heard = Kinship([one], language).bag({other: 1.0})
        assert list(heard) == [one]
        assert 0 < heard[one] < 1


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt", "ar", "de", "zz"])
def test_a_known_word_and_one_without_relatives_stay_themselves(language: str) -> None:
    kin = Kinship(["mender", "mend", "ship"], language)
    assert kin.bag({"mender": 1.0, "aquapon": 0.5}) == {"mender": 1.0, "aquapon": 0.5}


def test_short_words_have_no_family() -> None:
    assert Kinship(["bak", "wat"], "en").bag({"water": 1.0, "baker": 1.0}) == {
        "water": 1.0,
        "baker": 1.0,
    }


@pytest.mark.parametrize(
    ("phrase", "language"),
    [
        ("net mender", "en"),
        ("net mendor", "en"),
        ("mending of nets", "en"),
        ("ramendeur de filets", "fr"),
        ("reparation de filé", "fr"),
        ("tejedora de redes", "es"),
        ("tecedor de redes", "pt"),
        ("مصلح شباك", "ar"),
        ("اصلاح الشبك", "ar"),
    ],
)
def test_doers_and_spellers_by_ear_meet_the_concept(phrase: str, language: str) -> None:
    (linked,) = SKILLED.link([phrase], language)
    assert linked.concepts[0].uri == "mend"


def test_a_title_meets_the_occupation_named_by_its_action() -> None:
    linker = Linker.build(ConceptList(CONCEPTS), OCCUPATIONS_AND_GROUPS)
    assert linker.link(["mender"], "en")[0].concepts[0].uri == "mender"
    assert linker.link(["ramendeuse"], "fr")[0].concepts[0].uri == "mender"


def test_what_was_read_by_ear_is_never_trusted() -> None:
    (linked,) = SKILLED.link(["reparation de filé"], "fr")
    assert not linked.confident
    assert Kinship(["filet"], "fr").by_ear(("reparation", "file")) == ("reparation", "filet")


@pytest.mark.parametrize("words", [(), ("filets",), ("port",), ("ge",)])
def test_what_sounds_like_nothing_known_has_no_other_reading(words: tuple[str, ...]) -> None:
    assert Kinship(["filet"], "fr").by_ear(words) is None
    assert Kinship(["filet"], "en").by_ear(("file",)) is None
