"""In which language the reader of a request is answered.

Rules: what the request was given (the choice kept with her account counts there), else the
language she chose in this browser, else what it accepts, else the first language offered.
"""

from fastapi import Request

from api.i18n import Translator, translator
from api.languages import accepted_languages, best_language


def reader(request: Request) -> Translator:
    """Give the translator of the reader's language, known even when routing failed."""
    language = getattr(request.state, "language", None)
    if language is None:
        chosen = request.cookies.get("language")
        header = accepted_languages(request.headers.get("accept-language"))
        language = best_language([chosen, *header] if chosen else header)
    return translator(language)
