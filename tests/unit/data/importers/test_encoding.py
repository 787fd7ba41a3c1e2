"""Bytes become text for certain, marked as a guess, or not at all."""

import codecs
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.importers.encoding import decode
from data.importers.errors import ImportRefused, RefusalCode

FRENCH = "titre;région\nélectricien;Île-de-France\n"
ARABIC = "title;المدينة\nمهندس مدني;القاهرة\nنجار;طنطا\n"


@pytest.mark.parametrize(
    ("content", "text", "encoding", "guessed"),
    [
        (FRENCH.encode(), FRENCH, "utf-8", False),
        (codecs.BOM_UTF8 + ARABIC.encode(), ARABIC, "utf-8", False),
        (ARABIC.encode("utf-16"), ARABIC, "utf-16", False),
        (ARABIC.encode("utf-16-le"), ARABIC, "utf-16-le", True),
        (ARABIC.encode("utf-16-be"), ARABIC, "utf-16-be", True),
        (FRENCH.encode("cp1252"), FRENCH, "cp1252", True),
        (ARABIC.encode("cp1256"), ARABIC, "cp1256", True),
        ("albañil;baños\n".encode("cp1252"), "albañil;baños\n", "cp1252", True),
        ("pedreiro;construção não\n".encode("cp1252"), "pedreiro;construção não\n", "cp1252", True),
        (b"plain\x1a", "plain", "utf-8", False),
    ],
)
def test_each_encoding_is_read_for_what_it_is(
    content: bytes, text: str, encoding: str, guessed: bool
) -> None:
    decoded = decode(content)
    assert (decoded.text, decoded.encoding, decoded.guessed) == (text, encoding, guessed)


def test_french_and_arabic_in_one_windows_file_are_both_kept() -> None:
    text = "ville;المدينة\nun élève à Sète;طالب في الرباط\n"
    assert decode(text.encode("cp1256")).text == text


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("инженер строитель;Кишинев город\n".encode("cp1251"), RefusalCode.UNKNOWN_ENCODING),
        (b"title\x00;\x01", RefusalCode.NOT_TEXT),
        (b"\x00\x00\x00", RefusalCode.NOT_TEXT),
        ("عنوان;مهندس".encode()[:-1], RefusalCode.TRUNCATED),
        (codecs.BOM_UTF16_LE + b"\x00\xd8", RefusalCode.UNKNOWN_ENCODING),
    ],
)
def test_what_cannot_be_known_is_refused_not_guessed(content: bytes, code: RefusalCode) -> None:
    with pytest.raises(ImportRefused) as refused:
        decode(content)
    assert refused.value.code is code


@given(st.binary(max_size=200))
def test_random_bytes_are_decoded_or_refused(content: bytes) -> None:
    with suppress(ImportRefused):
        assert decode(content).encoding


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_utf8_always_comes_back_unchanged(text: str) -> None:
    assert decode(text.encode()).text == text.removeprefix("\ufeff")
