"""How much each sign of likeness counts when concepts are ranked for a phrase.

Rules:

- One frozen, versioned object; changing a number makes a new version.
- Every sign is in [0, 1] and no weight is negative, so more likeness never lowers a score.
- The first answer may be trusted from the score and the lead over the second at which nine
  first answers in ten were right on published titles of nineteen countries taken together,
  and on real vacancy titles. Single countries lie between seven and ten in ten.
- The numbers of version 1 were fitted on titles of fourteen countries, two sets of vacancy
  titles and two small sets of sentences (conditional logit, non-negative) and rounded;
  figures on those sets are therefore not held out.

What it does not do: compute the signs (``matcher.linking_index``), or learn.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LinkingWeights:
    """Weights of the signs, and the score from which a first answer may be trusted.

    ``letters`` is the likeness of letter groups with the concept's best label, ``preferred``
    the same with its preferred label, ``subject`` of word stems with everything known about
    the concept, ``inside`` how far the label stands inside the phrase, ``shared`` how far
    their sets of words agree, ``covered`` the share of the label's words found in the
    phrase. ``group`` is what a group of occupations loses against a single occupation.
    """

    version: str
    letters: float
    preferred: float
    subject: float
    inside: float
    shared: float
    covered: float
    group: float
    confident_from: float
    confident_lead: float

    @property
    def total(self) -> float:
        """The sum of the weights: what a perfect likeness adds up to."""
        return (
            self.letters + self.preferred + self.subject + self.inside + self.shared + self.covered
        )


VERSION_1 = LinkingWeights(
    version="1",
    letters=2.4,
    preferred=2.8,
    subject=3.2,
    inside=2.0,
    shared=0.6,
    covered=0.8,
    group=1.4,
    confident_from=0.85,
    confident_lead=0.03,
)
