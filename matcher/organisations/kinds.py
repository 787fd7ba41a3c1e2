"""How alike two organisations are, by kind and by size.

Rules:

- Kinds of one family do work of the same nature: both heal, both teach, both administer,
  both produce, both speak for members.
- Bands of size are compared by their distance; an unknown size is like no other.

What it does not do: look at what the organisations do (``organisations``).

Units: thousandths.
"""

from matcher.types import OrganisationKind, SizeBand

_FAMILIES = (
    frozenset({OrganisationKind.HOSPITAL, OrganisationKind.CLINIC}),
    frozenset(
        {
            OrganisationKind.UNIVERSITY,
            OrganisationKind.TRAINING_CENTRE,
            OrganisationKind.RESEARCH_INSTITUTE,
        }
    ),
    frozenset({OrganisationKind.MINISTRY, OrganisationKind.MUNICIPALITY}),
    frozenset({OrganisationKind.ENTERPRISE, OrganisationKind.COOPERATIVE}),
    frozenset(
        {OrganisationKind.CHAMBER, OrganisationKind.TRADE_UNION, OrganisationKind.ASSOCIATION}
    ),
)
_BY_DISTANCE = (1000, 600, 200)


def kind_value(one: OrganisationKind, other: OrganisationKind) -> int:
    """Weigh how alike two kinds are: the same 1000, of one family 500, else 0."""
    if one is other:
        return 1000
    return 500 if any({one, other} <= family for family in _FAMILIES) else 0


def size_value(one: SizeBand, other: SizeBand) -> int:
    """Weigh how alike two sizes are: 1000, one band apart 600, two 200, else 0."""
    distance = abs(one - other)
    if SizeBand.UNKNOWN in (one, other) or distance >= len(_BY_DISTANCE):
        return 0
    return _BY_DISTANCE[distance]
