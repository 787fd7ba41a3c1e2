"""Every code stands for a published term where there is one."""

from enum import StrEnum

import pytest

from privacy.vocabulary import ConsentStatus, DataCategory, LegalBasis, Purpose, Role


@pytest.mark.parametrize("codes", [Purpose, ConsentStatus, LegalBasis, DataCategory])
def test_every_code_has_a_published_term(codes: type[StrEnum]) -> None:
    terms = [code.iri for code in codes]  # type: ignore[attr-defined]  # each of the four has it
    assert all(term.startswith("https://w3id.org/dpv") for term in terms)
    assert len(set(terms)) == len(terms)


def test_roles_with_a_term_in_the_vocabulary_name_it() -> None:
    assert Role.PERSON.iri == "https://w3id.org/dpv#DataSubject"
    assert Role.SYSTEM.iri is None
