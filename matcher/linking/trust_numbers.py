"""Learnt numbers of trust in linking: written by a script, never by hand.

Rules: see ``matcher.linking.trust``. What it does not do: compute anything.
"""

from matcher.linking.trust import Floors, TrustModel

SKILL_TRUST = TrustModel(
    version="trust-2026-11-22 of skills-2026-11-22-655acd",
    learnt_on=(
        "sentence-skills-house-en, sentence-skills-tech-en, skill-labels-deu-de, skill-la"
        "bels-newer-fr, skill-labels-swe-sv, starter-skill-ar, starter-skill-en, starter-"
        "skill-es, starter-skill-fr, starter-skill-pt"
    ),
    base=-2.5853,
    weights=(0.328, 0.6772, 1.3148, 0.4847, 0.0, 0.8631, 1.5622, 0.0, 0.2739),
    floors=Floors(own=0.93, foreign=0.91, sentences=0.74),
)
"""Chances and floors of skills."""

OCCUPATION_TRUST = TrustModel(
    version="trust-2026-11-22 of occupations-2026-11-22-f85f70",
    learnt_on=(
        "occupation-titles-aut-de, occupation-titles-bel-fr, occupation-titles-bel-nl, oc"
        "cupation-titles-bgr-bg, occupation-titles-cze-cs, occupation-titles-dnk-da, occu"
        "pation-titles-est-et, occupation-titles-hrv-hr, occupation-titles-hun-hu, occupa"
        "tion-titles-ita-it, occupation-titles-ltu-lt, occupation-titles-lva-lv, occupati"
        "on-titles-nld-nl, occupation-titles-nor-no, occupation-titles-pol-pl, occupation"
        "-titles-prt-pt, occupation-titles-rou-ro, occupation-titles-svk-sk, occupation-t"
        "itles-svn-sl, occupation-titles-swe-sv, starter-occupation-ar, starter-occupatio"
        "n-en, starter-occupation-es, starter-occupation-fr, starter-occupation-pt, vacan"
        "cy-titles-ethiopia-en"
    ),
    base=-2.7248,
    weights=(0.4031, 0.2671, 0.1525, 0.0, 0.8597, 0.534, 1.5436, -1.5584, 0.2187),
    floors=Floors(own=0.8, foreign=1.0, sentences=0.76),
)
"""Chances and floors of occupations."""
