"""Cut an advert into short spans that may name a skill, and drop what never does.

Rules:

- A span ends at a line end, a bullet, a sentence end or a semicolon; a long sentence is
  also cut at its commas and conjunctions.
- What organisations say about themselves, applying, pay, dates, places and equal chances
  is dropped, as are spans with a blackened word, an address or a telephone number.
- What is said not to be needed is left out: "no driving licence required", "permis non
  exigé", "sin experiencia".
- Openings like "ability to" or "connaissance de" are taken off.
- A span is given once, in the order of the text, with at most 16 words.

What it does not do: understand negation said any other way, headings, or languages beyond
English, French, Spanish, Portuguese and Arabic (others are only cut).
"""

import re

_LONGEST_WORDS = 16
_MOST_SPANS = 120

_ENDS = re.compile(r"[\r\n\t;•●▪◦·►➢✓|؛]+|(?<=[^\W\d]{3})[.!?؟](?=\s|$)|\s[-–—*]\s")
_CUTS = re.compile(r"[,،():]|\s(?:and|or|et|ou|y|e|o|as well as|ainsi que|así como)\s|\s(?=و\w{3})")
_BOILERPLATE = re.compile(
    r"\b(?:we (?:are|believe|welcome|offer)|about (?:us|the company)|equal opportunit\w+"
    r"|founded|established in|our (?:mission|vision|values|team)|appl(?:y|ication|icants?)\b"
    r"|c\.?v\.?\b|cover letter|deadline|closing date|salary|remuneration|allowance|benefits"
    r"|full[- ]time|part[- ]time|place of work|working place|location|contract|duty station"
    r"|(?:m|f)?emale (?:candidates|applicants)|gender|quantity required|how to|years? (?:of )?exp"
    r"|bachelor|master'?s? degree|diploma|degree in|date|e-?mail|telephone|tel"
    r"|nous (?:sommes|recherchons|offrons)|à propos|candidatures?|postuler|salaire"
    r"|rémunération|date limite|lieu de travail|contrat|cdi|cdd|lettre de motivation|diplôme"
    r"|somos|ofrecemos|buscamos|salario|contrato|candidatura|plazo|solicitud"
    r"|oferecemos|procuramos|salário|prazo)\b"
    r"|(?:الراتب|للتقديم|السيرة الذاتية|آخر موعد|مكان العمل|شركتنا|شهادة)",
    re.IGNORECASE,
)
_NEEDED = r"(?:needed|required|necessary|compulsory|mandatory|essential)"
_NEGATED = re.compile(
    rf"\b(?:no|not|never|neither|nor|without)\b.*\b{_NEEDED}\b"
    rf"|\b(?:isn't|aren't|not|n't|don't|doesn't)\s+(?:\w+\s+)?(?:{_NEEDED}|need|require)\b"
    r"|\b(?:pas|non|aucune?|sans)\b.*\b(?:nécessaires?|requise?s?|exigée?s?|obligatoires?|demandée?s?)\b"
    r"|\bpas besoin\b|\bpas (?:de|d'|du)\b.*\b(?:exig|demand|requis)"
    r"|\b(?:no|sin)\b.*\b(?:necesari[oa]s?|requiere|requerid[oa]s?|exige|obligatori[oa]s?)\b"
    r"|\bsin (?:experiencia|necesidad)\b|\b(?:não|sem)\b.*\b(?:necessári[oa]s?|exigid[oa]s?|exige"
    r"|obrigatóri[oa]s?)\b|\bsem (?:experiência|necessidade)\b"
    r"|(?:لا يشترط|لا تشترط|غير مطلوب|غير ضروري|ليس شرط|دون الحاجة|لا حاجة)",
    re.IGNORECASE,
)
_UNREADABLE = re.compile(r"\[redacted\]|https?:|www\.|@|\d{5,}", re.IGNORECASE)
_OPENING = re.compile(
    r"^(?:(?:the|an?|good|strong|excellent|proven|demonstrated|basic|solid|working|sound|advanced"
    r"|must|should|will|be|to|you|able|responsible for|experience (?:in|with|of|as)"
    r"|ability (?:to|of)|knowledge (?:of|in)|understanding of|skills? in|proficien\w+ (?:in|with)"
    r"|familiar\w* with|competen\w+ in|perform\w*|ensur\w+ (?:that )?"
    r"|(?:bonnes?|solides?|excellentes?)?\s*(?:connaissances?|maîtrise|expérience|capacité|pratique)"
    r"(?:\s+(?:des?|du|à|en|dans))?(?:\s+(?:la|les?))?|savoir|être capable de|vous"
    r"|(?:conocimientos?|experiencia|capacidad|dominio) (?:de|en|para|del)"
    r"|(?:conhecimentos?|experiência|capacidade|domínio) (?:de|em|para|do)"
    r"|(?:القدرة على|معرفة|خبرة في|إجادة))\s+)+",
    re.IGNORECASE,
)
_EDGES = re.compile(r"^[\s\W\d_]+|[\s\W_]+$")
_WORD = re.compile(r"[^\W\d_]{2,}")


def spans(text: str) -> tuple[str, ...]:
    """Give the spans of an advert that may name a skill, each once, in order."""
    found: dict[str, None] = {}
    for sentence in _ENDS.split(text):
        if _UNREADABLE.search(sentence) or _BOILERPLATE.search(sentence):
            continue
        for piece in _pieces(sentence):
            if _NEGATED.search(piece):
                continue
            span = _OPENING.sub("", _EDGES.sub("", piece))
            if 1 <= len(_WORD.findall(span)) <= _LONGEST_WORDS:
                found.setdefault(span)
    return tuple(found)[:_MOST_SPANS]


def _pieces(sentence: str) -> list[str]:
    """Give a sentence that is short enough whole, and the parts of any other."""
    if len(_WORD.findall(sentence)) <= _LONGEST_WORDS // 2:
        return [sentence]
    parts = _CUTS.split(sentence)
    return [sentence, *parts] if len(_WORD.findall(sentence)) <= _LONGEST_WORDS else parts
