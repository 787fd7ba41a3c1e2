"""Learnt numbers of trust in linking: written by a script, never by hand.

Rules: see ``matcher.linking.trust``. What it does not do: compute anything.
"""

from matcher.linking.trust import Floors, TrustModel

SKILL_TRUST = TrustModel(
    version="trust-2026-11-22 of skills-2026-11-22",
    learnt_on="starter-skill-en",
    base=-2.9415,
    weights=(0.2985, 0.3138, 0.2216, 0.0, 1.2086, 1.0312, 1.5373, -0.952, 0.0578),
    floors=Floors(own=0.86, foreign=0.9, sentences=0.9),
)
"""Chances and floors of skills."""

OCCUPATION_TRUST = TrustModel(
    version="trust-2026-11-22 of occupations-2026-11-22",
    learnt_on="starter-occupation-en",
    base=-2.9415,
    weights=(0.2985, 0.3138, 0.2216, 0.0, 1.2086, 1.0312, 1.5373, -0.952, 0.0578),
    floors=Floors(own=0.86, foreign=1.0, sentences=0.72),
)
"""Chances and floors of occupations."""
