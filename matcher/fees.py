"""Tell whether a text makes people pay for being chosen or placed.

Rules:

- Found is what says who pays: candidates, workers, "you", in five languages. Fees alone are
  not: a school's or a registry's fees are part of much honest work.
- A sentence that denies it ("no fee", "aucuns frais") is passed over.

What it does not do: understand a text, or find what is said in other words.

Source: C-21.
"""

import re
from typing import Final

from matcher.normalise import fold, without_accents

_PEOPLE_EN: Final = r"(?:candidates?|applicants?|workers?|you)"
_FEE_EN: Final = r"(?:fees?|deposit|charges?)"
_PATTERNS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        (
            rf"\b{_PEOPLE_EN}\b[^.;\n]{{0,30}}\b(?:pays?|paid|be charged|transfer|deposit)\b"
            rf"[^.;\n]{{0,40}}\b{_FEE_EN}\b"
        ),
        (
            rf"\b{_FEE_EN}\b[^.;\n]{{0,40}}\b(?:paid|payable|borne|charged) (?:by|to) "
            rf"(?:the |each )?{_PEOPLE_EN}\b"
        ),
        (
            r"\b(?:frais|droits?|caution)\b[^.;\n]{0,60}\ba (?:la|votre) charge"
            r"(?: d(?:u|es|e la|e l'|e) ?(?:candidat|travailleu|salarie|postulant)|\b(?! d))"
        ),
        (
            r"\b(?:candidat\w*|postulant\w*|vous)\b[^.;\n]{0,30}"
            r"\b(?:pai\w+|pay\w+|vers\w+|regl\w+)\b[^.;\n]{0,40}\b(?:caution|droits d'inscription|"
            r"frais (?:de |d')(?:dossier|recrutement|inscription|selection|placement|agence))\b"
        ),
        (
            r"\b(?:tasas?|gastos|honorarios|cuotas?|fianza)\b[^.;\n]{0,60}"
            r"\b(?:a cargo de|pagad[oa]s? por|por cuenta de)l? (?:la persona |las? |los )?"
            r"(?:candidat|trabajador|aspirante)"
        ),
        (
            r"\b(?:candidat\w+|aspirantes?|usted)\b[^.;\n]{0,30}\b(?:paga\w*|abona\w*|deposita\w*)\b"
            r"[^.;\n]{0,40}\b(?:tasas?|honorarios|cuotas?|fianza)\b"
        ),
        (
            r"\b(?:taxas?|despesas|honorarios|caucao)\b[^.;\n]{0,60}"
            r"\b(?:a cargo d|pag[oa]s? pel|por conta d)[oae]s? (?:candidat|trabalhador)"
        ),
        (
            r"\b(?:candidat\w+|voce)\b[^.;\n]{0,30}\b(?:paga\w*|deposita\w*)\b"
            r"[^.;\n]{0,40}\b(?:taxas?|honorarios|caucao)\b"
        ),
        (
            r"(?:رسوم|مصاريف|تكاليف)[^.؛\n]{0,60}(?:علي|ضمن) (?:نفقه|حساب|عاتق) "
            r"(?:المرشح|المترشح|العامل|المتقدم)"
        ),
        (
            r"(?:المرشح|المترشح|المتقدم|العامل)[^.؛\n]{0,30}(?:يدفع|تدفع|دفع|يسدد)[^.؛\n]{0,40}"
            r"(?:رسوم|مصاريف|عربون)"
        ),
    )
)
_DENIED: Final = re.compile(
    r"\b(?:no|not|never|without|nobody|neither|n'|ne|aucuns?|aucune|jamais|sans|ningun\w*|nunca|sin|"
    r"nenhum\w*|nao|sem)\b|(?:\b|^)n'|(?:لا|ليس|بدون|دون|لن)\b"
)
_HINT: Final = re.compile(
    "fee|deposit|charge|frais|droit|caution|tasa|gasto|honorario|cuota|fianza|taxa|despesa|cau[cç]|"
    "رسوم|مصاريف|تكاليف|عربون"
)
"""Most texts speak of no money of this kind; they need not be read further."""
_SENTENCE: Final = re.compile(r"[.;!?؛؟]")


def asks_candidates_to_pay(text: str) -> bool:
    """Say whether a text makes candidates pay for a place.

    >>> asks_candidates_to_pay("Candidates pay a registration fee of 200 euros.")
    True
    >>> asks_candidates_to_pay("Candidates never pay a fee. Tuition fees are paid by the school.")
    False
    """
    if not _HINT.search(text.casefold()):
        return False
    plain = without_accents(fold(text))
    return any(
        pattern.search(sentence) and not _DENIED.search(sentence)
        for sentence in _SENTENCE.split(plain)
        for pattern in _PATTERNS
    )
