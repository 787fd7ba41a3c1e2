"""Plain text out of cells and markup, and its digests."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.importers.text import (
    BrokenText,
    clean,
    comparable,
    digest,
    key,
    latin_digits,
    script_contents,
    strip_html,
)
from tests.growth import grows_faster_than_its_input

WORDS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80)


def test_markup_becomes_its_words() -> None:
    page = (
        "<h2>Mission</h2><p>Caf&eacute; &amp; th&#233;<br/>2 &lt; 3</p><ul><li>un</li><li>deux"
        "</li></ul><script>alert('no')</script><!-- hidden --><style>p{}</style>end"
    )
    assert clean(strip_html(page)) == "Mission\n\nCafé & thé\n2 < 3\n\nun\n\ndeux\n\nend"


def test_markup_escaped_twice_is_stripped_twice() -> None:
    assert clean(strip_html("&lt;p&gt;Bonjour&lt;/p&gt;")) == "Bonjour"


def test_a_lone_less_than_sign_is_no_markup() -> None:
    assert strip_html("2 < 3 and 4 > 1") == "2 < 3 and 4 > 1"


@pytest.mark.parametrize(
    "piece", ["<!--", "<a ", "</", "<![", "<?", "<script>", "<a b='", "&", "<"]
)
def test_hostile_markup_takes_linear_time(piece: str) -> None:
    assert not grows_faster_than_its_input(_read_markup, piece, 200_000)


def _read_markup(text: str) -> None:
    strip_html(text)
    script_contents(text, "application/ld+json")


def test_invisible_and_direction_characters_are_dropped() -> None:
    assert clean("a\u202eb\u200bc\x00\ufeff d\r\n\r\n\r\n\re\u00a0 f") == "abc d\n\ne f"


def test_half_characters_are_refused() -> None:
    with pytest.raises(BrokenText):
        clean("a\ud800")


@given(WORDS)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_spellings_meet_in_one_key() -> None:
    assert key("Intitulé du poste :") == key("intitule_du-POSTE")
    assert key("المسمّى الوظيفي") == key("المسمي الوظيفى")
    assert key("إدارة") == key("اداره")
    assert key("مستوى ٢") == key("مستوي 2")


def test_digits_of_any_script_are_digits() -> None:
    assert latin_digits("٢٠٢٦-١١-١٥") == "2026-11-15"


def test_digests_tell_parts_apart() -> None:
    assert digest(["ab", "c"]) != digest(["a", "bc"])
    assert digest(["a"]) != digest(["a", ""])
    assert comparable("  Straße\n A ") == "strasse a"


def test_only_the_asked_script_elements_are_given() -> None:
    page = (
        '<script>x</script><SCRIPT type="application/ld+json">{"a":1}</SCRIPT>'
        '<script type="application/ld+json">open'
    )
    assert script_contents(page, "application/ld+json") == ['{"a":1}']
