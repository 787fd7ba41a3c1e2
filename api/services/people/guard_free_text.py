"""Keep what is never wanted out of free text: warn before it is stored, and help take it out.

Rules:

- Only a text that is new or changed is looked at; what stands already is no reason to refuse
  another part of a form.
- A refusal names the place and the kind, never the words; the page that shows the text again
  shows which words are meant, to whoever wrote them.
- An organisation may give its own contact in a need; what it asks of people is looked at.
- A name and an address are looked at too, but for what names and addresses are made of.

What it does not do: store a text, or judge whoever wrote it.
"""

from collections.abc import Collection, Mapping

from api.errors import FieldProblem, Invalid
from privacy.free_text import find_never_kept, without_never_kept
from privacy.never_kept import ABOUT_A_PERSON, ASKED_OF_OTHERS, NeverKept

KINDS = tuple(kind.value for kind in NeverKept)


def check_own_text(pointer: str, text: str | None, before: str | None = None) -> None:
    """Refuse a person's text that says what is never kept.

    Raises:
        Invalid: ``never_kept``, with one problem for each kind found.
    """
    _refuse({pointer: (text, before)}, tuple(NeverKept))


def check_need_text(texts: Mapping[str, tuple[str | None, str | None]]) -> None:
    """Refuse an organisation's text that asks what is never kept.

    Args:
        texts: By JSON pointer, the text and what stood there before.

    Raises:
        Invalid: ``never_kept``, with one problem for each place and kind.
    """
    _refuse(texts, ASKED_OF_OTHERS)


def check_name_and_address(texts: Mapping[str, tuple[str | None, str | None]]) -> None:
    """Refuse a person's name or address that says more than that.

    Args:
        texts: By JSON pointer, the text and what stood there before.

    Raises:
        Invalid: ``never_kept``, with one problem for each place and kind.
    """
    _refuse(texts, ABOUT_A_PERSON)


def words_never_kept(text: str) -> tuple[tuple[str, str], ...]:
    """Give the kind and the words of everything in a text that should not be stored."""
    return tuple((each.kind.value, each.words) for each in find_never_kept(text))


def take_out(text: str) -> str:
    """Give the text without those words."""
    return without_never_kept(text)


def take_out_of_name(text: str | None) -> str | None:
    """Give a name or an address without the words it may not hold."""
    return without_never_kept(text, ABOUT_A_PERSON) if text else text


def _refuse(
    texts: Mapping[str, tuple[str | None, str | None]], kinds: Collection[NeverKept]
) -> None:
    problems = tuple(
        FieldProblem(pointer, f"never_kept_{kind.value}")
        for pointer, (text, before) in texts.items()
        if text and text != before
        for kind in dict.fromkeys(each.kind for each in find_never_kept(text, kinds))
    )
    if problems:
        raise Invalid("never_kept", fields=problems)
