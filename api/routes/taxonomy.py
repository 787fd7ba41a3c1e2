"""The taxonomy: what is active, and which concepts people's own words mean."""

from typing import Annotated

from pydantic import ConfigDict, Field

from api.dependencies import AsAnybodySignedIn, OpenToAll
from api.inputs.base import Input, Language
from api.routes.common import router
from api.services.installation.link_phrases import (
    Answer,
    LinkKind,
    TaxonomyView,
    active_taxonomy,
    link_phrases,
)

open_routes = router("taxonomy", signed_in=False)
routes = router("taxonomy")
Phrase = Annotated[str, Field(max_length=500)]


class PhrasesInput(Input):
    """Words of people or adverts, all in one language; given back as they came."""

    model_config = ConfigDict(str_strip_whitespace=False)

    phrases: tuple[Phrase, ...] = Field(min_length=1, max_length=100)
    language: Language
    kind: LinkKind = LinkKind.SKILL
    groups: bool = True
    top: int = Field(default=10, ge=1, le=200)


@open_routes.get("/taxonomy")
def read_active_taxonomy(context: OpenToAll) -> TaxonomyView:
    """Read which release is active and how much it holds."""
    return active_taxonomy(context)


@routes.post("/taxonomy/links")
def link_own_words(context: AsAnybodySignedIn, given: PhrasesInput) -> tuple[Answer, ...]:
    """Find concepts for phrases, best first; nothing of a phrase is kept."""
    return link_phrases(
        context,
        given.phrases,
        language=given.language,
        kind=given.kind,
        top=given.top,
        groups=given.groups,
    )
