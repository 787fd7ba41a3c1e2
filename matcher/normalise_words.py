"""Which words and marks carry no meaning of their own, by language.

Rules:

- Stop words are few, plain (case and accents already taken away) and about grammar only; a
  word that could tell two jobs apart is none.
- Gender markers are the endings and codes that follow a slash, a dot, a star or brackets.
- Levels and grades tell how much work somebody has behind them, not which work.
- Notices are what job boards add around a title: pay, references, shouting, addresses.

What it does not do: change a text (``matcher.normalise`` does), or hold words shown to
people.
"""

import re

STEMMERS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
"""Name of the Snowball algorithm for a language tag; other languages have no stemmer."""

_STOP_WORDS = {
    "ar": "في من علي الي عن مع و او ب ل",
    "bg": "в във и на за с със от по до или",
    "cs": "a i v ve na pro s se z ze do od o k ke u nebo",
    "da": "og i pa af for til med en et ved samt den det de",
    "de": "und oder der die das den dem des ein eine einer im in am an auf fur von vom zu zum zur"
    " mit bei",
    "en": "a an and as at by for from in into is of on or other s the their to with your our",
    "es": "a al con de del e el en la las los o para por su sus u un una unos y",
    "et": "ja voi",
    "fr": "a au aux avec d dans de des du en et l la le les ou par pour s sa ses son sur un une",
    "hr": "i u na za s sa od iz o ili te",
    "hu": "a az es vagy",
    "it": "a ad ai al alla alle con d da dal dei del dell della delle degli di e ed gli i il in"
    " l la le lo nel nell nella o per su un una",
    "lt": "ir ar i is su",
    "lv": "un vai ar no",
    "nl": "de het een en in van voor met op of aan bij te door ten ter",
    "no": "og i pa av for til med en et ved samt",
    "pl": "i w we na do z ze od oraz lub dla o",
    "pt": "a ao aos as com da das de do dos e em na nas no nos o os ou para por um uma",
    "ro": "a al ale cu de din in la pe pentru si sau",
    "sk": "a i v vo na pre s so z zo do od o k ku u alebo",
    "sl": "in v na za s z od iz o ali ter",
    "sv": "och i pa av for till med en ett vid samt",
}
STOP_WORDS = {language: frozenset(words.split()) for language, words in _STOP_WORDS.items()}
"""Words of grammar, case and accents taken away, by language."""

_LEVELS = (
    "senior junior snr jnr sr jr experienced confirme confirmee debutant debutante experimente"
    " experimentee semisenior"
)
LEVELS = frozenset(_LEVELS.split())
"""Words of vacancy titles that tell how long somebody has worked, in any language here."""
_GRADES = "i ii iii iv v 1 2 3 4 5"
GRADES = frozenset(_GRADES.split())
"""Grades of pay a vacancy title may end with."""

_LETTER = "(?:[hfmvwdxkznij]|gn|div|all)"
GENDER_CODE = re.compile(
    rf"[(\[]\s*{_LETTER}(?:\s*[/|.,*\-]\s*{_LETTER})+\s*[)\]]"
    r"|(?<![\w/])[hfmvw]\s*/\s*[hfmvw](?:\s*/\s*[dxiv])?(?![\w/])"
)
"""``(h/f/x)``, ``m/w/d`` and the like, in a folded text."""

GENDER_ENDING = re.compile(
    r"(?<=\w{3})(?:\s?[·*:_]\s?-?|/-?|-/|\(-?)"
    r"(?:innen|in|ne|rice|euse|trice|ere|iere|esse|se|e|as|a|os|ora|ica|kinja|nja|ka|oare|te)"
    r"(?:[·*:_.]?s)?\)?(?![\w-])"
)
"""A feminine ending hung on a word: ``Designer/in``, ``directeur·rice``, ``artisan(e)``."""

NOTICES = (
    re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+"),
    re.compile(
        r"(?:\b(?:rm|usd|eur|etb|myr|sgd|gbp|mad|egp)\s?|[$€£]\s?)\d[\d.,]*\s?k?"
        r"|\b\d[\d.,]*\s?k?\s?(?:[$€£]|(?:rm|usd|eur|etb|myr|euros?)\b)"
    ),
    re.compile(r"\b(?:ref|job\s?id|req)\b[\s.:#°º]*[a-z-]*\d[\w-]*|#\d+"),
    re.compile(
        r"\b(?:urgent(?:ly)?(?:\s(?:hiring|required|needed|recruitment))?"
        r"|(?:we(?: are|'re)? )?hiring|immediate(?:ly)?\s(?:hiring|start|vacancy)"
        r"|walk[ -]in interview|apply now|no experience needed"
        r"|re[ -]?advert(?:ised?|isements?|ising)?"
        r"|vacancy announcement|nous recrutons|on recrute|offre d'emploi|se busca|se necesita)\b"
    ),
)
"""What job boards put around a title, in a folded text."""
