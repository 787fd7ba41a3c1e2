"""Learnt numbers of trust in linking: written by a script, never by hand.

Rules: see ``matcher.linking.trust``. What it does not do: compute anything.
"""

from matcher.linking.trust import Floors, TrustModel

SKILL_TRUST = TrustModel(
    version="trust-2026-11-22 of skills-2026-11-22",
    learnt_on=(
        "sentence-skills-house-en, sentence-skills-tech-en, skill-labels-deu-de, skill-la"
        "bels-newer-fr, skill-labels-swe-sv, starter-skill-ar, starter-skill-en, starter-"
        "skill-es, starter-skill-fr, starter-skill-pt"
    ),
    base=-1.2066,
    weights=(0.5918, 0.53, 1.809, 0.1906, 0.0, 0.6275, 0.1778, 0.0, 0.1011),
    floors=Floors(own=0.91, foreign=0.77, sentences=0.79),
)
"""Chances and floors of skills."""

OCCUPATION_TRUST = TrustModel(
    version="trust-2026-11-22 of occupations-2026-11-22",
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
    base=-2.9415,
    weights=(0.2985, 0.3138, 0.2216, 0.0, 1.2086, 1.0312, 1.5373, -0.952, 0.0578),
    floors=Floors(own=0.86, foreign=1.0, sentences=0.72),
)
"""Chances and floors of occupations."""
