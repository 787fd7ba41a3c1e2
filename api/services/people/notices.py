"""The privacy notice as shown now, in one language."""

from functools import cache

from api.i18n import translator
from privacy.notice import Notice, build_notice


@cache
def current_notice(language: str) -> Notice:
    """Build the notice from the inventory and the language's sentences."""
    return build_notice(language, translator(language).pattern)


def notice_reference(language: str) -> str:
    """Give what a form carries to say which notice was read: its digest, in hexadecimal."""
    return current_notice(language).digest.hex()
